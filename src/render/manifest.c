// SPDX-License-Identifier: Apache-2.0
// Helm: pkg/release/v1/util/{manifest,manifest_sorter,kind_sorter}.go.
#include "render/manifest.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/fs.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/decode.h"

// clang-format off
static const struct str install_order[] = {
	STR_INIT("PriorityClass"), STR_INIT("Namespace"), STR_INIT("NetworkPolicy"), STR_INIT("ResourceQuota"),
	STR_INIT("LimitRange"), STR_INIT("PodSecurityPolicy"), STR_INIT("PodDisruptionBudget"),
	STR_INIT("ServiceAccount"), STR_INIT("Secret"), STR_INIT("SecretList"), STR_INIT("ConfigMap"),
	STR_INIT("StorageClass"), STR_INIT("PersistentVolume"), STR_INIT("PersistentVolumeClaim"),
	STR_INIT("CustomResourceDefinition"), STR_INIT("ClusterRole"), STR_INIT("ClusterRoleList"),
	STR_INIT("ClusterRoleBinding"), STR_INIT("ClusterRoleBindingList"), STR_INIT("Role"), STR_INIT("RoleList"),
	STR_INIT("RoleBinding"), STR_INIT("RoleBindingList"), STR_INIT("Service"), STR_INIT("DaemonSet"),
	STR_INIT("Pod"), STR_INIT("ReplicationController"), STR_INIT("ReplicaSet"), STR_INIT("Deployment"),
	STR_INIT("HorizontalPodAutoscaler"), STR_INIT("StatefulSet"), STR_INIT("Job"), STR_INIT("CronJob"),
	STR_INIT("IngressClass"), STR_INIT("Ingress"), STR_INIT("APIService"),
	STR_INIT("MutatingWebhookConfiguration"), STR_INIT("ValidatingWebhookConfiguration"),
};

static const struct str uninstall_order[] = {
	STR_INIT("ValidatingWebhookConfiguration"), STR_INIT("MutatingWebhookConfiguration"), STR_INIT("APIService"),
	STR_INIT("Ingress"), STR_INIT("IngressClass"), STR_INIT("Service"), STR_INIT("CronJob"), STR_INIT("Job"),
	STR_INIT("StatefulSet"), STR_INIT("HorizontalPodAutoscaler"), STR_INIT("Deployment"), STR_INIT("ReplicaSet"),
	STR_INIT("ReplicationController"), STR_INIT("Pod"), STR_INIT("DaemonSet"), STR_INIT("RoleBindingList"),
	STR_INIT("RoleBinding"), STR_INIT("RoleList"), STR_INIT("Role"), STR_INIT("ClusterRoleBindingList"),
	STR_INIT("ClusterRoleBinding"), STR_INIT("ClusterRoleList"), STR_INIT("ClusterRole"),
	STR_INIT("CustomResourceDefinition"), STR_INIT("PersistentVolumeClaim"), STR_INIT("PersistentVolume"),
	STR_INIT("StorageClass"), STR_INIT("ConfigMap"), STR_INIT("SecretList"), STR_INIT("Secret"),
	STR_INIT("ServiceAccount"), STR_INIT("PodDisruptionBudget"), STR_INIT("PodSecurityPolicy"),
	STR_INIT("LimitRange"), STR_INIT("ResourceQuota"), STR_INIT("NetworkPolicy"), STR_INIT("Namespace"),
	STR_INIT("PriorityClass"),
};
// clang-format on

static const struct {
	struct str name;
	enum hook_event event;
} hook_events[] = {
	{ STR_INIT("pre-install"), HOOK_PRE_INSTALL },
	{ STR_INIT("post-install"), HOOK_POST_INSTALL },
	{ STR_INIT("pre-delete"), HOOK_PRE_DELETE },
	{ STR_INIT("post-delete"), HOOK_POST_DELETE },
	{ STR_INIT("pre-upgrade"), HOOK_PRE_UPGRADE },
	{ STR_INIT("post-upgrade"), HOOK_POST_UPGRADE },
	{ STR_INIT("pre-rollback"), HOOK_PRE_ROLLBACK },
	{ STR_INIT("post-rollback"), HOOK_POST_ROLLBACK },
	{ STR_INIT("test"), HOOK_TEST },
	{ STR_INIT("test-success"), HOOK_TEST },
};

// ---- documents -------------------------------------------------------------------------------------------------

static void push_document(struct arena *arena, struct str_list *list, struct str text)
{
	text = text_trim_left_space(text);
	if (text.len == 0)
		return;
	list->items = arena_grow(arena, list->items, &list->cap, list->len + 1, sizeof(struct str));
	list->items[list->len++] = text;
}

// The separator is a regular expression in Helm, (?m)^---[ \t]*: the rest of its line belongs to the next document.
void split_documents(struct arena *arena, struct str text, struct str_list *ret)
{
	text = text_trim_left_space(text);
	size_t start = 0, at = 0;
	for (;;) {
		if (str_has_prefix(str_from(text, at), STR("---"))) {
			push_document(arena, ret, str_slice(text, start, at));
			start = at + 3;
			while (start < text.len && (text.data[start] == ' ' || text.data[start] == '\t'))
				start++;
			at = start;
		}
		size_t newline = str_find_char(str_from(text, at), '\n');
		if (newline == STR_NPOS)
			break;
		at += newline + 1;
	}
	push_document(arena, ret, str_from(text, start));
}

// ---- heads -----------------------------------------------------------------------------------------------------

struct head {
	struct str api_version, kind;
	struct head_metadata {
		struct str name;
		struct map *annotations;
	} metadata;
};

static const struct decode_field head_metadata_fields[] = {
	{ "name", "Name", DECODE_STRING, offsetof(struct head_metadata, name), NULL, 0 },
	{ "annotations", "Annotations", DECODE_STRING_MAP, offsetof(struct head_metadata, annotations), NULL, 0 },
};

static const struct decode_class head_metadata_class = {
	.name = "",
	.type = "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string "
		"\"json:\\\"annotations\\\"\" }",
	.fields = head_metadata_fields,
	.len = ARRAY_LEN(head_metadata_fields),
	.size = sizeof(struct head_metadata),
};

static const struct decode_field head_fields[] = {
	{ "apiVersion", "Version", DECODE_STRING, offsetof(struct head, api_version), NULL, 0 },
	{ "kind", "Kind", DECODE_STRING, offsetof(struct head, kind), NULL, 0 },
	{ "metadata", "Metadata", DECODE_STRUCT, offsetof(struct head, metadata), &head_metadata_class, 0 },
};

static const struct decode_class head_class = {
	.name = "SimpleHead",
	.type = "util.SimpleHead",
	.fields = head_fields,
	.len = ARRAY_LEN(head_fields),
	.size = sizeof(struct head),
};

static bool read_head(struct arena *arena, struct manifest *manifest, struct error *err)
{
	struct head head = { .api_version = STR_NONE, .kind = STR_NONE, .metadata = { .name = STR_NONE } };
	if (!decode_yaml(arena, &head_class, manifest->content, &head, err))
		return false;
	manifest->api_version = head.api_version;
	manifest->kind = head.kind;
	manifest->name = head.metadata.name;
	if (head.metadata.annotations && head.metadata.annotations->len)
		manifest->annotations = head.metadata.annotations;
	return true;
}

static bool keep_texts(struct arena *arena, struct manifest *manifest)
{
	manifest->api_version = arena_str(arena, manifest->api_version);
	manifest->kind = arena_str(arena, manifest->kind);
	manifest->name = arena_str(arena, manifest->name);
	return true;
}

static struct str annotation(const struct manifest *manifest, struct str key)
{
	const struct value *found = manifest->annotations ? map_get(manifest->annotations, key) : NULL;
	return found ? found->s : (struct str){ NULL, 0 };
}

// Go's strings.ToLower(strings.TrimSpace(…)).
static struct str folded(struct arena *arena, struct str text)
{
	return text_to_lower(arena, text_trim_space(text));
}

// False if one of the events is unknown: such a document is dropped.
static bool read_hook(struct arena *arena, struct manifest *manifest, struct str events)
{
	for (struct str event, rest = events; str_next_field(&rest, ',', &event);) {
		unsigned found = 0;
		event = folded(arena, event);
		for (size_t i = 0; i < ARRAY_LEN(hook_events); i++)
			if (str_eq(event, hook_events[i].name))
				found = hook_events[i].event;
		if (!found)
			return false;
		manifest->events |= found;
	}
	struct str weight = annotation(manifest, STR("helm.sh/hook-weight"));
	if (!weight.data || parse_int(weight, 10, 64, &manifest->weight) != PARSE_OK)
		manifest->weight = 0;
	return true;
}

// ---- order -----------------------------------------------------------------------------------------------------

static void push_manifest(struct arena *arena, struct manifests *manifests, const struct manifest *manifest)
{
	manifests->items =
		arena_grow(arena, manifests->items, &manifests->cap, manifests->len + 1, sizeof(struct manifest));
	manifests->items[manifests->len++] = *manifest;
}

// Kinds in an order; those that are not in it come last, by their names.
struct kind_order {
	const struct str *kinds;
	size_t len;
};

static const struct kind_order installing = { install_order, ARRAY_LEN(install_order) };
static const struct kind_order uninstalling = { uninstall_order, ARRAY_LEN(uninstall_order) };

static size_t rank(const struct kind_order *order, struct str kind)
{
	for (size_t i = 0; i < order->len; i++)
		if (str_eq(kind, order->kinds[i]))
			return i;
	return SIZE_MAX;
}

struct ranked {
	const struct manifest *manifest;
	size_t rank;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *first = a, *second = b;
	if (first->rank != second->rank)
		return first->rank < second->rank ? -1 : 1;
	int order = first->rank == SIZE_MAX ? str_cmp(first->manifest->kind, second->manifest->kind) : 0;
	return order ? order : first->manifest < second->manifest ? -1 : 1; // else as they stand
}

static void sort_by_kind(struct arena *arena, struct manifests *manifests, const struct kind_order *order)
{
	if (manifests->len < 2)
		return;
	struct ranked *ranked = ARENA_ARRAY(arena, struct ranked, manifests->len);
	struct manifest *sorted = ARENA_ARRAY(arena, struct manifest, manifests->len);
	for (size_t i = 0; i < manifests->len; i++)
		ranked[i] = (struct ranked){ &manifests->items[i], rank(order, manifests->items[i].kind) };
	qsort(ranked, manifests->len, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < manifests->len; i++)
		sorted[i] = *ranked[i].manifest;
	manifests->items = sorted;
	manifests->cap = manifests->len;
}

void manifests_order_uninstall(struct arena *arena, struct manifests *resources)
{
	sort_by_kind(arena, resources, &uninstalling);
}

static int compare_files(const void *a, const void *b)
{
	return str_cmp(((const struct rendered_file *)a)->name, ((const struct rendered_file *)b)->name);
}

// The document is read in a scratch arena: only its head is kept.
static bool sort_document(struct arena *arena, struct manifest *manifest, const struct warnings *warnings,
                          struct manifests *hooks, struct manifests *resources, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	if (!read_head(&scratch, manifest, err))
		return fail_in(err, "YAML parse error on %.*s", STR_FMT(manifest->path));
	struct str events = annotation(manifest, STR("helm.sh/hook"));
	bool is_hook = events.data != NULL;
	if (is_hook && !read_hook(&scratch, manifest, events)) {
		struct log_field fields[] = { { "hookTypes", events }, { NULL, STR_NONE } };
		log_tell(warnings, &scratch, LOG_LEVEL_INFO, STR("skipping unknown hooks"), fields);
		return true;
	}
	if (manifest->annotations)
		manifest->annotations = value_copy(arena, value_map(manifest->annotations)).map;
	if (manifest->annotations)
		for (size_t i = 0; i < manifest->annotations->len; i++) {
			struct map_entry *entry = &manifest->annotations->entries[i];
			entry->key = arena_str(arena, entry->key);
			entry->value.s = arena_str(arena, entry->value.s);
		}
	keep_texts(arena, manifest);
	push_manifest(arena, is_hook ? hooks : resources, manifest);
	return true;
}

// The line is that of the whole rendered file; Helm's text counts from the document's own beginning.
static bool name_place(const struct rendered_file *file, struct str document, struct error *err)
{
	struct source *source = ARENA_NEW(err->arena, struct source);
	*source = (struct source){ ARENA_CONCAT(err->arena, STR("rendered "), file->name),
		                   arena_str(err->arena, file->text) };
	struct str before = str_slice(file->text, 0, (size_t)(document.data - file->text.data));
	return error_in_source(err, source, (unsigned)str_count(before, STR("\n")));
}

bool manifests_sort(struct arena *arena, const struct rendered *files, const struct warnings *warnings,
                    struct manifests *ret_hooks, struct manifests *ret_resources, struct error *err)
{
	struct rendered_file *sorted = ARENA_ARRAY(arena, struct rendered_file, files->len + 1);
	for (size_t i = 0; i < files->len; i++)
		sorted[i] = files->files[i];
	qsort(sorted, files->len, sizeof(*sorted), compare_files);
	for (size_t i = 0; i < files->len; i++) {
		struct str_list documents = { 0 };
		if (str_has_prefix(fs_base(sorted[i].name), STR("_")))
			continue;
		split_documents(arena, sorted[i].text, &documents);
		for (size_t j = 0; j < documents.len; j++) {
			struct manifest manifest = { .path = sorted[i].name, .content = documents.items[j] };
			if (!sort_document(arena, &manifest, warnings, ret_hooks, ret_resources, err))
				return name_place(&sorted[i], documents.items[j], err);
		}
	}
	sort_by_kind(arena, ret_hooks, &installing);
	sort_by_kind(arena, ret_resources, &installing);
	return true;
}
