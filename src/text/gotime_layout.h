/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's reference layouts ("2006-01-02 15:04:05"), cut into elements: for text/gotime_*.c alone.
 */
#ifndef PINTLE_TEXT_GOTIME_LAYOUT_H
#define PINTLE_TEXT_GOTIME_LAYOUT_H

#include "base/str.h"

enum layout_element {
	LAYOUT_END, /* nothing but text is left */
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
	LAYOUT_HOUR12,
	LAYOUT_ZERO_HOUR12,
	LAYOUT_MINUTE,
	LAYOUT_ZERO_MINUTE,
	LAYOUT_SECOND,
	LAYOUT_ZERO_SECOND,
	LAYOUT_LONG_YEAR,
	LAYOUT_YEAR,
	LAYOUT_UPPER_PM,
	LAYOUT_LOWER_PM,
	LAYOUT_ZONE_NAME,
	LAYOUT_ZONE,     /* .zone tells how */
	LAYOUT_FRACTION0, /* .000: exactly so many digits */
	LAYOUT_FRACTION9, /* .999: without trailing zeros */
};

enum { ZONE_ISO = 1, ZONE_COLON = 2, ZONE_SECONDS = 4, ZONE_SHORT = 8 };

struct layout_chunk {
	struct str prefix;  /* text in front of the element */
	struct str element; /* as the layout spells it */
	enum layout_element type;
	unsigned zone;   /* ZONE_… bits */
	unsigned digits; /* of a fraction */
	char separator;  /* of a fraction: '.' or ',' */
};

/* Takes the next element off the front of *layout. */
struct layout_chunk layout_next(struct str *layout);

extern const struct str layout_months[12], layout_weekdays[7];

#endif
