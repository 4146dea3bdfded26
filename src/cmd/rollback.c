// SPDX-License-Identifier: Apache-2.0
// pintle rollback: bring a release back to an earlier revision.
#include <stdlib.h>

#include "cmd/actions.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "text/strconv.h"
#include "text/utf8.h"

static bool read_version(const struct cli *cli, int64_t *ret, struct error *err)
{
	*ret = 0;
	if (cli->args_len < 2 || parse_int(cli->args[1], 10, 64, ret) == PARSE_OK)
		return true;
	struct strbuf quoted = strbuf_in(cli->arena);
	quote(&quoted, cli->args[1]);
	return fail(err, NOWHERE, "could not convert revision to a number: strconv.Atoi: parsing %.*s: invalid syntax",
	            STR_FMT(strbuf_peek(&quoted)));
}

static bool check_description(const struct cli *cli, struct error *err)
{
	enum { LONGEST = 256 }; // Helm: MaxDescriptionLength
	size_t count = utf8_count(cli_value(cli, "description"));
	return count <= LONGEST ||
	       fail(err, NOWHERE, "description must be %d characters or less, got %zu", LONGEST, count);
}

static bool roll_back(const struct cli *cli, struct error *err)
{
	struct error ignored = { .arena = cli->arena };
	struct target target;
	struct action action;
	struct release release;
	int64_t version;
	if (!read_version(cli, &version, err) || !check_description(cli, err) || !action_read(cli, &action, err) ||
	    !dry_run_read(cli, false, &action.dry_run, err) || !actions_target(cli, &target, err))
		return false;
	if (!release_name_check(cli->args[0], &ignored))
		return fail(err, NOWHERE, "prepareRollback: Release name is invalid: %.*s", STR_FMT(cli->args[0]));
	action.target = &target;
	action.release = target.release = cli->args[0];
	actions_watch_signals(&action);
	return release_rollback(&action, version, server_side_option(cli), &release, err) &&
	       output_write(STR("Rollback was a success! Happy Helming!\n"), err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	return roll_back(cli, &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command rollback_command = {
	.name = "rollback",
	.usage = "<RELEASE> [REVISION]",
	.summary = "bring a release back to an earlier revision",
	.description = "Make the objects of a release what they were in an earlier revision, by default in the one "
		       "before the newest.\n"
		       "This makes a new revision; `pintle history RELEASE` shows them.",
	.options = { rollback_options, change_options, target_options },
	.exclusive = { "force force-conflicts", "force-replace force-conflicts" },
	.min_args = 1,
	.max_args = -1,
	.arg_words = "",
	.run = run,
};
