// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "text/glob.h"

static void run_glob(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct error err = { .arena = arena };
	struct glob *glob = glob_compile(arena, args[0], &err);
	if (!glob) {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	} else {
		strbuf_add_cstr(out, glob_match(glob, args[1]) ? "true" : "false");
	}
}

static void run_path(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	bool ok;
	strbuf_add_cstr(out, !path_match(args[0], args[1], &ok) ? "bad" : ok ? "true" : "false");
}

static const struct row_op ops[] = { { "glob", run_glob }, { "path", run_path }, { NULL, NULL } };

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/glob.tsv", ops);
}
