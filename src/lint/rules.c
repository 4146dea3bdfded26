// SPDX-License-Identifier: Apache-2.0
#include "lint/rules.h"

#include "base/fs.h"

bool lint_add(struct linter *linter, enum lint_severity severity, const char *path, const char *format, ...)
{
	struct lint_result *result = linter->result;
	va_list args;
	va_start(args, format);
	struct str text = arena_vprintf(linter->arena, format, args);
	va_end(args);
	result->messages =
		arena_grow(linter->arena, result->messages, &result->cap, result->len + 1, sizeof(struct lint_message));
	result->messages[result->len++] =
		(struct lint_message){ severity, arena_str(linter->arena, str_of(path)), text };
	return false;
}

bool lint_exists(const struct linter *linter, const char *name)
{
	struct str wanted = str_of(name);
	bool folder = str_has_suffix(wanted, STR("/"));
	for (size_t i = 0; i < linter->files.len; i++) {
		struct str file = linter->files.items[i].name;
		if (folder ? str_has_prefix(file, wanted) : str_eq(file, wanted))
			return true;
	}
	// An empty folder counts too.
	if (fs_kind(linter->request->path) != FS_FOLDER)
		return false;
	struct str path = fs_join(linter->arena, linter->folder, wanted);
	return fs_kind(arena_cstr(linter->arena, path)) != FS_MISSING;
}

bool lint_is_folder(const struct linter *linter, const char *name)
{
	if (fs_kind(linter->request->path) != FS_FOLDER)
		return !chart_files_find(&linter->files, str_of(name));
	return fs_kind(arena_cstr(linter->arena, fs_join(linter->arena, linter->folder, str_of(name)))) == FS_FOLDER;
}

struct chart *lint_load(struct linter *linter, struct source_table *sources, struct error *err)
{
	struct chart_loader loader = { linter->arena, sources, NULL, false };
	struct chart *chart = NULL;
	if (!linter->files_loaded) {
		fail_text(err, NOWHERE, linter->files_error.message);
		return NULL;
	}
	return chart_from_files(&loader, str_of(linter->request->path), &linter->files, &chart, err) ? chart : NULL;
}
