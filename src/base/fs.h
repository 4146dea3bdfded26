/* SPDX-License-Identifier: Apache-2.0
 *
 * Files: whole reads, and writes that are either complete under their final name or not there at all (temporary file
 * beside the target, fsync, rename; the temporary one is removed on failure and when memory runs out), but for a file
 * whose place no other can take: that one is written into.
 * Errors are worded as Go's os package does ("open values.yaml: no such file or directory").
 */
#ifndef PINTLE_BASE_FS_H
#define PINTLE_BASE_FS_H

#include <limits.h>
#include <stdbool.h>

#include "base/error.h"

/* The longest file that is read: a length fits into an int, as printf wants it. */
enum { FS_SIZE_LIMIT = INT_MAX };

enum fs_kind { FS_MISSING, FS_FILE, FS_FOLDER, FS_OTHER };

/* Sees to it that no file that is opened takes the place of a standard stream which the caller closed: what is meant
 * for standard output would go into it. Using such a stream still fails. */
void fs_hold_standard(void);

/* What is at `path`, links followed. */
enum fs_kind fs_kind(const char *path);

/* False with the error "stat PATH: not a directory", or what else the matter is, if nothing is at `path`. */
bool fs_must_exist(const char *path, struct error *err);

/* Go's wording of an operating system error: "no such file or directory", "permission denied". */
const char *fs_errno_text(int number);

/* Reads a whole file into the arena. */
bool fs_read(const char *path, struct arena *arena, struct str *ret_text, struct error *err);

/* After a read or write that failed: true if it is to be tried again, as a signal came or the descriptor does not wait
 * by itself (what we inherit may be set so); it is waited for here. `events` are poll's. */
bool fs_retry(int fd, short events);

/* Reads a descriptor to its end (standard input). `name` is for the error. */
bool fs_read_fd(int fd, const char *name, struct arena *arena, struct str *ret_text, struct error *err);

/* Writes `text` under `path`, with permission bits `mode` if there is no such file yet. Links are followed, and what is
 * no regular file is written into. */
bool fs_write(const char *path, struct str text, unsigned mode, struct error *err);

/* What was written into a folder, or removed from it, is there (or gone) even after a power cut: what comes later can
 * rely on it. That is no error where the file system knows nothing of it, or the folder is gone. */
bool fs_sync_folder(const char *path, struct error *err);

/* Is it the name of a file that fs_write was writing when the program was killed? */
bool fs_is_pending(struct str name);

/* Makes a folder and its parents (mode 0755). */
bool fs_make_folders(const char *path, struct error *err);

/* The names in a folder, in their order, without "." and "..". */
struct fs_names {
	struct str *items;
	size_t len, cap;
};
bool fs_list(const char *path, struct arena *arena, struct fs_names *ret, struct error *err);

/* Lexically simplified path, as Go's filepath.Clean ("" becomes "."). */
struct str fs_clean(struct arena *arena, struct str path);

/* folder/name, cleaned, as Go's filepath.Join. */
struct str fs_join(struct arena *arena, struct str folder, struct str name);

/* The path from the root, cleaned, as Go's filepath.Abs: links stay. The path itself where the working folder is
 * unknown. */
struct str fs_absolute(struct arena *arena, struct str path);

/* The path of the running program; empty if it is not known. */
struct str fs_program(struct arena *arena);

/* Last element of a path, as Go's path.Base ("" gives ".", "/" gives "/"). */
struct str fs_base(struct str path);

/* All but the last element, cleaned, as Go's path.Dir. */
struct str fs_dir(struct arena *arena, struct str path);

/* The file name's extension with its dot, as Go's path.Ext. */
struct str fs_ext(struct str path);

#endif
