// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "value/toml.h"
#include "value_text.h"

static void run_read(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct map *map = NULL;
	(void)count;
	bool ok = toml_read(arena, args[0], &map, &err);
	show_value(out, ok, value_map(map), &err);
}

static void run_write(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct strbuf written = strbuf_in(arena);
	const char *at = args[0].data;
	(void)count;
	bool ok = toml_write(arena, &written, value_load(arena, &at), &err);
	show_text(out, ok, &written, &err);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = { { "read", run_read }, { "write", run_write }, { NULL, NULL } };
	setenv("TZ", "UTC", 1); // local times are shown with their zone
	return rows_main(argc, argv, "tests/data/value/toml.tsv", ops);
}
