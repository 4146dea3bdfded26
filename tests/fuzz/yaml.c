// SPDX-License-Identifier: Apache-2.0
// YAML is read, and what was read is written and read again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "value/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	struct value value, again;
	struct strbuf out = strbuf_in(&arena);
	if (yaml_read(&arena, text, 0, &value, &err) && yaml_write(&arena, &out, value, &err) &&
	    !yaml_read(&arena, strbuf_peek(&out), 0, &again, &err))
		abort();
	arena_done(&arena);
	return 0;
}
