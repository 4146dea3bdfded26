// SPDX-License-Identifier: Apache-2.0
// Dates: time.Time or seconds since 1970. What is neither stands for the present.
#include <inttypes.h>

#include "base/strbuf.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "value/time.h"

static const int64_t second = 1000000000;

static struct value taken(struct tmpl_call *call, struct strbuf *buf)
{
	return value_string(strbuf_str(buf, call->arena));
}

static const struct gozone *zone_named(struct tmpl_call *call, struct str name)
{
	struct error err = { .arena = call->arena };
	const struct gozone *zone;
	return gozone_load(call->arena, name, &zone, &err) ? zone : NULL;
}

static struct gotime time_of(struct value v)
{
	if (value_is_time(v))
		return value_as_time(v);
	bool is_seconds = v.kind == VALUE_INT && (v.type == TYPE_INT || v.type == TYPE_INT64);
	return is_seconds ? (struct gotime){ .seconds = v.i } : gotime_now();
}

static struct value formatted(struct tmpl_call *call, struct str layout, struct value date, struct str zone)
{
	struct gotime time = time_of(date);
	struct strbuf buf = strbuf_in(call->arena);
	time.zone = zone_named(call, zone);
	gotime_format(&buf, time, layout);
	return taken(call, &buf);
}

static struct value fn_date(struct tmpl_call *call)
{
	return formatted(call, call->args[0].s, call->args[1], STR("Local"));
}

static struct value fn_date_in_zone(struct tmpl_call *call)
{
	return formatted(call, call->args[0].s, call->args[1], call->args[2].s);
}

static struct value fn_html_date(struct tmpl_call *call)
{
	return formatted(call, STR("2006-01-02"), call->args[0], STR("Local"));
}

static struct value fn_html_date_in_zone(struct tmpl_call *call)
{
	return formatted(call, STR("2006-01-02"), call->args[0], call->args[1].s);
}

static struct value fn_date_modify(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	int64_t nanos;
	if (!duration_parse(call->args[0].s, &nanos, &err))
		return call->args[1];
	return value_time(call->arena, gotime_add(value_as_time(call->args[1]), nanos));
}

static struct value fn_must_date_modify(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	int64_t nanos;
	if (!duration_parse(call->args[0].s, &nanos, &err))
		fail_with(call, &err);
	return value_time(call->arena, gotime_add(value_as_time(call->args[1]), nanos));
}

static struct value fn_ago(struct tmpl_call *call)
{
	int64_t nanos = gotime_sub(gotime_now(), time_of(call->args[0]));
	struct strbuf buf = strbuf_in(call->arena);
	duration_format(&buf, duration_round(nanos, second));
	return taken(call, &buf);
}

// Seconds as text or int64; 0 for anything else, an int too.
static struct value fn_duration(struct tmpl_call *call)
{
	struct value v = call->args[0];
	int64_t seconds = 0;
	if (v.kind == VALUE_STRING && parse_int(v.s, 10, 64, &seconds) == PARSE_SYNTAX)
		seconds = 0;
	else if (v.type == TYPE_INT64)
		seconds = v.i;
	struct strbuf buf = strbuf_in(call->arena);
	duration_format(&buf, (int64_t)((uint64_t)seconds * (uint64_t)second));
	return taken(call, &buf);
}

// The largest unit of which there is more than one whole.
static struct value fn_duration_round(struct tmpl_call *call)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = {
		{ 365 * 24 * 3600, "y" },
		{ 30 * 24 * 3600, "mo" },
		{ 24 * 3600, "d" },
		{ 3600, "h" },
		{ 60, "m" },
		{ 1, "s" },
	};
	struct error err = { .arena = call->arena };
	struct value v = call->args[0];
	int64_t nanos = 0;
	if (v.kind == VALUE_STRING && !duration_parse(v.s, &nanos, &err))
		nanos = 0;
	else if (v.type == TYPE_INT64)
		nanos = v.i;
	else if (value_is_time(v))
		nanos = gotime_sub(gotime_now(), value_as_time(v));
	uint64_t distance = nanos < 0 ? 0 - (uint64_t)nanos : (uint64_t)nanos;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		uint64_t unit = units[i].seconds * (uint64_t)second;
		if (distance > unit)
			return value_string(arena_printf(call->arena, "%" PRIu64 "%s", distance / unit, units[i].name));
	}
	return value_string(STR("0s"));
}

static const struct gotime zero_time = { .seconds = -62135596800 };

static bool parsed(struct tmpl_call *call, struct gotime *ret, struct error *err)
{
	const struct gozone *local = zone_named(call, STR("Local"));
	return gotime_parse(call->arena, call->args[0].s, call->args[1].s, local, ret, err);
}

static struct value fn_to_date(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct gotime time;
	return value_time(call->arena, parsed(call, &time, &err) ? time : zero_time);
}

static struct value fn_must_to_date(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct gotime time;
	if (!parsed(call, &time, &err))
		fail_with(call, &err);
	return value_time(call->arena, time);
}

static struct value fn_now(struct tmpl_call *call)
{
	return value_time(call->arena, gotime_now());
}

static struct value fn_unix_epoch(struct tmpl_call *call)
{
	return value_string(arena_printf(call->arena, "%" PRId64, value_as_time(call->args[0]).seconds));
}

const struct tmpl_func func_date[] = {
	{ "ago", "v:s", fn_ago },
	{ "date", "sv:s", fn_date },
	{ "dateInZone", "svs:s", fn_date_in_zone },
	{ "dateModify", "sT:T", fn_date_modify },
	{ "date_in_zone", "svs:s", fn_date_in_zone },
	{ "date_modify", "sT:T", fn_date_modify },
	{ "duration", "v:s", fn_duration },
	{ "durationRound", "v:s", fn_duration_round },
	{ "htmlDate", "v:s", fn_html_date },
	{ "htmlDateInZone", "vs:s", fn_html_date_in_zone },
	{ "mustDateModify", "sT:T", fn_must_date_modify },
	{ "mustToDate", "ss:T", fn_must_to_date },
	{ "must_date_modify", "sT:T", fn_must_date_modify },
	{ "now", ":T", fn_now },
	{ "toDate", "ss:T", fn_to_date },
	{ "unixEpoch", "T:s", fn_unix_epoch },
	{ NULL },
};
