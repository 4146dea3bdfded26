// SPDX-License-Identifier: Apache-2.0
// Instants and calendar dates. Days are counted from 1970-01-01 in the proleptic Gregorian calendar.
#include "text/gotime.h"

#include <time.h>

#include "text/gozone.h"

enum { DAY = 86400 };
static const int64_t billion = 1000000000;
// Seconds from year 1 (Go's zero time) to 1970.
static const int64_t year_one = 62135596800;

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

// Howard Hinnant's civil calendar, with the year beginning in March.
static int64_t days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void civil_from_days(int64_t days, struct gotime_fields *ret)
{
	days += 719468;
	int64_t era = floor_div(days, 146097), day_of_era = days - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	ret->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	ret->month = (int)(month < 10 ? month + 3 : month - 9);
	ret->year = year_of_era + era * 400 + (ret->month <= 2);
}

struct gotime gotime_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (struct gotime){ now.tv_sec, (int32_t)now.tv_nsec, NULL };
}

void gotime_fields(struct gotime t, struct gotime_fields *ret)
{
	struct zone_moment moment = gozone_lookup(t.zone, t.seconds);
	int64_t local = t.seconds + moment.offset, days = floor_div(local, DAY), rest = local - days * DAY;
	civil_from_days(days, ret);
	ret->hour = (int)(rest / 3600);
	ret->minute = (int)(rest / 60 % 60);
	ret->second = (int)(rest % 60);
	ret->nanos = t.nanos;
	ret->weekday = (int)(((days + 4) % 7 + 7) % 7);
	ret->year_day = (int)(days - days_from_civil(ret->year, 1, 1)) + 1;
	ret->offset = moment.offset;
	ret->abbreviation = moment.name;
}

// Go's Date: fields may lie outside their ranges; of two instants with the same local time Go takes the one whose zone
// it finds first.
struct gotime gotime_date(int64_t year, int month, int day, int hour, int minute, int second, int nanos, const struct gozone *zone)
{
	int64_t months = (int64_t)month - 1;
	year += floor_div(months, 12);
	int64_t days = days_from_civil(year, (int)(months - floor_div(months, 12) * 12) + 1, 1) + day - 1;
	int64_t seconds = days * DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second + floor_div(nanos, billion);
	nanos = (int)(nanos - floor_div(nanos, billion) * billion);
	if (zone) {
		struct zone_moment moment = gozone_lookup(zone, seconds - gozone_lookup(zone, seconds).offset);
		int first = gozone_lookup(zone, seconds).offset;
		int64_t utc = seconds - first;
		if (moment.offset != first && gozone_lookup(zone, seconds - moment.offset).offset == moment.offset)
			utc = seconds - moment.offset;
		else if (moment.offset != first)
			utc = seconds - first;
		seconds = utc;
	}
	return (struct gotime){ seconds, nanos, zone };
}

struct gotime gotime_add(struct gotime t, int64_t nanos)
{
	int64_t sum = t.nanos + nanos % billion;
	t.seconds += nanos / billion + floor_div(sum, billion);
	t.nanos = (int32_t)(sum - floor_div(sum, billion) * billion);
	return t;
}

int64_t gotime_sub(struct gotime t, struct gotime u)
{
	__int128 nanos = ((__int128)t.seconds - u.seconds) * billion + (t.nanos - u.nanos);
	if (nanos > INT64_MAX)
		return INT64_MAX;
	return nanos < INT64_MIN ? INT64_MIN : (int64_t)nanos;
}

struct gotime gotime_add_date(struct gotime t, int64_t years, int64_t months, int64_t days)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	int64_t month = f.month - 1 + months, year = f.year + years + floor_div(month, 12);
	struct gotime moved = gotime_date(year, (int)(month - floor_div(month, 12) * 12) + 1, 1, f.hour, f.minute, f.second, f.nanos, NULL);
	moved.seconds += (f.day - 1 + days) * DAY;
	struct gotime_fields g;
	gotime_fields(moved, &g);
	return gotime_date(g.year, g.month, g.day, g.hour, g.minute, g.second, g.nanos, t.zone);
}

// What is left of the time since year 1 in steps of `nanos`.
static int64_t remainder_of(struct gotime t, int64_t nanos)
{
	__int128 total = ((__int128)t.seconds + year_one) * billion + t.nanos, rest = total % nanos;
	return (int64_t)(rest < 0 ? rest + nanos : rest);
}

struct gotime gotime_truncate(struct gotime t, int64_t nanos)
{
	return nanos <= 0 ? t : gotime_add(t, -remainder_of(t, nanos));
}

struct gotime gotime_round(struct gotime t, int64_t nanos)
{
	if (nanos <= 0)
		return t;
	int64_t rest = remainder_of(t, nanos);
	return (uint64_t)rest * 2 < (uint64_t)nanos ? gotime_add(t, -rest) : gotime_add(t, nanos - rest);
}
