// SPDX-License-Identifier: Apache-2.0
// Number literals of templates. As Go's untyped constants, one text may serve as an int, an unsigned int and a float;
// which it becomes is decided where it is used. Complex numbers are read as fmt.Sscan reads them.
#include "text/strconv.h"
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
	struct str rest = str_from(text, 1);
	uint32_t rune;
	bool is_byte;
	if (!unquote_char(&rest, '\'', &rune, &is_byte)) {
		*ret_error = STR("invalid syntax");
		return false;
	}
	if (!str_is(rest, "'")) {
		*ret_error = ARENA_CONCAT(arena, STR("malformed character constant: "), text);
		return false;
	}
	number->i = (int64_t)rune;
	number->u = rune;
	number->f = (double)rune;
	number->is_int = number->is_uint = number->is_float = true;
	return true;
}

// ---- complex numbers -------------------------------------------------------------------------------------------

static bool accept(struct str *rest, const char *set)
{
	if (rest->len == 0 || !rest->data[0] || !strchr(set, rest->data[0]))
		return false;
	*rest = str_from(*rest, 1);
	return true;
}

// What Go's scanner takes for a float, which is not quite what the lexer takes for one: an "i" at the front might begin
// "Inf", and 0b is no prefix.
static struct str float_token(struct str *rest)
{
	struct str start = *rest;
	accept(rest, "+-");
	accept(rest, "iI");
	const char *digits = "0123456789_", *exponent = "eEpP";
	if (accept(rest, "0") && accept(rest, "xX")) {
		digits = "0123456789aAbBcCdDeEfF_";
		exponent = "pP";
	}
	while (accept(rest, digits))
		;
	if (accept(rest, "."))
		while (accept(rest, digits))
			;
	if (accept(rest, exponent)) {
		accept(rest, "+-");
		while (accept(rest, "0123456789_"))
			;
	}
	return str_slice(start, 0, start.len - rest->len);
}

static bool parse_part(struct arena *arena, struct str text, double *ret, struct str *ret_error)
{
	enum parse_result result = parse_float(text, 64, ret);
	if (result == PARSE_OK)
		return true;
	syntax_error(arena, "strconv.ParseFloat: parsing ", text, ret_error);
	struct str why = result == PARSE_RANGE ? STR(": value out of range") : STR(": invalid syntax");
	*ret_error = ARENA_CONCAT(arena, *ret_error, why);
	return false;
}

static void set_complex(struct number *number, double re, double im)
{
	number->is_complex = true;
	number->f = re;
	number->im = im;
	if (im == 0)
		set_float(number, re);
}

// "1+2i".
static bool parse_complex(struct arena *arena, struct str text, struct number *number, struct str *ret_error)
{
	double re, im;
	struct str real = float_token(&text);
	bool has_sign = text.len && strchr("+-", text.data[0]);
	struct str imaginary = float_token(&text);
	if (!has_sign || !accept(&text, "i")) {
		*ret_error = STR("syntax error scanning complex number");
		return false;
	}
	if (!parse_part(arena, real, &re, ret_error) || !parse_part(arena, imaginary, &im, ret_error))
		return false;
	set_complex(number, re, im);
	return true;
}

bool number_parse(struct arena *arena, struct str text, bool is_char, bool is_complex, struct number *ret,
                  struct str *ret_error)
{
	*ret = (struct number){ .text = text };
	if (is_char)
		return parse_char(arena, text, ret, ret_error);
	if (is_complex)
		return parse_complex(arena, text, ret, ret_error);
	double f;
	if (str_has_suffix(text, STR("i")) && parse_float(str_slice(text, 0, text.len - 1), 64, &f) == PARSE_OK) {
		set_complex(ret, 0, f);
		return true;
	}
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
