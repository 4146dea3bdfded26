// SPDX-License-Identifier: Apache-2.0
#include "value/time.h"

static struct gotime time_of(const struct object *self)
{
	return ((const struct time_object *)self)->time;
}

static void time_print(struct strbuf *out, const struct object *self)
{
	gotime_string(out, time_of(self));
}

static struct value time_to_json(struct arena *arena, const struct object *self)
{
	struct strbuf text = strbuf_in(arena);
	gotime_format(&text, time_of(self), STR("2006-01-02T15:04:05.999999999Z07:00"));
	return value_string(strbuf_str(&text, arena));
}

static bool time_equal(const struct object *a, const struct object *b)
{
	struct gotime t = time_of(a), u = time_of(b);
	return t.seconds == u.seconds && t.nanos == u.nanos && t.zone == u.zone;
}

const struct object_class time_class = {
	.type_name = "time.Time",
	.kind_name = "struct",
	.print = time_print,
	.to_json = time_to_json,
	.equal = time_equal,
};

struct value value_time(struct arena *arena, struct gotime time)
{
	struct time_object *object = ARENA_NEW(arena, struct time_object);
	*object = (struct time_object){ { &time_class }, time };
	return (struct value){ .kind = VALUE_OBJECT, .type = TYPE_TIME, .object = &object->object };
}

struct gotime value_as_time(struct value v)
{
	return time_of(v.object);
}
