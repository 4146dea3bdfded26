/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones and the calendar, for gotime*.c only.
 */
#ifndef PINTLE_TEXT_GOTIME_ZONE_H
#define PINTLE_TEXT_GOTIME_ZONE_H

#include "text/gotime.h"

struct zone_period {
	struct str name; /* "CET" */
	int offset;      /* seconds east of UTC */
	bool is_dst;
};

struct zone_change {
	int64_t when;
	unsigned char period;
};

struct gozone {
	bool is_local; /* stands for what gozone_resolve finds */
	struct zone_period *periods;
	size_t period_count;
	struct zone_change *changes;
	size_t change_count;
	struct str rule; /* POSIX TZ rule for times after the last change */
};

extern const struct gozone gozone_local;

/* The zone itself, or the machine's for Local; NULL for UTC. */
const struct gozone *gozone_resolve(struct arena *arena, const struct gozone *zone);

/* What applies at a moment, in a resolved zone. */
struct zone_period gozone_at(const struct gozone *zone, int64_t seconds);

/* The offset that goes with an abbreviation around a moment given in local time. */
bool gozone_offset_of(const struct gozone *zone, struct str name, int64_t local_seconds, int *ret_offset);

enum { SECONDS_PER_DAY = 86400 };

/* Days are counted from 1 March of a year divisible by 400 that is before every int64 time, so that they are unsigned
 * and leap days come last. */
uint64_t absolute_seconds(int64_t seconds);
struct absolute_date {
	int64_t year;
	int month, day, year_day;
};
struct absolute_date absolute_split(uint64_t days);

bool is_leap_year(int64_t year);
int days_in_month(int month, int64_t year);
int days_before_month(int month); /* in a year that is none */

/* Seconds since 1970 of a date; the month is 1 to 12, the rest may be out of range. Wraps around as Go's does. */
int64_t seconds_of_date(int64_t year, int month, int64_t day, int64_t seconds_of_day);

#endif
