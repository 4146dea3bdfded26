// SPDX-License-Identifier: Apache-2.0
// What makes one table another, as a strategic merge patch (strategicpatch's diffMaps).
#include "patch/strategic_parts.h"
#include "value/member.h"

static struct str list_directive(const struct strategic_diff *diff, const char *directive, struct str key)
{
	return ARENA_CONCAT(diff->arena, str_of(directive), STR("/"), key);
}

static void set_list(const struct strategic_diff *diff, struct map *patch, struct str key, struct list *list)
{
	if (list && list->len)
		map_set(diff->arena, patch, key, value_list(list));
}

// ---- lists of tables -------------------------------------------------------------------------------------------

static struct value deletion_of(const struct strategic_diff *diff, struct str merge_key, struct value key)
{
	struct map *deletion = map_new(diff->arena);
	map_set(diff->arena, deletion, merge_key, key);
	map_set(diff->arena, deletion, PATCH_DIRECTIVE, value_string(STR("delete")));
	return value_map(deletion);
}

static bool diff_element(const struct strategic_diff *diff, const struct patch_field *field, struct value old,
                         struct value new, struct list *changes)
{
	struct map *patch;
	struct value key;
	if (!strategic_diff(diff, &field->schema, old.map, new.map, field->retains_keys, &patch))
		return false;
	if (!patch->len)
		return true;
	if (!element_key(new, field->merge_key, &key, diff->err))
		return false;
	map_set(diff->arena, patch, field->merge_key, key);
	list_push(diff->arena, changes, value_map(patch));
	return true;
}

// diffListsOfMaps: both are walked in the order of their keys' texts.
static bool diff_tables(const struct strategic_diff *diff, const struct patch_field *field, const struct list *original,
                        const struct list *modified, struct list *changes, struct list *deletions)
{
	struct list *old = elements_sorted(diff->arena, original, field->merge_key),
		    *new = elements_sorted(diff->arena, modified, field->merge_key);
	for (size_t i = 0, j = 0; i < old->len || j < new->len;) {
		struct value old_key, new_key;
		if (i < old->len && !element_key(old->items[i], field->merge_key, &old_key, diff->err))
			return false;
		if (j < new->len && !element_key(new->items[j], field->merge_key, &new_key, diff->err))
			return false;
		int order = i == old->len ? 1
		            : j == new->len
		                    ? -1
		                    : str_cmp(element_text(diff->arena, old_key), element_text(diff->arena, new_key));
		if (order == 0 && !diff_element(diff, field, old->items[i], new->items[j], changes))
			return false;
		if (order > 0 && !diff->ignores_changes)
			list_push(diff->arena, changes, new->items[j]);
		if (order < 0 && !diff->ignores_deletions)
			list_push(diff->arena, deletions, deletion_of(diff, field->merge_key, old_key));
		i += order <= 0;
		j += order >= 0;
	}
	return true;
}

static bool is_order_same(const struct list *original, const struct list *modified, struct str merge_key)
{
	bool is_same = original->len == modified->len;
	for (size_t i = 0; is_same && i < modified->len; i++) {
		struct list one = { .items = &original->items[i], .len = 1 };
		is_same = element_find(&one, modified->items[i], merge_key) == 0;
	}
	return is_same;
}

// The modified list's keys: {"name": "a"}.
static struct list *keys_of(const struct strategic_diff *diff, const struct list *modified, struct str merge_key)
{
	struct list *keys = list_new(diff->arena, modified->len);
	for (size_t i = 0; i < modified->len; i++) {
		struct map *key = map_new(diff->arena);
		map_set(diff->arena, key, merge_key, *map_get(modified->items[i].map, merge_key));
		list_push(diff->arena, keys, value_map(key));
	}
	return keys;
}

static bool diff_list_of_tables(const struct strategic_diff *diff, const struct patch_field *field, struct str key,
                                const struct list *original, const struct list *modified, struct map *patch)
{
	struct list *changes = list_new(diff->arena, modified->len), *deletions = list_new(diff->arena, original->len);
	if (!diff_tables(diff, field, original, modified, changes, deletions) ||
	    !elements_ordered(diff->arena, changes, modified, field->merge_key, &changes, diff->err))
		return false;
	bool is_same = is_order_same(original, modified, field->merge_key);
	for (size_t i = 0; i < deletions->len; i++)
		list_push(diff->arena, changes, deletions->items[i]);
	set_list(diff, patch, key, changes);
	if ((!diff->ignores_changes && (changes->len || !is_same)) || (!diff->ignores_deletions && changes->len))
		set_list(diff, patch, list_directive(diff, PATCH_ORDER, key),
		         keys_of(diff, modified, field->merge_key));
	return true;
}

// ---- lists of plain elements -----------------------------------------------------------------------------------

// deduplicateScalars: the last takes the place of one that is gone.
static void drop_repeated(struct list *list)
{
	for (size_t i = 0; i + 1 < list->len; i++)
		for (size_t j = i + 1; j < list->len;) {
			if (value_deep_equal(list->items[i], list->items[j]))
				list->items[j] = list->items[--list->len];
			else
				j++;
		}
}

static bool diff_plain_list(const struct strategic_diff *diff, struct str key, const struct list *original,
                            const struct list *modified, struct map *patch)
{
	struct list *old = elements_sorted(diff->arena, original, STR_NONE),
		    *new = elements_sorted(diff->arena, modified, STR_NONE);
	struct list *additions = list_new(diff->arena, new->len), *deletions = list_new(diff->arena, old->len);
	for (size_t i = 0, j = 0; i < old->len || j < new->len;) {
		int order = i == old->len   ? 1
		            : j == new->len ? -1
		                            : str_cmp(element_text(diff->arena, old->items[i]),
		                                      element_text(diff->arena, new->items[j]));
		if (order > 0 && !diff->ignores_changes)
			list_push(diff->arena, additions, new->items[j]);
		if (order < 0 && !diff->ignores_deletions)
			list_push(diff->arena, deletions, old->items[i]);
		i += order <= 0;
		j += order >= 0;
	}
	drop_repeated(deletions);
	if (!elements_ordered(diff->arena, additions, modified, STR_NONE, &additions, diff->err))
		return false;
	set_list(diff, patch, key, additions);
	set_list(diff, patch, list_directive(diff, PATCH_DELETE_FROM, key), deletions);
	// Kubernetes has sorted the original in place by now, and compares that.
	bool is_same = value_deep_equal(value_list(old), value_list((struct list *)modified));
	if ((!diff->ignores_deletions && deletions->len) || (!diff->ignores_changes && !is_same))
		set_list(diff, patch, list_directive(diff, PATCH_ORDER, key), (struct list *)modified);
	return true;
}

// ---- members ---------------------------------------------------------------------------------------------------

static bool diff_merged_list(const struct strategic_diff *diff, const struct patch_field *field, struct str key,
                             const struct list *original, const struct list *modified, struct map *patch)
{
	enum value_kind kind;
	if (!original->len) {
		if (!diff->ignores_changes)
			set_list(diff, patch, key, (struct list *)modified);
		return true;
	}
	if (!elements_kind(original, modified, &kind, diff->err))
		return false;
	return kind == VALUE_MAP ? diff_list_of_tables(diff, field, key, original, modified, patch)
	                         : diff_plain_list(diff, key, original, modified, patch);
}

static void replace(const struct strategic_diff *diff, const struct map_entry *entry, struct value old,
                    struct map *patch)
{
	if (!diff->ignores_changes && !value_deep_equal(old, entry->value))
		map_set(diff->arena, patch, entry->key, entry->value);
}

// A field that is not known does no harm as long as it does not change.
static bool is_unchanged(const struct strategic_diff *diff, struct value old, struct value new)
{
	bool is_same = value_deep_equal(old, new);
	if (is_same)
		error_clear(diff->err);
	return is_same;
}

static bool diff_list(const struct strategic_diff *diff, const struct patch_schema *schema,
                      const struct map_entry *entry, struct value old, struct map *patch)
{
	struct patch_field field;
	if (!patch_schema_list(schema, entry->key, &field, diff->err))
		return is_unchanged(diff, old, entry->value);
	if (field.is_merged)
		return diff_merged_list(diff, &field, entry->key, old.list, entry->value.list, patch);
	replace(diff, entry, old, patch);
	return true;
}

static bool diff_table(const struct strategic_diff *diff, const struct patch_schema *schema,
                       const struct map_entry *entry, struct value old, struct map *patch)
{
	struct patch_field field;
	struct map *below;
	if (!patch_schema_table(schema, entry->key, &field, diff->err))
		return is_unchanged(diff, old, entry->value);
	if (field.is_replaced) {
		if (!diff->ignores_changes)
			map_set(diff->arena, patch, entry->key, entry->value);
		return true;
	}
	if (!strategic_diff(diff, &field.schema, old.map, entry->value.map, field.retains_keys, &below))
		return false;
	if (below->len)
		map_set(diff->arena, patch, entry->key, value_map(below));
	return true;
}

static bool diff_directive(const struct strategic_diff *diff, const struct map_entry *entry, struct value old,
                           struct map *patch)
{
	if (old.kind != VALUE_STRING || entry->value.kind != VALUE_STRING)
		return fail(diff->err, NOWHERE, "invalid value for special key: $patch");
	if (!str_eq(old.s, entry->value.s))
		map_set(diff->arena, patch, entry->key, entry->value);
	return true;
}

static bool diff_member(const struct strategic_diff *diff, const struct patch_schema *schema,
                        const struct map_entry *entry, const struct value *old, struct map *patch)
{
	if (old && str_eq(entry->key, PATCH_DIRECTIVE))
		return diff_directive(diff, entry, *old, patch);
	if (!old || old->kind != entry->value.kind) {
		if (!diff->ignores_changes)
			map_set(diff->arena, patch, entry->key, entry->value);
		return true;
	}
	if (old->kind == VALUE_MAP)
		return diff_table(diff, schema, entry, *old, patch);
	if (old->kind == VALUE_LIST)
		return diff_list(diff, schema, entry, *old, patch);
	replace(diff, entry, *old, patch);
	return true;
}

// The names of the members that are to stay, if there is anything to change.
static void retain_keys(const struct strategic_diff *diff, const struct map *original, const struct map *modified,
                        struct map *patch)
{
	struct list *keys = list_new(diff->arena, modified ? modified->len : 0);
	bool is_changed = patch->len;
	for (size_t i = 0; modified && i < modified->len; i++)
		if (!value_is_null(modified->entries[i].value))
			list_push(diff->arena, keys, value_string(modified->entries[i].key));
	for (size_t i = 0; original && i < original->len; i++)
		is_changed |=
			!value_is_null(original->entries[i].value) && !map_get(modified, original->entries[i].key);
	if (keys->len && is_changed)
		map_set(diff->arena, patch, PATCH_RETAIN_KEYS,
		        value_list(elements_sorted(diff->arena, keys, STR_NONE)));
}

bool strategic_diff(const struct strategic_diff *diff, const struct patch_schema *schema, const struct map *original,
                    const struct map *modified, bool retains_keys, struct map **ret)
{
	struct map *patch = map_new(diff->arena);
	for (size_t i = 0; modified && i < modified->len; i++)
		if (!diff_member(diff, schema, &modified->entries[i], map_get(original, modified->entries[i].key),
		                 patch))
			return false;
	for (size_t i = 0; !diff->ignores_deletions && original && i < original->len; i++)
		if (!map_get(modified, original->entries[i].key))
			map_set(diff->arena, patch, original->entries[i].key, value_null());
	if (retains_keys)
		retain_keys(diff, original, modified, patch);
	*ret = patch;
	return true;
}
