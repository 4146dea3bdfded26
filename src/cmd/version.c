// SPDX-License-Identifier: Apache-2.0
// pintle version.
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "func/env.h"
#include "func/func.h"
#include "render/capabilities.h"
#include "tmpl/tmpl.h"

static const struct option version_options[] = {
	{ "short", 0, OPTION_BOOL, NULL, NULL, "print the version alone", 0, NULL },
	{ "template", 0, OPTION_STRING, NULL, NULL, "template for the text: .Version, .HelmVersion, .KubeVersion", 0, NULL },
	{ NULL },
};

static bool from_template(const struct cli *cli, struct str text, struct str *ret, struct error *err)
{
	struct tmpl_options options = { func_find, NULL };
	struct source *source = ARENA_NEW(cli->arena, struct source);
	struct func_env env = { .arena = cli->arena };
	struct tmpl_set *set = tmpl_set_new(cli->arena, &options);
	struct arena scratch = { 0 }; // the run takes memory back: nothing that stays may come from it
	struct tmpl_run run = { &scratch, cli->arena, &env };
	struct tmpl_failure failure;
	struct strbuf out = strbuf_in(cli->arena);
	struct map *map = map_new(cli->arena);
	map_set(cli->arena, map, STR("Version"), value_string(STR("v" PINTLE_VERSION)));
	map_set(cli->arena, map, STR("HelmVersion"), value_string(STR(HELM_VERSION)));
	map_set(cli->arena, map, STR("KubeVersion"), value_string(kube_version_default().version));
	*source = (struct source){ STR("version"), text }; // errors point to it
	if (!tmpl_set_parse(set, source, err))
		return false;
	bool ok = tmpl_execute(set, source->name, value_map(map), &run, &out, &failure);
	arena_done(&scratch);
	if (!ok)
		return fail(err, NOWHERE, "%.*s", STR_FMT(failure.levels[0].text));
	*ret = strbuf_str(&out, cli->arena);
	return true;
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct str template = cli_value(cli, "template");
	struct str text = cli_flag(cli, "short") ? STR("v" PINTLE_VERSION "\n")
	                                         : STR("pintle v" PINTLE_VERSION " (renders as Helm " HELM_VERSION ")\n");
	bool ok = !template.len || from_template(cli, template, &text, &err);
	return ok && output_write(text, &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command version_command = {
	.name = "version",
	.usage = "",
	.summary = "show the version",
	.options = { version_options },
	.run = run,
};
