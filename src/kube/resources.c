// SPDX-License-Identifier: Apache-2.0
// The server's answers about its kinds. Older servers know no aggregated discovery: they name versions, and then the
// kinds of each.
#include "kube/discovery.h"
#include "value/json.h"
#include "value/member.h"

struct reading {
	struct arena *arena;
	struct kube_resources *ret;
};

static size_t list_len(struct value v)
{
	return v.kind == VALUE_LIST ? v.list->len : 0;
}

static void add_version(const struct reading *reading, struct str group, struct str version)
{
	struct strs *to = &reading->ret->versions;
	to->items = arena_grow(reading->arena, to->items, &to->cap, to->len + 1, sizeof(struct str));
	to->items[to->len++] = group.len ? ARENA_CONCAT(reading->arena, group, STR("/"), version) : version;
}

static void add_resource(const struct reading *reading, struct kube_resource resource)
{
	struct kube_resources *to = reading->ret;
	to->items = arena_grow(reading->arena, to->items, &to->cap, to->len + 1, sizeof(struct kube_resource));
	to->items[to->len++] = resource;
}

static struct kube_resource resource_of(struct str group, struct str version, struct str name, struct value response)
{
	struct kube_resource resource = {
		.group = group, .version = version, .kind = member_text(response, "kind"), .name = name
	};
	resource.response_group = member_text(response, "group");
	resource.response_version = member_text(response, "version");
	return resource;
}

static void read_version(const struct reading *reading, struct str group, struct value entry)
{
	struct str version = member_text(entry, "version");
	struct value resources = member(entry, "resources");
	add_version(reading, group, version);
	for (size_t i = 0; i < list_len(resources); i++) {
		struct value item = resources.list->items[i], parts = member(item, "subresources");
		struct str name = member_text(item, "resource");
		struct kube_resource resource = resource_of(group, version, name, member(item, "responseKind"));
		resource.is_namespaced = str_is(member_text(item, "scope"), "Namespaced");
		if (resource.kind.len)
			add_resource(reading, resource);
		for (size_t j = 0; j < list_len(parts); j++) {
			struct str part = ARENA_CONCAT(reading->arena, name, STR("/"),
			                               member_text(parts.list->items[j], "subresource"));
			struct kube_resource sub =
				resource_of(group, version, part, member(parts.list->items[j], "responseKind"));
			sub.is_namespaced = resource.is_namespaced;
			if (sub.kind.len)
				add_resource(reading, sub);
		}
	}
}

static void read_groups(const struct reading *reading, struct value items)
{
	for (size_t i = 0; i < list_len(items); i++) {
		struct str group = member_text(member(items.list->items[i], "metadata"), "name");
		struct value versions = member(items.list->items[i], "versions");
		for (size_t j = 0; j < list_len(versions); j++)
			read_version(reading, group, versions.list->items[j]);
	}
}

static void split_version(struct str text, struct str *ret_group, struct str *ret_version)
{
	size_t slash = str_find_char(text, '/');
	*ret_group = slash == STR_NPOS ? STR_NONE : str_slice(text, 0, slash);
	*ret_version = slash == STR_NPOS ? text : str_from(text, slash + 1);
}

static void read_resource_list(const struct reading *reading, struct value root)
{
	struct value items = member(root, "resources");
	struct str group, version;
	split_version(member_text(root, "groupVersion"), &group, &version);
	for (size_t i = 0; i < list_len(items); i++) {
		struct value item = items.list->items[i], namespaced = member(item, "namespaced");
		struct kube_resource resource = resource_of(group, version, member_text(item, "name"), item);
		resource.is_namespaced = namespaced.kind == VALUE_BOOL && namespaced.b;
		add_resource(reading, resource);
	}
}

static void read_group_list(const struct reading *reading, struct value groups)
{
	struct str group, version;
	for (size_t i = 0; i < list_len(groups); i++) {
		struct value versions = member(groups.list->items[i], "versions");
		for (size_t j = 0; j < list_len(versions); j++) {
			split_version(member_text(versions.list->items[j], "groupVersion"), &group, &version);
			add_version(reading, group, version);
		}
	}
}

bool kube_resources_parse(struct arena *arena, struct str text, struct kube_resources *ret, struct error *err)
{
	struct value root;
	struct reading reading = { arena, ret };
	*ret = (struct kube_resources){ .is_complete = true };
	if (!json_read(arena, text, 0, &root, err))
		return false;
	struct str kind = member_text(root, "kind");
	if (str_is(kind, "APIGroupDiscoveryList")) {
		read_groups(&reading, member(root, "items"));
	} else if (str_is(kind, "APIResourceList")) {
		read_resource_list(&reading, root);
	} else if (str_is(kind, "APIGroupList")) {
		ret->is_complete = false;
		read_group_list(&reading, member(root, "groups"));
	} else if (str_is(kind, "APIVersions")) {
		struct value versions = member(root, "versions");
		ret->is_complete = false;
		for (size_t i = 0; i < list_len(versions); i++)
			if (versions.list->items[i].kind == VALUE_STRING)
				add_version(&reading, STR_NONE, versions.list->items[i].s);
	} else {
		return fail(err, NOWHERE, "the server's answer is no list of its kinds, but \"%.*s\"", STR_FMT(kind));
	}
	return true;
}
