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
};

/* Sets the error; returns false, so that `return fail(…)` reads well. */
bool fail(struct error *err, struct location at, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "frame: " before the message: what was being done. Returns false. */
bool fail_in(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Sets the error to a text that is ready. Returns false. */
bool fail_text(struct error *err, struct location at, struct str message);

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
