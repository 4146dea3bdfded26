// SPDX-License-Identifier: Apache-2.0
#include "cmd/format.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmd/report.h"
#include "text/utf8.h"
#include "text/width.h"
#include "value/json.h"
#include "value/yaml.h"

const struct option output_options[] = {
	{ "output", 'o', OPTION_STRING, NULL, "table", "format of the output: table, json or yaml", 0,
	  "table json yaml" },
	{ NULL },
};

bool format_read(const struct cli *cli, enum format *ret, struct error *err)
{
	static const char *const names[] = { "table", "json", "yaml" };
	struct str name = cli_value(cli, "output");
	*ret = FORMAT_TABLE;
	if (!name.data)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_is(name, names[i])) {
			*ret = (enum format)i;
			return true;
		}
	return fail(err, NOWHERE, "invalid argument \"%.*s\" for \"-o, --output\" flag: invalid format type",
	            STR_FMT(name));
}

bool format_value(const struct cli *cli, enum format format, struct value v, struct strbuf *out, struct error *err)
{
	if (format == FORMAT_YAML)
		return yaml_write(cli->arena, out, v, err);
	if (!json_write(cli->arena, out, v, (struct json_style){ 0 }, err))
		return false;
	strbuf_add_char(out, '\n');
	return true;
}

bool json_struct(struct arena *arena, struct strbuf *out, const struct json_member *members, size_t len,
                 struct error *err)
{
	bool is_first = true;
	strbuf_add_char(out, '{');
	for (size_t i = 0; i < len; i++) {
		if (!members[i].name)
			continue;
		strbuf_printf(out, is_first ? "\"%s\":" : ",\"%s\":", members[i].name);
		is_first = false;
		if (!json_write(arena, out, members[i].value, (struct json_style){ 0 }, err))
			return false;
	}
	strbuf_add_char(out, '}');
	return true;
}

bool format_json(const struct cli *cli, enum format format, struct str json, struct strbuf *out, struct error *err)
{
	struct value v;
	if (format == FORMAT_YAML)
		return json_read_integers(cli->arena, json, &v, err) && yaml_write(cli->arena, out, v, err);
	strbuf_add(out, json);
	strbuf_add_char(out, '\n');
	return true;
}

// ---- tables ----------------------------------------------------------------------------------------------------

void table_add(struct table *table, const struct str *cells, size_t len)
{
	table->columns = len;
	table->cells =
		arena_grow(table->arena, table->cells, &table->cells_cap, table->cells_len + len, sizeof(struct str));
	for (size_t i = 0; i < len; i++)
		table->cells[table->cells_len++] = cells[i];
}

// Of the widest of the cell's lines.
static size_t cell_width(struct str cell)
{
	size_t width = 0;
	for (struct str line, rest = cell; str_next_field(&rest, '\n', &line);)
		if (text_width(line) > width)
			width = text_width(line);
	return width;
}

// uitable cuts a cell whose lines are together wider than its column: so those of several lines are cut to one, mostly.
static struct str fit_cell(struct arena *arena, struct str cell, size_t column)
{
	static const struct str dots = STR_INIT("...");
	size_t width = 0, at = 0, size;
	if (text_width(cell) <= column)
		return cell;
	while (at < cell.len) {
		utf8_decode(str_from(cell, at), &size);
		size_t rune = text_width(str_slice(cell, at, at + size));
		at += size;
		if (width + rune + dots.len >= column)
			break;
		width += rune;
	}
	return ARENA_CONCAT(arena, str_slice(cell, 0, at), dots);
}

static struct str cell_line(struct str cell, size_t number)
{
	struct str line, rest = cell;
	while (str_next_field(&rest, '\n', &line))
		if (number-- == 0)
			return line;
	return STR_NONE;
}

// A row is as high as its highest cell. Every line of a cell is filled up, but the lines that a cell has not are not.
static void print_row(const struct table *table, const struct str *cells, const size_t *widths, struct strbuf *out)
{
	size_t height = 1;
	for (size_t i = 0; i < table->columns; i++)
		if (cells[i].len && str_count(cells[i], STR("\n")) + 1 > height)
			height = str_count(cells[i], STR("\n")) + 1;
	for (size_t line = 0; line < height; line++)
		for (size_t i = 0; i < table->columns; i++) {
			struct str text = cell_line(cells[i], line);
			size_t width = text_width(text);
			strbuf_add(out, text);
			if (width < widths[i])
				strbuf_add_repeat(out, ' ', widths[i] - width);
			strbuf_add_char(out, i + 1 < table->columns ? '\t' : '\n');
		}
}

void table_print(const struct table *table, struct strbuf *out)
{
	size_t *widths = ARENA_ARRAY(table->arena, size_t, table->columns + 1);
	for (size_t i = 0; i < table->cells_len; i++)
		if (cell_width(table->cells[i]) > widths[i % table->columns])
			widths[i % table->columns] = cell_width(table->cells[i]);
	for (size_t i = 0; i < table->cells_len; i++)
		table->cells[i] = fit_cell(table->arena, table->cells[i], widths[i % table->columns]);
	for (size_t i = 0; i < table->cells_len; i += table->columns)
		print_row(table, table->cells + i, widths, out);
	if (!table->cells_len)
		strbuf_add_char(out, '\n');
}

// ---- colours ---------------------------------------------------------------------------------------------------

bool output_color(const struct cli *cli)
{
	const char *terminal = getenv("TERM");
	enum color_mode mode = color_mode(cli);
	if (mode != COLOR_AUTO)
		return mode == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static struct str colored(struct arena *arena, bool color, const char *on, const char *off, struct str text)
{
	return color ? ARENA_CONCAT(arena, str_of(on), text, str_of(off)) : text;
}

struct str color_header(struct arena *arena, bool color, struct str text)
{
	return colored(arena, color, "\033[1m", "\033[22m", text);
}

struct str color_namespace(struct arena *arena, bool color, struct str text)
{
	return colored(arena, color, "\033[36m", "\033[0m", text);
}

struct str color_status(struct arena *arena, bool color, struct str status)
{
	static const struct {
		const char *status, *on;
	} colors[] = {
		{ "deployed", "\033[32m" },         { "failed", "\033[31m" },
		{ "unknown", "\033[31m" },          { "uninstalling", "\033[33m" },
		{ "pending-install", "\033[33m" },  { "pending-upgrade", "\033[33m" },
		{ "pending-rollback", "\033[33m" },
	};
	for (size_t i = 0; i < ARRAY_LEN(colors); i++)
		if (str_is(status, colors[i].status))
			return colored(arena, color, colors[i].on, "\033[0m", status);
	return status;
}

struct str format_ansic(struct arena *arena, struct gotime time)
{
	struct strbuf out = strbuf_in(arena);
	gotime_format(&out, time, STR("Mon Jan _2 15:04:05 2006"));
	return strbuf_str(&out, arena);
}
