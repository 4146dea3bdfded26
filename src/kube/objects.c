// SPDX-License-Identifier: Apache-2.0
#include "kube/objects.h"

#include "base/strbuf.h"
#include "value/documents.h"
#include "value/json.h"
#include "value/member.h"
#include "value/yaml.h"

struct reading {
	struct arena *arena;
	struct kube_discovery *discovery;
	struct str namespace;
	struct str document; /* at hand */
	struct kube_objects *objects;
	struct strbuf problems; /* what is wrong with objects, by ", " */
	size_t problems_len;
	struct error *err;
};

static void add_problem(struct reading *reading, struct str text)
{
	strbuf_add(&reading->problems, reading->problems_len++ ? STR(", ") : STR_NONE);
	strbuf_add(&reading->problems, text);
}

// "no matches for kind "Foo" in version "v1"" with what Kubernetes says around it.
static void add_unmapped(struct reading *reading, const struct kube_object *object)
{
	add_problem(
		reading,
		arena_printf(
			reading->arena,
			"resource mapping not found for name: \"%.*s\" namespace: \"%.*s\" from \"\": no matches for "
			"kind \"%.*s\" in version \"%.*s\"\nensure CRDs are installed first",
			STR_FMT(object->name), STR_FMT(member_text(member(object->value, "metadata"), "namespace")),
			STR_FMT(object->kind), STR_FMT(object->api_version)));
}

// An object without a namespace goes into the release's, and says so from then on.
static struct str default_namespace(struct reading *reading, struct value metadata)
{
	struct str own = member_text(metadata, "namespace");
	if (!own.len && metadata.kind == VALUE_MAP)
		map_set(reading->arena, metadata.map, STR("namespace"), value_string(reading->namespace));
	return own.len ? own : reading->namespace;
}

static bool is_cluster_wide(struct str group, struct str kind)
{
	static const char *const kinds[] = {
		"Namespace",
		"Node",
		"PersistentVolume",
		"ClusterRole",
		"ClusterRoleBinding",
		"CustomResourceDefinition",
		"StorageClass",
		"VolumeAttributesClass",
		"PriorityClass",
		"IngressClass",
		"RuntimeClass",
		"APIService",
		"MutatingWebhookConfiguration",
		"ValidatingWebhookConfiguration",
		"ValidatingAdmissionPolicy",
		"ValidatingAdmissionPolicyBinding",
		"MutatingAdmissionPolicy",
		"MutatingAdmissionPolicyBinding",
		"CSIDriver",
		"CSINode",
		"VolumeAttachment",
		"CertificateSigningRequest",
		"ClusterTrustBundle",
		"FlowSchema",
		"PriorityLevelConfiguration",
		"PodSecurityPolicy",
		"DeviceClass",
		"ResourceSlice",
	};
	bool is_own = !group.len || str_has_suffix(group, STR(".k8s.io")) || str_find_char(group, '.') == STR_NPOS;
	for (size_t i = 0; is_own && i < ARRAY_LEN(kinds); i++)
		if (str_is(kind, kinds[i]))
			return true;
	return false;
}

// The place of a kind, by asking the server, or by what is known of Kubernetes.
static bool find_resource(struct reading *reading, struct kube_object *object, bool *ret_found)
{
	if (reading->discovery)
		return kube_discover(reading->discovery, object->api_version, object->kind, &object->resource,
		                     ret_found, reading->err);
	size_t slash = str_find_char(object->api_version, '/');
	struct str group = slash == STR_NPOS ? STR_NONE : str_slice(object->api_version, 0, slash);
	object->resource =
		(struct kube_resource){ .group = group,
		                        .version = str_from(object->api_version, slash == STR_NPOS ? 0 : slash + 1),
		                        .kind = object->kind,
		                        .is_namespaced = !is_cluster_wide(group, object->kind) };
	*ret_found = true;
	return true;
}

static bool add_object(struct reading *reading, struct value value)
{
	struct kube_object object = { .value = value,
		                      .text = reading->document,
		                      .api_version = member_text(value, "apiVersion"),
		                      .kind = member_text(value, "kind") };
	struct value metadata = member(value, "metadata"), items = member(value, "items");
	struct strbuf json = strbuf_in(reading->arena);
	bool found;
	if (value.kind != VALUE_MAP || !object.kind.len) {
		if (!json_write(reading->arena, &json, value, (struct json_style){ 0 }, reading->err))
			return false;
		add_problem(reading, arena_printf(reading->arena, "Object 'Kind' is missing in '%.*s'",
		                                  STR_FMT(strbuf_peek(&json))));
		return true;
	}
	if (str_has_suffix(object.kind, STR("List")) && items.kind == VALUE_LIST) {
		reading->document = STR_NONE;
		for (size_t i = 0; i < items.list->len; i++)
			if (!add_object(reading, items.list->items[i]))
				return false;
		return true;
	}
	object.name = member_text(metadata, "name");
	if (!find_resource(reading, &object, &found))
		return false;
	if (!found) {
		add_unmapped(reading, &object);
		return true;
	}
	if (object.resource.is_namespaced)
		object.namespace = default_namespace(reading, metadata);
	struct kube_objects *to = reading->objects;
	to->items = arena_grow(reading->arena, to->items, &to->cap, to->len + 1, sizeof(struct kube_object));
	to->items[to->len++] = object;
	return true;
}

bool kube_objects_read(struct kube_discovery *discovery, struct arena *arena, struct str manifest, struct str namespace,
                       struct kube_objects *ret, struct error *err)
{
	struct kube_objects objects = { 0 };
	struct reading reading = { .arena = arena,
		                   .discovery = discovery,
		                   .namespace = namespace,
		                   .objects = &objects,
		                   .problems = strbuf_in(arena),
		                   .err = err };
	struct yaml_documents documents = { .rest = manifest };
	struct str document;
	while (yaml_next_document(&documents, &document, err)) {
		struct value value;
		if (!yaml_read(arena, document, 0, &value, err))
			return fail_in(err, "error parsing ");
		reading.document = document;
		if (!value_is_null(value) && !add_object(&reading, value))
			return false;
	}
	if (error_is_set(err))
		return false;
	if (reading.problems_len)
		return fail(err, NOWHERE, reading.problems_len > 1 ? "[%.*s]" : "%.*s",
		            STR_FMT(strbuf_peek(&reading.problems)));
	*ret = objects;
	return true;
}

void kube_objects_append(struct arena *arena, struct kube_objects *to, const struct kube_objects *more)
{
	for (size_t i = 0; i < more->len; i++) {
		to->items = arena_grow(arena, to->items, &to->cap, to->len + 1, sizeof(struct kube_object));
		to->items[to->len++] = more->items[i];
	}
}

bool kube_objects_share_list(const struct kube_object *a, const struct kube_object *b)
{
	return str_eq(a->kind, b->kind) && str_eq(a->api_version, b->api_version) && str_eq(a->namespace, b->namespace);
}

struct str kube_object_key(struct arena *arena, const struct kube_object *object)
{
	return ARENA_CONCAT(arena, object->kind, STR("."), object->resource.group, STR("/"), object->namespace,
	                    STR("/"), object->name);
}

struct map *kube_objects_index(struct arena *arena, const struct kube_objects *objects)
{
	struct map *index = map_new(arena);
	for (size_t i = 0; i < objects->len; i++) {
		struct str key = kube_object_key(arena, &objects->items[i]);
		if (!map_get(index, key))
			map_set(arena, index, key, value_int((int64_t)i));
	}
	return index;
}

// What has no kind was not said by an API server: something in between answers, too.
static bool fail_foreign(struct str text, const char *what, struct error *err)
{
	enum { SHOWN = 60 };
	return fail(err, NOWHERE, "the server's answer is no %s: %.*s", what, STR_FMT(str_slice(text, 0, SHOWN)));
}

bool kube_answer_read(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	struct value root;
	if (!json_read_integers(arena, text, &root, err))
		return false;
	struct value items = member(root, "items");
	struct str own = member_text(root, "kind"), kind = str_trim_suffix(own, STR("List")),
		   version = member_text(root, "apiVersion");
	if (!own.len)
		return fail_foreign(text, "object", err);
	for (size_t i = 0; items.kind == VALUE_LIST && kind.len && version.len && i < items.list->len; i++) {
		struct value item = items.list->items[i];
		if (item.kind != VALUE_MAP || member_text(item, "kind").len)
			continue;
		map_set(arena, item.map, STR("kind"), value_string(kind));
		map_set(arena, item.map, STR("apiVersion"), value_string(version));
	}
	*ret = root;
	return true;
}

bool kube_list_read(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	struct value list;
	if (!kube_answer_read(arena, text, &list, err))
		return false;
	struct value items = member(list, "items");
	if (!str_has_suffix(member_text(list, "kind"), STR("List")) ||
	    (items.kind != VALUE_LIST && !value_is_null(items)))
		return fail_foreign(text, "list", err);
	*ret = list;
	return true;
}

bool kube_object_pods(struct arena *arena, const struct kube_object *object, struct str *ret_selector)
{
	static const char *const kinds[] = { "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job" };
	struct value labels = value_null(), selector = member(member(object->value, "spec"), "selector");
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_is(object->kind, kinds[i]))
			labels = member(selector, "matchLabels");
	if (str_is(object->kind, "ReplicationController"))
		labels = selector;
	if (labels.kind != VALUE_MAP)
		return false;
	map_sort(labels.map);
	for (size_t i = 0; i < labels.map->len; i++) {
		if (labels.map->entries[i].value.kind != VALUE_STRING)
			return false;
		strbuf_printf(&out, i ? ",%.*s=%.*s" : "%.*s=%.*s", STR_FMT(labels.map->entries[i].key),
		              STR_FMT(labels.map->entries[i].value.s));
	}
	*ret_selector = strbuf_str(&out, arena);
	return true;
}
