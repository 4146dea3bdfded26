// SPDX-License-Identifier: Apache-2.0
// Shell completion scripts, made from the command table: the shell gets lists of words and needs not ask the program.
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/report.h"

// Calls visit() for a command's own and the global options, hidden ones left out.
static void each_option(const struct command *command, void (*visit)(struct strbuf *out, const struct option *option),
                        struct strbuf *out)
{
	const struct option *tables[MAX_OPTION_TABLES + 1] = { global_options };
	for (size_t i = 0; i < MAX_OPTION_TABLES; i++)
		tables[i + 1] = command->options[i];
	for (size_t i = 0; i <= MAX_OPTION_TABLES && tables[i]; i++)
		for (const struct option *option = tables[i]; option->name; option++)
			if (!(option->flags & (OPTION_HIDDEN | OPTION_DEPRECATED)))
				visit(out, option);
}

// ---- bash ------------------------------------------------------------------------------------------------------

static void bash_word(struct strbuf *out, const struct option *option)
{
	strbuf_printf(out, " --%s", option->name);
	if (option->letter)
		strbuf_printf(out, " -%c", option->letter);
}

static void bash_value(struct strbuf *out, const struct option *option)
{
	if (option_stands_alone(option))
		return;
	strbuf_printf(out, "\t\t--%s", option->name);
	if (option->letter)
		strbuf_printf(out, "|-%c", option->letter);
	if (option->words)
		strbuf_printf(out, ") COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", option->words);
	else if (option->flags & OPTION_COMPLETE_FILE)
		strbuf_add(out, STR(") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"));
	else if (option->flags & OPTION_COMPLETE_FOLDER)
		strbuf_add(out, STR(") COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"));
	else
		strbuf_add(out, STR(") return ;;\n"));
}

static void bash_arguments(struct strbuf *out, const struct command *command)
{
	const char *words = command->arg_words ? command->arg_words : "file";
	if (command->subcommands) {
		strbuf_add(out, STR("COMPREPLY=($(compgen -W '"));
		for (size_t i = 0; command->subcommands[i]; i++)
			strbuf_printf(out, i ? " %s" : "%s", command->subcommands[i]->name);
		strbuf_add(out, STR("' -- \"$cur\"))"));
	} else if (strcmp(words, "file") == 0) {
		strbuf_add(out, STR("COMPREPLY=($(compgen -f -- \"$cur\"))"));
	} else if (strcmp(words, "folder") == 0) {
		strbuf_add(out, STR("COMPREPLY=($(compgen -d -- \"$cur\"))"));
	} else {
		strbuf_printf(out, "COMPREPLY=($(compgen -W '%s' -- \"$cur\"))", words);
	}
}

static void bash_command(struct strbuf *out, const struct command *command, const char *path)
{
	strbuf_printf(out, "\t'%s')\n\t\tcase \"$prev\" in\n", path);
	each_option(command, bash_value, out);
	strbuf_add(out, STR("\t\tesac\n\t\tif [[ $cur == -* ]]; then\n\t\t\tCOMPREPLY=($(compgen -W '"));
	each_option(command, bash_word, out);
	strbuf_add(out, STR("' -- \"$cur\"))\n\t\telse\n\t\t\t"));
	bash_arguments(out, command);
	strbuf_add(out, STR("\n\t\tfi ;;\n"));
}

static void bash_script(struct strbuf *out)
{
	strbuf_add(out, STR("# bash completion for pintle: source <(pintle completion bash)\n"
	                    "_pintle()\n{\n"
	                    "\tlocal cur prev word path=pintle\n"
	                    "\tCOMPREPLY=()\n"
	                    "\tcur=${COMP_WORDS[COMP_CWORD]}\n"
	                    "\tprev=${COMP_WORDS[COMP_CWORD-1]}\n"
	                    "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	                    "\t\tcase \"$path $word\" in\n"));
	for (size_t i = 0; program.subcommands[i]; i++) {
		const struct command *command = program.subcommands[i];
		strbuf_printf(out, "\t\t'pintle %s'", command->name);
		for (size_t j = 0; command->subcommands && command->subcommands[j]; j++)
			strbuf_printf(out, "|'pintle %s %s'", command->name, command->subcommands[j]->name);
		strbuf_add(out, STR(") path=\"$path $word\" ;;\n"));
	}
	strbuf_add(out, STR("\t\tesac\n\tdone\n\tcase \"$path\" in\n"));
	bash_command(out, &program, "pintle");
	for (size_t i = 0; program.subcommands[i]; i++) {
		const struct command *command = program.subcommands[i];
		char path[128];
		snprintf(path, sizeof(path), "pintle %s", command->name);
		bash_command(out, command, path);
		for (size_t j = 0; command->subcommands && command->subcommands[j]; j++) {
			snprintf(path, sizeof(path), "pintle %s %s", command->name, command->subcommands[j]->name);
			bash_command(out, command->subcommands[j], path);
		}
	}
	strbuf_add(out, STR("\tesac\n}\ncomplete -o filenames -F _pintle pintle\n"));
}

// ---- zsh -------------------------------------------------------------------------------------------------------

// Text within single quotes in an _arguments specification.
static void zsh_text(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			strbuf_add(out, STR("'\\''"));
		else if (strchr("[]:\\", *text))
			strbuf_printf(out, "\\%c", *text);
		else
			strbuf_add_char(out, *text);
	}
}

static void zsh_spec(struct strbuf *out, const struct option *option, const char *dashes, const char *name)
{
	bool repeated = option->kind == OPTION_LIST || option->kind == OPTION_CSV;
	strbuf_printf(out, "\t\t\t'%s%s%s%s[", repeated ? "*" : "", dashes, name,
	              !option_stands_alone(option) && dashes[1] ? "=" : "");
	zsh_text(out, option->help);
	strbuf_add_char(out, ']');
	if (!option_stands_alone(option)) {
		strbuf_add(out, STR(":value:"));
		if (option->words)
			strbuf_printf(out, "(%s)", option->words);
		else if (option->flags & OPTION_COMPLETE_FILE)
			strbuf_add(out, STR("_files"));
		else if (option->flags & OPTION_COMPLETE_FOLDER)
			strbuf_add(out, STR("_files -/"));
	}
	strbuf_add(out, STR("' \\\n"));
}

static void zsh_option(struct strbuf *out, const struct option *option)
{
	char letter[2] = { option->letter, '\0' };
	zsh_spec(out, option, "--", option->name);
	if (option->letter)
		zsh_spec(out, option, "-", letter);
}

static void zsh_commands(struct strbuf *out, const struct command *command)
{
	strbuf_add(out, STR("\t\tlocal -a commands=(\n"));
	for (size_t i = 0; command->subcommands[i]; i++) {
		strbuf_printf(out, "\t\t\t'%s:", command->subcommands[i]->name);
		zsh_text(out, command->subcommands[i]->summary);
		strbuf_add(out, STR("'\n"));
	}
	strbuf_add(out, STR("\t\t)\n\t\t_describe command commands\n"));
}

static void zsh_command(struct strbuf *out, const struct command *command, const char *path)
{
	const char *words = command->arg_words ? command->arg_words : "file";
	strbuf_printf(out, "\t'%s')\n", path);
	if (command->subcommands) {
		zsh_commands(out, command);
		strbuf_add(out, STR("\t\t;;\n"));
		return;
	}
	strbuf_add(out, STR("\t\t_arguments \\\n"));
	each_option(command, zsh_option, out);
	if (strcmp(words, "file") == 0 || strcmp(words, "folder") == 0)
		strbuf_printf(out, "\t\t\t'*:argument:_files%s'\n", words[1] == 'o' ? " -/" : "");
	else
		strbuf_printf(out, "\t\t\t'*:argument:(%s)'\n", words);
	strbuf_add(out, STR("\t\t;;\n"));
}

static void zsh_script(struct strbuf *out)
{
	strbuf_add(out, STR("#compdef pintle\n"
	                    "# zsh completion for pintle: put it into a folder of $fpath as _pintle\n"
	                    "_pintle() {\n"
	                    "\tlocal word route=pintle\n"
	                    "\tlocal -i taken=1\n"
	                    "\tfor word in ${words[2,CURRENT-1]}; do\n"
	                    "\t\tcase \"$route $word\" in\n"));
	for (size_t i = 0; program.subcommands[i]; i++) {
		const struct command *command = program.subcommands[i];
		strbuf_printf(out, "\t\t'pintle %s'", command->name);
		for (size_t j = 0; command->subcommands && command->subcommands[j]; j++)
			strbuf_printf(out, "|'pintle %s %s'", command->name, command->subcommands[j]->name);
		strbuf_add(out, STR(") route=\"$route $word\"; taken+=1 ;;\n"));
	}
	strbuf_add(out, STR("\t\tesac\n\tdone\n\tshift $((taken - 1)) words\n\t((CURRENT -= taken - 1))\n\tcase "
	                    "\"$route\" in\n"));
	zsh_command(out, &program, "pintle");
	for (size_t i = 0; program.subcommands[i]; i++) {
		const struct command *command = program.subcommands[i];
		char path[128];
		snprintf(path, sizeof(path), "pintle %s", command->name);
		zsh_command(out, command, path);
		for (size_t j = 0; command->subcommands && command->subcommands[j]; j++) {
			snprintf(path, sizeof(path), "pintle %s %s", command->name, command->subcommands[j]->name);
			zsh_command(out, command->subcommands[j], path);
		}
	}
	strbuf_add(out, STR("\tesac\n}\ncompdef _pintle pintle 2>/dev/null || _pintle \"$@\"\n"));
}

// ---- fish ------------------------------------------------------------------------------------------------------

static void fish_quoted(struct strbuf *out, const char *text)
{
	strbuf_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *text);
	}
	strbuf_add_char(out, '\'');
}

static void fish_option(struct strbuf *out, const struct option *option, const char *condition)
{
	if (option->flags & (OPTION_HIDDEN | OPTION_DEPRECATED))
		return;
	strbuf_printf(out, "complete -c pintle%s%s%s -l %s", *condition ? " -n '" : "", condition,
	              *condition ? "'" : "", option->name);
	if (option->letter)
		strbuf_printf(out, " -s %c", option->letter);
	if (!option_stands_alone(option)) {
		bool files = option->flags & (OPTION_COMPLETE_FILE | OPTION_COMPLETE_FOLDER);
		strbuf_add(out, files ? STR(" -r -F") : STR(" -x"));
		if (option->words)
			strbuf_printf(out, " -a '%s'", option->words);
	}
	strbuf_add(out, STR(" -d "));
	fish_quoted(out, option->help);
	strbuf_add_char(out, '\n');
}

static void fish_command(struct strbuf *out, const struct command *command, const char *condition,
                         const char *shown_when)
{
	strbuf_printf(out, "complete -c pintle -f -n '%s' -a %s -d ", shown_when, command->name);
	fish_quoted(out, command->summary);
	strbuf_add_char(out, '\n');
	for (size_t i = 0; i < MAX_OPTION_TABLES && command->options[i]; i++)
		for (const struct option *option = command->options[i]; option->name; option++)
			fish_option(out, option, condition);
}

static void fish_script(struct strbuf *out)
{
	strbuf_add(out, STR("# fish completion for pintle: pintle completion fish | source\n"));
	for (const struct option *option = global_options; option->name; option++)
		fish_option(out, option, "");
	for (size_t i = 0; program.subcommands[i]; i++) {
		const struct command *command = program.subcommands[i];
		char condition[160], inner[320], shown[320];
		snprintf(condition, sizeof(condition), "__fish_seen_subcommand_from %s", command->name);
		fish_command(out, command, condition, "__fish_use_subcommand");
		for (size_t j = 0; command->subcommands && command->subcommands[j]; j++) {
			const struct command *child = command->subcommands[j];
			snprintf(inner, sizeof(inner), "%s; and __fish_seen_subcommand_from %s", condition,
			         child->name);
			snprintf(shown, sizeof(shown), "%s", condition);
			fish_command(out, child, inner, shown);
		}
	}
}

// ---- the command -----------------------------------------------------------------------------------------------

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct strbuf out = strbuf_in(cli->arena);
	struct str shell = cli->args[0];
	if (str_is(shell, "bash"))
		bash_script(&out);
	else if (str_is(shell, "zsh"))
		zsh_script(&out);
	else if (str_is(shell, "fish"))
		fish_script(&out);
	else
		fail(&err, NOWHERE, "no completion for \"%.*s\": bash, zsh and fish are known", STR_FMT(shell));
	if (error_is_set(&err) || !output_write(strbuf_peek(&out), &err))
		return error_print(cli, &err);
	return EXIT_SUCCESS;
}

static const struct option completion_options[] = {
	{ "no-descriptions", 0, OPTION_BOOL, NULL, NULL, "accepted for Helm's sake", OPTION_HIDDEN, NULL },
	{ NULL },
};

const struct command completion_command = {
	.name = "completion",
	.usage = "bash|zsh|fish",
	.summary = "print a shell's completion script",
	.description = "Print a completion script. To try it in bash:\n\n    $ source <(pintle completion bash)",
	.options = { completion_options },
	.min_args = 1,
	.max_args = 1,
	.arg_words = "bash zsh fish",
	.run = run,
};
