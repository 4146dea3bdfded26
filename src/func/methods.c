// SPDX-License-Identifier: Apache-2.0
// Methods of time.Duration, Month and Weekday. args[0] is the receiver, which signatures do not count.
#include "func/methods.h"

#include "base/strbuf.h"
#include "func/time_methods.h"
#include "text/gotime.h"
#include "value/print.h"

static struct value printed(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	value_print(&buf, call->args[0]);
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value duration_hours(struct tmpl_call *call)
{
	return value_float(duration_in(call->args[0].i, 3600000000000));
}

static struct value duration_minutes(struct tmpl_call *call)
{
	return value_float(duration_in(call->args[0].i, 60000000000));
}

static struct value duration_seconds(struct tmpl_call *call)
{
	return value_float(duration_in(call->args[0].i, 1000000000));
}

static struct value duration_milliseconds(struct tmpl_call *call)
{
	return value_int64(call->args[0].i / 1000000);
}

static struct value duration_microseconds(struct tmpl_call *call)
{
	return value_int64(call->args[0].i / 1000);
}

static struct value duration_nanoseconds(struct tmpl_call *call)
{
	return value_int64(call->args[0].i);
}

static struct value value_duration(int64_t nanos)
{
	return value_int_of(TYPE_DURATION, nanos);
}

static struct value duration_absolute(struct tmpl_call *call)
{
	int64_t nanos = call->args[0].i;
	return value_duration(nanos == INT64_MIN ? INT64_MAX : nanos < 0 ? -nanos : nanos);
}

static struct value duration_rounded(struct tmpl_call *call)
{
	return value_duration(duration_round(call->args[0].i, call->args[1].i));
}

static struct value duration_truncated(struct tmpl_call *call)
{
	return value_duration(duration_truncate(call->args[0].i, call->args[1].i));
}

static const struct tmpl_func duration_methods[] = {
	{ "Abs", ":D", duration_absolute },
	{ "Hours", ":f", duration_hours },
	{ "Microseconds", ":I", duration_microseconds },
	{ "Milliseconds", ":I", duration_milliseconds },
	{ "Minutes", ":f", duration_minutes },
	{ "Nanoseconds", ":I", duration_nanoseconds },
	{ "Round", "D:D", duration_rounded },
	{ "Seconds", ":f", duration_seconds },
	{ "String", ":s", printed },
	{ "Truncate", "D:D", duration_truncated },
	{ NULL },
};

static const struct tmpl_func named_int_methods[] = {
	{ "String", ":s", printed },
	{ NULL },
};

const struct tmpl_func *func_methods(enum value_type type)
{
	switch (type) {
	case TYPE_DURATION: return duration_methods;
	case TYPE_MONTH:
	case TYPE_WEEKDAY: return named_int_methods;
	case TYPE_TIME: return time_methods;
	default: return NULL;
	}
}
