// SPDX-License-Identifier: Apache-2.0
// Escapes and bracketed classes of regular expressions, with Go's errors.
#include "text/regex_tree.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"

bool regex_fail(struct error *err, const char *code, struct str part)
{
	return fail(err, NOWHERE, "error parsing regexp: %s: `%.*s`", code, STR_FMT(part));
}

bool regex_take_rune(struct str *s, uint32_t *ret, struct error *err)
{
	size_t size;
	uint32_t rune = utf8_decode(*s, &size);
	if (rune == RUNE_ERROR && size == 1)
		return regex_fail(err, "invalid UTF-8", *s);
	*s = str_from(*s, size);
	*ret = rune;
	return true;
}

bool regex_check_utf8(struct str s, struct error *err)
{
	uint32_t rune;
	while (s.len)
		if (!regex_take_rune(&s, &rune, err))
			return false;
	return true;
}

static int hex_digit(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (int)c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (int)(c | 0x20) - 'a' + 10;
	return -1;
}

// The text from `from` up to where `rest` begins.
static struct str consumed(struct str from, struct str rest)
{
	return str_slice(from, 0, from.len - rest.len);
}

static bool bad_escape(struct str from, struct str rest, struct error *err)
{
	return regex_fail(err, "invalid escape sequence", consumed(from, rest));
}

// {10FFFF}, from behind the brace.
static bool take_braced_hex(struct str from, struct str *t, uint32_t *ret, struct error *err)
{
	uint32_t c, number = 0;
	for (int digits = 0;; digits++) {
		if (t->len == 0)
			return bad_escape(from, *t, err);
		if (!regex_take_rune(t, &c, err))
			return false;
		if (c == '}' && digits > 0)
			break;
		int digit = c == '}' ? -1 : hex_digit(c);
		if (digit < 0)
			return bad_escape(from, *t, err);
		number = number * 16 + (uint32_t)digit;
		if (number > RUNE_MAX)
			return bad_escape(from, *t, err);
	}
	*ret = number;
	return true;
}

static bool take_hex(struct str from, struct str *t, uint32_t *ret, struct error *err)
{
	uint32_t c, d;
	if (t->len == 0)
		return bad_escape(from, *t, err);
	if (!regex_take_rune(t, &c, err))
		return false;
	if (c == '{')
		return take_braced_hex(from, t, ret, err);
	if (!regex_take_rune(t, &d, err))
		return false;
	int high = hex_digit(c), low = hex_digit(d);
	if (high < 0 || low < 0)
		return bad_escape(from, *t, err);
	*ret = (uint32_t)(high * 16 + low);
	return true;
}

static bool is_octal_digit(struct str t)
{
	return t.len && t.data[0] >= '0' && t.data[0] <= '7';
}

// Up to three digits, the first of which is `c`.
static uint32_t take_octal(struct str *t, uint32_t c)
{
	uint32_t number = c - '0';
	for (int i = 1; i < 3 && is_octal_digit(*t); i++) {
		number = number * 8 + (uint32_t)(t->data[0] - '0');
		*t = str_from(*t, 1);
	}
	return number;
}

static bool is_alphanumeric(uint32_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool regex_take_escape(struct str *s, uint32_t *ret, struct error *err)
{
	static const char letters[] = "atnvfr", values[] = "\a\t\n\v\f\r";
	struct str from = *s, t = str_from(*s, 1);
	uint32_t c;
	if (t.len == 0)
		return regex_fail(err, "trailing backslash at end of expression", STR_NONE);
	if (!regex_take_rune(&t, &c, err))
		return false;
	const char *letter = c > 0 && c < 0x80 ? strchr(letters, (char)c) : NULL;
	/* A lone digit other than 0 would be a back reference. */
	if (c == '0' || (c >= '1' && c <= '7' && is_octal_digit(t)))
		*ret = take_octal(&t, c);
	else if (letter)
		*ret = (unsigned char)values[letter - letters];
	else if (c < 0x80 && !is_alphanumeric(c))
		*ret = c;
	else if (c != 'x')
		return bad_escape(from, t, err);
	else if (!take_hex(from, &t, ret, err))
		return false;
	*s = t;
	return true;
}

// Adds a class, or what it leaves out.
static void add_class(struct arena *arena, struct rune_set *set, struct rune_set *class, bool fold, bool negated)
{
	if (fold)
		rune_set_fold(arena, class);
	if (negated)
		rune_set_negate(arena, class);
	rune_set_add_all(arena, set, class);
}

// \pL, \p{Greek}, \P{^Lu}
static bool take_unicode_class(struct arena *arena, struct str *s, bool fold, struct rune_set *set, struct error *err)
{
	bool negated = s->data[1] == 'P';
	struct str t = str_from(*s, 2), whole, name;
	struct rune_set class = { 0 };
	uint32_t c;
	if (!regex_take_rune(&t, &c, err))
		return false;
	if (c != '{') {
		whole = consumed(*s, t);
		name = str_from(whole, 2);
	} else {
		size_t end = str_find_char(*s, '}');
		if (end == STR_NPOS)
			return regex_check_utf8(*s, err) && regex_fail(err, "invalid character class range", *s);
		whole = str_slice(*s, 0, end + 1);
		name = str_slice(*s, 3, end);
		t = str_from(*s, end + 1);
		if (!regex_check_utf8(name, err))
			return false;
	}
	if (name.len && name.data[0] == '^') {
		negated = !negated;
		name = str_from(name, 1);
	}
	if (!rune_set_unicode(arena, name, fold, &class))
		return regex_fail(err, "invalid character class range", whole);
	add_class(arena, set, &class, false, negated);
	*s = t;
	return true;
}

bool regex_take_class_escape(struct arena *arena, struct str *s, bool fold, struct rune_set *set, bool *ret_found,
                             struct error *err)
{
	struct rune_set class = { 0 };
	*ret_found = false;
	if (s->len < 2 || s->data[0] != '\\')
		return true;
	char letter = s->data[1];
	if (letter == 'p' || letter == 'P') {
		*ret_found = true;
		return take_unicode_class(arena, s, fold, set, err);
	}
	bool negated = letter >= 'A' && letter <= 'Z';
	if (letter && rune_set_perl(arena, (char)(negated ? letter | 0x20 : letter), &class)) {
		*ret_found = true;
		add_class(arena, set, &class, fold, negated);
		*s = str_from(*s, 2);
	}
	return true;
}

// [:alpha:] or [:^alpha:] inside of a class.
static bool take_posix_class(struct arena *arena, struct str *s, bool fold, struct rune_set *set, bool *ret_found,
                             struct error *err)
{
	struct rune_set class = { 0 };
	*ret_found = false;
	if (s->len <= 2 || s->data[0] != '[' || s->data[1] != ':')
		return true;
	size_t end = str_find(str_from(*s, 2), STR(":]"));
	if (end == STR_NPOS)
		return true;
	struct str name = str_slice(*s, 2, end + 2);
	bool negated = name.len && name.data[0] == '^';
	if (!rune_set_posix(arena, str_from(name, negated), &class))
		return regex_fail(err, "invalid character class range", str_slice(*s, 0, end + 4));
	*ret_found = true;
	add_class(arena, set, &class, fold, negated);
	*s = str_from(*s, end + 4);
	return true;
}

static bool take_class_character(struct str *t, struct str whole, uint32_t *ret, struct error *err)
{
	if (t->len == 0)
		return regex_fail(err, "missing closing ]", whole);
	return t->data[0] == '\\' ? regex_take_escape(t, ret, err) : regex_take_rune(t, ret, err);
}

static bool take_class_range(struct arena *arena, struct str *t, struct str whole, bool fold, struct rune_set *set,
                             struct error *err)
{
	struct str from = *t;
	uint32_t low, high;
	if (!take_class_character(t, whole, &low, err))
		return false;
	high = low;
	if (t->len >= 2 && t->data[0] == '-' && t->data[1] != ']') {
		*t = str_from(*t, 1);
		if (!take_class_character(t, whole, &high, err))
			return false;
		if (high < low)
			return regex_fail(err, "invalid character class range", consumed(from, *t));
	}
	if (fold)
		rune_set_add_folded(arena, set, low, high);
	else
		rune_set_add(arena, set, low, high);
	return true;
}

// A ']' that stands first is an ordinary character.
bool regex_take_class(struct arena *arena, struct str *s, bool fold, struct rune_set *ret, struct error *err)
{
	struct rune_set set = { 0 };
	struct str t = str_from(*s, 1);
	bool negated = t.len && t.data[0] == '^';
	t = str_from(t, negated);
	for (bool first = true, found; t.len == 0 || t.data[0] != ']' || first; first = false) {
		if (!take_posix_class(arena, &t, fold, &set, &found, err))
			return false;
		if (!found && !regex_take_class_escape(arena, &t, fold, &set, &found, err))
			return false;
		if (!found && !take_class_range(arena, &t, *s, fold, &set, err))
			return false;
	}
	rune_set_clean(&set);
	if (negated)
		rune_set_negate(arena, &set);
	*s = str_from(t, 1);
	*ret = set;
	return true;
}
