/* SPDX-License-Identifier: Apache-2.0
 *
 * How commands print data: tables for people, JSON and YAML for programs, as Helm's pkg/cli/output has them.
 *
 *     struct table table = { .arena = arena };
 *     TABLE_ROW(&table, STR("NAME"), STR("STATUS"));
 *     table_print(&table, &out);
 */
#ifndef PINTLE_CMD_FORMAT_H
#define PINTLE_CMD_FORMAT_H

#include "base/strbuf.h"
#include "cmd/command.h"
#include "text/gotime.h"
#include "value/value.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_YAML };

/* -o, --output */
extern const struct option output_options[];

/* What --output says. */
bool format_read(const struct cli *cli, enum format *ret, struct error *err);

/* One line of JSON, or YAML. Members of a map are sorted in both. */
bool format_value(const struct cli *cli, enum format format, struct value v, struct strbuf *out, struct error *err);

/* An object whose members stand in the order of a Go struct; without those whose name is NULL. */
struct json_member {
	const char *name;
	struct value value;
};
bool json_struct(struct arena *arena, struct strbuf *out, const struct json_member *members, size_t len,
                 struct error *err);

/* A JSON text that is made already: as it stands with a newline, or as YAML. */
bool format_json(const struct cli *cli, enum format format, struct str json, struct strbuf *out, struct error *err);

/* A table whose columns are as wide as their widest cell, with tabs between: Helm's. */
struct table {
	struct arena *arena;
	struct str *cells;
	size_t cells_len, cells_cap;
	size_t columns;
};

void table_add(struct table *table, const struct str *cells, size_t len);
#define TABLE_ROW(table, ...) \
	table_add((table), (struct str[]){ __VA_ARGS__ }, sizeof((struct str[]){ __VA_ARGS__ }) / sizeof(struct str))
void table_print(const struct table *table, struct strbuf *out);

/* Colours of standard output, where it is to have some: headers, namespaces, statuses. */
bool output_color(const struct cli *cli);
struct str color_header(struct arena *arena, bool color, struct str text);
struct str color_namespace(struct arena *arena, bool color, struct str text);
struct str color_status(struct arena *arena, bool color, struct str status);

/* Go's time.ANSIC. */
struct str format_ansic(struct arena *arena, struct gotime time);

#endif
