/* SPDX-License-Identifier: Apache-2.0
 *
 * decode: a value into a C struct, as encoding/json decodes a text into Go's struct: keys are matched without case,
 * unknown ones ignored, of several errors the first in the order of the text is told. With DECODE_YAML as
 * sigs.k8s.io/yaml does it: the text's keys are sorted, and a number or a boolean becomes a text where the field is
 * one.
 *
 *     static const struct decode_field fields[] = { { "kind", "Kind", DECODE_STRING, offsetof(struct head, kind) } };
 *     static const struct decode_class class = { .name = "Head", .type = "util.Head", .fields = fields, .len = 1, ...
 * }; if (!decode_struct(arena, &class, value, DECODE_YAML, &head, &err)) ...
 */
#ifndef PINTLE_VALUE_DECODE_H
#define PINTLE_VALUE_DECODE_H

#include "base/error.h"
#include "value/value.h"

enum decode_kind {
	DECODE_STRING,     /* struct str */
	DECODE_BOOL,       /* bool */
	DECODE_STRINGS,    /* struct strs */
	DECODE_STRING_MAP, /* struct map *, NULL if there is none */
	DECODE_ANY_LIST,   /* struct list *, NULL if there is none */
	DECODE_STRUCT,     /* the struct itself */
	DECODE_STRUCTS,    /* a pointer to structs; their number is at .len_offset */
};

struct strs {
	struct str *items;
	size_t len, cap;
};

struct decode_field {
	const char *key;     /* as JSON has it */
	const char *go_name; /* of the Go field */
	enum decode_kind kind;
	size_t offset;
	const struct decode_class *of; /* DECODE_STRUCT, DECODE_STRUCTS */
	size_t len_offset;
};

struct decode_class {
	const char *name;      /* Go's name of the type, in paths; "" for one without a name */
	const char *type;      /* the same with its package, or the type spelt out */
	const char *list_type; /* of a list of them */
	const struct decode_field *fields;
	size_t len;
	size_t size;        /* of the C struct */
	size_t null_offset; /* in it: a bool that a null in a list sets; 0: a null leaves it empty */
};

enum decode_source { DECODE_JSON, DECODE_YAML };

/* Fields that the value does not set are left as they are. The texts are borrowed from the value. Errors: "json: cannot
 * unmarshal array into Go struct field Metadata.name of type string", with DECODE_YAML behind "error unmarshaling JSON:
 * while decoding JSON". */
bool decode_struct(struct arena *arena, const struct decode_class *class, struct value value, enum decode_source source,
                   void *into, struct error *err);

/* A YAML document, decoded. An empty one sets nothing. */
bool decode_yaml(struct arena *arena, const struct decode_class *class, struct str text, void *into, struct error *err);

/* The same, after yaml.UnmarshalStrict: a key that is set twice or that no field takes is an error. */
bool decode_yaml_strict(struct arena *arena, const struct decode_class *class, struct str text, void *into,
                        struct error *err);

#endif
