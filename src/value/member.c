// SPDX-License-Identifier: Apache-2.0
#include "value/member.h"

static struct value member_of(struct value v, struct str name)
{
	const struct value *found = v.kind == VALUE_MAP ? map_get(v.map, name) : NULL;
	return found ? *found : value_null();
}

struct value member(struct value v, const char *name)
{
	return member_of(v, str_of(name));
}

struct value member_at(struct value v, const char *path)
{
	for (struct str name, rest = str_of(path); str_next_field(&rest, '.', &name);)
		v = member_of(v, name);
	return v;
}

static struct str text_of(struct value v)
{
	return v.kind == VALUE_STRING && v.s.len ? v.s : STR_NONE;
}

struct str member_text(struct value v, const char *name)
{
	return text_of(member(v, name));
}

struct str member_text_at(struct value v, const char *path)
{
	return text_of(member_at(v, path));
}

int64_t member_int(struct value v, const char *name, int64_t fallback)
{
	struct value number = member(v, name);
	if (number.kind == VALUE_INT)
		return number.i;
	return number.kind == VALUE_FLOAT && number.f > -9e15 && number.f < 9e15 ? (int64_t)number.f : fallback;
}

size_t member_count(struct value list)
{
	return list.kind == VALUE_LIST ? list.list->len : 0;
}

struct value member_item(struct value list, size_t at)
{
	return at < member_count(list) ? list.list->items[at] : value_null();
}

struct map *member_table(struct arena *arena, struct map *map, const char *name)
{
	const struct value *found = map_get(map, str_of(name));
	if (found && found->kind == VALUE_MAP)
		return found->map;
	struct map *made = map_new(arena);
	map_set(arena, map, str_of(name), value_map(made));
	return made;
}
