/* SPDX-License-Identifier: Apache-2.0
 *
 * Scalars and indentation as go-yaml's emitter writes them. Used by value/yaml_write.c only.
 */
#ifndef PINTLE_VALUE_YAML_EMIT_H
#define PINTLE_VALUE_YAML_EMIT_H

#include <stdbool.h>

#include "base/strbuf.h"

struct yaml_emitter {
	struct strbuf *out;
	size_t column;   /* characters written on this line */
	size_t width;    /* beyond it, scalars are folded at their spaces */
	bool whitespace; /* the last thing written was white space */
	bool indention;  /* only indentation and indicators stand on this line */
	bool keeps_tabs; /* go-yaml v3: a literal block may hold tabs */
};

/* What the characters of a scalar allow. */
struct yaml_shape {
	bool multiline;            /* has line breaks */
	bool plain, single, block; /* may be written so */
	bool wide;                 /* has characters beyond ASCII */
	bool unreadable;           /* has characters that go-yaml does not read back, or reads as something else */
};

/* The text must be valid UTF-8. */
struct yaml_shape yaml_shape_of(const struct yaml_emitter *e, struct str s);

enum yaml_style { YAML_PLAIN, YAML_SINGLE, YAML_DOUBLE, YAML_LITERAL };

/* Starts a new line unless there is nothing on it but indentation up to here, and indents. */
void yaml_emit_indent(struct yaml_emitter *e, long indent);

/* An indicator, after a space if nothing else separates it; `keeps_indention` for '-', '?' and a complex ':'. */
void yaml_emit_indicator(struct yaml_emitter *e, struct str indicator, bool spaced, bool keeps_indention);

/* A scalar; `indent` is that of its continuation lines. A simple key is not folded. */
void yaml_emit_scalar(struct yaml_emitter *e, struct str s, struct yaml_shape shape, enum yaml_style style, long indent,
                      bool folds);

/* ASCII text that is plain for sure: numbers, true, null. */
void yaml_emit_word(struct yaml_emitter *e, struct str s);

#endif
