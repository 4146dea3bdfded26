// SPDX-License-Identifier: Apache-2.0
// TOML is read and written.
#include <stddef.h>
#include <stdint.h>

#include "value/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	struct map *map;
	struct strbuf out = strbuf_in(&arena);
	if (toml_read(&arena, text, &map, &err))
		toml_write(&arena, &out, value_map(map), &err);
	arena_done(&arena);
	return 0;
}
