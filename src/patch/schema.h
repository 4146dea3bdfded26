/* SPDX-License-Identifier: Apache-2.0
 *
 * patch_schema: what Kubernetes says of a type's fields: which lists are merged and by which key. It is the OpenAPI
 * schema that a server publishes of the type.
 *
 *     struct patch_schema pod = patch_schema_named(components, STR("io.k8s.api.core.v1.Pod"));
 *     struct patch_field field;
 *     if (!patch_schema_table(&pod, STR("spec"), &field, err)) ...
 */
#ifndef PINTLE_PATCH_SCHEMA_H
#define PINTLE_PATCH_SCHEMA_H

#include "base/error.h"
#include "value/value.h"

struct patch_schema {
	struct value components; /* all named ones: "components.schemas" of a document */
	struct value at;         /* this one */
	struct str name;         /* "PodSpec"; empty: it has none */
};

struct patch_field {
	struct patch_schema schema; /* of a table; of a list's elements */
	struct str merge_key;       /* what tells the elements of a merged list apart; empty for texts and numbers */
	bool is_merged;             /* a list: by elements; else as a whole */
	bool is_replaced;           /* a table: as a whole; else by members */
	bool retains_keys;          /* a table, or a list's tables: only the members that are told stay */
};

struct patch_schema patch_schema_named(struct value components, struct str name);

/* A member that is a table, or a list. The errors are those of Kubernetes' strategicpatch, which looks at Go's types:
 * there is no such field, or it is of another kind. */
bool patch_schema_table(const struct patch_schema *schema, struct str key, struct patch_field *ret, struct error *err);
bool patch_schema_list(const struct patch_schema *schema, struct str key, struct patch_field *ret, struct error *err);

#endif
