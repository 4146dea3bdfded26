// SPDX-License-Identifier: Apache-2.0
#include "release/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "release/ownership.h"
#include "text/utf8.h"
#include "value/member.h"
#include "value/yaml.h"

// ---- files -----------------------------------------------------------------------------------------------------

// What may stand in a file's name of what a manifest says: the rest becomes "_", so that no name leads out of the
// folder.
static struct str safe(struct arena *arena, struct str text)
{
	char *copy = arena_cstr(arena, text);
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)copy[i] < ' ' || copy[i] == '/' || copy[i] == 0x7f || (i == 0 && copy[i] == '.'))
			copy[i] = '_';
	return (struct str){ copy, text.len };
}

static struct str short_name(struct arena *arena, const struct kube_object *object)
{
	struct str kind = text_to_lower(arena, safe(arena, object->kind));
	struct str name = object->name.len ? object->name
	                                   : ARENA_CONCAT(arena, member_text_at(object->value, "metadata.generateName"),
	                                                  STR("generated"));
	return ARENA_CONCAT(arena, kind, STR("-"), safe(arena, name));
}

// NAMESPACE/RELEASE/KIND-NAME.yaml. What is in another namespace has a folder there, what is of a group that is not
// Kubernetes' own has it in its name, and hooks are apart.
static struct str path_of(const struct target *target, const struct kube_object *object)
{
	struct arena *arena = target->arena;
	struct str own = target->storage.namespace, group = object->resource.group;
	bool is_hook = !value_is_null(member(member_at(object->value, "metadata.annotations"), "helm.sh/hook"));
	bool is_foreign = str_find_char(group, '.') != STR_NPOS && !str_has_suffix(group, STR(".k8s.io"));
	struct str file = short_name(arena, object);
	if (is_foreign)
		file = ARENA_CONCAT(arena, file, STR("."), safe(arena, group));
	struct str folder =
		fs_join(arena, fs_join(arena, target->storage.folder, safe(arena, own)), safe(arena, target->release));
	if (is_hook)
		folder = fs_join(arena, folder, STR("hooks"));
	if (object->namespace.len && !str_eq(object->namespace, own))
		folder = fs_join(arena, folder, safe(arena, object->namespace));
	return fs_join(arena, folder, ARENA_CONCAT(arena, file, STR(".yaml")));
}

// Where a path leads; what is missing of it leads nowhere else. NULL: a link that leads nowhere.
static char *resolve(struct arena *arena, struct str path)
{
	struct stat st;
	char *name = arena_cstr(arena, path), *real = realpath(name, NULL);
	if (real) {
		char *copy = arena_cstr(arena, str_of(real));
		free(real);
		return copy;
	}
	struct str parent = fs_dir(arena, path);
	return lstat(name, &st) == 0 || parent.len >= path.len ? NULL : resolve(arena, parent);
}

bool folder_holds(struct arena *arena, struct str folder, struct str path, struct error *err)
{
	char *root = realpath(arena_cstr(arena, folder), NULL), *real = resolve(arena, path);
	struct str base = str_trim_suffix(arena_str(arena, str_of(root ? root : "")), STR("/"));
	bool is_beneath =
		root && real && str_has_prefix(str_of(real), base) && (real[base.len] == '/' || !real[base.len]);
	free(root);
	return is_beneath || fail(err, NOWHERE, "%.*s leads out of the folder", STR_FMT(path));
}

// The document as it was rendered; an element of a list by itself.
static bool text_of(struct arena *arena, const struct kube_object *object, struct str *ret, struct error *err)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_add(&out, STR("---\n"));
	if (object->text.len)
		strbuf_add(&out, text_trim_space(object->text));
	else if (!yaml_write(arena, &out, object->value, err))
		return false;
	strbuf_add_char(&out, '\n');
	*ret = strbuf_str(&out, arena);
	return true;
}

// ---- the target ------------------------------------------------------------------------------------------------

static bool read_manifest(struct target *target, struct str manifest, struct kube_objects *ret, struct error *err)
{
	return kube_objects_read(NULL, target->arena, manifest, target->storage.namespace, ret, err);
}

// The files of a release are its own, as long as it has a record: then they count as marked.
static bool owns_files(const struct target *target)
{
	struct error ignored = { .arena = target->arena };
	struct release_refs refs;
	return folder_refs(&target->storage, target->release, &refs, &ignored) && refs.len;
}

static bool folder_look(struct target *target, const struct kube_objects *objects, bool whole, struct found *found,
                        struct error *err)
{
	struct release_owner owner = { target->release, target->storage.namespace };
	bool is_own = owns_files(target);
	(void)whole, (void)err;
	for (size_t i = 0; i < objects->len; i++) {
		struct error problem = { .arena = target->arena };
		struct str path = path_of(target, &objects->items[i]), text;
		found[i] = (struct found){ value_null(), STR_NONE };
		if (!folder_holds(target->arena, target->storage.folder, path, &problem)) {
			found[i].problem = problem.message;
			continue;
		}
		if (fs_kind(arena_cstr(target->arena, path)) == FS_MISSING)
			continue;
		if (!fs_read(arena_cstr(target->arena, path), target->arena, &text, &problem)) {
			found[i].problem = problem.message;
			continue;
		}
		struct kube_object live = { .value = value_null() };
		if (!yaml_read(target->arena, text, 0, &live.value, &problem) || live.value.kind != VALUE_MAP)
			live.value = value_map(map_new(target->arena)); // whatever it is, it is there
		struct kube_objects one = { &live, 1, 1 };
		if (is_own)
			ownership_mark(target->arena, &one, &owner);
		found[i].live = live.value;
	}
	return true;
}

static bool write_object(const struct target *target, const struct kube_object *object, struct error *err)
{
	struct arena *arena = target->arena;
	struct error ignored = { .arena = arena };
	char *path = arena_cstr(arena, path_of(target, object));
	struct str text, there;
	if (!folder_holds(arena, target->storage.folder, str_of(path), err) || !text_of(arena, object, &text, err))
		return false;
	if (fs_read(path, arena, &there, &ignored) && str_eq(there, text))
		return true;
	return fs_make_folders(arena_cstr(arena, fs_dir(arena, str_of(path))), err) && fs_write(path, text, 0644, err);
}

// Folders go with their last file.
static bool delete_object(const struct target *target, const struct kube_object *object, struct error *err)
{
	struct arena *arena = target->arena;
	struct str path = path_of(target, object);
	if (!folder_holds(arena, target->storage.folder, path, err))
		return false;
	if (unlink(arena_cstr(arena, path)) != 0 && errno != ENOENT)
		return fail(err, NOWHERE, "remove %.*s: %s", STR_FMT(path), fs_errno_text(errno));
	for (struct str folder = fs_dir(arena, path); folder.len > target->storage.folder.len;
	     folder = fs_dir(arena, folder))
		if (rmdir(arena_cstr(arena, folder)) != 0)
			break;
	return true;
}

bool folder_sync(struct arena *arena, struct str folder, const struct strs *paths, struct error *err)
{
	struct map *due = map_new(arena);
	for (size_t i = 0; i < paths->len; i++)
		for (struct str path = fs_dir(arena, paths->items[i]); path.len >= folder.len && !map_get(due, path);
		     path = fs_dir(arena, path))
			map_set(arena, due, path, value_null());
	for (size_t i = 0; i < due->len; i++)
		if (!fs_sync_folder(arena_cstr(arena, due->entries[i].key), err))
			return false;
	return true;
}

static bool folder_take(struct target *target, const struct plan *plan, struct step **steps, size_t len,
                        struct error *err)
{
	struct strs paths = { .items = ARENA_ARRAY(target->arena, struct str, len + 1) };
	(void)plan;
	for (size_t i = 0; i < len; i++) {
		struct error problem = { .arena = target->arena };
		bool is_deletion = steps[i]->action == STEP_DELETE;
		steps[i]->done = is_deletion ? delete_object(target, &steps[i]->object, &problem)
		                             : write_object(target, &steps[i]->object, &problem);
		steps[i]->is_made = steps[i]->done && steps[i]->action == STEP_CREATE;
		if (!steps[i]->done)
			steps[i]->problem = problem.message;
		paths.items[paths.len++] = path_of(target, &steps[i]->object);
	}
	return folder_sync(target->arena, target->storage.folder, &paths, err);
}

static bool folder_wait(struct target *target, struct kube_wait *wait, struct error *err)
{
	(void)target, (void)wait, (void)err;
	return true;
}

static void folder_forget_kinds(struct target *target)
{
	(void)target;
}

static const struct target_ops folder_ops = { read_manifest, folder_look, folder_take,
	                                      NULL,          folder_wait, folder_forget_kinds };

// ---- the lock --------------------------------------------------------------------------------------------------

static void unlock(void *handle)
{
	close((int)(intptr_t)handle);
}

// The lock is the kernel's: it ends with the process, however that ends.
static bool lock(struct arena *arena, struct str folder, struct error *err)
{
	struct str own = fs_join(arena, folder, STR(".pintle")), path = fs_join(arena, own, STR("lock"));
	char *ignored = arena_cstr(arena, fs_join(arena, own, STR(".gitignore")));
	if (!fs_make_folders(arena_cstr(arena, own), err))
		return false;
	if (fs_kind(ignored) == FS_MISSING && !fs_write(ignored, STR("lock\n"), 0644, err))
		return false;
	int fd = open(arena_cstr(arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail(err, NOWHERE, "open %.*s: %s", STR_FMT(path), fs_errno_text(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return fail(err, NOWHERE, "%.*s is in use by another run: it holds %.*s", STR_FMT(folder),
		            STR_FMT(path));
	}
	arena_defer(arena, unlock, (void *)(intptr_t)fd);
	return true;
}

bool target_folder(struct target *target, struct arena *arena, struct str folder, struct str namespace,
                   bool is_read_only, struct error *err)
{
	*target = (struct target){ .ops = &folder_ops, .arena = arena, .release = STR_NONE, .keeps_hooks = true };
	target->storage = (struct release_storage){
		.arena = arena, .driver = DRIVER_FOLDER, .namespace = namespace, .folder = fs_clean(arena, folder)
	};
	if (!folder.len)
		return fail(err, NOWHERE, "--target needs a folder");
	if (str_find_char(namespace, '/') != STR_NPOS || str_has_prefix(namespace, STR(".")))
		return fail(err, NOWHERE, "the namespace \"%.*s\" cannot be the name of a folder", STR_FMT(namespace));
	if (is_read_only)
		return fs_kind(arena_cstr(arena, folder)) == FS_FOLDER ||
		       fail(err, NOWHERE, "--target: there is no folder %.*s", STR_FMT(folder));
	return lock(arena, target->storage.folder, err);
}
