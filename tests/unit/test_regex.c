// SPDX-License-Identifier: Apache-2.0
// Each expression goes through all engines that can run it, and they must agree.
#include "rows.h"

#include "text/regex.h"
#include "text/regex_pcre.h"
#include "text/regex_program.h"

enum { MAX_SLOTS = 64 };

static struct regex *compiled(struct arena *arena, struct str expression, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct regex *regex = regex_compile(arena, expression, &err);
	if (!regex) {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	}
	return regex;
}

static void run_compile(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (!regex)
		return;
	strbuf_printf(out, "%zu", regex_groups(regex));
	for (size_t i = 1; i <= regex_groups(regex); i++) {
		strbuf_add_char(out, ',');
		strbuf_add(out, regex_group_name(regex, i));
	}
}

static void show(struct strbuf *out, const size_t *at, size_t slots)
{
	strbuf_add_char(out, '[');
	for (size_t i = 0; i < slots; i++)
		strbuf_printf(out, "%s%lld", i ? " " : "", at[i] == STR_NPOS ? -1ll : (long long)at[i]);
	strbuf_add_char(out, ']');
}

typedef bool engine(const struct regex_program *, struct regex_scratch *, struct str, size_t, size_t *, size_t);

// Adds a complaint if an engine finds something else than expected.
static void compare(engine *run, const char *name, struct arena *arena, struct str expression, struct str text,
                    const size_t *expected, bool found, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct regex_parsed parsed;
	size_t at[MAX_SLOTS];
	assert_true(regex_parse(arena, expression, &parsed, &err));
	struct regex_program *program = regex_compile_program(arena, regex_simplify(arena, parsed.root), parsed.groups);
	struct regex_scratch *scratch = regex_scratch_new();
	bool same = run(program, scratch, text, 0, at, program->slots) == found;
	if (!same || (found && memcmp(at, expected, program->slots * sizeof(size_t)) != 0)) {
		strbuf_printf(out, " %s differs ", name);
		if (same)
			show(out, at, program->slots);
	}
	bool tested = run(program, scratch, text, 0, NULL, 0);
	if (tested != found)
		strbuf_printf(out, " %s differs without groups", name);
	regex_scratch_free(scratch);
}

// PCRE2 where it finds the same, be it slow.
static void compare_pcre(struct arena *arena, struct str expression, struct str text, const size_t *expected,
                         bool found, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct regex_parsed parsed;
	size_t at[MAX_SLOTS];
	bool failed;
	assert_true(regex_parse(arena, expression, &parsed, &err));
	struct regex_pcre *pcre = regex_pcre_new(arena, parsed.root, parsed.groups, true);
	if (!pcre)
		return;
	bool same = regex_pcre_match(pcre, text, 0, at, 2 * (parsed.groups + 1), &failed) == found;
	if (failed)
		return;
	if (!same || (found && memcmp(at, expected, 2 * (parsed.groups + 1) * sizeof(size_t)) != 0)) {
		strbuf_add(out, STR(" PCRE2 differs "));
		if (same)
			show(out, at, 2 * (parsed.groups + 1));
	}
}

static void run_find(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	size_t at[MAX_SLOTS];
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (!regex || regex_groups(regex) + 1 > MAX_SLOTS / 2)
		return;
	bool found = regex_match(regex, args[1], 0, at, regex_groups(regex) + 1);
	show(out, at, found ? 2 * (regex_groups(regex) + 1) : 0);
	compare(regex_vm, "machine", arena, args[0], args[1], at, found, out);
	compare(regex_backtrack, "backtracking", arena, args[0], args[1], at, found, out);
	compare_pcre(arena, args[0], args[1], at, found, out);
}

static void run_all(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct regex_scan scan = { 0 };
	size_t at[MAX_SLOTS];
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (!regex || regex_groups(regex) + 1 > MAX_SLOTS / 2)
		return;
	strbuf_add_char(out, '[');
	for (bool first = true; regex_next(regex, args[1], &scan, at, regex_groups(regex) + 1); first = false) {
		if (!first)
			strbuf_add_char(out, ' ');
		show(out, at, 2 * (regex_groups(regex) + 1));
	}
	strbuf_add_char(out, ']');
}

static void run_matches(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (regex)
		strbuf_add_cstr(out, regex_test(regex, args[1]) ? "true" : "false");
}

static void run_replace(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (!regex)
		return;
	strbuf_add(out, regex_replace(regex, arena, args[1], args[2]));
	strbuf_add_char(out, '|');
}

static void run_literal(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct regex *regex = compiled(arena, args[0], out);
	if (regex)
		strbuf_add(out, regex_replace_literal(regex, arena, args[1], args[2]));
}

static void run_quote(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add(out, regex_quote(arena, args[0]));
}

static const struct row_op ops[] = {
	{ "compile", run_compile }, { "find", run_find },       { "all", run_all },     { "test", run_matches },
	{ "replace", run_replace }, { "literal", run_literal }, { "quote", run_quote }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/regex.tsv", ops);
}
