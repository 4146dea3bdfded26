/* SPDX-License-Identifier: Apache-2.0
 *
 * What a template function looks like. Each family in func/ is a table of struct tmpl_func with the functions beside
 * it; the executor checks the number and the types of arguments against the signature as Go's text/template does by
 * reflection, so that a function sees only what its Go counterpart would.
 *
 *     static struct value fn_trunc(struct tmpl_call *call)
 *     {
 *             int64_t width = call->args[0].i;
 *             struct str s = call->args[1].s;
 *             ...
 *             return value_string(str_slice(s, 0, (size_t)width));
 *     }
 *     const struct tmpl_func func_strings[] = { { "trunc", "is:s", fn_trunc }, … { NULL } };
 *
 * Signature: one letter a parameter, '*' after the last one if it is variadic, ':' and the letter of the result.
 *     v interface {}        s string          i int         I int64       f float64       b bool
 *     l []string            L []interface {}  d map[string]interface {}   y []byte        r rune/int32
 *     u uint32        w io.Writer (nothing that a template has is one)    z *time.Location
 *     R reflect.Value (text/template's own builtins: any value, may be invalid)
 *     S *semver.Version     T time.Time       D time.Duration             C sprig certificate
 * Results only:
 *     m map[string]string   n []int           M [][]interface {}          U uint64
 *     V common.Values       F engine.files    K *common.Capabilities      P semver.Version
 *     N time.Month          W time.Weekday    E error
 * Several results are what Go refuses to call: such a function has no C function.
 * An argument for `i` is an int (a Go int only: an int64 or float64 is "wrong type for value; expected int; got
 * float64"); for `s` a Go string, and so on. For `v` and `R` anything goes; nil arrives as VALUE_NULL. Parameter `d`
 * or `L` may get nil where Go allows it (.map == NULL or .list == NULL with the right kind).
 *
 * Functions run under a throwing boundary: they fail by tmpl_fail, which does not return; they allocate from
 * call->arena only, and never use AUTO. A result may borrow its arguments' texts. A function that stores into a map
 * that it was given (set, merge) calls arena_pin(call->arena).
 */
#ifndef PINTLE_TMPL_FUNC_H
#define PINTLE_TMPL_FUNC_H

#include "base/arena.h"
#include "base/compiler.h"
#include "value/value.h"

struct node;
struct tmpl_exec;

/* Go's spelling of a letter's type. */
const char *tmpl_type_name(char letter);

struct tmpl_call {
	struct arena *arena;
	struct value *args;
	size_t count;
	const struct tmpl_func *func;
	struct tmpl_exec *exec;
	void *env;                 /* what the caller of tmpl_execute gave: func/env.h */
	struct node *const *nodes; /* what the arguments behind the first `nodes_before` were evaluated from */
	size_t nodes_count, nodes_before;
};

struct tmpl_func {
	const char *name;
	const char *signature;
	struct value (*run)(struct tmpl_call *call);
};

/* Ends the execution as a Go function that returns an error does: the template's error becomes
 * "error calling NAME: MESSAGE". */
NORETURN void tmpl_fail(struct tmpl_call *call, const char *format, ...) PRINTF_LIKE(2, 3);

/* Ends the execution if a value was not printed as a whole, which value_print and its like tell. */
void tmpl_check_printed(struct tmpl_call *call, bool whole);

/* For a function that makes much of little: its work counts among the steps that a template may take, so that a loop
 * around it ends in time. */
void tmpl_count_steps(struct tmpl_call *call, uint64_t steps);

/* As Go's panic(message) inside of a function. text/template turns it into the same error. */
#define tmpl_panic tmpl_fail

#endif
