// SPDX-License-Identifier: Apache-2.0
// Methods of time.Time. args[0] is the receiver, which signatures do not count.
#include "func/time_methods.h"

#include "base/strbuf.h"
#include "func/panic.h"
#include "text/gotime.h"
#include "value/time.h"

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
	return value_int_of(TYPE_DURATION, gotime_sub(time_of(call), value_as_time(call->args[1])));
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

static struct value time_string(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	gotime_string(&buf, time_of(call));
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value time_go_string(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	gotime_go_string(&buf, time_of(call));
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value time_is_dst(struct tmpl_call *call)
{
	return value_bool(fields_of(call).is_dst);
}

// ---- encodings ---------------------------------------------------------------------------------------------------

// RFC 3339 behind what `buf` holds; the error is that of the method.
static struct value finish_text(struct tmpl_call *call, struct strbuf *buf, const char *quote)
{
	struct error err = { .arena = call->arena };
	strbuf_add_cstr(buf, quote);
	if (!gotime_rfc3339(buf, time_of(call), &err))
		tmpl_fail(call, "Time.%s: %.*s", call->func->name, STR_FMT(err.message));
	strbuf_add_cstr(buf, quote);
	return value_bytes(strbuf_str(buf, call->arena));
}

static struct value time_marshal_json(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	return finish_text(call, &buf, "\"");
}

static struct value time_marshal_text(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	return finish_text(call, &buf, "");
}

static struct value time_append_text(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	strbuf_add(&buf, call->args[1].s);
	return finish_text(call, &buf, "");
}

static struct value time_append_format(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	strbuf_add(&buf, call->args[1].s);
	gotime_format(&buf, time_of(call), call->args[2].s);
	return value_bytes(strbuf_str(&buf, call->arena));
}

static void add_big_endian(struct strbuf *buf, uint64_t number, int bytes)
{
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		strbuf_add_char(buf, (char)(number >> shift));
}

// Version, seconds since year 1, nanoseconds, minutes east of UTC (-1: UTC itself), and seconds of the offset in the
// second version.
static struct value finish_binary(struct tmpl_call *call, struct strbuf *buf)
{
	const int64_t year_one = -62135596800;
	struct gotime time = time_of(call);
	int offset = time.zone ? fields_of(call).offset : -60;
	int seconds = time.zone ? offset % 60 : 0, minutes = offset / 60;
	if (time.zone && (minutes == -1 || minutes < INT16_MIN || minutes > INT16_MAX))
		tmpl_fail(call, "Time.MarshalBinary: unexpected zone offset");
	strbuf_add_char(buf, seconds ? 2 : 1);
	add_big_endian(buf, (uint64_t)time.seconds - (uint64_t)year_one, 8);
	add_big_endian(buf, (uint64_t)time.nanos, 4);
	add_big_endian(buf, (uint64_t)minutes, 2);
	if (seconds)
		strbuf_add_char(buf, (char)seconds);
	return value_bytes(strbuf_str(buf, call->arena));
}

static struct value time_marshal_binary(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	return finish_binary(call, &buf);
}

static struct value time_append_binary(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	strbuf_add(&buf, call->args[1].s);
	return finish_binary(call, &buf);
}

// ---- *time.Location ----------------------------------------------------------------------------------------------

struct location_object {
	struct object object;
	const struct gozone *zone;
};

static const struct gozone *zone_of(const struct object *self)
{
	return ((const struct location_object *)self)->zone;
}

static void location_string(struct strbuf *out, const struct object *self)
{
	strbuf_add(out, gozone_name(zone_of(self)));
}

static struct map *location_fields(struct arena *arena, const struct object *self)
{
	struct map *map = map_new(arena);
	map_set(arena, map, STR("name"), value_string(gozone_name(zone_of(self))));
	return map;
}

static struct value method_location_string(struct tmpl_call *call)
{
	return value_string(gozone_name(zone_of(call->args[0].object)));
}

static const struct tmpl_func location_methods[] = {
	{ "String", ":s", method_location_string },
	{ NULL },
};

static bool location_equal(const struct object *a, const struct object *b)
{
	return zone_of(a) == zone_of(b);
}

static const struct object_class location_class = {
	.type_name = "*time.Location",
	.kind_name = "ptr",
	.methods = location_methods,
	.string = location_string,
	.fields = location_fields,
	.equal = location_equal,
};

static struct value time_location(struct tmpl_call *call)
{
	struct location_object *object = ARENA_NEW(call->arena, struct location_object);
	*object = (struct location_object){ { &location_class }, time_of(call).zone };
	return value_object(TYPE_LOCATION, &object->object);
}

static struct value time_in(struct tmpl_call *call)
{
	struct gotime time = time_of(call);
	if (call->args[1].kind == VALUE_NULL)
		tmpl_panic(call, "time: missing Location in call to Time.In");
	time.zone = zone_of(call->args[1].object);
	return value_time(call->arena, time);
}

const struct tmpl_func time_methods[] = {
	{ "Add", "D:T", time_add },
	{ "AddDate", "iii:T", time_add_date },
	{ "After", "T:b", time_after },
	{ "AppendBinary", "y:y", time_append_binary },
	{ "AppendFormat", "ys:y", time_append_format },
	{ "AppendText", "y:y", time_append_text },
	{ "Before", "T:b", time_before },
	{ "Clock", ":iii", NULL },
	{ "Compare", "T:i", time_compare },
	{ "Date", ":iNi", NULL },
	{ "Day", ":i", time_day },
	{ "Equal", "T:b", time_equal },
	{ "Format", "s:s", time_formatted },
	{ "GoString", ":s", time_go_string },
	{ "GobEncode", ":y", time_marshal_binary },
	{ "Hour", ":i", time_hour },
	{ "ISOWeek", ":ii", NULL },
	{ "In", "z:T", time_in },
	{ "IsDST", ":b", time_is_dst },
	{ "IsZero", ":b", time_is_zero },
	{ "Local", ":T", time_local },
	{ "Location", ":z", time_location },
	{ "MarshalBinary", ":y", time_marshal_binary },
	{ "MarshalJSON", ":y", time_marshal_json },
	{ "MarshalText", ":y", time_marshal_text },
	{ "Minute", ":i", time_minute },
	{ "Month", ":N", time_month },
	{ "Nanosecond", ":i", time_nanosecond },
	{ "Round", "D:T", time_rounded },
	{ "Second", ":i", time_second },
	{ "String", ":s", time_string },
	{ "Sub", "T:D", time_sub },
	{ "Truncate", "D:T", time_truncated },
	{ "UTC", ":T", time_utc },
	{ "Unix", ":I", time_unix },
	{ "UnixMicro", ":I", time_unix_micro },
	{ "UnixMilli", ":I", time_unix_milli },
	{ "UnixNano", ":I", time_unix_nano },
	{ "Weekday", ":W", time_weekday },
	{ "Year", ":i", time_year },
	{ "YearDay", ":i", time_year_day },
	{ "Zone", ":si", NULL },
	{ "ZoneBounds", ":TT", NULL },
	{ NULL },
};
