// SPDX-License-Identifier: Apache-2.0
// Quoting as Go's source code has it, and its reversal.
#include "text/strconv.h"

#include "text/unicode_tables.h"
#include "text/utf8.h"

static void add_hex(struct strbuf *out, uint32_t number, int digits)
{
	for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
		strbuf_add_char(out, "0123456789abcdef"[number >> shift & 15]);
}

static bool is_rune(uint32_t rune)
{
	return rune <= RUNE_MAX && (rune < 0xD800 || rune > 0xDFFF);
}

static void add_escaped(struct strbuf *out, uint32_t rune, char delimiter, bool ascii)
{
	static const char letters[] = "abtnvfr"; /* from \a, 7, to \r, 13 */
	if (rune == (unsigned char)delimiter || rune == '\\') {
		strbuf_add_char(out, '\\');
		strbuf_add_char(out, (char)rune);
	} else if ((rune < 0x80 || !ascii) && rune_is_print(rune)) {
		utf8_encode(out, rune);
	} else if (rune >= '\a' && rune <= '\r') {
		strbuf_add_char(out, '\\');
		strbuf_add_char(out, letters[rune - '\a']);
	} else if (rune < ' ' || rune == 0x7F) {
		strbuf_add(out, STR("\\x"));
		add_hex(out, rune, 2);
	} else if (rune < 0x10000) {
		strbuf_add(out, STR("\\u"));
		add_hex(out, rune, 4);
	} else {
		strbuf_add(out, STR("\\U"));
		add_hex(out, rune, 8);
	}
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

static void quote_with(struct strbuf *out, struct str s, bool ascii)
{
	strbuf_reserve(out, s.len + 2);
	strbuf_add_char(out, '"');
	for (size_t at = 0, size; at < s.len; at += size) {
		for (size = 0; at + size < s.len && is_plain(s.data[at + size]);)
			size++;
		if (size > 0) {
			strbuf_add(out, str_slice(s, at, at + size));
			continue;
		}
		uint32_t rune = utf8_decode(str_from(s, at), &size);
		if (rune == RUNE_ERROR && size == 1) {
			strbuf_add(out, STR("\\x"));
			add_hex(out, (unsigned char)s.data[at], 2);
		} else {
			add_escaped(out, rune, '"', ascii);
		}
	}
	strbuf_add_char(out, '"');
}

void quote(struct strbuf *out, struct str s)
{
	quote_with(out, s, false);
}

void quote_ascii(struct strbuf *out, struct str s)
{
	quote_with(out, s, true);
}

static void quote_rune_with(struct strbuf *out, uint32_t rune, bool ascii)
{
	strbuf_add_char(out, '\'');
	add_escaped(out, is_rune(rune) ? rune : RUNE_ERROR, '\'', ascii);
	strbuf_add_char(out, '\'');
}

void quote_rune(struct strbuf *out, uint32_t rune)
{
	quote_rune_with(out, rune, false);
}

void quote_rune_ascii(struct strbuf *out, uint32_t rune)
{
	quote_rune_with(out, rune, true);
}

struct str quoted(struct arena *arena, struct str s)
{
	struct strbuf out = strbuf_in(arena);
	quote(&out, s);
	return strbuf_str(&out, arena);
}

static bool can_backquote(struct str s)
{
	size_t size;
	for (size_t at = 0; at < s.len; at += size) {
		uint32_t rune = utf8_decode(str_from(s, at), &size);
		if (size > 1 && rune == 0xFEFF)
			return false;
		if (size == 1 && (rune == RUNE_ERROR || (rune < ' ' && rune != '\t') || rune == '`' || rune == 0x7F))
			return false;
	}
	return true;
}

bool quote_raw(struct strbuf *out, struct str s)
{
	if (!can_backquote(s))
		return false;
	strbuf_add_char(out, '`');
	strbuf_add(out, s);
	strbuf_add_char(out, '`');
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

// `digits` digits of base 8 or 16 off the front of *s.
static bool take_number(struct str *s, size_t digits, unsigned base, uint32_t *ret)
{
	if (s->len < digits)
		return false;
	uint32_t number = 0;
	for (size_t i = 0; i < digits; i++) {
		int digit = hex_digit(s->data[i]);
		if (digit < 0 || (unsigned)digit >= base)
			return false;
		number = number * base + (uint32_t)digit;
	}
	*s = str_from(*s, digits);
	*ret = number;
	return true;
}

// What stands behind a backslash: \x and octal escapes are bytes, the others runes.
static bool unquote_escape(struct str *s, char delimiter, uint32_t *ret, bool *ret_is_byte)
{
	static const char letters[] = "abtnvfr";
	if (s->len == 0)
		return false;
	char c = s->data[0];
	*ret_is_byte = true;
	if (c >= '0' && c <= '7')
		return take_number(s, 3, 8, ret) && *ret <= 255;
	*s = str_from(*s, 1);
	const char *letter = c ? strchr(letters, c) : NULL;
	if (letter) {
		*ret = (uint32_t)('\a' + (letter - letters));
	} else if (c == '\\' || c == delimiter) {
		*ret = (unsigned char)c;
	} else if (c == 'x') {
		return take_number(s, 2, 16, ret);
	} else if (c == 'u' || c == 'U') {
		*ret_is_byte = false;
		return take_number(s, c == 'u' ? 4 : 8, 16, ret) && is_rune(*ret);
	} else {
		return false;
	}
	return true;
}

bool unquote_char(struct str *s, char delimiter, uint32_t *ret, bool *ret_is_byte)
{
	size_t size;
	if (s->len == 0 || s->data[0] == delimiter)
		return false;
	if (s->data[0] == '\\') {
		*s = str_from(*s, 1);
		return unquote_escape(s, delimiter, ret, ret_is_byte);
	}
	*ret_is_byte = false;
	*ret = utf8_decode(*s, &size);
	*s = str_from(*s, size);
	return true;
}

static bool add_unquoted(struct strbuf *out, struct str *s, char delimiter)
{
	uint32_t rune;
	bool is_byte;
	if (s->data[0] == '\n' || !unquote_char(s, delimiter, &rune, &is_byte))
		return false;
	if (is_byte)
		strbuf_add_char(out, (char)rune);
	else
		utf8_encode(out, rune);
	return true;
}

static struct str remove_carriage_returns(struct arena *arena, struct str s)
{
	if (str_find_char(s, '\r') == STR_NPOS)
		return s;
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] != '\r')
			strbuf_add_char(&out, s.data[i]);
	return strbuf_str(&out, arena);
}

// Texts that stand for themselves between double quotes: nearly all are.
static bool stands_for_itself(struct str body)
{
	for (size_t i = 0; i < body.len; i++)
		if (!is_plain(body.data[i]))
			return false;
	return true;
}

bool unquote(struct arena *arena, struct str s, struct str *ret)
{
	if (s.len < 2)
		return false;
	char delimiter = s.data[0];
	if (delimiter == '`') {
		if (str_find_char(str_from(s, 1), '`') != s.len - 2)
			return false;
		*ret = remove_carriage_returns(arena, str_slice(s, 1, s.len - 1));
		return true;
	}
	if (delimiter != '"' && delimiter != '\'')
		return false;
	struct str rest = str_from(s, 1), body = str_slice(s, 1, s.len - 1);
	if (delimiter == '"' && s.data[s.len - 1] == '"' && stands_for_itself(body)) {
		*ret = body;
		return true;
	}
	struct strbuf out = strbuf_in(arena);
	while (rest.len && rest.data[0] != delimiter) {
		if (!add_unquoted(&out, &rest, delimiter))
			return false;
		if (delimiter == '\'')
			break;
	}
	if (rest.len != 1 || rest.data[0] != delimiter)
		return false;
	*ret = strbuf_str(&out, arena);
	return true;
}

bool unquote_either(struct arena *arena, struct str s, struct str *ret)
{
	if (s.len < 2 || (s.data[0] != '"' && s.data[0] != '\'') || s.data[0] != s.data[s.len - 1])
		return false;
	char delimiter = s.data[0];
	struct str rest = str_slice(s, 1, s.len - 1);
	struct strbuf out = strbuf_in(arena);
	if (str_find_char(rest, '\\') == STR_NPOS && str_find_char(rest, delimiter) == STR_NPOS) {
		*ret = rest;
		return true;
	}
	while (rest.len)
		if (rest.data[0] == delimiter || !add_unquoted(&out, &rest, delimiter))
			return false;
	*ret = strbuf_str(&out, arena);
	return true;
}
