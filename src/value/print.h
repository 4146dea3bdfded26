/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's fmt over values: what {{ .x }} prints, and printf.
 */
#ifndef PINTLE_VALUE_PRINT_H
#define PINTLE_VALUE_PRINT_H

#include "base/strbuf.h"
#include "value/value.h"

/* All four return false if a list or map is nested deeper than PRINT_MAX_DEPTH, as one that holds itself is: what was
 * written then is incomplete. */
enum { PRINT_MAX_DEPTH = 1000000 };

/* fmt.Fprint(v): strings raw, maps as map[a:1 b:2] with sorted keys, nil as <nil>. Objects print themselves
 * (value/object.h). */
bool value_print(struct strbuf *out, struct value v);

/* What {{ }} prints: a pointer is followed first. */
bool value_print_action(struct strbuf *out, struct value v);

/* fmt.Sprint(args...): a space between two operands when neither is a string. */
bool value_sprint(struct strbuf *out, const struct value *args, size_t count);

/* fmt.Sprintln. */
bool value_sprintln(struct strbuf *out, const struct value *args, size_t count);

/* fmt.Sprintf with all of Go's verbs and flags, argument indexes, %!verb(type=value) for misuse, %!(EXTRA …). */
bool value_sprintf(struct strbuf *out, struct str format, const struct value *args, size_t count);

#endif
