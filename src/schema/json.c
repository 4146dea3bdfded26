// SPDX-License-Identifier: Apache-2.0
// Values as JSON Schema sees them: integers and floats are one type, equality goes by number.
#include <math.h>

#include "schema/internal.h"

unsigned json_type_of(struct value value)
{
	switch (value.kind) {
	case VALUE_NULL: return JSON_NULL;
	case VALUE_BOOL: return JSON_BOOLEAN;
	case VALUE_INT:
	case VALUE_UINT:
	case VALUE_BYTES: return JSON_NUMBER;
	case VALUE_FLOAT: return isfinite(value.f) ? JSON_NUMBER : 0;
	case VALUE_STRING: return JSON_STRING;
	case VALUE_LIST: return JSON_ARRAY;
	case VALUE_MAP: return JSON_OBJECT;
	default: return 0;
	}
}

const char *json_type_name(unsigned type)
{
	switch (type) {
	case JSON_NULL: return "null";
	case JSON_BOOLEAN: return "boolean";
	case JSON_NUMBER: return "number";
	case JSON_INTEGER: return "integer";
	case JSON_STRING: return "string";
	case JSON_ARRAY: return "array";
	case JSON_OBJECT: return "object";
	default: return "";
	}
}

bool json_equal(struct value a, struct value b)
{
	unsigned type = json_type_of(a);
	if (type != json_type_of(b))
		return false;
	switch (type) {
	case JSON_NULL: return true;
	case JSON_BOOLEAN: return a.b == b.b;
	case JSON_NUMBER: return json_compare_numbers(a, b) == 0;
	case JSON_STRING: return str_eq(a.s, b.s);
	case JSON_ARRAY:
		if (a.list->len != b.list->len)
			return false;
		for (size_t i = 0; i < a.list->len; i++)
			if (!json_equal(a.list->items[i], b.list->items[i]))
				return false;
		return true;
	case JSON_OBJECT:
		if (a.map->len != b.map->len)
			return false;
		for (size_t i = 0; i < a.map->len; i++) {
			const struct value *other = map_get(b.map, a.map->entries[i].key);
			if (!other || !json_equal(a.map->entries[i].value, *other))
				return false;
		}
		return true;
	default: return false;
	}
}

static unsigned number_hash(double number)
{
	uint64_t bits;
	number += 0.0; // one zero for both
	memcpy(&bits, &number, sizeof(bits));
	return (unsigned)(bits ^ bits >> 32);
}

// The same for equal values.
static unsigned hash_of(struct value value)
{
	unsigned hash = json_type_of(value), sum = 0;
	switch (hash) {
	case JSON_BOOLEAN: return hash + value.b;
	case JSON_STRING: return str_hash(value.s);
	case JSON_NUMBER: return hash ^ number_hash(json_number(value));
	case JSON_ARRAY:
		for (size_t i = 0; i < value.list->len; i++)
			hash = hash * 31 + hash_of(value.list->items[i]);
		return hash;
	case JSON_OBJECT:
		for (size_t i = 0; i < value.map->len; i++)
			sum += value.map->entries[i].hash * 31 + hash_of(value.map->entries[i].value);
		return hash + sum;
	default: return hash;
	}
}

bool json_find_equal(struct arena *arena, const struct list *list, size_t *ret_first, size_t *ret_second)
{
	size_t size = 1;
	while (size < 2 * list->len)
		size *= 2;
	/* Chains of items with the same hash, in their order: position + 1, 0 ends. */
	size_t *heads = ARENA_ARRAY(arena, size_t, size), *tails = ARENA_ARRAY(arena, size_t, size);
	size_t *next = ARENA_ARRAY(arena, size_t, list->len);
	for (size_t i = 0; i < list->len; i++) {
		size_t place = hash_of(list->items[i]) & (size - 1);
		for (size_t j = heads[place]; j; j = next[j - 1]) {
			if (json_equal(list->items[j - 1], list->items[i])) {
				*ret_first = j - 1;
				*ret_second = i;
				return true;
			}
		}
		if (tails[place])
			next[tails[place] - 1] = i + 1;
		else
			heads[place] = i + 1;
		tails[place] = i + 1;
	}
	return false;
}
