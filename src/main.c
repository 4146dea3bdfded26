// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/command.h"
#include "cmd/commands.h"
#include "cmd/report.h"

static const char *count_words(const struct cli *cli, int count)
{
	return arena_printf(cli->arena, "%d argument%s", count, count == 1 ? "" : "s").data;
}

static int dispatch(struct cli *cli)
{
	const struct command *command = cli->command;
	struct error err = { .arena = cli->arena };
	int given = (int)cli->args_len;
	if (!color_check(cli))
		return EXIT_FAILURE;
	if (cli_flag(cli, "help") || !command->run)
		return help_print(cli);
	if (command->max_args == command->min_args && given != command->min_args)
		return usage_error(
			cli, command->min_args
				     ? arena_printf(cli->arena, "requires %s", count_words(cli, command->min_args)).data
				     : "accepts no arguments");
	if (given < command->min_args)
		return usage_error(
			cli,
			arena_printf(cli->arena, "requires at least %s", count_words(cli, command->min_args)).data);
	if (command->max_args >= 0 && given > command->max_args)
		return usage_error(
			cli, arena_printf(cli->arena, "accepts at most %s", count_words(cli, command->max_args)).data);
	for (size_t i = 0; i < cli->given_len; i++)
		if (cli->given[i].option->flags & OPTION_DEPRECATED)
			fprintf(stderr, "Flag --%s has been deprecated, %s\n", cli->given[i].option->name,
			        cli->given[i].option->fallback);
	if (!cli_check_groups(cli, &err))
		return error_print(cli, &err);
	return command->run(cli);
}

int main(int argc, char **argv)
{
	struct arena arena = { .is_large = true };
	struct cli cli = { .arena = &arena };
	struct error err = { .arena = &arena };
	fs_hold_standard();
	signal(SIGXFSZ, SIG_IGN); // a file that may not get longer is an error, not the end
	int status = cli_parse(&cli, argc - 1, argv + 1, &err) ? dispatch(&cli) : error_print(&cli, &err);
	arena_done(&arena);
	return status;
}
