// SPDX-License-Identifier: Apache-2.0
// client-go: util/jsonpath/parser.go. An action is read from its brace to the closing one; what stands in brackets is
// parsed as an action of its own, which is why brackets within brackets or quotes mean what they mean there.
#include "value/jsonpath.h"

#include "text/strconv.h"
#include "text/utf8.h"
#include "value/jsonpath_node.h"
#include "value/print.h"

enum { END_OF_TEXT = 0x7FFFFFFF };

struct parser {
	struct arena *arena;
	struct error *err;
	struct str input;
	size_t at, start; /* what is between them is taken, and not yet used */
	size_t width;     /* of the last character */
	struct jsonpath_nodes root;
	unsigned depth;
};

static bool parse_text(struct parser *p, struct jsonpath_nodes *root);

// ---- the cursor ------------------------------------------------------------------------------------------------

static uint32_t next(struct parser *p)
{
	if (p->at >= p->input.len) {
		p->width = 0;
		return END_OF_TEXT;
	}
	uint32_t rune = utf8_decode(str_from(p->input, p->at), &p->width);
	p->at += p->width;
	return rune;
}

static void back(struct parser *p)
{
	p->at -= p->width;
}

static uint32_t peek(struct parser *p)
{
	uint32_t rune = next(p);
	back(p);
	return rune;
}

static struct str take(struct parser *p)
{
	struct str text = str_slice(p->input, p->start, p->at);
	p->start = p->at;
	return text;
}

static bool looks_at(const struct parser *p, struct str prefix)
{
	return str_has_prefix(str_from(p->input, p->at), prefix);
}

static bool is_terminator(uint32_t rune)
{
	return rune == END_OF_TEXT || (rune < 0x80 && rune && strchr(" \t\r\n.,[]$@{}", (int)rune));
}

static bool is_word(uint32_t rune)
{
	return rune == '_' || rune_is_letter(rune) || rune_is_digit(rune);
}

static struct jsonpath_node *push(struct parser *p, struct jsonpath_nodes *nodes, enum jsonpath_kind kind)
{
	nodes->items = arena_grow(p->arena, nodes->items, &nodes->cap, nodes->len + 1, sizeof(*nodes->items));
	struct jsonpath_node *node = &nodes->items[nodes->len++];
	node->kind = kind;
	node->text = STR_NONE;
	return node;
}

// ---- actions ---------------------------------------------------------------------------------------------------

// Parses {text} by itself; the list of its first action.
static bool parse_inner(struct parser *p, struct str text, struct jsonpath_nodes *ret)
{
	struct parser inner = { .arena = p->arena, .err = p->err, .depth = p->depth + 1 };
	if (inner.depth > JSONPATH_MAX_DEPTH)
		return fail(p->err, NOWHERE, "expressions are nested more than %d deep", JSONPATH_MAX_DEPTH);
	inner.input = ARENA_CONCAT(p->arena, STR("{"), text, STR("}"));
	if (!parse_text(&inner, &inner.root))
		return false;
	*ret = inner.root.items[0].nodes;
	return true;
}

static bool parse_word(struct parser *p, struct jsonpath_nodes *nodes)
{
	while (!is_terminator(next(p)))
		;
	back(p);
	struct str word = take(p);
	if (str_is(word, "true") || str_is(word, "false"))
		push(p, nodes, JSONPATH_LITERAL)->literal = value_bool(str_is(word, "true"));
	else
		push(p, nodes, JSONPATH_IDENTIFIER)->text = word;
	return true;
}

static bool parse_number(struct parser *p, struct jsonpath_nodes *nodes)
{
	uint32_t rune = next(p);
	int64_t integer;
	double number;
	if (rune != '+' && rune != '-')
		back(p);
	do
		rune = next(p);
	while (rune == '.' || rune_is_digit(rune));
	back(p);
	struct str text = take(p);
	if (parse_int(text, 10, 64, &integer) == PARSE_OK)
		push(p, nodes, JSONPATH_LITERAL)->literal = value_int(integer);
	else if (parse_float(text, 64, &number) == PARSE_OK)
		push(p, nodes, JSONPATH_LITERAL)->literal = value_float(number);
	else
		return fail(p->err, NOWHERE, "cannot parse number %.*s", STR_FMT(text));
	return true;
}

static bool parse_field(struct parser *p, struct jsonpath_nodes *nodes)
{
	take(p);
	for (uint32_t rune; !is_terminator(rune = next(p));)
		if (rune == '\\')
			next(p);
	back(p);
	struct str name = take(p);
	if (str_is(name, "*"))
		push(p, nodes, JSONPATH_WILDCARD);
	else
		push(p, nodes, JSONPATH_FIELD)->text = text_replace(p->arena, name, STR("\\"), STR_NONE, -1);
	return true;
}

static bool parse_recursive(struct parser *p, struct jsonpath_nodes *nodes)
{
	if (nodes->len && nodes->items[nodes->len - 1].kind == JSONPATH_RECURSIVE)
		return fail(p->err, NOWHERE, "invalid multiple recursive descent");
	p->at += strlen("..");
	take(p);
	push(p, nodes, JSONPATH_RECURSIVE);
	return !is_word(peek(p)) || parse_field(p, nodes);
}

static bool parse_quoted(struct parser *p, struct jsonpath_nodes *nodes, uint32_t delimiter)
{
	struct str text;
	for (uint32_t rune = 0; rune != delimiter || p->input.data[p->at - 2] == '\\';) {
		rune = next(p);
		if (rune == END_OF_TEXT || rune == '\n')
			return fail(p->err, NOWHERE, "unterminated quoted string");
	}
	struct str quoted = take(p);
	if (!unquote_either(p->arena, quoted, &text))
		return fail(p->err, NOWHERE, "unquote string %.*s error invalid syntax", STR_FMT(quoted));
	push(p, nodes, JSONPATH_TEXT)->text = text;
	return true;
}

// ---- brackets --------------------------------------------------------------------------------------------------

static bool parse_union(struct parser *p, struct jsonpath_nodes *nodes, struct str text)
{
	struct jsonpath_nodes lists = { 0 };
	for (struct str part; str_next_field(&text, ',', &part);) {
		struct str bracket = ARENA_CONCAT(p->arena, STR("["), str_trim_set(part, " "), STR("]"));
		if (!parse_inner(p, bracket, &push(p, &lists, JSONPATH_LIST)->nodes))
			return false;
	}
	push(p, nodes, JSONPATH_UNION)->nodes = lists;
	return true;
}

static bool parse_key(struct parser *p, struct jsonpath_nodes *nodes, struct str key)
{
	struct jsonpath_nodes inner;
	if (!parse_inner(p, ARENA_CONCAT(p->arena, STR("."), key), &inner))
		return false;
	for (size_t i = 0; i < inner.len; i++)
		*push(p, nodes, JSONPATH_LIST) = inner.items[i];
	return true;
}

// -?[0-9]* off the front.
static struct str take_digits(struct str *text)
{
	size_t len = str_has_prefix(*text, STR("-"));
	while (len < text->len && text->data[len] >= '0' && text->data[len] <= '9')
		len++;
	struct str digits = str_slice(*text, 0, len);
	*text = str_from(*text, len);
	return digits;
}

// [index], [from:to], [from:to:step], each number may be missing.
static bool parse_slice(struct parser *p, struct jsonpath_nodes *nodes, struct str text)
{
	struct jsonpath_bound bounds[3] = { { 0 } };
	struct str digits[3] = { STR_NONE, STR_NONE, STR_NONE }, rest = text;
	bool given[3] = { true, false, false };
	digits[0] = take_digits(&rest);
	for (size_t i = 1; i < 3 && str_has_prefix(rest, STR(":")); i++) {
		rest = str_from(rest, 1);
		digits[i] = take_digits(&rest);
		given[i] = true;
	}
	if (rest.len)
		return fail(p->err, NOWHERE, "invalid array index %.*s", STR_FMT(text));
	for (size_t i = 0; i < 3; i++) {
		bounds[i].known = digits[i].len > 0;
		if (bounds[i].known && parse_int(digits[i], 10, 64, &bounds[i].value) != PARSE_OK)
			return fail(p->err, NOWHERE, "array index %.*s is not a number", STR_FMT(digits[i]));
	}
	if (!given[1])
		bounds[1] = (struct jsonpath_bound){ (int64_t)((uint64_t)bounds[0].value + 1), true, true };
	memcpy(push(p, nodes, JSONPATH_ARRAY)->bounds, bounds, sizeof(bounds));
	return true;
}

static bool parse_bracket(struct parser *p, struct jsonpath_nodes *nodes)
{
	for (uint32_t rune = 0; rune != ']';) {
		rune = next(p);
		if (rune == END_OF_TEXT || rune == '\n')
			return fail(p->err, NOWHERE, "unterminated array");
	}
	struct str text = take(p);
	text = str_slice(text, 1, text.len - 1);
	if (str_is(text, "*"))
		text = STR(":");
	if (str_find_char(text, ',') != STR_NPOS)
		return parse_union(p, nodes, text);
	struct str key = str_slice(text, 1, text.len ? text.len - 1 : 0);
	if (text.len >= 2 && text.data[0] == '\'' && text.data[text.len - 1] == '\'' &&
	    str_find_char(key, '\'') == STR_NPOS)
		return parse_key(p, nodes, key);
	return parse_slice(p, nodes, text);
}

// Up to the closing bracket; one that stands in the first quotes does not close it.
static bool find_filter_end(struct parser *p)
{
	uint32_t pair = 0;
	bool begun = false, ended = false;
	for (;;) {
		uint32_t rune = next(p);
		if (rune == END_OF_TEXT || rune == '\n')
			return fail(p->err, NOWHERE, "unterminated filter");
		if (rune == ')' && begun == ended)
			break;
		if (rune != '"' && rune != '\'')
			continue;
		if (!begun)
			pair = rune;
		else if (p->input.data[p->at - 2] != '\\' && rune == pair)
			ended = true;
		begun = true;
	}
	return next(p) == ']' || fail(p->err, NOWHERE, "unclosed array expect ]");
}

static bool is_operator(char c)
{
	return c == '!' || c == '<' || c == '>' || c == '=';
}

static bool parse_filter(struct parser *p, struct jsonpath_nodes *nodes)
{
	struct jsonpath_nodes sides = { 0 };
	size_t left = 0, right;
	p->at += strlen("[?(");
	take(p);
	if (!find_filter_end(p))
		return false;
	struct str text = take(p);
	text = str_slice(text, 0, text.len - strlen(")]"));
	while (left < text.len && !is_operator(text.data[left]))
		left++;
	for (right = left; right < text.len && is_operator(text.data[right]);)
		right++;
	right -= right == text.len && right > left; // something must be left to compare with
	bool compares = left > 0 && right > left && right < text.len;
	struct jsonpath_nodes *first = &push(p, &sides, JSONPATH_LIST)->nodes;
	if (!parse_inner(p, compares ? str_slice(text, 0, left) : text, first))
		return false;
	struct jsonpath_nodes *second = &push(p, &sides, JSONPATH_LIST)->nodes;
	if (compares && !parse_inner(p, str_from(text, right), second))
		return false;
	struct jsonpath_node *node = push(p, nodes, JSONPATH_FILTER);
	node->text = compares ? str_slice(text, left, right) : STR("exists");
	node->nodes = sides;
	return true;
}

// ---- text ------------------------------------------------------------------------------------------------------

static bool unrecognized(struct parser *p, uint32_t rune)
{
	struct strbuf out = strbuf_in(p->arena);
	struct value shown = value_int_of(TYPE_INT32, rune);
	value_sprintf(&out, STR("unrecognized character in action: %#U"), &shown, 1);
	return fail_text(p->err, NOWHERE, strbuf_peek(&out));
}

// One piece of an action, behind its brace.
static bool parse_piece(struct parser *p, struct jsonpath_nodes *nodes)
{
	if (looks_at(p, STR("[?(")))
		return parse_filter(p, nodes);
	if (looks_at(p, STR("..")))
		return parse_recursive(p, nodes);
	uint32_t rune = next(p);
	switch (rune) {
	case END_OF_TEXT:
	case '\r':
	case '\n': return fail(p->err, NOWHERE, "unclosed action");
	case ' ':
	case '@':
	case '$': take(p); return true;
	case '[': return parse_bracket(p, nodes);
	case '"':
	case '\'': return parse_quoted(p, nodes, rune);
	case '.': return parse_field(p, nodes);
	default: break;
	}
	if (rune != '+' && rune != '-' && !is_word(rune))
		return unrecognized(p, rune);
	back(p);
	return rune == '+' || rune == '-' || rune_is_digit(rune) ? parse_number(p, nodes) : parse_word(p, nodes);
}

static bool parse_text(struct parser *p, struct jsonpath_nodes *root)
{
	for (;;) {
		while (!looks_at(p, STR("{")) && next(p) != END_OF_TEXT)
			;
		if (p->at > p->start)
			push(p, root, JSONPATH_TEXT)->text = take(p);
		if (p->at >= p->input.len)
			return true;
		struct jsonpath_nodes nodes = { 0 };
		p->at++;
		take(p);
		while (!looks_at(p, STR("}")))
			if (!parse_piece(p, &nodes))
				return false;
		p->at++;
		take(p);
		push(p, root, JSONPATH_LIST)->nodes = nodes;
	}
}

struct jsonpath *jsonpath_parse(struct arena *arena, struct str text, struct error *err)
{
	struct parser parser = { .arena = arena, .err = err, .input = text };
	struct jsonpath *path = ARENA_NEW(arena, struct jsonpath);
	if (!parse_text(&parser, &parser.root))
		return NULL;
	path->root = parser.root;
	return path;
}
