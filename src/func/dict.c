// SPDX-License-Identifier: Apache-2.0
// Dicts. A map is a reference, so set, unset and merge change what the caller holds; the others make new maps that
// share the values. Where Go's order of keys is random (keys, values), ours is sorted.
#include "base/strbuf.h"
#include "func/cast.h"
#include "func/families.h"
#include "func/merge.h"
#include "func/panic.h"

static struct value fn_dict(struct tmpl_call *call)
{
	struct map *map = map_new(call->arena);
	map_reserve(call->arena, map, (call->count + 1) / 2);
	for (size_t i = 0; i < call->count; i += 2) {
		struct str key = cast_string(call, call->args[i]);
		map_set(call->arena, map, key, i + 1 < call->count ? call->args[i + 1] : value_string(STR_NONE));
	}
	return value_map(map);
}

static struct value fn_get(struct tmpl_call *call)
{
	const struct value *found = map_get(call->args[0].map, call->args[1].s);
	return found ? *found : value_string(STR_NONE);
}

static struct value fn_has_key(struct tmpl_call *call)
{
	return value_bool(map_get(call->args[0].map, call->args[1].s) != NULL);
}

static struct value fn_set(struct tmpl_call *call)
{
	struct map *map = call->args[0].map;
	if (!map)
		tmpl_panic(call, "assignment to entry in nil map");
	arena_pin(call->arena);
	map_set(call->arena, map, call->args[1].s, call->args[2]);
	return value_map(map);
}

static struct value fn_unset(struct tmpl_call *call)
{
	map_delete(call->args[0].map, call->args[1].s);
	return value_map(call->args[0].map);
}

static struct value fn_pluck(struct tmpl_call *call)
{
	struct list *list = list_new(call->arena, call->count);
	for (size_t i = 1; i < call->count; i++) {
		const struct value *found = map_get(call->args[i].map, call->args[0].s);
		if (found)
			list_push(call->arena, list, *found);
	}
	return value_list(list);
}

static struct value fn_keys(struct tmpl_call *call)
{
	struct list *list = list_new(call->arena, 0);
	for (size_t i = 0; i < call->count; i++) {
		struct map *map = call->args[i].map;
		map_sort(map);
		for (size_t j = 0; map && j < map->len; j++)
			list_push(call->arena, list, value_string(map->entries[j].key));
	}
	return value_strings(list);
}

static struct value fn_values(struct tmpl_call *call)
{
	struct map *map = call->args[0].map;
	struct list *list = list_new(call->arena, map ? map->len : 0);
	map_sort(map);
	for (size_t i = 0; map && i < map->len; i++)
		list_push(call->arena, list, map->entries[i].value);
	return value_list(list);
}

static struct value fn_pick(struct tmpl_call *call)
{
	struct map *from = call->args[0].map, *map = map_new(call->arena);
	for (size_t i = 1; i < call->count; i++) {
		const struct value *found = map_get(from, call->args[i].s);
		if (found)
			map_set(call->arena, map, call->args[i].s, *found);
	}
	return value_map(map);
}

static bool is_omitted(const struct tmpl_call *call, struct str key)
{
	for (size_t i = 1; i < call->count; i++)
		if (str_eq(call->args[i].s, key))
			return true;
	return false;
}

static struct value fn_omit(struct tmpl_call *call)
{
	struct map *from = call->args[0].map, *map = map_new(call->arena);
	map_reserve(call->arena, map, from ? from->len : 0);
	for (size_t i = 0; from && i < from->len; i++)
		if (!is_omitted(call, from->entries[i].key))
			map_set(call->arena, map, from->entries[i].key, from->entries[i].value);
	return value_map(map);
}

// dig KEY… DEFAULT DICT
static struct value fn_dig(struct tmpl_call *call)
{
	if (call->count < 3)
		tmpl_panic(call, "dig needs at least three arguments");
	size_t keys = call->count - 2;
	struct value at = call->args[keys + 1];
	if (at.kind != VALUE_MAP || at.type != TYPE_MAP)
		panic_conversion(call, at, "map[string]interface {}");
	for (size_t i = 0; i < keys; i++)
		if (call->args[i].kind != VALUE_STRING)
			panic_conversion(call, call->args[i], "string");
	for (size_t i = 0; i < keys; i++) {
		if (at.kind != VALUE_MAP || at.type != TYPE_MAP)
			panic_conversion(call, at, "map[string]interface {}");
		const struct value *found = map_get(at.map, call->args[i].s);
		if (!found)
			return call->args[keys];
		at = *found;
	}
	return at;
}

static struct value merged(struct tmpl_call *call, bool overwrite, bool must)
{
	struct map *dst = call->args[0].map;
	arena_pin(call->arena);
	for (size_t i = 1; i < call->count; i++) {
		if (!dst && call->args[i].map)
			dst = map_new(call->arena);
		if (merge_maps(call, dst, call->args[i].map, overwrite))
			continue;
		if (must)
			tmpl_fail(call, "src and dst must be of same type");
		return value_string(STR_NONE);
	}
	return value_map(dst);
}

static struct value fn_merge(struct tmpl_call *call)
{
	return merged(call, false, false);
}

static struct value fn_merge_overwrite(struct tmpl_call *call)
{
	return merged(call, true, false);
}

static struct value fn_must_merge(struct tmpl_call *call)
{
	return merged(call, false, true);
}

static struct value fn_must_merge_overwrite(struct tmpl_call *call)
{
	return merged(call, true, true);
}

static struct value fn_deep_copy(struct tmpl_call *call)
{
	if (call->args[0].kind == VALUE_NULL)
		tmpl_panic(call, "reflect: call of reflect.Value.Type on zero Value");
	return value_copy(call->arena, call->args[0]);
}

const struct tmpl_func func_dict[] = {
	{ "deepCopy", "v:v", fn_deep_copy },
	{ "dict", "v*:d", fn_dict },
	{ "dig", "v*:v", fn_dig },
	{ "get", "ds:v", fn_get },
	{ "hasKey", "ds:b", fn_has_key },
	{ "keys", "d*:l", fn_keys },
	{ "merge", "dd*:v", fn_merge },
	{ "mergeOverwrite", "dd*:v", fn_merge_overwrite },
	{ "mustDeepCopy", "v:v", fn_deep_copy },
	{ "mustMerge", "dd*:v", fn_must_merge },
	{ "mustMergeOverwrite", "dd*:v", fn_must_merge_overwrite },
	{ "omit", "ds*:d", fn_omit },
	{ "pick", "ds*:d", fn_pick },
	{ "pluck", "sd*:L", fn_pluck },
	{ "set", "dsv:d", fn_set },
	{ "unset", "ds:d", fn_unset },
	{ "values", "d:L", fn_values },
	{ NULL },
};
