/* SPDX-License-Identifier: Apache-2.0
 *
 * What Sprig makes of a value that is not of the type a function wants: spf13/cast for numbers, strval and strslice
 * for texts. None of these fails, but for a value without an end.
 */
#ifndef PINTLE_FUNC_CAST_H
#define PINTLE_FUNC_CAST_H

#include "base/arena.h"
#include "tmpl/func.h"
#include "value/value.h"

/* cast.ToInt64: texts by Go's syntax for literals ("0x1F", "010" is 8), ".0…" at the end dropped; 0 for what is no
 * number. A time.Duration is not one of the types it knows. */
int64_t cast_int64(struct value v);
double cast_float64(struct value v);

/* Go's int64(f) on amd64: INT64_MIN for what does not fit. */
int64_t int64_of_float(double f);

/* strval: the text itself, or what fmt's %v prints. */
struct str cast_string(struct tmpl_call *call, struct value v);

/* strslice: a list of texts without the nil elements; a lone value is a list of one. A []string comes back itself. */
struct list *cast_strings(struct tmpl_call *call, struct value v);

/* Sprig's `empty`: nil, false, 0, and text, list or map without contents. */
bool value_is_empty(struct value v);

/* Anything that reflect calls a slice, element by element. False for other values. */
struct sequence {
	struct value of;
	size_t len;
};

bool sequence_of(struct value v, struct sequence *ret);
struct value sequence_at(const struct sequence *sequence, size_t at);

/* A value that holds the text, made in the arena for a C string or a list of the given type. */
static inline struct value value_strings(struct list *list)
{
	return value_list_of(TYPE_STRING_LIST, list);
}

#endif
