// SPDX-License-Identifier: Apache-2.0
// pintle version.
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/name_template.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "func/func.h"
#include "render/capabilities.h"

static const struct option version_options[] = {
	{ "short", 0, OPTION_BOOL, NULL, NULL, "print the version alone", 0, NULL },
	{ "template", 0, OPTION_STRING, NULL, NULL, "template for the text: .Version, .HelmVersion, .KubeVersion", 0,
	  NULL },
	{ NULL },
};

static bool from_template(const struct cli *cli, struct str text, struct str *ret, struct error *err)
{
	static const struct tmpl_options options = { func_find, NULL };
	struct map *map = map_new(cli->arena);
	map_set(cli->arena, map, STR("Version"), value_string(STR("v" PINTLE_VERSION)));
	map_set(cli->arena, map, STR("HelmVersion"), value_string(STR(HELM_VERSION)));
	map_set(cli->arena, map, STR("KubeVersion"), value_string(kube_version_default().version));
	return text_from_template(cli->arena, STR("version"), text, &options, value_map(map), ret, err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct str template = cli_value(cli, "template");
	struct str text = cli_flag(cli, "short")
	                          ? STR("v" PINTLE_VERSION "\n")
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
