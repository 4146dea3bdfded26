// SPDX-License-Identifier: Apache-2.0
#include "patch/json_merge.h"

#include "base/strbuf.h"
#include "value/json.h"
#include "value/print.h"

struct map *json_merge_diff(struct arena *arena, const struct map *original, const struct map *modified)
{
	struct map *patch = map_new(arena);
	for (size_t i = 0; modified && i < modified->len; i++) {
		const struct map_entry *entry = &modified->entries[i];
		const struct value *old = map_get(original, entry->key);
		if (old && old->kind == VALUE_MAP && entry->value.kind == VALUE_MAP) {
			struct map *below = json_merge_diff(arena, old->map, entry->value.map);
			if (below->len)
				map_set(arena, patch, entry->key, value_map(below));
		} else if (!old || !value_deep_equal(*old, entry->value)) {
			map_set(arena, patch, entry->key, entry->value);
		}
	}
	for (size_t i = 0; original && i < original->len; i++)
		if (!map_get(modified, original->entries[i].key))
			map_set(arena, patch, original->entries[i].key, value_null());
	return patch;
}

// ---- applying --------------------------------------------------------------------------------------------------

// What is new in a table has no nulls, in lists' tables neither; nulls that are a list's elements stay.
static struct value without_nulls(struct arena *arena, struct value v)
{
	if (v.kind == VALUE_MAP)
		return value_map(json_merge_apply(arena, NULL, v.map));
	if (v.kind != VALUE_LIST)
		return v;
	struct list *list = list_new(arena, v.list->len);
	for (size_t i = 0; i < v.list->len; i++)
		list_push(arena, list, without_nulls(arena, v.list->items[i]));
	return value_list(list);
}

// A list that takes a table's place keeps its nulls: that is json-patch's way.
static struct value merged(struct arena *arena, const struct value *old, struct value patch)
{
	if (!old || old->kind != VALUE_MAP)
		return without_nulls(arena, patch);
	return patch.kind == VALUE_MAP ? value_map(json_merge_apply(arena, old->map, patch.map)) : patch;
}

struct map *json_merge_apply(struct arena *arena, const struct map *table, const struct map *patch)
{
	struct map *result = map_new(arena);
	for (size_t i = 0; table && i < table->len; i++)
		if (!map_get(patch, table->entries[i].key))
			map_set(arena, result, table->entries[i].key, table->entries[i].value);
	for (size_t i = 0; patch && i < patch->len; i++) {
		const struct map_entry *entry = &patch->entries[i];
		if (!value_is_null(entry->value))
			map_set(arena, result, entry->key, merged(arena, map_get(table, entry->key), entry->value));
	}
	return result;
}

// ---- three ways ------------------------------------------------------------------------------------------------

// The patch's deletions, or all but them. A table that is empty in the patch is a value, one that becomes empty is
// nothing.
static struct map *keep_nulls(struct arena *arena, const struct map *patch, bool keeps_nulls)
{
	struct map *kept = map_new(arena);
	for (size_t i = 0; i < patch->len; i++) {
		const struct map_entry *entry = &patch->entries[i];
		struct value v = entry->value;
		bool is_kept = value_is_null(v) == keeps_nulls;
		if (v.kind == VALUE_MAP && v.map->len) {
			v = value_map(keep_nulls(arena, v.map, keeps_nulls));
			is_kept = v.map->len;
		}
		if (is_kept)
			map_set(arena, kept, entry->key, v);
	}
	return kept;
}

// The error shows numbers as Kubernetes' code has them by then: those that look like integers are.
static bool refuse(struct map *patch, struct error *err)
{
	struct strbuf json = strbuf_in(err->arena), shown = strbuf_in(err->arena);
	struct value v = value_map(patch);
	if (json_write(err->arena, &json, v, (struct json_style){ 0 }, err) &&
	    json_read_integers(err->arena, strbuf_str(&json, err->arena), &v, err))
		value_print(&shown, v);
	return fail(err, NOWHERE, "precondition failed for: %.*s", STR_FMT(strbuf_peek(&shown)));
}

static bool check(struct map *patch, struct error *err)
{
	const struct value *metadata = map_get(patch, STR("metadata"));
	if (!map_get(patch, STR("apiVersion")) && !map_get(patch, STR("kind")) &&
	    !(metadata && metadata->kind == VALUE_MAP && map_get(metadata->map, STR("name"))))
		return true;
	return refuse(patch, err);
}

// The two patches cannot contradict each other, which Kubernetes checks: where one deletes members of a table, that
// table is in `modified`, from which the other's change at that place comes too.
bool json_merge_three_way(struct arena *arena, const struct map *original, const struct map *modified,
                          const struct map *current, struct map **ret, struct error *err)
{
	struct map *changes = keep_nulls(arena, json_merge_diff(arena, current, modified), false);
	struct map *deletions = keep_nulls(arena, json_merge_diff(arena, original, modified), true);
	struct map *patch = json_merge_apply(arena, deletions, changes);
	if (!check(patch, err))
		return false;
	*ret = patch;
	return true;
}
