// SPDX-License-Identifier: Apache-2.0
// Numbers of JSON in exact decimal arithmetic: those of a schema as they are written there (values of kind bytes, see
// json_read_exact), those of the values as Go's %v shows them.
#include "schema/internal.h"
#include "text/strconv.h"

enum { MAX_ZEROS = 100000 }; /* Go would multiply out any exponent; beyond this nothing is a multiple */

/* digits × 10^exponent; digits without zeros at both ends, empty for 0. */
struct decimal {
	bool negative;
	struct str digits;
	int64_t exponent;
};

static struct str number_text(struct strbuf *buf, struct value value)
{
	switch (value.kind) {
	case VALUE_INT: format_int(buf, value.i, 10); return strbuf_peek(buf);
	case VALUE_UINT: format_uint(buf, value.u, 10); return strbuf_peek(buf);
	case VALUE_FLOAT: format_float(buf, value.f, 'g', -1, 64); return strbuf_peek(buf);
	default: return value.s;
	}
}

static int64_t parse_exponent(struct str text)
{
	int64_t exponent = 0;
	parse_int(text, 10, 32, &exponent); /* out of range: the limit, which is beyond all that matters */
	return exponent;
}

// The digits are collected in `digits`, which must live as long.
static struct decimal decimal_of(struct strbuf *digits, struct value value)
{
	struct strbuf buf = { 0 };
	struct str text = number_text(&buf, value);
	struct decimal d = { .negative = text.len && text.data[0] == '-' };
	bool point = false;
	for (size_t i = d.negative; i < text.len; i++) {
		char c = text.data[i];
		if (c == 'e' || c == 'E') {
			d.exponent += parse_exponent(str_from(text, i + 1));
			break;
		}
		point = point || c == '.';
		if (c == '.')
			continue;
		d.exponent -= point;
		if (c != '0' || digits->len)
			strbuf_add_char(digits, c);
	}
	strbuf_done(&buf);
	while (digits->len && digits->data[digits->len - 1] == '0') {
		strbuf_truncate(digits, digits->len - 1);
		d.exponent++;
	}
	d.digits = strbuf_peek(digits);
	if (d.digits.len == 0)
		d = (struct decimal){ .digits = STR_NONE };
	return d;
}

// Without the signs.
static int compare_sizes(const struct decimal *a, const struct decimal *b)
{
	int64_t length_a = (int64_t)a->digits.len + a->exponent, length_b = (int64_t)b->digits.len + b->exponent;
	if (a->digits.len == 0 || b->digits.len == 0)
		return (a->digits.len != 0) - (b->digits.len != 0);
	if (length_a != length_b)
		return length_a < length_b ? -1 : 1;
	return str_cmp(a->digits, b->digits); /* a shorter one that begins alike is smaller */
}

int json_compare_numbers(struct value a, struct value b)
{
	struct strbuf digits_a = { 0 }, digits_b = { 0 };
	if (a.kind == VALUE_FLOAT && b.kind == VALUE_FLOAT)
		return (a.f > b.f) - (a.f < b.f);
	struct decimal x = decimal_of(&digits_a, a), y = decimal_of(&digits_b, b);
	int order;
	if (x.negative != y.negative)
		order = x.negative ? -1 : 1;
	else
		order = x.negative ? compare_sizes(&y, &x) : compare_sizes(&x, &y);
	strbuf_done(&digits_a);
	strbuf_done(&digits_b);
	return order;
}

bool json_is_integer(struct value value)
{
	struct strbuf digits = { 0 };
	if (value.kind == VALUE_INT || value.kind == VALUE_UINT)
		return true;
	bool integer = decimal_of(&digits, value).exponent >= 0;
	strbuf_done(&digits);
	return integer;
}

// Is a × 10^zeros divisible by b? School division, one digit at a time.
static bool divides(struct str a, int64_t zeros, unsigned __int128 b)
{
	unsigned __int128 rest = 0;
	for (size_t i = 0; i < a.len; i++)
		rest = (rest * 10 + (unsigned)(a.data[i] - '0')) % b;
	for (; zeros > 0 && rest != 0; zeros--)
		rest = rest * 10 % b;
	return rest == 0;
}

bool json_is_multiple(struct value a, struct value b)
{
	enum { MAX_DIGITS = 36 }; /* so that ten times the rest fits into 128 bits */
	struct strbuf digits_a = { 0 }, digits_b = { 0 };
	struct decimal x = decimal_of(&digits_a, a), y = decimal_of(&digits_b, b);
	int64_t zeros = x.exponent - y.exponent;
	bool multiple = x.digits.len == 0;
	if (!multiple && y.digits.len && y.digits.len <= MAX_DIGITS) {
		unsigned __int128 divisor = 0;
		for (size_t i = 0; i < y.digits.len; i++)
			divisor = divisor * 10 + (unsigned)(y.digits.data[i] - '0');
		/* x has no zeros at its end, so it is no multiple of what has more tens */
		multiple = zeros >= 0 && zeros <= MAX_ZEROS && divides(x.digits, zeros, divisor);
	}
	strbuf_done(&digits_a);
	strbuf_done(&digits_b);
	return multiple;
}

double json_number(struct value value)
{
	double f = 0;
	switch (value.kind) {
	case VALUE_INT: return (double)value.i;
	case VALUE_UINT: return (double)value.u;
	case VALUE_FLOAT: return value.f;
	default: parse_float(value.s, 64, &f); return f;
	}
}

bool json_to_count(struct value value, int64_t *ret)
{
	struct strbuf digits = { 0 };
	struct decimal d = decimal_of(&digits, value);
	bool ok = d.exponent >= 0;
	uint64_t number = 0;
	for (size_t i = 0; ok && i < d.digits.len; i++)
		number = number * 10 + (uint64_t)(d.digits.data[i] - '0');
	for (int64_t i = 0; ok && number && i < d.exponent; i++)
		number *= 10; /* what is too large wraps around in Go too */
	*ret = (int64_t)(d.negative ? 0 - number : number);
	strbuf_done(&digits);
	return ok;
}
