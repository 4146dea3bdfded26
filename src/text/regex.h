/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's regular expressions (RE2 syntax, leftmost-first; POSIX leftmost-longest is not offered), in linear time: short
 * texts by backtracking that never tries the same thing twice, others by a Pike machine, and long ones by PCRE2 where
 * that is proven to find the same. Text need not be valid UTF-8: an invalid byte is a rune of its own, U+FFFD. A
 * compiled expression keeps working memory: one thread at a time.
 *
 *     struct regex *re = regex_compile(arena, STR("a(b*)"), &err);
 *     size_t at[4];
 *     if (regex_match(re, text, 0, at, 2)) ... at[0], at[1] are the match, at[2], at[3] the first group
 */
#ifndef PINTLE_TEXT_REGEX_H
#define PINTLE_TEXT_REGEX_H

#include <stdint.h>

#include "base/error.h"

struct regex;

/* Compiles an expression into the arena (what is not memory is closed by arena_defer). The error is Go's text:
 * "error parsing regexp: missing closing ): `a(b`". */
struct regex *regex_compile(struct arena *arena, struct str expression, struct error *err);

/* Whether regex_compile would take the expression, for less. */
bool regex_is_valid(struct arena *arena, struct str expression);

/* Number of groups, without the whole match; name of a group ("" if it has none), from 1. */
size_t regex_groups(const struct regex *regex);
struct str regex_group_name(const struct regex *regex, size_t group);

/* Searches from byte `from` on (text before it is seen by ^ and \b). Fills at[0 … 2*count): start and end of the match
 * and of its groups, STR_NPOS for a group that did not take part. */
bool regex_match(const struct regex *regex, struct str text, size_t from, size_t *at, size_t count);

/* Linear time is long if a long text is searched again and again, from each of its places to the end. Such searches are
 * given up after so many steps of one expression (Go takes about a minute for them): no match is found any more. */
#define REGEX_MAX_STEPS ((uint64_t)4000 * 1000 * 1000)
bool regex_gave_up(const struct regex *regex);

/* regexp.MatchString. */
bool regex_test(const struct regex *regex, struct str text);

/* ReplaceAllString ($1, ${name}, $$ in the template) and ReplaceAllLiteralString. */
struct str regex_replace(const struct regex *regex, struct arena *arena, struct str text, struct str replacement);
struct str regex_replace_literal(const struct regex *regex, struct arena *arena, struct str text,
                                 struct str replacement);

/* Iterates as FindAll does (an empty match right after a match does not count): true while there is one.
 * `state` starts zeroed. */
struct regex_scan {
	size_t at;
	size_t last_end;
	bool started;
};
bool regex_next(const struct regex *regex, struct str text, struct regex_scan *state, size_t *at, size_t count);

/* regexp.QuoteMeta. */
struct str regex_quote(struct arena *arena, struct str text);

#endif
