// SPDX-License-Identifier: Apache-2.0
// Methods of time.Time, Duration, Month and Weekday. args[0] is the receiver, which signatures do not count.
#include "func/methods.h"

#include "base/strbuf.h"
#include "func/panic.h"
#include "text/gotime.h"
#include "value/print.h"
#include "value/time.h"

static struct value printed(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	value_print(&buf, call->args[0]);
	return value_string(strbuf_str(&buf, call->arena));
}

// ---- time.Duration, time.Month, time.Weekday ---------------------------------------------------------------------

static double in_units(int64_t nanos, int64_t unit)
{
	return (double)(nanos / unit) + (double)(nanos % unit) / (double)unit;
}

static struct value duration_hours(struct tmpl_call *call)
{
	return value_float(in_units(call->args[0].i, 3600000000000));
}

static struct value duration_minutes(struct tmpl_call *call)
{
	return value_float(in_units(call->args[0].i, 60000000000));
}

static struct value duration_seconds(struct tmpl_call *call)
{
	return value_float(in_units(call->args[0].i, 1000000000));
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

// ---- time.Time -----------------------------------------------------------------------------------------------------

static struct gotime time_of(const struct tmpl_call *call)
{
	return value_as_time(call->args[0]);
}

static struct gotime_fields fields_of(const struct tmpl_call *call)
{
	struct gotime_fields fields;
	gotime_fields(time_of(call), &fields);
	return fields;
}

static struct value time_year(struct tmpl_call *call)
{
	return value_int(fields_of(call).year);
}

static struct value time_month(struct tmpl_call *call)
{
	return value_int_of(TYPE_MONTH, fields_of(call).month);
}

static struct value time_weekday(struct tmpl_call *call)
{
	return value_int_of(TYPE_WEEKDAY, fields_of(call).weekday);
}

static struct value time_day(struct tmpl_call *call)
{
	return value_int(fields_of(call).day);
}

static struct value time_year_day(struct tmpl_call *call)
{
	return value_int(fields_of(call).year_day);
}

static struct value time_hour(struct tmpl_call *call)
{
	return value_int(fields_of(call).hour);
}

static struct value time_minute(struct tmpl_call *call)
{
	return value_int(fields_of(call).minute);
}

static struct value time_second(struct tmpl_call *call)
{
	return value_int(fields_of(call).second);
}

static struct value time_nanosecond(struct tmpl_call *call)
{
	return value_int(time_of(call).nanos);
}

// Seconds since 1970 in units of 1/scale; wraps around as Go does.
static struct value unix_in(struct tmpl_call *call, int64_t scale)
{
	struct gotime time = time_of(call);
	uint64_t rest = (uint64_t)(time.nanos / (1000000000 / scale));
	return value_int64((int64_t)((uint64_t)time.seconds * (uint64_t)scale + rest));
}

static struct value time_unix(struct tmpl_call *call)
{
	return unix_in(call, 1);
}

static struct value time_unix_milli(struct tmpl_call *call)
{
	return unix_in(call, 1000);
}

static struct value time_unix_micro(struct tmpl_call *call)
{
	return unix_in(call, 1000000);
}

static struct value time_unix_nano(struct tmpl_call *call)
{
	return unix_in(call, 1000000000);
}

static struct value time_formatted(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	gotime_format(&buf, time_of(call), call->args[1].s);
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value time_utc(struct tmpl_call *call)
{
	struct gotime time = time_of(call);
	time.zone = NULL;
	return value_time(call->arena, time);
}

static struct value time_local(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct gotime time = time_of(call);
	if (!gozone_load(call->arena, STR("Local"), &time.zone, &err))
		fail_with(call, &err);
	return value_time(call->arena, time);
}

static struct value time_add(struct tmpl_call *call)
{
	return value_time(call->arena, gotime_add(time_of(call), call->args[1].i));
}

static struct value time_add_date(struct tmpl_call *call)
{
	const struct value *args = call->args;
	return value_time(call->arena, gotime_add_date(time_of(call), args[1].i, args[2].i, args[3].i));
}

static struct value time_sub(struct tmpl_call *call)
{
	return value_duration(gotime_sub(time_of(call), value_as_time(call->args[1])));
}

static struct value time_rounded(struct tmpl_call *call)
{
	return value_time(call->arena, gotime_round(time_of(call), call->args[1].i));
}

static struct value time_truncated(struct tmpl_call *call)
{
	return value_time(call->arena, gotime_truncate(time_of(call), call->args[1].i));
}

static int compared(const struct tmpl_call *call)
{
	struct gotime t = time_of(call), u = value_as_time(call->args[1]);
	if (t.seconds != u.seconds)
		return t.seconds < u.seconds ? -1 : 1;
	return (t.nanos > u.nanos) - (t.nanos < u.nanos);
}

static struct value time_after(struct tmpl_call *call)
{
	return value_bool(compared(call) > 0);
}

static struct value time_before(struct tmpl_call *call)
{
	return value_bool(compared(call) < 0);
}

static struct value time_compare(struct tmpl_call *call)
{
	return value_int(compared(call));
}

static struct value time_equal(struct tmpl_call *call)
{
	return value_bool(compared(call) == 0);
}

static struct value time_is_zero(struct tmpl_call *call)
{
	struct gotime time = time_of(call);
	return value_bool(time.seconds == -62135596800 && time.nanos == 0);
}

static const struct tmpl_func time_methods[] = {
	{ "Add", "D:T", time_add },
	{ "AddDate", "iii:T", time_add_date },
	{ "After", "T:b", time_after },
	{ "Before", "T:b", time_before },
	{ "Compare", "T:i", time_compare },
	{ "Day", ":i", time_day },
	{ "Equal", "T:b", time_equal },
	{ "Format", "s:s", time_formatted },
	{ "Hour", ":i", time_hour },
	{ "IsZero", ":b", time_is_zero },
	{ "Local", ":T", time_local },
	{ "Minute", ":i", time_minute },
	{ "Month", ":v", time_month },
	{ "Nanosecond", ":i", time_nanosecond },
	{ "Round", "D:T", time_rounded },
	{ "Second", ":i", time_second },
	{ "String", ":s", printed },
	{ "Sub", "T:D", time_sub },
	{ "Truncate", "D:T", time_truncated },
	{ "UTC", ":T", time_utc },
	{ "Unix", ":I", time_unix },
	{ "UnixMicro", ":I", time_unix_micro },
	{ "UnixMilli", ":I", time_unix_milli },
	{ "UnixNano", ":I", time_unix_nano },
	{ "Weekday", ":v", time_weekday },
	{ "Year", ":i", time_year },
	{ "YearDay", ":i", time_year_day },
	{ NULL },
};

const struct tmpl_func *func_methods(enum value_type type)
{
	switch (type) {
	case TYPE_DURATION:
		return duration_methods;
	case TYPE_MONTH:
	case TYPE_WEEKDAY:
		return named_int_methods;
	case TYPE_TIME:
		return time_methods;
	default:
		return NULL;
	}
}
