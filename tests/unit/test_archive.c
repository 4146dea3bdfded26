// SPDX-License-Identifier: Apache-2.0
// What Helm takes out of archives, whole, damaged and odd.
#include "rows.h"

#include <zlib.h>

#include "chart/chart.h"
#include "text/digest.h"

static void run_archive(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct error err = { .arena = arena };
	struct chart_files files = { 0 };
	struct str bytes;
	size_t bad;
	assert_true(base64_decode(arena, args[0], &bytes, &bad));
	if (!archive_read(arena, bytes, &files, &err)) {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	}
	for (size_t i = 0; i < files.len; i++) {
		struct str data = files.items[i].data;
		quote(out, files.items[i].name);
		strbuf_printf(out, " %zu %08lx\n", data.len, crc32(0, (const Bytef *)data.data, (uInt)data.len));
	}
}

static const struct row_op ops[] = { { "archive", run_archive }, { NULL, NULL } };

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/archive/archive.tsv", ops);
}
