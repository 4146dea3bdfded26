// SPDX-License-Identifier: Apache-2.0
// Integers, booleans and the reading of floats. Floats are printed by strconv_float.c, texts quoted by strconv_quote.c.
//
// parse_float checks Go's grammar itself (underscores, hexadecimal floats need an exponent, no trailing garbage) and
// hands a cleaned copy to the C library, which rounds correctly. Short decimals need neither.
#include "text/strconv.h"

#include <math.h>
#include <stdlib.h>

void format_uint(struct strbuf *out, uint64_t u, int base)
{
	char digits[64];
	size_t at = sizeof(digits);
	unsigned divisor = (unsigned)base;
	do
		digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[u % divisor];
	while ((u /= divisor) != 0);
	strbuf_add(out, (struct str){ digits + at, sizeof(digits) - at });
}

void format_int(struct strbuf *out, int64_t i, int base)
{
	if (i < 0)
		strbuf_add_char(out, '-');
	format_uint(out, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, base);
}

static unsigned char lower(char c)
{
	return (unsigned char)c | 0x20;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_base_letter(unsigned char c)
{
	return c == 'b' || c == 'o' || c == 'x';
}

// Underscores must stand between digits, or between a base prefix and a digit.
static bool underscores_fit(struct str s)
{
	char saw = '^';
	size_t i = 0;
	bool hex = false;
	if (s.len && (s.data[0] == '-' || s.data[0] == '+'))
		s = str_from(s, 1);
	if (s.len >= 2 && s.data[0] == '0' && is_base_letter(lower(s.data[1]))) {
		i = 2;
		saw = '0';
		hex = lower(s.data[1]) == 'x';
	}
	for (; i < s.len; i++) {
		unsigned char c = lower(s.data[i]);
		if (is_digit(s.data[i]) || (hex && c >= 'a' && c <= 'f')) {
			saw = '0';
		} else if (s.data[i] == '_') {
			if (saw != '0')
				return false;
			saw = '_';
		} else {
			if (saw == '_')
				return false;
			saw = '!';
		}
	}
	return saw != '_';
}

// The base that a prefix tells; *s moves behind it. A lone "0" is octal too, which gives the same number.
static unsigned take_base_prefix(struct str *s)
{
	if (s->data[0] != '0')
		return 10;
	unsigned char letter = s->len >= 3 ? lower(s->data[1]) : 0;
	if (is_base_letter(letter)) {
		*s = str_from(*s, 2);
		return letter == 'b' ? 2 : letter == 'o' ? 8 : 16;
	}
	*s = str_from(*s, 1);
	return 8;
}

enum parse_result parse_uint(struct str s, int base, int bits, uint64_t *ret)
{
	struct str whole = s;
	*ret = 0;
	if (s.len == 0)
		return PARSE_SYNTAX;
	unsigned radix = base == 0 ? take_base_prefix(&s) : (unsigned)base;
	uint64_t max = bits == 0 || bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1, n = 0;
	bool underscores = false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit;
		if (s.data[i] == '_' && base == 0) {
			underscores = true;
			continue;
		} else if (is_digit(s.data[i])) {
			digit = (unsigned)(s.data[i] - '0');
		} else if (lower(s.data[i]) >= 'a' && lower(s.data[i]) <= 'z') {
			digit = lower(s.data[i]) - 'a' + 10u;
		} else {
			return PARSE_SYNTAX;
		}
		if (digit >= radix)
			return PARSE_SYNTAX;
		// Too large is told before what follows is looked at: Go leaves here too.
		if (__builtin_mul_overflow(n, radix, &n) || __builtin_add_overflow(n, digit, &n) || n > max) {
			*ret = max;
			return PARSE_RANGE;
		}
	}
	if (underscores && !underscores_fit(whole))
		return PARSE_SYNTAX;
	*ret = n;
	return PARSE_OK;
}

enum parse_result parse_int(struct str s, int base, int bits, int64_t *ret)
{
	*ret = 0;
	if (s.len == 0)
		return PARSE_SYNTAX;
	bool negative = s.data[0] == '-';
	if (negative || s.data[0] == '+')
		s = str_from(s, 1);
	uint64_t u, cutoff = (uint64_t)1 << ((bits ? bits : 64) - 1);
	if (parse_uint(s, base, bits, &u) == PARSE_SYNTAX)
		return PARSE_SYNTAX;
	if (!negative && u >= cutoff) {
		*ret = (int64_t)(cutoff - 1);
		return PARSE_RANGE;
	}
	if (negative && u > cutoff) {
		*ret = (int64_t)(0 - cutoff);
		return PARSE_RANGE;
	}
	*ret = negative ? (int64_t)(0 - u) : (int64_t)u;
	return PARSE_OK;
}

bool parse_bool(struct str s, bool *ret)
{
	static const char *const yes[] = { "1", "t", "T", "true", "TRUE", "True" };
	static const char *const no[] = { "0", "f", "F", "false", "FALSE", "False" };
	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (str_is(s, yes[i]) || str_is(s, no[i])) {
			*ret = str_is(s, yes[i]);
			return true;
		}
	}
	return false;
}

static bool equals_ignoring_case(struct str s, const char *word)
{
	for (size_t i = 0; i < s.len; i++)
		if (word[i] == '\0' || lower(s.data[i]) != (unsigned char)word[i])
			return false;
	return word[s.len] == '\0';
}

static bool parse_special(struct str s, double *ret)
{
	bool negative = s.len && s.data[0] == '-', sign = negative || (s.len && s.data[0] == '+');
	struct str word = str_from(s, sign);
	if (equals_ignoring_case(word, "inf") || equals_ignoring_case(word, "infinity"))
		*ret = negative ? -INFINITY : INFINITY;
	else if (!sign && equals_ignoring_case(word, "nan"))
		*ret = NAN;
	else
		return false;
	return true;
}

// A float's text taken apart. The digits are counted without leading zeros; `mantissa` holds the first 19 of a decimal.
struct float_text {
	bool negative, hex, dot, digit, underscores;
	uint64_t mantissa;
	size_t digits; /* significant ones */
	int64_t point; /* how many of them stand before the point; negative: zeros behind it */
	int64_t exponent;
	size_t end; /* of the mantissa's text */
};

static bool is_mantissa_digit(const struct float_text *t, char c)
{
	return is_digit(c) || (t->hex && lower(c) >= 'a' && lower(c) <= 'f');
}

static void read_mantissa(struct str s, size_t i, struct float_text *t)
{
	for (; i < s.len; i++) {
		char c = s.data[i];
		if (c == '_') {
			t->underscores = true;
		} else if (c == '.' && !t->dot) {
			t->dot = true;
			t->point = (int64_t)t->digits;
		} else if (is_mantissa_digit(t, c)) {
			t->digit = true;
			if (c == '0' && t->digits == 0) {
				t->point -= 1;
				continue;
			}
			if (++t->digits <= 19 && !t->hex)
				t->mantissa = t->mantissa * 10 + (unsigned)(c - '0');
		} else {
			break;
		}
	}
	t->end = i;
}

// The rest must be an exponent: Go stops to count at 10,000, which is beyond every float anyway.
static bool read_exponent(struct str s, size_t i, struct float_text *t)
{
	if (i == s.len)
		return !t->hex;
	if (lower(s.data[i]) != (t->hex ? 'p' : 'e'))
		return false;
	i++;
	bool negative = i < s.len && s.data[i] == '-';
	if (negative || (i < s.len && s.data[i] == '+'))
		i++;
	if (i == s.len || !is_digit(s.data[i]))
		return false;
	for (; i < s.len && (is_digit(s.data[i]) || s.data[i] == '_'); i++) {
		if (s.data[i] == '_')
			t->underscores = true;
		else if (t->exponent < 10000)
			t->exponent = t->exponent * 10 + (s.data[i] - '0');
	}
	if (negative)
		t->exponent = -t->exponent;
	return i == s.len;
}

static bool read_float_text(struct str s, struct float_text *t)
{
	*t = (struct float_text){ .negative = s.len && s.data[0] == '-' };
	size_t i = t->negative || (s.len && s.data[0] == '+');
	if (i + 2 < s.len && s.data[i] == '0' && lower(s.data[i + 1]) == 'x') {
		t->hex = true;
		i += 2;
	}
	read_mantissa(s, i, t);
	if (!t->dot)
		t->point = (int64_t)t->digits;
	return t->digit && read_exponent(s, t->end, t) && (!t->underscores || underscores_fit(s));
}

// Both factors are exact, so one operation rounds once.
static bool parse_short_decimal(const struct float_text *t, int bits, double *ret)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
		                         1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	if (t->hex || bits == 32 || t->digits > 19 || t->mantissa > (uint64_t)1 << 53)
		return false;
	int64_t exponent = t->mantissa ? t->point - (int64_t)t->digits + t->exponent : 0;
	if (exponent < -22 || exponent > 22)
		return false;
	double d = (double)t->mantissa;
	d = exponent < 0 ? d / powers[-exponent] : d * powers[exponent];
	*ret = t->negative ? -d : d;
	return true;
}

static double parse_by_libc(struct str s, const struct float_text *t, int bits)
{
	struct strbuf clean = { 0 };
	for (size_t i = 0; i < t->end; i++)
		if (s.data[i] != '_')
			strbuf_add_char(&clean, s.data[i]);
	strbuf_printf(&clean, "%c%d", t->hex ? 'p' : 'e', (int)t->exponent);
	double d = bits == 32 ? (double)strtof(clean.data, NULL) : strtod(clean.data, NULL);
	strbuf_done(&clean);
	return d;
}

enum parse_result parse_float(struct str s, int bits, double *ret)
{
	struct float_text t;
	*ret = 0;
	if (!read_float_text(s, &t))
		return parse_special(s, ret) ? PARSE_OK : PARSE_SYNTAX;
	if (parse_short_decimal(&t, bits, ret))
		return PARSE_OK;
	*ret = parse_by_libc(s, &t, bits);
	return isinf(*ret) ? PARSE_RANGE : PARSE_OK;
}
