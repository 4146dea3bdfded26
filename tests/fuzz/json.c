// SPDX-License-Identifier: Apache-2.0
// JSON is read, and what was read is written and read again.
#include "value/json.h"

#include "fuzz.h"

static void check_written(struct arena *arena, struct value value, struct json_style style)
{
	struct error err = { .arena = arena };
	struct value again;
	struct strbuf first = strbuf_in(arena), second = strbuf_in(arena);
	FUZZ_CHECK(json_write(arena, &first, value, style, &err));
	FUZZ_CHECK(json_read(arena, strbuf_peek(&first), 0, &again, &err));
	FUZZ_CHECK(json_write(arena, &second, again, style, &err));
	FUZZ_CHECK(str_eq(strbuf_peek(&first), strbuf_peek(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str text = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	struct value value;
	size_t len;
	if (json_read(&arena, text, 0, &value, &err)) {
		check_written(&arena, value, (struct json_style){ 0 });
		check_written(&arena, value, (struct json_style){ .raw = true, .indent = "  " });
	}
	json_read_exact(&arena, text, &value, &err);
	if (json_read_first(&arena, text, 0, &value, &len, &err))
		FUZZ_CHECK(len <= size);
	return 0;
}
