// SPDX-License-Identifier: Apache-2.0
#include "kube/selector.h"

#include <stdlib.h>

#include "text/strconv.h"

enum token { END, WORD, COMMA, OPEN, CLOSE, NOT, EQUALS, DOUBLE_EQUALS, NOT_EQUALS, GREATER, LESS, IN, NOT_IN, BAD };

struct requirement {
	struct str key;
	enum token operator; /* WORD: the label is there, NOT: it is not */
	struct str *values;
	size_t len, cap;
};

struct selector {
	struct requirement *items;
	size_t len, cap;
};

struct parser {
	struct arena *arena;
	struct str rest;
	struct error *err;
	enum token token; /* the next one */
	struct str text;
};

// ---- tokens ----------------------------------------------------------------------------------------------------

static bool is_special(char c)
{
	return c && strchr("=!(),><", c);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void advance(struct parser *p)
{
	static const struct {
		struct str text;
		enum token token;
	} tokens[] = {
		{ STR_INIT(","), COMMA },       { STR_INIT("("), OPEN },       { STR_INIT(")"), CLOSE },
		{ STR_INIT("!"), NOT },         { STR_INIT("="), EQUALS },     { STR_INIT("=="), DOUBLE_EQUALS },
		{ STR_INIT("!="), NOT_EQUALS }, { STR_INIT(">"), GREATER },    { STR_INIT("<"), LESS },
		{ STR_INIT("in"), IN },         { STR_INIT("notin"), NOT_IN },
	};
	size_t len = 0;
	p->rest = str_trim_left_set(p->rest, " \t\r\n");
	p->token = END;
	p->text = STR_NONE;
	if (!p->rest.len)
		return;
	if (is_special(p->rest.data[0])) {
		len = 1;
		if (p->rest.len > 1 && p->rest.data[1] == '=' && (p->rest.data[0] == '=' || p->rest.data[0] == '!'))
			len = 2;
	} else {
		while (len < p->rest.len && !is_special(p->rest.data[len]) && !is_blank(p->rest.data[len]))
			len++;
	}
	p->text = str_slice(p->rest, 0, len);
	p->rest = str_from(p->rest, len);
	p->token = is_special(p->text.data[0]) ? BAD : WORD;
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
		if (str_eq(p->text, tokens[i].text))
			p->token = tokens[i].token;
}

// Where a key or a value may stand, "in" and "notin" are words like others.
static bool is_word(const struct parser *p)
{
	return p->token == WORD || p->token == IN || p->token == NOT_IN;
}

// ---- checks ----------------------------------------------------------------------------------------------------

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_name(struct str s)
{
	if (!s.len || s.len > 63 || !is_alphanumeric(s.data[0]) || !is_alphanumeric(s.data[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_alphanumeric(s.data[i]) && !(s.data[i] && strchr("-_.", s.data[i])))
			return false;
	return true;
}

static bool check_key(struct parser *p, struct str key)
{
	size_t slash = str_find_char(key, '/');
	struct str name = slash == STR_NPOS ? key : str_from(key, slash + 1);
	return is_name(name) || fail(p->err, NOWHERE,
	                             "<nil>: Invalid value: \"%.*s\": %sname part must consist of alphanumeric "
	                             "characters, '-', '_' or '.', and must "
	                             "start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or "
	                             "'123-abc', regex used for "
	                             "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
	                             STR_FMT(key), name.len ? "" : "name part must be non-empty; ");
}

static bool check_values(struct parser *p, const struct requirement *requirement)
{
	int64_t number;
	bool is_order = requirement->operator== GREATER || requirement->operator== LESS;
	for (size_t i = 0; i < requirement->len; i++) {
		struct str value = requirement->values[i];
		if (is_order && parse_int(value, 10, 64, &number) != PARSE_OK)
			return fail(p->err, NOWHERE,
			            "values[%zu]: Invalid value: \"%.*s\": for 'Gt', 'Lt' operators, the value must be "
			            "an integer",
			            i, STR_FMT(value));
		if (value.len && !is_name(value))
			return fail(p->err, NOWHERE,
			            "values[%zu][%.*s]: Invalid value: \"%.*s\": a valid label must be an empty string "
			            "or consist of "
			            "alphanumeric characters, '-', '_' or '.', and must start and end with an "
			            "alphanumeric character "
			            "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
			            "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
			            i, STR_FMT(requirement->key), STR_FMT(value));
	}
	return true;
}

// ---- requirements ----------------------------------------------------------------------------------------------

static void add_value(struct parser *p, struct requirement *requirement, struct str value)
{
	requirement->values =
		arena_grow(p->arena, requirement->values, &requirement->cap, requirement->len + 1, sizeof(struct str));
	requirement->values[requirement->len++] = value;
}

static int compare_values(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

// "(a, b)"; an empty element is an empty value.
static bool parse_set(struct parser *p, struct requirement *requirement)
{
	if (p->token != OPEN)
		return fail(p->err, NOWHERE, "found '%.*s' expected: '('", STR_FMT(p->text));
	advance(p);
	if (!is_word(p) && p->token != COMMA && p->token != CLOSE)
		return fail(p->err, NOWHERE, "found '%.*s', expected: ',', ')' or identifier", STR_FMT(p->text));
	for (;;) {
		add_value(p, requirement, is_word(p) ? p->text : STR_NONE);
		if (is_word(p))
			advance(p);
		if (p->token == CLOSE)
			break;
		if (p->token != COMMA)
			return fail(p->err, NOWHERE, "found '%.*s', expected: ',' or ')'", STR_FMT(p->text));
		advance(p);
	}
	advance(p);
	qsort(requirement->values, requirement->len, sizeof(struct str), compare_values); // as errors count them
	return true;
}

static bool parse_exact(struct parser *p, struct requirement *requirement)
{
	if (!is_word(p) && p->token != END && p->token != COMMA)
		return fail(p->err, NOWHERE, "found '%.*s', expected: identifier", STR_FMT(p->text));
	add_value(p, requirement, is_word(p) ? p->text : STR_NONE);
	if (is_word(p))
		advance(p);
	return true;
}

static bool parse_requirement(struct parser *p, struct requirement *requirement)
{
	requirement->operator= WORD;
	if (p->token == NOT) {
		requirement->operator= NOT;
		advance(p);
	}
	if (!is_word(p))
		return fail(p->err, NOWHERE, "found '%.*s', expected: identifier", STR_FMT(p->text));
	requirement->key = p->text;
	if (!check_key(p, requirement->key))
		return false;
	advance(p);
	if (requirement->operator== NOT || p->token == END || p->token == COMMA)
		return true;
	requirement->operator= p->token;
	if (p->token < EQUALS || p->token == BAD)
		return fail(p->err, NOWHERE, "found '%.*s', expected: in, notin, =, ==, !=, gt, lt", STR_FMT(p->text));
	advance(p);
	bool is_set = requirement->operator== IN || requirement->operator== NOT_IN;
	return (is_set ? parse_set(p, requirement) : parse_exact(p, requirement)) && check_values(p, requirement);
}

struct selector *selector_parse(struct arena *arena, struct str text, struct error *err)
{
	struct parser parser = { .arena = arena, .rest = text, .err = err }, *p = &parser;
	struct selector *selector = ARENA_NEW(arena, struct selector);
	advance(p);
	while (p->token != END) {
		struct requirement requirement = { 0 };
		const char *problem = NULL;
		if (!is_word(p) && p->token != NOT) {
			problem = selector->len ? "identifier after ','" : "!, identifier, or 'end of string'";
		} else if (!parse_requirement(p, &requirement)) {
			error_frame(err, "unable to parse requirement");
			return NULL;
		} else if (p->token == COMMA) {
			advance(p);
			problem = is_word(p) || p->token == NOT ? NULL : "identifier after ','";
		} else if (p->token != END) {
			problem = "',' or 'end of string'";
		}
		if (problem) {
			fail(err, NOWHERE, "found '%.*s', expected: %s", STR_FMT(p->text), problem);
			return NULL;
		}
		selector->items = arena_grow(arena, selector->items, &selector->cap, selector->len + 1,
		                             sizeof(struct requirement));
		selector->items[selector->len++] = requirement;
	}
	return selector;
}

// ---- matching --------------------------------------------------------------------------------------------------

static bool has_value(const struct requirement *requirement, struct str value)
{
	for (size_t i = 0; i < requirement->len; i++)
		if (str_eq(requirement->values[i], value))
			return true;
	return false;
}

static bool is_met(const struct requirement *requirement, const struct map *labels)
{
	const struct value *label = labels ? map_get(labels, requirement->key) : NULL;
	int64_t left, right;
	switch (requirement->operator) {
	case WORD: return label;
	case NOT: return !label;
	case EQUALS:
	case DOUBLE_EQUALS:
	case IN: return label && has_value(requirement, label->s);
	case NOT_EQUALS:
	case NOT_IN: return !label || !has_value(requirement, label->s);
	default:
		if (!label || parse_int(label->s, 10, 64, &left) != PARSE_OK ||
		    parse_int(requirement->values[0], 10, 64, &right) != PARSE_OK)
			return false;
		return requirement->operator== GREATER ? left > right : left<right;
	}
}

bool selector_matches(const struct selector *selector, const struct map *labels)
{
	for (size_t i = 0; i < selector->len; i++)
		if (!is_met(&selector->items[i], labels))
			return false;
	return true;
}
