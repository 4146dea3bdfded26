// SPDX-License-Identifier: Apache-2.0
// Reading a chart archive (tar, gzipped) from memory. Names are cut and checked as Helm's LoadArchiveFiles does; links
// and devices are but empty files, nothing is ever written to disk here.
#include "base/fs.h"
#include "chart/chart.h"
#include "chart/tar.h"
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
	if (clean.len >= 3 && ((clean.data[0] | 0x20) >= 'a' && (clean.data[0] | 0x20) <= 'z') &&
	    clean.data[1] == ':' && clean.data[2] == '/')
		return fail(err, NOWHERE, "chart contains illegally named files");
	if (str_is(str_slice(full, 0, first == STR_NPOS ? full.len : first), "Chart.yaml"))
		return fail(err, NOWHERE, "chart yaml not in base directory");
	*ret = clean;
	return true;
}

static bool entry_data(struct arena *arena, struct tar *tar, const struct tar_entry *entry, int64_t *remaining,
                       struct str *ret, struct error *err)
{
	if (entry->size > *remaining)
		return too_large(err);
	size_t size = entry->has_bytes ? (size_t)entry->size : 0;
	char *data = arena_alloc_text(arena, size + 1);
	if (entry->has_bytes && !tar_read(tar, data, err))
		return false;
	data[size] = '\0';
	*remaining -= (int64_t)size;
	if ((int64_t)size < entry->size || *remaining <= 0)
		return too_large(err);
	*ret = str_trim_prefix((struct str){ data, size }, STR("\xEF\xBB\xBF"));
	return true;
}

static bool read_entries(struct arena *arena, struct tar *tar, struct chart_files *ret, struct error *err)
{
	struct tar_entry entry;
	enum tar_next next;
	int64_t remaining = max_chart_size;
	while ((next = tar_next(tar, &entry, err)) == TAR_ENTRY) {
		struct chart_file file = { 0 };
		if (entry.is_folder || entry.is_global)
			continue;
		if (!entry_name(arena, entry.name, &file.name, err) ||
		    !entry_data(arena, tar, &entry, &remaining, &file.data, err))
			return false;
		chart_files_push(arena, ret, file);
	}
	if (next == TAR_FAILED)
		return false;
	return ret->len || fail(err, NOWHERE, "no files in chart archive");
}

// Helm does not look at the checksum, which stands behind all files; an archive that was damaged is refused here.
bool archive_read(struct arena *arena, struct str bytes, struct chart_files *ret, struct error *err)
{
	struct chart_files files = { 0 };
	struct gunzip *in = gunzip_open(arena, bytes, err);
	if (!in || !read_entries(arena, tar_open(arena, in), &files, err) || !gunzip_finish(in, err))
		return false;
	*ret = files;
	return true;
}
