// SPDX-License-Identifier: Apache-2.0
// A schema, validated against a small value.
#include <stddef.h>
#include <stdint.h>

#include "schema/schema.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	struct schema_loader none = { 0 };
	struct value value;
	struct schema *schema = schema_compile(&arena, text, STR("file:///values.schema.json"), &none, &err);
	if (schema && json_read(&arena, STR("{\"a\":[1,\"x\",null],\"b\":{\"c\":2.5}}"), 0, &value, &err))
		schema_validate(schema, &arena, value, &err);
	arena_done(&arena);
	return 0;
}
