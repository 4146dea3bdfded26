// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "value/json.h"
#include "value/jsonpath.h"
#include "value_text.h"

static void run_jsonpath(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct strbuf written = strbuf_in(arena);
	struct value data;
	(void)count;
	struct jsonpath *path = jsonpath_parse(arena, args[0], &err);
	bool ok = path && json_read(arena, args[1], 0, &data, &err) &&
	          jsonpath_execute(arena, path, data, &written, &err);
	show_text(out, ok, &written, &err);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = { { "jsonpath", run_jsonpath }, { NULL, NULL } };
	return rows_main(argc, argv, "tests/data/value/jsonpath.tsv", ops);
}
