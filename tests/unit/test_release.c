// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "release/release.h"

static void run_decode(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct release release;
	(void)count;
	if (!release_decode(arena, args[0], &release, &err)) {
		strbuf_printf(out, "error: %.*s", STR_FMT(err.message));
		return;
	}
	strbuf_printf(out, "%.*s %.*s ", STR_FMT(release_chart_name(arena, &release)),
	              STR_FMT(release_app_version(&release)));
	if (!release_json(arena, out, &release, &(struct release_parts){ 0 }, &err))
		strbuf_printf(out, "error: %.*s", STR_FMT(err.message));
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = { { "decode", run_decode }, { NULL, NULL } };
	setenv("TZ", "UTC", 1);
	return rows_main(argc, argv, TEST_DATA "/release/release.tsv", ops);
}
