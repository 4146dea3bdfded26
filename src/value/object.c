// SPDX-License-Identifier: Apache-2.0
#include "value/object.h"

static bool is_exported(struct str name)
{
	return name.data[0] >= 'A' && name.data[0] <= 'Z';
}

struct map *object_exported(struct arena *arena, const struct object *object)
{
	struct map *exported = map_new(arena);
	struct map *fields = object->class->fields ? object->class->fields(arena, object) : NULL;
	for (size_t i = 0; fields && i < fields->len; i++)
		if (is_exported(fields->entries[i].key))
			map_set(arena, exported, fields->entries[i].key, fields->entries[i].value);
	return exported;
}
