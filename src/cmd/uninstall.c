// SPDX-License-Identifier: Apache-2.0
// pintle uninstall: delete a release's objects and its records.
#include <stdlib.h>

#include "cmd/actions.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"

static const struct option uninstall_options[] = {
	{ "dry-run", 0, OPTION_BOOL, NULL, NULL, "change nothing; tell what would stay", 0, NULL },
	{ "no-hooks", 0, OPTION_BOOL, NULL, NULL, "leave hooks out", 0, NULL },
	{ "ignore-not-found", 0, OPTION_BOOL, NULL, NULL, "a release that is not there is no error", 0, NULL },
	{ "keep-history", 0, OPTION_BOOL, NULL, NULL, "keep the records, marked as uninstalled", 0, NULL },
	{ "cascade", 0, OPTION_STRING, NULL, "background",
	  "what becomes of dependents: background, foreground or orphan", 0, "background foreground orphan" },
	{ "timeout", 0, OPTION_DURATION, NULL, "5m0s", "longest wait for a single operation", 0, NULL },
	{ "wait", 0, OPTION_WAIT, NULL, NULL, "wait until the objects are gone: watcher, hookOnly or legacy", 0,
	  "watcher hookOnly legacy" },
	{ "description", 0, OPTION_STRING, NULL, NULL, "description of the revision that is kept", 0, NULL },
	{ NULL },
};

static bool read_cascade(const struct cli *cli, const char **ret, struct error *err)
{
	struct str word = cli_value(cli, "cascade");
	*ret = !word.data || str_is(word, "background") ? "Background"
	       : str_is(word, "foreground")             ? "Foreground"
	                                                : "Orphan";
	return !word.data || str_is(word, "background") || str_is(word, "foreground") || str_is(word, "orphan") ||
	       fail(err, NOWHERE, "invalid cascade value (%.*s). Must be \"background\", \"foreground\", or \"orphan\"",
	            STR_FMT(word));
}

static bool uninstall_one(const struct cli *cli, struct action *action, struct str name, struct error *err)
{
	struct error ignored = { .arena = cli->arena };
	struct uninstall uninstall = { .name = name,
		                       .keep_history = cli_flag(cli, "keep-history"),
		                       .ignore_not_found = cli_flag(cli, "ignore-not-found") };
	action->release = action->target->release = name;
	if (!release_name_check(name, &ignored))
		return fail(err, NOWHERE,
		            action->dry_run ? "releaseContent: Release name is invalid: %.*s"
		                            : "uninstall: Release name is invalid: %.*s",
		            STR_FMT(name));
	if (!release_uninstall(action, &uninstall, err))
		return false;
	struct str line = arena_printf(cli->arena, "release \"%.*s\" uninstalled\n", STR_FMT(name));
	return output_write(uninstall.kept.len ? ARENA_CONCAT(cli->arena, uninstall.kept, STR("\n"), line) : line, err);
}

static bool uninstall(const struct cli *cli, struct error *err)
{
	struct target target;
	struct action action;
	const char *propagation;
	if (!read_cascade(cli, &propagation, err) || !action_read(cli, &action, err) ||
	    !actions_target(cli, &target, err))
		return false;
	action.dry_run = cli_flag(cli, "dry-run") ? DRY_RUN_SERVER : DRY_RUN_NONE;
	action.target = &target;
	action.style.propagation = propagation;
	actions_watch_signals(&action);
	for (size_t i = 0; i < cli->args_len; i++)
		if (!uninstall_one(cli, &action, cli->args[i], err))
			return false;
	return true;
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	return uninstall(cli, &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command uninstall_command = {
	.name = "uninstall",
	.aliases = "del delete un",
	.usage = "RELEASE_NAME [...]",
	.summary = "delete releases",
	.description = "Delete the objects of releases, and their records. What is not the release's own stays, and "
		       "what is marked with the\n"
		       "annotation helm.sh/resource-policy: keep.",
	.options = { uninstall_options, target_options },
	.min_args = 1,
	.max_args = -1,
	.arg_words = "",
	.run = run,
};
