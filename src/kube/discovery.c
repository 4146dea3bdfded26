// SPDX-License-Identifier: Apache-2.0
#include "kube/discovery.h"

#include <stdlib.h>

#include "base/fs.h"
#include "base/strbuf.h"

#define AGGREGATED \
	"application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," \
	"application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList," \
	"application/json"

enum { ROOTS = 2 };

static const struct {
	struct str path;
	const char *file;
} roots[ROOTS] = { { STR_INIT("/api"), "api.json" }, { STR_INIT("/apis"), "apis.json" } };

struct kube_discovery {
	struct arena *arena;
	struct kube_client *client;
	struct str folder; /* of this server; empty: none */
	struct kube_resources parts[ROOTS];
	struct str etags[ROOTS], texts[ROOTS]; /* the last answers */
	bool is_loaded;
};

// A server's name as one of a folder: what is not plain becomes "_".
static struct str folder_name(struct arena *arena, struct str server)
{
	struct strbuf out = strbuf_in(arena);
	size_t scheme = str_find(server, STR("://"));
	server = scheme == STR_NPOS ? server : str_from(server, scheme + strlen("://"));
	for (size_t i = 0; i < server.len; i++) {
		char c = server.data[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		                c == '.' || c == '-';
		strbuf_add_char(&out, is_plain ? c : '_');
	}
	return strbuf_str(&out, arena);
}

struct kube_discovery *kube_discovery_new(struct arena *arena, struct kube_client *client, struct str folder)
{
	struct kube_discovery *discovery = ARENA_NEW(arena, struct kube_discovery);
	*discovery = (struct kube_discovery){ .arena = arena, .client = client };
	if (folder.len)
		discovery->folder = fs_join(arena, folder, folder_name(arena, kube_server(client)));
	return discovery;
}

// ---- what is kept ----------------------------------------------------------------------------------------------

// The ETag, a newline, the answer. What cannot be used is as good as not there.
static void read_kept(struct kube_discovery *discovery, size_t root)
{
	struct error ignored = { .arena = discovery->arena };
	struct kube_resources resources = { 0 };
	struct str text;
	if (!discovery->folder.len || discovery->texts[root].len)
		return;
	if (!fs_read(fs_join(discovery->arena, discovery->folder, str_of(roots[root].file)).data, discovery->arena,
	             &text, &ignored))
		return;
	size_t newline = str_find_char(text, '\n');
	if (newline == STR_NPOS ||
	    !kube_resources_parse(discovery->arena, str_from(text, newline + 1), &resources, &ignored))
		return;
	discovery->etags[root] = str_slice(text, 0, newline);
	discovery->texts[root] = str_from(text, newline + 1);
	discovery->parts[root] = resources;
}

static void keep(struct kube_discovery *discovery, size_t root, const struct kube_request *request)
{
	struct error ignored = { .arena = discovery->arena };
	struct arena *arena = discovery->arena;
	discovery->etags[root] = request->etag;
	discovery->texts[root] = request->answer;
	if (!discovery->folder.len || !request->etag.len || str_find_char(request->etag, '\n') != STR_NPOS)
		return;
	if (fs_make_folders(discovery->folder.data, &ignored))
		fs_write(fs_join(arena, discovery->folder, str_of(roots[root].file)).data,
		         ARENA_CONCAT(arena, request->etag, STR("\n"), request->answer), 0600, &ignored);
}

// ---- asking ----------------------------------------------------------------------------------------------------

// For servers without aggregated discovery: the kinds of each version, all at once. A version that does not answer is
// left out, as client-go does.
static bool load_versions(struct kube_discovery *discovery, struct kube_resources *resources, struct error *err)
{
	struct arena *arena = discovery->arena;
	size_t len = resources->versions.len;
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, len);
	struct error ignored = { .arena = arena };
	for (size_t i = 0; i < len; i++) {
		struct str version = resources->versions.items[i];
		bool is_core = str_find_char(version, '/') == STR_NPOS;
		requests[i] = (struct kube_request){ .arena = arena,
			                             .method = "GET",
			                             .path = ARENA_CONCAT(arena, is_core ? STR("/api/") : STR("/apis/"),
			                                                  version) };
	}
	if (!kube_run(discovery->client, requests, len, err))
		return false;
	for (size_t i = 0; i < len; i++) {
		struct kube_resources more = { 0 };
		if (requests[i].problem.len || !kube_resources_parse(arena, requests[i].answer, &more, &ignored))
			continue;
		for (size_t j = 0; j < more.len; j++) {
			resources->items = arena_grow(arena, resources->items, &resources->cap, resources->len + 1,
			                              sizeof(struct kube_resource));
			resources->items[resources->len++] = more.items[j];
		}
	}
	resources->is_complete = true;
	return true;
}

static bool load(struct kube_discovery *discovery, struct error *err)
{
	struct arena *arena = discovery->arena;
	struct kube_request requests[ROOTS];
	for (size_t i = 0; i < ROOTS; i++) {
		read_kept(discovery, i);
		requests[i] = (struct kube_request){ .arena = arena,
			                             .method = "GET",
			                             .path = roots[i].path,
			                             .accept = STR(AGGREGATED),
			                             .if_none_match = discovery->etags[i],
			                             .is_raw = true };
	}
	if (!kube_run(discovery->client, requests, ROOTS, err))
		return false;
	for (size_t i = 0; i < ROOTS; i++) {
		if (requests[i].problem.len)
			return fail(err, NOWHERE, "%.*s", STR_FMT(requests[i].problem));
		if (requests[i].status == 304)
			continue;
		if (!kube_resources_parse(arena, requests[i].answer, &discovery->parts[i], err))
			return fail_in(err, "discovery of %.*s", STR_FMT(roots[i].path));
		if (discovery->parts[i].is_complete)
			keep(discovery, i, &requests[i]);
		else if (!load_versions(discovery, &discovery->parts[i], err))
			return false;
	}
	discovery->is_loaded = true;
	return true;
}

// ---- answers ---------------------------------------------------------------------------------------------------

static struct str version_of(struct arena *arena, struct str group, struct str version)
{
	return group.len ? ARENA_CONCAT(arena, group, STR("/"), version) : version;
}

static bool find(const struct kube_discovery *discovery, struct str group, struct str version, struct str kind,
                 struct kube_resource *ret)
{
	for (size_t i = 0; i < ROOTS; i++)
		for (size_t j = 0; j < discovery->parts[i].len; j++) {
			const struct kube_resource *resource = &discovery->parts[i].items[j];
			if (str_eq(resource->kind, kind) && str_eq(resource->group, group) &&
			    str_eq(resource->version, version) && str_find_char(resource->name, '/') == STR_NPOS) {
				*ret = *resource;
				return true;
			}
		}
	return false;
}

bool kube_discover(struct kube_discovery *discovery, struct str api_version, struct str kind, struct kube_resource *ret,
                   bool *ret_found, struct error *err)
{
	size_t slash = str_find_char(api_version, '/');
	struct str group = slash == STR_NPOS ? STR_NONE : str_slice(api_version, 0, slash);
	struct str version = slash == STR_NPOS ? api_version : str_from(api_version, slash + 1);
	bool was_loaded = discovery->is_loaded;
	if (!was_loaded && !load(discovery, err))
		return false;
	*ret_found = find(discovery, group, version, kind, ret);
	if (*ret_found || !was_loaded)
		return true;
	if (!load(discovery, err))
		return false;
	*ret_found = find(discovery, group, version, kind, ret);
	return true;
}

void kube_discovery_forget(struct kube_discovery *discovery)
{
	discovery->is_loaded = false;
}

bool kube_has_version(const struct kube_discovery *discovery, struct str api_version)
{
	for (size_t i = 0; i < ROOTS; i++)
		for (size_t j = 0; j < discovery->parts[i].versions.len; j++)
			if (str_eq(discovery->parts[i].versions.items[j], api_version))
				return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void push(struct arena *arena, struct strs *to, struct str text)
{
	to->items = arena_grow(arena, to->items, &to->cap, to->len + 1, sizeof(struct str));
	to->items[to->len++] = text;
}

bool kube_api_versions(struct kube_discovery *discovery, struct strs *ret, struct error *err)
{
	struct arena *arena = discovery->arena;
	struct strs all = { 0 };
	size_t kept = 0;
	if (!discovery->is_loaded && !load(discovery, err))
		return false;
	for (size_t i = 0; i < ROOTS; i++) {
		const struct kube_resources *part = &discovery->parts[i];
		for (size_t j = 0; j < part->versions.len; j++)
			push(arena, &all, part->versions.items[j]);
		for (size_t j = 0; j < part->len; j++)
			push(arena, &all,
			     ARENA_CONCAT(arena, version_of(arena, part->items[j].group, part->items[j].version),
			                  STR("/"), part->items[j].kind));
	}
	if (all.len)
		qsort(all.items, all.len, sizeof(*all.items), compare);
	for (size_t i = 0; i < all.len; i++)
		if (!kept || !str_eq(all.items[kept - 1], all.items[i]))
			all.items[kept++] = all.items[i];
	all.len = kept;
	*ret = all;
	return true;
}

struct str kube_resource_path(struct arena *arena, const struct kube_resource *resource, struct str namespace,
                              struct str name)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_add(&out, resource->group.len ? STR("/apis/") : STR("/api/"));
	if (resource->group.len)
		strbuf_printf(&out, "%.*s/", STR_FMT(resource->group));
	strbuf_add(&out, resource->version);
	if (resource->is_namespaced && namespace.len)
		strbuf_printf(&out, "/namespaces/%.*s", STR_FMT(kube_escape(arena, namespace)));
	strbuf_printf(&out, "/%.*s", STR_FMT(resource->name));
	if (name.len)
		strbuf_printf(&out, "/%.*s", STR_FMT(kube_escape(arena, name)));
	return strbuf_str(&out, arena);
}
