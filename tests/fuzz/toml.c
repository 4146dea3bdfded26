// SPDX-License-Identifier: Apache-2.0
// TOML is read, and what was read is written and read again.
#include "value/toml.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct map *map, *again;
	struct strbuf out = strbuf_in(&arena);
	if (toml_read(&arena, fuzz_text(&arena, data, size), &map, &err) &&
	    toml_write(&arena, &out, value_map(map), &err))
		FUZZ_CHECK(toml_read(&arena, strbuf_peek(&out), &again, &err));
	return 0;
}
