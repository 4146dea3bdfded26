// SPDX-License-Identifier: Apache-2.0
// Schoolbook arithmetic in base 10^9. A double has at most 17 digits and an exponent of a few hundred, so that numbers
// stay short: speed is no concern, being exact is.
#include "func/decimal.h"

#include <math.h>
#include <string.h>

#include "base/strbuf.h"
#include "text/strconv.h"

enum { GROUP = 1000000000, GROUP_DIGITS = 9, PRECISION = 16 };

static struct decimal trimmed(struct decimal d)
{
	while (d.len && d.groups[d.len - 1] == 0)
		d.len--;
	if (d.len == 0)
		d.negative = false;
	return d;
}

static struct decimal new_decimal(struct arena *arena, size_t len, bool negative, int64_t exponent)
{
	return (struct decimal){ ARENA_ARRAY(arena, uint32_t, len), len, negative, exponent };
}

// Compares coefficients.
static int compare(const struct decimal *a, const struct decimal *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	for (size_t i = a->len; i > 0; i--)
		if (a->groups[i - 1] != b->groups[i - 1])
			return a->groups[i - 1] < b->groups[i - 1] ? -1 : 1;
	return 0;
}

static uint32_t group_at(const struct decimal *d, size_t i)
{
	return i < d->len ? d->groups[i] : 0;
}

static struct decimal add_coefficients(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	size_t len = (a->len > b->len ? a->len : b->len) + 1;
	struct decimal sum = new_decimal(arena, len, a->negative, a->exponent);
	uint32_t carry = 0;
	for (size_t i = 0; i < len; i++) {
		uint32_t group = group_at(a, i) + group_at(b, i) + carry;
		carry = group >= GROUP;
		sum.groups[i] = carry ? group - GROUP : group;
	}
	return trimmed(sum);
}

// a - b, where a is not smaller.
static struct decimal sub_coefficients(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal rest = new_decimal(arena, a->len, a->negative, a->exponent);
	uint32_t borrow = 0;
	for (size_t i = 0; i < a->len; i++) {
		uint32_t take = group_at(b, i) + borrow;
		borrow = a->groups[i] < take;
		rest.groups[i] = (borrow ? a->groups[i] + GROUP : a->groups[i]) - take;
	}
	return trimmed(rest);
}

static struct decimal mul_coefficients(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal product = new_decimal(arena, a->len + b->len + 1, false, 0);
	for (size_t i = 0; i < a->len; i++) {
		uint64_t carry = 0;
		for (size_t j = 0; j < b->len || carry; j++) {
			uint64_t group = product.groups[i + j] + (uint64_t)a->groups[i] * group_at(b, j) + carry;
			product.groups[i + j] = (uint32_t)(group % GROUP);
			carry = group / GROUP;
		}
	}
	return trimmed(product);
}

static uint32_t small_power(int64_t power)
{
	uint32_t value = 1;
	while (power-- > 0)
		value *= 10;
	return value;
}

// The same number with an exponent that is `digits` smaller.
static struct decimal scaled(struct arena *arena, const struct decimal *d, int64_t digits)
{
	size_t zeros = (size_t)(digits / GROUP_DIGITS);
	uint32_t factor = small_power(digits % GROUP_DIGITS);
	struct decimal ret = new_decimal(arena, d->len + zeros + 1, d->negative, d->exponent - digits);
	uint64_t carry = 0;
	for (size_t i = 0; i <= d->len; i++) {
		uint64_t group = (uint64_t)group_at(d, i) * factor + carry;
		ret.groups[i + zeros] = (uint32_t)(group % GROUP);
		carry = group / GROUP;
	}
	return trimmed(ret);
}

struct decimal decimal_add(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal x = *a, y = *b;
	if (x.exponent > y.exponent)
		x = scaled(arena, &x, x.exponent - y.exponent);
	else if (y.exponent > x.exponent)
		y = scaled(arena, &y, y.exponent - x.exponent);
	if (x.negative == y.negative)
		return add_coefficients(arena, &x, &y);
	return compare(&x, &y) >= 0 ? sub_coefficients(arena, &x, &y) : sub_coefficients(arena, &y, &x);
}

struct decimal decimal_sub(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal negated = *b;
	negated.negative = !b->negative && b->len;
	return decimal_add(arena, a, &negated);
}

struct decimal decimal_mul(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal product = mul_coefficients(arena, a, b);
	product.exponent = a->exponent + b->exponent;
	product.negative = product.len && a->negative != b->negative;
	return product;
}

// rest = rest - factor * d * GROUP^at; false (and rest as it was) if that is negative.
static bool subtract_multiple(struct decimal *rest, const struct decimal *d, uint32_t factor, size_t at)
{
	uint64_t carry = 0;
	uint32_t borrow = 0;
	for (int pass = 0; pass < 2; pass++) {
		carry = borrow = 0;
		for (size_t i = 0; i <= d->len || i + at < rest->len; i++) {
			uint64_t product = (uint64_t)group_at(d, i) * factor + carry;
			carry = product / GROUP;
			uint32_t take = (uint32_t)(product % GROUP) + borrow, have = group_at(rest, i + at);
			borrow = have < take;
			if (pass == 1 && i + at < rest->len)
				rest->groups[i + at] = (borrow ? have + GROUP : have) - take;
		}
		if (borrow || carry)
			return false;
	}
	*rest = trimmed(*rest);
	return true;
}

// How often d * GROUP^at goes into rest: by bisection, thirty steps a group.
static uint32_t quotient_group(struct decimal *rest, const struct decimal *d, size_t at)
{
	uint32_t quotient = 0;
	for (uint32_t step = 1u << 29; step; step >>= 1)
		if (quotient + step < GROUP && subtract_multiple(rest, d, step, at))
			quotient += step;
	return quotient;
}

// The coefficients' quotient, cut off; what is left over in *rest.
static struct decimal divide(struct arena *arena, const struct decimal *a, const struct decimal *b,
                             struct decimal *rest)
{
	*rest = new_decimal(arena, a->len, false, 0);
	if (a->len)
		memcpy(rest->groups, a->groups, a->len * sizeof(*a->groups));
	if (a->len < b->len)
		return new_decimal(arena, 0, false, 0);
	struct decimal quotient = new_decimal(arena, a->len - b->len + 1, false, 0);
	for (size_t at = quotient.len; at > 0; at--)
		quotient.groups[at - 1] = quotient_group(rest, b, at - 1);
	return trimmed(quotient);
}

struct decimal decimal_div(struct arena *arena, const struct decimal *a, const struct decimal *b)
{
	struct decimal x = *a, y = *b, rest;
	int64_t shift = a->exponent - b->exponent + PRECISION;
	if (shift < 0)
		y = scaled(arena, &y, -shift);
	else
		x = scaled(arena, &x, shift);
	struct decimal quotient = divide(arena, &x, &y, &rest);
	struct decimal twice = add_coefficients(arena, &rest, &rest);
	if (compare(&twice, &y) >= 0)
		quotient = add_coefficients(arena, &quotient, &(struct decimal){ (uint32_t[]){ 1 }, 1, false, 0 });
	quotient.negative = quotient.len && a->negative != b->negative;
	quotient.exponent = -PRECISION;
	return quotient;
}

struct decimal decimal_from_double(struct arena *arena, double f)
{
	struct strbuf buf = strbuf_in(arena);
	format_float(&buf, fabs(f), 'e', -1, 64);
	struct str text = strbuf_peek(&buf);
	struct decimal d = new_decimal(arena, 3, f < 0, 0);
	uint64_t digits = 0;
	bool behind_point = false;
	size_t i = 0;
	for (; i < text.len && text.data[i] != 'e'; i++) {
		if (text.data[i] == '.') {
			behind_point = true;
			continue;
		}
		digits = digits * 10 + (uint64_t)(text.data[i] - '0');
		d.exponent -= behind_point;
	}
	int64_t exponent = 0;
	parse_int(str_from(text, i + (text.data[i + 1] == '+' ? 2 : 1)), 10, 64, &exponent);
	d.exponent += exponent;
	for (size_t group = 0; group < 3; group++, digits /= GROUP)
		d.groups[group] = (uint32_t)(digits % GROUP);
	return trimmed(d);
}

double decimal_to_double(struct arena *arena, const struct decimal *d)
{
	struct strbuf buf = strbuf_in(arena);
	double f = 0;
	if (d->negative)
		strbuf_add_char(&buf, '-');
	strbuf_add_char(&buf, '0');
	for (size_t i = d->len; i > 0; i--)
		strbuf_printf(&buf, "%09u", (unsigned)d->groups[i - 1]);
	strbuf_printf(&buf, "e%lld", (long long)d->exponent);
	parse_float(strbuf_peek(&buf), 64, &f);
	return f;
}
