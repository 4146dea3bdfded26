// SPDX-License-Identifier: Apache-2.0
// What the environment changes about template functions, and their limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "func/env.h"
#include "func/func.h"
#include "func/methods.h"
#include "text/regex.h"
#include "tmpl/tmpl.h"

#include <cmocka.h>

static struct arena arena;
static struct strbuf logged;

static void add_log(void *context, struct str line)
{
	strbuf_add(context, line);
	strbuf_add_char(context, '\n');
}

static bool look_up(void *context, struct arena *to, struct str api_version, struct str kind, struct str ns,
                    struct str name, struct value *ret, struct error *err)
{
	if (str_is(name, "broken"))
		return fail_text(err, NOWHERE, str_of(context));
	struct map *map = map_new(to);
	map_set(to, map, STR("asked"),
	        value_string(ARENA_CONCAT(to, api_version, STR(" "), kind, STR(" "), ns, STR(" "), name)));
	*ret = value_map(map);
	return true;
}

static const char *render_within(struct func_env *env, const char *text, uint64_t max_steps)
{
	const struct tmpl_options options = { func_find, func_methods };
	struct error err = { .arena = &arena };
	struct source source = { STR("t"), str_of(text) };
	struct arena scratch = { 0 };
	struct tmpl_run run = { &scratch, &arena, env, max_steps };
	struct tmpl_failure failure = { 0 };
	struct tmpl_set *set = tmpl_set_new(&arena, &options);
	struct strbuf out = { 0 };
	if (!tmpl_set_parse(set, &source, &err))
		fail_msg("%s", err.message.data);
	bool ok = tmpl_execute(set, source.name, value_null(), &run, &out, &failure);
	struct str ret = ok ? arena_str(&arena, strbuf_peek(&out)) : failure.levels[0].text;
	strbuf_done(&out);
	arena_done(&scratch);
	return ret.data;
}

static const char *render(struct func_env *env, const char *text)
{
	return render_within(env, text, 0);
}

static void test_lint(void **state)
{
	(void)state;
	struct warnings warnings = { add_log, &logged };
	struct func_env env = { .lint = true, .warnings = &warnings, .lookup = look_up };
	assert_string_equal(render(&env, "[{{ fail \"no\" }}{{ required \"need\" nil }}{{ required \"more\" \"\" }}]"),
	                    "[]");
	assert_string_equal(render(&env, "{{ lookup \"v1\" \"Pod\" \"\" \"broken\" }}"), "map[]");
	strbuf_add_char(&logged, '\0');
	assert_string_equal(logged.data, "level=INFO msg=\"funcMap fail\" message=no\n"
	                                 "level=WARN msg=\"missing required value\" message=need\n"
	                                 "level=WARN msg=\"missing required values\" message=more\n");
	strbuf_done(&logged);
	env.warnings = NULL;
	assert_string_equal(render(&env, "[{{ fail \"no\" }}]"), "[]");
}

static void test_lookup(void **state)
{
	(void)state;
	char text[] = "unreachable";
	struct func_env env = { .lookup = look_up, .lookup_context = text };
	assert_string_equal(render(&env, "{{ (lookup \"apps/v1\" \"Deployment\" \"ns\" \"web\").asked }}"),
	                    "apps/v1 Deployment ns web");
	assert_string_equal(
		render(&env, "{{ lookup \"v1\" \"Pod\" \"\" \"broken\" }}"),
		"template: t:1:3: executing \"t\" at <lookup \"v1\" \"Pod\" \"\" \"broken\">: error calling lookup: "
		"unreachable");
	assert_string_equal(render(NULL, "{{ lookup \"v1\" \"Pod\" \"\" \"x\" }}"), "map[]");
}

static void test_dns(void **state)
{
	(void)state;
	struct func_env env = { .enable_dns = true };
	assert_string_equal(render(NULL, "{{ getHostByName \"127.0.0.1\" | quote }}"), "\"\"");
	assert_string_equal(render(&env, "{{ getHostByName \"127.0.0.1\" }} {{ getHostByName \"::1\" }}"),
	                    "127.0.0.1 ::1");
	assert_string_equal(
		render(&env, "{{ getHostByName \"no such host.invalid\" }}"),
		"template: t:1:3: executing \"t\" at <getHostByName \"no such host.invalid\">: error calling "
		"getHostByName: invalid argument to Intn");
}

// More expressions than are kept, each used twice, with and without a place to keep them.
static void test_regex_cache(void **state)
{
	static const char text[] =
		"{{ range until 600 }}{{ if not (regexMatch (printf \"^%d$\" .) (toString .)) }}x{{ end }}{{ end }}"
		"{{ range until 600 }}{{ if not (regexMatch (printf \"^%d$\" .) (toString .)) }}y{{ end }}{{ end }}";
	(void)state;
	struct func_env env = { .arena = &arena };
	assert_string_equal(render(&env, text), "");
	assert_string_equal(render(NULL, text), "");
}

static void test_limits(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "{{ until 1000000000000 }}",
		  "until: list of 1000000000000 elements is longer than the limit of 104857600" },
		{ "{{ untilStep 0 -9223372036854775807 -1 }}",
		  "untilStep: list of 9223372036854775807 elements is longer than the limit of 104857600" },
		{ "{{ seq 1000000000000 }}",
		  "seq: list of 1000000000000 elements is longer than the limit of 104857600" },
		{ "{{ repeat 1000000000000 \"x\" }}",
		  "repeat: text of 1000000000000 bytes is longer than the limit of 2147483647" },
		{ "{{ indent 3000000000 \"x\" }}",
		  "indent: text of 2147483648 bytes is longer than the limit of 2147483647" },
		{ "{{ randAlpha 3000000000 }}",
		  "randAlpha: text of 3000000000 bytes is longer than the limit of 2147483647" },
		{ "{{ $s := repeat 100000 \"x\" }}{{ replace \"x\" $s $s }}",
		  "replace: text of 10000100000 bytes is longer than the limit of 2147483647" },
		{ "{{ $s := repeat 100000 \"x\" }}{{ join $s (until 100000) }}",
		  "join: text of 10000388890 bytes is longer than the limit of 2147483647" },
		{ "{{ $s := repeat 100000 \"x\" }}{{ wrapWith 1 $s $s }}",
		  "wrapWith: text of 10000100000 bytes is longer than the limit of 2147483647" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *got = render(NULL, cases[i].text);
		if (!strstr(got, cases[i].error))
			fail_msg("%s: %.300s", cases[i].text, got);
	}
	assert_string_equal(render(NULL, "{{ repeat 100000000 \"x\" | len }} {{ until 1000000 | len }}"),
	                    "100000000 1000000");
}

// What has no end ends all the same; what breaks off in time does not.
static void test_steps(void **state)
{
	static const char *const endless[] = {
		"{{ range 1000000000000 }}{{ end }}",
		"{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
		"{{ range 1000000000000 }}{{ $x := repeat 10000 \"x\" }}{{ end }}",
		"{{ define \"x\" }}{{ if . }}{{ template \"x\" (sub . 1) }}{{ template \"x\" (sub . 1) }}{{ end }}{{ "
		"end }}{{ template \"x\" 99 }}",
		"{{ define \"x\" }}{{ if . }}{{ include \"x\" (sub . 1) }}{{ include \"x\" (sub . 1) }}{{ end }}{{ end "
		"}}{{ include \"x\" 99 }}",
		"{{ define \"x\" }}{{ tpl \"{{ if . }}{{ include \\\"x\\\" (sub . 1) }}{{ include \\\"x\\\" (sub . 1) "
		"}}{{ end }}\" . }}{{ end }}"
		"{{ include \"x\" 99 }}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(endless); i++) {
		const char *got = render_within(NULL, endless[i], 1000000);
		if (!strstr(got, "no end after 1000000 steps (turns of loops; 8 for a call, 16 for a template)"))
			fail_msg("%s: %.300s", endless[i], got);
	}
	assert_string_equal(
		render_within(NULL,
	                      "{{ range $i := 1000000000000 }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}",
	                      1000),
		"012");
	assert_string_equal(render(NULL, "{{ range 10000000 }}{{ end }}"), "");
	static const char end[] = ": no end after 20 steps (turns of loops; 8 for a call, 16 for a template)";
	const char *got = render_within(NULL, "{{ range 100 }}{{ continue }}{{ end }}", 20);
	if (!strstr(got, "at <{{continue}}>") || !strstr(got, end))
		fail_msg("%s", got);
}

// A map that holds itself, merged and copied: an end, whatever it is.
static void test_cycles(void **state)
{
	(void)state;
	const char *got = render(NULL, "{{ $d := dict \"a\" 1 }}{{ $_ := set $d \"d\" $d }}{{ $e := deepCopy $d }}"
	                               "{{ $_ := set $e \"a\" 2 }}{{ $d.a }}{{ $e.d.a }}{{ merge $d $e | len }}");
	assert_true(strstr(got, "too many levels to merge"));
}

static int done(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lint),        cmocka_unit_test(test_lookup), cmocka_unit_test(test_dns),
		cmocka_unit_test(test_regex_cache), cmocka_unit_test(test_limits), cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_steps),
	};
	return cmocka_run_group_tests(tests, NULL, done);
}
