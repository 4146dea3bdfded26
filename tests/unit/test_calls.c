// SPDX-License-Identifier: Apache-2.0
// The table of calls, tests/data/func/calls.tsv: every template function with ordinary, boundary and wrong arguments,
// as tests/reference/template -calls writes it. A test for each function. An argument is a file to use instead.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "render_text.h"
#include "text/strconv.h"

#include <cmocka.h>

enum { MAX_SHOWN = 20 };

static struct arena file;
static struct str values;

// All rows of a function.
struct group {
	struct str name;
	struct str *lines;
	size_t len, cap;
};

struct groups {
	struct group *items;
	size_t len, cap;
};

static struct str take_field(struct arena *arena, struct str *line)
{
	struct str field = STR_NONE;
	str_next_field(line, '\t', &field);
	if (str_has_prefix(field, STR("\"")))
		unquote(arena, field, &field);
	return field;
}

// "!COLUMN MESSAGE" if the error is that of the whole call, else "!COLUMN <PLACE>: MESSAGE".
static void shorten_error(struct arena *arena, struct str expression, struct strbuf *out)
{
	struct str text = arena_str(arena, strbuf_peek(out));
	struct str place = STR("template: t:1:"), mark = STR(": executing \"t\" at <");
	size_t at = str_find(text, mark);
	strbuf_truncate(out, 0);
	strbuf_add_char(out, '!');
	if (!str_has_prefix(text, place) || at == STR_NPOS) {
		strbuf_add(out, text);
		return;
	}
	struct str message = str_from(text, at + mark.len), whole = ARENA_CONCAT(arena, expression, STR(">: "));
	strbuf_add(out, str_slice(text, place.len, at));
	strbuf_add(out, str_has_prefix(message, whole) ? STR(" ") : STR(" <"));
	strbuf_add(out, str_trim_prefix(message, whole));
}

static bool run_row(struct arena *arena, struct str line, bool show)
{
	struct str name = take_field(arena, &line), args = take_field(arena, &line), want = take_field(arena, &line);
	struct str call = args.len ? ARENA_CONCAT(arena, name, STR(" "), args) : name;
	struct str expression = str_is(name, "=") ? args : call;
	struct str text = ARENA_CONCAT(arena, STR("{{ $r := "), expression, STR(" }}{{ printf \"%T %#v\" $r $r }}"));
	struct strbuf out = strbuf_in(arena);
	if (!render_text(arena, text, values, &out))
		shorten_error(arena, expression, &out);
	bool same = str_eq(strbuf_peek(&out), want);
	if (!same && show)
		fprintf(stderr, "%.*s\n  want %.*s\n  got  %.*s\n", STR_FMT(expression), STR_FMT(want),
		        STR_FMT(strbuf_peek(&out)));
	return same;
}

static void test_function(void **state)
{
	const struct group *group = *state;
	size_t wrong = 0;
	for (size_t i = 0; i < group->len; i++) {
		struct arena arena = { 0 };
		wrong += !run_row(&arena, group->lines[i], wrong < MAX_SHOWN);
		arena_done(&arena);
	}
	if (wrong)
		fail_msg("%zu of %zu calls of %s differ", wrong, group->len, group->name.data);
}

static struct group *group_of(struct groups *groups, struct str name)
{
	for (size_t i = groups->len; i-- > 0;)
		if (str_eq(groups->items[i].name, name))
			return &groups->items[i];
	groups->items = arena_grow(&file, groups->items, &groups->cap, groups->len + 1, sizeof(struct group));
	groups->items[groups->len] = (struct group){ .name = arena_str(&file, name) };
	return &groups->items[groups->len++];
}

static void read_groups(const char *path, struct groups *groups)
{
	struct error err = { .arena = &file };
	struct str text, line, name;
	if (!fs_read(RENDER_CHART "/values.yaml", &file, &values, &err) || !fs_read(path, &file, &text, &err)) {
		fprintf(stderr, "%.*s\n", STR_FMT(err.message));
		exit(EXIT_FAILURE);
	}
	while (str_next_field(&text, '\n', &line)) {
		struct str rest = line;
		if (line.len == 0)
			continue;
		str_next_field(&rest, '\t', &name);
		struct group *group = group_of(groups, name);
		group->lines = arena_grow(&file, group->lines, &group->cap, group->len + 1, sizeof(struct str));
		group->lines[group->len++] = line;
	}
}

// Functions without a row would go unnoticed.
static void test_all(void **state)
{
	struct groups *groups = *state;
	size_t known = groups->len;
	for (size_t i = 0; i < func_count(); i++)
		group_of(groups, str_of(func_at(i)->name));
	assert_int_equal(groups->len, known);
	assert_true(known > 0);
}

int main(int argc, char **argv)
{
	struct groups groups = { 0 };
	setenv("TZ", "UTC", 1);
	read_groups(argc > 1 ? argv[1] : "tests/data/func/calls.tsv", &groups);
	struct CMUnitTest *tests = ARENA_ARRAY(&file, struct CMUnitTest, groups.len + 1);
	for (size_t i = 0; i < groups.len; i++) {
		struct group *group = &groups.items[i];
		tests[i] = (struct CMUnitTest){ .name = group->name.data,
			                        .test_func = test_function,
			                        .initial_state = group };
	}
	tests[groups.len] =
		(struct CMUnitTest){ .name = "all functions", .test_func = test_all, .initial_state = &groups };
	int failed = _cmocka_run_group_tests("calls", tests, groups.len + 1, NULL, NULL);
	arena_done(&file);
	return failed;
}
