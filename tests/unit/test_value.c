// SPDX-License-Identifier: Apache-2.0
// The value tree: names, truth, equality, copies, lists and maps.
#include "value/value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct str number_key(struct arena *arena, unsigned n)
{
	return arena_printf(arena, "key-%u", n);
}

static void map_holds_many(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct map *map = map_new(&arena);
	enum { COUNT = 5000 };
	for (unsigned i = 0; i < COUNT; i++)
		map_set(&arena, map, number_key(&arena, (i * 7919) % COUNT), value_int(i));
	assert_int_equal(map->len, COUNT);
	map_sort(map);
	for (size_t i = 1; i < map->len; i++)
		assert_true(str_cmp(map->entries[i - 1].key, map->entries[i].key) < 0);
	for (unsigned i = 0; i < COUNT; i++) {
		struct value *v = map_get(map, number_key(&arena, (i * 7919) % COUNT));
		assert_non_null(v);
		assert_int_equal(v->i, i);
	}
	assert_null(map_get(map, STR("key-x")));
}

static void map_deletes(void **state)
{
	(void)state;
	for (unsigned count = 1; count < 80; count += 3) {
		AUTO(arena) arena = { 0 };
		struct map *map = map_new(&arena);
		for (unsigned i = 0; i < count; i++)
			map_set(&arena, map, number_key(&arena, i), value_int(i));
		for (unsigned i = 0; i < count; i += 2)
			assert_true(map_delete(map, number_key(&arena, i)));
		assert_false(map_delete(map, number_key(&arena, 0)));
		map_sort(map);
		for (unsigned i = 0; i < count; i++) {
			struct value *v = map_get(map, number_key(&arena, i));
			assert_int_equal(v != NULL, i % 2);
			if (v)
				assert_int_equal(v->i, i);
		}
		map_set(&arena, map, STR("new"), value_bool(true));
		assert_true(map_get(map, STR("new"))->b);
	}
}

static void nil_map_is_empty(void **state)
{
	(void)state;
	assert_null(map_get(NULL, STR("a")));
	assert_false(map_delete(NULL, STR("a")));
	map_sort(NULL);
	assert_false(value_truth(value_map(NULL)));
}

static void set_replaces(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct map *map = map_new(&arena);
	map_set(&arena, map, STR("b"), value_int(1));
	map_set(&arena, map, STR("a"), value_int(2));
	map_set(&arena, map, STR("b"), value_int(3));
	assert_int_equal(map->len, 2);
	assert_int_equal(map_get(map, STR("b"))->i, 3);
	assert_false(map->sorted);
	map_sort(map);
	assert_true(str_is(map->entries[0].key, "a"));
}

static void truth_is_gos(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	assert_false(value_truth(value_null()));
	assert_false(value_truth(value_int(0)));
	assert_true(value_truth(value_int(-1)));
	assert_false(value_truth(value_float(0)));
	assert_true(value_truth(value_float((double)NAN)));
	assert_false(value_truth(value_string(STR_NONE)));
	assert_true(value_truth(value_string(STR("false"))));
	assert_false(value_truth(value_list(list_new(&arena, 3))));
	assert_false(value_truth(value_map(map_new(&arena))));
	assert_true(value_truth(value_bool(true)));
}

static void names_are_gos(void **state)
{
	(void)state;
	assert_string_equal(value_type_name(value_null()), "<nil>");
	assert_string_equal(value_kind_name(value_null()), "invalid");
	assert_string_equal(value_type_name(value_map(NULL)), "map[string]interface {}");
	assert_string_equal(value_kind_name(value_list(NULL)), "slice");
	assert_string_equal(value_type_name(value_int_of(TYPE_DURATION, 1)), "time.Duration");
	assert_string_equal(value_kind_name(value_int_of(TYPE_DURATION, 1)), "int64");
	for (int type = 0; type < TYPE_COUNT; type++)
		assert_non_null(type_name((enum value_type)type));
}

static struct value sample(struct arena *arena, int last)
{
	struct map *inner = map_new(arena), *map = map_new(arena);
	struct list *list = list_new(arena, 0);
	list_push(arena, list, value_string(STR("x")));
	list_push(arena, list, value_int(last));
	map_set(arena, inner, STR("list"), value_list(list));
	map_set(arena, map, STR("inner"), value_map(inner));
	map_set(arena, map, STR("null"), value_null());
	return value_map(map);
}

static void equality_sees_types_and_depth(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	assert_true(value_deep_equal(sample(&arena, 1), sample(&arena, 1)));
	assert_false(value_deep_equal(sample(&arena, 1), sample(&arena, 2)));
	assert_false(value_deep_equal(value_int(1), value_int64(1)));
	assert_false(value_deep_equal(value_int(1), value_float(1)));
	assert_true(value_deep_equal(value_null(), value_invalid()));
	assert_false(value_deep_equal(value_list(NULL), value_list(list_new(&arena, 0))));
	assert_false(value_deep_equal(value_float((double)NAN), value_float((double)NAN)));
}

static struct value cycle(struct arena *arena)
{
	struct map *map = map_new(arena);
	map_set(arena, map, STR("self"), value_map(map));
	map_set(arena, map, STR("n"), value_int(1));
	return value_map(map);
}

static void cycles_end(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct value a = cycle(&arena), b = cycle(&arena);
	assert_true(value_deep_equal(a, b));
	struct value copy = value_copy(&arena, a);
	assert_ptr_not_equal(copy.map, a.map);
	assert_ptr_equal(map_get(copy.map, STR("self"))->map, copy.map);
}

static struct value shared_tree(struct arena *arena, int depth)
{
	struct value v = value_map(map_new(arena));
	while (depth--) {
		struct map *map = map_new(arena);
		map_set(arena, map, STR("l"), v);
		map_set(arena, map, STR("r"), v);
		v = value_map(map);
	}
	return v;
}

static void shared_branches_are_compared_once(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	assert_true(value_deep_equal(shared_tree(&arena, 200), shared_tree(&arena, 200)));
}

static void copies_are_apart(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct value a = sample(&arena, 1), b = value_copy(&arena, a);
	assert_true(value_deep_equal(a, b));
	map_set(&arena, map_get(b.map, STR("inner"))->map, STR("more"), value_int(1));
	assert_false(value_deep_equal(a, b));
	assert_int_equal(map_get(a.map, STR("inner"))->map->len, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map_holds_many),
		cmocka_unit_test(map_deletes),
		cmocka_unit_test(nil_map_is_empty),
		cmocka_unit_test(set_replaces),
		cmocka_unit_test(truth_is_gos),
		cmocka_unit_test(names_are_gos),
		cmocka_unit_test(equality_sees_types_and_depth),
		cmocka_unit_test(cycles_end),
		cmocka_unit_test(shared_branches_are_compared_once),
		cmocka_unit_test(copies_are_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
