// SPDX-License-Identifier: Apache-2.0
// lint_run() reads the chart's files once and runs the groups of rules in Helm's order (pkg/chart/v2/lint).
#include "lint/lint.h"

#include "base/fs.h"
#include "lint/rules.h"
#include "text/strconv.h"

static bool is_archive(struct str path)
{
	return str_has_suffix(path, STR(".tgz")) || str_has_suffix(path, STR(".tar.gz"));
}

// Helm unpacks an archive into a folder that is named as the chart.
static bool check_unpacked(struct linter *linter, struct error *err)
{
	struct chart_file *file = chart_files_find(&linter->files, STR("Chart.yaml"));
	struct metadata metadata = { 0 };
	if (file && !metadata_read(linter->arena, file->data, &metadata, err))
		return fail_in(err, "cannot load Chart.yaml");
	if (!metadata.name.len)
		return fail(err, NOWHERE, "chart name not specified");
	struct str name = quoted(linter->arena, metadata.name);
	if (str_is(metadata.name, ".") || str_is(metadata.name, ".."))
		return fail(err, NOWHERE, "chart name %.*s is not allowed", STR_FMT(name));
	return str_eq(fs_base(metadata.name), metadata.name) ||
	       fail(err, NOWHERE, "chart name %.*s must not contain path separators", STR_FMT(name));
}

static bool read_files(struct linter *linter, struct error *err)
{
	const char *path = linter->request->path;
	struct str bytes;
	bool is_folder = fs_kind(path) == FS_FOLDER;
	if (is_folder && is_archive(str_of(path)))
		return fail(err, NOWHERE, "unable to extract tarball: read %s: is a directory", path);
	if (is_folder) {
		linter->files_loaded = folder_read(linter->arena, path, linter->request->warnings, &linter->files,
		                                   &linter->files_error);
		return true;
	}
	if (!fs_read(path, linter->arena, &bytes, err))
		return fail_in(err, "unable to open tarball");
	if (!archive_read(linter->arena, bytes, &linter->files, err) || !check_unpacked(linter, err))
		return fail_in(err, "unable to extract tarball");
	linter->files_loaded = true;
	return true;
}

bool lint_run(const struct lint_request *request, struct lint_result *ret, struct error *err)
{
	struct linter linter = { .request = request, .arena = request->arena, .result = ret };
	struct str chart_file = fs_join(request->arena, str_of(request->path), STR("Chart.yaml"));
	linter.files_error.arena = request->arena;
	linter.folder = str_of(request->path);
	if (fs_kind(request->path) == FS_FOLDER)
		linter.folder = fs_absolute(request->arena, linter.folder);
	if (!is_archive(str_of(request->path)) && !fs_must_exist(chart_file.data, err))
		return fail_in(err, "unable to check Chart.yaml file in chart");
	if (!read_files(&linter, err))
		return false;
	lint_chartfile(&linter);
	lint_values(&linter);
	lint_templates(&linter);
	lint_dependencies(&linter);
	lint_crds(&linter);
	return true;
}

void lint_print(struct strbuf *out, const struct lint_message *message)
{
	static const char *const names[] = { "INFO", "WARNING", "ERROR" };
	strbuf_printf(out, "[%s] %.*s: %.*s", names[message->severity], STR_FMT(message->path), STR_FMT(message->text));
}
