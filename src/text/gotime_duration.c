// SPDX-License-Identifier: Apache-2.0
// time.Duration: 1h2m3.5s to nanoseconds and back.
#include "text/gotime.h"
#include "text/gotime_quote.h"
#include "text/strconv.h"

enum { NANOSECOND = 1, MICROSECOND = 1000, MILLISECOND = 1000 * MICROSECOND, SECOND = 1000 * MILLISECOND };

#define LIMIT ((uint64_t)1 << 63)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Digits off the front of *s; false if they exceed 2^63.
static bool take_integer(struct str *s, uint64_t *ret)
{
	uint64_t x = 0;
	for (; s->len && is_digit(s->data[0]); *s = str_from(*s, 1)) {
		if (x > LIMIT / 10)
			return false;
		x = x * 10 + (uint64_t)(s->data[0] - '0');
		if (x > LIMIT)
			return false;
	}
	*ret = x;
	return true;
}

// Digits behind the point: *ret / *ret_scale. Those that do not fit any more are dropped.
static void take_fraction(struct str *s, uint64_t *ret, double *ret_scale)
{
	uint64_t x = 0;
	bool overflow = false;
	*ret_scale = 1;
	for (; s->len && is_digit(s->data[0]); *s = str_from(*s, 1)) {
		if (overflow || x > (LIMIT - 1) / 10 || x * 10 + (uint64_t)(s->data[0] - '0') > LIMIT) {
			overflow = true;
			continue;
		}
		x = x * 10 + (uint64_t)(s->data[0] - '0');
		*ret_scale *= 10;
	}
	*ret = x;
}

static uint64_t unit_of(struct str name)
{
	static const struct {
		const char *name;
		uint64_t unit;
	} units[] = {
		{ "ns", NANOSECOND },           { "us", MICROSECOND },
		{ "µs", MICROSECOND },          { "μs", MICROSECOND },
		{ "ms", MILLISECOND },          { "s", SECOND },
		{ "m", (uint64_t)SECOND * 60 }, { "h", (uint64_t)SECOND * 3600 },
	};
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (str_is(name, units[i].name))
			return units[i].unit;
	return 0;
}

// One number with its unit off the front of *s, added to *sum. On failure, what is wrong ("" for an unknown unit).
static const char *take_term(struct str *s, uint64_t *sum, struct str *ret_unit)
{
	static const char invalid[] = "invalid duration";
	uint64_t v = 0, fraction = 0, unit;
	double scale = 1;
	size_t before = s->len, digits;
	if (s->data[0] != '.' && !is_digit(s->data[0]))
		return invalid;
	if (!take_integer(s, &v))
		return invalid;
	digits = before - s->len;
	if (s->len && s->data[0] == '.') {
		*s = str_from(*s, 1);
		before = s->len;
		take_fraction(s, &fraction, &scale);
		digits += before - s->len;
	}
	if (digits == 0)
		return invalid;
	size_t end = 0;
	while (end < s->len && s->data[end] != '.' && !is_digit(s->data[end]))
		end++;
	if (end == 0)
		return "missing unit in duration";
	*ret_unit = str_slice(*s, 0, end);
	*s = str_from(*s, end);
	unit = unit_of(*ret_unit);
	if (unit == 0)
		return "";
	if (v > LIMIT / unit)
		return invalid;
	v *= unit;
	if (fraction > 0)
		v += (uint64_t)((double)fraction * ((double)unit / scale));
	if (v > LIMIT)
		return invalid;
	*sum += v;
	return *sum > LIMIT ? invalid : NULL;
}

static bool fail_duration(struct error *err, const char *problem, struct str unit, struct str text)
{
	struct strbuf message = { 0 };
	strbuf_add(&message, STR("time: "));
	if (*problem) {
		strbuf_add_cstr(&message, problem);
	} else {
		strbuf_add(&message, STR("unknown unit "));
		gotime_quote(&message, unit);
		strbuf_add(&message, STR(" in duration"));
	}
	strbuf_add_char(&message, ' ');
	gotime_quote(&message, text);
	fail_text(err, NOWHERE, strbuf_peek(&message));
	strbuf_done(&message);
	return false;
}

bool duration_parse(struct str text, int64_t *ret, struct error *err)
{
	struct str s = text, unit = STR_NONE;
	bool negative = s.len && s.data[0] == '-';
	const char *problem = NULL;
	uint64_t sum = 0;
	if (negative || (s.len && s.data[0] == '+'))
		s = str_from(s, 1);
	if (str_eq(s, STR("0"))) {
		*ret = 0;
		return true;
	}
	if (s.len == 0)
		problem = "invalid duration";
	while (s.len && !problem)
		problem = take_term(&s, &sum, &unit);
	if (!problem && !negative && sum == LIMIT)
		problem = "invalid duration";
	if (problem)
		return fail_duration(err, problem, unit, text);
	*ret = (int64_t)(negative ? 0 - sum : sum);
	return true;
}

// The last `digits` decimal digits of *u as a fraction without trailing zeros; *u is divided by them.
static void prepend_fraction(char *buf, size_t *at, uint64_t *u, int digits)
{
	bool print = false;
	for (int i = 0; i < digits; i++, *u /= 10) {
		print = print || *u % 10 != 0;
		if (print)
			buf[--*at] = (char)('0' + *u % 10);
	}
	if (print)
		buf[--*at] = '.';
}

static void prepend_integer(char *buf, size_t *at, uint64_t u)
{
	do
		buf[--*at] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
}

void duration_format(struct strbuf *out, int64_t nanos)
{
	char buf[32];
	size_t at = sizeof(buf);
	uint64_t u = nanos < 0 ? 0 - (uint64_t)nanos : (uint64_t)nanos;
	if (u == 0) {
		strbuf_add(out, STR("0s"));
		return;
	}
	buf[--at] = 's';
	if (u < SECOND) {
		int digits = u < MICROSECOND ? 0 : u < MILLISECOND ? 3 : 6;
		struct str prefix = digits == 0 ? STR("n") : digits == 3 ? STR("µ") : STR("m");
		at -= prefix.len;
		memcpy(buf + at, prefix.data, prefix.len);
		prepend_fraction(buf, &at, &u, digits);
		prepend_integer(buf, &at, u);
	} else {
		prepend_fraction(buf, &at, &u, 9);
		prepend_integer(buf, &at, u % 60);
		u /= 60;
		if (u > 0) {
			buf[--at] = 'm';
			prepend_integer(buf, &at, u % 60);
			u /= 60;
		}
		if (u > 0) {
			buf[--at] = 'h';
			prepend_integer(buf, &at, u);
		}
	}
	if (nanos < 0)
		buf[--at] = '-';
	strbuf_add(out, (struct str){ buf + at, sizeof(buf) - at });
}

int64_t duration_truncate(int64_t nanos, int64_t multiple)
{
	return multiple <= 0 ? nanos : nanos - nanos % multiple;
}

// Half away from zero; beyond the limits, the limit.
int64_t duration_round(int64_t nanos, int64_t multiple)
{
	if (multiple <= 0)
		return nanos;
	int64_t rest = nanos % multiple, result;
	uint64_t size = rest < 0 ? 0 - (uint64_t)rest : (uint64_t)rest;
	if (size + size < (uint64_t)multiple)
		return nanos - rest;
	if (nanos < 0)
		return __builtin_sub_overflow(nanos - rest, multiple, &result) ? INT64_MIN : result;
	return __builtin_add_overflow(nanos - rest, multiple, &result) ? INT64_MAX : result;
}

double duration_in(int64_t nanos, int64_t unit)
{
	return (double)(nanos / unit) + (double)(nanos % unit) / (double)unit;
}
