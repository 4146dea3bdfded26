// SPDX-License-Identifier: Apache-2.0
// schema_suite FOLDER MISSES: the official JSON-Schema-Test-Suite, all five drafts, as TAP: is each value found valid,
// or invalid, as the suite has it? MISSES names, a line each, the tests in which Helm's library differs from the suite
// (tests/reference/schema -misses); there its verdict counts.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "schema/schema.h"
#include "value/json.h"

static const struct {
	const char *folder, *metaschema;
} drafts[] = {
	{ "draft4", "http://json-schema.org/draft-04/schema#" },
	{ "draft6", "http://json-schema.org/draft-06/schema#" },
	{ "draft7", "http://json-schema.org/draft-07/schema#" },
	{ "draft2019-09", "https://json-schema.org/draft/2019-09/schema" },
	{ "draft2020-12", "https://json-schema.org/draft/2020-12/schema" },
};

struct run {
	struct str folder;
	struct str misses; /* with a newline before each and behind the last */
	size_t number, failed, missed;
	struct tally {
		size_t tests, differ; /* from the suite */
	} required, optional;
};

static _Noreturn void stop(struct str what)
{
	fprintf(stderr, "schema_suite: %.*s\n", STR_FMT(what));
	exit(2);
}

// ---- the texts of the suite's files ----------------------------------------------------------------------------

static struct str trim(struct str text)
{
	return str_trim_left_set(text, " \t\r\n");
}

// The value at the front of a JSON text that is known to be sound, as it is written.
static struct str take_value(struct str *text)
{
	struct str from = trim(*text);
	size_t depth = 0, at = 0;
	do {
		char c = from.data[at++];
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		for (; c == '"' && from.data[at] != '"'; at++)
			at += from.data[at] == '\\';
		at += c == '"';
	} while (at < from.len && (depth > 0 || (from.data[0] != '"' && !strchr(",]} \t\r\n", from.data[at]) &&
	                                         !strchr("]}", from.data[at - 1]))));
	*text = trim(str_from(from, at));
	return str_slice(from, 0, at);
}

// Steps into a list or an object, or over a comma; false at its end.
static bool next(struct str *text)
{
	*text = trim(*text);
	bool more = text->len && strchr("[{,", text->data[0]);
	*text = trim(str_from(*text, 1));
	return more && text->data[0] != ']' && text->data[0] != '}';
}

static struct str member(struct str object, const char *name)
{
	while (next(&object)) {
		struct str key = take_value(&object);
		object = str_from(trim(object), 1); // the colon
		struct str value = take_value(&object);
		if (str_is(str_slice(key, 1, key.len - 1), name))
			return value;
	}
	return (struct str){ NULL, 0 };
}

// ---- one test --------------------------------------------------------------------------------------------------

// The suite's remote schemas are files.
static bool load(void *context, struct arena *arena, struct str url, struct str *ret_text, struct error *err)
{
	const struct run *run = context;
	static const struct str host = STR_INIT("http://localhost:1234/");
	if (!str_has_prefix(url, host))
		return fail(err, NOWHERE, "no network");
	struct str path = fs_join(arena, fs_join(arena, run->folder, STR("remotes")), str_from(url, host.len));
	return fs_read(arena_cstr(arena, path), arena, ret_text, err);
}

static bool is_valid(struct run *run, struct arena *arena, struct str schema_text, struct str data)
{
	struct error err = { .arena = arena };
	struct schema_loader loader = { load, run, NULL };
	struct value value;
	struct schema *schema = schema_compile(arena, schema_text, STR("file:///values.schema.json"), &loader, &err);
	return schema && json_read(arena, data, 0, &value, &err) && schema_validate(schema, arena, value, &err);
}

static bool is_miss(const struct run *run, struct arena *arena, struct str name)
{
	return str_contains(run->misses, ARENA_CONCAT(arena, STR("\n"), name, STR("\n")));
}

static void run_test(struct run *run, struct arena *arena, struct str schema, struct str test, struct str name)
{
	bool wanted = str_is(member(test, "valid"), "true"), missed = is_miss(run, arena, name);
	bool ok = is_valid(run, arena, schema, member(test, "data")) == (wanted != missed);
	struct tally *tally = str_contains(name, STR("/optional/")) ? &run->optional : &run->required;
	tally->tests++;
	tally->differ += ok == missed;
	run->failed += !ok;
	run->missed += missed;
	printf("%s %zu %.*s%s\n", ok ? "ok" : "not ok", ++run->number, STR_FMT(name),
	       missed ? " (as the library has it)" : "");
}

static struct str with_metaschema(struct arena *arena, struct str schema, const char *url)
{
	if (schema.data[0] != '{' || member(schema, "$schema").data)
		return schema;
	struct str rest = trim(str_from(schema, 1));
	return ARENA_CONCAT(arena, STR("{\"$schema\":\""), str_of(url), STR("\""),
	                    rest.data[0] == '}' ? STR_NONE : STR(","), rest);
}

static void run_file(struct run *run, struct str path, struct str shown, const char *metaschema)
{
	struct arena file = { 0 }, arena = { 0 };
	struct error err = { .arena = &file };
	struct str groups, tests;
	if (!fs_read(arena_cstr(&file, path), &file, &groups, &err))
		stop(err.message);
	for (size_t i = 0; next(&groups); i++) {
		struct str group = take_value(&groups);
		struct str schema = with_metaschema(&file, member(group, "schema"), metaschema);
		tests = member(group, "tests");
		for (size_t j = 0; next(&tests); j++) {
			struct str test = take_value(&tests);
			struct str name = arena_printf(&arena, "%.*s %zu.%zu", STR_FMT(shown), i, j);
			run_test(run, &arena, schema, test, name);
			arena_done(&arena);
		}
	}
	arena_done(&file);
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void run_folder(struct run *run, struct arena *arena, struct str path, struct str shown, const char *metaschema)
{
	struct dirent **entries;
	int count = scandir(arena_cstr(arena, path), &entries, NULL, compare_entries);
	if (count < 0)
		stop(ARENA_CONCAT(arena, STR("cannot read "), path));
	for (int i = 0; i < count; i++) {
		struct str name = arena_str(arena, str_of(entries[i]->d_name));
		struct str inner = fs_join(arena, path, name), inner_shown = fs_join(arena, shown, name);
		free(entries[i]);
		if (name.data[0] == '.')
			continue;
		if (str_has_suffix(name, STR(".json")))
			run_file(run, inner, inner_shown, metaschema);
		else
			run_folder(run, arena, inner, inner_shown, metaschema);
	}
	free(entries);
}

static void tell(const char *draft, const char *kind, struct tally tally)
{
	printf("# %s, %s: %zu of %zu verdicts are the suite's (%.2f %%)\n", draft, kind, tally.tests - tally.differ,
	       tally.tests, 100.0 * (double)(tally.tests - tally.differ) / (double)tally.tests);
}

static void add(struct tally *sum, struct tally tally)
{
	sum->tests += tally.tests;
	sum->differ += tally.differ;
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct run run = { 0 };
	struct tally required = { 0 }, optional = { 0 };
	struct str misses;
	if (argc != 3)
		stop(STR("wanted: FOLDER MISSES"));
	if (!fs_read(argv[2], &arena, &misses, &err))
		stop(err.message);
	run.folder = str_of(argv[1]);
	run.misses = ARENA_CONCAT(&arena, STR("\n"), misses);
	for (size_t i = 0; i < ARRAY_LEN(drafts); i++) {
		struct str folder =
			fs_join(&arena, fs_join(&arena, run.folder, STR("tests")), str_of(drafts[i].folder));
		run.required = run.optional = (struct tally){ 0 };
		run_folder(&run, &arena, folder, str_of(drafts[i].folder), drafts[i].metaschema);
		tell(drafts[i].folder, "required", run.required);
		tell(drafts[i].folder, "optional", run.optional);
		add(&required, run.required);
		add(&optional, run.optional);
	}
	tell("all drafts", "required", required);
	tell("all drafts", "optional", optional);
	printf("# Helm's library and pintle differ from the suite in %zu, pintle alone in %zu\n1..%zu\n", run.missed,
	       run.failed, run.number);
	arena_done(&arena);
	return run.failed ? 1 : 0;
}
