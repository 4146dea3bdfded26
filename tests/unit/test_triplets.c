// SPDX-License-Identifier: Apache-2.0
// Runs template triplets: blocks of template, values and expected output (or error), as tests/reference/template/
// writes them. Without arguments all of tests/data/{tmpl,func}/*.txt. Also holds the names and types of functions and
// methods against the reference's.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <glob.h>

#include "base/fs.h"
#include "render_text.h"
#include "text/strconv.h"
#include "value/object.h"
#include "value/time.h"

#include <cmocka.h>

#define NAMES "tests/data/func/names.tsv"
#define METHODS "tests/data/func/methods.tsv"

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
	fprintf(stderr, "%s: %.*s\n  want %s%.*s\n  got  %s%.*s\n", path, STR_FMT(block->text),
	        block->fails ? "error " : "", STR_FMT(strbuf_peek(&want_quoted)), ok ? "" : "error ",
	        STR_FMT(strbuf_peek(&got_quoted)));
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
		run_file(*files);
	globfree(&found);
	if (wrong)
		fail_msg("%zu of %zu blocks differ", wrong, total);
	assert_true(total > 0);
}

// ---- names and types ---------------------------------------------------------------------------------------------

static void add_types(struct strbuf *out, const char *letters, size_t count)
{
	for (size_t i = 0; i < count; i++)
		strbuf_printf(out, "%s%s", i ? ", " : "", tmpl_type_name(letters[i]));
}

// A signature as Go writes the type of a function.
static struct str go_type(struct arena *arena, const char *signature)
{
	struct strbuf out = strbuf_in(arena);
	size_t letters = strcspn(signature, "*:"), results = strlen(strchr(signature, ':') + 1);
	bool variadic = signature[letters] == '*';
	strbuf_add(&out, STR("func("));
	add_types(&out, signature, letters - variadic);
	if (variadic)
		strbuf_printf(&out, "%s...%s", letters > 1 ? ", " : "", tmpl_type_name(signature[letters - 1]));
	strbuf_add(&out, results > 1 ? STR(") (") : STR(") "));
	add_types(&out, strchr(signature, ':') + 1, results);
	strbuf_add_cstr(&out, results > 1 ? ")" : "");
	return strbuf_str(&out, arena);
}

// Signatures do not tell whether a function can fail.
static struct str without_error(struct arena *arena, struct str type)
{
	size_t at = str_find(type, STR(") ("));
	if (at == STR_NPOS || !str_has_suffix(type, STR(", error)")))
		return type;
	struct str result = str_trim_suffix(str_from(type, at + 3), STR(", error)"));
	if (str_is(result, "driver.Value"))
		result = STR("interface {}");
	return ARENA_CONCAT(arena, str_slice(type, 0, at + 2), result);
}

static void check_type(struct arena *arena, const struct tmpl_func *func, struct str want)
{
	struct str got = go_type(arena, func->signature);
	want = without_error(arena, want);
	if (!str_eq(got, want))
		fail_msg("%s: %.*s, the reference has %.*s", func->name, STR_FMT(got), STR_FMT(want));
}

// Every name that a template of the reference may call.
static void test_names(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct str text, line, name;
	size_t found = 0;
	assert_true(fs_read(NAMES, &arena, &text, &err));
	while (str_next_field(&text, '\n', &line)) {
		if (line.len == 0)
			continue;
		str_next_field(&line, '\t', &name);
		const struct tmpl_func *func = func_find(name), *builtin = tmpl_find_builtin(name);
		if (!func && !builtin)
			fail_msg("%.*s is missing", STR_FMT(name));
		if (!str_is(line, "builtin"))
			check_type(&arena, func ? func : builtin, line);
		found += func != NULL;
	}
	assert_int_equal(found, func_count());
	arena_done(&arena);
}

static struct value called(struct arena *arena, const struct tmpl_func *func, struct value arg)
{
	struct tmpl_call call = { .arena = arena, .args = &arg, .count = 1, .func = func };
	return func->run(&call);
}

static const struct tmpl_func *methods_of(struct value v)
{
	return v.kind == VALUE_OBJECT && v.object->class->methods ? v.object->class->methods : type_methods(v.type);
}

static const struct tmpl_func *method_of(struct value v, struct str name)
{
	const struct tmpl_func *methods = methods_of(v);
	while (methods && methods->name && !str_is(name, methods->name))
		methods++;
	return methods && methods->name ? methods : NULL;
}

static struct value member(struct arena *arena, struct value object, const char *name)
{
	struct value v;
	assert_true(object.object->class->field(arena, object.object, str_of(name), &v));
	return v;
}

// A value of the Go type.
static struct value example(struct arena *arena, struct str type)
{
	struct value dot = render_dot(arena, map_new(arena));
	struct value capabilities = *map_get(dot.map, STR("Capabilities"));
	struct value version = called(arena, func_find(STR("semver")), value_string(STR("1.2.3")));
	struct value time = value_time(arena, (struct gotime){ 0 });
	const struct {
		const char *type;
		struct value v;
	} examples[] = {
		{ "common.Values", dot },
		{ "engine.files", *map_get(dot.map, STR("Files")) },
		{ "*common.Capabilities", capabilities },
		{ "*common.KubeVersion", member(arena, capabilities, "KubeVersion") },
		{ "common.VersionSet", member(arena, capabilities, "APIVersions") },
		{ "*semver.Version", version },
		{ "semver.Version", called(arena, method_of(version, STR("IncMajor")), version) },
		{ "time.Time", time },
		{ "*time.Location", called(arena, method_of(time, STR("Location")), time) },
		{ "time.Duration", value_int_of(TYPE_DURATION, 0) },
		{ "time.Month", value_int_of(TYPE_MONTH, 1) },
		{ "time.Weekday", value_int_of(TYPE_WEEKDAY, 1) },
	};
	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		if (str_is(type, examples[i].type))
			return examples[i].v;
	fail_msg("%.*s has methods", STR_FMT(type));
	return value_null();
}

static size_t count_methods(const struct tmpl_func *methods)
{
	size_t count = 0;
	while (methods && methods[count].name)
		count++;
	return count;
}

// Every method of the Go values that templates can get hold of, and no others.
static void test_methods(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct str text, line, type, name, previous = STR_NONE;
	size_t found = 0, count = 0;
	assert_true(fs_read(METHODS, &arena, &text, &err));
	while (str_next_field(&text, '\n', &line)) {
		str_next_field(&line, '\t', &type);
		if (!str_eq(type, previous)) {
			assert_int_equal(found, count);
			found = 0;
			count = type.len ? count_methods(methods_of(example(&arena, type))) : 0;
		}
		previous = type;
		if (type.len == 0)
			continue;
		str_next_field(&line, '\t', &name);
		const struct tmpl_func *method = method_of(example(&arena, type), name);
		if (!method)
			fail_msg("%.*s.%.*s is missing", STR_FMT(type), STR_FMT(name));
		check_type(&arena, method, line);
		found++;
	}
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
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
