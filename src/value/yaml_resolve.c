// SPDX-License-Identifier: Apache-2.0
// go-yaml's resolve.go. The first character tells whether a text can be anything but a string at all, so that most
// scalars cost one table look-up.
#include "value/yaml_resolve.h"

#include <math.h>

#include "base/strbuf.h"
#include "text/gotime.h"
#include "text/strconv.h"

enum hint { PLAIN_TEXT, SIGN_OR_DIGIT, IN_TABLE, DOT };

static const uint8_t hints[256] = {
	['+'] = SIGN_OR_DIGIT, ['-'] = SIGN_OR_DIGIT, ['0' ... '9'] = SIGN_OR_DIGIT,
	['.'] = DOT,           ['~'] = IN_TABLE,      ['y'] = IN_TABLE,
	['Y'] = IN_TABLE,      ['n'] = IN_TABLE,      ['N'] = IN_TABLE,
	['t'] = IN_TABLE,      ['T'] = IN_TABLE,      ['f'] = IN_TABLE,
	['F'] = IN_TABLE,      ['o'] = IN_TABLE,      ['O'] = IN_TABLE,
};

static const struct {
	const char *name, *full_name;
} tag_names[] = {
	[YAML_TAG_NONE] = { "", "" },
	[YAML_TAG_STR] = { "!!str", "tag:yaml.org,2002:str" },
	[YAML_TAG_BOOL] = { "!!bool", "tag:yaml.org,2002:bool" },
	[YAML_TAG_INT] = { "!!int", "tag:yaml.org,2002:int" },
	[YAML_TAG_FLOAT] = { "!!float", "tag:yaml.org,2002:float" },
	[YAML_TAG_NULL] = { "!!null", "tag:yaml.org,2002:null" },
	[YAML_TAG_TIMESTAMP] = { "!!timestamp", "tag:yaml.org,2002:timestamp" },
	[YAML_TAG_BINARY] = { "!!binary", "tag:yaml.org,2002:binary" },
	[YAML_TAG_MERGE] = { "!!merge", "tag:yaml.org,2002:merge" },
};

enum yaml_tag yaml_tag_of(struct str name)
{
	for (size_t tag = YAML_TAG_STR; tag < ARRAY_LEN(tag_names); tag++)
		if (str_is(name, tag_names[tag].full_name))
			return (enum yaml_tag)tag;
	return YAML_TAG_OTHER;
}

const char *yaml_tag_name(enum yaml_tag tag)
{
	return tag < YAML_TAG_OTHER ? tag_names[tag].name : "";
}

// --- Words ---

enum word { WORD_TRUE, WORD_FALSE, WORD_NULL, WORD_NAN, WORD_INF, WORD_NEGATIVE_INF };

struct word_entry {
	char text[6];
	uint8_t word;
};

// By length; each row ends with an empty text.
static const struct word_entry words[][13] = {
	{ { "", WORD_NULL } },
	{ { "y", WORD_TRUE }, { "Y", WORD_TRUE }, { "n", WORD_FALSE }, { "N", WORD_FALSE }, { "~", WORD_NULL } },
	{ { "no", WORD_FALSE },
	  { "No", WORD_FALSE },
	  { "NO", WORD_FALSE },
	  { "on", WORD_TRUE },
	  { "On", WORD_TRUE },
	  { "ON", WORD_TRUE } },
	{ { "yes", WORD_TRUE },
	  { "Yes", WORD_TRUE },
	  { "YES", WORD_TRUE },
	  { "off", WORD_FALSE },
	  { "Off", WORD_FALSE },
	  { "OFF", WORD_FALSE } },
	{ { "true", WORD_TRUE },
	  { "True", WORD_TRUE },
	  { "TRUE", WORD_TRUE },
	  { "null", WORD_NULL },
	  { "Null", WORD_NULL },
	  { "NULL", WORD_NULL },
	  { ".nan", WORD_NAN },
	  { ".NaN", WORD_NAN },
	  { ".NAN", WORD_NAN },
	  { ".inf", WORD_INF },
	  { ".Inf", WORD_INF },
	  { ".INF", WORD_INF } },
	{ { "false", WORD_FALSE },
	  { "False", WORD_FALSE },
	  { "FALSE", WORD_FALSE },
	  { "+.inf", WORD_INF },
	  { "+.Inf", WORD_INF },
	  { "+.INF", WORD_INF },
	  { "-.inf", WORD_NEGATIVE_INF },
	  { "-.Inf", WORD_NEGATIVE_INF },
	  { "-.INF", WORD_NEGATIVE_INF } },
};

static enum yaml_tag word_value(enum word word, struct value *ret)
{
	switch (word) {
	case WORD_TRUE:
	case WORD_FALSE: *ret = value_bool(word == WORD_TRUE); return YAML_TAG_BOOL;
	case WORD_NULL: *ret = value_null(); return YAML_TAG_NULL;
	case WORD_NAN: *ret = value_float((double)NAN); return YAML_TAG_FLOAT;
	case WORD_INF:
	case WORD_NEGATIVE_INF:
		*ret = value_float(word == WORD_INF ? (double)INFINITY : -(double)INFINITY);
		return YAML_TAG_FLOAT;
	}
	return YAML_TAG_STR;
}

static enum yaml_tag resolve_word(struct str in, struct value *ret)
{
	if (in.len == 0)
		return word_value(WORD_NULL, ret);
	if (in.len >= ARRAY_LEN(words))
		return YAML_TAG_STR;
	for (const struct word_entry *entry = words[in.len]; entry->text[0]; entry++)
		if (entry->text[0] == in.data[0] && memcmp(entry->text, in.data, in.len) == 0)
			return word_value((enum word)entry->word, ret);
	return YAML_TAG_STR;
}

// --- Numbers ---

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Only characters that numbers have? *ret_underscores counts those to leave out.
static bool may_be_number(struct str in, size_t *ret_underscores)
{
	static const uint8_t allowed[256] = {
		['0' ... '9'] = 1, ['a' ... 'f'] = 1, ['A' ... 'F'] = 1, ['x'] = 1, ['X'] = 1, ['o'] = 1,
		['O'] = 1,         ['+'] = 1,         ['-'] = 1,         ['.'] = 1, ['_'] = 2,
	};
	*ret_underscores = 0;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t kind = allowed[(unsigned char)in.data[i]];
		if (!kind)
			return false;
		*ret_underscores += kind == 2;
	}
	return true;
}

// The usual numbers: a few digits, and perhaps a point with digits on both sides. Both halves are exact doubles, so
// that one division rounds as strconv does.
static enum yaml_tag resolve_short_number(struct str in, struct value *ret)
{
	enum { MAX_DIGITS = 15 };
	static const double powers[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
		                         1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	size_t at = in.data[0] == '-' || in.data[0] == '+', start = at, point = 0;
	int64_t digits = 0;
	if (in.len - at > MAX_DIGITS + 1 || at == in.len || !is_digit(in.data[at]))
		return YAML_TAG_STR;
	for (; at < in.len; at++) {
		if (is_digit(in.data[at]))
			digits = digits * 10 + (in.data[at] - '0');
		else if (in.data[at] == '.' && !point)
			point = at;
		else
			return YAML_TAG_STR;
	}
	bool negative = in.data[0] == '-';
	if (point) {
		double f = (double)digits / powers[in.len - point - 1];
		*ret = value_float(negative ? -f : f);
		return YAML_TAG_FLOAT;
	}
	if (in.data[start] == '0' && in.len - start > 1)
		return YAML_TAG_STR; // octal
	*ret = value_int(negative ? -digits : digits);
	return YAML_TAG_INT;
}

static size_t skip_digits(struct str in, size_t at)
{
	while (at < in.len && is_digit(in.data[at]))
		at++;
	return at;
}

// ^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$
static bool is_yaml_float(struct str in)
{
	size_t at = in.len && (in.data[0] == '-' || in.data[0] == '+'), from = at;
	at = skip_digits(in, at);
	bool leading = at > from;
	if (at < in.len && in.data[at] == '.') {
		from = ++at;
		at = skip_digits(in, at);
		if (!leading && at == from)
			return false;
	} else if (!leading) {
		return false;
	}
	if (at == in.len)
		return true;
	if (in.data[at] != 'e' && in.data[at] != 'E')
		return false;
	at++;
	if (at < in.len && (in.data[at] == '-' || in.data[at] == '+'))
		at++;
	from = at;
	at = skip_digits(in, at);
	return at > from && at == in.len;
}

static bool resolve_integer(struct str in, int base, struct value *ret)
{
	int64_t i;
	uint64_t u;
	if (parse_int(in, base, 64, &i) == PARSE_OK)
		*ret = value_int(i);
	else if (parse_uint(in, base, 64, &u) == PARSE_OK)
		*ret = value_uint_of(TYPE_UINT64, u);
	else
		return false;
	return true;
}

static enum yaml_tag resolve_long_number(struct str in, struct value *ret)
{
	double f;
	if (resolve_integer(in, 0, ret))
		return YAML_TAG_INT;
	if (is_yaml_float(in) && parse_float(in, 64, &f) == PARSE_OK) {
		*ret = value_float(f);
		return YAML_TAG_FLOAT;
	}
	// Left over from before Go knew the prefix: a sign may stand behind it ("0b-11").
	if (str_has_prefix(in, STR("0b")) && resolve_integer(str_from(in, 2), 2, ret))
		return YAML_TAG_INT;
	return YAML_TAG_STR;
}

static enum yaml_tag resolve_number(struct str in, struct value *ret)
{
	enum yaml_tag tag = resolve_short_number(in, ret);
	if (tag != YAML_TAG_STR)
		return tag;
	size_t underscores;
	if (!may_be_number(in, &underscores))
		return YAML_TAG_STR;
	if (underscores == 0)
		return resolve_long_number(in, ret);
	struct strbuf plain = { 0 };
	for (size_t i = 0; i < in.len; i++)
		if (in.data[i] != '_')
			strbuf_add_char(&plain, in.data[i]);
	tag = resolve_long_number(strbuf_peek(&plain), ret);
	strbuf_done(&plain);
	return tag;
}

// Four digits and '-' come first in each of the layouts; a look at them spares the rest.
static bool is_timestamp(struct str in)
{
	static const struct str layouts[] = {
		STR_INIT("2006-1-2T15:4:5.999999999Z07:00"),
		STR_INIT("2006-1-2t15:4:5.999999999Z07:00"),
		STR_INIT("2006-1-2 15:4:5.999999999"),
		STR_INIT("2006-1-2"),
	};
	if (skip_digits(in, 0) != 4 || in.len == 4 || in.data[4] != '-')
		return false;
	AUTO(arena) arena = { 0 };
	for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
		struct gotime time;
		struct error err = { .arena = &arena };
		if (gotime_parse(&arena, layouts[i], in, NULL, &time, &err))
			return true;
	}
	return false;
}

bool yaml_may_resolve(struct str text)
{
	return text.len == 0 || hints[(unsigned char)text.data[0]] != PLAIN_TEXT;
}

static enum yaml_tag resolve_text(enum yaml_tag tag, struct str in, struct value *ret)
{
	enum hint hint = in.len ? (enum hint)hints[(unsigned char)in.data[0]] : IN_TABLE;
	enum yaml_tag found = YAML_TAG_STR;
	if (hint != PLAIN_TEXT && tag != YAML_TAG_STR) {
		found = resolve_word(in, ret);
		if (found != YAML_TAG_STR)
			return found;
		double f;
		if (hint == DOT && parse_float(in, 64, &f) == PARSE_OK) {
			*ret = value_float(f);
			return YAML_TAG_FLOAT;
		}
		if (hint == SIGN_OR_DIGIT && tag == YAML_TAG_TIMESTAMP && is_timestamp(in))
			found = YAML_TAG_TIMESTAMP;
		else if (hint == SIGN_OR_DIGIT)
			found = resolve_number(in, ret);
	}
	if (found == YAML_TAG_STR || found == YAML_TAG_TIMESTAMP)
		*ret = value_string(in);
	return found;
}

bool yaml_resolve(enum yaml_tag tag, struct str text, struct value *ret, struct error *err)
{
	struct value v;
	if (tag > YAML_TAG_TIMESTAMP) {
		*ret = value_string(text);
		return true;
	}
	enum yaml_tag found = resolve_text(tag, text, &v);
	if (tag == YAML_TAG_FLOAT && found == YAML_TAG_INT && v.kind == VALUE_INT) {
		found = YAML_TAG_FLOAT;
		v = value_float((double)v.i);
	}
	if (tag != YAML_TAG_NONE && tag != YAML_TAG_STR && tag != found)
		return fail_text(err, NOWHERE, // the text may have NULs
		                 ARENA_CONCAT(err->arena, STR("yaml: cannot decode "), str_of(yaml_tag_name(found)),
		                              STR(" `"), text, STR("` as a "), str_of(yaml_tag_name(tag))));
	*ret = v;
	return true;
}

// ^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$
static bool is_base_60(struct str in)
{
	size_t at = in.data[0] == '-' || in.data[0] == '+';
	if (at == in.len || !is_digit(in.data[at]))
		return false;
	while (at < in.len && (is_digit(in.data[at]) || in.data[at] == '_'))
		at++;
	if (at == in.len || in.data[at] != ':')
		return false;
	while (at < in.len && in.data[at] == ':') {
		size_t from = ++at;
		at = skip_digits(in, at);
		if (at == from || at > from + 2 || (at == from + 2 && in.data[from] > '5'))
			return false;
	}
	if (at < in.len && in.data[at] == '.')
		for (at++; at < in.len && (is_digit(in.data[at]) || in.data[at] == '_');)
			at++;
	return at == in.len;
}

bool yaml_is_special(struct str text)
{
	struct value ignored;
	enum hint hint = text.len ? (enum hint)hints[(unsigned char)text.data[0]] : IN_TABLE;
	if (hint == PLAIN_TEXT)
		return false;
	if (resolve_text(YAML_TAG_NONE, text, &ignored) != YAML_TAG_STR)
		return true;
	return hint == SIGN_OR_DIGIT && (is_timestamp(text) || is_base_60(text));
}
