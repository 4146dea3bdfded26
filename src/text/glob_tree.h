/* SPDX-License-Identifier: Apache-2.0
 *
 * What passes between the three stages of a gobwas glob: text → tree (glob_parse.c) → matcher (glob_compile.c) → answer
 * (glob.c). Private to them.
 */
#ifndef PINTLE_TEXT_GLOB_TREE_H
#define PINTLE_TEXT_GLOB_TREE_H

#include <stdint.h>

#include "base/error.h"

enum glob_kind {
	GLOB_NOTHING,
	GLOB_PATTERN,
	GLOB_LIST,
	GLOB_RANGE,
	GLOB_TEXT,
	GLOB_ANY,
	GLOB_SUPER,
	GLOB_SINGLE,
	GLOB_ANY_OF
};

struct glob_node {
	enum glob_kind kind;
	struct glob_node *parent;
	struct glob_node **children;
	size_t count, cap;
	struct str text; /* GLOB_TEXT: the text; GLOB_LIST: the characters */
	uint32_t low, high;
	bool negated;
};

/* Above this many nodes or nested braces a pattern is refused: the depth of recursion grows with them. */
enum { GLOB_MAX_NODES = 5000, GLOB_MAX_DEPTH = 200 };

struct glob_node *glob_parse(struct arena *arena, struct str pattern, struct error *err);
struct glob_node *glob_node_new(struct arena *arena, enum glob_kind kind);
void glob_node_add(struct arena *arena, struct glob_node *parent, struct glob_node *child);

/* The separator of `*`, `?` is always '/'. */
enum matcher_kind {
	MATCH_NOTHING,
	MATCH_ANY, /* no separator in it */
	MATCH_SUPER,
	MATCH_SINGLE,
	MATCH_LIST,
	MATCH_RANGE,
	MATCH_TEXT,
	MATCH_PREFIX,
	MATCH_SUFFIX,
	MATCH_PREFIX_SUFFIX,
	MATCH_PREFIX_ANY,
	MATCH_SUFFIX_ANY,
	MATCH_CONTAINS,
	MATCH_MIN,
	MATCH_MAX,
	MATCH_ROW,
	MATCH_EVERY_OF,
	MATCH_ANY_OF,
	MATCH_TREE,
};

struct matcher {
	enum matcher_kind kind;
	struct str text;   /* text, prefix, needle, suffix of SUFFIX; the characters of a list */
	struct str suffix; /* of PREFIX_SUFFIX */
	uint32_t low, high;
	bool negated;
	int64_t limit; /* of MIN, MAX */
	struct matcher **parts;
	size_t count;
	struct matcher *value, *left, *right; /* of TREE; left and right may be NULL */
	int64_t length; /* in runes; -1: it varies. What the original computes, not always the truth */
};

struct matcher *glob_compile_tree(struct arena *arena, struct glob_node *tree);

#endif
