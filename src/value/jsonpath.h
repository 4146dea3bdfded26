/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonpath: the template language of kubectl's and Helm's --jsonpath, as k8s.io/client-go has it: text with expressions
 * in braces.
 *
 *     struct jsonpath *path = jsonpath_parse(arena, STR("{range .pods[*]}{.name} {end}"), &err);
 *     if (!path || !jsonpath_execute(arena, path, value_map(values), &out, &err)) ...
 */
#ifndef PINTLE_VALUE_JSONPATH_H
#define PINTLE_VALUE_JSONPATH_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

struct jsonpath;

/* Filters and unions within each other, and ranges within each other, as far as one may go. */
enum { JSONPATH_MAX_DEPTH = 1000 };

/* The template, in the arena; NULL with the library's message. The text is borrowed. */
struct jsonpath *jsonpath_parse(struct arena *arena, struct str text, struct error *err);

/* Writes what the template makes of a value. Nothing is written on failure. Maps are walked in the order of their keys,
 * where the library's order is random. */
bool jsonpath_execute(struct arena *arena, const struct jsonpath *path, struct value data, struct strbuf *out,
                      struct error *err);

#endif
