// SPDX-License-Identifier: Apache-2.0
#include "func/error_value.h"

#include "tmpl/func.h"

struct error_object {
	struct object object;
	struct str text;
};

static struct str text_of(const struct object *self)
{
	return ((const struct error_object *)self)->text;
}

static void error_string(struct strbuf *out, const struct object *self)
{
	strbuf_add(out, text_of(self));
}

static struct map *error_fields(struct arena *arena, const struct object *self)
{
	struct map *map = map_new(arena);
	map_set(arena, map, STR("s"), value_string(text_of(self)));
	return map;
}

static struct value method_error(struct tmpl_call *call)
{
	return value_string(text_of(call->args[0].object));
}

static const struct tmpl_func error_methods[] = {
	{ "Error", ":s", method_error },
	{ NULL },
};

static const struct object_class error_class = {
	.type_name = "*errors.errorString",
	.kind_name = "ptr",
	.methods = error_methods,
	.string = error_string,
	.fields = error_fields,
};

static void no_error_string(struct strbuf *out, const struct object *self)
{
	(void)self;
	strbuf_add(out, STR("<nil>"));
}

static const struct object_class no_error_class = {
	.type_name = "error",
	.kind_name = "invalid",
	.string = no_error_string,
};

struct value error_value(struct arena *arena, struct str text)
{
	struct error_object *object = ARENA_NEW(arena, struct error_object);
	*object = (struct error_object){ { &error_class }, text };
	return value_object(TYPE_ERROR, &object->object);
}

struct value no_error_value(void)
{
	static const struct object no_error = { &no_error_class };
	return value_object(TYPE_NO_ERROR, &no_error);
}
