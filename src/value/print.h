/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's fmt over values: what {{ .x }} prints, and printf.
 */
#ifndef PINTLE_VALUE_PRINT_H
#define PINTLE_VALUE_PRINT_H

#include "base/strbuf.h"
#include "value/value.h"

/* Text methods of Go structs (String, Error) are called through this; fmt's %v of an object without one prints its
 * fields. See value/object.h. */

/* fmt.Fprint(v): strings raw, maps as map[a:1 b:2] with sorted keys, nil as <nil>. */
void value_print(struct strbuf *out, struct value v);

/* fmt.Sprint(args...): a space between two operands when neither is a string. */
void value_sprint(struct strbuf *out, const struct value *args, size_t count);

/* fmt.Sprintln. */
void value_sprintln(struct strbuf *out, const struct value *args, size_t count);

/* fmt.Sprintf with all of Go's verbs and flags, argument indexes, %!verb(type=value) for misuse, %!(EXTRA …). */
void value_sprintf(struct strbuf *out, struct str format, const struct value *args, size_t count);

#endif
