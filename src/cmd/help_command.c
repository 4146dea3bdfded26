// SPDX-License-Identifier: Apache-2.0
// pintle help: the help of a command by its name.
#include <stdio.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "text/strconv.h"

// What to ask for instead. No failure: cobra leaves it at that.
static int tell_unknown(const struct cli *cli)
{
	struct cli whole = { .arena = cli->arena };
	struct error ignored = { .arena = cli->arena };
	struct strbuf out = strbuf_in(cli->arena);
	strbuf_add_cstr(&out, "Unknown help topic [");
	for (size_t i = 0; i < cli->args_len; i++) {
		strbuf_add_cstr(&out, i ? " " : "");
		if (!quote_raw(&out, cli->args[i]))
			quote(&out, cli->args[i]);
	}
	strbuf_add_cstr(&out, "]\n");
	cli_parse(&whole, 0, NULL, &ignored);
	help_add_usage(&out, &whole);
	fprintf(stderr, "%.*s", STR_FMT(strbuf_peek(&out)));
	return EXIT_SUCCESS;
}

static int run(struct cli *cli)
{
	struct error ignored = { .arena = cli->arena };
	struct cli target = { .arena = cli->arena };
	char **words = ARENA_ARRAY(cli->arena, char *, cli->args_len + 1);
	for (size_t i = 0; i < cli->args_len; i++)
		words[i] = arena_cstr(cli->arena, cli->args[i]);
	return cli_parse(&target, (int)cli->args_len, words, &ignored) ? help_print(&target) : tell_unknown(cli);
}

const struct command help_command = {
	.name = "help",
	.usage = "[COMMAND]",
	.summary = "show the help of a command",
	.max_args = -1,
	.arg_words = "",
	.run = run,
};
