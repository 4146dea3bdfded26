// SPDX-License-Identifier: Apache-2.0
// Time zones: TZif files (RFC 9636) of the system's tz database, and the POSIX rule at their end for the years to come.
// Which files are looked for, and what applies before the first and after the last change, is as in Go's time package.
#include "text/gotime_zone.h"

#include <stdlib.h>

#include "base/fs.h"

const struct gozone gozone_local = { .is_local = true };

static const struct zone_period utc_period = { .name = STR_INIT("UTC") };

// ---- The rule ---------------------------------------------------------------------------------------------------

enum rule_kind { RULE_JULIAN, RULE_DAY, RULE_MONTH };

struct rule_day {
	enum rule_kind kind;
	int day, week, month;
	int time;
};

static bool rule_number(struct str *s, int min, int max, int *ret)
{
	int number = 0;
	size_t i = 0;
	for (; i < s->len && s->data[i] >= '0' && s->data[i] <= '9'; i++) {
		number = number * 10 + (s->data[i] - '0');
		if (number > max)
			return false;
	}
	if (i == 0 || number < min)
		return false;
	*s = str_from(*s, i);
	*ret = number;
	return true;
}

static bool take_char(struct str *s, char c)
{
	if (s->len == 0 || s->data[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

// CET or <+03>.
static bool rule_name(struct str *s, struct str *ret)
{
	size_t end = 0;
	if (take_char(s, '<')) {
		end = str_find_char(*s, '>');
		if (end == STR_NPOS)
			return false;
		*ret = str_slice(*s, 0, end);
		*s = str_from(*s, end + 1);
		return true;
	}
	while (end < s->len && !(s->data[end] && strchr("0123456789,-+", s->data[end])))
		end++;
	if (end < 3)
		return false;
	*ret = str_slice(*s, 0, end);
	*s = str_from(*s, end);
	return true;
}

// [+-]hours[:minutes[:seconds]]
static bool rule_offset(struct str *s, int *ret)
{
	int part, seconds = 0;
	bool negative = false;
	if (!take_char(s, '+'))
		negative = take_char(s, '-');
	if (!rule_number(s, 0, 24 * 7, &part))
		return false;
	seconds = part * 3600;
	for (int unit = 60; unit > 0 && take_char(s, ':'); unit /= 60) {
		if (!rule_number(s, 0, 59, &part))
			return false;
		seconds += part * unit;
	}
	*ret = negative ? -seconds : seconds;
	return true;
}

static bool rule_date(struct str *s, struct rule_day *ret)
{
	struct rule_day day = { .time = 2 * 3600 };
	if (take_char(s, 'J')) {
		day.kind = RULE_JULIAN;
		if (!rule_number(s, 1, 365, &day.day))
			return false;
	} else if (take_char(s, 'M')) {
		day.kind = RULE_MONTH;
		if (!rule_number(s, 1, 12, &day.month) || !take_char(s, '.') || !rule_number(s, 1, 5, &day.week) ||
		    !take_char(s, '.') || !rule_number(s, 0, 6, &day.day))
			return false;
	} else {
		day.kind = RULE_DAY;
		if (!rule_number(s, 0, 365, &day.day))
			return false;
	}
	if (take_char(s, '/') && !rule_offset(s, &day.time))
		return false;
	*ret = day;
	return true;
}

// Weekday of the first day of a month (Zeller's congruence).
static int first_weekday(int month, int64_t year)
{
	int m = (month + 9) % 12 + 1;
	int64_t y = month <= 2 ? year - 1 : year, century = y / 100, rest = y % 100;
	int64_t weekday = ((26 * m - 2) / 10 + 1 + rest + rest / 4 + century / 4 - 2 * century) % 7;
	return (int)(weekday < 0 ? weekday + 7 : weekday);
}

// Second of the year at which a change happens, with `offset` in force before it.
static int64_t rule_seconds(int64_t year, const struct rule_day *rule, int offset)
{
	int64_t day;
	if (rule->kind == RULE_JULIAN) {
		day = rule->day - 1 + (is_leap_year(year) && rule->day >= 60);
	} else if (rule->kind == RULE_DAY) {
		day = rule->day;
	} else {
		day = rule->day - first_weekday(rule->month, year);
		if (day < 0)
			day += 7;
		for (int week = 1; week < rule->week && day + 7 < days_in_month(rule->month, year); week++)
			day += 7;
		day += days_before_month(rule->month) + (is_leap_year(year) && rule->month > 2);
	}
	return day * SECONDS_PER_DAY + rule->time - offset;
}

// Reads "CET-1CEST,M3.5.0,M10.5.0/3". `dates` is left alone if there is no summer time (summer->name.len == 0).
static bool parse_rule(struct str s, struct zone_period *standard, struct zone_period *summer, struct rule_day dates[2])
{
	if (!rule_name(&s, &standard->name) || !rule_offset(&s, &standard->offset))
		return false;
	standard->offset = -standard->offset;
	*summer = (struct zone_period){ .name = STR_NONE, .is_dst = true };
	if (s.len == 0 || s.data[0] == ',')
		return true;
	if (!rule_name(&s, &summer->name))
		return false;
	summer->offset = standard->offset + 3600;
	if (s.len && s.data[0] != ',') {
		if (!rule_offset(&s, &summer->offset))
			return false;
		summer->offset = -summer->offset;
	}
	if (s.len == 0)
		s = STR(",M3.2.0,M11.1.0"); /* the tz database's own default */
	return (take_char(&s, ',') || take_char(&s, ';')) && rule_date(&s, &dates[0]) && take_char(&s, ',') &&
	       rule_date(&s, &dates[1]) && s.len == 0;
}

static bool apply_rule(struct str rule, int64_t seconds, struct zone_period *ret)
{
	struct zone_period standard = { 0 }, summer;
	struct rule_day dates[2];
	if (!parse_rule(rule, &standard, &summer, dates))
		return false;
	*ret = standard;
	if (summer.name.len == 0)
		return true;
	struct absolute_date date = absolute_split(absolute_seconds(seconds) / SECONDS_PER_DAY);
	int64_t second = (int64_t)(date.year_day - 1) * SECONDS_PER_DAY + seconds % SECONDS_PER_DAY;
	int64_t start = rule_seconds(date.year, &dates[0], standard.offset),
		end = rule_seconds(date.year, &dates[1], summer.offset);
	bool inside = start <= end ? second >= start && second < end : second >= start || second < end;
	if (inside)
		*ret = summer;
	return true;
}

// ---- Lookup -----------------------------------------------------------------------------------------------------

// What applies before the first change: standard time, by the rules of the tz code.
static size_t first_period(const struct gozone *zone)
{
	bool used = false;
	for (size_t i = 0; i < zone->change_count; i++)
		used |= zone->changes[i].period == 0;
	if (!used)
		return 0;
	if (zone->change_count && zone->periods[zone->changes[0].period].is_dst)
		for (size_t i = zone->changes[0].period; i-- > 0;)
			if (!zone->periods[i].is_dst)
				return i;
	for (size_t i = 0; i < zone->period_count; i++)
		if (!zone->periods[i].is_dst)
			return i;
	return 0;
}

struct zone_period gozone_at(const struct gozone *zone, int64_t seconds)
{
	if (!zone)
		return utc_period;
	if (zone->change_count == 0 || seconds < zone->changes[0].when)
		return zone->periods[first_period(zone)];
	size_t low = 0, high = zone->change_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (seconds < zone->changes[middle].when)
			high = middle;
		else
			low = middle;
	}
	struct zone_period period = zone->periods[zone->changes[low].period];
	if (low == zone->change_count - 1 && zone->rule.len)
		apply_rule(zone->rule, seconds, &period);
	return period;
}

bool gozone_offset_of(const struct gozone *zone, struct str name, int64_t local_seconds, int *ret_offset)
{
	const struct zone_period *periods = zone ? zone->periods : NULL;
	size_t count = zone ? zone->period_count : 0;
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(periods[i].name, name))
			continue;
		struct zone_period then = gozone_at(zone, local_seconds - periods[i].offset);
		if (str_eq(then.name, name)) {
			*ret_offset = then.offset;
			return true;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (str_eq(periods[i].name, name)) {
			*ret_offset = periods[i].offset;
			return true;
		}
	}
	return false;
}

// ---- Files ------------------------------------------------------------------------------------------------------

// `size` bytes off the front of *data; empty if there are not so many, and *data is spoilt then.
static struct str take(struct str *data, uint64_t size)
{
	if (!data->data || size > data->len) {
		*data = (struct str){ NULL, 0 };
		return STR_NONE;
	}
	struct str taken = str_slice(*data, 0, (size_t)size);
	*data = str_from(*data, (size_t)size);
	return taken;
}

static uint64_t big_endian(struct str bytes)
{
	uint64_t number = 0;
	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | (unsigned char)bytes.data[i];
	return number;
}

enum count { COUNT_UT, COUNT_STANDARD, COUNT_LEAP, COUNT_TIME, COUNT_PERIOD, COUNT_CHAR, COUNT_COUNT };

static void take_counts(struct str *data, uint64_t counts[COUNT_COUNT])
{
	for (int i = 0; i < COUNT_COUNT; i++)
		counts[i] = big_endian(take(data, 4));
}

static bool read_periods(struct arena *arena, struct str data, struct str names, struct gozone *zone)
{
	zone->period_count = data.len / 6;
	zone->periods = ARENA_ARRAY(arena, struct zone_period, zone->period_count);
	for (size_t i = 0; i < zone->period_count; i++) {
		struct str entry = str_slice(data, 6 * i, 6 * i + 6);
		size_t name = (unsigned char)entry.data[5];
		if (name >= names.len)
			return false;
		struct str rest = str_from(names, name);
		zone->periods[i] = (struct zone_period){
			.name = str_slice(rest, 0, str_find_char(rest, '\0')),
			.offset = (int32_t)big_endian(str_slice(entry, 0, 4)),
			.is_dst = entry.data[4] != 0,
		};
	}
	return zone->period_count > 0;
}

static bool read_changes(struct arena *arena, struct str times, struct str indexes, struct gozone *zone)
{
	size_t size = indexes.len ? times.len / indexes.len : 0;
	zone->change_count = indexes.len;
	zone->changes = ARENA_ARRAY(arena, struct zone_change, indexes.len + 1);
	for (size_t i = 0; i < indexes.len; i++) {
		uint64_t when = big_endian(str_slice(times, size * i, size * i + size));
		unsigned char index = (unsigned char)indexes.data[i];
		if (index >= zone->period_count)
			return false;
		zone->changes[i] = (struct zone_change){ size == 4 ? (int32_t)when : (int64_t)when, index };
	}
	if (zone->change_count == 0)
		zone->changes[zone->change_count++] = (struct zone_change){ .when = INT64_MIN };
	return true;
}

// A TZif file. Version 1 has 4-byte times; later ones repeat everything with 8-byte times, and add a rule.
static bool parse_zone(struct arena *arena, struct str data, struct gozone *ret)
{
	struct gozone zone = { .rule = STR_NONE };
	uint64_t counts[COUNT_COUNT], time_size = 4;
	struct str magic = take(&data, 4), version = take(&data, 16);
	if (!str_eq(magic, STR("TZif")) || version.len == 0)
		return false;
	take_counts(&data, counts);
	if (version.data[0] == '2' || version.data[0] == '3') {
		take(&data, counts[COUNT_TIME] * 5 + counts[COUNT_PERIOD] * 6 + counts[COUNT_CHAR] +
		                    counts[COUNT_LEAP] * 8 + counts[COUNT_STANDARD] + counts[COUNT_UT] + 4 + 16);
		take_counts(&data, counts);
		time_size = 8;
	} else if (version.data[0] != '\0') {
		return false;
	}
	struct str times = take(&data, counts[COUNT_TIME] * time_size), indexes = take(&data, counts[COUNT_TIME]);
	struct str periods = take(&data, counts[COUNT_PERIOD] * 6), names = take(&data, counts[COUNT_CHAR]);
	take(&data, counts[COUNT_LEAP] * (time_size + 4));
	take(&data, counts[COUNT_STANDARD]);
	take(&data, counts[COUNT_UT]);
	if (!data.data)
		return false;
	if (data.len > 2 && data.data[0] == '\n' && data.data[data.len - 1] == '\n')
		zone.rule = str_slice(data, 1, data.len - 1);
	if (!read_periods(arena, periods, names, &zone) || !read_changes(arena, times, indexes, &zone))
		return false;
	*ret = zone;
	return true;
}

static const char *const folders[] = {
	"/usr/share/zoneinfo",
	"/usr/share/lib/zoneinfo",
	"/usr/lib/locale/TZ",
	"/etc/zoneinfo",
};

// Reads one file: FS_MISSING is no error of its own, since further folders may have it.
static const struct gozone *load_file(struct arena *arena, struct str path, bool *ret_missing, struct error *err)
{
	struct str data;
	const char *name = arena_cstr(arena, path);
	enum fs_kind kind = strlen(name) == path.len ? fs_kind(name) : FS_MISSING;
	*ret_missing = kind == FS_MISSING;
	if (kind == FS_FILE && !fs_read(name, arena, &data, err))
		return NULL;
	struct gozone *zone = ARENA_NEW(arena, struct gozone);
	if (kind == FS_FILE && parse_zone(arena, data, zone))
		return zone;
	fail(err, NOWHERE, kind == FS_FOLDER ? "is a directory" : "malformed time zone information");
	return NULL;
}

static const struct gozone *load_from_folders(struct arena *arena, struct str name, struct error *err)
{
	bool missing, failed = false;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		struct error here = { .arena = arena };
		struct str path = ARENA_CONCAT(arena, str_of(folders[i]), STR("/"), name);
		const struct gozone *zone = load_file(arena, path, &missing, &here);
		if (zone)
			return zone;
		if (!missing && !failed) {
			/* Go tells the system's word alone, not the path. */
			size_t colon = str_rfind(here.message, STR(": "));
			fail_text(err, NOWHERE, colon == STR_NPOS ? here.message : str_from(here.message, colon + 2));
			failed = true;
		}
	}
	if (!failed)
		fail(err, NOWHERE, "unknown time zone %.*s", STR_FMT(name));
	return NULL;
}

// TZ as Go understands it: a name or a path, never a rule; what cannot be loaded means UTC.
static const struct gozone *load_local(struct arena *arena)
{
	struct error ignored = { .arena = arena };
	bool missing;
	const char *variable = getenv("TZ");
	if (!variable)
		return load_file(arena, STR("/etc/localtime"), &missing, &ignored);
	struct str name = str_of(variable);
	if (name.len && name.data[0] == ':')
		name = str_from(name, 1);
	if (name.len == 0 || str_eq(name, STR("UTC")))
		return NULL;
	return name.data[0] == '/' ? load_file(arena, name, &missing, &ignored)
	                           : load_from_folders(arena, name, &ignored);
}

const struct gozone *gozone_resolve(struct arena *arena, const struct gozone *zone)
{
	return zone && zone->is_local ? load_local(arena) : zone;
}

bool gozone_load(struct arena *arena, struct str name, const struct gozone **ret, struct error *err)
{
	const struct gozone *zone = NULL;
	if (str_eq(name, STR("Local"))) {
		zone = &gozone_local;
	} else if (name.len && !str_eq(name, STR("UTC"))) {
		if (str_contains(name, STR("..")) || name.data[0] == '/' || name.data[0] == '\\')
			return fail(err, NOWHERE, "time: invalid location name");
		zone = load_from_folders(arena, name, err);
		if (!zone)
			return false;
	}
	*ret = zone;
	return true;
}

struct str gozone_name(const struct gozone *zone)
{
	if (!zone)
		return STR("UTC");
	return zone->is_local ? STR("Local") : zone->periods[0].name;
}

const struct gozone *gozone_fixed(struct arena *arena, struct str name, int offset_seconds)
{
	struct gozone *zone = ARENA_NEW(arena, struct gozone);
	zone->periods = ARENA_NEW(arena, struct zone_period);
	zone->periods[0] = (struct zone_period){ .name = arena_str(arena, name), .offset = offset_seconds };
	zone->period_count = 1;
	zone->rule = STR_NONE;
	return zone;
}
