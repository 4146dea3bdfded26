// SPDX-License-Identifier: Apache-2.0
// pintle install: render a chart and make its objects.
#include "cmd/install.h"

#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/inputs.h"
#include "cmd/post_renderer.h"
#include "cmd/report.h"
#include "cmd/tables.h"

// ---- inputs ----------------------------------------------------------------------------------------------------

void chart_inputs_begin(const struct cli *cli, struct chart_inputs *inputs)
{
	*inputs = (struct chart_inputs){
		.sources = source_table_new(cli->arena),
		.env = { .enable_dns = cli_flag(cli, "enable-dns"), .arena = cli->arena },
	};
	inputs->request = (struct render_request){
		.arena = cli->arena,
		.sources = inputs->sources,
		.warnings = &stderr_warnings,
		.revision = 1,
		.env = &inputs->env,
		.namespace = namespace_of(cli),
		.kube_version = kube_version_default(),
		.skip_schema_validation = cli_flag(cli, "skip-schema-validation"),
		.subchart_notes = cli_flag(cli, "render-subchart-notes"),
	};
	post_renderer_read(cli, &inputs->request);
}

bool refuse_repository_options(const struct cli *cli, struct error *err)
{
	static const char *const names[] = { "dependency-update", "version", "devel", "repo", "verify" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (cli_has(cli, names[i]) &&
		    (str_is(cli_value(cli, names[i]), "true") || cli_value(cli, names[i]).len) &&
		    !str_is(cli_value(cli, names[i]), "false"))
			return fail(
				err, NOWHERE,
				"--%s is not available yet: it belongs to chart repositories; pass a folder or a .tgz",
				names[i]);
	return true;
}

bool chart_inputs_read(const struct cli *cli, struct chart_inputs *inputs, struct str chart, struct error *err)
{
	struct render_request *request = &inputs->request;
	struct str path;
	return chart_locate(cli, chart, &path, err) &&
	       (request->values || values_merge(cli, inputs->sources, &request->values, err)) &&
	       chart_open(cli, path, inputs->sources, &request->chart, err);
}

// ---- installing ------------------------------------------------------------------------------------------------

static bool crds_read(const struct cli *cli, enum crds *ret, struct error *err)
{
	struct str word = cli_value(cli, "crds");
	*ret = cli_flag(cli, "skip-crds") ? CRDS_SKIP : CRDS_CREATE;
	if (!word.data || (str_is(word, "create") && *ret != CRDS_SKIP))
		return true;
	*ret = str_is(word, "apply") ? CRDS_APPLY : CRDS_SKIP;
	return str_is(word, "apply") || str_is(word, "skip") || str_is(word, "create") ||
	       fail(err, NOWHERE, "invalid value \"%.*s\" for --crds: must be create, apply or skip", STR_FMT(word));
}

bool install_chart(const struct cli *cli, struct chart_inputs *inputs, struct action *action, bool replace,
                   struct release *ret, struct error *err)
{
	struct install install = {
		.request = &inputs->request,
		.look_around = action->dry_run == DRY_RUN_CLIENT ? NULL : server_side_look,
		.context = action->target,
		.create_namespace = cli_flag(cli, "create-namespace"),
		.replace = replace,
		.hides_secrets = cli_flag(cli, "hide-secret"),
	};
	if (!labels_read(cli, &install.labels, err) || !crds_read(cli, &install.crds, err))
		return false;
	action->release = action->target->release = inputs->request.name;
	actions_watch_signals(action);
	return name_check(cli, action->release, err) && release_install(action, &install, ret, err);
}

// Without a cluster where none is needed.
static bool open_target(const struct cli *cli, struct action *action, struct error *err)
{
	action->target = ARENA_NEW(cli->arena, struct target);
	action->target->arena = cli->arena;
	bool needs_none = action->dry_run == DRY_RUN_CLIENT && !cli_has(cli, "target");
	return needs_none || actions_target(cli, action->target, err);
}

static bool install(const struct cli *cli, struct action *action, struct release *ret, struct error *err)
{
	struct chart_inputs inputs;
	struct str chart;
	chart_inputs_begin(cli, &inputs);
	if (!refuse_repository_options(cli, err) || (cli->args_len <= 1 && cli_has(cli, "values") &&
	                                             !values_merge(cli, inputs.sources, &inputs.request.values, err)))
		return false;
	return name_and_chart(cli, inputs.request.values, true, &inputs.request.name, &chart, err) &&
	       chart_inputs_read(cli, &inputs, chart, err) && open_target(cli, action, err) &&
	       install_chart(cli, &inputs, action, cli_flag(cli, "replace"), ret, err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct action action;
	struct release release;
	enum format format;
	if (cli->args_len == 0 && !cli_has(cli, "values"))
		return usage_error(cli, "requires at least 1 argument");
	if (!format_read(cli, &format, &err) || !action_read(cli, &action, &err) ||
	    !dry_run_read(cli, false, &action.dry_run, &err))
		return error_print(cli, &err);
	if (install(cli, &action, &release, &err))
		return release_print(cli, &release, STR_NONE, &err);
	error_frame(&err, "INSTALLATION FAILED");
	return error_print(cli, &err);
}

const struct command install_command = {
	.name = "install",
	.usage = "[NAME] [CHART]",
	.summary = "install a chart as a release",
	.description =
		"Render a chart, make its objects in the cluster, and keep a record of the release there, as Helm "
		"does.\n\n"
		"CHART is a folder, a .tgz, or the bare name of one of the charts that come with pintle. Without a "
		"CHART the\n"
		"Kafka platform is installed, under the name that the values file gives as kafka.name:\n\n"
		"    $ pintle install -f values/kafka.yml\n\n"
		"With --target FOLDER no cluster is needed: manifests and the record are written there.\n\n"
		"In a cluster these rights in the release's namespace are enough, besides get, list, watch, create, "
		"patch and delete\n"
		"of the kinds that the chart has:\n\n"
		"    secrets                  get list create update delete    the records of releases\n"
		"    leases                   get create update delete         what keeps two runs apart "
		"(coordination.k8s.io)\n"
		"    pods, pods/log, events   get list watch                   logs of hooks; why a wait has failed",
	.options = { install_options, render_options, naming_options, notes_options, change_options, target_options,
	             output_options, values_options, source_options, access_options },
	.exclusive = { "force force-conflicts", "force-replace force-conflicts" },
	.max_args = -1,
	.run = run,
};
