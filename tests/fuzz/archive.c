// SPDX-License-Identifier: Apache-2.0
// A chart archive: the bytes of a .tgz, or of a .tar, which is put into a gzip frame here so that mutations need not
// get through the compression. What loads is processed, packed, and read again.
#include <zlib.h>

#include "chart/chart.h"

#include "fuzz.h"

static struct str gzip(struct arena *arena, struct str tar)
{
	z_stream stream = { 0 };
	size_t room = tar.len + tar.len / 1000 + 1024;
	char *out = arena_alloc_text(arena, room);
	FUZZ_CHECK(deflateInit2(&stream, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	stream.next_in = (Bytef *)tar.data;
	stream.avail_in = (uInt)tar.len;
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)room;
	FUZZ_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	struct str bytes = { out, room - stream.avail_out };
	deflateEnd(&stream);
	return bytes;
}

static void check_packed(struct arena *arena, const struct chart *chart)
{
	struct error err = { .arena = arena };
	struct str bytes;
	struct chart_files files = { 0 };
	if (chart_pack(arena, chart, 0, &bytes, &err))
		archive_read(arena, bytes, &files, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str bytes = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	const struct chart_loader loader = { &arena, NULL, NULL };
	struct chart_files files = { 0 };
	struct chart *chart;
	struct map *values = map_new(&arena);
	if (!str_has_prefix(bytes, STR("\x1F\x8B")))
		bytes = gzip(&arena, bytes);
	if (!archive_read(&arena, bytes, &files, &err))
		return 0;
	for (size_t i = 0; i < files.len; i++)
		FUZZ_CHECK(files.items[i].name.len && files.items[i].name.data[0] != '/' &&
		           !str_has_prefix(files.items[i].name, STR("../")));
	if (!chart_from_files(&loader, STR("fuzz.tgz"), &files, &chart, &err))
		return 0;
	check_packed(&arena, chart);
	if (chart_process_dependencies(&arena, chart, values, NULL, &err))
		chart_coalesce(&arena, chart, values, false, NULL, &values, &err);
	return 0;
}
