// SPDX-License-Identifier: Apache-2.0
// A zone is a list of transitions, each with the index of what holds from then on, and a rule (POSIX TZ) for the time
// behind the last one. RFC 8536.
#include "text/gozone.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "text/strconv.h"

struct zone_kind {
	struct str name;
	int offset;
	bool is_dst;
};

struct transition {
	int64_t at;
	unsigned kind;
};

struct gozone {
	struct str name;
	struct zone_kind *kinds;
	size_t kinds_len;
	struct transition *transitions;
	size_t transitions_len;
	struct str rule; // of the time behind the last transition
};

enum { DAY = 86400 };

static const struct zone_kind utc_kind = { STR_INIT("UTC"), 0, false };

// ---- the rule at the end ---------------------------------------------------------------------------------------

struct rule_date {
	char form; // 'J', 'n' (day of the year from 0), 'M'
	int day, week, month;
	int time;  // seconds after midnight
};

static bool rule_number(struct str *s, int low, int high, int *ret)
{
	int number = 0;
	size_t digits = 0;
	while (digits < s->len && s->data[digits] >= '0' && s->data[digits] <= '9' && number <= high)
		number = number * 10 + (s->data[digits++] - '0');
	*s = str_from(*s, digits);
	*ret = number;
	return digits && number >= low && number <= high;
}

static bool rule_name(struct str *s, struct str *ret)
{
	size_t at = 0;
	if (s->len && s->data[0] == '<') {
		size_t end = str_find_char(*s, '>');
		if (end == STR_NPOS)
			return false;
		*ret = str_slice(*s, 1, end);
		*s = str_from(*s, end + 1);
		return true;
	}
	while (at < s->len && ((s->data[at] | 0x20) >= 'a' && (s->data[at] | 0x20) <= 'z'))
		at++;
	*ret = str_slice(*s, 0, at);
	*s = str_from(*s, at);
	return at >= 3;
}

// [+-]hh[:mm[:ss]]
static bool rule_offset(struct str *s, int *ret)
{
	int sign = 1, hours, minutes = 0, seconds = 0;
	if (s->len && (s->data[0] == '-' || s->data[0] == '+')) {
		sign = s->data[0] == '-' ? -1 : 1;
		*s = str_from(*s, 1);
	}
	if (!rule_number(s, 0, 24 * 7, &hours))
		return false;
	if (str_has_prefix(*s, STR(":"))) {
		*s = str_from(*s, 1);
		if (!rule_number(s, 0, 59, &minutes))
			return false;
		if (str_has_prefix(*s, STR(":"))) {
			*s = str_from(*s, 1);
			if (!rule_number(s, 0, 59, &seconds))
				return false;
		}
	}
	*ret = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

static bool rule_date(struct str *s, struct rule_date *ret)
{
	*ret = (struct rule_date){ .form = 'n', .time = 7200 };
	if (s->len && (s->data[0] == 'J' || s->data[0] == 'M')) {
		ret->form = s->data[0];
		*s = str_from(*s, 1);
	}
	if (ret->form == 'M') {
		if (!rule_number(s, 1, 12, &ret->month) || !str_has_prefix(*s, STR(".")))
			return false;
		*s = str_from(*s, 1);
		if (!rule_number(s, 1, 5, &ret->week) || !str_has_prefix(*s, STR(".")))
			return false;
		*s = str_from(*s, 1);
		if (!rule_number(s, 0, 6, &ret->day))
			return false;
	} else if (!rule_number(s, ret->form == 'J', ret->form == 'J' ? 365 : 365, &ret->day)) {
		return false;
	}
	if (!str_has_prefix(*s, STR("/")))
		return true;
	*s = str_from(*s, 1);
	return rule_offset(s, &ret->time);
}

static int64_t days_to_year(int64_t year)
{
	int64_t y = year - 1;
	int64_t century = y >= 0 ? y / 400 : -((399 - y) / 400), rest = y - century * 400;
	return century * 146097 + rest * 365 + rest / 4 - rest / 100 - 719162;
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Seconds since the start of the year at which the date's change happens, by local time.
static int64_t rule_seconds(const struct rule_date *date, int64_t year)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
	int64_t start = days_to_year(year), day = date->day;
	if (date->form == 'J') {
		day = date->day - 1 + (is_leap(year) && date->day >= 60);
	} else if (date->form == 'M') {
		int64_t first = before[date->month - 1] + (is_leap(year) && date->month > 2);
		int64_t length = before[date->month] - before[date->month - 1] + (is_leap(year) && date->month == 2);
		int64_t weekday = ((start + first + 4) % 7 + 7) % 7;
		int64_t offset = (date->day - weekday + 7) % 7 + 7 * (date->week - 1);
		while (offset >= length)
			offset -= 7;
		day = first + offset;
	}
	return day * DAY + date->time;
}

static int64_t year_of(int64_t seconds)
{
	int64_t days = seconds / DAY - (seconds % DAY < 0), year = 1970 + days / 366;
	while (days_to_year(year + 1) <= days)
		year++;
	while (days_to_year(year) > days)
		year--;
	return year;
}

static bool rule_lookup(struct str rule, int64_t seconds, struct zone_moment *ret)
{
	struct str standard, daylight;
	struct rule_date start, end;
	int offset, dst_offset;
	if (!rule_name(&rule, &standard) || !rule_offset(&rule, &offset))
		return false;
	offset = -offset;
	*ret = (struct zone_moment){ standard, offset };
	if (rule.len == 0 || rule.data[0] == ',')
		return true;
	if (!rule_name(&rule, &daylight))
		return false;
	dst_offset = offset + 3600;
	if (rule.len && rule.data[0] != ',') {
		if (!rule_offset(&rule, &dst_offset))
			return false;
		dst_offset = -dst_offset;
	}
	if (!str_has_prefix(rule, STR(",")))
		rule = STR(",M3.2.0,M11.1.0");
	rule = str_from(rule, 1);
	if (!rule_date(&rule, &start) || !str_has_prefix(rule, STR(",")))
		return false;
	rule = str_from(rule, 1);
	if (!rule_date(&rule, &end))
		return false;
	int64_t year = year_of(seconds), since = seconds - days_to_year(year) * DAY;
	int64_t from = rule_seconds(&start, year) - offset, to = rule_seconds(&end, year) - dst_offset;
	bool is_dst = from < to ? since >= from && since < to : since >= from || since < to;
	if (is_dst)
		*ret = (struct zone_moment){ daylight, dst_offset };
	return true;
}

// ---- lookups ---------------------------------------------------------------------------------------------------

// Before the first transition: the first kind that is no daylight time.
static const struct zone_kind *first_kind(const struct gozone *zone)
{
	for (size_t i = 0; i < zone->kinds_len; i++)
		if (!zone->kinds[i].is_dst)
			return &zone->kinds[i];
	return zone->kinds_len ? &zone->kinds[0] : &utc_kind;
}

struct zone_moment gozone_lookup(const struct gozone *zone, int64_t seconds)
{
	struct zone_moment moment = { STR("UTC"), 0 };
	if (!zone)
		return moment;
	size_t low = 0, high = zone->transitions_len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (zone->transitions[middle].at <= seconds)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->transitions_len && zone->rule.len && rule_lookup(zone->rule, seconds, &moment))
		return moment;
	const struct zone_kind *kind = low ? &zone->kinds[zone->transitions[low - 1].kind] : first_kind(zone);
	return (struct zone_moment){ kind->name, kind->offset };
}

bool gozone_lookup_name(const struct gozone *zone, struct str name, int64_t seconds, int *ret_offset)
{
	size_t len = zone ? zone->kinds_len : 1;
	const struct zone_kind *kinds = zone ? zone->kinds : &utc_kind;
	for (size_t i = 0; i < len; i++) {
		if (!str_eq(kinds[i].name, name))
			continue;
		struct zone_moment moment = gozone_lookup(zone, seconds - kinds[i].offset);
		if (str_eq(moment.name, kinds[i].name)) {
			*ret_offset = moment.offset;
			return true;
		}
	}
	for (size_t i = 0; i < len; i++)
		if (str_eq(kinds[i].name, name)) {
			*ret_offset = kinds[i].offset;
			return true;
		}
	return false;
}

// ---- TZif ------------------------------------------------------------------------------------------------------

struct reader {
	struct str bytes;
	bool failed;
};

static struct str take(struct reader *reader, size_t len)
{
	if (reader->bytes.len < len)
		reader->failed = true;
	struct str taken = str_slice(reader->bytes, 0, len);
	reader->bytes = str_from(reader->bytes, len);
	return taken;
}

static int64_t big_endian(struct str bytes)
{
	uint64_t number = bytes.len && (bytes.data[0] & 0x80) ? UINT64_MAX : 0;
	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | (unsigned char)bytes.data[i];
	return (int64_t)number;
}

struct counts {
	int64_t isut, isstd, leap, transitions, kinds, chars;
};

static char read_header(struct reader *reader, struct counts *counts)
{
	if (!str_is(take(reader, 4), "TZif"))
		reader->failed = true;
	struct str version = take(reader, 16);
	int64_t *fields[] = { &counts->isut, &counts->isstd, &counts->leap, &counts->transitions, &counts->kinds, &counts->chars };
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		*fields[i] = big_endian(take(reader, 4));
		if (*fields[i] < 0 || *fields[i] > 100000)
			reader->failed = true;
	}
	return reader->failed || !version.len ? '\0' : version.data[0];
}

static size_t data_size(const struct counts *c, size_t width)
{
	return (size_t)(c->transitions * (int64_t)(width + 1) + c->kinds * 6 + c->chars + c->leap * (int64_t)(width + 4) +
	                c->isstd + c->isut);
}

static void read_body(struct arena *arena, struct reader *reader, const struct counts *counts, size_t width,
                      struct gozone *zone)
{
	struct str times = take(reader, (size_t)counts->transitions * width);
	struct str indexes = take(reader, (size_t)counts->transitions), kinds = take(reader, (size_t)counts->kinds * 6);
	struct str names = take(reader, (size_t)counts->chars);
	take(reader, (size_t)(counts->leap * (int64_t)(width + 4) + counts->isstd + counts->isut));
	if (reader->failed)
		return;
	zone->kinds_len = (size_t)counts->kinds;
	zone->kinds = ARENA_ARRAY(arena, struct zone_kind, zone->kinds_len);
	for (size_t i = 0; i < zone->kinds_len; i++) {
		struct str name = str_from(names, (unsigned char)kinds.data[i * 6 + 5]);
		size_t end = str_find_char(name, '\0');
		zone->kinds[i] = (struct zone_kind){ arena_str(arena, str_slice(name, 0, end == STR_NPOS ? name.len : end)),
			                             (int)big_endian(str_slice(kinds, i * 6, i * 6 + 4)), kinds.data[i * 6 + 4] != 0 };
	}
	zone->transitions_len = (size_t)counts->transitions;
	zone->transitions = ARENA_ARRAY(arena, struct transition, zone->transitions_len);
	for (size_t i = 0; i < zone->transitions_len; i++) {
		unsigned kind = (unsigned char)indexes.data[i];
		reader->failed |= kind >= zone->kinds_len;
		zone->transitions[i] = (struct transition){ big_endian(str_slice(times, i * width, (i + 1) * width)), kind };
	}
}

static struct gozone *parse_zone(struct arena *arena, struct str name, struct str bytes)
{
	struct gozone *zone = ARENA_NEW(arena, struct gozone);
	struct reader reader = { bytes, false };
	struct counts counts;
	size_t width = 4;
	zone->name = arena_str(arena, name);
	char version = read_header(&reader, &counts);
	if (!reader.failed && version > '\0') { // the same again, with wide times
		take(&reader, data_size(&counts, 4));
		read_header(&reader, &counts);
		width = 8;
	}
	if (!reader.failed)
		read_body(arena, &reader, &counts, width, zone);
	if (width == 8 && str_has_prefix(reader.bytes, STR("\n"))) {
		struct str rule = str_from(reader.bytes, 1);
		size_t end = str_find_char(rule, '\n');
		zone->rule = arena_str(arena, str_slice(rule, 0, end == STR_NPOS ? 0 : end));
	}
	return reader.failed ? NULL : zone;
}

static bool load_file(struct arena *arena, struct str name, const char *path, const struct gozone **ret)
{
	struct error ignored = { .arena = arena };
	struct str bytes;
	if (fs_kind(path) != FS_FILE || !fs_read(path, arena, &bytes, &ignored))
		return false;
	*ret = parse_zone(arena, name, bytes);
	return *ret != NULL;
}

static bool load_named(struct arena *arena, struct str name, const struct gozone **ret)
{
	static const char *const folders[] = { "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo" };
	const char *given = getenv("ZONEINFO");
	if (given && *given && load_file(arena, name, arena_printf(arena, "%s/%.*s", given, STR_FMT(name)).data, ret))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (load_file(arena, name, arena_printf(arena, "%s/%.*s", folders[i], STR_FMT(name)).data, ret))
			return true;
	return false;
}

// TZ: unset means /etc/localtime, empty means UTC, else a name or a path.
static const struct gozone *load_local(struct arena *arena)
{
	const char *tz = getenv("TZ");
	const struct gozone *zone = NULL;
	if (!tz) {
		load_file(arena, STR("Local"), "/etc/localtime", &zone);
		return zone;
	}
	struct str name = str_trim_prefix(str_of(tz), STR(":"));
	if (name.len && name.data[0] == '/')
		load_file(arena, str_is(name, "/etc/localtime") ? STR("Local") : name, name.data, &zone);
	else if (name.len && !str_is(name, "UTC"))
		load_named(arena, name, &zone);
	return zone;
}

static bool is_safe_name(struct str name)
{
	if (name.data[0] == '/' || name.data[0] == '\\' || str_find_char(name, '\\') != STR_NPOS)
		return false;
	for (struct str part, rest = name; str_next_field(&rest, '/', &part);)
		if (str_is(part, ".."))
			return false;
	return true;
}

bool gozone_load(struct arena *arena, struct str name, const struct gozone **ret, struct error *err)
{
	*ret = NULL;
	if (name.len == 0 || str_is(name, "UTC"))
		return true;
	if (str_is(name, "Local")) {
		*ret = load_local(arena);
		return true;
	}
	if (!is_safe_name(name))
		return fail(err, NOWHERE, "time: invalid location name");
	if (load_named(arena, name, ret))
		return true;
	return fail(err, NOWHERE, "unknown time zone %.*s", STR_FMT(name));
}

const struct gozone *gozone_fixed(struct arena *arena, struct str name, int offset_seconds)
{
	struct gozone *zone = ARENA_NEW(arena, struct gozone);
	zone->name = arena_str(arena, name);
	zone->kinds = ARENA_NEW(arena, struct zone_kind);
	zone->kinds_len = 1;
	zone->kinds[0] = (struct zone_kind){ zone->name, offset_seconds, false };
	return zone;
}
