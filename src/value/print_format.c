// SPDX-License-Identifier: Apache-2.0
// The layout of single values: Go's fmt/format.go. Texts are written straight to the output and brought to the width
// afterwards, in place.
#include "text/strconv.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"
#include "value/printer.h"

void format_padding(struct printer *p, int64_t count)
{
	if (count > 0)
		strbuf_add_repeat(p->out, p->flags.zero && !p->flags.minus ? '0' : ' ', (size_t)count);
}

static void format_spaces(struct printer *p, int64_t count)
{
	if (count > 0)
		strbuf_add_repeat(p->out, ' ', (size_t)count);
}

void format_pad(struct printer *p, size_t start)
{
	if (p->width == 0)
		return;
	struct str text = str_from(strbuf_peek(p->out), start);
	int64_t missing = p->width - (int64_t)utf8_count(text);
	if (missing <= 0)
		return;
	format_padding(p, missing);
	if (p->flags.minus)
		return;
	char *at = p->out->data + start;
	memmove(at + missing, at, text.len);
	memset(at, p->flags.zero ? '0' : ' ', (size_t)missing);
}

static void pad_with_spaces(struct printer *p, size_t start)
{
	bool zero = p->flags.zero;
	p->flags.zero = false;
	format_pad(p, start);
	p->flags.zero = zero;
}

static struct str truncate(const struct printer *p, struct str s)
{
	if (!p->flags.has_precision)
		return s;
	size_t at = 0, size;
	for (int runes = 0; at < s.len && runes < p->precision; at += size, runes++)
		utf8_decode(str_from(s, at), &size);
	return str_slice(s, 0, at);
}

void format_string(struct printer *p, struct str s)
{
	size_t start = p->out->len;
	strbuf_add(p->out, truncate(p, s));
	format_pad(p, start);
}

void format_quoted(struct printer *p, struct str s)
{
	size_t start = p->out->len;
	s = truncate(p, s);
	if (!p->flags.sharp || !quote_raw(p->out, s))
		(p->flags.plus ? quote_ascii : quote)(p->out, s);
	format_pad(p, start);
}

void format_hex_bytes(struct printer *p, struct str s, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEFX" : "0123456789abcdefx";
	size_t len = s.len;
	bool space = p->flags.space, sharp = p->flags.sharp;
	if (p->flags.has_precision && (size_t)p->precision < len)
		len = (size_t)p->precision;
	if (len == 0) {
		format_padding(p, p->width);
		return;
	}
	int64_t width = 2 * (int64_t)len;
	if (space)
		width = (sharp ? 2 * width : width) + (int64_t)len - 1;
	else if (sharp)
		width += 2;
	if (!p->flags.minus)
		format_padding(p, p->width - width);
	for (size_t i = 0; i < len; i++) {
		if (space && i > 0)
			strbuf_add_char(p->out, ' ');
		if (sharp && (space || i == 0)) {
			strbuf_add_char(p->out, '0');
			strbuf_add_char(p->out, digits[16]);
		}
		strbuf_add_char(p->out, digits[(unsigned char)s.data[i] >> 4]);
		strbuf_add_char(p->out, digits[s.data[i] & 15]);
	}
	if (p->flags.minus)
		format_padding(p, p->width - width);
}

// A number's text from the front: sign, prefix, zeros, digits.
struct number_text {
	char sign;
	char prefix[4];
	int64_t zeros;
	char digits[64];
	int at; /* the digits begin here */
};

static void make_digits(struct number_text *n, uint64_t u, unsigned base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	n->at = (int)sizeof(n->digits);
	do
		n->digits[--n->at] = digits[u % base];
	while ((u /= base) != 0);
}

static void make_prefix(struct number_text *n, bool sharp, unsigned base, uint32_t verb)
{
	char *end = n->prefix;
	if (verb == 'O') {
		*end++ = '0';
		*end++ = 'o';
	}
	if (sharp && base == 8 && n->zeros <= 0 && n->digits[n->at] != '0') {
		*end++ = '0';
	} else if (sharp && (base == 2 || base == 16)) {
		*end++ = '0';
		*end++ = base == 2 ? 'b' : verb == 'X' ? 'X' : 'x';
	}
	*end = '\0';
}

void format_integer(struct printer *p, uint64_t u, bool is_signed, unsigned base, uint32_t verb)
{
	struct number_text n = { 0 };
	bool negative = is_signed && (int64_t)u < 0;
	const struct print_flags *flags = &p->flags;
	n.sign = negative ? '-' : flags->plus ? '+' : flags->space ? ' ' : '\0';
	if (flags->has_precision && p->precision == 0 && u == 0) {
		format_spaces(p, p->width);
		return;
	}
	make_digits(&n, negative ? 0 - u : u, base, verb == 'X');
	int64_t digits = (int64_t)sizeof(n.digits) - n.at;
	if (flags->has_precision)
		n.zeros = p->precision - digits;
	else if (flags->zero && !flags->minus && flags->has_width)
		n.zeros = p->width - (n.sign != '\0') - digits;
	if (n.zeros < 0)
		n.zeros = 0;
	make_prefix(&n, flags->sharp, base, verb);
	int64_t missing = p->width - (n.sign != '\0') - (int64_t)strlen(n.prefix) - n.zeros - digits;
	if (!flags->minus)
		format_spaces(p, missing);
	if (n.sign)
		strbuf_add_char(p->out, n.sign);
	strbuf_add_cstr(p->out, n.prefix);
	strbuf_add_repeat(p->out, '0', (size_t)n.zeros);
	strbuf_add(p->out, (struct str){ n.digits + n.at, (size_t)digits });
	if (flags->minus)
		format_spaces(p, missing);
}

static uint32_t rune_of(uint64_t u)
{
	return u > RUNE_MAX ? RUNE_ERROR : (uint32_t)u;
}

void format_character(struct printer *p, uint64_t rune)
{
	size_t start = p->out->len;
	utf8_encode(p->out, rune_of(rune));
	format_pad(p, start);
}

void format_quoted_character(struct printer *p, uint64_t rune)
{
	size_t start = p->out->len;
	if (p->flags.plus)
		quote_rune_ascii(p->out, rune_of(rune));
	else
		quote_rune(p->out, rune_of(rune));
	format_pad(p, start);
}

void format_unicode(struct printer *p, uint64_t rune)
{
	struct number_text n = { 0 };
	size_t start = p->out->len;
	int64_t precision = p->flags.has_precision && p->precision > 4 ? p->precision : 4;
	make_digits(&n, rune, 16, true);
	int64_t digits = (int64_t)sizeof(n.digits) - n.at;
	strbuf_add(p->out, STR("U+"));
	if (precision > digits)
		strbuf_add_repeat(p->out, '0', (size_t)(precision - digits));
	strbuf_add(p->out, (struct str){ n.digits + n.at, (size_t)digits });
	if (p->flags.sharp && rune <= RUNE_MAX && rune_is_print((uint32_t)rune)) {
		strbuf_add(p->out, STR(" '"));
		utf8_encode(p->out, (uint32_t)rune);
		strbuf_add_char(p->out, '\'');
	}
	pad_with_spaces(p, start);
}

// %#g and its like: a decimal point always, and trailing zeros up to the precision. Works on the text from `start` on,
// whose first byte is the sign.
static void complete_digits(struct printer *p, size_t start, char verb, int precision)
{
	struct strbuf *out = p->out;
	char tail[16] = "";
	bool point = false, nonzero = false;
	int digits = 0;
	if (verb == 'g' || verb == 'G' || verb == 'x')
		digits = precision == -1 ? 6 : precision;
	for (size_t i = start + 1; i < out->len; i++) {
		char c = out->data[i];
		if (c == '.') {
			point = true;
		} else if (c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && verb != 'x' && verb != 'X')) {
			memcpy(tail, out->data + i, out->len - i);
			tail[out->len - i] = '\0';
			strbuf_truncate(out, i);
		} else {
			nonzero = nonzero || c != '0';
			digits -= nonzero;
		}
	}
	if (!point) {
		if (out->len == start + 2 && out->data[start + 1] == '0')
			digits--;
		strbuf_add_char(out, '.');
	}
	if (digits > 0)
		strbuf_add_repeat(out, '0', (size_t)digits);
	strbuf_add_cstr(out, tail);
}

static void insert(struct strbuf *out, size_t at, char c, size_t count)
{
	size_t len = out->len - at;
	strbuf_add_repeat(out, c, count);
	memmove(out->data + at + count, out->data + at, len);
	memset(out->data + at, c, count);
}

static void remove_first(struct strbuf *out, size_t at)
{
	memmove(out->data + at, out->data + at + 1, out->len - at - 1);
	out->len--;
}

void format_real(struct printer *p, double f, int bits, char verb, int precision)
{
	struct strbuf *out = p->out;
	const struct print_flags *flags = &p->flags;
	size_t start = out->len;
	if (flags->has_precision)
		precision = p->precision;
	format_float(out, f, verb, precision, bits);
	if (out->data[start] != '-' && out->data[start] != '+')
		insert(out, start, '+', 1);
	if (flags->space && out->data[start] == '+' && !flags->plus)
		out->data[start] = ' ';
	char first = out->data[start + 1];
	if (first == 'I' || first == 'N') { /* infinity keeps its sign, and neither is padded by zeros */
		if (first == 'N' && !flags->space && !flags->plus)
			remove_first(out, start);
		pad_with_spaces(p, start);
		return;
	}
	if (flags->sharp && verb != 'b')
		complete_digits(p, start, verb, precision);
	size_t len = out->len - start;
	if (!flags->plus && out->data[start] == '+')
		remove_first(out, start);
	else if (flags->zero && !flags->minus && flags->has_width && (size_t)p->width > len)
		insert(out, start + 1, '0', (size_t)p->width - len);
	format_pad(p, start);
}
