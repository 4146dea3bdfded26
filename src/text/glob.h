/* SPDX-License-Identifier: Apache-2.0
 *
 * Three kinds of patterns that Helm uses.
 */
#ifndef PINTLE_TEXT_GLOB_H
#define PINTLE_TEXT_GLOB_H

#include "base/error.h"

/* gobwas/glob with separator '/': * ? ** [a-z] [!a] {a,b} and backslash. .Files.Glob. */
struct glob;
struct glob *glob_compile(struct arena *arena, struct str pattern, struct error *err);
bool glob_match(const struct glob *glob, struct str name);

/* Braces with stars inside and around them take time that doubles with each of them, as in the original. After so many
 * steps of one pattern nothing matches any more. */
enum { GLOB_MAX_STEPS = 100 * 1000 * 1000 };
bool glob_gave_up(const struct glob *glob);

/* filepath.Match: *ret_ok tells whether it matches; false = "syntax error in pattern". */
bool path_match(struct str pattern, struct str name, bool *ret_ok);

#endif
