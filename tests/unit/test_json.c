// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "value/json.h"
#include "value_text.h"

static void run_read(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct value v;
	(void)count;
	bool ok = json_read(arena, args[0], 1, &v, &err);
	show_value(out, ok, v, &err);
}

static void run_read_map(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct map *map = NULL;
	(void)count;
	bool ok = json_read_map(arena, args[0], 1, &map, &err);
	show_value(out, ok, value_map(map), &err);
}

static void run_read_list(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct list *list = NULL;
	(void)count;
	bool ok = json_read_list(arena, args[0], 1, &list, &err);
	show_value(out, ok, value_list(list), &err);
}

static void run_writer(struct arena *arena, struct str text, struct json_style style, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct strbuf written = strbuf_in(arena);
	const char *at = text.data;
	bool ok = json_write(arena, &written, value_load(arena, &at), style, &err);
	show_text(out, ok, &written, &err);
}

static void run_write(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_writer(arena, args[0], (struct json_style){ 0 }, out);
}

static void run_write_raw(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_writer(arena, args[0], (struct json_style){ .raw = true }, out);
}

static void run_write_indented(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_writer(arena, args[0], (struct json_style){ .indent = "  " }, out);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "read", run_read },   { "read_map", run_read_map },   { "read_list", run_read_list },
		{ "write", run_write }, { "write_raw", run_write_raw }, { "write_indented", run_write_indented },
		{ NULL, NULL },
	};
	return rows_main(argc, argv, "tests/data/value/json.tsv", ops);
}
