/* SPDX-License-Identifier: Apache-2.0
 *
 * Data-driven tests: a file of rows, each an operation, its arguments and the expected result, separated by tabs and
 * quoted as Go quotes where that is needed. The files come from the programs in tests/reference/.
 *
 *     static void run_upper(struct arena *arena, const struct str *args, size_t count, struct strbuf *out) { … }
 *     static const struct row_op ops[] = { { "upper", run_upper }, { NULL, NULL } };
 *     int main(int argc, char **argv) { return rows_main(argc, argv, "tests/data/text/utf8.tsv", ops); }
 *
 * A file given on the command line is used instead: for longer runs against a fresh reference.
 */
#ifndef PINTLE_TESTS_ROWS_H
#define PINTLE_TESTS_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "text/strconv.h"

#include <cmocka.h>

enum { ROWS_MAX_FIELDS = 32, ROWS_MAX_SHOWN = 20, ROWS_MAX_OPS = 40 };

struct row_op {
	const char *name;
	void (*run)(struct arena *arena, const struct str *args, size_t count, struct strbuf *out);
};

struct rows_setup {
	const char *path;
	const struct row_op *ops;
};

static struct rows_setup rows_setup;

static const struct row_op *rows_find(const struct row_op *ops, struct str name)
{
	for (; ops->name; ops++)
		if (str_is(name, ops->name))
			return ops;
	return NULL;
}

static size_t rows_split(struct arena *arena, struct str line, struct str *fields)
{
	size_t count = 0;
	for (struct str field, rest = line; str_next_field(&rest, '\t', &field); count++) {
		assert_true(count < ROWS_MAX_FIELDS);
		if (field.len == 0 || field.data[0] != '"' || !unquote(arena, field, &fields[count]))
			fields[count] = field;
	}
	return count;
}

/* True if the row's result is as expected. */
static bool rows_run(struct arena *arena, struct str line)
{
	struct str fields[ROWS_MAX_FIELDS];
	size_t count = rows_split(arena, line, fields);
	const struct row_op *op = rows_find(rows_setup.ops, fields[0]);
	if (!op || count < 2)
		return false;
	struct strbuf out = strbuf_in(arena);
	op->run(arena, fields + 1, count - 2, &out);
	return str_eq(strbuf_peek(&out), fields[count - 1]);
}

static void rows_show(struct arena *arena, struct str line)
{
	struct str fields[ROWS_MAX_FIELDS];
	size_t count = rows_split(arena, line, fields);
	const struct row_op *op = rows_find(rows_setup.ops, fields[0]);
	struct strbuf out = strbuf_in(arena), quoted = strbuf_in(arena);
	if (op)
		op->run(arena, fields + 1, count - 2, &out);
	quote(&quoted, strbuf_peek(&out));
	fprintf(stderr, "%.*s\n   got %.*s\n", STR_FMT(line), STR_FMT(strbuf_peek(&quoted)));
}

static bool rows_is_of(struct str line, const char *op)
{
	struct str name, rest = line;
	str_next_field(&rest, '\t', &name);
	return str_is(str_trim_set(name, "\""), op);
}

/* All rows of one operation. */
static void rows_test(void **state)
{
	const struct row_op *op = *state;
	struct arena file = { 0 }, arena = { 0 };
	struct error err = { .arena = &file };
	struct str text, line;
	size_t wrong = 0, total = 0;
	if (!fs_read(rows_setup.path, &file, &text, &err))
		fail_msg("%s", err.message.data);
	while (str_next_field(&text, '\n', &line)) {
		if (!rows_is_of(line, op->name))
			continue;
		total++;
		if (!rows_run(&arena, line) && wrong++ < ROWS_MAX_SHOWN)
			rows_show(&arena, line);
		arena_done(&arena);
	}
	arena_done(&file);
	if (wrong)
		fail_msg("%zu of %zu rows of %s differ", wrong, total, rows_setup.path);
	assert_true(total > 0);
}

/* Rows that no operation knows would be forgotten. */
static void rows_all_known(void **state)
{
	struct arena file = { 0 };
	struct error err = { .arena = &file };
	struct str text, line;
	(void)state;
	if (!fs_read(rows_setup.path, &file, &text, &err))
		fail_msg("%s", err.message.data);
	while (str_next_field(&text, '\n', &line)) {
		const struct row_op *op = rows_setup.ops;
		while (op->name && !rows_is_of(line, op->name))
			op++;
		if (!op->name && line.len && line.data[0] != '#')
			fail_msg("unknown row: %.*s", STR_FMT(line));
	}
	arena_done(&file);
}

static inline int rows_main(int argc, char **argv, const char *path, const struct row_op *ops)
{
	struct CMUnitTest tests[ROWS_MAX_OPS + 1] = { cmocka_unit_test(rows_all_known) };
	size_t count = 1;
	rows_setup = (struct rows_setup){ argc > 1 ? argv[1] : path, ops };
	for (; ops->name; ops++) {
		assert_true(count <= ROWS_MAX_OPS);
		tests[count++] =
			(struct CMUnitTest){ .name = ops->name, .test_func = rows_test, .initial_state = (void *)ops };
	}
	return _cmocka_run_group_tests(path, tests, count, NULL, NULL);
}

#endif
