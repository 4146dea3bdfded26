// SPDX-License-Identifier: Apache-2.0
// Tokens. yaml_peek fills the queue until its head is certain: a scalar (or a flow collection, anchor, tag) may turn
// out to be a key only when a ':' follows, and then KEY, and perhaps BLOCK-MAPPING-START, go in front of it. Each flow
// level has at most one such possible key. Indentation becomes BLOCK-…-START and BLOCK-END tokens.
//
//     yaml_peek -> fetch_more -> fetch_next -> one fetch_… for the character that is here -> yaml_scan_… (other files)
//
// The checks, their order and their limits are go-yaml's (scannerc.go), as far as they decide which error is reported.
#include "value/yaml_scan.h"

enum { MAX_DEPTH = 10000, MAX_KEY_LENGTH = 1024 };

bool yaml_fail(struct yaml_scanner *s, struct yaml_mark at, bool in_parser, const char *problem)
{
	struct location where = { NULL, at.line + 1, at.column + 1, 0 };
	s->failed = true;
	if (at.line == 0)
		return fail(s->err, where, "yaml: %s", problem);
	return fail(s->err, where, "yaml: line %u: %s", in_parser ? at.line : at.line + 1, problem);
}

static bool scan_fail(struct yaml_scanner *s, const char *problem)
{
	return yaml_fail(s, yaml_mark_here(s), false, problem);
}

void yaml_scanner_init(struct yaml_scanner *s, struct arena *arena, struct arena *scratch, struct str text,
                       struct error *err)
{
	memset(s, 0, offsetof(struct yaml_scanner, few_tokens));
	s->arena = arena;
	s->scratch = scratch;
	s->err = err;
	s->indent = -1;
	s->few_keys[0].possible = false;
	s->simple_key_allowed = true;
	s->tokens = s->few_tokens;
	s->cap = ARRAY_LEN(s->few_tokens);
	s->keys = s->few_keys;
	s->keys_cap = ARRAY_LEN(s->few_keys);
	s->indents = s->few_indents;
	s->indents_cap = ARRAY_LEN(s->few_indents);
	yaml_input_open(s, text);
}

void yaml_scanner_done(struct yaml_scanner *s)
{
	strbuf_done(&s->text);
	strbuf_done(&s->breaks);
}

// --- Lines ---

static void begin_line(struct yaml_scanner *s)
{
	s->line++;
	s->line_start = s->at;
	s->line_extra = 0;
}

static void skip_break(struct yaml_scanner *s)
{
	s->at += s->at[0] == '\r' && s->at[1] == '\n' ? 2 : yaml_break_width(s->at);
	begin_line(s);
}

struct str yaml_read_break(struct yaml_scanner *s)
{
	const char *from = s->at;
	bool keeps = (unsigned char)*from == 0xE2;
	skip_break(s);
	return keeps ? (struct str){ from, 3 } : STR("\n");
}

bool yaml_skip_line_rest(struct yaml_scanner *s)
{
	if (s->simple_text) {
		const char *end = memchr(s->at, '\n', (size_t)(s->end - s->at));
		s->at = end ? end : s->end;
		return true;
	}
	while (!yaml_is_breakz(s->at)) {
		yaml_skip(s);
		if (!yaml_need(s, 1))
			return false;
	}
	return true;
}

// go-yaml looks for the byte order mark at the start of its buffer instead of at the current character, so a line may
// lose its first character while a mark stands there.
static bool has_window_bom(const struct yaml_scanner *s)
{
	return s->watched && s->at == s->line_start && s->decoded - s->window >= 3 &&
	       memcmp(s->window, "\xEF\xBB\xBF", 3) == 0;
}

static bool skip_to_token(struct yaml_scanner *s)
{
	for (;;) {
		if (!yaml_need(s, 1))
			return false;
		if (has_window_bom(s))
			yaml_skip(s);
		if (!yaml_need(s, 1))
			return false;
		while (*s->at == ' ' || (*s->at == '\t' && (s->flow_level || !s->simple_key_allowed))) {
			s->at++;
			if (!yaml_need(s, 1))
				return false;
		}
		if (*s->at == '#' && !yaml_skip_line_rest(s))
			return false;
		if (yaml_break_width(s->at) == 0)
			return true;
		if (!yaml_need(s, 2))
			return false;
		skip_break(s);
		if (s->flow_level == 0)
			s->simple_key_allowed = true;
	}
}

// --- The queue ---

// The number that the next token to be pushed will have.
static size_t next_number(const struct yaml_scanner *s)
{
	return s->taken + (s->count - s->head);
}

static struct yaml_token *push_token_at(struct yaml_scanner *s, enum yaml_token_type type, struct yaml_mark mark)
{
	if (s->count == s->cap && s->head) { // what was taken makes room
		s->count -= s->head;
		memmove(s->tokens, s->tokens + s->head, s->count * sizeof(*s->tokens));
		s->head = 0;
	}
	s->tokens = arena_grow(s->scratch, s->tokens, &s->cap, s->count + 1, sizeof(*s->tokens));
	struct yaml_token *token = &s->tokens[s->count++];
	token->type = (uint8_t)type; // whoever needs texts sets them
	token->key = 0;
	token->mark = mark;
	return token;
}

static struct yaml_token *push_token(struct yaml_scanner *s, enum yaml_token_type type)
{
	return push_token_at(s, type, yaml_mark_here(s));
}

// Puts a token where the one with this number is; at the end of the queue if that one is gone.
static void insert_token(struct yaml_scanner *s, size_t number, enum yaml_token_type type, struct yaml_mark mark)
{
	size_t behind = number >= s->taken ? next_number(s) - number : 0;
	struct yaml_token *token = push_token_at(s, type, mark), inserted = *token;
	memmove(token - behind + 1, token - behind, behind * sizeof(*token));
	*(token - behind) = inserted;
}

// A token of `width` ASCII characters.
static bool push_indicator(struct yaml_scanner *s, enum yaml_token_type type, unsigned width)
{
	push_token(s, type);
	s->at += width;
	return true;
}

static bool roll_indent(struct yaml_scanner *s, size_t column, size_t number, enum yaml_token_type type,
                        struct yaml_mark mark)
{
	if (s->flow_level || s->indent >= (long)column)
		return true;
	s->indents = arena_grow(s->scratch, s->indents, &s->indents_cap, s->indents_len + 1, sizeof(*s->indents));
	s->indents[s->indents_len++] = s->indent;
	s->indent = (long)column;
	if (s->indents_len > MAX_DEPTH)
		return scan_fail(s, "exceeded max depth of 10000");
	insert_token(s, number, type, mark);
	return true;
}

static bool roll_indent_here(struct yaml_scanner *s, enum yaml_token_type type)
{
	return roll_indent(s, yaml_column(s), next_number(s), type, yaml_mark_here(s));
}

static void unroll_indent(struct yaml_scanner *s, long column)
{
	while (s->flow_level == 0 && s->indent > column) {
		push_token(s, TOKEN_BLOCK_END);
		s->indent = s->indents[--s->indents_len];
	}
}

// --- Simple keys ---

static struct yaml_simple_key *current_key(struct yaml_scanner *s)
{
	return &s->keys[s->flow_level];
}

// Too far away or on an earlier line, it is no key any more; where only a key can stand, that is an error.
static bool check_key(struct yaml_scanner *s, struct yaml_simple_key *key)
{
	if (!key->possible || (key->mark.line == s->line && key->column + MAX_KEY_LENGTH >= yaml_column(s)))
		return true;
	if (key->required)
		return scan_fail(s, "could not find expected ':'");
	key->possible = false;
	return true;
}

static bool remove_key(struct yaml_scanner *s)
{
	struct yaml_simple_key *key = current_key(s);
	if (key->possible && key->required)
		return scan_fail(s, "could not find expected ':'");
	key->possible = false;
	return true;
}

// The token that will be pushed next may begin a key. *ret_level goes into that token.
static bool save_key(struct yaml_scanner *s, unsigned *ret_level)
{
	*ret_level = 0;
	if (!s->simple_key_allowed)
		return true;
	if (!remove_key(s))
		return false;
	size_t column = yaml_column(s);
	*current_key(s) = (struct yaml_simple_key){
		.possible = true,
		.required = s->flow_level == 0 && s->indent == (long)column,
		.token = next_number(s),
		.column = column,
		.mark = yaml_mark_here(s),
	};
	*ret_level = s->flow_level + 1;
	return true;
}

// --- One function for each kind of token ---

static bool fetch_stream_end(struct yaml_scanner *s)
{
	if (s->at != s->line_start)
		begin_line(s);
	unroll_indent(s, -1);
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = false;
	push_token(s, TOKEN_STREAM_END);
	return true;
}

static bool fetch_directive(struct yaml_scanner *s)
{
	unroll_indent(s, -1);
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = false;
	struct yaml_token token = { .mark = yaml_mark_here(s) };
	if (!yaml_scan_directive(s, &token))
		return false;
	*push_token(s, TOKEN_TAG_DIRECTIVE) = token;
	return true;
}

static bool fetch_document_indicator(struct yaml_scanner *s)
{
	unroll_indent(s, -1);
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = false;
	return push_indicator(s, *s->at == '-' ? TOKEN_DOCUMENT_START : TOKEN_DOCUMENT_END, 3);
}

static bool fetch_flow_start(struct yaml_scanner *s, enum yaml_token_type type)
{
	unsigned level;
	if (!save_key(s, &level))
		return false;
	s->keys = arena_grow(s->scratch, s->keys, &s->keys_cap, s->flow_level + 2, sizeof(*s->keys));
	s->flow_level++;
	*current_key(s) = (struct yaml_simple_key){ .token = next_number(s) };
	if (s->flow_level > MAX_DEPTH)
		return scan_fail(s, "exceeded max depth of 10000");
	s->simple_key_allowed = true;
	push_token(s, type)->key = level;
	s->at++;
	return true;
}

// go-yaml forgets at ']' that the token with the number of the last key inside waits for a ':'. In "[]" that is the '['
// itself: it is handed out at once, and a ':' behind comes too late to make it a key.
static bool fetch_flow_end(struct yaml_scanner *s, enum yaml_token_type type)
{
	if (!remove_key(s))
		return false;
	if (s->flow_level) {
		size_t number = current_key(s)->token;
		if (number >= s->taken && number < next_number(s))
			s->tokens[s->head + (number - s->taken)].key = 0;
		s->flow_level--;
	}
	s->simple_key_allowed = false;
	return push_indicator(s, type, 1);
}

static bool fetch_flow_entry(struct yaml_scanner *s)
{
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = true;
	return push_indicator(s, TOKEN_FLOW_ENTRY, 1);
}

static bool fetch_block_entry(struct yaml_scanner *s)
{
	if (s->flow_level == 0) {
		if (!s->simple_key_allowed)
			return scan_fail(s, "block sequence entries are not allowed in this context");
		if (!roll_indent_here(s, TOKEN_BLOCK_SEQUENCE_START))
			return false;
	}
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = true;
	return push_indicator(s, TOKEN_BLOCK_ENTRY, 1);
}

static bool fetch_key(struct yaml_scanner *s)
{
	if (s->flow_level == 0) {
		if (!s->simple_key_allowed)
			return scan_fail(s, "mapping keys are not allowed in this context");
		if (!roll_indent_here(s, TOKEN_BLOCK_MAPPING_START))
			return false;
	}
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = s->flow_level == 0;
	return push_indicator(s, TOKEN_KEY, 1);
}

static bool fetch_value(struct yaml_scanner *s)
{
	struct yaml_simple_key *key = current_key(s);
	if (!check_key(s, key))
		return false;
	if (key->possible) {
		insert_token(s, key->token, TOKEN_KEY, key->mark);
		if (!roll_indent(s, key->column, key->token, TOKEN_BLOCK_MAPPING_START, key->mark))
			return false;
		key->possible = false;
		s->simple_key_allowed = false;
	} else {
		if (s->flow_level == 0 && !s->simple_key_allowed)
			return scan_fail(s, "mapping values are not allowed in this context");
		if (!roll_indent_here(s, TOKEN_BLOCK_MAPPING_START))
			return false;
		s->simple_key_allowed = s->flow_level == 0;
	}
	return push_indicator(s, TOKEN_VALUE, 1);
}

// The scalar that was just read is a key at once if a ':' stands right behind it on its line: the tokens go out in
// their order, where fetch_value would have to put them in front of it. False: it is too early to tell.
static bool push_as_key(struct yaml_scanner *s, const struct yaml_token *scalar, bool *ret_ok)
{
	struct yaml_simple_key *key = current_key(s);
	if (!scalar->key || s->flow_level || s->watched || *s->at != ':' || !yaml_is_blankz(s->at + 1) ||
	    key->mark.line != s->line || key->column + MAX_KEY_LENGTH < yaml_column(s))
		return false;
	*ret_ok = roll_indent(s, key->column, next_number(s), TOKEN_BLOCK_MAPPING_START, key->mark);
	push_token_at(s, TOKEN_KEY, key->mark);
	*push_token_at(s, TOKEN_SCALAR, key->mark) = *scalar;
	key->possible = false;
	s->simple_key_allowed = false;
	push_indicator(s, TOKEN_VALUE, 1);
	return true;
}

enum scan_kind { SCAN_PLAIN, SCAN_SINGLE, SCAN_DOUBLE, SCAN_ANCHOR, SCAN_ALIAS, SCAN_TAG };

// What may be a key.
static bool fetch_node_part(struct yaml_scanner *s, enum scan_kind kind)
{
	struct yaml_token token = { .type = TOKEN_SCALAR, .mark = yaml_mark_here(s) };
	bool ok = save_key(s, &token.key);
	if (!ok)
		return false;
	s->simple_key_allowed = false;
	switch (kind) {
	case SCAN_PLAIN:
		token.plain = true;
		ok = yaml_scan_plain(s, &token);
		break;
	case SCAN_SINGLE:
	case SCAN_DOUBLE: ok = yaml_scan_quoted(s, &token, kind == SCAN_SINGLE); break;
	case SCAN_ANCHOR:
	case SCAN_ALIAS:
		token.type = kind == SCAN_ANCHOR ? TOKEN_ANCHOR : TOKEN_ALIAS;
		ok = yaml_scan_anchor(s, &token);
		break;
	case SCAN_TAG:
		token.type = TOKEN_TAG;
		ok = yaml_scan_tag(s, &token);
		break;
	}
	if (ok && !push_as_key(s, &token, &ok))
		*push_token(s, TOKEN_SCALAR) = token;
	return ok;
}

static bool fetch_block_scalar(struct yaml_scanner *s)
{
	struct yaml_token token = { .type = TOKEN_SCALAR, .mark = yaml_mark_here(s) };
	if (!remove_key(s))
		return false;
	s->simple_key_allowed = true;
	if (!yaml_scan_block(s, &token, *s->at == '|'))
		return false;
	*push_token(s, TOKEN_SCALAR) = token;
	return true;
}

// '-', '?' and ':' are indicators before white space (the last two anywhere in the flow context), else they begin a
// plain scalar.
static bool fetch_by_indicator(struct yaml_scanner *s)
{
	char c = *s->at;
	bool blankz = yaml_is_blankz(s->at + 1);
	if (c == '-')
		return blankz ? fetch_block_entry(s) : fetch_node_part(s, SCAN_PLAIN);
	if (!s->flow_level && !blankz)
		return fetch_node_part(s, SCAN_PLAIN);
	return c == '?' ? fetch_key(s) : fetch_value(s);
}

static bool fetch_by_character(struct yaml_scanner *s)
{
	switch (*s->at) {
	case '[': return fetch_flow_start(s, TOKEN_FLOW_SEQUENCE_START);
	case '{': return fetch_flow_start(s, TOKEN_FLOW_MAPPING_START);
	case ']': return fetch_flow_end(s, TOKEN_FLOW_SEQUENCE_END);
	case '}': return fetch_flow_end(s, TOKEN_FLOW_MAPPING_END);
	case ',': return fetch_flow_entry(s);
	case '-':
	case '?':
	case ':': return fetch_by_indicator(s);
	case '*': return fetch_node_part(s, SCAN_ALIAS);
	case '&': return fetch_node_part(s, SCAN_ANCHOR);
	case '!': return fetch_node_part(s, SCAN_TAG);
	case '\'': return fetch_node_part(s, SCAN_SINGLE);
	case '"': return fetch_node_part(s, SCAN_DOUBLE);
	case '|':
	case '>':
		if (s->flow_level == 0)
			return fetch_block_scalar(s);
		break;
	case '\t':
	case '#':
	case '%':
	case '@':
	case '`': break;
	default: return fetch_node_part(s, SCAN_PLAIN);
	}
	return scan_fail(s, "found character that cannot start any token");
}

static bool fetch_next(struct yaml_scanner *s)
{
	if (!yaml_need(s, 1))
		return false;
	if (!s->started) {
		s->started = true;
		push_token(s, TOKEN_STREAM_START);
		return true;
	}
	if (!skip_to_token(s))
		return false;
	unroll_indent(s, (long)yaml_column(s));
	if (!yaml_need(s, 4))
		return false;
	if (*s->at == '\0')
		return fetch_stream_end(s);
	if (*s->at == '%' && s->at == s->line_start)
		return fetch_directive(s);
	if (yaml_at_document_indicator(s))
		return fetch_document_indicator(s);
	return fetch_by_character(s);
}

// Is the token at the head still waiting for a ':'?
static bool head_is_open(struct yaml_scanner *s, bool *ret_open)
{
	unsigned level = s->tokens[s->head].key;
	struct yaml_simple_key *key = level ? &s->keys[level - 1] : NULL;
	*ret_open = false;
	if (!key || level > s->flow_level + 1 || !key->possible || key->token != s->taken)
		return true;
	if (!check_key(s, key))
		return false;
	*ret_open = key->possible;
	return true;
}

static bool fetch_more(struct yaml_scanner *s)
{
	for (;;) {
		bool open = true;
		if (s->head != s->count && !head_is_open(s, &open))
			return false;
		if (!open)
			break;
		if (!fetch_next(s))
			return false;
	}
	s->available = true;
	return true;
}

struct yaml_token *yaml_peek(struct yaml_scanner *s)
{
	if (s->available || fetch_more(s))
		return &s->tokens[s->head];
	return NULL;
}

void yaml_take(struct yaml_scanner *s)
{
	s->available = false;
	s->taken++;
	s->head++;
}
