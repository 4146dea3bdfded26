/* SPDX-License-Identifier: Apache-2.0
 *
 * Internals of schema/: resolve.c finds out where things are (resources, anchors, references), compile.c makes struct
 * schema of JSON, validate.c holds a value against it, report.c words what failed, format.c knows the formats.
 */
#ifndef PINTLE_SCHEMA_INTERNAL_H
#define PINTLE_SCHEMA_INTERNAL_H

#include "base/strbuf.h"
#include "schema/schema.h"
#include "text/regex.h"

enum json_type {
	JSON_NULL = 1 << 0,
	JSON_BOOLEAN = 1 << 1,
	JSON_NUMBER = 1 << 2,
	JSON_INTEGER = 1 << 3,
	JSON_STRING = 1 << 4,
	JSON_ARRAY = 1 << 5,
	JSON_OBJECT = 1 << 6,
};

/* A part of a document with an identifier of its own ($id), or the whole. */
struct resource {
	struct str ptr; /* JSON pointer within the document */
	struct str id;  /* absolute URL */
	int draft;      /* 4, 6, 7, 2019, 2020 */
	bool has_vocabularies; /* the metaschema lists them: then only those are known */
	struct map *vocabularies;
	struct map *anchors;   /* name to JSON pointer (strings) */
	struct map *dynamic;   /* the names among them that are dynamic */
};

/* A document. */
struct root {
	struct root *next;
	struct str url;
	struct value document;
	struct resource **resources;
	size_t len, cap;
};

struct property {
	struct str name;
	struct schema *schema;   /* or */
	struct list *required;   /* of texts: dependencies and dependentRequired */
	struct regex *pattern;   /* patternProperties */
};

struct properties {
	struct property *items; /* in the order of names */
	size_t len;
};

struct schemas {
	struct schema **items;
	size_t len;
};

/* true, false, or a schema; kind 0: not given. */
struct additional {
	enum { ADDITIONAL_NONE, ADDITIONAL_BOOL, ADDITIONAL_SCHEMA } kind;
	bool allowed;
	struct schema *schema;
};

struct number_limit {
	bool set;
	double value;
};

struct count_limit {
	bool set;
	int64_t value;
};

struct schema {
	struct str location; /* URL#pointer */
	int draft;
	struct schema *resource; /* the root of its resource */
	struct property *dynamic_anchors; /* of a resource's root */
	size_t dynamic_anchors_len;
	bool is_bool, bool_value;

	struct schema *ref, *recursive_ref, *dynamic_ref;
	struct str dynamic_ref_anchor, dynamic_anchor;
	bool recursive_anchor;

	unsigned types; /* enum json_type */
	struct list *enum_values;
	const struct value *const_value;
	struct str format; /* .data NULL: not asserted */

	struct schema *not, *if_schema, *then_schema, *else_schema;
	struct schemas all_of, any_of, one_of;

	struct count_limit min_properties, max_properties, min_items, max_items, min_length, max_length, min_contains, max_contains;
	struct number_limit minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
	struct list *required;
	struct properties properties, patterns, dependencies, dependent_schemas, dependent_required;
	struct additional additional_properties, additional_items;
	struct schema *property_names, *unevaluated_properties, *unevaluated_items, *contains, *items;
	struct schemas item_list; /* items as an array before 2020, prefixItems since */
	bool has_item_list, unique_items;
	struct regex *pattern;
	struct str pattern_text;

	bool all_properties_evaluated, all_items_evaluated;
	size_t items_evaluated;
};

struct compiler {
	struct arena *arena;
	const struct schema_loader *loader;
	struct root *roots;
	struct map *schemas; /* location to struct schema, as pointers in .object */
	unsigned depth;
	struct error *err;
};

/* Where a reference leads. */
struct target {
	struct root *root;
	struct str ptr;
};

/* resolve.c */
struct root *root_load(struct compiler *compiler, struct str url);
struct root *root_add(struct compiler *compiler, struct str url, struct value document);
struct resource *root_resource(const struct root *root, struct str ptr);
bool resolve_reference(struct compiler *compiler, struct root *root, const struct resource *resource, struct str ref,
                       struct target *ret);
bool resource_has_vocabulary(const struct resource *resource, const char *name);
struct str pointer_append(struct arena *arena, struct str ptr, struct str token);
/* "#/a%20b": the pointer as a URL's fragment. */
struct str pointer_encode(struct arena *arena, struct str ptr);
struct str url_join(struct arena *arena, struct str base, struct str ref);
/* The part behind '#', decoded. */
struct str fragment_of(struct arena *arena, struct str ref);
struct str without_fragment(struct str ref);

/* validate.c and report.c: what failed, as a tree. */
struct failure {
	struct failure *next;   /* the next cause of the same parent */
	struct failure *causes, **last_cause;
	struct str instance;    /* JSON pointer */
	struct str message;
	bool is_group, is_reference;
};

/* Appends the lines of a failure and its causes. */
void failure_print(struct strbuf *out, const struct failure *failure, unsigned indent);

/* Go's %q in single quotes, as the library shows texts. */
void print_quoted(struct strbuf *out, struct str text);
/* A value of const or enum. */
void print_value(struct strbuf *out, struct value value);
/* Numbers as golang.org/x/text prints them in English: 1,000. */
void print_integer(struct strbuf *out, int64_t number);
void print_number(struct strbuf *out, double number);

/* format.c: true if the text has the format; else why not. Unknown formats pass. */
bool format_check(struct arena *arena, struct str format, struct str text, struct str *ret_reason);

bool json_is_integer(struct value value);
double json_number(struct value value);
unsigned json_type_of(struct value value);
const char *json_type_name(unsigned type);
bool json_equal(struct value a, struct value b);
/* Is a a multiple of b, in decimal arithmetic? */
bool json_is_multiple(struct value a, double b);

#endif
