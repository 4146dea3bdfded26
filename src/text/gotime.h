/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's time package as far as templates see it: layouts, durations, zones (from the system's tzdata).
 */
#ifndef PINTLE_TEXT_GOTIME_H
#define PINTLE_TEXT_GOTIME_H

#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"

/* A time zone: UTC (NULL), Local or one of the tz database. Local is looked up anew each time (TZ, /etc/localtime), so
 * that nothing need be remembered for the whole process. */
struct gozone;

struct gotime {
	int64_t seconds; /* since 1970-01-01 UTC; the zero time is year 1 */
	int32_t nanos;
	const struct gozone *zone; /* NULL: UTC */
};

struct gotime gotime_now(void); /* zone: Local */
/* time.LoadLocation: "" and "UTC" give UTC, "Local" the machine's (TZ). Errors are Go's ("unknown time zone x"). The
 * zip files that Go takes besides /usr/share/zoneinfo are not read. */
bool gozone_load(struct arena *arena, struct str name, const struct gozone **ret, struct error *err);
/* Location.String(): "UTC", "Local", a fixed zone's name. */
struct str gozone_name(const struct gozone *zone);
const struct gozone *gozone_fixed(struct arena *arena, struct str name, int offset_seconds);

/* Broken-down time in its zone. */
struct gotime_fields {
	int64_t year;
	int month, day, hour, minute, second, nanos, weekday, year_day;
	int offset; /* seconds east of UTC */
	bool is_dst;
	char abbreviation[32]; /* "CET"; may be empty */
};
void gotime_fields(struct gotime t, struct gotime_fields *ret);
struct gotime gotime_date(int64_t year, int month, int day, int hour, int minute, int second, int nanos,
                          const struct gozone *zone);

/* Time.Format and time.ParseInLocation (zone NULL: UTC), Go's error texts. */
void gotime_format(struct strbuf *out, struct gotime t, struct str layout);
bool gotime_parse(struct arena *arena, struct str layout, struct str text, const struct gozone *zone,
                  struct gotime *ret, struct error *err);
/* Time.String() without the monotonic part. */
void gotime_string(struct strbuf *out, struct gotime t);
/* Time.GoString(): "time.Date(2024, time.February, 29, 0, 0, 0, 0, time.UTC)". */
void gotime_go_string(struct strbuf *out, struct gotime t);

/* Time.MarshalText: RFC 3339 with what there is of nanoseconds. Fails for years and offsets that it has no room for;
 * what was written then is to be dropped. */
bool gotime_rfc3339(struct strbuf *out, struct gotime t, struct error *err);

struct gotime gotime_add(struct gotime t, int64_t nanos);
/* t - u in nanoseconds, saturating as Go's Sub. */
int64_t gotime_sub(struct gotime t, struct gotime u);
struct gotime gotime_add_date(struct gotime t, int64_t years, int64_t months, int64_t days);
struct gotime gotime_round(struct gotime t, int64_t nanos);
struct gotime gotime_truncate(struct gotime t, int64_t nanos);

/* Durations in nanoseconds: time.ParseDuration, Duration.String, Round, Truncate. */
bool duration_parse(struct str text, int64_t *ret, struct error *err);
void duration_format(struct strbuf *out, int64_t nanos);
int64_t duration_round(int64_t nanos, int64_t multiple);
int64_t duration_truncate(int64_t nanos, int64_t multiple);

/* Duration.Hours and the like, as Go divides: whole units and the rest apart, so that no digit is lost. */
double duration_in(int64_t nanos, int64_t unit);

#endif
