// SPDX-License-Identifier: Apache-2.0
#include "value/time.h"

static struct gotime time_of(const struct object *self)
{
	return ((const struct time_object *)self)->time;
}

static void time_string(struct strbuf *out, const struct object *self)
{
	gotime_string(out, time_of(self));
}

static void time_go_string(struct strbuf *out, const struct object *self)
{
	gotime_go_string(out, time_of(self));
}

static struct map *no_fields(struct arena *arena, const struct object *self)
{
	(void)self;
	return map_new(arena);
}

// How fmt shows the pointer to the zone.
static const struct object_class location_class = {
	.type_name = "*time.Location",
	.kind_name = "ptr",
	.fields = no_fields,
};
static const struct object_class no_location_class = { .type_name = "*time.Location", .kind_name = "ptr" };

// Go counts from year 1, and keeps no zone for UTC.
static struct map *time_fields(struct arena *arena, const struct object *self)
{
	static const struct object location = { &location_class }, no_location = { &no_location_class };
	const int64_t year_one = -62135596800;
	struct gotime time = time_of(self);
	struct map *map = map_new(arena);
	map_set(arena, map, STR("wall"), value_uint_of(TYPE_UINT64, (uint64_t)time.nanos));
	map_set(arena, map, STR("ext"), value_int64(time.seconds - year_one));
	map_set(arena, map, STR("loc"), value_object(TYPE_LOCATION, time.zone ? &location : &no_location));
	return map;
}

static bool time_marshal_text(struct arena *arena, const struct object *self, struct str *ret, struct error *err)
{
	struct strbuf text = strbuf_in(arena);
	if (!gotime_rfc3339(&text, time_of(self), err))
		return false;
	*ret = strbuf_str(&text, arena);
	return true;
}

static bool time_equal(const struct object *a, const struct object *b)
{
	struct gotime t = time_of(a), u = time_of(b);
	return t.seconds == u.seconds && t.nanos == u.nanos && t.zone == u.zone;
}

const struct object_class time_class = {
	.type_name = "time.Time",
	.kind_name = "struct",
	.string = time_string,
	.go_string = time_go_string,
	.fields = time_fields,
	.marshal_text = time_marshal_text,
	.equal = time_equal,
};

struct value value_time(struct arena *arena, struct gotime time)
{
	struct time_object *object = ARENA_NEW(arena, struct time_object);
	*object = (struct time_object){ { &time_class }, time };
	return value_object(TYPE_TIME, &object->object);
}

struct gotime value_as_time(struct value v)
{
	return time_of(v.object);
}
