// SPDX-License-Identifier: Apache-2.0
// Field managers of any object: the patch is JSON, and once it is done there is nothing more to do.
#include "release/managers.h"

#include "value/json.h"
#include "value/member.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct value live, patch;
	struct str text, manager;
	if (!json_read_integers(&arena, fuzz_text(&arena, data, size), &live, &err))
		return 0;
	managers_scaled(live, &manager);
	if (!managers_migrate(&arena, live, &text))
		return 0;
	FUZZ_CHECK(json_read_integers(&arena, text, &patch, &err) && member_count(patch) == 2);
	struct map *metadata = map_new(&arena), *object = map_new(&arena);
	map_set(&arena, metadata, STR("managedFields"), member(member_item(patch, 0), "value"));
	map_set(&arena, object, STR("metadata"), value_map(metadata));
	FUZZ_CHECK(!managers_migrate(&arena, value_map(object), &text));
	return 0;
}
