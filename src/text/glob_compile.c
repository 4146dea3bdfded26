// SPDX-License-Identifier: Apache-2.0
// Turns a glob's tree into matchers as gobwas/glob v0.2.3 does. Its rewriting is not neutral: common parts of
// alternatives are taken out, neighbours are glued, the rest is split around its longest part of fixed length, and
// which names match depends on it. So each rule here is one of the original's, its mistakes included: compile_node →
// minimize (glue) → compile_parts (split) → optimize.
#include "text/glob_tree.h"

#include "text/utf8.h"

static struct matcher *matcher_new(struct arena *arena, enum matcher_kind kind, int64_t length)
{
	struct matcher *m = ARENA_NEW(arena, struct matcher);
	m->kind = kind;
	m->length = length;
	return m;
}

static struct matcher *text_matcher(struct arena *arena, enum matcher_kind kind, struct str text)
{
	struct matcher *m = matcher_new(arena, kind, kind == MATCH_TEXT ? (int64_t)utf8_count(text) : -1);
	m->text = text;
	return m;
}

// Of any_of: a varying length at the front is forgotten when a fixed one follows.
static int64_t any_of_length(struct matcher *const *parts, size_t count)
{
	int64_t length = -1;
	for (size_t i = 0; i < count; i++) {
		if (length == -1)
			length = parts[i]->length;
		else if (parts[i]->length != length)
			return -1;
	}
	return length;
}

static struct matcher *tree_matcher(struct arena *arena, struct matcher *value, struct matcher *left,
                                    struct matcher *right)
{
	struct matcher *m = matcher_new(arena, MATCH_TREE, -1); // what is fixed in all its parts is a row
	m->value = value;
	m->left = left;
	m->right = right;
	return m;
}

static bool is(const struct matcher *m, enum matcher_kind kind)
{
	return m && m->kind == kind;
}

static struct matcher *optimize(struct arena *arena, struct matcher *m);

// A text between two simple things has a matcher of its own.
static struct matcher *optimize_tree(struct arena *arena, struct matcher *m)
{
	struct matcher *left = m->left = optimize(arena, m->left), *right = m->right = optimize(arena, m->right),
		       *better;
	struct str text = m->value->text;
	if (m->value->kind != MATCH_TEXT)
		return m;
	if (is(left, MATCH_SUPER) && is(right, MATCH_SUPER))
		return text_matcher(arena, MATCH_CONTAINS, text);
	if (is(left, MATCH_SUPER) && !right)
		return text_matcher(arena, MATCH_SUFFIX, text);
	if (is(right, MATCH_SUPER) && !left)
		return text_matcher(arena, MATCH_PREFIX, text);
	if (!left && is(right, MATCH_SUFFIX)) {
		better = text_matcher(arena, MATCH_PREFIX_SUFFIX, text);
		better->suffix = right->text;
		return better;
	}
	if (!right && is(left, MATCH_PREFIX)) {
		better = text_matcher(arena, MATCH_PREFIX_SUFFIX, left->text);
		better->suffix = text;
		return better;
	}
	if (!right && is(left, MATCH_ANY))
		return text_matcher(arena, MATCH_SUFFIX_ANY, text);
	if (!left && is(right, MATCH_ANY))
		return text_matcher(arena, MATCH_PREFIX_ANY, text);
	return m;
}

static struct matcher *optimize(struct arena *arena, struct matcher *m)
{
	if (is(m, MATCH_ANY_OF) && m->count == 1)
		return m->parts[0];
	if (is(m, MATCH_LIST) && !m->negated && utf8_count(m->text) == 1)
		return text_matcher(arena, MATCH_TEXT, m->text);
	if (is(m, MATCH_TREE))
		return optimize_tree(arena, m);
	return m;
}

static struct matcher *row_matcher(struct arena *arena, struct matcher *const *parts, size_t count)
{
	struct matcher *m = matcher_new(arena, MATCH_ROW, 0);
	m->parts = ARENA_ARRAY(arena, struct matcher *, count);
	memcpy(m->parts, parts, count * sizeof(*parts));
	m->count = count;
	for (size_t i = 0; i < count; i++)
		m->length += parts[i]->length;
	return m;
}

// How many parts from the front are of fixed length.
static size_t row_extent(struct matcher *const *parts, size_t count)
{
	size_t i = 0;
	while (i < count && parts[i]->length != -1)
		i++;
	return i;
}

// What a run of *, **, ?, [!…] demands together; they must agree about the characters that they refuse.
struct every {
	bool any, super, single;
	int64_t min;
	struct str refused;
};

// How many parts from the front can be demanded together.
static size_t every_extent(struct matcher *const *parts, size_t count, struct every *ret)
{
	*ret = (struct every){ 0 };
	for (size_t i = 0; i < count; i++) {
		const struct matcher *m = parts[i];
		bool list = m->kind == MATCH_LIST && m->negated;
		if (!list && m->kind != MATCH_SUPER && m->kind != MATCH_ANY && m->kind != MATCH_SINGLE)
			return i;
		struct str refused = list ? m->text : m->kind == MATCH_SUPER ? STR_NONE : STR("/");
		if (i == 0)
			ret->refused = refused;
		if (!str_eq(refused, ret->refused))
			return i;
		ret->super |= m->kind == MATCH_SUPER;
		ret->any |= m->kind == MATCH_ANY;
		ret->single |= list || m->kind == MATCH_SINGLE;
		ret->min += list || m->kind == MATCH_SINGLE;
	}
	return count;
}

static void add_part(struct matcher *every, struct matcher *part)
{
	every->parts[every->count++] = part;
}

static struct matcher *limit_matcher(struct arena *arena, enum matcher_kind kind, int64_t limit)
{
	struct matcher *m = matcher_new(arena, kind, -1);
	m->limit = limit;
	return m;
}

static struct matcher *every_matcher(struct arena *arena, const struct every *e)
{
	if (e->super && !e->any && !e->single)
		return matcher_new(arena, MATCH_SUPER, -1);
	if (e->any && !e->super && !e->single)
		return matcher_new(arena, MATCH_ANY, -1);
	struct matcher *every = matcher_new(arena, MATCH_EVERY_OF, -1);
	every->parts = ARENA_ARRAY(arena, struct matcher *, 3);
	if (e->min > 0)
		add_part(every, limit_matcher(arena, MATCH_MIN, e->min));
	if (e->min > 0 && !e->any && !e->super)
		add_part(every, limit_matcher(arena, MATCH_MAX, e->min));
	if (e->refused.len) {
		/* Not containing the text of all refused characters, in their order: the original's mistake. */
		add_part(every, text_matcher(arena, MATCH_CONTAINS, e->refused));
		every->parts[every->count - 1]->negated = true;
	}
	return every;
}

// A stretch as find_stretch found it.
static struct matcher *glue(struct arena *arena, struct matcher *const *parts, size_t count)
{
	struct every every;
	return every_extent(parts, count, &every) == count ? every_matcher(arena, &every)
	                                                   : row_matcher(arena, parts, count);
}

// A stretch of parts that can be glued to one matcher, and that matcher's length.
struct stretch {
	size_t left, count;
	int64_t length;
};

// The best stretch from `left` on replaces *best: a longer matcher is better than a shorter one, and more parts are
// better than fewer; the original compares them in just this order.
static void find_stretch(struct matcher *const *parts, size_t count, size_t left, struct stretch *best)
{
	struct every every;
	size_t row = row_extent(parts + left, count - left),
	       together = every_extent(parts + left, count - left, &every);
	int64_t length = 0;
	for (size_t i = 0; i < row; i++)
		length += parts[left + i]->length;
	for (size_t n = row > together ? row : together; n > 1; n--) {
		int64_t glued = n <= together ? -1 : length;
		if (best->count == 0 || (best->length > -1 && glued > best->length) || best->count < n)
			*best = (struct stretch){ left, n, glued };
		if (n <= row)
			length -= parts[left + n - 1]->length;
	}
}

// Replaces the best stretch that can be glued by one matcher; false if there is none.
static bool minimize_once(struct arena *arena, struct matcher **parts, size_t *count)
{
	struct stretch best = { 0 };
	for (size_t left = 0; left < *count; left++)
		find_stretch(parts, *count, left, &best);
	if (best.count == 0)
		return false;
	parts[best.left] = glue(arena, parts + best.left, best.count);
	size_t end = best.left + best.count;
	memmove(parts + best.left + 1, parts + end, (*count - end) * sizeof(*parts));
	*count -= best.count - 1;
	return true;
}

// Splits parts of which none can be glued around the last of the longest of fixed length.
static struct matcher *compile_parts(struct arena *arena, struct matcher **parts, size_t count)
{
	if (count == 1)
		return parts[0];
	size_t middle = count;
	int64_t longest = -1;
	for (size_t i = 0; i < count; i++) {
		if (parts[i]->length != -1 && parts[i]->length >= longest) {
			longest = parts[i]->length;
			middle = i;
		}
	}
	if (middle == count)
		return tree_matcher(arena, parts[0], NULL, compile_parts(arena, parts + 1, count - 1));
	struct matcher *left = middle ? compile_parts(arena, parts, middle) : NULL;
	size_t rest = count - middle - 1;
	return tree_matcher(arena, parts[middle], left, rest ? compile_parts(arena, parts + middle + 1, rest) : NULL);
}

static bool same_node(const struct glob_node *a, const struct glob_node *b)
{
	if (a->kind != b->kind || a->count != b->count || !str_eq(a->text, b->text) || a->low != b->low ||
	    a->high != b->high || a->negated != b->negated)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same_node(a->children[i], b->children[i]))
			return false;
	return true;
}

static struct glob_node *pattern_of(struct arena *arena, struct glob_node *const *children, size_t count)
{
	struct glob_node *node = glob_node_new(arena, GLOB_PATTERN);
	for (size_t i = 0; i < count; i++)
		glob_node_add(arena, node, children[i]);
	return node;
}

// How many children all alternatives share at the front and at the back.
static void common_children(const struct glob_node *any_of, size_t *ret_left, size_t *ret_right)
{
	struct glob_node *const *nodes = any_of->children;
	size_t least = 0, count = any_of->count;
	*ret_left = *ret_right = 0;
	for (size_t k = 1; k < count; k++)
		if (nodes[k]->count < nodes[least]->count)
			least = k;
	size_t length = count > 1 ? nodes[least]->count : 0, first_right = length;
	bool left_done = false, right_done = false;
	for (size_t i = 0; i < length && *ret_left + length - first_right < length && !(left_done && right_done); i++) {
		size_t j = length - 1 - i;
		for (size_t k = 0; k < count && !(left_done && right_done); k++) {
			if (k == least)
				continue;
			left_done = left_done || !same_node(nodes[least]->children[i], nodes[k]->children[i]);
			right_done = right_done || (!left_done && j <= i);
			right_done = right_done || !same_node(nodes[least]->children[j],
			                                      nodes[k]->children[j + nodes[k]->count - length]);
		}
		*ret_left += !left_done;
		if (!right_done)
			first_right = j;
	}
	*ret_right = length - first_right;
}

static void add_if_new(struct arena *arena, struct glob_node *any_of, struct glob_node *node)
{
	for (size_t i = 0; i < any_of->count; i++)
		if (same_node(any_of->children[i], node))
			return;
	glob_node_add(arena, any_of, node);
}

// {ab*,ac*} becomes a{b,c}*; NULL if nothing is shared.
static struct glob_node *minimize_any_of(struct arena *arena, struct glob_node *tree)
{
	size_t left, right;
	for (size_t i = 0; i < tree->count; i++)
		if (tree->children[i]->kind != GLOB_PATTERN)
			return NULL;
	common_children(tree, &left, &right);
	if (left == 0 && right == 0)
		return NULL;
	struct glob_node *result = glob_node_new(arena, GLOB_PATTERN), *any_of = glob_node_new(arena, GLOB_ANY_OF);
	struct glob_node *first = tree->children[0];
	struct glob_node *tail = right ? pattern_of(arena, first->children + first->count - right, right) : NULL;
	if (left)
		glob_node_add(arena, result, pattern_of(arena, first->children, left));
	for (size_t i = 0; i < tree->count; i++) {
		struct glob_node *child = tree->children[i];
		size_t rest = child->count - left - right;
		add_if_new(arena, any_of,
		           rest ? pattern_of(arena, child->children + left, rest) : glob_node_new(arena, GLOB_NOTHING));
	}
	if (any_of->count > 1)
		glob_node_add(arena, result, any_of);
	if (tail)
		glob_node_add(arena, result, tail);
	return result;
}

static struct matcher *compile_node(struct arena *arena, struct glob_node *tree);

static struct matcher **compile_children(struct arena *arena, const struct glob_node *tree)
{
	struct matcher **parts = ARENA_ARRAY(arena, struct matcher *, tree->count);
	for (size_t i = 0; i < tree->count; i++)
		parts[i] = optimize(arena, compile_node(arena, tree->children[i]));
	return parts;
}

static struct matcher *compile_any_of(struct arena *arena, struct glob_node *tree)
{
	struct glob_node *smaller = minimize_any_of(arena, tree);
	if (smaller)
		return compile_node(arena, smaller);
	struct matcher **parts = compile_children(arena, tree);
	struct matcher *m = matcher_new(arena, MATCH_ANY_OF, any_of_length(parts, tree->count));
	m->parts = parts;
	m->count = tree->count;
	return m;
}

static struct matcher *compile_pattern(struct arena *arena, struct glob_node *tree)
{
	if (tree->count == 0)
		return matcher_new(arena, MATCH_NOTHING, 0);
	struct matcher **parts = compile_children(arena, tree);
	size_t count = tree->count;
	while (minimize_once(arena, parts, &count))
		;
	return optimize(arena, compile_parts(arena, parts, count));
}

static struct matcher *compile_node(struct arena *arena, struct glob_node *tree)
{
	struct matcher *m;
	switch (tree->kind) {
	case GLOB_ANY_OF: return compile_any_of(arena, tree);
	case GLOB_PATTERN: return compile_pattern(arena, tree);
	case GLOB_ANY: return matcher_new(arena, MATCH_ANY, -1);
	case GLOB_SUPER: return matcher_new(arena, MATCH_SUPER, -1);
	case GLOB_SINGLE: return matcher_new(arena, MATCH_SINGLE, 1);
	case GLOB_TEXT: return text_matcher(arena, MATCH_TEXT, tree->text);
	case GLOB_LIST:
	case GLOB_RANGE:
		m = matcher_new(arena, tree->kind == GLOB_LIST ? MATCH_LIST : MATCH_RANGE, 1);
		m->text = tree->text;
		m->low = tree->low;
		m->high = tree->high;
		m->negated = tree->negated;
		return optimize(arena, m);
	default: return matcher_new(arena, MATCH_NOTHING, 0);
	}
}

struct matcher *glob_compile_tree(struct arena *arena, struct glob_node *tree)
{
	return compile_node(arena, tree);
}
