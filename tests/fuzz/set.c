// SPDX-License-Identifier: Apache-2.0
// A letter for the kind of --set, the JSON of the values that are there, and the argument.
#include "value/set.h"

#include "value/json.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum set_mode modes[] = { SET_TYPED, SET_STRING, SET_JSON, SET_LITERAL };
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), kind = fuzz_part(&rest), there = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	struct map *values;
	struct strbuf out = strbuf_in(&arena);
	if (!json_read_map(&arena, there, 0, &values, &err))
		values = map_new(&arena);
	enum set_mode mode = modes[kind.len ? (unsigned char)kind.data[0] % ARRAY_LEN(modes) : 0];
	if (set_parse(&arena, values, rest.data ? rest : STR_NONE, mode, 0, &err))
		FUZZ_CHECK(json_write(&arena, &out, value_map(values), (struct json_style){ 0 }, &err));
	return 0;
}
