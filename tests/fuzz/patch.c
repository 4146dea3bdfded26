// SPDX-License-Identifier: Apache-2.0
// The JSON of an object as it was, as it is to be and as it is there, and of the schemas of its type, which is called
// T. The two-way merge patch makes the one of the other; any schema leads to a patch or an error.
#include "patch/json_merge.h"
#include "patch/strategic.h"
#include "value/json.h"

#include "fuzz.h"

// A null in a patch deletes, so that no patch can set one, but among a list's elements.
static bool has_null_members(struct value v)
{
	for (size_t i = 0; v.kind == VALUE_LIST && i < v.list->len; i++)
		if (has_null_members(v.list->items[i]))
			return true;
	for (size_t i = 0; v.kind == VALUE_MAP && i < v.map->len; i++)
		if (value_is_null(v.map->entries[i].value) || has_null_members(v.map->entries[i].value))
			return true;
	return false;
}

// Numbers beyond a float's range are read, but cannot be written.
static bool can_be_written(struct arena *arena, struct value v)
{
	struct strbuf out = strbuf_in(arena);
	struct error err = { .arena = arena };
	return json_write(arena, &out, v, (struct json_style){ 0 }, &err);
}

static void check_written(struct arena *arena, struct map *patch)
{
	FUZZ_CHECK(can_be_written(arena, value_map(patch)));
}

static void check_diff(struct arena *arena, struct value original, struct value modified)
{
	struct map *patch = json_merge_diff(arena, original.map, modified.map);
	check_written(arena, patch);
	if (!has_null_members(modified))
		FUZZ_CHECK(value_deep_equal(value_map(json_merge_apply(arena, original.map, patch)), modified));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	struct value objects[4];
	struct map *patch;
	for (size_t i = 0; i < ARRAY_LEN(objects); i++)
		if (!json_read_integers(&arena, fuzz_part(&rest), &objects[i], &err) || objects[i].kind != VALUE_MAP ||
		    !can_be_written(&arena, objects[i]))
			return 0;
	struct patch_schema schema = patch_schema_named(objects[3], STR("T"));
	check_diff(&arena, objects[0], objects[1]);
	if (json_merge_three_way(&arena, objects[0].map, objects[1].map, objects[2].map, &patch, &err))
		check_written(&arena, patch);
	error_clear(&err);
	if (strategic_three_way(&arena, &schema, objects[0].map, objects[1].map, objects[2].map, &patch, &err))
		check_written(&arena, patch);
	return 0;
}
