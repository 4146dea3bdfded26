// SPDX-License-Identifier: Apache-2.0
// pintle help: the help of a command by its name.
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/report.h"

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct cli target = { .arena = cli->arena };
	char **words = ARENA_ARRAY(cli->arena, char *, cli->args_len + 1);
	for (size_t i = 0; i < cli->args_len; i++)
		words[i] = arena_cstr(cli->arena, cli->args[i]);
	if (!cli_parse(&target, (int)cli->args_len, words, &err))
		return error_print(cli, &err);
	return help_print(&target);
}

const struct command help_command = {
	.name = "help",
	.usage = "[COMMAND]",
	.summary = "show the help of a command",
	.max_args = -1,
	.arg_words = "",
	.run = run,
};
