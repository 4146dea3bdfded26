// SPDX-License-Identifier: Apache-2.0
#include "cmd/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "cmd/progress.h"
#include "text/strconv.h"
#include "text/utf8.h"

static const char red[] = "\033[1;31m", blue[] = "\033[1;34m", cyan[] = "\033[36m", plain[] = "\033[0m";

bool debug_wanted(const struct cli *cli)
{
	const char *variable = getenv("HELM_DEBUG");
	bool flag = false;
	if (cli_has(cli, "debug"))
		return cli_flag(cli, "debug");
	return variable && parse_bool(str_of(variable), &flag) && flag;
}

// Two names of one option: the last counts.
static struct str color_option(const struct cli *cli)
{
	for (size_t i = cli->given_len; i-- > 0;)
		if (strcmp(cli->given[i].option->name, "color") == 0 ||
		    strcmp(cli->given[i].option->name, "colour") == 0)
			return cli->given[i].value;
	return (struct str){ NULL, 0 };
}

enum color_mode color_mode(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR"), *variable = getenv("HELM_COLOR");
	struct str mode = color_option(cli);
	if (!mode.data && no_color && *no_color)
		return COLOR_NEVER;
	if (!mode.data)
		mode = str_of(variable ? variable : "");
	return str_is(mode, "always") ? COLOR_ALWAYS : str_is(mode, "never") ? COLOR_NEVER : COLOR_AUTO;
}

static bool report_color(const struct cli *cli)
{
	enum color_mode mode = color_mode(cli);
	return mode == COLOR_AUTO ? isatty(STDERR_FILENO) : mode == COLOR_ALWAYS;
}

// Helm finds it wrong before it has a command that could fail, and logs it.
bool color_check(const struct cli *cli)
{
	struct str mode = color_option(cli), shown = quoted(cli->arena, mode);
	if (!mode.data || str_is(mode, "never") || str_is(mode, "auto") || str_is(mode, "always"))
		return true;
	struct str problem = arena_printf(cli->arena, "invalid color mode %.*s: must be one of: never, auto, always",
	                                  STR_FMT(shown));
	log_tell(&stderr_warnings, cli->arena, LOG_LEVEL_WARN, STR("command failed"),
	         (struct log_field[]){ { "error", problem }, { NULL } });
	return false;
}

static void add_colored(struct strbuf *out, bool color, const char *code, struct str text)
{
	strbuf_add_cstr(out, color ? code : "");
	strbuf_add(out, text);
	strbuf_add_cstr(out, color ? plain : "");
}

static struct str source_line(const struct source *source, unsigned line)
{
	struct str rest = source->text, text;
	while (str_next_field(&rest, '\n', &text))
		if (--line == 0)
			return str_trim_suffix(text, STR("\r"));
	return (struct str){ NULL, 0 };
}

// The line with a caret below it; tabs are kept so that the caret stands where it should.
static void add_excerpt(struct strbuf *out, bool color, struct location at)
{
	struct str line = at.line ? source_line(at.source, at.line) : (struct str){ NULL, 0 };
	char number[16];
	int width = snprintf(number, sizeof(number), "%u", at.line);
	if (!line.data)
		return;
	strbuf_printf(out, " %s%s |%s %.*s\n", color ? blue : "", number, color ? plain : "", STR_FMT(line));
	if (!at.column || at.column > line.len + 1)
		return;
	strbuf_printf(out, " %*s %s|%s ", width, "", color ? blue : "", color ? plain : "");
	for (size_t i = 0, size; i + 1 < at.column; i += size) {
		utf8_decode(str_from(line, i), &size);
		strbuf_add_char(out, line.data[i] == '\t' ? '\t' : ' ');
	}
	size_t room = line.len - (at.column - 1), length = at.length < 1 ? 1 : at.length < room ? at.length : room;
	strbuf_add_cstr(out, color ? red : "");
	strbuf_add_repeat(out, '^', length ? length : 1);
	strbuf_add_cstr(out, color ? plain : "");
	strbuf_add_char(out, '\n');
}

static void add_place(struct strbuf *out, struct location at)
{
	strbuf_add(out, at.source->name);
	if (str_has_prefix(at.source->name, STR("--"))) // an argument has no lines
		return;
	if (at.line)
		strbuf_printf(out, ":%u", at.line);
	if (at.line && at.column)
		strbuf_printf(out, ":%u", at.column);
}

static void add_error(struct strbuf *out, bool color, const struct error *err)
{
	add_colored(out, color, red, STR("Error:"));
	strbuf_add_char(out, ' ');
	strbuf_add(out, err->message);
	strbuf_add_char(out, '\n');
	if (err->at.source || err->notes)
		strbuf_add_char(out, '\n');
	if (err->at.source) {
		strbuf_add_cstr(out, color ? blue : "");
		strbuf_add(out, STR("  --> "));
		strbuf_add_cstr(out, color ? plain : "");
		add_place(out, err->at);
		strbuf_add_char(out, '\n');
		add_excerpt(out, color, err->at);
	}
	for (const struct note *note = err->notes; note; note = note->next) {
		add_colored(out, color, cyan, STR("  note: "));
		strbuf_add(out, note->text);
		if (note->at.source) {
			strbuf_add_char(out, ' ');
			add_place(out, note->at);
		}
		strbuf_add_char(out, '\n');
	}
}

int error_print(const struct cli *cli, const struct error *err)
{
	struct strbuf out = { 0 };
	bool color = report_color(cli);
	fflush(stdout);
	for (bool first = true; err; err = err->next, first = false) {
		if (!first)
			strbuf_add_char(&out, '\n');
		add_error(&out, color, err);
	}
	fwrite(out.data, 1, out.len, stderr);
	strbuf_done(&out);
	return EXIT_FAILURE;
}

static void print_line(void *context, struct str line)
{
	(void)context;
	progress_leave();
	fprintf(stderr, "%.*s\n", STR_FMT(line));
}

const struct warnings stderr_warnings = { print_line, NULL };

void warning_print(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("WARNING: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}
