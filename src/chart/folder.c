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
	const struct warnings *warnings;
	struct error *err;
};

// What a folder holds. The kind is as the folder tells it; DT_UNKNOWN, where the file system does not.
struct entry {
	char *name;
	unsigned char type; // DT_…
};

struct entries {
	struct entry *items;
	size_t len, cap;
};

static bool walk_path(struct walk *walk, int folder, const struct entry *entry, struct str path, unsigned depth);

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void add_entry(struct walk *walk, struct entries *entries, const struct dirent64 *found)
{
	if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
		return;
	entries->items = arena_grow(walk->arena, entries->items, &entries->cap, entries->len + 1, sizeof(struct entry));
	entries->items[entries->len++] =
		(struct entry){ arena_cstr(walk->arena, str_of(found->d_name)), found->d_type };
}

// readdir() would ask for more than is needed, and take memory for each folder.
__attribute__((noinline)) static bool read_entries(struct walk *walk, int folder, struct str path,
                                                   struct entries *entries)
{
	_Alignas(struct dirent64) char buffer[8 * 1024];
	ssize_t got;
	while ((got = getdents64(folder, buffer, sizeof(buffer))) > 0)
		for (ssize_t at = 0; at < got;) {
			const struct dirent64 *found = (const struct dirent64 *)(const void *)(buffer + at);
			add_entry(walk, entries, found);
			at += found->d_reclen;
		}
	if (got < 0)
		return fail(walk->err, NOWHERE, "readdirent %s: %s", path.data, fs_errno_text(errno));
	if (entries->len)
		qsort(entries->items, entries->len, sizeof(struct entry), compare_entries);
	return true;
}

static bool walk_entries(struct walk *walk, int folder, struct str path, const struct entries *entries, unsigned depth)
{
	struct str slash = str_has_suffix(path, STR("/")) ? STR_NONE : STR("/");
	for (size_t i = 0; i < entries->len; i++) {
		struct str full = ARENA_CONCAT(walk->arena, path, slash, str_of(entries->items[i].name));
		if (!walk_path(walk, folder, &entries->items[i], full, depth + 1))
			return false;
	}
	return true;
}

// `path` is the same as `name` in the open folder `outer`.
static bool walk_folder(struct walk *walk, int outer, const char *name, struct str path, unsigned depth)
{
	struct entries entries = { 0 };
	int folder = openat(outer, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return fail(walk->err, NOWHERE, "open %s: %s", path.data, fs_errno_text(errno));
	bool ok = read_entries(walk, folder, path, &entries);
	if (depth >= MAX_OPEN) {
		close(folder);
		folder = AT_FDCWD;
	}
	ok = ok && walk_entries(walk, folder, path, &entries, depth);
	if (folder != AT_FDCWD)
		close(folder);
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
		return fail(walk->err, NOWHERE, "cannot load irregular file %s as it has file mode type bits set",
		            path.data);
	if (st->st_size > walk->budget)
		return fail(walk->err, NOWHERE,
		            "error reading %.*s: chart exceeds maximum decompressed size of %lld bytes", STR_FMT(name),
		            (long long)max_chart_size);
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
	return fail(walk->err, NOWHERE, "error evaluating symlink %s: lstat %s: %s", path.data, resolved,
	            fs_errno_text(number));
}

// Not inlined: folders in folders would hold a path's length each on the stack.
__attribute__((noinline)) static bool follow_link(struct walk *walk, int folder, const char *base, struct str path,
                                                  struct stat *st)
{
	char resolved[PATH_MAX];
	if (!realpath(path.data, resolved) || lstat(resolved, st) != 0)
		return fail_link(walk, folder, base, path, resolved);
	// Helm: a link may lead to what nobody meant to give away.
	struct log_field fields[] = { { "path", path }, { "resolved", str_of(resolved) }, { NULL, STR_NONE } };
	log_tell(walk->warnings, walk->arena, LOG_LEVEL_INFO,
	         STR("found symbolic link in path. Contents of linked file included and used"), fields);
	return true;
}

static bool count_entries(struct walk *walk, struct str path, size_t more)
{
	walk->entries += more;
	return walk->entries <= MAX_ENTRIES ||
	       fail(walk->err, NOWHERE, "%s: the chart has more than %d files and folders (a link counts as %d)",
	            path.data, MAX_ENTRIES, LINK_ENTRIES);
}

// `path` is the same as the entry of the open folder `folder`, which is looked up faster; AT_FDCWD: it is not open.
static bool walk_path(struct walk *walk, int folder, const struct entry *entry, struct str path, unsigned depth)
{
	struct stat st = { .st_mode = S_IFDIR };
	const char *base = folder == AT_FDCWD ? path.data : entry->name;
	struct str name = str_from(path, walk->root_len);
	if (entry->type != DT_DIR && fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(walk->err, NOWHERE, "lstat %s: %s", path.data, fs_errno_text(errno));
	if (!count_entries(walk, path, S_ISLNK(st.st_mode) ? LINK_ENTRIES : 1))
		return false;
	if (S_ISLNK(st.st_mode) && !follow_link(walk, folder, base, path, &st))
		return false;
	bool is_folder = S_ISDIR(st.st_mode);
	if (name.len && ignore_matches(walk->rules, name, is_folder))
		return true;
	return is_folder ? walk_folder(walk, folder, base, path, depth) : add_file(walk, path, name, &st);
}

bool folder_read(struct arena *arena, const char *path, const struct warnings *warnings, struct chart_files *ret,
                 struct error *err)
{
	char absolute[PATH_MAX];
	struct str rules = STR_NONE;
	if (!realpath(path, absolute))
		return fail(err, NOWHERE, "lstat %s: %s", path, fs_errno_text(errno));
	struct str ignore_file = arena_printf(arena, "%s/.helmignore", absolute);
	enum fs_kind kind = fs_kind(ignore_file.data);
	if ((kind == FS_FILE || kind == FS_FOLDER) &&
	    !fs_read(ignore_file.data, arena, &rules, err)) // others fail in the walk
		return false;
	struct walk walk = { .arena = arena, .files = ret, .warnings = warnings, .budget = max_chart_size, .err = err };
	walk.rules = ignore_parse(arena, rules, err);
	if (!walk.rules)
		return false;
	struct str root = arena_printf(arena, "%s/", strcmp(absolute, "/") == 0 ? "" : absolute);
	walk.root_len = root.len;
	return walk_folder(&walk, AT_FDCWD, root.data, root, 0);
}
