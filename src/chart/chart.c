// SPDX-License-Identifier: Apache-2.0
#include "chart/chart.h"

#include "base/fs.h"
#include "text/utf8.h"

void chart_files_push(struct arena *arena, struct chart_files *files, struct chart_file file)
{
	files->items = arena_grow(arena, files->items, &files->cap, files->len + 1, sizeof(struct chart_file));
	files->items[files->len++] = file;
}

struct chart_file *chart_files_find(const struct chart_files *files, struct str name)
{
	for (size_t i = 0; i < files->len; i++)
		if (str_eq(files->items[i].name, name))
			return &files->items[i];
	return NULL;
}

bool chart_file_data(struct arena *arena, struct chart_file *file, struct str *ret, struct error *err)
{
	if (!file->data.data) {
		struct str data;
		if (!fs_read(file->path, arena, &data, err))
			return fail_in(err, "error reading %.*s", STR_FMT(file->name));
		file->data = str_trim_prefix(data, STR("\xEF\xBB\xBF"));
	}
	*ret = file->data;
	return true;
}

void chart_add_dependency(struct arena *arena, struct chart *chart, struct chart *dependency)
{
	chart->dependencies = arena_grow(arena, chart->dependencies, &chart->dependencies_cap,
	                                 chart->dependencies_len + 1, sizeof(struct chart *));
	chart->dependencies[chart->dependencies_len++] = dependency;
	dependency->parent = chart;
}

struct str chart_full_path(struct arena *arena, const struct chart *chart)
{
	if (!chart->parent)
		return chart->metadata.name;
	return ARENA_CONCAT(arena, chart_full_path(arena, chart->parent), STR("/charts/"), chart->metadata.name);
}

bool chart_is_library(const struct chart *chart)
{
	return text_equal_fold(chart->metadata.type, STR("library"));
}

bool chart_is_v3(const struct chart *chart)
{
	return str_is(chart->metadata.api_version, "v3");
}

bool chart_check_supported(const struct chart *chart, struct error *err)
{
	return !chart_is_v3(chart) || fail(err, NOWHERE, "invalid chart apiVersion");
}
