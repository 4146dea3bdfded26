/* SPDX-License-Identifier: Apache-2.0
 *
 * The parsed form of a regular expression, and sets of runes. Private to regex*.c:
 * regex_parse.c (with regex_class.c, regex_set.c) makes the tree, regex_simplify.c takes counted repetitions apart,
 * regex_compile.c makes the program, regex_backtrack.c and regex_vm.c run it; regex_pcre.c gives the tree to PCRE2.
 */
#ifndef PINTLE_TEXT_REGEX_TREE_H
#define PINTLE_TEXT_REGEX_TREE_H

#include <stdint.h>

#include "base/error.h"

/* Pairs of first and last rune. Once cleaned: ascending, and neither overlapping nor adjacent. */
struct rune_set {
	uint32_t *runes;
	size_t len, cap; /* of runes: two for each range */
};

void rune_set_add(struct arena *arena, struct rune_set *set, uint32_t low, uint32_t high);
/* With all runes that differ in case only. */
void rune_set_add_folded(struct arena *arena, struct rune_set *set, uint32_t low, uint32_t high);
void rune_set_add_all(struct arena *arena, struct rune_set *set, const struct rune_set *more);
void rune_set_fold(struct arena *arena, struct rune_set *set);
void rune_set_clean(struct rune_set *set);
/* Of a clean set. */
void rune_set_negate(struct arena *arena, struct rune_set *set);
bool rune_set_has(const struct rune_set *set, uint32_t rune);

/* \d and friends ("d"), [:alpha:] and friends ("alpha"); false if there is no such class. */
bool rune_set_perl(struct arena *arena, char letter, struct rune_set *ret);
bool rune_set_posix(struct arena *arena, struct str name, struct rune_set *ret);
/* \p{name}: a category, its long name, a script, Any, Assigned, ASCII. With `fold`, case does not matter. */
bool rune_set_unicode(struct arena *arena, struct str name, bool fold, struct rune_set *ret);

enum regex_op {
	REGEX_NO_MATCH,
	REGEX_EMPTY,
	REGEX_LITERAL,
	REGEX_CLASS,
	REGEX_ANY_NOT_NL,
	REGEX_ANY,
	REGEX_BEGIN_LINE,
	REGEX_END_LINE,
	REGEX_BEGIN_TEXT,
	REGEX_END_TEXT,
	REGEX_WORD_BOUNDARY,
	REGEX_NO_WORD_BOUNDARY,
	REGEX_CAPTURE,
	REGEX_STAR,
	REGEX_PLUS,
	REGEX_QUEST,
	REGEX_REPEAT,
	REGEX_CONCAT,
	REGEX_ALTERNATE,
	/* On the parser's stack only, from here on. */
	REGEX_LEFT_PAREN,
	REGEX_BAR,
};

struct regex_node {
	enum regex_op op;
	bool fold;             /* LITERAL: case does not matter */
	bool lazy;             /* STAR, PLUS, QUEST, REPEAT */
	unsigned flags;        /* LEFT_PAREN: to be restored behind the group */
	struct rune_set runes; /* LITERAL: its runes one by one; CLASS: ranges */
	struct regex_node **subs;
	size_t count, cap;
	int min, max; /* REPEAT; max -1: no limit */
	size_t group; /* CAPTURE: number; LEFT_PAREN: 0 does not capture */
	int height;
	int64_t size; /* of the program, roughly: Go's measure for what is too large */
};

struct regex_parsed {
	struct regex_node *root;
	size_t groups;
	struct str *names; /* of the groups, from 1 */
};

/* Go's bounds: nesting, and instructions of the program. */
enum { REGEX_MAX_HEIGHT = 1000, REGEX_MAX_REPEAT = 1000, REGEX_MAX_SIZE = (128 << 20) / 40 };

bool regex_parse(struct arena *arena, struct str expression, struct regex_parsed *ret, struct error *err);
struct regex_node *regex_simplify(struct arena *arena, struct regex_node *node);

struct regex_node *regex_node_new(struct arena *arena, enum regex_op op);
void regex_node_add(struct arena *arena, struct regex_node *parent, struct regex_node *sub);

/* "error parsing regexp: CODE: `part`" */
bool regex_fail(struct error *err, const char *code, struct str part);

/* The first rune of *s, which moves behind it; false for invalid UTF-8. At the end: U+FFFD. */
bool regex_take_rune(struct str *s, uint32_t *ret, struct error *err);
bool regex_check_utf8(struct str s, struct error *err);

/* Behind a backslash, outside and inside of classes. *s is the text from the backslash on, and moves behind. */
bool regex_take_escape(struct str *s, uint32_t *ret, struct error *err);
/* \d \pL \p{Greek} and so on; *ret_found tells whether there is one at all. With `fold`, case does not matter. */
bool regex_take_class_escape(struct arena *arena, struct str *s, bool fold, struct rune_set *set, bool *ret_found,
                             struct error *err);
/* [...], from the bracket on. */
bool regex_take_class(struct arena *arena, struct str *s, bool fold, struct rune_set *ret, struct error *err);

#endif
