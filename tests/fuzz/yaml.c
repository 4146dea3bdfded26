// SPDX-License-Identifier: Apache-2.0
// YAML is read in every way there is, and what was read is written and read again. That this last may fail is Go's
// doing: a key << is written bare.
#include "value/yaml.h"

#include "value/documents.h"

#include "../unit/skim_check.h"
#include "fuzz.h"

static void check_written(struct arena *arena, struct value value,
                          bool (*write)(struct arena *, struct strbuf *, struct value, struct error *))
{
	struct error err = { .arena = arena };
	struct value again;
	struct strbuf out = strbuf_in(arena);
	if (write(arena, &out, value, &err) && !yaml_read(arena, strbuf_peek(&out), 0, &again, &err))
		FUZZ_CHECK(error_is_set(&err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str text = fuzz_text(&arena, data, size), document;
	struct error err = { .arena = &arena };
	struct yaml_documents documents = { .rest = text };
	struct value value;
	struct map *map;
	bool taken;
	FUZZ_CHECK(skim_agrees(&arena, text, &taken));
	if (yaml_read(&arena, text, 0, &value, &err)) {
		check_written(&arena, value, yaml_write);
		check_written(&arena, value, yaml_write_pretty);
	}
	yaml_read_strict(&arena, text, 0, &value, &err);
	error_clear(&err);
	while (yaml_next_document(&documents, &document, &err))
		yaml_read_map(&arena, document, 0, &map, &err);
	return 0;
}
