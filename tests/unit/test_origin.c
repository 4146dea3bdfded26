// SPDX-License-Identifier: Apache-2.0
// What rows cannot say: where values were read, and what happens to values that are deep or contain themselves.
#include "value/json.h"
#include "value/set.h"
#include "value/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct value read_yaml(struct arena *arena, const char *text, unsigned source)
{
	struct error err = { .arena = arena };
	struct value v;
	if (!yaml_read(arena, str_of(text), source, &v, &err))
		fail_msg("%s", err.message.data);
	return v;
}

static void assert_at(struct value v, unsigned line, unsigned column)
{
	assert_int_equal(v.line, line);
	assert_int_equal(v.column, column);
}

static void yaml_values_know_their_place(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct source_table *table = source_table_new(&arena);
	struct str text = STR("# top\na: 1\né: [x, \"y\"]\nb:\n  c: |\n    text\n");
	unsigned source = source_table_add(table, STR("values.yaml"), text);
	struct value v = read_yaml(&arena, text.data, source);
	assert_at(*map_get(v.map, STR("a")), 2, 4);
	struct value list = *map_get(v.map, STR("é"));
	assert_at(list, 3, 5);
	assert_at(list.list->items[1], 3, 9);
	struct value b = *map_get(v.map, STR("b"));
	assert_at(*map_get(b.map, STR("c")), 5, 6);
	struct location at = value_location(table, b);
	assert_string_equal(at.source->name.data, "values.yaml");
	assert_int_equal(at.line, 5);
	assert_null(value_location(table, value_int(1)).source);
	assert_null(source_table_get(table, 7));
}

static void json_values_know_their_place(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct value v;
	assert_true(json_read(&arena, STR("{\n  \"a\": [1,\n   2]}"), 3, &v, &err));
	struct value list = *map_get(v.map, STR("a"));
	assert_at(list, 2, 8);
	assert_at(list.list->items[1], 3, 4);
	assert_int_equal(list.source, 3);
}

static void errors_know_their_place(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct value v;
	assert_false(yaml_read(&arena, STR("a: b\nc: d: e\n"), 1, &v, &err));
	assert_string_equal(
		err.message.data,
		"error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context");
	assert_int_equal(err.at.line, 2);
	assert_int_equal(err.at.column, 5);
	assert_false(json_read(&arena, STR("[1,\n 2 x]"), 1, &v, &err));
	assert_int_equal(err.at.line, 2);
	assert_int_equal(err.at.column, 4);
}

static void a_text_may_be_reused_after_reading(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	char text[] = "a: plain\nb: 'quoted'\n";
	struct value v;
	assert_true(yaml_read(&arena, str_of(text), 0, &v, &err));
	memset(text, 'x', sizeof(text) - 1);
	assert_true(str_is(map_get(v.map, STR("a"))->s, "plain"));
	assert_true(str_is(map_get(v.map, STR("b"))->s, "quoted"));
}

static void aliases_are_apart(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct value v = read_yaml(&arena, "a: &a {x: 1}\nb: *a\nc: {<<: *a}\n", 0);
	map_set(&arena, map_get(v.map, STR("a"))->map, STR("y"), value_int(1));
	assert_int_equal(map_get(v.map, STR("b"))->map->len, 1);
	assert_int_equal(map_get(v.map, STR("c"))->map->len, 1);
}

static void cycles_are_errors(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct map *map = map_new(&arena);
	struct list *list = list_new(&arena, 0);
	map_set(&arena, map, STR("list"), value_list(list));
	list_push(&arena, list, value_map(map));
	struct strbuf out = strbuf_in(&arena);
	strbuf_add(&out, STR("before"));
	assert_false(json_write(&arena, &out, value_map(map), (struct json_style){ 0 }, &err));
	assert_string_equal(err.message.data,
	                    "json: unsupported value: encountered a cycle via map[string]interface {}");
	assert_false(yaml_write(&arena, &out, value_map(map), &err));
	assert_string_equal(
		err.message.data,
		"error marshaling into JSON: json: unsupported value: encountered a cycle via map[string]interface {}");
	assert_false(yaml_write_pretty(&arena, &out, value_map(map), &err));
	assert_true(str_is(strbuf_peek(&out), "before"));
}

static struct str repeated(struct arena *arena, const char *piece, unsigned count)
{
	struct strbuf out = strbuf_in(arena);
	while (count--)
		strbuf_add_cstr(&out, piece);
	return strbuf_str(&out, arena);
}

static void depth_is_limited(void **state)
{
	(void)state;
	static const struct {
		const char *piece;
		const char *message;
	} rows[] = {
		{ "[", "error converting YAML to JSON: yaml: exceeded max depth of 10000" },
		{ "{a: ", "error converting YAML to JSON: yaml: exceeded max depth of 10000" },
		{ "- ", "error converting YAML to JSON: yaml: exceeded max depth of 10000" },
		{ "? ", "error converting YAML to JSON: yaml: exceeded max depth of 10000" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(arena) arena = { 0 };
		struct error err = { .arena = &arena };
		struct value v;
		assert_false(yaml_read(&arena, repeated(&arena, rows[i].piece, 10001), 0, &v, &err));
		assert_string_equal(err.message.data, rows[i].message);
	}
}

static void set_file_takes_the_contents(void **state)
{
	(void)state;
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct map *dest = map_new(&arena);
	char path[] = "/tmp/pintle-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "1\n", 2), 2);
	close(fd);
	assert_true(set_parse(&arena, dest, arena_printf(&arena, "a.b=%s", path), SET_FILE, 1, &err));
	unlink(path);
	assert_true(str_is(map_get(map_get(dest, STR("a"))->map, STR("b"))->s, "1\n"));
	assert_false(set_parse(&arena, dest, STR("a=/nowhere/at/all"), SET_FILE, 1, &err));
	assert_string_equal(err.message.data, "open /nowhere/at/all: no such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_values_know_their_place),
		cmocka_unit_test(json_values_know_their_place),
		cmocka_unit_test(errors_know_their_place),
		cmocka_unit_test(a_text_may_be_reused_after_reading),
		cmocka_unit_test(aliases_are_apart),
		cmocka_unit_test(cycles_are_errors),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(set_file_takes_the_contents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
