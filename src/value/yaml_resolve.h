/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plain YAML scalar means, by go-yaml v2's rules (YAML 1.1 with parts of 1.2).
 */
#ifndef PINTLE_VALUE_YAML_RESOLVE_H
#define PINTLE_VALUE_YAML_RESOLVE_H

#include "base/error.h"
#include "value/value.h"

enum yaml_tag {
	YAML_TAG_NONE,
	YAML_TAG_STR,
	YAML_TAG_BOOL,
	YAML_TAG_INT,
	YAML_TAG_FLOAT,
	YAML_TAG_NULL,
	YAML_TAG_TIMESTAMP,
	YAML_TAG_BINARY,
	YAML_TAG_MERGE,
	YAML_TAG_OTHER, /* never resolved: the text is taken as it is */
};

/* The tag for its full name ("tag:yaml.org,2002:int"). */
enum yaml_tag yaml_tag_of(struct str name);

/* Go's short form: "!!int". */
const char *yaml_tag_name(enum yaml_tag tag);

/* Resolves a scalar under a tag. *ret is a string, bool, int (TYPE_INT), uint64, float64 or nil; timestamps stay
 * strings. False with Go's "yaml: cannot decode !!str `x` as a !!int". */
bool yaml_resolve(enum yaml_tag tag, struct str text, struct value *ret, struct error *err);

/* Whether a plain scalar with this text may be anything but a string, by its first character. */
bool yaml_may_resolve(struct str text);

/* Would the text, written plain, be read as something else than a string? Timestamps count, base-60 numbers too. */
bool yaml_is_special(struct str text);

#endif
