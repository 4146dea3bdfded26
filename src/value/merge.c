// SPDX-License-Identifier: Apache-2.0
// Go iterates over maps in random order; here it is the order of keys, so that warnings come in one order.
#include "value/merge.h"

#include "base/strbuf.h"
#include "value/print.h"

struct map *map_merge(struct arena *arena, const struct map *a, const struct map *b)
{
	struct map *out = map_new(arena);
	for (size_t i = 0; i < a->len; i++)
		map_set(arena, out, a->entries[i].key, a->entries[i].value);
	for (size_t i = 0; i < b->len; i++) {
		const struct map_entry *entry = &b->entries[i];
		const struct value *old = map_get(out, entry->key);
		struct value value = entry->value;
		if (old && value_is_table(*old) && value_is_table(value))
			value.map = map_merge(arena, old->map, value.map);
		map_set(arena, out, entry->key, value);
	}
	return out;
}

struct coalescing {
	struct arena *arena;
	const struct warnings *warnings;
	bool merge;
};

static struct str printed(const struct coalescing *run, struct value value)
{
	struct strbuf text = strbuf_in(run->arena);
	value_print(&text, value);
	return strbuf_str(&text, run->arena);
}

static void coalesce(const struct coalescing *run, struct map *dst, struct map *src, struct str prefix);

static void coalesce_key(const struct coalescing *run, struct map *dst, const struct map_entry *entry, bool was_null,
                         struct str prefix)
{
	struct str path = prefix.len ? ARENA_CONCAT(run->arena, prefix, STR("."), entry->key) : entry->key;
	const struct value *old = map_get(dst, entry->key);
	if (!old) {
		map_set(run->arena, dst, entry->key, entry->value);
	} else if (!run->merge && old->kind == VALUE_NULL && !was_null) {
		map_delete(dst, entry->key); // a null takes a default away
	} else if (value_is_table(entry->value)) {
		if (value_is_table(*old))
			coalesce(run, old->map, entry->value.map, path);
		else
			log_info(run->warnings, run->arena,
			         "warning: cannot overwrite table with non table for %.*s (%.*s)", STR_FMT(path),
			         STR_FMT(printed(run, entry->value)));
	} else if (value_is_table(*old) && entry->value.kind != VALUE_NULL) {
		log_info(run->warnings, run->arena,
		         "warning: destination for %.*s is a table. Ignoring non-table value (%.*s)", STR_FMT(path),
		         STR_FMT(printed(run, entry->value)));
	}
}

// Helm writes dst's nulls into src before it goes through src; whether src itself had something there decides if a null
// deletes. Here src is left alone: `value` is what Helm would find, `was_null` what stood there.
static void coalesce(const struct coalescing *run, struct map *dst, struct map *src, struct str prefix)
{
	size_t len = src->len;
	map_sort(src);
	for (size_t i = 0; i < len; i++) {
		struct map_entry entry = src->entries[i];
		bool was_null = entry.value.kind == VALUE_NULL;
		const struct value *old = map_get(dst, entry.key);
		if (old && old->kind == VALUE_NULL)
			entry.value = value_null();
		coalesce_key(run, dst, &entry, was_null, prefix);
	}
}

void tables_coalesce(struct arena *arena, struct map *dst, struct map *src, struct str prefix, bool merge,
                     const struct warnings *warnings)
{
	struct coalescing run = { arena, warnings, merge };
	if (src && dst)
		coalesce(&run, dst, src, prefix);
}

void table_remove_nulls(struct map *map)
{
	for (size_t i = map->len; i-- > 0;) {
		struct map_entry *entry = &map->entries[i];
		if (entry->value.kind == VALUE_NULL)
			map_delete(map, entry->key);
		else if (value_is_table(entry->value))
			table_remove_nulls(entry->value.map);
	}
}
