// SPDX-License-Identifier: Apache-2.0
// Reading a chart archive (tar, gzipped) from memory. Names are cut and checked as Helm's LoadArchiveFiles does; links
// and devices are but empty files, nothing is ever written to disk here.
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "base/fs.h"
#include "base/oom.h"
#include "chart/chart.h"
#include "chart/gunzip.h"
#include "text/strconv.h"

static const int64_t max_chart_size = 100 * 1024 * 1024; // Helm: MaxDecompressedChartSize

static bool too_large(struct error *err)
{
	return fail(err, NOWHERE, "decompressed chart is larger than the maximum size %lld", (long long)max_chart_size);
}

// The entry's name within the chart: without its first folder, cleaned.
static bool entry_name(struct arena *arena, struct str full, struct str *ret, struct error *err)
{
	char delimiter = str_find_char(full, '\\') == STR_NPOS ? '/' : '\\';
	size_t first = str_find_char(full, delimiter);
	char *name = arena_cstr(arena, first == STR_NPOS ? STR_NONE : str_from(full, first + 1));
	for (char *c = name; *c; c++)
		if (*c == delimiter)
			*c = '/';
	if (name[0] == '/')
		return fail(err, NOWHERE, "chart illegally contains absolute paths");
	struct str clean = fs_clean(arena, str_of(name));
	if (str_is(clean, ".")) {
		struct str shown = quoted(arena, full);
		return fail(err, NOWHERE, "chart illegally contains content outside the base directory: %.*s",
		            STR_FMT(shown));
	}
	if (str_has_prefix(clean, STR("..")))
		return fail(err, NOWHERE, "chart illegally references parent directory");
	if (clean.len >= 3 && ((clean.data[0] | 0x20) >= 'a' && (clean.data[0] | 0x20) <= 'z') && clean.data[1] == ':' &&
	    clean.data[2] == '/')
		return fail(err, NOWHERE, "chart contains illegally named files");
	if (str_is(str_slice(full, 0, first == STR_NPOS ? full.len : first), "Chart.yaml"))
		return fail(err, NOWHERE, "chart yaml not in base directory");
	*ret = clean;
	return true;
}

static bool entry_data(struct arena *arena, struct archive *archive, int64_t size, int64_t *remaining, struct str *ret,
                       struct error *err)
{
	if (size > *remaining)
		return too_large(err);
	char *data = arena_alloc_text(arena, (size_t)size + 1);
	int64_t len = 0;
	while (len < size) {
		la_ssize_t got = archive_read_data(archive, data + len, (size_t)(size - len));
		if (got < 0)
			return fail(err, NOWHERE, "unexpected EOF");
		if (got == 0)
			break;
		len += got;
	}
	data[len] = '\0';
	*remaining -= len;
	if (len < size || *remaining <= 0)
		return too_large(err);
	*ret = str_trim_prefix((struct str){ data, (size_t)len }, STR("\xEF\xBB\xBF"));
	return true;
}

struct packed {
	struct gunzip *in;
	uint64_t len; // of what was unpacked
	struct error cause;
};

// Go reads headers in whole blocks: a part of one is told as the end, whatever is in it.
static bool fail_header(struct archive *archive, struct packed *packed, struct error *err)
{
	enum { BLOCK = 512 };
	const char *text = archive_error_string(archive);
	if (packed->len < BLOCK || (text && str_has_prefix(str_of(text), STR("Truncated"))))
		return fail(err, NOWHERE, "unexpected EOF");
	return fail(err, NOWHERE, "archive/tar: invalid tar header");
}

static bool read_entries(struct arena *arena, struct archive *archive, struct packed *packed, struct chart_files *ret, struct error *err)
{
	struct archive_entry *entry;
	int64_t remaining = max_chart_size;
	for (;;) {
		int status = archive_read_next_header(archive, &entry);
		if (status == ARCHIVE_EOF)
			break;
		if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
			return fail_header(archive, packed, err);
		if (archive_entry_filetype(entry) == AE_IFDIR)
			continue;
		const char *full = archive_entry_pathname(entry);
		struct chart_file file = { 0 };
		int64_t size = archive_entry_size(entry);
		if (!full)
			return fail(err, NOWHERE, "archive/tar: invalid tar header");
		if (!entry_name(arena, str_of(full), &file.name, err) ||
		    !entry_data(arena, archive, size < 0 ? 0 : size, &remaining, &file.data, err))
			return false;
		chart_files_push(arena, ret, file);
	}
	if (ret->len == 0)
		return fail(err, NOWHERE, "no files in chart archive");
	return true;
}

static la_ssize_t next_piece(struct archive *archive, void *context, const void **ret)
{
	struct packed *packed = context;
	struct str piece;
	if (!gunzip_next(packed->in, &piece, &packed->cause)) {
		archive_set_error(archive, EIO, "%s", packed->cause.message.data);
		return -1;
	}
	*ret = piece.data;
	packed->len += piece.len;
	return (la_ssize_t)piece.len;
}

// libarchive reads the tar archive. It would inflate, too, but not compare the checksum.
bool archive_read(struct arena *arena, struct str bytes, struct chart_files *ret, struct error *err)
{
	struct packed packed = { .in = gunzip_open(arena, bytes, err), .cause.arena = arena };
	if (!packed.in)
		return false;
	struct archive *archive = archive_read_new();
	if (!archive)
		out_of_memory();
	archive_read_support_format_tar(archive);
	struct chart_files files = { 0 };
	bool ok = archive_read_open(archive, &packed, NULL, next_piece, NULL) == ARCHIVE_OK;
	if (!ok)
		fail_header(archive, &packed, err);
	ok = ok && read_entries(arena, archive, &packed, &files, err);
	archive_read_free(archive);
	// Helm does not look at the checksum, which stands behind all files; an archive that was damaged is refused here.
	ok = ok && gunzip_finish(packed.in, err);
	if (packed.cause.message.len)
		return fail(err, NOWHERE, "%.*s", STR_FMT(packed.cause.message));
	if (ok)
		*ret = files;
	return ok;
}
