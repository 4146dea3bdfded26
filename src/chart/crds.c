// SPDX-License-Identifier: Apache-2.0
#include "base/fs.h"
#include "chart/chart.h"
#include "text/utf8.h"

bool is_crd_file(struct str name)
{
	static const struct str extensions[] = { STR_INIT(".yaml"), STR_INIT(".yml"), STR_INIT(".json") };
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
		if (str_has_prefix(name, STR("crds/")) && text_equal_fold(fs_ext(name), extensions[i]))
			return true;
	return false;
}

void chart_crds(struct arena *arena, const struct chart *chart, struct chart_files *ret)
{
	for (size_t i = 0; i < chart->files.len; i++) {
		struct chart_file file = chart->files.items[i];
		if (!is_crd_file(file.name))
			continue;
		file.name = fs_join(arena, chart_full_path(arena, chart), file.name);
		chart_files_push(arena, ret, file);
	}
	for (size_t i = 0; i < chart->dependencies_len; i++)
		chart_crds(arena, chart->dependencies[i], ret);
}
