// SPDX-License-Identifier: Apache-2.0
// Number literals of templates. As Go's untyped constants, one text may serve as an int, an unsigned int and a float;
// which it becomes is decided where it is used.
#include "text/strconv.h"
#include "text/utf8.h"
#include "tmpl/node.h"

static bool syntax_error(struct arena *arena, const char *what, struct str text, struct str *ret_error)
{
	struct strbuf message = strbuf_in(arena);
	strbuf_add_cstr(&message, what);
	quote(&message, text);
	*ret_error = strbuf_str(&message, arena);
	return false;
}

static void set_float(struct number *number, double f)
{
	number->is_float = true;
	number->f = f;
	// Go converts back and forth; outside the range the conversion is not defined, so it is ruled out first.
	if (!number->is_int && f >= -0x1p63 && f < 0x1p63 && (double)(int64_t)f == f) {
		number->is_int = true;
		number->i = (int64_t)f;
	}
	if (!number->is_uint && f >= 0 && f < 0x1p64 && (double)(uint64_t)f == f) {
		number->is_uint = true;
		number->u = (uint64_t)f;
	}
}

static bool parse_char(struct arena *arena, struct str text, struct number *number, struct str *ret_error)
{
	struct str chars;
	size_t size = 1;
	if (!unquote(arena, text, &chars) || chars.len == 0) {
		bool bad_escape = text.len < 3 || text.data[1] == '\\' || text.data[1] == '\'';
		*ret_error = bad_escape ? STR("invalid syntax") : ARENA_CONCAT(arena, STR("malformed character constant: "), text);
		return false;
	}
	// '\xff' is the single byte 0xff, not a rune.
	number->i = chars.len == 1 ? (unsigned char)chars.data[0] : (int64_t)utf8_decode(chars, &size);
	number->u = (uint64_t)number->i;
	number->f = (double)number->i;
	number->is_int = number->is_uint = number->is_float = true;
	return true;
}

// "3i" and "1+2i": the imaginary part decides; a zero one leaves a real number.
static bool parse_complex(struct arena *arena, struct str text, struct number *number, struct str *ret_error)
{
	struct str real = STR("0"), imaginary = str_slice(text, 0, text.len - 1);
	for (size_t at = imaginary.len; at-- > 1;) {
		bool sign = imaginary.data[at] == '+' || imaginary.data[at] == '-';
		if (!sign || (imaginary.data[at - 1] | 0x20) == 'e' || (imaginary.data[at - 1] | 0x20) == 'p')
			continue;
		real = str_slice(imaginary, 0, at);
		imaginary = str_from(imaginary, at);
		break;
	}
	double re, im;
	if (parse_float(real, 64, &re) != PARSE_OK || parse_float(imaginary, 64, &im) != PARSE_OK)
		return syntax_error(arena, "illegal number syntax: ", text, ret_error);
	number->is_imaginary = im != 0;
	if (im == 0)
		set_float(number, re);
	return true;
}

bool number_parse(struct arena *arena, struct str text, bool is_char, bool is_complex, struct number *ret,
                  struct str *ret_error)
{
	*ret = (struct number){ .text = text };
	if (is_char)
		return parse_char(arena, text, ret, ret_error);
	if (is_complex || (text.len && text.data[text.len - 1] == 'i'))
		return parse_complex(arena, text, ret, ret_error);
	ret->is_uint = parse_uint(text, 0, 64, &ret->u) == PARSE_OK;
	ret->is_int = parse_int(text, 0, 64, &ret->i) == PARSE_OK;
	if (ret->is_int && ret->i == 0) {
		ret->is_uint = true; // -0
		ret->u = 0;
	}
	if (ret->is_int || ret->is_uint) {
		ret->is_float = true;
		ret->f = ret->is_int ? (double)ret->i : (double)ret->u;
		return true;
	}
	double f;
	if (parse_float(text, 64, &f) != PARSE_OK)
		return syntax_error(arena, "illegal number syntax: ", text, ret_error);
	bool looks_float = false;
	for (size_t i = 0; i < text.len; i++)
		looks_float |= strchr(".eEpP", text.data[i]) != NULL;
	if (!looks_float)
		return syntax_error(arena, "integer overflow: ", text, ret_error);
	set_float(ret, f);
	return true;
}
