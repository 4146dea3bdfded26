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
	struct str ptr;        /* JSON pointer within the document */
	struct str id;         /* absolute URL */
	int draft;             /* 4, 6, 7, 2019, 2020 */
	bool has_vocabularies; /* the metaschema lists them: then only those are known */
	struct map *vocabularies;
	struct map *anchors;       /* name to JSON pointer (strings) */
	struct map *dynamic;       /* the names among them that are dynamic */
	const struct schema *meta; /* what schemas in it are held against, once that is known */
};

/* A document. */
struct root {
	struct root *next;
	struct str url;
	struct value document;
	struct resource **resources;
	size_t len, cap;
	struct map *processed; /* JSON pointers of the schemas whose identifiers are known */
};

struct property {
	struct str name;
	struct schema *schema; /* or */
	struct list *required; /* of texts: dependencies and dependentRequired */
	struct regex *pattern; /* patternProperties */
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

struct count_limit {
	bool set;
	int64_t value;
};

struct schema {
	struct str location; /* URL#pointer */
	struct root *root;
	struct str ptr;
	struct schema *next; /* to be compiled after this one */
	int draft;
	struct schema *resource;          /* the root of its resource */
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

	struct schema * not, *if_schema, *then_schema, *else_schema;
	struct schemas all_of, any_of, one_of;

	struct count_limit min_properties, max_properties, min_items, max_items, min_length, max_length, min_contains,
		max_contains;
	const struct value *minimum, *maximum, *exclusive_minimum, *exclusive_maximum, *multiple_of;
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
	struct schema *todo, **last_todo;
	bool asserts_formats;  /* whatever the draft: for the meta-schemas */
	struct compiler *meta; /* compiles the meta-schemas, when they are needed */
	struct error *err;
};

/* Where a reference leads. */
struct target {
	struct root *root;
	struct str ptr;
};

/* compile.c: the schema at a place of a document, compiled now or later; compile_todo() does all that is due. */
struct schema *compile_at(struct compiler *compiler, struct root *root, struct str ptr);
bool compile_todo(struct compiler *compiler);
/* The value at a JSON pointer. */
bool look_up(struct compiler *compiler, const struct root *root, struct str ptr, struct value *ret);

/* validate.c. `resources`: the value is a schema itself, and those resources in it have meta-schemas of their own.
 * False with the report. */
bool check_value(struct arena *arena, const struct schema *schema, struct value value, const struct root *resources,
                 struct strbuf *report);

/* resolve.c */
struct root *root_load(struct compiler *compiler, struct str url);
struct root *root_add(struct compiler *compiler, struct str url, struct value document);
struct resource *root_resource(const struct root *root, struct str ptr);
struct resource *root_resource_at(const struct root *root, struct str ptr);
/* Makes sure that the identifiers below a place are known, also where no keyword puts a schema. */
bool root_ensure(struct compiler *compiler, struct root *root, struct value value, struct str ptr);
bool resolve_reference(struct compiler *compiler, struct root *root, const struct resource *resource, struct str ref,
                       struct target *ret);
bool resource_has_vocabulary(const struct resource *resource, const char *name);
struct str pointer_append(struct arena *arena, struct str ptr, struct str token);
/* "#/a%20b": the pointer as a URL's fragment. */
struct str pointer_encode(struct arena *arena, struct str ptr);
/* The part behind '#', decoded. */
struct str fragment_of(struct arena *arena, struct str ref);
struct str without_fragment(struct str ref);

/* validate.c and report.c: what failed, as a tree. */
struct failure {
	struct failure *next; /* the next cause of the same parent */
	struct failure *causes, **last_cause;
	struct str instance;           /* JSON pointer */
	const struct str *shared_path; /* or its tokens, to be read when the report is written */
	size_t shared_len;
	struct str message;
	bool is_group, is_reference;
};

/* Appends the lines of a failure and its causes. */
void failure_print(struct arena *arena, struct strbuf *out, const struct failure *failure, unsigned indent);

/* Go's %q in single quotes, as the library shows texts. */
void print_quoted(struct strbuf *out, struct str text);
/* A value of const or enum. */
void print_value(struct strbuf *out, struct value value);
/* Numbers as golang.org/x/text prints them in English: 1,000. */
void print_integer(struct strbuf *out, int64_t number);
void print_number(struct strbuf *out, double number);

/* format.c: true if the text has the format; else why not. Unknown formats pass. */
bool format_check(struct arena *arena, struct str format, struct str text, struct str *ret_reason);

/* number.c. Numbers of a schema are values of kind bytes: their text. */
bool json_is_integer(struct value value);
double json_number(struct value value);
int json_compare_numbers(struct value a, struct value b);
bool json_is_multiple(struct value a, struct value b);
/* A whole number; false if it is none. */
bool json_to_count(struct value value, int64_t *ret);

unsigned json_type_of(struct value value);
const char *json_type_name(unsigned type);
bool json_equal(struct value a, struct value b);
/* The first item that equals an earlier one, and that one. */
bool json_find_equal(struct arena *arena, const struct list *list, size_t *ret_first, size_t *ret_second);

#endif
