// SPDX-License-Identifier: Apache-2.0
// Runs template triplets: blocks of template, values and expected output (or error), as tests/reference/template/ writes
// them. Without arguments all of tests/data/{tmpl,func}/*.txt. Also holds the function table against the reference's.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <glob.h>

#include "base/fs.h"
#include "render_text.h"
#include "text/strconv.h"

#include <cmocka.h>

#define NAMES "tests/data/func/names.txt"

struct block {
	struct str text, values, expected;
	bool fails;
};

static size_t wrong, total;

// The text up to the next line that is `mark`, without the newline before it; *ret_mark is the line found.
static bool take_until(struct str *rest, const char *mark, const char *other, struct str *ret, struct str *ret_mark)
{
	for (size_t at = 0; at <= rest->len;) {
		struct str line = str_from(*rest, at);
		size_t newline = str_find_char(line, '\n');
		line = str_slice(line, 0, newline);
		if (str_is(line, mark) || (other && str_is(line, other))) {
			*ret = str_slice(*rest, 0, at ? at - 1 : 0);
			*ret_mark = line;
			*rest = str_from(*rest, at + line.len + 1);
			return true;
		}
		at += line.len + 1;
	}
	return false;
}

static bool parse_block(struct str text, struct block *ret)
{
	struct str mark;
	while (str_has_prefix(text, STR("## ")))
		text = str_from(text, str_find_char(text, '\n') + 1);
	if (!take_until(&text, "%%", NULL, &ret->text, &mark) ||
	    !take_until(&text, "%%", "%%FAIL", &ret->values, &mark))
		return false;
	ret->fails = str_is(mark, "%%FAIL");
	ret->expected = text;
	return true;
}

static void show(struct arena *arena, const char *path, const struct block *block, bool ok, struct str got)
{
	struct strbuf want_quoted = strbuf_in(arena), got_quoted = strbuf_in(arena);
	quote(&want_quoted, block->expected);
	quote(&got_quoted, got);
	fprintf(stderr, "%s: %.*s\n  want %s%.*s\n  got  %s%.*s\n", path, STR_FMT(block->text), block->fails ? "error " : "",
	        STR_FMT(strbuf_peek(&want_quoted)), ok ? "" : "error ", STR_FMT(strbuf_peek(&got_quoted)));
}

static void run_block(const char *path, struct str text)
{
	struct arena arena = { 0 };
	struct strbuf out = strbuf_in(&arena);
	struct block block;
	total++;
	if (!parse_block(text, &block)) {
		fprintf(stderr, "%s: not a block: %.*s\n", path, STR_FMT(text));
		wrong++;
	} else {
		bool ok = render_text(&arena, block.text, block.values, &out);
		if (ok == block.fails || !str_eq(strbuf_peek(&out), block.expected)) {
			show(&arena, path, &block, ok, strbuf_peek(&out));
			wrong++;
		}
	}
	arena_done(&arena);
}

static void run_file(const char *path)
{
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct str text, block, mark;
	if (!fs_read(path, &arena, &text, &err))
		fail_msg("%s", err.message.data);
	text = str_trim_suffix(text, STR("\n"));
	while (take_until(&text, "----", NULL, &block, &mark))
		run_block(path, block);
	run_block(path, text);
	arena_done(&arena);
}

static void test_triplets(void **state)
{
	glob_t found = { 0 };
	char **files = *state;
	if (!files[0]) {
		glob("tests/data/tmpl/*.txt", 0, NULL, &found);
		glob("tests/data/func/*.txt", GLOB_APPEND, NULL, &found);
		files = found.gl_pathv;
	}
	setenv("TZ", "UTC", 1);
	for (; *files; files++)
		if (strcmp(*files, NAMES) != 0)
			run_file(*files);
	globfree(&found);
	if (wrong)
		fail_msg("%zu of %zu blocks differ", wrong, total);
	assert_true(total > 0);
}

// names.txt: every name that a template of the reference may call.
static void test_names(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct str text, line;
	size_t found = 0;
	assert_true(fs_read(NAMES, &arena, &text, &err));
	while (str_next_field(&text, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (!func_find(line) && !tmpl_find_builtin(line))
			fail_msg("%.*s is missing", STR_FMT(line));
		found += func_find(line) != NULL;
	}
	assert_int_equal(found, func_count());
	arena_done(&arena);
}

static void test_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < func_count(); i++) {
		const struct tmpl_func *func = func_at(i);
		assert_non_null(func);
		assert_true(func == func_find(str_of(func->name)));
		assert_true(i == 0 || strcmp(func_at(i - 1)->name, func->name) < 0);
	}
	assert_null(func_find(STR("nosuchfunction")));
	assert_null(func_find(STR("")));
}

int main(int argc, char **argv)
{
	(void)argc;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_triplets, argv + 1),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
