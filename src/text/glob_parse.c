// SPDX-License-Identifier: Apache-2.0
// Reads a pattern as gobwas/glob v0.2.3 does: a scanner that makes tokens and a loop that hangs them into a tree.
//
// Its oddities are kept, because templates depend on what matches: an unclosed '{' is closed by the end of the pattern,
// a NUL ends it (but text goes on behind one), ',' and '}' outside of braces are text, "[ab" is an error.
#include "text/glob_tree.h"

#include "text/utf8.h"

enum token_kind {
	TOKEN_END,
	TOKEN_TEXT,
	TOKEN_ANY,
	TOKEN_SUPER,
	TOKEN_SINGLE,
	TOKEN_NOT,
	TOKEN_SEPARATOR,
	TOKEN_RANGE_OPEN,
	TOKEN_RANGE_CLOSE,
	TOKEN_RANGE_LOW,
	TOKEN_RANGE_BETWEEN,
	TOKEN_RANGE_HIGH,
	TOKEN_TERMS_OPEN,
	TOKEN_TERMS_CLOSE,
};

struct token {
	enum token_kind kind;
	struct str text;
	uint32_t rune;
};

struct scanner {
	struct arena *arena;
	struct str pattern;
	size_t at;
	const char *failure;
	struct token queue[8]; /* one call scans a whole [range] */
	unsigned head, tail;
	unsigned depth; /* of braces */
	size_t nodes;
};

static void push(struct scanner *s, enum token_kind kind, uint32_t rune)
{
	s->queue[s->tail++] = (struct token){ .kind = kind, .rune = rune };
}

// The next rune, 0 at the end; U+FFFD is an error even where it is well encoded.
static uint32_t peek_rune(struct scanner *s, size_t *ret_size)
{
	uint32_t rune = utf8_decode(str_from(s->pattern, s->at), ret_size);
	if (*ret_size == 0)
		return 0;
	if (rune == RUNE_ERROR) {
		s->failure = "could not read rune";
		*ret_size = 0;
		return 0;
	}
	return rune;
}

static uint32_t read_rune(struct scanner *s)
{
	size_t size;
	uint32_t rune = peek_rune(s, &size);
	s->at += size;
	return rune;
}

// Text up to one of the ASCII bytes `stops`, or the end, without its backslashes.
static void scan_text(struct scanner *s, const char *stops)
{
	struct strbuf text = strbuf_in(s->arena);
	bool escaped = false;
	for (;;) {
		size_t before = s->at;
		uint32_t rune = read_rune(s);
		if (rune == 0)
			break;
		if (!escaped && rune == '\\') {
			escaped = true;
			continue;
		}
		if (!escaped && rune < 0x80 && strchr(stops, (char)rune)) {
			s->at = before;
			break;
		}
		escaped = false;
		utf8_encode(&text, rune);
	}
	if (text.len) {
		push(s, TOKEN_TEXT, 0);
		s->queue[s->tail - 1].text = strbuf_str(&text, s->arena);
	}
}

static void scan_range_end(struct scanner *s)
{
	uint32_t rune = read_rune(s);
	if (rune == 0)
		s->failure = "unexpected end of input";
	else if (rune != ']')
		s->failure = "expected close range character";
	else
		push(s, TOKEN_RANGE_CLOSE, 0);
}

// Behind '[': an optional '!', then "a-z" or characters, then ']'.
static void scan_range(struct scanner *s)
{
	size_t size, before = s->at;
	uint32_t rune = read_rune(s);
	if (rune == '!') {
		push(s, TOKEN_NOT, 0);
		before = s->at;
		rune = read_rune(s);
	}
	if (rune == 0) {
		s->failure = "unexpected end of input";
		return;
	}
	if (peek_rune(s, &size) == '-') {
		s->at += size;
		push(s, TOKEN_RANGE_LOW, rune);
		push(s, TOKEN_RANGE_BETWEEN, 0);
		rune = read_rune(s);
		if (rune == 0) {
			s->failure = "unexpected end of input";
			return;
		}
		push(s, TOKEN_RANGE_HIGH, rune);
	} else {
		s->at = before;
		scan_text(s, "]");
	}
	scan_range_end(s);
}

static void scan(struct scanner *s)
{
	size_t before = s->at;
	uint32_t rune = read_rune(s);
	if (rune == 0) {
		push(s, TOKEN_END, 0);
	} else if (rune == '{') {
		if (++s->depth > GLOB_MAX_DEPTH)
			s->failure = "pattern is nested too deeply";
		push(s, TOKEN_TERMS_OPEN, 0);
	} else if (rune == ',' && s->depth) {
		push(s, TOKEN_SEPARATOR, 0);
	} else if (rune == '}' && s->depth) {
		s->depth--;
		push(s, TOKEN_TERMS_CLOSE, 0);
	} else if (rune == '[') {
		push(s, TOKEN_RANGE_OPEN, 0);
		scan_range(s);
	} else if (rune == '?') {
		push(s, TOKEN_SINGLE, 0);
	} else if (rune == '*') {
		bool twice = s->at < s->pattern.len && s->pattern.data[s->at] == '*';
		s->at += twice;
		push(s, twice ? TOKEN_SUPER : TOKEN_ANY, 0);
		size_t size;
		if (!twice)
			peek_rune(s, &size); /* the original has read ahead here: a bad byte fails now */
	} else {
		s->at = before;
		scan_text(s, s->depth ? "?*[{}," : "?*[{");
	}
}

// The next token; once the scanner has failed, every further one is the failure.
static bool next_token(struct scanner *s, struct token *ret, struct error *err)
{
	while (!s->failure && s->head == s->tail) {
		s->head = s->tail = 0;
		scan(s);
	}
	if (s->failure)
		return fail(err, NOWHERE, "%s", s->failure);
	*ret = s->queue[s->head++];
	return true;
}

struct glob_node *glob_node_new(struct arena *arena, enum glob_kind kind)
{
	struct glob_node *node = ARENA_NEW(arena, struct glob_node);
	node->kind = kind;
	node->text = STR_NONE;
	return node;
}

void glob_node_add(struct arena *arena, struct glob_node *parent, struct glob_node *child)
{
	parent->children =
		arena_grow(arena, parent->children, &parent->cap, parent->count + 1, sizeof(struct glob_node *));
	parent->children[parent->count++] = child;
	child->parent = parent;
}

static struct glob_node *insert(struct scanner *s, struct glob_node *parent, enum glob_kind kind)
{
	struct glob_node *node = glob_node_new(s->arena, kind);
	glob_node_add(s->arena, parent, node);
	if (++s->nodes > GLOB_MAX_NODES)
		s->failure = "pattern is too long";
	return node;
}

static bool insert_range(struct scanner *s, struct glob_node *tree, const struct glob_node *range, struct error *err)
{
	bool is_range = range->low != 0 && range->high != 0, is_list = range->text.len != 0;
	if (is_range == is_list)
		return fail(err, NOWHERE, "could not parse range");
	struct glob_node *node = insert(s, tree, is_range ? GLOB_RANGE : GLOB_LIST);
	node->low = range->low;
	node->high = range->high;
	node->text = range->text;
	node->negated = range->negated;
	return true;
}

static bool parse_range(struct scanner *s, struct glob_node *tree, struct error *err)
{
	struct glob_node range = { .text = STR_NONE };
	struct token token;
	while (next_token(s, &token, err)) {
		switch (token.kind) {
		case TOKEN_NOT: range.negated = true; break;
		case TOKEN_RANGE_LOW: range.low = token.rune; break;
		case TOKEN_RANGE_HIGH:
			range.high = token.rune;
			if (range.high < range.low) {
				struct strbuf high = strbuf_in(s->arena), low = strbuf_in(s->arena);
				utf8_encode(&high, range.high);
				utf8_encode(&low, range.low);
				return fail(err, NOWHERE, "hi character '%.*s' should be greater than lo '%.*s'",
				            STR_FMT(strbuf_peek(&high)), STR_FMT(strbuf_peek(&low)));
			}
			break;
		case TOKEN_TEXT: range.text = token.text; break;
		case TOKEN_RANGE_CLOSE: return insert_range(s, tree, &range, err);
		default: break;
		}
	}
	return false;
}

// Hangs one token under `*tree`, which moves into braces and out of them.
static bool parse_token(struct scanner *s, const struct token *token, struct glob_node **tree, struct error *err)
{
	switch (token->kind) {
	case TOKEN_TEXT: insert(s, *tree, GLOB_TEXT)->text = token->text; break;
	case TOKEN_ANY: insert(s, *tree, GLOB_ANY); break;
	case TOKEN_SUPER: insert(s, *tree, GLOB_SUPER); break;
	case TOKEN_SINGLE: insert(s, *tree, GLOB_SINGLE); break;
	case TOKEN_RANGE_OPEN: return parse_range(s, *tree, err);
	case TOKEN_TERMS_OPEN: *tree = insert(s, insert(s, *tree, GLOB_ANY_OF), GLOB_PATTERN); break;
	case TOKEN_SEPARATOR: *tree = insert(s, (*tree)->parent, GLOB_PATTERN); break;
	case TOKEN_TERMS_CLOSE: *tree = (*tree)->parent->parent; break;
	default: break;
	}
	return true;
}

struct glob_node *glob_parse(struct arena *arena, struct str pattern, struct error *err)
{
	struct scanner s = { .arena = arena, .pattern = pattern };
	struct glob_node *root = glob_node_new(arena, GLOB_PATTERN), *tree = root;
	struct token token;
	while (next_token(&s, &token, err)) {
		if (token.kind == TOKEN_END)
			return root;
		if (!parse_token(&s, &token, &tree, err))
			return NULL;
	}
	return NULL;
}
