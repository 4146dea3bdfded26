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

/* filepath.Match: *ret_ok tells whether it matches; false = "syntax error in pattern". */
bool path_match(struct str pattern, struct str name, bool *ret_ok);

#endif
