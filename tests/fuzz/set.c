// SPDX-License-Identifier: Apache-2.0
// The argument of --set.
#include <stddef.h>
#include <stdint.h>

#include "value/set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	set_parse(&arena, map_new(&arena), text, SET_TYPED, 0, &err);
	arena_done(&arena);
	return 0;
}
