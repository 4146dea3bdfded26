/* SPDX-License-Identifier: Apache-2.0
 *
 * error: what went wrong, and where. A fallible function returns bool or a pointer and takes `struct error *err` last;
 * on failure it calls fail() and leaves its outputs untouched. Only cmd/ prints.
 *
 *     if (!fs_read(path, arena, &text, err))
 *             return fail_in(err, "cannot load values.yaml");
 *     ...
 *     return fail(err, NOWHERE, "Chart.yaml file is missing");
 *
 * An error's texts live in its arena, which whoever declares the error gives: struct error err = { .arena = &arena };
 */
#ifndef PINTLE_BASE_ERROR_H
#define PINTLE_BASE_ERROR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"

/* A text that was read: for excerpts in error messages. */
struct source {
	struct str name; /* what the user calls it: a path, or "--set" */
	struct str text;
};

struct location {
	const struct source *source; /* NULL: nowhere in particular */
	unsigned line, column;       /* from 1; column counts bytes; 0 = unknown */
	unsigned length;             /* bytes to underline; 0 = a caret only */
};

#define NOWHERE ((struct location){ 0 })

/* A further place that helps to understand an error: "included from", "set at". */
struct note {
	struct note *next;
	struct str text;
	struct location at;
};

struct error {
	struct arena *arena;
	struct str message; /* as Helm words it; may span lines; empty = no error */
	struct location at;
	struct note *notes; /* oldest first */
	struct error *next; /* a further, independent error of the same run */
	bool is_limit; /* only a limit of this program was passed: where Go's errors are ignored, this one is not */
};

void error_set(struct error *err, struct location at, const char *format, ...) PRINTF_LIKE(3, 4);
void error_frame(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
void error_set_text(struct error *err, struct location at, struct str message);

/* fail(err, at, format, …) sets the error, fail_in(err, format, …) puts "frame: " before its message: what was being
 * done, fail_text(err, at, message) sets a text that is ready, fail_at_limit(err, format, …) names a limit. All are
 * false, so that `return fail(…)` reads well; they are macros so that the compiler knows it and sees that outputs are
 * only used where there was no error. */
#define fail(...) (error_set(__VA_ARGS__), error_false())
#define fail_in(...) (error_frame(__VA_ARGS__), error_false())
#define fail_text(...) (error_set_text(__VA_ARGS__), error_false())
#define fail_at_limit(err, ...) (error_set(err, NOWHERE, __VA_ARGS__), (err)->is_limit = true, error_false())

static inline bool error_false(void)
{
	return false;
}

/* Tells an error that knows a line in which text that is: `lines_before` lines of it came before what was read. Returns
 * false. The source is borrowed. */
bool error_in_source(struct error *err, const struct source *source, unsigned lines_before);

/* Adds a note behind those that are there. */
void error_note(struct error *err, struct location at, const char *format, ...) PRINTF_LIKE(3, 4);

static inline bool error_is_set(const struct error *err)
{
	return err->message.len != 0;
}

static inline void error_clear(struct error *err)
{
	*err = (struct error){ .arena = err->arena };
}

#endif
