/* SPDX-License-Identifier: Apache-2.0
 *
 * time.Time as a value: an object of type TYPE_TIME. Prints as Time.String, is written to JSON and YAML as RFC 3339.
 * Its methods are func/'s.
 */
#ifndef PINTLE_VALUE_TIME_H
#define PINTLE_VALUE_TIME_H

#include "text/gotime.h"
#include "value/object.h"

struct time_object {
	struct object object;
	struct gotime time;
};

extern const struct object_class time_class;

struct value value_time(struct arena *arena, struct gotime time);

static inline bool value_is_time(struct value v)
{
	return v.kind == VALUE_OBJECT && v.type == TYPE_TIME;
}

/* The time of a value that is one. */
struct gotime value_as_time(struct value v);

#endif
