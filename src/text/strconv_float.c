// SPDX-License-Identifier: Apache-2.0
// strconv.FormatFloat. Whole numbers and short fractions, which charts are full of, are found by arithmetic; for the
// others the shortest text is searched among printf's correctly rounded ones, from 15 digits on. printf and strtod of
// the C library round exactly, so only the layout of the digits is Go's own.
#include "text/strconv.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// Significant digits without trailing zeros: 0.d1d2d3… times 10 to the power `point`. Zero has no digits.
struct digits {
	char text[800];
	int len;
	int point;
};

static void trim_zeros(struct digits *d)
{
	while (d->len > 0 && d->text[d->len - 1] == '0')
		d->len--;
}

// The value rounded to `count` significant digits. A double has at most 767, so more than that changes nothing.
static void round_digits(double f, int count, struct digits *ret)
{
	char text[840];
	if (count > 780)
		count = 780;
	snprintf(text, sizeof(text), "%.*e", count - 1, f);
	ret->text[0] = text[0];
	const char *exponent = text + 1;
	ret->len = 1;
	if (*exponent == '.') {
		memcpy(ret->text + 1, text + 2, (size_t)count - 1);
		ret->len = count;
		exponent = text + 2 + (count - 1);
	}
	ret->point = atoi(exponent + 1) + 1;
	trim_zeros(ret);
}

static void digits_of_integer(uint64_t u, int point_shift, struct digits *ret)
{
	char text[24];
	int at = (int)sizeof(text);
	do
		text[--at] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	ret->len = (int)sizeof(text) - at;
	memcpy(ret->text, text + at, (size_t)ret->len);
	ret->point = ret->len - point_shift;
	trim_zeros(ret);
}

// A decimal of at most 15 digits that reads back as f is the only one of its length, so the first found is the
// shortest.
static bool shortest_by_arithmetic(double f, struct digits *ret)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
	if (f >= 1e15 || f < 1e-5)
		return false;
	for (int shift = 0; shift < (int)ARRAY_LEN(powers); shift++) {
		double product = f * powers[shift];
		if (product >= 1e15)
			return false;
		double scaled = (double)(uint64_t)(product + 0.5);
		if (scaled / powers[shift] == f) {
			digits_of_integer((uint64_t)scaled, shift, ret);
			return true;
		}
	}
	return false;
}

static bool reads_back(const struct digits *d, double f, int bits)
{
	char text[64];
	snprintf(text, sizeof(text), "0.%.*se%d", d->len, d->text, d->point);
	return bits == 32 ? strtof(text, NULL) == (float)f : strtod(text, NULL) == f;
}

static void add_one_in_last_place(struct digits *d, int count)
{
	while (d->len < count)
		d->text[d->len++] = '0';
	int i = d->len - 1;
	while (i >= 0 && d->text[i] == '9')
		d->text[i--] = '0';
	if (i < 0) {
		d->text[0] = '1';
		d->point++;
	} else {
		d->text[i]++;
	}
	trim_zeros(d);
}

// The gap below a power of two is half of the one above: there the nearest decimal may miss where the next one hits.
static bool is_power_of_two(double f)
{
	int exponent;
	return frexp(f, &exponent) == 0.5;
}

static void shortest_digits(double f, int bits, struct digits *ret)
{
	if (bits == 64 && shortest_by_arithmetic(f, ret))
		return;
	if (bits == 32 && f == 0x1p-12) { /* the only tie among float32s: Go 1.26 rounds it up, not to even */
		digits_of_integer(24414063, 11, ret);
		return;
	}
	bool subnormal = f < (bits == 32 ? FLT_MIN : DBL_MIN);
	int enough = bits == 32 ? 9 : 17;
	for (int count = subnormal ? 1 : bits == 32 ? 6 : 15; count < enough; count++) {
		round_digits(f, count, ret);
		if (reads_back(ret, f, bits))
			return;
		if (is_power_of_two(f)) {
			add_one_in_last_place(ret, count);
			if (reads_back(ret, f, bits))
				return;
		}
	}
	round_digits(f, enough, ret);
}

static void add_exponent(struct strbuf *out, char letter, int exponent)
{
	strbuf_add_char(out, letter);
	strbuf_add_char(out, exponent < 0 ? '-' : '+');
	exponent = abs(exponent);
	if (exponent < 10)
		strbuf_add_char(out, '0');
	format_uint(out, (uint64_t)exponent, 10);
}

// d.ddde±dd with `precision` digits behind the point.
static void layout_exponent(struct strbuf *out, const struct digits *d, int precision, char letter)
{
	strbuf_add_char(out, d->len ? d->text[0] : '0');
	if (precision > 0) {
		int have = d->len - 1 < precision ? d->len - 1 : precision;
		strbuf_add_char(out, '.');
		if (have > 0)
			strbuf_add(out, (struct str){ d->text + 1, (size_t)have });
		strbuf_add_repeat(out, '0', (size_t)(precision - (have > 0 ? have : 0)));
	}
	add_exponent(out, letter, d->len ? d->point - 1 : 0);
}

// ddd.ddd with `precision` digits behind the point.
static void layout_fixed(struct strbuf *out, const struct digits *d, int precision)
{
	if (d->point > 0) {
		int have = d->len < d->point ? d->len : d->point;
		strbuf_add(out, (struct str){ d->text, (size_t)have });
		strbuf_add_repeat(out, '0', (size_t)(d->point - have));
	} else {
		strbuf_add_char(out, '0');
	}
	if (precision > 0)
		strbuf_add_char(out, '.');
	for (int i = 0; i < precision; i++) {
		int at = d->point + i;
		strbuf_add_char(out, at >= 0 && at < d->len ? d->text[at] : '0');
	}
}

// %g: the exponent form below 1e-4 and from 10^precision on, from 10^6 on if the digits are the shortest.
static void layout_general(struct strbuf *out, const struct digits *d, int precision, bool shortest, char letter)
{
	int limit = precision, exponent = d->point - 1;
	if (limit > d->len && d->len >= d->point)
		limit = d->len;
	if (shortest)
		limit = 6;
	if (exponent < -4 || exponent >= limit) {
		if (precision > d->len)
			precision = d->len;
		layout_exponent(out, d, precision - 1, letter);
		return;
	}
	if (precision > d->point)
		precision = d->len;
	layout_fixed(out, d, precision > d->point ? precision - d->point : 0);
}

static void format_shortest(struct strbuf *out, double f, char format, int bits)
{
	struct digits d = { .len = 0 };
	if (f != 0)
		shortest_digits(f, bits, &d);
	switch (format) {
	case 'e':
	case 'E': layout_exponent(out, &d, d.len > 1 ? d.len - 1 : 0, format); break;
	case 'f': layout_fixed(out, &d, d.len > d.point ? d.len - d.point : 0); break;
	default: layout_general(out, &d, d.len, true, format == 'g' ? 'e' : 'E');
	}
}

// %b: mantissa and binary exponent as they are stored.
static void format_binary(struct strbuf *out, uint64_t mantissa, int exponent)
{
	format_uint(out, mantissa, 10);
	strbuf_add_char(out, 'p');
	if (exponent >= 0)
		strbuf_add_char(out, '+');
	format_int(out, exponent, 10);
}

// %x: one digit before the point, the fraction in hexadecimal, rounded to even; `mantissa` has `bits` below its first.
static void format_hex(struct strbuf *out, uint64_t mantissa, int exponent, int bits, int precision, char format)
{
	const char *hex = format == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
	const uint64_t one = (uint64_t)1 << 60;
	mantissa <<= 60 - bits;
	if (mantissa == 0)
		exponent = 0;
	while (mantissa && mantissa < one) {
		mantissa <<= 1;
		exponent--;
	}
	if (precision >= 0 && precision < 15) {
		int shift = precision * 4;
		uint64_t extra = (mantissa << shift) & (one - 1);
		mantissa >>= 60 - shift;
		if ((extra | (mantissa & 1)) > one / 2)
			mantissa++;
		mantissa <<= 60 - shift;
		if (mantissa & one << 1) {
			mantissa >>= 1;
			exponent++;
		}
	}
	strbuf_add_char(out, '0');
	strbuf_add_char(out, format);
	strbuf_add_char(out, (char)('0' + (mantissa >> 60 & 1)));
	mantissa <<= 4;
	if (precision > 0 || (precision < 0 && mantissa))
		strbuf_add_char(out, '.');
	for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; i++, mantissa <<= 4)
		strbuf_add_char(out, hex[mantissa >> 60]);
	add_exponent(out, format == 'x' ? 'p' : 'P', exponent);
}

static void format_bits(struct strbuf *out, double f, char format, int precision, int bits)
{
	uint64_t mantissa;
	int exponent, width;
	if (bits == 32) {
		float narrow = (float)f;
		uint32_t raw;
		memcpy(&raw, &narrow, sizeof(raw));
		width = 23;
		exponent = (int)(raw >> 23 & 0xFF);
		mantissa = raw & 0x7FFFFF;
	} else {
		uint64_t raw;
		memcpy(&raw, &f, sizeof(raw));
		width = 52;
		exponent = (int)(raw >> 52 & 0x7FF);
		mantissa = raw & (((uint64_t)1 << 52) - 1);
	}
	if (exponent == 0)
		exponent = 1;
	else
		mantissa |= (uint64_t)1 << width;
	exponent -= bits == 32 ? 127 : 1023;
	if (format == 'b')
		format_binary(out, mantissa, exponent - width);
	else
		format_hex(out, mantissa, exponent, width, precision, format);
}

void format_float(struct strbuf *out, double f, char format, int precision, int bits)
{
	if (bits == 32)
		f = (double)(float)f;
	if (isnan(f)) {
		strbuf_add(out, STR("NaN"));
		return;
	}
	if (isinf(f)) {
		strbuf_add(out, f < 0 ? STR("-Inf") : STR("+Inf"));
		return;
	}
	if (signbit(f))
		strbuf_add_char(out, '-');
	f = fabs(f);
	if (format == 'b' || format == 'x' || format == 'X') {
		format_bits(out, f, format, precision, bits);
	} else if (precision < 0) {
		format_shortest(out, f, format, bits);
	} else if (format == 'f') {
		strbuf_printf(out, "%.*f", precision, f);
	} else if (format == 'e' || format == 'E') {
		strbuf_printf(out, format == 'e' ? "%.*e" : "%.*E", precision, f);
	} else {
		struct digits d = { .len = 0 };
		precision = precision == 0 ? 1 : precision;
		if (f != 0)
			round_digits(f, precision, &d);
		layout_general(out, &d, precision, false, format == 'g' ? 'e' : 'E');
	}
}
