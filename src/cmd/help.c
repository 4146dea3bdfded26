// SPDX-License-Identifier: Apache-2.0
// --help from the command's table, laid out as Helm's.
#include <stdlib.h>

#include "base/strbuf.h"
#include "cmd/command.h"
#include "cmd/output.h"
#include "cmd/report.h"

static const char *metavar(const struct option *option)
{
	if (option->metavar)
		return option->metavar;
	switch (option->kind) {
	case OPTION_STRING: return "string";
	case OPTION_LIST: return "stringArray";
	case OPTION_CSV: return "strings";
	case OPTION_INT: return "int";
	case OPTION_FLOAT: return "float32";
	case OPTION_DURATION: return "duration";
	case OPTION_MAP: return "stringToString";
	case OPTION_OPTIONAL:
	case OPTION_WAIT: return "string";
	default: return "";
	}
}

static bool is_shown(const struct option *option)
{
	return !(option->flags & (OPTION_HIDDEN | OPTION_DEPRECATED));
}

static void print_left(struct strbuf *out, const struct option *option)
{
	if (option->letter)
		strbuf_printf(out, "  -%c, --%s", option->letter, option->name);
	else
		strbuf_printf(out, "      --%s", option->name);
	if (*metavar(option))
		strbuf_printf(out, " %s", metavar(option));
}

static size_t left_width(const struct option *option)
{
	struct strbuf out = { 0 };
	print_left(&out, option);
	size_t width = out.len;
	strbuf_done(&out);
	return width;
}

// Tables are shown as one list in the order of names.
static void print_options(struct strbuf *out, const char *title, const struct option *const *tables, size_t count)
{
	enum { MAX_OPTIONS = 128 };
	const struct option *sorted[MAX_OPTIONS];
	size_t len = 0, width = 0;
	for (size_t i = 0; i < count && tables[i]; i++)
		for (const struct option *option = tables[i]; option->name; option++) {
			if (!is_shown(option) || len == MAX_OPTIONS)
				continue;
			size_t at = len++;
			for (; at > 0 && strcmp(sorted[at - 1]->name, option->name) > 0; at--)
				sorted[at] = sorted[at - 1];
			sorted[at] = option;
			width = left_width(option) > width ? left_width(option) : width;
		}
	if (len == 0)
		return;
	strbuf_printf(out, "\n%s:\n", title);
	for (size_t i = 0; i < len; i++) {
		print_left(out, sorted[i]);
		strbuf_add_repeat(out, ' ', width - left_width(sorted[i]) + 3);
		strbuf_add_cstr(out, sorted[i]->help);
		if (sorted[i]->fallback)
			strbuf_printf(out, sorted[i]->kind == OPTION_STRING ? " (default \"%s\")" : " (default %s)",
			              sorted[i]->fallback);
		strbuf_add_char(out, '\n');
	}
}

static void print_subcommands(struct strbuf *out, const struct command *command)
{
	size_t width = 0;
	strbuf_add_cstr(out, "\nAvailable Commands:\n");
	for (size_t i = 0; command->subcommands[i]; i++)
		if (strlen(command->subcommands[i]->name) > width)
			width = strlen(command->subcommands[i]->name);
	for (size_t i = 0; command->subcommands[i]; i++)
		strbuf_printf(out, "  %-*s %s\n", (int)width, command->subcommands[i]->name,
		              command->subcommands[i]->summary);
}

static void print_path(struct strbuf *out, const struct cli *cli)
{
	for (size_t i = 0; i < cli->depth; i++)
		strbuf_printf(out, i ? " %s" : "%s", cli->path[i]->name);
}

void help_add_usage(struct strbuf *out, const struct cli *cli)
{
	static const struct option help_option[] = {
		{ "help", 'h', OPTION_BOOL, NULL, NULL, "help for this command", 0, NULL }, { NULL }
	};
	const struct command *command = cli->command;
	const struct option *own[MAX_OPTION_TABLES + 1] = { help_option }, *global[] = { global_options };
	for (size_t i = 0; i < MAX_OPTION_TABLES; i++)
		own[i + 1] = command->options[i];
	strbuf_add_cstr(out, "Usage:\n  ");
	print_path(out, cli);
	if (command->subcommands)
		strbuf_add_cstr(out, " [command]\n");
	else
		strbuf_printf(out, "%s%s [flags]\n", *command->usage ? " " : "", command->usage);
	if (command->aliases) {
		strbuf_printf(out, "\nAliases:\n  %s", command->name);
		struct str rest = str_of(command->aliases);
		for (struct str alias; str_next_field(&rest, ' ', &alias);)
			strbuf_printf(out, ", %.*s", STR_FMT(alias));
		strbuf_add_char(out, '\n');
	}
	if (command->subcommands)
		print_subcommands(out, command);
	print_options(out, "Flags", own, MAX_OPTION_TABLES + 1);
	print_options(out, "Global Flags", global, 1);
	if (command->subcommands) {
		strbuf_add_cstr(out, "\nUse \"");
		print_path(out, cli);
		strbuf_add_cstr(out, " [command] --help\" for more information about a command.\n");
	}
}

int help_print(const struct cli *cli)
{
	const struct command *command = cli->command;
	struct strbuf out = { 0 };
	struct error err = { .arena = cli->arena };
	strbuf_printf(&out, "%s\n\n", command->description ? command->description : command->summary);
	help_add_usage(&out, cli);
	bool ok = output_write(strbuf_peek(&out), &err);
	strbuf_done(&out);
	return ok ? EXIT_SUCCESS : error_print(cli, &err);
}
