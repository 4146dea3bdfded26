// SPDX-License-Identifier: Apache-2.0
// encoding/json's decoder into interface{}. One pass over a copy of the text, which strings without escapes borrow.
//
// Go checks the syntax of the whole text first and decodes then, so a number that is too large is an error only if
// there is no other; it is kept until the end.
//
//     json_read -> read_value -> read_object, read_array, read_string, read_number, read_word
#include "value/json.h"

#include <stdio.h>

#include "base/stack.h"
#include "text/strconv.h"
#include "text/utf8.h"

enum { MAX_DEPTH = 10000 };

struct reader {
	struct arena *arena;
	struct error *err;
	const char *at, *end; /* a NUL stands at the end */
	const char *line_start;
	unsigned line, source, depth;
	bool is_stream; /* more text may follow the value */
	bool exact;     /* numbers keep their text */
	struct stack_guard guard;
	struct str number_problem; /* text of the first number that does not fit */
};

static bool read_value(struct reader *r, struct value *ret);

static struct location here(const struct reader *r)
{
	return (struct location){ NULL, r->line, (unsigned)(r->at - r->line_start) + 1, 0 };
}

static bool fail_end(struct reader *r)
{
	return fail(r->err, here(r), r->is_stream ? "unexpected EOF" : "unexpected end of JSON input");
}

// Go's quoteChar: the byte taken as a Latin-1 character.
static bool fail_character(struct reader *r, char c, const char *context)
{
	struct strbuf name = strbuf_in(r->arena), text = strbuf_in(r->arena);
	if (c == '\'')
		strbuf_add(&name, STR("\\'"));
	else if (c == '"')
		strbuf_add(&name, STR("\""));
	else
		utf8_encode(&text, (unsigned char)c);
	if (text.len) {
		quote(&name, strbuf_peek(&text));
		name.data++; // without the quotes
		name.len -= 2;
	}
	return fail(r->err, here(r), "invalid character '%.*s' %s", STR_FMT(strbuf_peek(&name)), context);
}

// Between tokens the end of the text is what is wrong.
static bool fail_here(struct reader *r, const char *context)
{
	return r->at == r->end ? fail_end(r) : fail_character(r, *r->at, context);
}

// Within a token Go tries a space at the end of the text.
static bool fail_inside(struct reader *r, const char *context)
{
	if (r->is_stream && r->at == r->end)
		return fail_end(r);
	return fail_character(r, r->at == r->end ? ' ' : *r->at, context);
}

static void skip_space(struct reader *r)
{
	for (;; r->at++) {
		if (*r->at == '\n') {
			r->line++;
			r->line_start = r->at + 1;
		} else if (*r->at != ' ' && *r->at != '\t' && *r->at != '\r') {
			return;
		}
	}
}

// --- Strings ---

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Eight bytes of which none ends a string or needs a look.
static bool is_plain_word(const char *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t word, quotes, slashes;
	memcpy(&word, at, sizeof(word));
	quotes = word ^ ones * '"';
	slashes = word ^ ones * '\\';
	return !((word | (word - ones * ' ') | (quotes - ones) | (slashes - ones)) & tops);
}

// Finds the closing quote and checks what is between. *ret_plain tells that the bytes are the text.
static bool check_string(struct reader *r, bool *ret_plain)
{
	static const char context[] = "in \\u hexadecimal character escape";
	*ret_plain = true;
	for (;; r->at++) {
		while (r->end - r->at >= 8 && is_plain_word(r->at))
			r->at += 8;
		unsigned char c = (unsigned char)*r->at;
		if (c == '"')
			return true;
		if (c >= 0x80)
			*ret_plain = false;
		if (c < 0x20)
			return r->at == r->end ? fail_end(r) : fail_character(r, *r->at, "in string literal");
		if (c != '\\')
			continue;
		*ret_plain = false;
		c = (unsigned char)*++r->at;
		if (r->at == r->end || !strchr("bfnrt\\/\"u", c) || c == '\0')
			return fail_inside(r, "in string escape code");
		for (int i = 0; c == 'u' && i < 4; i++) {
			r->at++;
			if (hex_digit(*r->at) < 0)
				return fail_inside(r, context);
		}
	}
}

static uint32_t code_unit(const char *at)
{
	uint32_t unit = 0;
	for (int i = 0; i < 4; i++)
		unit = unit << 4 | (uint32_t)hex_digit(at[i]);
	return unit;
}

// Surrogates that do not pair become U+FFFD.
static size_t add_code(struct strbuf *out, struct str s, size_t at)
{
	uint32_t unit = code_unit(s.data + at + 2);
	if (unit >= 0xD800 && unit <= 0xDFFF) {
		bool paired = unit < 0xDC00 && at + 12 <= s.len && s.data[at + 6] == '\\' && s.data[at + 7] == 'u';
		uint32_t low = paired ? code_unit(s.data + at + 8) : 0;
		if (low >= 0xDC00 && low <= 0xDFFF) {
			utf8_encode(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
			return 12;
		}
		unit = RUNE_ERROR;
	}
	utf8_encode(out, unit);
	return 6;
}

// What stands before the next escape. Text that is no UTF-8 is taken character by character.
static size_t run_before_escape(struct str s, size_t at, bool is_valid)
{
	const char *escape = is_valid ? memchr(s.data + at, '\\', s.len - at) : NULL;
	return !is_valid ? 0 : escape ? (size_t)(escape - s.data) - at : s.len - at;
}

// A checked string with escapes or characters beyond ASCII.
static struct str unescape(struct reader *r, struct str s)
{
	bool is_valid = utf8_valid(s);
	if (is_valid && !memchr(s.data, '\\', s.len))
		return s;
	static const char names[] = "bfnrt", characters[] = "\b\f\n\r\t";
	struct strbuf out = { 0 };
	for (size_t at = 0; at < s.len;) {
		size_t run = run_before_escape(s, at, is_valid);
		strbuf_add(&out, str_slice(s, at, at + run));
		if ((at += run) == s.len)
			break;
		if (s.data[at] == '\\' && s.data[at + 1] == 'u') {
			at += add_code(&out, s, at);
		} else if (s.data[at] == '\\') {
			const char *name = strchr(names, s.data[at + 1]);
			strbuf_add_char(&out, name ? characters[name - names] : s.data[at + 1]);
			at += 2;
		} else if ((unsigned char)s.data[at] < 0x80) {
			strbuf_add_char(&out, s.data[at++]);
		} else {
			size_t size;
			utf8_encode(&out, utf8_decode(str_from(s, at), &size));
			at += size;
		}
	}
	struct str text = arena_str(r->arena, strbuf_peek(&out));
	strbuf_done(&out);
	return text;
}

static bool read_string(struct reader *r, struct str *ret)
{
	const char *from = ++r->at;
	bool plain;
	if (!check_string(r, &plain))
		return false;
	struct str s = { from, (size_t)(r->at - from) };
	r->at++;
	*ret = plain ? s : unescape(r, s);
	return true;
}

// --- Numbers and words ---

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_digits(struct reader *r)
{
	while (is_digit(*r->at))
		r->at++;
}

static bool check_number(struct reader *r)
{
	if (*r->at == '-')
		r->at++;
	if (!is_digit(*r->at))
		return fail_inside(r, "in numeric literal");
	if (*r->at == '0')
		r->at++;
	else
		skip_digits(r);
	if (*r->at == '.') {
		r->at++;
		if (!is_digit(*r->at))
			return fail_inside(r, "after decimal point in numeric literal");
		skip_digits(r);
	}
	if (*r->at == 'e' || *r->at == 'E') {
		r->at++;
		if (*r->at == '+' || *r->at == '-')
			r->at++;
		if (!is_digit(*r->at))
			return fail_inside(r, "in exponent of numeric literal");
		skip_digits(r);
	}
	return true;
}

// Up to 15 digits are exact as a double.
static bool short_integer(struct str s, double *ret)
{
	enum { MAX_LENGTH = 15 };
	bool negative = s.data[0] == '-';
	int64_t number = 0;
	if (s.len > MAX_LENGTH)
		return false;
	for (size_t i = negative; i < s.len; i++) {
		if (!is_digit(s.data[i]))
			return false;
		number = number * 10 + (s.data[i] - '0');
	}
	*ret = negative ? -(double)number : (double)number;
	return true;
}

static bool read_number(struct reader *r, struct value *ret)
{
	const char *from = r->at;
	if (!check_number(r))
		return false;
	struct str s = { from, (size_t)(r->at - from) };
	double f = 0;
	*ret = r->exact ? value_bytes(s) : value_null();
	if (r->exact)
		return true;
	if (short_integer(s, &f) || parse_float(s, 64, &f) == PARSE_OK)
		*ret = value_float(f);
	else if (r->number_problem.len == 0)
		r->number_problem = s;
	return true;
}

static bool read_word(struct reader *r, const char *word, struct value v, struct value *ret)
{
	for (size_t i = 0; word[i]; i++, r->at++) {
		if (*r->at != word[i]) {
			char context[] = "in literal false (expecting 'x')";
			snprintf(context, sizeof(context), "in literal %s (expecting '%c')", word, word[i]);
			return fail_inside(r, context);
		}
	}
	*ret = v;
	return true;
}

// --- Collections ---

static bool enter(struct reader *r)
{
	if (++r->depth > MAX_DEPTH || stack_is_low(&r->guard))
		return fail_character(r, *r->at, "exceeded max depth");
	r->at++;
	skip_space(r);
	return true;
}

static bool read_array(struct reader *r, struct value *ret)
{
	struct list *list = list_new(r->arena, 0);
	if (!enter(r))
		return false;
	bool more = *r->at != ']';
	while (more) {
		struct value item;
		if (!read_value(r, &item))
			return false;
		list_push(r->arena, list, item);
		skip_space(r);
		more = *r->at == ',';
		if (!more && *r->at != ']')
			return fail_here(r, "after array element");
		r->at += more;
	}
	r->at++;
	r->depth--;
	*ret = value_list(list);
	return true;
}

static bool read_member(struct reader *r, struct map *map)
{
	struct str key;
	struct value v;
	skip_space(r);
	if (*r->at != '"')
		return fail_here(r, "looking for beginning of object key string");
	if (!read_string(r, &key))
		return false;
	skip_space(r);
	if (*r->at != ':')
		return fail_here(r, "after object key");
	r->at++;
	if (!read_value(r, &v))
		return false;
	map_set(r->arena, map, key, v);
	return true;
}

static bool read_object(struct reader *r, struct value *ret)
{
	struct map *map = map_new(r->arena);
	if (!enter(r))
		return false;
	bool more = *r->at != '}';
	while (more) {
		if (!read_member(r, map))
			return false;
		skip_space(r);
		more = *r->at == ',';
		if (!more && *r->at != '}')
			return fail_here(r, "after object key:value pair");
		r->at += more;
	}
	r->at++;
	r->depth--;
	*ret = value_map(map);
	return true;
}

static bool read_by_character(struct reader *r, struct value *ret)
{
	switch (*r->at) {
	case '{': return read_object(r, ret);
	case '[': return read_array(r, ret);
	case '"': *ret = value_string(STR_NONE); return read_string(r, &ret->s);
	case 't': return read_word(r, "true", value_bool(true), ret);
	case 'f': return read_word(r, "false", value_bool(false), ret);
	case 'n': return read_word(r, "null", value_null(), ret);
	}
	if (*r->at == '-' || is_digit(*r->at))
		return read_number(r, ret);
	return fail_here(r, "looking for beginning of value");
}

static bool read_value(struct reader *r, struct value *ret)
{
	enum { MAX_LINE = (1 << 20) - 1, MAX_COLUMN = (1 << 12) - 1 };
	skip_space(r);
	struct location at = here(r);
	if (!read_by_character(r, ret))
		return false;
	ret->source = r->source & 0x7FFF;
	ret->line = at.line < MAX_LINE ? at.line : MAX_LINE;
	ret->column = at.column < MAX_COLUMN ? at.column : MAX_COLUMN;
	return true;
}

static bool read_text(struct reader *r, struct value *ret)
{
	stack_guard_init(&r->guard);
	if (!read_value(r, ret))
		return false;
	if (r->is_stream)
		return true;
	skip_space(r);
	if (r->at != r->end)
		return fail_character(r, *r->at, "after top-level value");
	return true;
}

// Why a value cannot go into the type that was asked for, or NULL.
static const char *type_problem(struct value v, enum value_kind wanted)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: return NULL;
	case VALUE_LIST: return wanted == VALUE_LIST ? NULL : "array";
	case VALUE_MAP: return wanted == VALUE_MAP ? NULL : "object";
	case VALUE_BOOL: return "bool";
	case VALUE_STRING: return "string";
	default: return "number";
	}
}

// The values keep parts of the text.
static struct reader reader_over(struct arena *arena, struct str text, unsigned source, struct error *err)
{
	return (struct reader){
		.arena = arena,
		.err = err,
		.at = text.data,
		.end = text.data + text.len,
		.line_start = text.data,
		.line = 1,
		.source = source,
	};
}

static struct reader reader_of(struct arena *arena, struct str text, unsigned source, struct error *err)
{
	return reader_over(arena, arena_str(arena, text), source, err);
}

static bool fail_number(const struct reader *r)
{
	return fail(r->err, NOWHERE, "json: cannot unmarshal number %.*s into Go value of type float64",
	            STR_FMT(r->number_problem));
}

// `wanted` is VALUE_NULL for any kind. A number that does not fit is met before or behind a wrong type: at the top
// level there is but one value, so only one of the two can be.
static bool read_kind(struct arena *arena, struct str text, unsigned source, enum value_kind wanted, struct value *ret,
                      struct error *err)
{
	struct reader r = reader_of(arena, text, source, err);
	struct value v;
	if (!read_text(&r, &v))
		return false;
	const char *problem = wanted == VALUE_NULL ? NULL : type_problem(v, wanted);
	if (problem)
		return fail(err, (struct location){ NULL, v.line, v.column, 0 },
		            "json: cannot unmarshal %s into Go value of type %s", problem,
		            type_name(wanted == VALUE_MAP ? TYPE_MAP : TYPE_LIST));
	if (r.number_problem.len && wanted != VALUE_NULL && v.kind == VALUE_NULL)
		return fail(err, NOWHERE, "json: cannot unmarshal number into Go value of type %s",
		            type_name(wanted == VALUE_MAP ? TYPE_MAP : TYPE_LIST));
	if (r.number_problem.len)
		return fail_number(&r);
	*ret = v;
	return true;
}

bool json_read(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err)
{
	return read_kind(arena, text, source, VALUE_NULL, ret, err);
}

bool json_read_first(struct arena *arena, struct str text, unsigned source, struct value *ret, size_t *ret_len,
                     struct error *err)
{
	struct reader r = reader_over(arena, text, source, err);
	const char *start = r.at;
	struct value v;
	r.is_stream = true;
	if (!read_text(&r, &v))
		return false;
	if (r.number_problem.len)
		return fail_number(&r);
	*ret = v;
	*ret_len = (size_t)(r.at - start);
	return true;
}

bool json_read_exact(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	struct reader r = reader_of(arena, text, 0, err);
	struct value v;
	r.is_stream = r.exact = true;
	skip_space(&r);
	if (r.at == r.end)
		return fail(err, here(&r), "EOF");
	if (!read_text(&r, &v))
		return false;
	skip_space(&r);
	if (r.at != r.end)
		return fail(err, here(&r), "invalid character after top-level value");
	*ret = v;
	return true;
}

bool json_read_map(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err)
{
	struct value v;
	if (!read_kind(arena, text, source, VALUE_MAP, &v, err))
		return false;
	*ret = v.kind == VALUE_MAP ? v.map : map_new(arena);
	return true;
}

bool json_read_list(struct arena *arena, struct str text, unsigned source, struct list **ret, struct error *err)
{
	struct value v;
	if (!read_kind(arena, text, source, VALUE_LIST, &v, err))
		return false;
	*ret = v.kind == VALUE_LIST ? v.list : list_new(arena, 0);
	return true;
}
