// SPDX-License-Identifier: Apache-2.0
// Helm's duration helpers: from a duration, a text ("1h30m", or seconds as "2.5") or a number of seconds.
#include <inttypes.h>
#include <math.h>

#include "base/strbuf.h"
#include "func/cast.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/print.h"

static const int64_t microsecond = 1000, millisecond = 1000000, second = 1000000000, minute = 60000000000,
		     hour = 3600000000000;

static bool fail_float(struct error *err, const char *what, double f)
{
	struct strbuf buf = strbuf_in(err->arena);
	value_print(&buf, value_float(f));
	return fail(err, NOWHERE, "%s: %.*s", what, STR_FMT(strbuf_peek(&buf)));
}

static bool from_float(double seconds, int64_t *ret, struct error *err)
{
	const double limit = 9223372036854775808.0 / 1e9;
	if (isnan(seconds) || isinf(seconds))
		return fail_float(err, "invalid duration seconds", seconds);
	if (seconds > limit || seconds < -limit)
		return fail_float(err, "duration seconds overflow", seconds);
	*ret = int64_of_float(seconds * 1e9);
	return true;
}

static bool from_int(int64_t seconds, int64_t *ret, struct error *err)
{
	if (__builtin_mul_overflow(seconds, second, ret))
		return fail(err, NOWHERE, "duration seconds overflow: %" PRId64, seconds);
	return true;
}

static bool from_uint(uint64_t seconds, int64_t *ret, struct error *err)
{
	if (seconds > (uint64_t)(INT64_MAX / second))
		return fail(err, NOWHERE, "duration seconds overflow: %" PRIu64, seconds);
	*ret = (int64_t)seconds * second;
	return true;
}

static bool from_text(struct str text, int64_t *ret, struct error *err)
{
	struct str s = text_trim_space(text);
	double seconds;
	if (s.len == 0)
		return fail(err, NOWHERE, "empty duration");
	if (duration_parse(s, ret, err))
		return true;
	if (parse_float(s, 64, &seconds) == PARSE_OK)
		return from_float(seconds, ret, err);
	struct str shown = quoted(err->arena, text);
	return fail(err, NOWHERE, "could not parse duration %.*s", STR_FMT(shown));
}

static bool duration_of(struct value v, int64_t *ret, struct error *err)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: return fail(err, NOWHERE, "invalid duration");
	case VALUE_STRING: return from_text(v.s, ret, err);
	case VALUE_INT:
		if (v.type != TYPE_DURATION)
			return from_int(v.i, ret, err);
		*ret = v.i;
		return true;
	case VALUE_UINT: return from_uint(v.u, ret, err);
	case VALUE_FLOAT: return from_float(v.f, ret, err);
	default: return fail(err, NOWHERE, "unsupported duration type %s", value_type_name(v));
	}
}

// 0 for what is no duration.
static int64_t duration_or_zero(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	int64_t nanos;
	return duration_of(call->args[0], &nanos, &err) ? nanos : 0;
}

static struct value fn_must_to_duration(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	int64_t nanos;
	if (!duration_of(call->args[0], &nanos, &err))
		fail_with(call, &err);
	return value_int_of(TYPE_DURATION, nanos);
}

static struct value fn_nanoseconds(struct tmpl_call *call)
{
	return value_int64(duration_or_zero(call));
}

static struct value fn_microseconds(struct tmpl_call *call)
{
	return value_int64(duration_or_zero(call) / microsecond);
}

static struct value fn_milliseconds(struct tmpl_call *call)
{
	return value_int64(duration_or_zero(call) / millisecond);
}

static struct value fn_seconds(struct tmpl_call *call)
{
	return value_float(duration_in(duration_or_zero(call), second));
}

static struct value fn_minutes(struct tmpl_call *call)
{
	return value_float(duration_in(duration_or_zero(call), minute));
}

static struct value fn_hours(struct tmpl_call *call)
{
	return value_float(duration_in(duration_or_zero(call), hour));
}

static struct value fn_days(struct tmpl_call *call)
{
	return value_float(duration_in(duration_or_zero(call), hour) / 24);
}

static struct value fn_weeks(struct tmpl_call *call)
{
	return value_float(duration_in(duration_or_zero(call), hour) / 24 / 7);
}

static struct value rounded(struct tmpl_call *call, int64_t (*round)(int64_t nanos, int64_t multiple))
{
	struct error err = { .arena = call->arena };
	int64_t nanos, multiple;
	if (!duration_of(call->args[0], &nanos, &err))
		nanos = 0;
	else if (duration_of(call->args[1], &multiple, &err))
		nanos = round(nanos, multiple);
	return value_int_of(TYPE_DURATION, nanos);
}

static struct value fn_round_to(struct tmpl_call *call)
{
	return rounded(call, duration_round);
}

static struct value fn_truncate_to(struct tmpl_call *call)
{
	return rounded(call, duration_truncate);
}

const struct tmpl_func func_duration[] = {
	{ "durationDays", "v:f", fn_days },
	{ "durationHours", "v:f", fn_hours },
	{ "durationMicroseconds", "v:I", fn_microseconds },
	{ "durationMilliseconds", "v:I", fn_milliseconds },
	{ "durationMinutes", "v:f", fn_minutes },
	{ "durationNanoseconds", "v:I", fn_nanoseconds },
	{ "durationRoundTo", "vv:D", fn_round_to },
	{ "durationSeconds", "v:f", fn_seconds },
	{ "durationTruncateTo", "vv:D", fn_truncate_to },
	{ "durationWeeks", "v:f", fn_weeks },
	{ "mustToDuration", "v:D", fn_must_to_duration },
	{ NULL },
};
