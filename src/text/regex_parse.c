// SPDX-License-Identifier: Apache-2.0
// The parser of Go's regexp/syntax with its Perl flags: what it accepts, what it refuses and in which words.
//
// It works on a stack of nodes with markers for '(' and '|', so that errors come in Go's order: a repetition applies to
// the node on top; '|' and ')' concatenate what lies above the last marker.
#include "text/regex_tree.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"

enum parse_flag { FOLD_CASE = 1, DOT_NL = 2, ONE_LINE = 4, NON_GREEDY = 8 };

struct parser {
	struct arena *arena;
	struct str whole;
	unsigned flags;
	struct regex_node **stack;
	size_t len, cap;
	size_t groups, names_cap;
	struct str *names;
	int64_t runes;          /* in all classes and literals */
	struct str last_repeat; /* from the operator just read on; empty: there was none */
};

/* As many runes as Go allows. */
static const int64_t max_runes = (128 << 20) / 4;

struct regex_node *regex_node_new(struct arena *arena, enum regex_op op)
{
	struct regex_node *node = ARENA_NEW(arena, struct regex_node);
	node->op = op;
	return node;
}

void regex_node_add(struct arena *arena, struct regex_node *parent, struct regex_node *sub)
{
	parent->subs = arena_grow(arena, parent->subs, &parent->cap, parent->count + 1, sizeof(struct regex_node *));
	parent->subs[parent->count++] = sub;
}

// Height, and the size of the program, as Go counts them.
static void measure(struct regex_node *node)
{
	int64_t sum = 0, sub = node->count ? node->subs[0]->size : 0;
	node->height = 1;
	for (size_t i = 0; i < node->count; i++) {
		sum += node->subs[i]->size;
		if (node->subs[i]->height >= node->height)
			node->height = node->subs[i]->height + 1;
	}
	switch (node->op) {
	case REGEX_LITERAL: sum = (int64_t)node->runes.len; break;
	case REGEX_CAPTURE:
	case REGEX_STAR: sum += 2; break;
	case REGEX_PLUS:
	case REGEX_QUEST: sum += 1; break;
	case REGEX_ALTERNATE: sum += (int64_t)node->count - 1; break;
	case REGEX_REPEAT:
		if (node->max >= 0)
			sum = node->max * sub + node->max - node->min;
		else
			sum = node->min == 0 ? 2 + sub : 1 + node->min * sub;
		break;
	default: break;
	}
	node->size = sum < 1 ? 1 : sum;
}

static bool check_limits(struct parser *p, struct regex_node *node, struct error *err)
{
	measure(node);
	if (p->runes > max_runes || node->size > REGEX_MAX_SIZE)
		return regex_fail(err, "expression too large", p->whole);
	if (node->height > REGEX_MAX_HEIGHT)
		return regex_fail(err, "expression nests too deeply", p->whole);
	return true;
}

// A class of one rune, or of the two cases of one, is a literal.
static void normalise_class(struct regex_node *node)
{
	const uint32_t *r = node->runes.runes;
	size_t len = node->runes.len;
	bool one = len == 2 && r[0] == r[1];
	bool pair = (len == 4 && r[0] == r[1] && r[2] == r[3]) || (len == 2 && r[0] + 1 == r[1]);
	uint32_t second = pair ? r[len - 1] : 0;
	pair = pair && rune_simple_fold(r[0]) == second && rune_simple_fold(second) == r[0];
	if (len == 2 && r[0] == 0 && r[1] == RUNE_MAX) {
		node->op = REGEX_ANY;
	} else if (len == 4 && r[0] == 0 && r[1] == '\n' - 1 && r[2] == '\n' + 1 && r[3] == RUNE_MAX) {
		node->op = REGEX_ANY_NOT_NL;
	} else if (one || pair) {
		node->op = REGEX_LITERAL;
		node->runes.len = 1;
		node->fold = pair;
	}
}

static bool push(struct parser *p, struct regex_node *node, struct error *err)
{
	p->runes += (int64_t)node->runes.len;
	p->stack = arena_grow(p->arena, p->stack, &p->cap, p->len + 1, sizeof(struct regex_node *));
	p->stack[p->len++] = node;
	return check_limits(p, node, err);
}

static bool push_op(struct parser *p, enum regex_op op, struct error *err)
{
	return push(p, regex_node_new(p->arena, op), err);
}

static bool push_class(struct parser *p, struct rune_set set, struct error *err)
{
	struct regex_node *node = regex_node_new(p->arena, REGEX_CLASS);
	rune_set_clean(&set);
	node->runes = set;
	normalise_class(node);
	return push(p, node, err);
}

static bool push_literal(struct parser *p, uint32_t rune, struct error *err)
{
	struct regex_node *node = regex_node_new(p->arena, REGEX_LITERAL);
	node->fold = p->flags & FOLD_CASE && rune_simple_fold(rune) != rune;
	node->runes.runes = arena_grow(p->arena, NULL, &node->runes.cap, 1, sizeof(uint32_t));
	node->runes.runes[node->runes.len++] = rune;
	return push(p, node, err);
}

static bool is_marker(const struct regex_node *node)
{
	return node->op >= REGEX_LEFT_PAREN;
}

// Appends a node to a concatenation: adjacent literals become one, nested concatenations are dissolved.
static void concatenate(struct parser *p, struct regex_node *all, struct regex_node *node)
{
	if (node->op == REGEX_CONCAT) {
		for (size_t i = 0; i < node->count; i++)
			concatenate(p, all, node->subs[i]);
		return;
	}
	struct regex_node *last = all->count ? all->subs[all->count - 1] : NULL;
	if (!last || last->op != REGEX_LITERAL || node->op != REGEX_LITERAL || last->fold != node->fold) {
		regex_node_add(p->arena, all, node);
		return;
	}
	struct rune_set *runes = &last->runes;
	runes->runes = arena_grow(p->arena, runes->runes, &runes->cap, runes->len + node->runes.len, sizeof(uint32_t));
	memcpy(runes->runes + runes->len, node->runes.runes, node->runes.len * sizeof(uint32_t));
	runes->len += node->runes.len;
	measure(last);
}

// Concatenates what lies above the last marker.
static bool reduce_concat(struct parser *p, struct error *err)
{
	size_t from = p->len;
	while (from > 0 && !is_marker(p->stack[from - 1]))
		from--;
	struct regex_node *all = regex_node_new(p->arena, REGEX_CONCAT);
	for (size_t i = from; i < p->len; i++)
		concatenate(p, all, p->stack[i]);
	p->len = from;
	if (all->count == 0)
		all->op = REGEX_EMPTY;
	return push(p, all->count == 1 ? all->subs[0] : all, err);
}

static bool is_one_rune(const struct regex_node *node)
{
	return (node->op == REGEX_LITERAL && node->runes.len == 1) || node->op == REGEX_CLASS ||
	       node->op == REGEX_ANY || node->op == REGEX_ANY_NOT_NL;
}

static void add_runes(struct parser *p, struct rune_set *set, const struct regex_node *node)
{
	if (node->op == REGEX_LITERAL && node->fold) {
		rune_set_add_folded(p->arena, set, node->runes.runes[0], node->runes.runes[0]);
	} else if (node->op == REGEX_LITERAL) {
		rune_set_add(p->arena, set, node->runes.runes[0], node->runes.runes[0]);
	} else if (node->op == REGEX_CLASS) {
		rune_set_add_all(p->arena, set, &node->runes);
	} else {
		rune_set_add(p->arena, set, 0, node->op == REGEX_ANY ? RUNE_MAX : '\n' - 1);
		if (node->op == REGEX_ANY_NOT_NL)
			rune_set_add(p->arena, set, '\n' + 1, RUNE_MAX);
	}
}

// Adds an alternative; two neighbours that match one rune each become one class.
static void alternate(struct parser *p, struct regex_node *all, struct regex_node *node)
{
	struct regex_node *last = all->count ? all->subs[all->count - 1] : NULL;
	if (node->op == REGEX_ALTERNATE) {
		for (size_t i = 0; i < node->count; i++)
			alternate(p, all, node->subs[i]);
		return;
	}
	if (!last || !is_one_rune(last) || !is_one_rune(node)) {
		regex_node_add(p->arena, all, node);
		return;
	}
	struct regex_node *both = regex_node_new(p->arena, REGEX_CLASS);
	add_runes(p, &both->runes, last);
	add_runes(p, &both->runes, node);
	measure(both);
	all->subs[all->count - 1] = both;
}

// Makes one node of the alternatives above the last '('.
static bool reduce_alternatives(struct parser *p, struct error *err)
{
	if (!reduce_concat(p, err))
		return false;
	size_t from = p->len;
	while (from > 0 && p->stack[from - 1]->op != REGEX_LEFT_PAREN)
		from--;
	struct regex_node *all = regex_node_new(p->arena, REGEX_ALTERNATE);
	for (size_t i = from; i < p->len; i++)
		if (p->stack[i]->op != REGEX_BAR)
			alternate(p, all, p->stack[i]);
	p->len = from;
	for (size_t i = 0; i < all->count; i++) {
		if (all->subs[i]->op == REGEX_CLASS) {
			rune_set_clean(&all->subs[i]->runes);
			normalise_class(all->subs[i]);
		}
	}
	return push(p, all->count == 1 ? all->subs[0] : all, err);
}

static bool parse_bar(struct parser *p, struct error *err)
{
	return reduce_concat(p, err) && push_op(p, REGEX_BAR, err);
}

static bool parse_right_paren(struct parser *p, struct error *err)
{
	if (!reduce_alternatives(p, err))
		return false;
	if (p->len < 2)
		return regex_fail(err, "unexpected )", p->whole);
	struct regex_node *inner = p->stack[p->len - 1], *paren = p->stack[p->len - 2];
	p->len -= 2;
	p->flags = paren->flags;
	if (paren->group == 0)
		return push(p, inner, err);
	paren->op = REGEX_CAPTURE;
	regex_node_add(p->arena, paren, inner);
	return push(p, paren, err);
}

// Nested counts may not multiply to more than REGEX_MAX_REPEAT.
static bool repeat_is_valid(const struct regex_node *node, int limit)
{
	if (node->op == REGEX_REPEAT) {
		int count = node->max < 0 ? node->min : node->max;
		if (node->max == 0)
			return true;
		if (count > limit)
			return false;
		if (count > 0)
			limit /= count;
	}
	for (size_t i = 0; i < node->count; i++)
		if (!repeat_is_valid(node->subs[i], limit))
			return false;
	return true;
}

// Applies an operator to the node on top. `before` begins at the operator; *t is behind it, and behind a '?' then.
static bool parse_repetition(struct parser *p, struct regex_node *node, struct str before, struct str *t,
                             struct error *err)
{
	node->lazy = p->flags & NON_GREEDY;
	if (t->len && t->data[0] == '?') {
		*t = str_from(*t, 1);
		node->lazy = !node->lazy;
	}
	if (p->last_repeat.len)
		return regex_fail(err, "invalid nested repetition operator",
		                  str_slice(p->last_repeat, 0, p->last_repeat.len - t->len));
	struct str text = str_slice(before, 0, before.len - t->len);
	if (p->len == 0 || is_marker(p->stack[p->len - 1]))
		return regex_fail(err, "missing argument to repetition operator", text);
	regex_node_add(p->arena, node, p->stack[p->len - 1]);
	p->stack[p->len - 1] = node;
	if (!check_limits(p, node, err))
		return false;
	if (node->op == REGEX_REPEAT && (node->min >= 2 || node->max >= 2) && !repeat_is_valid(node, REGEX_MAX_REPEAT))
		return regex_fail(err, "invalid repeat count", text);
	p->last_repeat = before;
	return true;
}

// A number without leading zeros; -1 if it is absurdly large.
static bool take_count(struct str *s, int *ret)
{
	size_t len = 0;
	int64_t number = 0;
	while (len < s->len && s->data[len] >= '0' && s->data[len] <= '9')
		len++;
	if (len == 0 || (len > 1 && s->data[0] == '0'))
		return false;
	for (size_t i = 0; i < len && number >= 0; i++)
		number = number >= 100000000 ? -1 : number * 10 + (s->data[i] - '0');
	*s = str_from(*s, len);
	*ret = (int)number;
	return true;
}

// {n}, {n,} or {n,m}; anything else is literal text.
static bool take_counts(struct str *t, int *ret_min, int *ret_max)
{
	struct str s = str_from(*t, 1);
	int min, max;
	if (!take_count(&s, &min) || s.len == 0)
		return false;
	max = min;
	if (s.data[0] == ',') {
		s = str_from(s, 1);
		if (s.len == 0)
			return false;
		if (s.data[0] == '}')
			max = -1;
		else if (!take_count(&s, &max))
			return false;
		else if (max < 0)
			min = -1;
	}
	if (s.len == 0 || s.data[0] != '}')
		return false;
	*t = str_from(s, 1);
	*ret_min = min;
	*ret_max = max;
	return true;
}

static bool parse_braces(struct parser *p, struct str *t, struct error *err)
{
	struct str before = *t;
	int min, max;
	if (!take_counts(t, &min, &max)) {
		*t = str_from(*t, 1);
		return push_literal(p, '{', err);
	}
	if (min < 0 || min > REGEX_MAX_REPEAT || max > REGEX_MAX_REPEAT || (max >= 0 && min > max))
		return regex_fail(err, "invalid repeat count", str_slice(before, 0, before.len - t->len));
	struct regex_node *node = regex_node_new(p->arena, REGEX_REPEAT);
	node->min = min;
	node->max = max;
	return parse_repetition(p, node, before, t, err);
}

static bool push_paren(struct parser *p, bool captures, struct str name, struct error *err)
{
	struct regex_node *node = regex_node_new(p->arena, REGEX_LEFT_PAREN);
	node->flags = p->flags;
	if (captures) {
		node->group = ++p->groups;
		p->names = arena_grow(p->arena, p->names, &p->names_cap, p->groups + 1, sizeof(*p->names));
		p->names[p->groups] = name;
	}
	return push(p, node, err);
}

static bool is_group_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if (c != '_' && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return false;
	}
	return name.len > 0;
}

// (?P<name> or (?<name>
static bool parse_named_group(struct parser *p, struct str *t, size_t name_at, struct error *err)
{
	size_t end = str_find_char(*t, '>');
	if (end == STR_NPOS)
		return regex_check_utf8(*t, err) && regex_fail(err, "invalid named capture", *t);
	struct str name = str_slice(*t, name_at, end);
	if (!regex_check_utf8(name, err))
		return false;
	if (!is_group_name(name))
		return regex_fail(err, "invalid named capture", str_slice(*t, 0, end + 1));
	*t = str_from(*t, end + 1);
	return push_paren(p, true, arena_str(p->arena, name), err);
}

static unsigned flag_of(uint32_t c)
{
	return c == 'i' ? FOLD_CASE : c == 's' ? DOT_NL : c == 'U' ? NON_GREEDY : c == 'm' ? ONE_LINE : 0;
}

// (?flags) and (?flags:
static bool parse_flags(struct parser *p, struct str *t, struct error *err)
{
	struct str rest = str_from(*t, 2);
	unsigned flags = p->flags;
	bool negative = false, seen = false;
	uint32_t c;
	while (rest.len) {
		if (!regex_take_rune(&rest, &c, err))
			return false;
		unsigned flag = flag_of(c);
		if (flag) {
			bool set = (c == 'm') == negative; /* m is the absence of ONE_LINE */
			flags = set ? flags | flag : flags & ~flag;
			seen = true;
		} else if (c == '-' && !negative) {
			negative = true;
			seen = false;
		} else if ((c == ':' || c == ')') && (!negative || seen)) {
			*t = rest;
			if (c == ':' && !push_paren(p, false, STR_NONE, err))
				return false;
			p->flags = flags;
			return true;
		} else {
			break;
		}
	}
	return regex_fail(err, "invalid or unsupported Perl syntax", str_slice(*t, 0, t->len - rest.len));
}

static bool parse_left_paren(struct parser *p, struct str *t, struct error *err)
{
	if (t->len < 2 || t->data[1] != '?') {
		*t = str_from(*t, 1);
		return push_paren(p, true, STR_NONE, err);
	}
	if (t->len > 4 && t->data[2] == 'P' && t->data[3] == '<')
		return parse_named_group(p, t, 4, err);
	if (t->len > 3 && t->data[2] == '<')
		return parse_named_group(p, t, 3, err);
	return parse_flags(p, t, err);
}

// \Q…\E
static bool parse_quoted(struct parser *p, struct str *t, struct error *err)
{
	struct str text = str_from(*t, 2);
	size_t end = str_find(text, STR("\\E"));
	*t = end == STR_NPOS ? STR_NONE : str_from(text, end + 2);
	text = str_slice(text, 0, end);
	while (text.len) {
		uint32_t rune;
		if (!regex_take_rune(&text, &rune, err) || !push_literal(p, rune, err))
			return false;
	}
	return true;
}

static bool parse_backslash(struct parser *p, struct str *t, struct error *err)
{
	struct rune_set set = { 0 };
	uint32_t rune;
	bool found;
	switch (t->len > 1 ? t->data[1] : '\0') {
	case 'A': *t = str_from(*t, 2); return push_op(p, REGEX_BEGIN_TEXT, err);
	case 'b': *t = str_from(*t, 2); return push_op(p, REGEX_WORD_BOUNDARY, err);
	case 'B': *t = str_from(*t, 2); return push_op(p, REGEX_NO_WORD_BOUNDARY, err);
	case 'z': *t = str_from(*t, 2); return push_op(p, REGEX_END_TEXT, err);
	case 'C': return regex_fail(err, "invalid escape sequence", str_slice(*t, 0, 2));
	case 'Q': return parse_quoted(p, t, err);
	default: break;
	}
	if (!regex_take_class_escape(p->arena, t, p->flags & FOLD_CASE, &set, &found, err))
		return false;
	if (found)
		return push_class(p, set, err);
	return regex_take_escape(t, &rune, err) && push_literal(p, rune, err);
}

static bool parse_operator(struct parser *p, struct str *t, enum regex_op op, struct error *err)
{
	struct str before = *t;
	*t = str_from(*t, 1);
	return parse_repetition(p, regex_node_new(p->arena, op), before, t, err);
}

static bool parse_class(struct parser *p, struct str *t, struct error *err)
{
	struct rune_set set;
	return regex_take_class(p->arena, t, p->flags & FOLD_CASE, &set, err) && push_class(p, set, err);
}

static bool parse_literal(struct parser *p, struct str *t, struct error *err)
{
	uint32_t rune;
	return regex_take_rune(t, &rune, err) && push_literal(p, rune, err);
}

// One operator of one byte that is complete in itself.
static bool parse_simple(struct parser *p, struct str *t, struct error *err)
{
	char c = t->data[0];
	bool one_line = p->flags & ONE_LINE;
	*t = str_from(*t, 1);
	switch (c) {
	case '|': return parse_bar(p, err);
	case ')': return parse_right_paren(p, err);
	case '^': return push_op(p, one_line ? REGEX_BEGIN_TEXT : REGEX_BEGIN_LINE, err);
	case '$': return push_op(p, one_line ? REGEX_END_TEXT : REGEX_END_LINE, err);
	default: return push_op(p, p->flags & DOT_NL ? REGEX_ANY : REGEX_ANY_NOT_NL, err);
	}
}

static bool parse_one(struct parser *p, struct str *t, struct error *err)
{
	switch (t->data[0]) {
	case '(': return parse_left_paren(p, t, err);
	case '[': return parse_class(p, t, err);
	case '\\': return parse_backslash(p, t, err);
	case '*': return parse_operator(p, t, REGEX_STAR, err);
	case '+': return parse_operator(p, t, REGEX_PLUS, err);
	case '?': return parse_operator(p, t, REGEX_QUEST, err);
	case '{': return parse_braces(p, t, err);
	case '|':
	case ')':
	case '^':
	case '$':
	case '.': return parse_simple(p, t, err);
	default: return parse_literal(p, t, err);
	}
}

bool regex_parse(struct arena *arena, struct str expression, struct regex_parsed *ret, struct error *err)
{
	struct parser p = { .arena = arena, .whole = expression, .flags = ONE_LINE, .last_repeat = STR_NONE };
	for (struct str t = expression; t.len;) {
		struct str repeat_before = p.last_repeat;
		if (!parse_one(&p, &t, err))
			return false;
		/* Two repetitions may only follow each other with something in between. */
		if (p.last_repeat.data == repeat_before.data)
			p.last_repeat = STR_NONE;
	}
	if (!reduce_alternatives(&p, err))
		return false;
	if (p.len != 1)
		return regex_fail(err, "missing closing )", expression);
	*ret = (struct regex_parsed){ p.stack[0], p.groups, p.names };
	return true;
}
