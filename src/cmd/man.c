// SPDX-License-Identifier: Apache-2.0
// Man pages from the command table: pintle.1 and one page for each command, as `pintle man FOLDER` writes them for
// `make man`.
#include <stdlib.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/report.h"

struct page {
	struct strbuf out;
	struct str name; /* "pintle-show-values" */
	const struct command *command;
};

// roff takes a leading dot or quote as a request, and "\" and "-" as its own.
static void add_text(struct strbuf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool line_start = i == 0 || text.data[i - 1] == '\n';
		if (line_start && (c == '.' || c == '\''))
			strbuf_add(out, STR("\\&"));
		if (c == '\\')
			strbuf_add(out, STR("\\e"));
		else if (c == '-')
			strbuf_add(out, STR("\\-"));
		else
			strbuf_add_char(out, c);
	}
}

static void add_words(struct strbuf *out, const char *text)
{
	add_text(out, str_of(text));
}

// Paragraphs; indented ones are examples.
static void add_paragraphs(struct strbuf *out, struct str text)
{
	for (struct str line, rest = text; str_next_field(&rest, '\n', &line);) {
		if (line.len == 0) {
			strbuf_add(out, STR(".PP\n"));
			continue;
		}
		bool example = str_has_prefix(line, STR("    "));
		strbuf_add(out, example ? STR(".RS\n.nf\n") : STR_NONE);
		add_text(out, example ? str_from(line, 4) : line);
		strbuf_add_char(out, '\n');
		strbuf_add(out, example ? STR(".fi\n.RE\n") : STR_NONE);
	}
}

static const char *value_word(const struct option *option)
{
	switch (option->kind) {
	case OPTION_BOOL: return NULL;
	case OPTION_INT:
	case OPTION_FLOAT: return "number";
	case OPTION_DURATION: return "duration";
	case OPTION_MAP: return "key=value";
	default:
		return option->flags & OPTION_COMPLETE_FILE     ? "file"
		       : option->flags & OPTION_COMPLETE_FOLDER ? "folder"
		                                                : "text";
	}
}

static void add_option(struct strbuf *out, const struct option *option)
{
	const char *word = value_word(option);
	if (option->flags & (OPTION_HIDDEN | OPTION_DEPRECATED))
		return;
	strbuf_add(out, STR(".TP\n"));
	if (option->letter)
		strbuf_printf(out, "\\fB\\-%c\\fR, ", option->letter);
	strbuf_add(out, STR("\\fB\\-\\-"));
	add_words(out, option->name);
	strbuf_add(out, STR("\\fR"));
	if (word)
		strbuf_printf(out, option_stands_alone(option) ? "[=\\fI%s\\fR]" : " \\fI%s\\fR", word);
	strbuf_add_char(out, '\n');
	add_words(out, option->help);
	if (option->fallback) {
		strbuf_add(out, STR(" (default: "));
		add_words(out, option->fallback);
		strbuf_add_char(out, ')');
	}
	strbuf_add_char(out, '\n');
}

static void add_options(struct strbuf *out, const char *title, const struct option *const *tables, size_t count)
{
	if (!count || !tables[0])
		return;
	strbuf_printf(out, ".SH %s\n", title);
	for (size_t i = 0; i < count && tables[i]; i++)
		for (const struct option *option = tables[i]; option->name; option++)
			add_option(out, option);
}

static void add_subcommands(struct strbuf *out, const struct page *page)
{
	const struct command *command = page->command;
	if (!command->subcommands)
		return;
	strbuf_add(out, STR(".SH COMMANDS\n"));
	for (size_t i = 0; command->subcommands[i]; i++) {
		strbuf_add(out, STR(".TP\n.BR "));
		add_text(out, page->name);
		strbuf_add(out, STR("\\-"));
		add_words(out, command->subcommands[i]->name);
		strbuf_add(out, STR(" (1)\n"));
		add_words(out, command->subcommands[i]->summary);
		strbuf_add_char(out, '\n');
	}
}

static void add_page(struct page *page)
{
	const struct option *global[] = { global_options };
	struct strbuf *out = &page->out;
	const struct command *command = page->command;
	strbuf_add(out, STR(".TH "));
	for (size_t i = 0; i < page->name.len; i++)
		strbuf_add_char(out, page->name.data[i] == '-' ? '-' : (char)(page->name.data[i] - 'a' + 'A'));
	strbuf_add(out, STR(" 1 \"\" \"pintle " PINTLE_VERSION "\" \"pintle manual\"\n.SH NAME\n"));
	add_text(out, page->name);
	strbuf_add(out, STR(" \\- "));
	add_words(out, command->summary);
	strbuf_add(out, STR("\n.SH SYNOPSIS\n.B "));
	for (size_t i = 0; i < page->name.len; i++)
		strbuf_add_char(out, page->name.data[i] == '-' ? ' ' : page->name.data[i]);
	strbuf_add(out, STR("\n"));
	add_words(out, command->subcommands ? "[command]" : command->usage);
	strbuf_add(out, STR(" [flags]\n.SH DESCRIPTION\n"));
	add_paragraphs(out, str_of(command->description ? command->description : command->summary));
	add_subcommands(out, page);
	add_options(out, "OPTIONS", command->options, MAX_OPTION_TABLES);
	add_options(out, "GLOBAL OPTIONS", global, 1);
	strbuf_add(out, STR(".SH EXIT STATUS\n0 on success, 1 on any error.\n"));
}

static bool write_pages(const struct cli *cli, struct str folder, struct str name, const struct command *command,
                        struct error *err)
{
	struct page page = { strbuf_in(cli->arena), name, command };
	add_page(&page);
	struct str path = fs_join(cli->arena, folder, ARENA_CONCAT(cli->arena, name, STR(".1")));
	if (!fs_write(path.data, strbuf_peek(&page.out), 0644, err))
		return false;
	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++) {
		const struct command *child = command->subcommands[i];
		if (!write_pages(cli, folder, ARENA_CONCAT(cli->arena, name, STR("-"), str_of(child->name)), child,
		                 err))
			return false;
	}
	return true;
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct str folder = cli->args[0];
	if (!fs_make_folders(arena_cstr(cli->arena, folder), &err) ||
	    !write_pages(cli, folder, str_of(program.name), &program, &err))
		return error_print(cli, &err);
	return EXIT_SUCCESS;
}

const struct command man_command = {
	.name = "man",
	.usage = "FOLDER",
	.summary = "write the man pages into a folder",
	.min_args = 1,
	.max_args = 1,
	.arg_words = "folder",
	.run = run,
};
