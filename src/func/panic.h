/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's run-time panics inside of template functions. text/template recovers them and reports their text as the
 * function's error, so their wording reaches users.
 */
#ifndef PINTLE_FUNC_PANIC_H
#define PINTLE_FUNC_PANIC_H

#include <limits.h>
#include <stdint.h>

#include "base/error.h"
#include "tmpl/func.h"

/* The longest text and the longest list that a function makes. Both are beyond what fits into a chart; without them
 * `until 1000000000000` would take the machine down. A text's length fits into an int, as printf wants it. */
#define FUNC_TEXT_LIMIT ((uint64_t)INT_MAX)
#define FUNC_LIST_LIMIT ((uint64_t)100 << 20)

/* A nil interface was asked for its type. */
NORETURN void panic_nil(struct tmpl_call *call);

/* s[:to] and s[from:to] beyond a string of `len` bytes; `from` is not negative. */
NORETURN void panic_slice_end(struct tmpl_call *call, int64_t to, size_t len);
NORETURN void panic_slice_start(struct tmpl_call *call, int64_t from, int64_t to);

/* v.(map[string]interface {}) and the like. */
NORETURN void panic_conversion(struct tmpl_call *call, struct value v, const char *wanted);

/* Fails the call with the error's message. */
NORETURN void fail_with(struct tmpl_call *call, const struct error *err);

/* Panics as Go's allocator does for a size that is out of the question. */
void check_allocation(struct tmpl_call *call, uint64_t size);

/* Fails the call if a text or a list gets too long; else its length counts as work. */
void check_text_size(struct tmpl_call *call, uint64_t size);
void check_list_size(struct tmpl_call *call, uint64_t count);

#endif
