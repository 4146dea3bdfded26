/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON Schema: drafts 4, 6, 7, 2019-09 and 2020-12, as santhosh-tekuri/jsonschema v6 has them under Helm.
 *
 *     struct schema *schema = schema_compile(arena, text, STR("file:///values.schema.json"), &loader, &err);
 *     if (schema && !schema_validate(schema, arena, value, &err)) ...
 */
#ifndef PINTLE_SCHEMA_SCHEMA_H
#define PINTLE_SCHEMA_SCHEMA_H

#include "base/error.h"
#include "value/merge.h"
#include "value/value.h"

struct schema;

/* Fetches what a $ref names outside of the schema itself. */
struct schema_loader {
	/* The text behind an absolute URL; false with an error as the library words it. NULL: file: URLs are read,
	 * nothing else is. */
	bool (*load)(void *context, struct arena *arena, struct str url, struct str *ret_text, struct error *err);
	void *context;
	const struct warnings *warnings; /* told of references that nobody resolves; may be NULL */
};

/* Compiles a schema text known as `url`. Errors are the library's. */
struct schema *schema_compile(struct arena *arena, struct str text, struct str url, const struct schema_loader *loader,
                              struct error *err);

/* False with the library's report, which spans lines: "jsonschema validation failed with
 * 'file:///values.schema.json#'\n
 * - at '/replicas': got string, want integer". The causes' places are those of the values. */
bool schema_validate(const struct schema *schema, struct arena *arena, struct value value, struct error *err);

#endif
