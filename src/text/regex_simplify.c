// SPDX-License-Identifier: Apache-2.0
// Takes counted repetitions apart: x{2,4} becomes xx(x(x)?)?. Nodes are shared where they stand several times.
#include "text/regex_tree.h"

// x*, x+ or x?; over nothing it is nothing, and (x*)* is x*.
static struct regex_node *repeat(struct arena *arena, enum regex_op op, bool lazy, struct regex_node *sub)
{
	if (sub->op == REGEX_EMPTY || (sub->op == op && sub->lazy == lazy))
		return sub;
	struct regex_node *node = regex_node_new(arena, op);
	node->lazy = lazy;
	regex_node_add(arena, node, sub);
	return node;
}

static struct regex_node *at_least(struct arena *arena, const struct regex_node *node, struct regex_node *sub)
{
	if (node->min == 0)
		return repeat(arena, REGEX_STAR, node->lazy, sub);
	struct regex_node *last = repeat(arena, REGEX_PLUS, node->lazy, sub);
	if (node->min == 1)
		return last;
	struct regex_node *all = regex_node_new(arena, REGEX_CONCAT);
	for (int i = 0; i < node->min - 1; i++)
		regex_node_add(arena, all, sub);
	regex_node_add(arena, all, last);
	return all;
}

static struct regex_node *counted(struct arena *arena, const struct regex_node *node, struct regex_node *sub)
{
	if (node->min == 1 && node->max == 1)
		return sub;
	struct regex_node *all = regex_node_new(arena, REGEX_CONCAT);
	for (int i = 0; i < node->min; i++)
		regex_node_add(arena, all, sub);
	if (node->max == node->min)
		return all;
	struct regex_node *optional = repeat(arena, REGEX_QUEST, node->lazy, sub);
	for (int i = node->min + 1; i < node->max; i++) {
		struct regex_node *more = regex_node_new(arena, REGEX_CONCAT);
		regex_node_add(arena, more, sub);
		regex_node_add(arena, more, optional);
		optional = repeat(arena, REGEX_QUEST, node->lazy, more);
	}
	if (node->min == 0)
		return optional;
	regex_node_add(arena, all, optional);
	return all;
}

struct regex_node *regex_simplify(struct arena *arena, struct regex_node *node)
{
	switch (node->op) {
	case REGEX_CAPTURE:
	case REGEX_CONCAT:
	case REGEX_ALTERNATE:
		for (size_t i = 0; i < node->count; i++)
			node->subs[i] = regex_simplify(arena, node->subs[i]);
		return node;
	case REGEX_STAR:
	case REGEX_PLUS:
	case REGEX_QUEST: return repeat(arena, node->op, node->lazy, regex_simplify(arena, node->subs[0]));
	case REGEX_REPEAT:
		if (node->max == 0)
			return regex_node_new(arena, REGEX_EMPTY);
		if (node->max < 0)
			return at_least(arena, node, regex_simplify(arena, node->subs[0]));
		return counted(arena, node, regex_simplify(arena, node->subs[0]));
	default: return node;
	}
}
