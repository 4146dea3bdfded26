// SPDX-License-Identifier: Apache-2.0
// pintle upgrade: bring a release to a new chart or new values.
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/inputs.h"
#include "cmd/install.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"

static const struct str bundled_chart = STR_INIT("platform");

struct upgrading {
	const struct cli *cli;
	struct chart_inputs inputs;
	struct action action;
	struct target target;
	struct str chart;
	bool has_chart; /* as an argument */
};

// NAME CHART; or with --name or a values file that names the release, one of them or none.
static bool read_arguments(struct upgrading *upgrading, struct error *err)
{
	const struct cli *cli = upgrading->cli;
	struct str *name = &upgrading->inputs.request.name, option = cli_value(cli, "name");
	size_t named = option.data ? 0 : cli->args_len > 0;
	if (option.data && cli->args_len == 2)
		return fail(err, NOWHERE, "cannot set --name and also specify a name");
	*name = option.data ? option : cli->args_len ? cli->args[0] : name_in_values(upgrading->inputs.request.values);
	upgrading->has_chart = cli->args_len > named;
	upgrading->chart = upgrading->has_chart ? cli->args[named] : bundled_chart;
	return name->len || fail(err, NOWHERE, "no release is named: give its name, or a values file with kafka.name");
}

// The newest revision's status and chart; empty if there is none.
static bool look_at_release(struct upgrading *upgrading, struct release *ret, bool *ret_found, struct error *err)
{
	struct error ignored = { .arena = err->arena };
	if (!release_name_check(upgrading->inputs.request.name, &ignored))
		return fail(err, NOWHERE, "release name is invalid: %.*s", STR_FMT(upgrading->inputs.request.name));
	*ret_found = storage_get(&upgrading->target.storage, upgrading->inputs.request.name, 0, ret, err);
	if (*ret_found)
		return true;
	if (!str_is(err->message, "release: not found"))
		return false;
	error_clear(err);
	return true;
}

// Without a CHART the release must be one of the chart that is then taken.
static bool check_chart(const struct upgrading *upgrading, const struct release *release, struct error *err)
{
	return upgrading->has_chart || str_eq(release->metadata.name, bundled_chart) ||
	       fail(err, NOWHERE,
	            "the release \"%.*s\" was made from the chart \"%.*s\": name the chart to upgrade it with",
	            STR_FMT(release->name), STR_FMT(release->metadata.name));
}

static bool upgrade(struct upgrading *upgrading, struct release *ret, struct error *err)
{
	const struct cli *cli = upgrading->cli;
	struct action *action = &upgrading->action;
	struct upgrade upgrade = {
		.request = &upgrading->inputs.request,
		.look_around = server_side_look,
		.context = &upgrading->target,
		.server_side = server_side_option(cli),
		.hides_secrets = cli_flag(cli, "hide-secret"),
		.reuse = cli_flag(cli, "reset-values")              ? REUSE_RESET
		         : cli_flag(cli, "reuse-values")            ? REUSE_ALL
		         : cli_flag(cli, "reset-then-reuse-values") ? REUSE_RESET_DEFAULTS
		                                                    : REUSE_IF_NONE,
	};
	if (!labels_read(cli, &upgrade.labels, err))
		return false;
	action->target = &upgrading->target;
	action->release = upgrading->target.release = upgrading->inputs.request.name;
	actions_watch_signals(action);
	struct error ignored = { .arena = cli->arena };
	if (!release_name_check(action->release, &ignored))
		return fail(err, NOWHERE, "release name is invalid: %.*s", STR_FMT(action->release));
	return release_upgrade(action, &upgrade, ret, err);
}

static int install_instead(struct upgrading *upgrading, bool replaces, struct error *err)
{
	const struct cli *cli = upgrading->cli;
	struct release release;
	enum format format;
	upgrading->action.target = &upgrading->target;
	struct str line = arena_printf(cli->arena, "Release \"%.*s\" does not exist. Installing it now.\n",
	                               STR_FMT(upgrading->inputs.request.name));
	if (!format_read(cli, &format, err) || (format == FORMAT_TABLE && !output_write(line, err)) ||
	    !chart_inputs_read(cli, &upgrading->inputs, upgrading->chart, err) ||
	    !install_chart(cli, &upgrading->inputs, &upgrading->action, replaces, &release, err))
		return error_print(cli, err);
	return release_print(cli, &release, STR_NONE, err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct upgrading upgrading = { .cli = cli };
	struct release release;
	enum format format;
	bool found = false;
	chart_inputs_begin(cli, &upgrading.inputs);
	if (cli->args_len > 2 || (cli->args_len < 2 && !cli_has(cli, "values")))
		return usage_error(cli, "requires 2 arguments");
	if (!format_read(cli, &format, &err) || !action_read(cli, &upgrading.action, &err) ||
	    !dry_run_read(cli, false, &upgrading.action.dry_run, &err) || !refuse_repository_options(cli, &err) ||
	    (cli->args_len < 2 &&
	     !values_merge(cli, upgrading.inputs.sources, &upgrading.inputs.request.values, &err)) ||
	    !read_arguments(&upgrading, &err) || !actions_target(cli, &upgrading.target, &err))
		return error_print(cli, &err);
	if ((cli_flag(cli, "install") || !upgrading.has_chart) && !look_at_release(&upgrading, &release, &found, &err))
		return error_print(cli, &err);
	if (cli_flag(cli, "install") && (!found || str_is(release.status, "uninstalled")))
		return install_instead(&upgrading, found, &err);
	if (!upgrading.has_chart && found && !check_chart(&upgrading, &release, &err))
		return error_print(cli, &err);
	if (!chart_inputs_read(cli, &upgrading.inputs, upgrading.chart, &err))
		return error_print(cli, &err);
	if (!upgrade(&upgrading, &release, &err)) {
		error_frame(&err, "UPGRADE FAILED");
		return error_print(cli, &err);
	}
	return release_print(cli, &release,
	                     arena_printf(cli->arena, "Release \"%.*s\" has been upgraded. Happy Helming!\n",
	                                  STR_FMT(upgrading.inputs.request.name)),
	                     &err);
}

const struct command upgrade_command = {
	.name = "upgrade",
	.usage = "[RELEASE] [CHART]",
	.summary = "bring a release to a new chart or new values",
	.description = "Render a chart anew for a release that is there, and change what differs in the cluster.\n\n"
		       "Without a CHART the Kafka platform is taken, which the release must have been made from; "
		       "without a RELEASE\n"
		       "the one that the values file names as kafka.name:\n\n"
		       "    $ pintle upgrade -f values/kafka_new.yml",
	.options = { upgrade_options, render_options, notes_options, change_options, target_options, output_options,
	             values_options, source_options, access_options },
	.exclusive = { "force force-conflicts", "force-replace force-conflicts" },
	.max_args = -1,
	.run = run,
};
