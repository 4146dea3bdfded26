// SPDX-License-Identifier: Apache-2.0
// Texts made of random lines: most are wrong, and what yaml_skim takes must be right.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "skim_check.h"

#undef fail // cmocka has one of its own

#include <cmocka.h>

enum { TEXTS = 400000, MAX_LINES = 8 };

static const char *const indents[] = { "", "", "", "  ", "  ", "    ", " ", "      ", "\t" };
// clang-format off
static const char *const starts[] = {
	"kind: ", "metadata:", "name: ", "annotations:", "a: ", "b:", "b: ", "- ", "- ", "-", "- a: ", "- b:", "\"a\": ", "'b':",
	"Kind: ", "y: ", "null: ", "1: ", "? ", "<<: ", "a.b/c: ", "# ", "", "---", "...", "\"a\\n\": ", "'kind': ", "- - ", "-a: ",
	"a :", "a:b: ", "{a: ", "é: ", "\"é\": ", "_: ", "-\t", "%a: ",
};
static const char *const values[] = {
	"x", "x y", "1", "1.5", "-1", ".inf", "-.inf", ".nan", "1e999", "1e3", "0x1f", "true", "null", "~", "\"q\"", "'q'", "'a''b'",
	"\"a\\nb\"", "\"a\\qb\"", "\"open", "'open", "|", "|-", ">+", "|2", "| # c", "{}", "[]", "{a: 1}", "[a, \"b\"]", "[a, 1]", "[a",
	"[a b]", "[a,,b]", "[\"a\": b]", "[a]x", "x: y", "x:", "x #c", "x#c", "#c", "&a x", "*a", "!!str 1", "!x", "@a", "`a`", "%a", "<<",
	"=", "--a=b", "-", "- x", "---", "é", "\xC2\x85", "\xE2\x80\xA8", "\xFF", "\xEF\xBB\xBF", "a\tb", "\ta", "a\r", "\x01", " x", "x ",
	"\"a\" b", "\"a\":b", "'a' ", "2001-01-01", "12:30:45", "1_000", "0o7", "$x", "(a", "^a", "/a", "?a", ":a", ",a", "+1", "", "",
	"[.inf]", "[-.nan, a]", "{ }", "[ ]", "[ a ]", "[\"a\\x\"]", "x\\y", "a, b", "a]", "a}", "[*a]", "[a, ]", "[a, 'b' ]", "0.", "9999999999999999999999",
};
// clang-format on

static uint64_t state = 88172645463325252u;

static size_t pick(size_t count)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % count);
}

static void random_text(struct strbuf *text)
{
	for (size_t lines = 1 + pick(MAX_LINES); lines > 0; lines--) {
		strbuf_add_cstr(text, indents[pick(pick(4) ? 5 : ARRAY_LEN(indents))]);
		strbuf_add_cstr(text, starts[pick(pick(4) ? 13 : ARRAY_LEN(starts))]);
		strbuf_add_cstr(text, values[pick(pick(4) ? 5 : ARRAY_LEN(values))]);
		if (lines > 1 || pick(2))
			strbuf_add_char(text, '\n');
	}
}

static void agrees_on_random_texts(void **unused)
{
	struct arena arena = { 0 };
	size_t taken = 0;
	(void)unused;
	for (size_t i = 0; i < TEXTS; i++) {
		struct arena_mark mark = arena_mark(&arena);
		struct strbuf text = strbuf_in(&arena);
		bool was_taken;
		random_text(&text);
		struct str copy = strbuf_str(&text, &arena);
		if (!skim_agrees(&arena, copy, &was_taken))
			fail_msg("text %zu:\n%.*s", i, STR_FMT(copy));
		taken += was_taken;
		arena_release(&arena, mark);
	}
	arena_done(&arena);
	print_message("# %zu of %d random texts are taken\n", taken, (int)TEXTS);
	assert_true(taken > TEXTS / 100);
}

// What manifests are made of has to be taken, or the real reader reads it all.
static void takes_what_is_plain(void **unused)
{
	static const char *const texts[] = {
		"kind: A\nmetadata:\n  name: b\nspec:\n  ports:\n  - name: c\n    port: 80\n  - d\n",
		"# comment\nkind: \"A\"\n\nmetadata:\n  annotations:\n    a: 'b'\n    c: |-\n      d: [\n\n      e\n  "
		"name: f\n",
		"data:\n  a.b: |\n    text # no comment\n  \"true\": \"yes\"\n  'x': []\nmetadata: {}\nkind: A",
		"spec:\n  -\n    a: b\n  - c: 'it''s'\n    d: \"e\\n\"\n    f:\n      {}\n    g: [\"h\", i]\n    j: "
		"--k=l\n",
	};
	struct arena arena = { 0 };
	(void)unused;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		bool taken;
		assert_true(skim_agrees(&arena, str_of(texts[i]), &taken));
		if (!taken)
			fail_msg("not taken:\n%s", texts[i]);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_on_random_texts),
		cmocka_unit_test(takes_what_is_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
