// SPDX-License-Identifier: Apache-2.0
// Lists are plain growing arrays. A map keeps its entries in one array, so that ranging and copying run over flat
// memory; up to SMALL_MAP entries are searched in order by hash, larger maps get an open-addressing index beside the
// array. map_sort reorders the array itself and rebuilds the index.
//
// Trees made by templates may be deep or contain themselves (Go's maps are references): copying keeps a chain of the
// collections under way, comparing a set of the pairs it met, and both stop at DEPTH_LIMIT levels.
#include "value/value.h"

#include <stdlib.h>

#include "base/oom.h"
#include "value/object.h"

enum { SMALL_MAP = 8, DEPTH_LIMIT = 20000 };

struct type_info {
	const char *name, *kind;
};

static const struct type_info types[TYPE_COUNT] = {
	[TYPE_INVALID] = { "<nil>", "invalid" },
	[TYPE_ANY] = { "<nil>", "invalid" },
	[TYPE_BOOL] = { "bool", "bool" },
	[TYPE_INT] = { "int", "int" },
	[TYPE_INT8] = { "int8", "int8" },
	[TYPE_INT16] = { "int16", "int16" },
	[TYPE_INT32] = { "int32", "int32" },
	[TYPE_INT64] = { "int64", "int64" },
	[TYPE_DURATION] = { "time.Duration", "int64" },
	[TYPE_MONTH] = { "time.Month", "int" },
	[TYPE_WEEKDAY] = { "time.Weekday", "int" },
	[TYPE_UINT] = { "uint", "uint" },
	[TYPE_UINT8] = { "uint8", "uint8" },
	[TYPE_UINT16] = { "uint16", "uint16" },
	[TYPE_UINT32] = { "uint32", "uint32" },
	[TYPE_UINT64] = { "uint64", "uint64" },
	[TYPE_FLOAT32] = { "float32", "float32" },
	[TYPE_FLOAT64] = { "float64", "float64" },
	[TYPE_COMPLEX128] = { "complex128", "complex128" },
	[TYPE_STRING] = { "string", "string" },
	[TYPE_BYTES] = { "[]uint8", "slice" },
	[TYPE_LIST] = { "[]interface {}", "slice" },
	[TYPE_STRING_LIST] = { "[]string", "slice" },
	[TYPE_INT_LIST] = { "[]int", "slice" },
	[TYPE_MAP_LIST] = { "[]map[string]interface {}", "slice" },
	[TYPE_LIST_LIST] = { "[][]interface {}", "slice" },
	[TYPE_VERSION_SET] = { "common.VersionSet", "slice" },
	[TYPE_MAP] = { "map[string]interface {}", "map" },
	[TYPE_STRING_MAP] = { "map[string]string", "map" },
	[TYPE_VALUES] = { "common.Values", "map" },
	[TYPE_FILES] = { "engine.files", "map" },
	[TYPE_CAPABILITIES] = { "*common.Capabilities", "ptr" },
	[TYPE_KUBE_VERSION] = { "common.KubeVersion", "struct" },
	[TYPE_HELM_VERSION] = { "version.BuildInfo", "struct" },
	[TYPE_SEMVER] = { "*semver.Version", "ptr" },
	[TYPE_SEMVER_VALUE] = { "semver.Version", "struct" },
	[TYPE_TIME] = { "time.Time", "struct" },
	[TYPE_LOCATION] = { "*time.Location", "ptr" },
	[TYPE_CERTIFICATE] = { "sprig.certificate", "struct" },
	[TYPE_FUNC] = { "func", "func" },
	[TYPE_ERROR] = { "*errors.errorString", "ptr" },
	[TYPE_NO_ERROR] = { "<nil>", "invalid" },
};

const char *type_name(enum value_type type)
{
	return types[type].name;
}

const char *value_type_name(struct value v)
{
	return v.kind == VALUE_OBJECT ? v.object->class->type_name : types[v.type].name;
}

const char *value_kind_name(struct value v)
{
	return v.kind == VALUE_OBJECT ? v.object->class->kind_name : types[v.type].kind;
}

static bool object_truth(const struct object *object)
{
	const struct object_class *class = object->class;
	if (strcmp(class->kind_name, "invalid") == 0)
		return false; // a nil error
	bool collection = strcmp(class->kind_name, "map") == 0 || strcmp(class->kind_name, "slice") == 0;
	return !collection || !class->len || class->len(object) != 0;
}

bool value_truth(struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: return false;
	case VALUE_BOOL: return v.b;
	case VALUE_INT: return v.i != 0;
	case VALUE_UINT: return v.u != 0;
	case VALUE_FLOAT: return v.f != 0;
	case VALUE_COMPLEX: return v.c.re != 0 || v.c.im != 0;
	case VALUE_STRING:
	case VALUE_BYTES: return v.s.len != 0;
	case VALUE_LIST: return v.list && v.list->len != 0;
	case VALUE_MAP: return v.map && v.map->len != 0;
	case VALUE_OBJECT: return object_truth(v.object);
	}
	return false;
}

// A comparison under way. Pairs of collections that were met are kept and not entered again, as in Go: that ends
// cycles, and keeps a tree with shared branches from being walked once per path. The first pairs are let go, since few
// comparisons have more.
struct comparison {
	struct pair {
		const void *a, *b;
	} * met;
	size_t met_size, met_count, seen;
	unsigned depth;
};

static bool values_equal(struct comparison *comparison, struct value a, struct value b);

static struct pair *pair_place(const struct comparison *c, struct pair pair)
{
	size_t mask = c->met_size - 1;
	size_t at = ((uintptr_t)pair.a / 16 * 31 + (uintptr_t)pair.b / 16) & mask;
	while (c->met[at].a && (c->met[at].a != pair.a || c->met[at].b != pair.b))
		at = (at + 1) & mask;
	return &c->met[at];
}

static void grow_met(struct comparison *c)
{
	struct comparison old = *c;
	c->met_size = old.met_size ? old.met_size * 2 : 1024;
	c->met = calloc(c->met_size, sizeof(*c->met));
	if (!c->met)
		out_of_memory();
	for (size_t i = 0; i < old.met_size; i++)
		if (old.met[i].a)
			*pair_place(c, old.met[i]) = old.met[i];
	free(old.met);
}

static bool was_met(struct comparison *c, struct pair pair)
{
	enum { LET_GO = 256 };
	if (c->seen++ < LET_GO)
		return false;
	if (c->met_count * 2 >= c->met_size)
		grow_met(c);
	struct pair *place = pair_place(c, pair);
	if (place->a)
		return true;
	*place = pair;
	c->met_count++;
	return false;
}

static bool lists_equal(struct comparison *comparison, const struct list *a, const struct list *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (!values_equal(comparison, a->items[i], b->items[i]))
			return false;
	return true;
}

static bool maps_equal(struct comparison *comparison, const struct map *a, const struct map *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		const struct map_entry *entry = &a->entries[i];
		const struct value *other = map_get_hashed(b, entry->key, entry->hash);
		if (!other || !values_equal(comparison, entry->value, *other))
			return false;
	}
	return true;
}

static bool collections_equal(struct comparison *comparison, struct value a, struct value b)
{
	bool is_list = a.kind == VALUE_LIST;
	struct pair pair = { is_list ? (void *)a.list : (void *)a.map, is_list ? (void *)b.list : (void *)b.map };
	if (pair.a == pair.b)
		return true;
	if (!pair.a || !pair.b || comparison->depth == DEPTH_LIMIT)
		return false;
	if (was_met(comparison, pair))
		return true;
	comparison->depth++;
	bool equal = is_list ? lists_equal(comparison, a.list, b.list) : maps_equal(comparison, a.map, b.map);
	comparison->depth--;
	return equal;
}

static bool objects_equal(struct comparison *comparison, const struct object *a, const struct object *b)
{
	const struct object_class *class = a->class;
	if (a == b || class != b->class)
		return a == b;
	if (class->equal || !class->fields)
		return class->equal && class->equal(a, b);
	struct arena scratch = { 0 };
	bool equal = maps_equal(comparison, class->fields(&scratch, a), class->fields(&scratch, b));
	arena_done(&scratch);
	return equal;
}

static bool values_equal(struct comparison *comparison, struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind != VALUE_NULL && a.type != b.type)
		return false;
	switch ((enum value_kind)a.kind) {
	case VALUE_NULL: return true;
	case VALUE_BOOL: return a.b == b.b;
	case VALUE_INT: return a.i == b.i;
	case VALUE_UINT: return a.u == b.u;
	case VALUE_FLOAT: return a.f == b.f;
	case VALUE_COMPLEX: return a.c.re == b.c.re && a.c.im == b.c.im;
	case VALUE_STRING:
	case VALUE_BYTES: return str_eq(a.s, b.s);
	case VALUE_LIST:
	case VALUE_MAP: return collections_equal(comparison, a, b);
	case VALUE_OBJECT: return objects_equal(comparison, a.object, b.object);
	}
	return false;
}

bool value_deep_equal(struct value a, struct value b)
{
	struct comparison comparison = { 0 };
	bool equal = values_equal(&comparison, a, b);
	free(comparison.met);
	return equal;
}

// A collection being copied, and its copy; the chain leads to the root.
struct visit {
	const struct visit *outer;
	const void *from;
	void *to;
	unsigned depth;
};

static struct value copy_value(struct arena *arena, const struct visit *outer, struct value v);

static void copy_list(struct arena *arena, const struct visit *visit, const struct list *from, struct list *to)
{
	to->items = ARENA_ARRAY(arena, struct value, from->len);
	to->len = to->cap = from->len;
	for (size_t i = 0; i < from->len; i++)
		to->items[i] = copy_value(arena, visit, from->items[i]);
}

static void copy_map(struct arena *arena, const struct visit *visit, const struct map *from, struct map *to)
{
	*to = (struct map){ .len = from->len, .cap = from->len, .sorted = from->sorted };
	if (from->len == 0)
		return;
	to->entries = ARENA_ARRAY(arena, struct map_entry, from->len);
	memcpy(to->entries, from->entries, from->len * sizeof(*to->entries));
	if (from->index) {
		to->index = ARENA_ARRAY(arena, uint32_t, from->index_size);
		to->index_size = from->index_size;
		memcpy(to->index, from->index, from->index_size * sizeof(*to->index));
	}
	for (size_t i = 0; i < to->len; i++)
		to->entries[i].value = copy_value(arena, visit, to->entries[i].value);
}

static struct value copy_collection(struct arena *arena, const struct visit *outer, struct value v)
{
	bool is_list = v.kind == VALUE_LIST;
	const void *from = is_list ? (void *)v.list : (void *)v.map;
	struct visit visit = { outer, from, NULL, outer ? outer->depth + 1 : 1 };
	if (!from || visit.depth > DEPTH_LIMIT)
		return v;
	const struct visit *same = outer;
	while (same && same->from != from)
		same = same->outer;
	if (is_list) {
		struct list *to = same ? same->to : ARENA_NEW(arena, struct list);
		visit.to = to;
		if (!same)
			copy_list(arena, &visit, v.list, to);
		v.list = to;
	} else {
		struct map *to = same ? same->to : ARENA_NEW(arena, struct map);
		visit.to = to;
		if (!same)
			copy_map(arena, &visit, v.map, to);
		v.map = to;
	}
	return v;
}

static struct value copy_value(struct arena *arena, const struct visit *outer, struct value v)
{
	if (v.kind == VALUE_LIST || v.kind == VALUE_MAP)
		return copy_collection(arena, outer, v);
	if (v.kind == VALUE_OBJECT && v.object->class->copy)
		v.object = v.object->class->copy(arena, v.object);
	return v;
}

struct value value_copy(struct arena *arena, struct value v)
{
	return copy_value(arena, NULL, v);
}

struct list *list_new(struct arena *arena, size_t cap)
{
	struct list *list = ARENA_NEW(arena, struct list);
	if (cap) {
		list->items = ARENA_ARRAY(arena, struct value, cap);
		list->cap = cap;
	}
	return list;
}

void list_push(struct arena *arena, struct list *list, struct value v)
{
	list->items = arena_grow(arena, list->items, &list->cap, list->len + 1, sizeof(*list->items));
	list->items[list->len++] = v;
}

struct map *map_new(struct arena *arena)
{
	struct map *map = ARENA_NEW(arena, struct map);
	map->sorted = true;
	return map;
}

// Where the entry at `position` is named in the index, or the free place where it would be.
static size_t index_place(const struct map *map, unsigned hash, size_t position)
{
	size_t mask = map->index_size - 1, at = hash & mask;
	while (map->index[at] && map->index[at] != position + 1)
		at = (at + 1) & mask;
	return at;
}

static void index_fill(struct map *map)
{
	memset(map->index, 0, map->index_size * sizeof(*map->index));
	for (size_t i = 0; i < map->len; i++)
		map->index[index_place(map, map->entries[i].hash, i)] = (uint32_t)i + 1;
}

// Keeps the index at most half full for the entries that are there.
static void index_make_room(struct arena *arena, struct map *map, size_t count)
{
	if (count <= SMALL_MAP || count * 2 <= map->index_size)
		return;
	size_t size = map->index_size ? map->index_size : 32;
	while (size < count * 2)
		size *= 2;
	map->index = ARENA_ARRAY(arena, uint32_t, size);
	map->index_size = size;
	index_fill(map);
}

void map_reserve(struct arena *arena, struct map *map, size_t count)
{
	if (count > map->cap)
		map->entries = arena_grow(arena, map->entries, &map->cap, count, sizeof(*map->entries));
	index_make_room(arena, map, count);
}

static bool entry_is(const struct map_entry *entry, struct str key, unsigned hash)
{
	return entry->hash == hash && str_eq(entry->key, key);
}

static size_t find_entry(const struct map *map, struct str key, unsigned hash)
{
	if (!map->index) {
		for (size_t i = 0; i < map->len; i++)
			if (entry_is(&map->entries[i], key, hash))
				return i;
		return STR_NPOS;
	}
	size_t mask = map->index_size - 1;
	for (size_t at = hash & mask; map->index[at]; at = (at + 1) & mask)
		if (entry_is(&map->entries[map->index[at] - 1], key, hash))
			return map->index[at] - 1;
	return STR_NPOS;
}

struct value *map_get_hashed(const struct map *map, struct str key, unsigned hash)
{
	if (!map || map->len == 0)
		return NULL;
	size_t at = find_entry(map, key, hash);
	return at == STR_NPOS ? NULL : &map->entries[at].value;
}

struct value *map_get(const struct map *map, struct str key)
{
	return map_get_hashed(map, key, str_hash(key));
}

void map_set(struct arena *arena, struct map *map, struct str key, struct value v)
{
	unsigned hash = str_hash(key);
	size_t at = find_entry(map, key, hash);
	if (at != STR_NPOS) {
		map->entries[at].value = v;
		return;
	}
	at = map->len;
	map->sorted = at == 0 || (map->sorted && str_cmp(map->entries[at - 1].key, key) < 0);
	map->entries = arena_grow(arena, map->entries, &map->cap, at + 1, sizeof(*map->entries));
	map->entries[at] = (struct map_entry){ key, hash, v };
	index_make_room(arena, map, at + 1);
	map->len++;
	if (map->index)
		map->index[index_place(map, hash, at)] = (uint32_t)at + 1;
}

// Empties a place of the index and moves back what probing had pushed behind it.
static void index_remove(struct map *map, size_t hole)
{
	size_t mask = map->index_size - 1;
	for (size_t at = (hole + 1) & mask; map->index[at]; at = (at + 1) & mask) {
		size_t home = map->entries[map->index[at] - 1].hash & mask;
		if (((at - home) & mask) >= ((at - hole) & mask)) {
			map->index[hole] = map->index[at];
			hole = at;
		}
	}
	map->index[hole] = 0;
}

// The last entry takes the place of the deleted one: constant time, at the price of the order.
bool map_delete(struct map *map, struct str key)
{
	unsigned hash = str_hash(key);
	size_t at = map && map->len ? find_entry(map, key, hash) : STR_NPOS;
	if (at == STR_NPOS)
		return false;
	size_t last = map->len - 1;
	if (map->index) {
		index_remove(map, index_place(map, hash, at));
		if (at != last)
			map->index[index_place(map, map->entries[last].hash, last)] = (uint32_t)at + 1;
	}
	if (at != last) {
		map->entries[at] = map->entries[last];
		map->sorted = false;
	}
	map->len--;
	return true;
}

static int compare_entries(const void *a, const void *b)
{
	return str_cmp(((const struct map_entry *)a)->key, ((const struct map_entry *)b)->key);
}

static void insertion_sort(struct map_entry *entries, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		struct map_entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && str_cmp(entries[at - 1].key, entry.key) > 0; at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

void map_sort(struct map *map)
{
	enum { INSERTION_LIMIT = 16 };
	if (!map || map->sorted || map->len < 2)
		return;
	if (map->len <= INSERTION_LIMIT)
		insertion_sort(map->entries, map->len);
	else
		qsort(map->entries, map->len, sizeof(*map->entries), compare_entries);
	map->sorted = true;
	if (map->index)
		index_fill(map);
}
