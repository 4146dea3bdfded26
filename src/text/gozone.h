/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones for text/gotime*.c alone: what holds at an instant, from the tz database's TZif files.
 */
#ifndef PINTLE_TEXT_GOZONE_H
#define PINTLE_TEXT_GOZONE_H

#include "text/gotime.h"

struct zone_moment {
	struct str name; /* abbreviation */
	int offset;      /* seconds east of UTC */
};

/* What holds in the zone (NULL: UTC) at a Unix time. */
struct zone_moment gozone_lookup(const struct gozone *zone, int64_t seconds);

/* The offset of an abbreviation in the zone: Go's Location.lookupName. */
bool gozone_lookup_name(const struct gozone *zone, struct str name, int64_t seconds, int *ret_offset);

#endif
