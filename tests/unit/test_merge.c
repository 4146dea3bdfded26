// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "text/strconv.h"
#include "value/json.h"
#include "value/merge.h"

struct lines {
	struct arena *arena;
	struct str *items;
	size_t len, cap;
};

static void add_line(void *context, struct str line)
{
	struct lines *lines = context;
	static const struct str head = STR_INIT("level=INFO msg=");
	assert_true(str_has_prefix(line, head) && unquote(lines->arena, str_from(line, head.len), &line));
	lines->items = arena_grow(lines->arena, lines->items, &lines->cap, lines->len + 1, sizeof(*lines->items));
	lines->items[lines->len++] = arena_str(lines->arena, line);
}

static int compare_lines(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void show(struct arena *arena, struct map *map, struct lines *lines, struct strbuf *out)
{
	struct error err = { .arena = arena };
	assert_true(json_write(arena, out, value_map(map), (struct json_style){ 0 }, &err));
	strbuf_add_char(out, '\n');
	if (lines->len)
		qsort(lines->items, lines->len, sizeof(*lines->items), compare_lines);
	for (size_t i = 0; i < lines->len; i++) {
		if (i)
			strbuf_add_char(out, '\n');
		strbuf_add(out, lines->items[i]);
	}
}

static struct map *read_table(struct arena *arena, struct str text)
{
	struct error err = { .arena = arena };
	struct map *map = NULL;
	assert_true(json_read_map(arena, text, 0, &map, &err));
	return map;
}

static void run_merge(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct lines none = { 0 };
	(void)count;
	show(arena, map_merge(arena, read_table(arena, args[0]), read_table(arena, args[1])), &none, out);
}

static void coalesce(struct arena *arena, const struct str *args, bool merge, struct strbuf *out)
{
	struct lines lines = { .arena = arena };
	struct warnings warnings = { add_line, &lines };
	struct map *dest = read_table(arena, args[0]);
	tables_coalesce(arena, dest, read_table(arena, args[1]), STR_NONE, merge, &warnings);
	show(arena, dest, &lines, out);
}

static void run_coalesce(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	coalesce(arena, args, false, out);
}

static void run_coalesce_merging(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	coalesce(arena, args, true, out);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "merge", run_merge },
		{ "coalesce", run_coalesce },
		{ "coalesce_merging", run_coalesce_merging },
		{ NULL, NULL },
	};
	return rows_main(argc, argv, "tests/data/value/merge.tsv", ops);
}
