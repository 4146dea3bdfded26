// SPDX-License-Identifier: Apache-2.0
#include "chart/gunzip.h"

#include <zlib.h>

#include "base/oom.h"

enum { WINDOW = 64 * 1024 };

struct gunzip {
	z_stream stream;
	struct str rest; /* not given to zlib yet: its lengths have 32 bits */
	bool ended;      /* a gzip file ended, and nothing of a further one was read */
	bool has_header; /* the header of the one that is read is behind us: */
	uLong header;    /* so long */
	uint64_t total;
	char window[WINDOW];
};

static void close_stream(void *handle)
{
	struct gunzip *in = handle;
	inflateEnd(&in->stream);
}

struct gunzip *gunzip_open(struct arena *arena, struct str bytes, struct error *err)
{
	enum { HEADER = 10, GZIP = 15 + 16 };
	if (bytes.len < HEADER) {
		fail(err, NOWHERE, bytes.len ? "unexpected EOF" : "EOF");
		return NULL;
	}
	if (!str_has_prefix(bytes, STR("\x1F\x8B\x08"))) {
		fail(err, NOWHERE, "gzip: invalid header");
		return NULL;
	}
	struct gunzip *in = ARENA_NEW(arena, struct gunzip);
	in->rest = bytes;
	if (inflateInit2(&in->stream, GZIP) != Z_OK)
		out_of_memory();
	arena_defer(arena, close_stream, in);
	return in;
}

static void feed(struct gunzip *in)
{
	struct str next = str_slice(in->rest, 0, 1 << 30);
	if (in->stream.avail_in || next.len == 0)
		return;
	in->stream.next_in = (Bytef *)next.data;
	in->stream.avail_in = (uInt)next.len;
	in->rest = str_from(in->rest, next.len);
}

// zlib tells wrong bytes apart by text only.
static bool fail_stream(const struct gunzip *in, int result, struct error *err)
{
	if (result == Z_MEM_ERROR)
		out_of_memory();
	if (result == Z_BUF_ERROR)
		return fail(err, NOWHERE, "unexpected EOF");
	const char *why = in->stream.msg ? in->stream.msg : "";
	if (strstr(why, "header") || result == Z_NEED_DICT)
		return fail(err, NOWHERE, "gzip: invalid header");
	if (strstr(why, "check"))
		return fail(err, NOWHERE, "gzip: invalid checksum");
	return fail(err, NOWHERE, "flate: corrupt input before offset %lu",
	            (unsigned long)(in->stream.total_in - in->header));
}

bool gunzip_next(struct gunzip *in, struct str *ret, struct error *err)
{
	size_t len = 0;
	while (len == 0) {
		feed(in);
		if (in->ended && in->stream.avail_in == 0)
			break;
		if (in->ended) {
			inflateReset(&in->stream);
			in->has_header = false;
		}
		in->stream.next_out = (Bytef *)in->window;
		in->stream.avail_out = WINDOW;
		int result = inflate(&in->stream, in->has_header ? Z_NO_FLUSH : Z_BLOCK);
		len = WINDOW - in->stream.avail_out;
		in->ended = result == Z_STREAM_END;
		if (!in->has_header)
			in->header = in->stream.total_in;
		in->has_header = true;
		// What was read before it is handed out first; the error comes again.
		if (len == 0 && result != Z_OK && result != Z_STREAM_END)
			return fail_stream(in, result, err);
	}
	in->total += len;
	*ret = (struct str){ in->window, len };
	return in->total <= GUNZIP_LIMIT ||
	       fail(err, NOWHERE, "the archive unpacks to more than the limit of %llu bytes",
	            (unsigned long long)GUNZIP_LIMIT);
}

bool gunzip_finish(struct gunzip *in, struct error *err)
{
	struct str ignored;
	while (!in->ended)
		if (!gunzip_next(in, &ignored, err))
			return false;
	return true;
}
