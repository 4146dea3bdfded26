// SPDX-License-Identifier: Apache-2.0
// kubectl's columns: as wide as the widest cell and three spaces, at least six; the last one is not filled up.
#include "cmd/server_table.h"

#include "text/strconv.h"
#include "text/utf8.h"
#include "value/member.h"

enum { PADDING = 3, LEAST_WIDTH = 6, MAX_COLUMNS = 64 };

struct layout {
	size_t columns[MAX_COLUMNS]; /* those that are shown */
	size_t widths[MAX_COLUMNS];
	size_t len;
};

static size_t list_len(struct value v)
{
	return v.kind == VALUE_LIST ? v.list->len : 0;
}

// What follows a line break is not shown; a terminal must not take commands from a cell.
static struct str cell_text(struct arena *arena, struct value cell)
{
	struct strbuf out = strbuf_in(arena);
	if (cell.kind == VALUE_INT)
		format_int(&out, cell.i, 10);
	else if (cell.kind == VALUE_FLOAT)
		format_float(&out, cell.f, 'g', -1, 64);
	else if (cell.kind == VALUE_BOOL)
		strbuf_add_cstr(&out, cell.b ? "true" : "false");
	for (size_t i = 0; cell.kind == VALUE_STRING && i < cell.s.len; i++) {
		char c = cell.s.data[i];
		if (c == '\n' || c == '\r' || c == '\f') {
			strbuf_add(&out, STR("..."));
			break;
		}
		if (c == '\033')
			strbuf_add(&out, STR("^["));
		else
			strbuf_add_char(&out, c);
	}
	return strbuf_str(&out, arena);
}

static struct value cell_of(struct value row, size_t column)
{
	struct value cells = member(row, "cells");
	return column < list_len(cells) ? cells.list->items[column] : value_null();
}

static struct str header(struct arena *arena, struct value columns, size_t column)
{
	struct value name = member(columns.list->items[column], "name");
	return name.kind == VALUE_STRING ? text_to_upper(arena, name.s) : STR_NONE;
}

static void print_cell(const struct layout *layout, size_t at, struct str text, struct strbuf *out)
{
	strbuf_add(out, text);
	if (at + 1 == layout->len)
		strbuf_add_char(out, '\n');
	else if (utf8_count(text) < layout->widths[at])
		strbuf_add_repeat(out, ' ', layout->widths[at] - utf8_count(text));
}

static void widen(struct layout *layout, size_t at, struct str text)
{
	if (utf8_count(text) + PADDING > layout->widths[at])
		layout->widths[at] = utf8_count(text) + PADDING;
}

// Columns of a priority are for wide tables.
static void choose_columns(struct layout *layout, struct value columns)
{
	for (size_t i = 0; i < list_len(columns) && layout->len < MAX_COLUMNS; i++) {
		struct value priority = member(columns.list->items[i], "priority");
		if (priority.kind == VALUE_INT && priority.i)
			continue;
		layout->columns[layout->len] = i;
		layout->widths[layout->len++] = LEAST_WIDTH;
	}
}

static void print_name(struct value object, struct strbuf *out)
{
	struct value name = member(member(object, "metadata"), "name");
	strbuf_printf(out, "NAME\n%.*s\n", name.kind == VALUE_STRING ? (int)name.s.len : 0,
	              name.kind == VALUE_STRING ? name.s.data : "");
}

void server_table_print(struct server_tables *tables, struct value table, struct strbuf *out)
{
	struct value columns = member(table, "columnDefinitions"), rows = member(table, "rows"),
		     kind = member(table, "kind");
	struct layout layout = { .len = 0 };
	if (kind.kind != VALUE_STRING || !str_is(kind.s, "Table")) {
		print_name(table, out);
		return;
	}
	bool is_same = value_deep_equal(columns, tables->columns), shows_headers = !(tables->has_headers && is_same);
	tables->columns = columns;
	if (!is_same)
		tables->has_headers = false;
	if (!list_len(rows))
		return;
	tables->has_headers = true;
	choose_columns(&layout, columns);
	for (size_t i = 0; i < layout.len; i++) {
		if (shows_headers)
			widen(&layout, i, header(tables->arena, columns, layout.columns[i]));
		for (size_t j = 0; j < list_len(rows); j++)
			widen(&layout, i, cell_text(tables->arena, cell_of(rows.list->items[j], layout.columns[i])));
	}
	for (size_t i = 0; shows_headers && i < layout.len; i++)
		print_cell(&layout, i, header(tables->arena, columns, layout.columns[i]), out);
	for (size_t j = 0; j < list_len(rows); j++)
		for (size_t i = 0; i < layout.len; i++)
			print_cell(&layout, i,
			           cell_text(tables->arena, cell_of(rows.list->items[j], layout.columns[i])), out);
}
