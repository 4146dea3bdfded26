/* SPDX-License-Identifier: Apache-2.0
 *
 * PCRE2 with its JIT compiler, for long texts and for those expressions for which it is proven to find the same as Go,
 * and in linear time. Private to regex*.c.
 */
#ifndef PINTLE_TEXT_REGEX_PCRE_H
#define PINTLE_TEXT_REGEX_PCRE_H

#include "text/regex_tree.h"

struct regex_pcre;

/* NULL if PCRE2 is not to run the expression. Takes the tree before regex_simplify. With `slow_too`, also where its
 * search would not be linear: for tests. */
struct regex_pcre *regex_pcre_new(struct arena *arena, const struct regex_node *tree, size_t groups, bool slow_too);

/* As the other engines. *ret_failed: PCRE2 gave up, or the text is not UTF-8; then there is no answer. */
bool regex_pcre_match(struct regex_pcre *pcre, struct str text, size_t from, size_t *slots, size_t count,
                      bool *ret_failed);

#endif
