// SPDX-License-Identifier: Apache-2.0
// For each key of src: tables are merged into tables, and then the pair decides whether src's value is stored (stores).
// "Empty" is mergo's: nil, false, 0, "", and list or map without contents, not complex 0. What surprises:
//   - without overwriting, an empty value of dst (false, 0) is replaced all the same;
//   - with overwriting, an empty value of src replaces, but an empty table does not replace a table;
//   - a nil of src is stored when overwriting, else ignored.
#include "func/merge.h"

#include "base/stack.h"
#include "func/cast.h"
#include "func/panic.h"
#include "value/object.h"

enum { DEPTH_LIMIT = 10000 };

struct merging {
	struct tmpl_call *call;
	bool overwrite;
	unsigned depth;
	struct stack_guard stack;
};

static bool merge_into(struct merging *merging, struct value dst, struct value src);

// .Files is a map too, under its own name.
static struct value seen_as_map(struct merging *merging, struct value v)
{
	if (v.kind == VALUE_OBJECT && v.object->class->as_map)
		return value_map_of(v.type, v.object->class->as_map(merging->call->arena, v.object));
	return v;
}

static enum value_type element_type(uint8_t map_type)
{
	return map_type == TYPE_STRING_MAP ? TYPE_STRING : map_type == TYPE_FILES ? TYPE_BYTES : TYPE_ANY;
}

static void store(struct merging *merging, struct value dst, struct str key, struct value v, uint8_t src_type)
{
	enum value_type to = element_type(dst.type), from = element_type(src_type);
	if (to != TYPE_ANY && to != from)
		tmpl_panic(merging->call, "reflect.Value.SetMapIndex: value of type %s is not assignable to type %s",
		           from == TYPE_ANY ? "interface {}" : type_name(from), type_name(to));
	map_set(merging->call->arena, dst.map, key, v);
}

static bool is_slice(struct value v)
{
	return v.kind == VALUE_LIST || v.kind == VALUE_BYTES;
}

// What dst holds after an inner merge; may be one that was empty before.
static bool stores(const struct merging *merging, const struct value *dst, struct value src)
{
	if (!dst || (dst->kind != VALUE_COMPLEX && value_is_empty(*dst)))
		return true;
	if (is_slice(src))
		return false; // was stored already when overwriting
	if (src.kind == VALUE_MAP && dst->kind == VALUE_MAP)
		return false;
	return merging->overwrite;
}

static bool merge_key(struct merging *merging, struct value dst, struct value src, const struct map_entry *entry)
{
	struct value *old = map_get_hashed(dst.map, entry->key, entry->hash);
	struct value before = old ? *old : value_invalid();
	struct value v = entry->value, seen = seen_as_map(merging, v);
	if (value_is_null(v)) {
		if (merging->overwrite)
			store(merging, dst, entry->key, v, src.type);
		return true;
	}
	if (old)
		before = seen_as_map(merging, before);
	if ((seen.kind == VALUE_MAP || seen.kind == VALUE_OBJECT) && old && !merge_into(merging, before, seen))
		return false;
	if (is_slice(v) && merging->overwrite)
		store(merging, dst, entry->key, v, src.type);
	if (stores(merging, old ? &before : NULL, seen))
		store(merging, dst, entry->key, v, src.type);
	return true;
}

static bool is_pointer(struct value v)
{
	return v.kind == VALUE_OBJECT && strcmp(value_kind_name(v), "ptr") == 0;
}

// Values within a map cannot be assigned by reflection: only tables change here.
static bool merge_into(struct merging *merging, struct value dst, struct value src)
{
	if (is_pointer(dst))
		return merging->overwrite || is_pointer(src);
	if (dst.kind != VALUE_MAP || src.kind != VALUE_MAP || !dst.map || !src.map)
		return true;
	if (merging->depth == DEPTH_LIMIT || stack_is_low(&merging->stack))
		tmpl_fail(merging->call, "too many levels to merge: does a map hold itself?");
	merging->depth++;
	bool ok = true;
	// The count is taken first: a map merged into itself must not be walked while it grows.
	for (size_t i = 0, len = src.map->len; ok && i < len && i < src.map->len; i++) {
		struct map_entry entry = src.map->entries[i];
		ok = merge_key(merging, dst, src, &entry);
	}
	merging->depth--;
	return ok;
}

bool merge_maps(struct tmpl_call *call, struct map *dst, struct map *src, bool overwrite)
{
	struct merging merging = { .call = call, .overwrite = overwrite };
	stack_guard_init(&merging.stack);
	return merge_into(&merging, value_map(dst), value_map(src));
}
