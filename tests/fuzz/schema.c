// SPDX-License-Identifier: Apache-2.0
// A schema, and a value to validate.
#include "schema/schema.h"

#include "value/json.h"

#include "fuzz.h"

static bool load_nothing(void *context, struct arena *arena, struct str url, struct str *ret, struct error *err)
{
	(void)context, (void)arena, (void)ret;
	return fail(err, NOWHERE, "nothing is at %.*s", STR_FMT(url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct schema_loader loader = { load_nothing, NULL };
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), text = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	struct value value;
	struct schema *schema = schema_compile(&arena, text, STR("file:///values.schema.json"), &loader, &err);
	if (schema && json_read(&arena, rest.data ? rest : STR_NONE, 0, &value, &err))
		schema_validate(schema, &arena, value, &err);
	return 0;
}
