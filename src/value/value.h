/* SPDX-License-Identifier: Apache-2.0
 *
 * value: the one tagged value of values files, templates and manifests. It stands for a Go value: `kind` is what it
 * is, `type` which Go type it has (templates see it through typeOf, printf "%T", comparisons and error texts).
 *
 * A value is small and passed by value. Texts, lists and maps it points to live in an arena and are shared: a map is
 * a reference, as in Go, so a change through one value is seen through every other. Lists are never changed in place
 * once they are shared.
 *
 * A value remembers where it was read (source, line, column), for error messages; 0 = made by the program.
 *
 *     struct map *map = map_new(arena);
 *     map_set(arena, map, STR("replicas"), value_int(3));
 *     struct value v = value_map(map);
 */
#ifndef PINTLE_VALUE_VALUE_H
#define PINTLE_VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum value_kind {
	VALUE_NULL, /* nil; type TYPE_INVALID: no value at all (Go's zero reflect.Value) */
	VALUE_BOOL,
	VALUE_INT,     /* any signed Go integer, .i */
	VALUE_UINT,    /* any unsigned Go integer, .u */
	VALUE_FLOAT,   /* .f */
	VALUE_COMPLEX, /* .c */
	VALUE_STRING,  /* .s */
	VALUE_BYTES,   /* []byte, .s */
	VALUE_LIST,    /* any other slice, .list */
	VALUE_MAP,     /* any map with string keys, .map */
	VALUE_OBJECT,  /* one of the Go structs that charts touch, .object */
};

/* Go types. value_type_name gives Go's spelling. */
enum value_type {
	TYPE_INVALID, /* kind VALUE_NULL: Go's invalid reflect.Value, untyped nil */
	TYPE_ANY,     /* kind VALUE_NULL: a nil interface {} */
	TYPE_BOOL,
	TYPE_INT,
	TYPE_INT8,
	TYPE_INT16,
	TYPE_INT32, /* rune */
	TYPE_INT64,
	TYPE_DURATION, /* time.Duration, kind VALUE_INT, nanoseconds */
	TYPE_MONTH,    /* time.Month, kind VALUE_INT */
	TYPE_WEEKDAY,  /* time.Weekday, kind VALUE_INT */
	TYPE_UINT,
	TYPE_UINT8,
	TYPE_UINT16,
	TYPE_UINT32,
	TYPE_UINT64,
	TYPE_FLOAT32,
	TYPE_FLOAT64,
	TYPE_COMPLEX128,
	TYPE_STRING,
	TYPE_BYTES,        /* []uint8 */
	TYPE_LIST,         /* []interface {} */
	TYPE_STRING_LIST,  /* []string */
	TYPE_INT_LIST,     /* []int */
	TYPE_MAP_LIST,     /* []map[string]interface {} */
	TYPE_LIST_LIST,    /* [][]interface {} */
	TYPE_VERSION_SET,  /* common.VersionSet, a []string with the method Has */
	TYPE_MAP,          /* map[string]interface {} */
	TYPE_STRING_MAP,   /* map[string]string */
	TYPE_VALUES,       /* common.Values, a map[string]interface {} with methods */
	TYPE_FILES,        /* engine.files, an object with methods */
	TYPE_CAPABILITIES, /* *common.Capabilities */
	TYPE_KUBE_VERSION, /* common.KubeVersion */
	TYPE_HELM_VERSION, /* common build info */
	TYPE_SEMVER,       /* *semver.Version */
	TYPE_SEMVER_VALUE, /* semver.Version */
	TYPE_TIME,         /* time.Time */
	TYPE_LOCATION,     /* *time.Location */
	TYPE_CERTIFICATE,  /* sprig.certificate */
	TYPE_FUNC,
	TYPE_ERROR,    /* an error that a method returned */
	TYPE_NO_ERROR, /* the same, nil */
	TYPE_COUNT
};

struct value {
	uint8_t kind;
	uint8_t type;
	uint16_t boxed : 1;   /* seen through an interface {} (element of a map or list); matters to error texts only */
	uint16_t source : 15; /* where it was read: index into a struct source_table, 0 = nowhere */
	uint32_t line : 20;   /* from 1, saturating */
	uint32_t column : 12;
	union {
		bool b;
		int64_t i;
		uint64_t u;
		double f;
		struct {
			double re, im;
		} c;
		struct str s;
		struct list *list;
		struct map *map;
		const struct object *object;
	};
};

struct list {
	struct value *items;
	size_t len, cap;
};

struct map_entry {
	struct str key;
	unsigned hash;
	struct value value;
};

/* Keys are unique; entries stand in the order of insertion until map_sort or map_delete. A NULL map (Go's nil) may be
 * read, sorted and deleted from. */
struct map {
	struct map_entry *entries;
	size_t len, cap;
	uint32_t *index; /* open addressing over entries, value = position + 1; NULL for small maps */
	size_t index_size;
	bool sorted;
};

/* A Go struct: its fields and methods are looked up by the template engine (tmpl/object.h). */
struct object {
	const struct object_class *class;
};

static inline struct value value_invalid(void)
{
	return (struct value){ .kind = VALUE_NULL, .type = TYPE_INVALID };
}

static inline struct value value_null(void)
{
	return (struct value){ .kind = VALUE_NULL, .type = TYPE_ANY };
}

static inline struct value value_bool(bool b)
{
	return (struct value){ .kind = VALUE_BOOL, .type = TYPE_BOOL, .b = b };
}

static inline struct value value_int(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .type = TYPE_INT, .i = i };
}

static inline struct value value_int64(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .type = TYPE_INT64, .i = i };
}

static inline struct value value_int_of(enum value_type type, int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .type = (uint8_t)type, .i = i };
}

static inline struct value value_uint_of(enum value_type type, uint64_t u)
{
	return (struct value){ .kind = VALUE_UINT, .type = (uint8_t)type, .u = u };
}

static inline struct value value_float(double f)
{
	return (struct value){ .kind = VALUE_FLOAT, .type = TYPE_FLOAT64, .f = f };
}

static inline struct value value_complex(double re, double im)
{
	return (struct value){ .kind = VALUE_COMPLEX, .type = TYPE_COMPLEX128, .c = { re, im } };
}

/* Borrows the text: it must live as long as the value. */
static inline struct value value_string(struct str s)
{
	return (struct value){ .kind = VALUE_STRING, .type = TYPE_STRING, .s = s };
}

static inline struct value value_bytes(struct str s)
{
	return (struct value){ .kind = VALUE_BYTES, .type = TYPE_BYTES, .s = s };
}

static inline struct value value_list(struct list *list)
{
	return (struct value){ .kind = VALUE_LIST, .type = TYPE_LIST, .list = list };
}

static inline struct value value_list_of(enum value_type type, struct list *list)
{
	return (struct value){ .kind = VALUE_LIST, .type = (uint8_t)type, .list = list };
}

static inline struct value value_map(struct map *map)
{
	return (struct value){ .kind = VALUE_MAP, .type = TYPE_MAP, .map = map };
}

static inline struct value value_map_of(enum value_type type, struct map *map)
{
	return (struct value){ .kind = VALUE_MAP, .type = (uint8_t)type, .map = map };
}

static inline bool value_is_null(struct value v)
{
	return v.kind == VALUE_NULL;
}

static inline struct value value_object(enum value_type type, const struct object *object)
{
	return (struct value){ .kind = VALUE_OBJECT, .type = (uint8_t)type, .object = object };
}

/* A map[string]interface {} (or common.Values): what Helm calls a table. */
static inline bool value_is_table(struct value v)
{
	return v.kind == VALUE_MAP && (v.type == TYPE_MAP || v.type == TYPE_VALUES);
}

/* Go's name of the value's type as %T prints it: "map[string]interface {}", "<nil>" for nil. */
const char *value_type_name(struct value v);
const char *type_name(enum value_type type);

/* Go's reflect.Kind as a word: "map", "slice", "float64", "int64", "ptr", "struct"; "invalid" for nil. */
const char *value_kind_name(struct value v);

/* Go's truth (text/template): false, 0, nil, and empty text, list or map are false; structs are true. */
bool value_truth(struct value v);

/* Go's reflect.DeepEqual: types count (int 1 is not int64 1). */
bool value_deep_equal(struct value a, struct value b);

/* A copy with its own lists and maps, all the way down; texts are shared. Cyclic maps are copied as cycles. */
struct value value_copy(struct arena *arena, struct value v);

struct list *list_new(struct arena *arena, size_t cap);
void list_push(struct arena *arena, struct list *list, struct value v);

struct map *map_new(struct arena *arena);

/* The value under a key, or NULL. The pointer is good until the next change of the map. */
struct value *map_get(const struct map *map, struct str key);
/* The same with str_hash(key) at hand. */
struct value *map_get_hashed(const struct map *map, struct str key, unsigned hash);

/* Makes room for `count` entries in all, for one who knows how many will come. */
void map_reserve(struct arena *arena, struct map *map, size_t count);

/* Sets or replaces. The key is borrowed. */
void map_set(struct arena *arena, struct map *map, struct str key, struct value v);

/* True if it was there. The last entry takes its place, so that deleting does not cost more in a large map. */
bool map_delete(struct map *map, struct str key);

/* Puts the entries into the bytewise order of their keys (cheap if they are already). A map's order has no meaning in
 * Go, so this is done in place. */
void map_sort(struct map *map);

#endif
