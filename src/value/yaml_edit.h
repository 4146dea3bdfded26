/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml_edit: one text put into a document, or taken out again, while the rest of the document stays as it was written:
 * the order of its keys, its comments, its way of quoting.
 *
 *     static const struct str path[] = { STR_INIT("metadata"), STR_INIT("annotations"), STR_INIT("example.com/file") };
 *     if (!yaml_edit_add(arena, text, path, ARRAY_LEN(path), STR("a.yaml"), &text, &err)) ...
 */
#ifndef PINTLE_VALUE_YAML_EDIT_H
#define PINTLE_VALUE_YAML_EDIT_H

#include "base/error.h"

/* Puts a text under the keys of the path, where nothing is yet; mappings that are missing are made. The keys must need
 * no quotes. A document that cannot be changed in place is written anew, its keys sorted. False if it is no YAML, or no
 * mapping (the error then is Go's word for what it is). */
bool yaml_edit_add(struct arena *arena, struct str text, const struct str *path, size_t len, struct str value,
                   struct str *ret, struct error *err);

/* Takes the text away, and the mappings that have nothing else in them. *ret_value is the text; its .data is NULL if
 * there is none
 * (*ret then is the document as it was). */
bool yaml_edit_take(struct arena *arena, struct str text, const struct str *path, size_t len, struct str *ret_value,
                    struct str *ret, struct error *err);

#endif
