// SPDX-License-Identifier: Apache-2.0
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/oom.h"
#include "base/strbuf.h"

// glibc's texts differ from Go's in the case of their first letter only, for the errors that files give.
const char *fs_errno_text(int number)
{
	static __thread char text[128];
	const char *glibc = strerror(number);
	snprintf(text, sizeof(text), "%s", glibc);
	if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
		text[0] = (char)(text[0] - 'A' + 'a');
	return text;
}

static bool fail_errno(struct error *err, const char *operation, const char *path)
{
	return fail(err, NOWHERE, "%s %s: %s", operation, path, fs_errno_text(errno));
}

enum fs_kind fs_kind(const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return FS_MISSING;
	if (S_ISREG(st.st_mode))
		return FS_FILE;
	return S_ISDIR(st.st_mode) ? FS_FOLDER : FS_OTHER;
}

bool fs_must_exist(const char *path, struct error *err)
{
	struct stat st;
	return stat(path, &st) == 0 || fail_errno(err, "stat", path);
}

bool fs_retry(int fd, short events)
{
	if (errno == EAGAIN)
		return poll(&(struct pollfd){ fd, events, 0 }, 1, -1) >= 0 || errno == EINTR;
	return errno == EINTR;
}

bool fs_read_fd(int fd, const char *name, struct arena *arena, struct str *ret_text, struct error *err)
{
	enum { STEP = 4096 };
	struct stat st;
	struct strbuf text = strbuf_in(arena);
	size_t expected = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
	if (expected > FS_SIZE_LIMIT)
		return fail(err, NOWHERE, "read %s: longer than the limit of %d bytes", name, FS_SIZE_LIMIT);
	if (expected)
		strbuf_reserve(&text, expected);
	while (!expected || text.len < expected) {
		size_t room = text.cap > text.len + 1 ? text.cap - text.len - 1 : STEP;
		ssize_t got = read(fd, strbuf_reserve(&text, room), room);
		if (got < 0 && fs_retry(fd, POLLIN))
			continue;
		if (got < 0)
			return fail_errno(err, "read", name);
		if (got == 0)
			break;
		text.len += (size_t)got;
		if (text.len > FS_SIZE_LIMIT)
			return fail(err, NOWHERE, "read %s: longer than the limit of %d bytes", name, FS_SIZE_LIMIT);
	}
	*ret_text = strbuf_str(&text, arena);
	return true;
}

bool fs_read(const char *path, struct arena *arena, struct str *ret_text, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(err, "open", path);
	bool ok = fs_read_fd(fd, path, arena, ret_text, err);
	close(fd);
	return ok;
}

void fs_hold_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			return;
}

// The temporary file of the write under way, for removal when memory runs out.
static char pending_path[PATH_MAX + 8];

static void remove_pending(void)
{
	if (pending_path[0])
		unlink(pending_path);
}

static bool write_all(int fd, struct str text)
{
	while (text.len) {
		ssize_t put = write(fd, text.data, text.len);
		if (put < 0 && fs_retry(fd, POLLOUT))
			continue;
		if (put < 0)
			return false;
		text = str_from(text, (size_t)put);
	}
	return true;
}

// Go's os.Create writes into what a link leads to, and makes that file if the link leads nowhere.
static bool follow_links(const char *path, char target[static PATH_MAX])
{
	enum { MOST = 40 }; // Linux
	char next[PATH_MAX], whole[PATH_MAX];
	if (snprintf(target, PATH_MAX, "%s", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	for (int links = 0;; links++) {
		ssize_t len = readlink(target, next, sizeof(next) - 1);
		if (len < 0)
			return true; // what the matter is shows when it is opened
		next[len] = '\0';
		const char *slash = next[0] == '/' ? NULL : strrchr(target, '/');
		int folder = slash ? (int)(slash + 1 - target) : 0;
		int whole_len = snprintf(whole, sizeof(whole), "%.*s%s", folder, target, next);
		if (links == MOST || whole_len >= (int)sizeof(whole)) {
			errno = links == MOST ? ELOOP : ENAMETOOLONG;
			return false;
		}
		memcpy(target, whole, sizeof(whole));
	}
}

// A device, a pipe, and a file whose place no other can take.
static bool write_in_place(const char *path, struct str text, struct error *err)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(err, "open", path);
	bool ok = write_all(fd, text);
	ok = close(fd) == 0 && ok;
	return ok || fail_errno(err, "write", path);
}

#define PENDING ".pintle-"

bool fs_is_pending(struct str name)
{
	enum { RANDOM = 6 };
	size_t at = str_rfind(name, STR(PENDING));
	return at != STR_NPOS && at > 0 && name.len - at == strlen(PENDING) + RANDOM;
}

// A file of its own beside the target, under a name that is no longer than names may be.
static int open_pending(const char *target)
{
	enum { SUFFIX = sizeof(PENDING "XXXXXX") - 1 };
	const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
	size_t len = strlen(name);
	if (len > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	len = len + SUFFIX > NAME_MAX ? NAME_MAX - SUFFIX : len;
	snprintf(pending_path, sizeof(pending_path), "%.*s%.*s" PENDING "XXXXXX", (int)(name - target), target,
	         (int)len, name);
	int fd = mkstemp(pending_path);
	if (fd < 0)
		pending_path[0] = '\0';
	return fd;
}

static bool finish_pending(int fd, const char *target, struct str text, mode_t mode)
{
	set_out_of_memory_handler(remove_pending);
	bool ok = write_all(fd, text) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	ok = ok && rename(pending_path, target) == 0;
	if (!ok) {
		int number = errno;
		unlink(pending_path);
		errno = number;
	}
	pending_path[0] = '\0';
	set_out_of_memory_handler(NULL);
	return ok;
}

static mode_t without_mask(mode_t mode)
{
	mode_t mask = umask(0);
	umask(mask);
	return mode & ~mask;
}

// After an error: the folder takes no file, or the file is one of somebody else or a mount point.
static bool must_stay(void)
{
	return errno == EACCES || errno == EPERM || errno == EBUSY;
}

bool fs_write(const char *path, struct str text, unsigned mode, struct error *err)
{
	char target[PATH_MAX];
	struct stat st;
	if (!follow_links(path, target))
		return fail_errno(err, "open", path);
	bool exists = stat(target, &st) == 0;
	if (exists && S_ISDIR(st.st_mode))
		errno = EISDIR;
	if (exists && (S_ISDIR(st.st_mode) || faccessat(AT_FDCWD, target, W_OK, AT_EACCESS) != 0))
		return fail_errno(err, "open", path);
	if (exists && !S_ISREG(st.st_mode))
		return write_in_place(target, text, err);
	int fd = open_pending(target);
	bool ok = fd >= 0 && finish_pending(fd, target, text, exists ? st.st_mode & 07777 : without_mask(mode));
	if (!ok && exists && must_stay())
		return write_in_place(target, text, err);
	return ok || fail_errno(err, fd < 0 ? "open" : "write", path);
}

bool fs_sync_folder(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return true;
	bool ok = fsync(fd) == 0 || (errno != EIO && errno != ENOSPC && errno != EDQUOT);
	int number = errno;
	close(fd);
	errno = number;
	return ok || fail_errno(err, "fsync", path);
}

bool fs_make_folders(const char *path, struct error *err)
{
	char part[4096];
	struct stat st;
	int len = snprintf(part, sizeof(part), "%s", path);
	if (stat(path, &st) != 0 && errno != ENOENT)
		return fail_errno(err, "stat", path);
	if (len < 0 || (size_t)len >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return fail_errno(err, "mkdir", path);
	}
	if (len == 0) {
		errno = ENOENT;
		return fail_errno(err, "mkdir", path);
	}
	for (char *at = part + 1;; at++) {
		char c = *at;
		if (c != '/' && c != '\0')
			continue;
		*at = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return fail_errno(err, "mkdir", part);
		*at = c;
		if (c == '\0')
			break;
	}
	if (fs_kind(path) != FS_FOLDER) {
		errno = ENOTDIR;
		return fail_errno(err, "mkdir", path);
	}
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool fs_list(const char *path, struct arena *arena, struct fs_names *ret, struct error *err)
{
	DIR *folder = opendir(path);
	*ret = (struct fs_names){ 0 };
	if (!folder)
		return fail_errno(err, "open", path);
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct str name = str_of(entry->d_name);
		if (str_is(name, ".") || str_is(name, ".."))
			continue;
		ret->items = arena_grow(arena, ret->items, &ret->cap, ret->len + 1, sizeof(struct str));
		ret->items[ret->len++] = arena_str(arena, name);
	}
	closedir(folder);
	if (ret->len)
		qsort(ret->items, ret->len, sizeof(struct str), compare_names);
	return true;
}

struct str fs_clean(struct arena *arena, struct str path)
{
	if (path.len == 0)
		return STR(".");
	bool rooted = path.data[0] == '/';
	struct strbuf out = strbuf_in(arena);
	if (rooted)
		strbuf_add_char(&out, '/');
	size_t root = out.len, keep = root; // ".." may not remove what lies before `keep`
	for (struct str part, rest = path; str_next_field(&rest, '/', &part);) {
		if (part.len == 0 || str_is(part, "."))
			continue;
		if (!str_is(part, "..")) {
			if (out.len > root)
				strbuf_add_char(&out, '/');
			strbuf_add(&out, part);
		} else if (out.len > keep) {
			size_t slash = str_rfind_char(str_from(strbuf_peek(&out), keep), '/');
			strbuf_truncate(&out, slash == STR_NPOS ? keep : keep + slash);
		} else if (!rooted) {
			if (out.len > root)
				strbuf_add_char(&out, '/');
			strbuf_add(&out, part);
			keep = out.len;
		}
	}
	if (out.len == 0)
		return STR(".");
	return strbuf_str(&out, arena);
}

struct str fs_join(struct arena *arena, struct str folder, struct str name)
{
	if (folder.len == 0)
		return name.len == 0 ? STR_NONE : fs_clean(arena, name);
	if (name.len == 0)
		return fs_clean(arena, folder);
	return fs_clean(arena, ARENA_CONCAT(arena, folder, STR("/"), name));
}

struct str fs_absolute(struct arena *arena, struct str path)
{
	char working[PATH_MAX];
	if (str_has_prefix(path, STR("/")) || !getcwd(working, sizeof(working)))
		return fs_clean(arena, path);
	return fs_join(arena, str_of(working), path);
}

struct str fs_program(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));
	return arena_str(arena, (struct str){ path, len > 0 ? (size_t)len : 0 });
}

struct str fs_base(struct str path)
{
	if (path.len == 0)
		return STR(".");
	while (path.len && path.data[path.len - 1] == '/')
		path.len--;
	size_t slash = str_rfind_char(path, '/');
	struct str base = slash == STR_NPOS ? path : str_from(path, slash + 1);
	return base.len ? base : STR("/");
}

struct str fs_dir(struct arena *arena, struct str path)
{
	size_t slash = str_rfind_char(path, '/');
	return fs_clean(arena, slash == STR_NPOS ? STR_NONE : str_slice(path, 0, slash + 1));
}

struct str fs_ext(struct str path)
{
	struct str base = str_from(path, str_rfind_char(path, '/') == STR_NPOS ? 0 : str_rfind_char(path, '/') + 1);
	size_t dot = str_rfind_char(base, '.');
	return dot == STR_NPOS ? STR_NONE : str_from(base, dot);
}
