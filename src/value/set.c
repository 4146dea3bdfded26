// SPDX-License-Identifier: Apache-2.0
// One recursive descent over the argument: parse_key() reads a name up to '.', '[', '=' or ',' and recurses into maps,
// parse_item() does the same for a list's element behind its index, assign() reads the value. Go's parser ends with
// io.EOF, which is no failure; a panic of it (a text where a list should be) is an error of the innermost key.
#include "value/set.h"

#include <unistd.h>

#include "base/fs.h"
#include "base/stack.h"
#include "base/strbuf.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/json.h"

enum { MAX_INDEX = 65536, MAX_NESTED_NAMES = 30, MAX_NESTED_INDEXES = 1000 };

enum outcome { PARSED, AT_END, FAILED };

struct parser {
	struct arena *arena;
	struct str text; // what is left
	enum set_mode mode;
	unsigned source;
	uint32_t start_len;
	struct stack_guard stack;
	struct list *grown; // made here lately: nobody else holds it
	struct error *err;
};

static enum outcome parse_key(struct parser *parser, struct map *data, unsigned level);

PRINTF_LIKE(2, 3) static enum outcome set_fail(struct parser *parser, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fail_text(parser->err, NOWHERE, arena_vprintf(parser->arena, format, args));
	va_end(args);
	return FAILED;
}

// ---- reading ---------------------------------------------------------------------------------------------------

// Up to one of `stop`, which is taken too: true. False at the end of the text. A backslash makes the next character
// an ordinary one (not in --set-literal). Go reads the argument by characters: a byte that is none becomes U+FFFD.
static bool read_until(struct parser *parser, const char *stop, struct str *ret, char *ret_last)
{
	struct strbuf out = strbuf_in(parser->arena);
	bool escapes = parser->mode != SET_LITERAL;
	struct str text = parser->text;
	size_t at = 0;
	*ret_last = '\0';
	for (; at < text.len; at++) {
		char c = text.data[at];
		if (c && strchr(stop, c)) {
			*ret_last = c;
			break;
		}
		if (c == '\\' && escapes) {
			if (++at >= text.len)
				break;
			c = text.data[at];
		}
		strbuf_add_char(&out, c);
	}
	parser->text = str_from(text, *ret_last ? at + 1 : at);
	*ret = utf8_replace_invalid(parser->arena, strbuf_str(&out, parser->arena));
	return *ret_last != '\0';
}

static struct value located(const struct parser *parser, struct value value)
{
	value.source = parser->source & 0x7fff;
	value.line = parser->source ? 1 : 0;
	value.column = parser->source ? (parser->start_len - (uint32_t)parser->text.len) & 0xfff : 0;
	return value;
}

static struct value typed(struct str text)
{
	int64_t integer;
	if (text_equal_fold(text, STR("true")))
		return value_bool(true);
	if (text_equal_fold(text, STR("false")))
		return value_bool(false);
	if (text_equal_fold(text, STR("null")))
		return value_null();
	if (str_is(text, "0"))
		return value_int64(0);
	if (text.len && text.data[0] != '0' && parse_int(text, 10, 64, &integer) == PARSE_OK)
		return value_int64(integer);
	return value_string(text);
}

static bool convert(struct parser *parser, struct str text, struct value *ret)
{
	struct str contents;
	if (parser->mode == SET_FILE) {
		bool ok = str_is(text, "-")
		                  ? fs_read_fd(STDIN_FILENO, "standard input", parser->arena, &contents, parser->err)
		                  : fs_read(arena_cstr(parser->arena, text), parser->arena, &contents, parser->err);
		if (!ok)
			return false;
		*ret = value_string(contents);
	} else {
		*ret = parser->mode == SET_TYPED ? typed(text) : value_string(text);
	}
	*ret = located(parser, *ret);
	return true;
}

// ---- values ----------------------------------------------------------------------------------------------------

// {a,b,c}, with the position behind the brace.
static enum outcome read_list(struct parser *parser, struct value *ret)
{
	struct list *list = list_new(parser->arena, 0);
	for (;;) {
		struct str text;
		struct value value;
		char last;
		if (!read_until(parser, ",}", &text, &last))
			return set_fail(parser, "list must terminate with '}'");
		if (!convert(parser, text, &value))
			return FAILED;
		list_push(parser->arena, list, value);
		if (last == '}') {
			if (str_has_prefix(parser->text, STR(",")))
				parser->text = str_from(parser->text, 1);
			*ret = located(parser, value_list(list));
			return PARSED;
		}
	}
}

// Skips white space; true if nothing else stands before the next comma (which is taken) or the end.
static bool skip_to_comma(struct parser *parser)
{
	while (parser->text.len) {
		size_t size;
		uint32_t rune = utf8_decode(parser->text, &size);
		if (rune == ',') {
			parser->text = str_from(parser->text, size);
			return true;
		}
		if (!rune_is_space(rune))
			return false;
		parser->text = str_from(parser->text, size);
	}
	return true;
}

static enum outcome read_json(struct parser *parser, struct value *ret)
{
	if (skip_to_comma(parser)) {
		*ret = located(parser, value_null());
		return PARSED;
	}
	size_t len;
	if (!json_read_first(parser->arena, parser->text, parser->source, ret, &len, parser->err))
		return FAILED;
	*ret = located(parser, *ret);
	parser->text = str_from(parser->text, len);
	skip_to_comma(parser);
	return PARSED;
}

// What stands behind '='. AT_END: nothing, the value is the empty text.
static enum outcome read_value(struct parser *parser, struct value *ret)
{
	struct str text;
	char last;
	if (parser->mode == SET_JSON)
		return read_json(parser, ret);
	if (parser->mode == SET_LITERAL) {
		*ret = located(parser, value_string(utf8_replace_invalid(parser->arena, parser->text)));
		parser->text = STR_NONE;
		return PARSED;
	}
	*ret = located(parser, value_string(STR_NONE));
	if (parser->text.len == 0)
		return AT_END;
	if (parser->text.data[0] == '{') {
		parser->text = str_from(parser->text, 1);
		return read_list(parser, ret);
	}
	struct parser before = *parser;
	read_until(parser, ",", &text, &last);
	before.err = parser->err;
	return convert(&before, text, ret) ? PARSED : FAILED;
}

// ---- places ----------------------------------------------------------------------------------------------------

static void set_member(struct parser *parser, struct map *data, struct str key, struct value value)
{
	if (key.len) // "a.b.=c" has an empty last name
		map_set(parser->arena, data, key, value);
}

static enum outcome wrong_type(struct parser *parser, struct value value, const char *wanted)
{
	const char *type = value.kind == VALUE_NULL ? "nil" : value_type_name(value);
	return set_fail(parser, "unable to parse key: interface conversion: interface {} is %s, not %s", type, wanted);
}

static enum outcome set_index(struct parser *parser, struct list *list, int64_t index, struct value value)
{
	if (index > MAX_INDEX)
		return set_fail(parser, "index of %lld is greater than maximum supported index of %d", (long long)index,
		                MAX_INDEX);
	while (list->len <= (size_t)index)
		list_push(parser->arena, list, value_null());
	list->items[index] = value;
	return PARSED;
}

// A missing ']' is the end of the text, and so no error.
static enum outcome read_index(struct parser *parser, int64_t *ret)
{
	struct str text;
	char last;
	if (!read_until(parser, "]", &text, &last))
		return AT_END;
	enum parse_result result = parse_int(text, 10, 64, ret);
	if (result == PARSE_OK)
		return PARSED;
	struct str shown = quoted(parser->arena, text);
	return set_fail(parser, "error parsing index: strconv.Atoi: parsing %.*s: %s", STR_FMT(shown),
	                result == PARSE_RANGE ? "value out of range" : "invalid syntax");
}

// Go prints the characters one by one: ['a' 'b'].
static enum outcome fail_behind_index(struct parser *parser, struct str rest)
{
	struct strbuf shown = strbuf_in(parser->arena);
	for (struct str at = rest; at.len;) {
		size_t size;
		strbuf_add_char(&shown, at.data == rest.data ? '[' : ' ');
		quote_rune(&shown, utf8_decode(at, &size));
		at = str_from(at, size);
	}
	return set_fail(parser, "unexpected data at end of array index: %.*s]", STR_FMT(strbuf_peek(&shown)));
}

// The list to set an element in. Go changes one in place, and makes a new one where it must grow: then others that hold
// the old one do not see the change.
static struct list *list_for(struct parser *parser, struct list *list, int64_t index)
{
	if (list && (list == parser->grown || (index >= 0 && (uint64_t)index < list->len)))
		return list;
	struct list *copy = list_new(parser->arena, list ? list->len : 0);
	for (size_t i = 0; list && i < list->len; i++)
		list_push(parser->arena, copy, list->items[i]);
	return parser->grown = copy;
}

static enum outcome parse_item(struct parser *parser, struct list *list, int64_t index, unsigned level, unsigned depth);

static enum outcome parse_inner_list(struct parser *parser, struct list *list, int64_t index, unsigned level,
                                     unsigned depth)
{
	int64_t next;
	struct list *inner = list_new(parser->arena, 0);
	enum outcome outcome = read_index(parser, &next);
	if (outcome != PARSED)
		return outcome;
	if ((size_t)index < list->len && list->items[index].kind != VALUE_NULL) {
		if (list->items[index].kind != VALUE_LIST)
			return wrong_type(parser, list->items[index], "[]interface {}");
		inner = list_for(parser, list->items[index].list, next);
		list->items[index].list =
			inner; // what is changed in it counts even if the argument ends before a value
	}
	outcome = parse_item(parser, inner, next, level, depth + 1);
	return outcome == PARSED ? set_index(parser, list, index, located(parser, value_list(inner))) : outcome;
}

static enum outcome parse_inner_map(struct parser *parser, struct list *list, int64_t index, unsigned level)
{
	struct map *inner = map_new(parser->arena);
	if ((size_t)index < list->len) {
		if (value_is_table(list->items[index]))
			inner = list->items[index].map;
		else
			list->items[index] = located(parser, value_map(inner));
	}
	enum outcome outcome = parse_key(parser, inner, level);
	return outcome == PARSED ? set_index(parser, list, index, located(parser, value_map(inner))) : outcome;
}

// Behind "[index]".
static enum outcome parse_item(struct parser *parser, struct list *list, int64_t index, unsigned level, unsigned depth)
{
	struct str rest;
	struct value value;
	char last;
	if (stack_is_low(&parser->stack))
		return set_fail(parser, "lists and maps in each other are nested too deeply");
	if (depth > MAX_NESTED_INDEXES)
		return set_fail(parser, "more than %d indexes in a row", MAX_NESTED_INDEXES);
	if (index < 0)
		return set_fail(parser, "negative %lld index not allowed", (long long)index);
	bool found = read_until(parser, "[.=", &rest, &last);
	if (rest.len)
		return fail_behind_index(parser, rest);
	if (!found)
		return AT_END;
	if (last == '[')
		return parse_inner_list(parser, list, index, level, depth);
	if (last == '.')
		return parse_inner_map(parser, list, index, level);
	enum outcome outcome = read_value(parser, &value);
	return outcome == FAILED ? FAILED : set_index(parser, list, index, value);
}

static enum outcome parse_list(struct parser *parser, struct map *data, struct str key, unsigned level)
{
	int64_t index;
	const struct value *old = map_get(data, key);
	enum outcome outcome = read_index(parser, &index);
	if (outcome != PARSED)
		return outcome;
	if (old && old->kind != VALUE_LIST)
		return wrong_type(parser, *old, "[]interface {}");
	struct list *list = list_for(parser, old ? old->list : NULL, index);
	outcome = parse_item(parser, list, index, level, 0);
	set_member(parser, data, key, located(parser, value_list(list)));
	return outcome;
}

static enum outcome parse_map(struct parser *parser, struct map *data, struct str key, unsigned level)
{
	struct map *inner = map_new(parser->arena);
	const struct value *old = map_get(data, key);
	if (level + 1 > MAX_NESTED_NAMES)
		return set_fail(parser, "value name nested level is greater than maximum supported nested level of %d",
		                MAX_NESTED_NAMES);
	if (old && !value_is_table(*old))
		return wrong_type(parser, *old, "map[string]interface {}");
	if (old)
		inner = old->map;
	enum outcome outcome = parse_key(parser, inner, level + 1);
	if (outcome == PARSED && inner->len == 0) {
		struct str shown = quoted(parser->arena, key);
		return set_fail(parser, "key map %.*s has no value", STR_FMT(shown));
	}
	if (inner->len)
		set_member(parser, data, key, located(parser, value_map(inner)));
	return outcome;
}

static enum outcome parse_key(struct parser *parser, struct map *data, unsigned level)
{
	struct str key;
	struct value value;
	char last;
	bool found = read_until(parser, parser->mode == SET_LITERAL ? "=[." : "=[,.", &key, &last);
	if (!found && key.len == 0)
		return AT_END;
	if (!found) {
		struct str shown = quoted(parser->arena, key);
		return set_fail(parser, "key %.*s has no value", STR_FMT(shown));
	}
	if (last == '[')
		return parse_list(parser, data, key, level);
	if (last == '.')
		return parse_map(parser, data, key, level);
	if (last == ',') {
		struct str shown = quoted(parser->arena, key);
		set_member(parser, data, key, value_string(STR_NONE));
		return set_fail(parser, "key %.*s has no value (cannot end with ,)", STR_FMT(shown));
	}
	enum outcome outcome = read_value(parser, &value);
	if (outcome != FAILED)
		set_member(parser, data, key, value);
	return outcome;
}

bool set_parse(struct arena *arena, struct map *dest, struct str argument, enum set_mode mode, unsigned source,
               struct error *err)
{
	if (mode == SET_JSON) // json_read_first wants a NUL behind it
		argument = arena_str(arena, argument);
	struct parser parser = { .arena = arena, .text = argument, .mode = mode, .source = source, .err = err };
	parser.start_len = (uint32_t)argument.len;
	stack_guard_init(&parser.stack);
	enum outcome outcome;
	do
		outcome = parse_key(&parser, dest, 0);
	while (outcome == PARSED);
	return outcome == AT_END;
}
