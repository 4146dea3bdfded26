/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's layouts: texts in which the pieces of the reference time (Mon Jan 2 15:04:05 MST 2006) stand for what is to be
 * printed or read. For gotime_format.c and gotime_parse.c only.
 */
#ifndef PINTLE_TEXT_GOTIME_LAYOUT_H
#define PINTLE_TEXT_GOTIME_LAYOUT_H

#include <stdbool.h>

#include "base/str.h"

enum layout_kind {
	LAYOUT_END, /* nothing more in the layout */
	LAYOUT_LONG_MONTH,
	LAYOUT_MONTH,
	LAYOUT_NUM_MONTH,
	LAYOUT_ZERO_MONTH,
	LAYOUT_LONG_WEEKDAY,
	LAYOUT_WEEKDAY,
	LAYOUT_DAY,
	LAYOUT_UNDER_DAY,
	LAYOUT_ZERO_DAY,
	LAYOUT_UNDER_YEAR_DAY,
	LAYOUT_ZERO_YEAR_DAY,
	LAYOUT_HOUR,
	LAYOUT_HOUR_12,
	LAYOUT_ZERO_HOUR_12,
	LAYOUT_MINUTE,
	LAYOUT_ZERO_MINUTE,
	LAYOUT_SECOND,
	LAYOUT_ZERO_SECOND,
	LAYOUT_LONG_YEAR,
	LAYOUT_YEAR,
	LAYOUT_UPPER_PM,
	LAYOUT_LOWER_PM,
	LAYOUT_ZONE_NAME,
	LAYOUT_ZONE_OFFSET,
	LAYOUT_FRACTION_ZEROS,
	LAYOUT_FRACTION_NINES,
};

/* A piece of the layout and the literal text in front of it. */
struct layout_piece {
	enum layout_kind kind;
	struct str prefix, text;
	/* LAYOUT_ZONE_OFFSET: Z for UTC; ±hh, ±hh:mm, ±hh:mm:ss with or without the colons. */
	bool z, colons, minutes, seconds;
	/* LAYOUT_FRACTION_…: what stands before the digits, and their number. */
	char separator;
	int digits;
};

/* Takes the next piece off the front of *layout. */
struct layout_piece layout_next(struct str *layout);

/* January … December, Sunday … Saturday; the short ones are their first three letters. */
extern const struct str layout_months[12];
extern const struct str layout_weekdays[7];

#endif
