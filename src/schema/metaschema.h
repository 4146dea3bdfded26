/* SPDX-License-Identifier: Apache-2.0
 *
 * The meta-schemas that every schema is held against before it is used. For schema/ only.
 */
#ifndef PINTLE_SCHEMA_METASCHEMA_H
#define PINTLE_SCHEMA_METASCHEMA_H

#include "schema/internal.h"

/* Published documents: "draft-07/schema" is http(s)://json-schema.org/draft-07/schema. */
struct metaschema {
	struct str name, text;
};
extern const struct metaschema metaschemas[];
extern const size_t metaschema_count;

/* The document behind a URL of json-schema.org; NULL if there is none. */
const struct metaschema *metaschema_find(struct str url);

/* Holds the schema at `ptr` of a document against the meta-schemas of its resources: "… is not valid against
 * metaschema: …". */
bool metaschema_check(struct compiler *compiler, struct root *root, struct value value, struct str ptr);

/* True if a schema and all below it are certainly valid: then the meta-schemas need not
 * be read at all. */
bool metaschema_is_plain(struct arena *arena, int draft, struct value schema);

#endif
