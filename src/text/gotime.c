// SPDX-License-Identifier: Apache-2.0
// The calendar and arithmetic of Go's time.Time. Zones are in gotime_zone.c, texts in gotime_format.c and
// gotime_parse.c.
#include "text/gotime.h"

#include <time.h>

#include "text/gotime_zone.h"

#define ABSOLUTE_YEARS 292277022400
#define DAYS_PER_400_YEARS 146097
/* From 1 March of year 0 to 1970-01-01. */
#define EPOCH_DAYS 719468
#define ABSOLUTE_EPOCH_DAYS (ABSOLUTE_YEARS / 400 * DAYS_PER_400_YEARS + EPOCH_DAYS)
/* Seconds from year 1 to 1970: times are rounded from there. */
#define YEAR_1_TO_1970 ((int64_t)719162 * SECONDS_PER_DAY)

static const int64_t nanos_per_second = 1000000000;

uint64_t absolute_seconds(int64_t seconds)
{
	return (uint64_t)seconds + (uint64_t)ABSOLUTE_EPOCH_DAYS * SECONDS_PER_DAY;
}

bool is_leap_year(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_before_month(int month)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
	return before[month - 1];
}

int days_in_month(int month, int64_t year)
{
	if (month == 2)
		return is_leap_year(year) ? 29 : 28;
	return days_before_month(month + 1) - days_before_month(month);
}

struct absolute_date absolute_split(uint64_t days)
{
	uint64_t quarters = 4 * days + 3, century = quarters / DAYS_PER_400_YEARS;
	unsigned in_century = (unsigned)(quarters % DAYS_PER_400_YEARS) | 3;
	unsigned year = in_century / 1461, year_day = in_century % 1461 / 4, month = (5 * year_day + 2) / 153;
	bool next_year = month >= 10; /* January and February end the year that begins in March */
	struct absolute_date date = {
		.year = (int64_t)(century * 100 + year - ABSOLUTE_YEARS) + next_year,
		.month = (int)month + (next_year ? -9 : 3),
		.day = (int)(year_day - (153 * month + 2) / 5 + 1),
	};
	date.year_day = days_before_month(date.month) + date.day + (date.month > 2 && is_leap_year(date.year));
	return date;
}

int64_t seconds_of_date(int64_t year, int month, int64_t day, int64_t seconds_of_day)
{
	bool early = month < 3;
	uint64_t y = (uint64_t)year - early + (uint64_t)ABSOLUTE_YEARS, century = y / 100, in_century = y % 100;
	uint64_t month_from_march = (uint64_t)(early ? month + 9 : month - 3);
	uint64_t days = DAYS_PER_400_YEARS * century / 4 + 1461 * in_century / 4 + (153 * month_from_march + 2) / 5;
	days += (uint64_t)day - 1 - (uint64_t)ABSOLUTE_EPOCH_DAYS;
	return (int64_t)(days * SECONDS_PER_DAY + (uint64_t)seconds_of_day);
}

struct gotime gotime_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (struct gotime){ .seconds = now.tv_sec, .nanos = (int32_t)now.tv_nsec, .zone = &gozone_local };
}

void gotime_fields(struct gotime t, struct gotime_fields *ret)
{
	struct arena arena = { 0 };
	struct zone_period period = gozone_at(gozone_resolve(&arena, t.zone), t.seconds);
	uint64_t absolute = absolute_seconds((int64_t)((uint64_t)t.seconds + (uint64_t)(int64_t)period.offset));
	uint64_t days = absolute / SECONDS_PER_DAY;
	int clock = (int)(absolute % SECONDS_PER_DAY);
	struct absolute_date date = absolute_split(days);
	*ret = (struct gotime_fields){
		.year = date.year,
		.month = date.month,
		.day = date.day,
		.hour = clock / 3600,
		.minute = clock / 60 % 60,
		.second = clock % 60,
		.nanos = t.nanos,
		.weekday = (int)((days + 3) % 7), /* day 0 is a Wednesday */
		.year_day = date.year_day,
		.offset = period.offset,
		.is_dst = period.is_dst,
	};
	size_t len = period.name.len < sizeof(ret->abbreviation) ? period.name.len : sizeof(ret->abbreviation) - 1;
	memcpy(ret->abbreviation, period.name.data, len);
	arena_done(&arena);
}

// Carries what *low has too much, or too little, into *high.
static void carry(int64_t *high, int64_t *low, int64_t base)
{
	int64_t over = *low / base - (*low % base < 0);
	*high = (int64_t)((uint64_t)*high + (uint64_t)over);
	*low -= over * base;
}

// time.Date with fields of any size. Around a change of the zone the offset before it is tried first.
static struct gotime date_of(int64_t year, int64_t month, int64_t day, const int64_t clock[4],
                             const struct gozone *zone)
{
	int64_t hour = clock[0], minute = clock[1], second = clock[2], nanos = clock[3];
	month--;
	carry(&year, &month, 12);
	carry(&second, &nanos, nanos_per_second);
	carry(&minute, &second, 60);
	carry(&hour, &minute, 60);
	carry(&day, &hour, 24);
	int64_t local = seconds_of_date(year, (int)month + 1, day, hour * 3600 + minute * 60 + second);
	struct arena arena = { 0 };
	const struct gozone *resolved = gozone_resolve(&arena, zone);
	uint64_t utc = (uint64_t)local;
	int offset = gozone_at(resolved, local).offset;
	if (offset != 0)
		utc -= (uint64_t)(int64_t)gozone_at(resolved, (int64_t)(utc - (uint64_t)(int64_t)offset)).offset;
	arena_done(&arena);
	return (struct gotime){ .seconds = (int64_t)utc, .nanos = (int32_t)nanos, .zone = zone };
}

struct gotime gotime_date(int64_t year, int month, int day, int hour, int minute, int second, int nanos,
                          const struct gozone *zone)
{
	const int64_t clock[4] = { hour, minute, second, nanos };
	return date_of(year, month, day, clock, zone);
}

struct gotime gotime_add(struct gotime t, int64_t nanos)
{
	int64_t seconds = nanos / nanos_per_second, rest = t.nanos + nanos % nanos_per_second;
	if (rest >= nanos_per_second) {
		seconds++;
		rest -= nanos_per_second;
	} else if (rest < 0) {
		seconds--;
		rest += nanos_per_second;
	}
	t.seconds = (int64_t)((uint64_t)t.seconds + (uint64_t)seconds);
	t.nanos = (int32_t)rest;
	return t;
}

int64_t gotime_sub(struct gotime t, struct gotime u)
{
	__int128 difference = ((__int128)t.seconds - u.seconds) * nanos_per_second + t.nanos - u.nanos;
	if (difference > INT64_MAX)
		return INT64_MAX;
	return difference < INT64_MIN ? INT64_MIN : (int64_t)difference;
}

struct gotime gotime_add_date(struct gotime t, int64_t years, int64_t months, int64_t days)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	const int64_t clock[4] = { f.hour, f.minute, f.second, f.nanos };
	int64_t year = (int64_t)((uint64_t)f.year + (uint64_t)years),
		month = (int64_t)((uint64_t)f.month + (uint64_t)months);
	return date_of(year, month, (int64_t)((uint64_t)f.day + (uint64_t)days), clock, t.zone);
}

// What is above a multiple of `nanos`, counted from the zero time.
static int64_t remainder_of(struct gotime t, int64_t nanos)
{
	__int128 total = ((__int128)t.seconds + YEAR_1_TO_1970) * nanos_per_second + t.nanos;
	int64_t rest = (int64_t)(total % nanos);
	return rest < 0 ? rest + nanos : rest;
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
	return gotime_add(t, (uint64_t)rest + (uint64_t)rest < (uint64_t)nanos ? -rest : nanos - rest);
}
