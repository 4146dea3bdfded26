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

enum { DEPTH_LIMIT = 10000 };

struct merging {
	struct tmpl_call *call;
	bool overwrite;
	unsigned depth;
	struct stack_guard stack;
};

static bool merge_into(struct merging *merging, struct value dst, struct value src);

static void store(struct merging *merging, struct value dst, struct str key, struct value v, uint8_t src_type)
{
	if (dst.type == TYPE_STRING_MAP && src_type != TYPE_STRING_MAP)
		tmpl_panic(merging->call, "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string");
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
	struct value v = entry->value;
	if (value_is_null(v)) {
		if (merging->overwrite)
			store(merging, dst, entry->key, v, src.type);
		return true;
	}
	if ((v.kind == VALUE_MAP || v.kind == VALUE_OBJECT) && old && !merge_into(merging, before, v))
		return false;
	if (is_slice(v) && merging->overwrite)
		store(merging, dst, entry->key, v, src.type);
	if (stores(merging, old ? &before : NULL, v))
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
