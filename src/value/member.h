/* SPDX-License-Identifier: Apache-2.0
 *
 * member: what stands where in a tree of tables, for those who only look: nothing, where a table or a text should be,
 * is the same as an empty one.
 *
 *     struct str name = member_text(member_at(object, "metadata.labels"), "app");
 */
#ifndef PINTLE_VALUE_MEMBER_H
#define PINTLE_VALUE_MEMBER_H

#include "value/value.h"

/* The member of that name; null if there is none, or `v` is no table. */
struct value member(struct value v, const char *name);

/* The same along a path of names with dots between; a name cannot have one itself. */
struct value member_at(struct value v, const char *path);

/* Its text; empty if it is none. Never .data NULL. */
struct str member_text(struct value v, const char *name);
struct str member_text_at(struct value v, const char *path);

/* An integer, whichever way it was read; `fallback` if it is none. */
int64_t member_int(struct value v, const char *name, int64_t fallback);

/* A list's length, or 0; and its element, or null. */
size_t member_count(struct value list);
struct value member_item(struct value list, size_t at);

/* The table of that name within a table, made if there is none (or something else in its place). */
struct map *member_table(struct arena *arena, struct map *map, const char *name);

#endif
