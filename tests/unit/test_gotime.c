// SPDX-License-Identifier: Apache-2.0
// Rows name their zone and what TZ is to be set to (empty: not at all).
#include "rows.h"

#include <unistd.h>

#include "text/gotime.h"
#include "text/gotime_zone.h"

static const struct gozone *zone_of(struct arena *arena, struct str tz, struct str name)
{
	struct error err = { .arena = arena };
	const struct gozone *zone = NULL;
	if (tz.len)
		setenv("TZ", arena_cstr(arena, tz), 1);
	else
		unsetenv("TZ");
	assert_true(gozone_load(arena, name, &zone, &err));
	return zone;
}

static int64_t number(struct str s)
{
	return strtoll(s.data, NULL, 10);
}

// args: tz, zone, seconds, nanos
static struct gotime time_of(struct arena *arena, const struct str *args)
{
	return (struct gotime){ number(args[2]), (int32_t)number(args[3]), zone_of(arena, args[0], args[1]) };
}

static void show(struct strbuf *out, struct gotime t)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	strbuf_printf(out, "%lld %d %s %d", (long long)t.seconds, (int)t.nanos, f.abbreviation, f.offset);
}

static void run_format(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	gotime_format(out, time_of(arena, args), args[4]);
}

static void run_string(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	gotime_string(out, time_of(arena, args));
}

static void run_go_string(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	gotime_go_string(out, time_of(arena, args));
}

static void run_rfc3339(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	(void)count;
	if (gotime_rfc3339(out, time_of(arena, args), &err))
		return;
	strbuf_truncate(out, 0);
	strbuf_printf(out, "error: %.*s", STR_FMT(err.message));
}

static void run_fields(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct gotime_fields f;
	(void)count;
	gotime_fields(time_of(arena, args), &f);
	strbuf_printf(out, "%lld %d %d %d %d %d %d %d", (long long)f.year, f.month, f.day, f.hour, f.minute, f.second,
	              f.weekday, f.year_day);
}

static void run_parse(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct gotime t;
	(void)count;
	if (gotime_parse(arena, args[2], args[3], zone_of(arena, args[0], args[1]), &t, &err)) {
		show(out, t);
	} else {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	}
}

static void run_add_date(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	show(out, gotime_add_date(time_of(arena, args), number(args[4]), number(args[5]), number(args[6])));
}

static void run_date(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	const struct gozone *zone = zone_of(arena, args[0], args[1]);
	show(out, gotime_date(number(args[2]), (int)number(args[3]), (int)number(args[4]), (int)number(args[5]), 30, 75,
	                      -5, zone));
}

static void run_arithmetic(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	struct gotime t = { number(args[0]), (int32_t)number(args[1]), NULL },
		      u = { number(args[2]), (int32_t)number(args[3]), NULL };
	int64_t step = number(args[4]);
	show(out, gotime_add(t, step));
	strbuf_printf(out, "|%lld|", (long long)gotime_sub(t, u));
	show(out, gotime_round(t, step));
	strbuf_add_char(out, '|');
	show(out, gotime_truncate(t, step));
}

static void run_duration(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	int64_t d = number(args[0]), m = number(args[1]);
	duration_format(out, d);
	strbuf_printf(out, " %lld %lld", (long long)duration_round(d, m), (long long)duration_truncate(d, m));
}

static void run_parse_duration(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	int64_t d;
	(void)count;
	if (duration_parse(args[0], &d, &err)) {
		strbuf_printf(out, "%lld", (long long)d);
	} else {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	}
}

static void run_load(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	const struct gozone *zone;
	(void)count;
	if (gozone_load(arena, args[0], &zone, &err))
		strbuf_add(out, STR("<nil>"));
	else
		strbuf_add(out, err.message);
}

// args: what Local's file holds, seconds
static void run_zone_file(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	char path[] = "/tmp/test_gotime-XXXXXX";
	struct error err = { .arena = arena };
	const struct gozone *zone;
	struct str seconds = args[1], one;
	int file = mkstemp(path);
	(void)count;
	assert_true(file >= 0 && write(file, args[0].data, args[0].len) == (ssize_t)args[0].len && close(file) == 0);
	setenv("TZ", path, 1);
	assert_true(gozone_load(arena, STR("Local"), &zone, &err));
	zone = gozone_resolve(arena, zone);
	unlink(path);
	if (!zone)
		strbuf_add(out, STR("bad"));
	for (bool first = true; zone && str_next_field(&seconds, ',', &one); first = false) {
		strbuf_add(out, first ? STR_NONE : STR(","));
		gotime_format(out, (struct gotime){ number(one), 0, zone }, STR("2006-01-02 15:04:05 -07:00:00 MST"));
	}
}

static const struct row_op ops[] = {
	{ "format", run_format },
	{ "string", run_string },
	{ "fields", run_fields },
	{ "parse", run_parse },
	{ "adddate", run_add_date },
	{ "date", run_date },
	{ "arith", run_arithmetic },
	{ "duration", run_duration },
	{ "parseduration", run_parse_duration },
	{ "load", run_load },
	{ "gostring", run_go_string },
	{ "rfc3339", run_rfc3339 },
	{ "zonefile", run_zone_file },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/gotime.tsv", ops);
}
