// SPDX-License-Identifier: Apache-2.0
// Walking a chart folder in the order of file names, links followed, as Helm's sympath.Walk does.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "chart/chart.h"
#include "chart/ignore.h"

/* Links within a chart can make a few folders look like any number of them, and following one takes long. */
enum { MAX_ENTRIES = 1000 * 1000, LINK_ENTRIES = 10 };
enum { MAX_OPEN = 64 }; // folders that are kept open, outermost first: looking up below them is faster
static const int64_t max_chart_size = 100 * 1024 * 1024; // Helm: MaxDecompressedChartSize

struct walk {
	struct arena *arena;
	const struct ignore_rules *rules;
	size_t root_len; // of the path with its slash
	int64_t budget;
	size_t entries;
	struct chart_files *files;
	struct error *err;
};

static bool walk_path(struct walk *walk, int folder, const char *base, struct str path, unsigned depth);

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool walk_folder(struct walk *walk, struct str path, unsigned depth)
{
	char **names = NULL;
	size_t len = 0, cap = 0;
	DIR *dir = opendir(path.data);
	if (!dir)
		return fail(walk->err, NOWHERE, "open %s: %s", path.data, fs_errno_text(errno));
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		names = arena_grow(walk->arena, names, &cap, len + 1, sizeof(char *));
		names[len++] = arena_cstr(walk->arena, str_of(entry->d_name));
	}
	int folder = depth < MAX_OPEN ? dirfd(dir) : AT_FDCWD;
	if (depth >= MAX_OPEN)
		closedir(dir);
	if (len)
		qsort(names, len, sizeof(char *), compare_names);
	struct str slash = str_has_suffix(path, STR("/")) ? STR_NONE : STR("/");
	bool ok = true;
	for (size_t i = 0; i < len && ok; i++) {
		struct str full = ARENA_CONCAT(walk->arena, path, slash, str_of(names[i]));
		ok = walk_path(walk, folder, depth < MAX_OPEN ? full.data + full.len - strlen(names[i]) : full.data, full, depth + 1);
	}
	if (depth < MAX_OPEN)
		closedir(dir);
	return ok;
}

static bool is_readable(const char *path, const struct stat *st)
{
	const mode_t everybody = S_IRUSR | S_IRGRP | S_IROTH;
	return (st->st_mode & everybody) == everybody || access(path, R_OK) == 0;
}

static bool add_file(struct walk *walk, struct str path, struct str name, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return fail(walk->err, NOWHERE, "cannot load irregular file %s as it has file mode type bits set", path.data);
	if (st->st_size > walk->budget)
		return fail(walk->err, NOWHERE, "error reading %.*s: chart exceeds maximum decompressed size of %lld bytes",
		            STR_FMT(name), (long long)max_chart_size);
	walk->budget -= st->st_size;
	if (!is_readable(path.data, st))
		return fail(walk->err, NOWHERE, "error reading %.*s: open %s: %s", STR_FMT(name), path.data,
		            fs_errno_text(errno));
	chart_files_push(walk->arena, walk->files, (struct chart_file){ name, { NULL, 0 }, path.data });
	return true;
}

// A link that leads nowhere, or too many on the way to it. realpath leaves what it could not find in `resolved`.
static bool fail_link(struct walk *walk, int folder, const char *base, struct str path, const char *resolved)
{
	int number = errno;
	struct stat st;
	if (number == ELOOP && fstatat(folder, base, &st, 0) == 0)
		return fail(walk->err, NOWHERE, "open %s: %s", path.data, fs_errno_text(number));
	if (number == ELOOP)
		return fail(walk->err, NOWHERE, "error evaluating symlink %s: EvalSymlinks: too many links", path.data);
	return fail(walk->err, NOWHERE, "error evaluating symlink %s: lstat %s: %s", path.data, resolved, fs_errno_text(number));
}

// `path` is the same as `base` in the open folder `folder`, which is looked up faster.
static bool walk_path(struct walk *walk, int folder, const char *base, struct str path, unsigned depth)
{
	struct stat st;
	struct str name = str_from(path, walk->root_len);
	if (fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(walk->err, NOWHERE, "lstat %s: %s", path.data, fs_errno_text(errno));
	walk->entries += S_ISLNK(st.st_mode) ? LINK_ENTRIES : 1;
	if (walk->entries > MAX_ENTRIES)
		return fail(walk->err, NOWHERE, "%s: the chart has more than %d files and folders (a link counts as %d)", path.data,
		            MAX_ENTRIES, LINK_ENTRIES);
	if (S_ISLNK(st.st_mode)) {
		char resolved[PATH_MAX];
		if (!realpath(path.data, resolved) || lstat(resolved, &st) != 0)
			return fail_link(walk, folder, base, path, resolved);
	}
	bool is_folder = S_ISDIR(st.st_mode);
	if (name.len && ignore_matches(walk->rules, name, is_folder))
		return true;
	return is_folder ? walk_folder(walk, path, depth) : add_file(walk, path, name, &st);
}

bool folder_read(struct arena *arena, const char *path, struct chart_files *ret, struct error *err)
{
	char absolute[PATH_MAX];
	struct str rules = STR_NONE;
	if (!realpath(path, absolute))
		return fail(err, NOWHERE, "lstat %s: %s", path, fs_errno_text(errno));
	struct str ignore_file = arena_printf(arena, "%s/.helmignore", absolute);
	enum fs_kind kind = fs_kind(ignore_file.data);
	if ((kind == FS_FILE || kind == FS_FOLDER) && !fs_read(ignore_file.data, arena, &rules, err)) // others fail in the walk
		return false;
	struct walk walk = { .arena = arena, .files = ret, .budget = max_chart_size, .err = err };
	walk.rules = ignore_parse(arena, rules, err);
	if (!walk.rules)
		return false;
	struct str root = arena_printf(arena, "%s/", strcmp(absolute, "/") == 0 ? "" : absolute);
	walk.root_len = root.len;
	return walk_folder(&walk, root, 0);
}
