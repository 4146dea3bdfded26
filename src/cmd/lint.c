// SPDX-License-Identifier: Apache-2.0
// pintle lint: is a chart well-formed?
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "lint/lint.h"

static const struct option lint_options[] = {
	{ "strict", 0, OPTION_BOOL, NULL, NULL, "warnings are failures too", 0, NULL },
	{ "with-subcharts", 0, OPTION_BOOL, NULL, NULL, "look at the charts in charts/ too", 0, NULL },
	{ "quiet", 0, OPTION_BOOL, NULL, NULL, "show warnings and errors only", 0, NULL },
	{ "skip-schema-validation", 0, OPTION_BOOL, NULL, NULL, "do not check values against values.schema.json", 0,
	  NULL },
	{ "kube-version", 0, OPTION_STRING, NULL, NULL,
	  "Kubernetes version that charts see, and that deprecations are checked for", 0, NULL },
	{ NULL },
};

struct paths {
	struct str *items;
	size_t len, cap;
};

static void push_path(const struct cli *cli, struct paths *paths, struct str path)
{
	paths->items = arena_grow(cli->arena, paths->items, &paths->cap, paths->len + 1, sizeof(struct str));
	paths->items[paths->len++] = path;
}

// Every chart at or below a path, unpacked or packed, as Go's filepath.Walk comes to it: in the order of names, folders
// before what is in them, and links are not followed.
static void find_subcharts(const struct cli *cli, struct paths *paths, struct str path)
{
	struct stat st;
	struct fs_names names;
	struct error ignored = { .arena = cli->arena };
	if (lstat(arena_cstr(cli->arena, path), &st) != 0)
		return;
	if (str_eq(fs_base(path), STR("Chart.yaml")))
		push_path(cli, paths, fs_dir(cli->arena, path));
	else if (str_has_suffix(path, STR(".tgz")) || str_has_suffix(path, STR(".tar.gz")))
		push_path(cli, paths, path);
	if (!S_ISDIR(st.st_mode) || !fs_list(path.data, cli->arena, &names, &ignored))
		return;
	for (size_t i = 0; i < names.len; i++)
		find_subcharts(cli, paths, fs_join(cli->arena, path, names.items[i]));
}

struct tally {
	size_t failed, troubled;
};

static void add_result(const struct cli *cli, struct strbuf *out, struct str path, const struct lint_result *result,
                       const struct error *err, struct tally *tally)
{
	bool quiet = cli_flag(cli, "quiet"), is_chart = !error_is_set(err), failed = !is_chart, troubled = !is_chart;
	enum lint_severity lowest = cli_flag(cli, "strict") ? LINT_WARNING : LINT_ERROR;
	for (size_t i = 0; i < result->len; i++) {
		failed |= result->messages[i].severity >= lowest;
		troubled |= result->messages[i].severity > LINT_INFO;
	}
	tally->failed += failed;
	tally->troubled += troubled;
	if (quiet && !troubled)
		return;
	strbuf_printf(out, "==> Linting %.*s\n", STR_FMT(path));
	if (!is_chart)
		strbuf_printf(out, "Error %.*s\n", STR_FMT(err->message));
	for (size_t i = 0; i < result->len; i++) {
		if (quiet && result->messages[i].severity == LINT_INFO)
			continue;
		lint_print(out, &result->messages[i]);
		strbuf_add_char(out, '\n');
	}
	strbuf_add_char(out, '\n');
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct render_request capabilities = { 0 };
	struct lint_request request = { .arena = cli->arena,
		                        .namespace = namespace_of(cli),
		                        .warnings = &stderr_warnings };
	struct strbuf out = strbuf_in(cli->arena);
	struct paths paths = { 0 };
	struct tally tally = { 0 };
	request.skip_schema_validation = cli_flag(cli, "skip-schema-validation");
	if (!capabilities_read(cli, &capabilities, &err) ||
	    !values_merge(cli, source_table_new(cli->arena), &request.values, &err))
		return error_print(cli, &err);
	if (cli_has(cli, "kube-version"))
		request.kube_version = &capabilities.kube_version;
	for (size_t i = 0; i < cli->args_len; i++)
		push_path(cli, &paths, cli->args[i]);
	for (size_t i = 0; i < cli->args_len && cli_flag(cli, "with-subcharts"); i++)
		find_subcharts(cli, &paths, fs_join(cli->arena, cli->args[i], STR("charts")));
	struct lint_result *results = ARENA_ARRAY(cli->arena, struct lint_result, paths.len + 1);
	for (size_t i = 0; i < paths.len; i++) {
		struct error problem = { .arena = cli->arena };
		request.path = arena_cstr(cli->arena, paths.items[i]);
		lint_run(&request, &results[i], &problem);
		add_result(cli, &out, paths.items[i], &results[i], &problem, &tally);
	}
	struct str summary =
		arena_printf(cli->arena, "%zu chart(s) linted, %zu chart(s) failed", paths.len, tally.failed);
	if (!tally.failed && (!cli_flag(cli, "quiet") || tally.troubled))
		strbuf_printf(&out, "%.*s\n", STR_FMT(summary));
	if (!output_write(strbuf_peek(&out), &err))
		return error_print(cli, &err);
	if (tally.failed) {
		fail_text(&err, NOWHERE, summary);
		error_print(cli, &err);
	}
	for (size_t i = 0; i < paths.len; i++) // behind Helm's words: places and notes
		if (results[i].render_error)
			error_print(cli, results[i].render_error);
	return tally.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

const struct command lint_command = {
	.name = "lint",
	.usage = "PATH",
	.summary = "check that a chart is well-formed",
	.description = "Check charts: their metadata, values, templates and CRDs.\n\n"
		       "[ERROR] messages are what will keep the chart from being installed, [WARNING] ones what breaks "
		       "with convention.",
	.options = { lint_options, values_options },
	.min_args = 1,
	.max_args = -1,
	.arg_words = "folder",
	.run = run,
};
