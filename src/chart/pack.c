// SPDX-License-Identifier: Apache-2.0
// Writing a chart archive. Nothing but the chart and the given time goes into it, so that it can be made again.
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "base/fs.h"
#include "base/oom.h"
#include "chart/chart.h"
#include "text/utf8.h"
#include "value/json.h"
#include "value/yaml.h"

struct packer {
	struct arena *arena;
	struct archive *archive;
	int64_t mtime;
	struct error *err;
};

static bool archive_failure(const struct packer *packer)
{
	return fail(packer->err, NOWHERE, "failed to save: %s", archive_error_string(packer->archive));
}

static bool add_entry(const struct packer *packer, struct str folder, const char *name, struct str data)
{
	struct archive_entry *entry = archive_entry_new();
	if (!entry)
		out_of_memory();
	struct str path = fs_join(packer->arena, folder, str_of(name));
	archive_entry_set_pathname(entry, arena_cstr(packer->arena, path));
	archive_entry_set_size(entry, (la_int64_t)data.len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, packer->mtime, 0);
	bool ok = archive_write_header(packer->archive, entry) == ARCHIVE_OK &&
	          archive_write_data(packer->archive, data.data, data.len) == (la_ssize_t)data.len;
	archive_entry_free(entry);
	return ok || archive_failure(packer);
}

static bool add_file(const struct packer *packer, struct str folder, struct chart_file *file)
{
	struct str data;
	return chart_file_data(packer->arena, file, &data, packer->err) &&
	       add_entry(packer, folder, arena_cstr(packer->arena, file->name), data);
}

static bool add_files(const struct packer *packer, struct str folder, const struct chart_files *files)
{
	for (size_t i = 0; i < files->len; i++)
		if (!add_file(packer, folder, &files->items[i]))
			return false;
	return true;
}

static bool add_named(const struct packer *packer, struct str folder, const struct chart *chart, struct str name)
{
	struct chart_file *file = chart_files_find(&chart->raw, name);
	return !file || add_file(packer, folder, file);
}

static bool add_metadata(const struct packer *packer, struct str folder, const struct chart *chart)
{
	struct metadata metadata = chart->metadata;
	struct strbuf text = strbuf_in(packer->arena);
	if (str_is(metadata.api_version, "v1")) // they are in requirements.yaml
		metadata.dependencies_len = 0;
	if (!yaml_write(packer->arena, &text, value_map(metadata_to_json(packer->arena, &metadata)), packer->err))
		return false;
	return add_entry(packer, folder, "Chart.yaml", strbuf_str(&text, packer->arena));
}

static bool check_schema(const struct packer *packer, const struct chart *chart)
{
	struct value value;
	struct error ignored = { .arena = packer->arena };
	if (!chart->schema.data || json_read(packer->arena, chart->schema, 0, &value, &ignored))
		return true;
	return fail(packer->err, NOWHERE, "failed to save: invalid JSON in values.schema.json");
}

static bool add_chart(const struct packer *packer, struct str prefix, const struct chart *chart)
{
	struct str folder = fs_join(packer->arena, prefix, chart->metadata.name);
	struct str subcharts = fs_join(packer->arena, folder, STR("charts"));
	bool v2 = str_is(chart->metadata.api_version, "v2");
	if (!check_schema(packer, chart) || !add_metadata(packer, folder, chart) ||
	    (v2 && !add_named(packer, folder, chart, STR("Chart.lock"))) ||
	    !add_named(packer, folder, chart, STR("values.yaml")) ||
	    !add_named(packer, folder, chart, STR("values.schema.json")) ||
	    !add_files(packer, folder, &chart->templates) || !add_files(packer, folder, &chart->files))
		return false;
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!add_chart(packer, subcharts, chart->dependencies[i]))
			return false;
	return true;
}

static bool are_utf8(const struct chart_files *files)
{
	for (size_t i = 0; i < files->len; i++)
		if (!utf8_valid(files->items[i].name))
			return false;
	return true;
}

static bool has_utf8_names(const struct chart *chart)
{
	bool ok = are_utf8(&chart->templates) && are_utf8(&chart->files);
	for (size_t i = 0; ok && i < chart->dependencies_len; i++)
		ok = has_utf8_names(chart->dependencies[i]);
	return ok;
}

static la_ssize_t collect(struct archive *archive, void *context, const void *data, size_t len)
{
	(void)archive;
	strbuf_add(context, (struct str){ data, len });
	return (la_ssize_t)len;
}

bool chart_pack(struct arena *arena, const struct chart *chart, int64_t mtime, struct str *ret_archive,
                struct error *err)
{
	struct strbuf bytes = { 0 };
	// libarchive takes names for texts of the locale's encoding.
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = utf8 ? uselocale(utf8) : (locale_t)0;
	struct packer packer = { arena, archive_write_new(), mtime, err };
	if (!packer.archive)
		out_of_memory();
	archive_write_add_filter_gzip(packer.archive);
	archive_write_set_filter_option(packer.archive, "gzip", "timestamp", NULL);
	archive_write_set_format_pax_restricted(packer.archive);
	if (!utf8 || !has_utf8_names(chart)) // bytes, then; GNU tar says that it does not know this mark
		archive_write_set_format_option(packer.archive, NULL, "hdrcharset", "BINARY");
	archive_write_set_bytes_in_last_block(packer.archive, 1);
	bool ok = archive_write_open(packer.archive, &bytes, NULL, collect, NULL) == ARCHIVE_OK ||
	          archive_failure(&packer);
	ok = ok && add_chart(&packer, STR_NONE, chart);
	ok = ok && (archive_write_close(packer.archive) == ARCHIVE_OK || archive_failure(&packer));
	archive_write_free(packer.archive);
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	if (ok)
		*ret_archive = arena_str(arena, strbuf_peek(&bytes));
	strbuf_done(&bytes);
	return ok;
}
