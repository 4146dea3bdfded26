// SPDX-License-Identifier: Apache-2.0
// JSON is read, and what was read is written and read again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	struct value value, again;
	struct strbuf out = strbuf_in(&arena);
	struct json_style style = { 0 };
	if (json_read(&arena, text, 0, &value, &err) && json_write(&arena, &out, value, style, &err) &&
	    !json_read(&arena, strbuf_peek(&out), 0, &again, &err))
		abort();
	arena_done(&arena);
	return 0;
}
