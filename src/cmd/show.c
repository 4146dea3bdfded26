// SPDX-License-Identifier: Apache-2.0
// pintle show: what a chart says of itself.
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "text/utf8.h"
#include "value/jsonpath.h"

enum show { SHOW_CHART = 1, SHOW_VALUES = 2, SHOW_README = 4, SHOW_CRDS = 8, SHOW_ALL = 15 };

struct showing {
	const struct cli *cli;
	struct chart *chart;
	enum show what;
	struct strbuf out;
	struct error *err;
};

static void separate(struct showing *showing)
{
	if (showing->what == SHOW_ALL)
		strbuf_add(&showing->out, STR("---\n"));
}

static bool add_file(struct showing *showing, struct chart_file *file)
{
	struct str text;
	if (!chart_file_data(showing->cli->arena, file, &text, showing->err))
		return false;
	strbuf_add(&showing->out, text);
	strbuf_add_char(&showing->out, '\n');
	return true;
}

static bool show_chart(struct showing *showing)
{
	struct arena *arena = showing->cli->arena;
	struct map *map = metadata_to_json(arena, &showing->chart->metadata);
	if (!yaml_write(arena, &showing->out, value_map(map), showing->err))
		return false;
	strbuf_add_char(&showing->out, '\n');
	return true;
}

// Helm takes no notice of a template that fails on these values: nothing is printed, and the run succeeds.
static bool show_path(struct showing *showing, struct str template)
{
	struct arena *arena = showing->cli->arena;
	struct error problem = { .arena = arena };
	struct jsonpath *path = jsonpath_parse(arena, template, showing->err);
	if (!path)
		return fail_in(showing->err, "error parsing jsonpath %.*s", STR_FMT(template));
	if (!jsonpath_execute(arena, path, value_map(showing->chart->values), &showing->out, &problem))
		warning_print("jsonpath: %.*s", STR_FMT(problem.message));
	return true;
}

static bool show_values(struct showing *showing)
{
	struct chart_file *file = chart_files_find(&showing->chart->raw, STR("values.yaml"));
	struct str template = cli_value(showing->cli, "jsonpath");
	if (!showing->chart->values)
		return true;
	separate(showing);
	if (template.data && template.len)
		return show_path(showing, template);
	return !file || add_file(showing, file);
}

static bool show_readme(struct showing *showing)
{
	static const struct str names[] = { STR_INIT("readme.md"), STR_INIT("readme.txt"), STR_INIT("readme") };
	struct chart_files *files = &showing->chart->files;
	for (size_t i = 0; i < files->len; i++)
		for (size_t j = 0; j < ARRAY_LEN(names); j++)
			if (text_equal_fold(files->items[i].name, names[j])) {
				separate(showing);
				return add_file(showing, &files->items[i]);
			}
	return true;
}

static bool show_crds(struct showing *showing, struct chart *chart)
{
	struct chart_files crds = { 0 };
	struct str text;
	chart_crds(showing->cli->arena, chart, &crds);
	for (size_t i = 0; i < crds.len; i++) {
		if (!chart_file_data(showing->cli->arena, &crds.items[i], &text, showing->err))
			return false;
		if (!str_has_prefix(text, STR("---")))
			strbuf_add(&showing->out, STR("---\n"));
		if (!add_file(showing, &crds.items[i]))
			return false;
	}
	return true;
}

static int show(struct cli *cli, enum show what)
{
	struct error err = { .arena = cli->arena };
	struct chart_loader loader = { cli->arena, NULL, &stderr_warnings, false };
	struct showing showing = { .cli = cli, .what = what, .err = &err };
	struct str path;
	bool ok = chart_locate(cli, cli->args[0], &path, &err) &&
	          chart_load(&loader, arena_cstr(cli->arena, path), &showing.chart, &err) &&
	          (!(what & SHOW_CHART) || show_chart(&showing)) && (!(what & SHOW_VALUES) || show_values(&showing)) &&
	          (!(what & SHOW_README) || show_readme(&showing)) &&
	          (!(what & SHOW_CRDS) || show_crds(&showing, showing.chart)) &&
	          output_write(strbuf_peek(&showing.out), &err);
	strbuf_done(&showing.out);
	return ok ? EXIT_SUCCESS : error_print(cli, &err);
}

static int run_all(struct cli *cli)
{
	return show(cli, SHOW_ALL);
}
static int run_chart(struct cli *cli)
{
	return show(cli, SHOW_CHART);
}
static int run_values(struct cli *cli)
{
	return show(cli, SHOW_VALUES);
}
static int run_readme(struct cli *cli)
{
	return show(cli, SHOW_README);
}
static int run_crds(struct cli *cli)
{
	return show(cli, SHOW_CRDS);
}

static const struct option values_only[] = {
	{ "jsonpath", 0, OPTION_STRING, NULL, NULL, "print only what this JSONPath template makes of the values", 0,
	  NULL },
	{ NULL },
};

#define SUBCOMMAND(word, text, function, ...) \
	{ \
		.name = word, .usage = "[CHART]", .summary = text, \
		.options = { source_options, access_options, __VA_ARGS__ }, .min_args = 1, .max_args = 1, \
		.run = function \
	}

static const struct command all_command = SUBCOMMAND("all", "show everything", run_all, NULL);
static const struct command chart_command = SUBCOMMAND("chart", "show the chart's definition", run_chart, NULL);
static const struct command crds_command = SUBCOMMAND("crds", "show the chart's CRDs", run_crds, NULL);
static const struct command readme_command = SUBCOMMAND("readme", "show the chart's README", run_readme, NULL);
static const struct command values_command =
	SUBCOMMAND("values", "show the chart's default values", run_values, values_only);

static const struct command *const subcommands[] = { &all_command,    &chart_command,  &crds_command,
	                                             &readme_command, &values_command, NULL };

const struct command show_command = {
	.name = "show",
	.aliases = "inspect",
	.usage = "",
	.summary = "show what a chart holds",
	.max_args = -1,
	.subcommands = subcommands,
};
