// SPDX-License-Identifier: Apache-2.0
// Records in a folder: .pintle/NAMESPACE/RELEASE.vN.json, each with the release as Helm's record has it, its labels,
// and the plan while it is under way.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "release/action.h"
#include "release/folder.h"
#include "text/strconv.h"
#include "value/json.h"
#include "value/member.h"

static const struct str extension = STR_INIT(".json");

static struct str records_folder(const struct release_storage *storage, struct str namespace)
{
	return fs_join(storage->arena, fs_join(storage->arena, storage->folder, STR(".pintle")), namespace);
}

static struct str record_path(const struct release_storage *storage, struct str name, int64_t version)
{
	struct str file = arena_printf(storage->arena, "%.*s.v%lld.json", STR_FMT(name), (long long)version);
	return fs_join(storage->arena, records_folder(storage, storage->namespace), file);
}

// ---- reading ---------------------------------------------------------------------------------------------------

static bool read_record(struct arena *arena, struct str path, struct value *ret, struct error *err)
{
	struct str text;
	if (!fs_read(arena_cstr(arena, path), arena, &text, err))
		return false;
	return (json_read(arena, text, 0, ret, err) &&
	        (ret->kind == VALUE_MAP || fail(err, NOWHERE, "it is no object"))) ||
	       fail_in(err, "%.*s", STR_FMT(path));
}

bool folder_record_read(struct arena *arena, const struct release_ref *ref, struct release *ret, struct error *err)
{
	struct value record, labels;
	if (!read_record(arena, ref->key, &record, err))
		return false;
	if (!release_from_value(arena, member(record, "release"), ret, err))
		return fail_in(err, "%.*s", STR_FMT(ref->key));
	labels = member(record, "labels");
	ret->labels = labels.kind == VALUE_MAP ? labels.map : map_new(arena);
	return true;
}

// "web.v3.json": name and revision.
static bool parse_file_name(struct str file, struct str *ret_name, int64_t *ret_version)
{
	struct str stem = str_trim_suffix(file, extension);
	size_t at = str_rfind(stem, STR(".v"));
	if (stem.len == file.len || at == STR_NPOS ||
	    parse_int(str_from(stem, at + 2), 10, 63, ret_version) != PARSE_OK || *ret_version < 1)
		return false;
	*ret_name = str_slice(stem, 0, at);
	return true;
}

static bool add_ref(const struct release_storage *storage, struct str namespace, struct str file, struct str wanted,
                    struct release_refs *refs, struct error *err)
{
	struct release_ref ref = { .namespace = namespace };
	struct value record;
	if (!parse_file_name(file, &ref.name, &ref.version) || (wanted.len && !str_eq(ref.name, wanted)))
		return true;
	ref.key = fs_join(storage->arena, records_folder(storage, namespace), file);
	if (!read_record(storage->arena, ref.key, &record, err))
		return false;
	ref.status = member_text_at(record, "release.info.status");
	ref.labels =
		member(record, "labels").kind == VALUE_MAP ? member(record, "labels").map : map_new(storage->arena);
	map_set(storage->arena, ref.labels, STR("name"), value_string(ref.name));
	map_set(storage->arena, ref.labels, STR("owner"), value_string(STR("helm")));
	map_set(storage->arena, ref.labels, STR("status"), value_string(ref.status));
	map_set(storage->arena, ref.labels, STR("version"),
	        value_string(arena_printf(storage->arena, "%lld", (long long)ref.version)));
	refs->items = arena_grow(storage->arena, refs->items, &refs->cap, refs->len + 1, sizeof(struct release_ref));
	refs->items[refs->len++] = ref;
	return true;
}

// The names in a folder, sorted; none if it is not there.
static bool list_names(struct arena *arena, struct str folder, struct strs *ret, struct error *err)
{
	DIR *dir = opendir(arena_cstr(arena, folder));
	*ret = (struct strs){ 0 };
	if (!dir)
		return errno == ENOENT || errno == ENOTDIR ||
		       fail(err, NOWHERE, "open %.*s: %s", STR_FMT(folder), fs_errno_text(errno));
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		ret->items = arena_grow(arena, ret->items, &ret->cap, ret->len + 1, sizeof(struct str));
		ret->items[ret->len++] = arena_str(arena, str_of(entry->d_name));
	}
	closedir(dir);
	return true;
}

static bool list_namespace(const struct release_storage *storage, struct str namespace, struct str name,
                           struct release_refs *refs, struct error *err)
{
	struct strs files;
	if (!list_names(storage->arena, records_folder(storage, namespace), &files, err))
		return false;
	for (size_t i = 0; i < files.len; i++)
		if (!add_ref(storage, namespace, files.items[i], name, refs, err))
			return false;
	return true;
}

bool folder_refs(const struct release_storage *storage, struct str name, struct release_refs *ret, struct error *err)
{
	struct strs namespaces = { (struct str *)&storage->namespace, 1, 1 };
	struct release_refs refs = { 0 };
	if (!storage->namespace.len && !list_names(storage->arena, records_folder(storage, STR_NONE), &namespaces, err))
		return false;
	for (size_t i = 0; i < namespaces.len; i++)
		if (!list_namespace(storage, namespaces.items[i], name, &refs, err))
			return false;
	*ret = refs;
	return true;
}

// ---- writing ---------------------------------------------------------------------------------------------------

static bool write_record(const struct release_storage *storage, const struct release *release, struct error *err)
{
	struct arena *arena = storage->arena;
	struct strbuf out = strbuf_in(arena);
	struct release_parts parts = { .with_chart = true };
	struct str path = record_path(storage, release->name, release->version);
	strbuf_add(&out, STR("{\"labels\":"));
	if (!json_write(arena, &out, value_map(release->labels ? release->labels : map_new(arena)),
	                (struct json_style){ 0 }, err))
		return false;
	if (release->plan.len && release_is_pending(release))
		strbuf_printf(&out, ",\n\"plan\":%.*s", STR_FMT(release->plan));
	strbuf_add(&out, STR(",\n\"release\":"));
	if (!release_json(arena, &out, release, &parts, err))
		return false;
	strbuf_add(&out, STR("}\n"));
	return folder_holds(arena, storage->folder, path, err) &&
	       fs_make_folders(arena_cstr(arena, fs_dir(arena, path)), err) &&
	       fs_write(arena_cstr(arena, path), strbuf_peek(&out), 0644, err) &&
	       folder_sync(arena, storage->folder, &(struct strs){ &path, 1, 1 }, err);
}

bool folder_record_create(const struct release_storage *storage, const struct release *release, struct error *err)
{
	struct str path = record_path(storage, release->name, release->version);
	if (fs_kind(arena_cstr(storage->arena, path)) != FS_MISSING)
		return fail(err, NOWHERE, "release: already exists");
	return write_record(storage, release, err);
}

bool folder_record_update(const struct release_storage *storage, const struct release *release, struct error *err)
{
	return write_record(storage, release, err);
}

bool folder_records_delete(const struct release_storage *storage, const struct release_ref **refs, size_t len,
                           struct error *err)
{
	for (size_t i = 0; i < len; i++)
		if (!folder_holds(storage->arena, storage->folder, refs[i]->key, err))
			return false;
		else if (unlink(arena_cstr(storage->arena, refs[i]->key)) != 0 && errno != ENOENT)
			return fail(err, NOWHERE, "remove %.*s: %s", STR_FMT(refs[i]->key), fs_errno_text(errno));
	struct strs paths = { .items = ARENA_ARRAY(storage->arena, struct str, len + 1) };
	for (size_t i = 0; i < len; i++)
		paths.items[paths.len++] = refs[i]->key;
	for (size_t i = 0; i < len; i++) // gone with its last record; else it stays
		if (rmdir(arena_cstr(storage->arena, fs_dir(storage->arena, refs[i]->key))) == 0)
			break;
	return folder_sync(storage->arena, storage->folder, &paths, err);
}

// ---- mending ---------------------------------------------------------------------------------------------------

// Folders of a release are few and flat: hooks, and other namespaces.
static void sweep(const struct release_storage *storage, struct str folder, int depth)
{
	struct arena *arena = storage->arena;
	struct error ignored = { .arena = arena };
	struct strs names;
	if (!folder_holds(arena, storage->folder, folder, &ignored) || !list_names(arena, folder, &names, &ignored))
		return;
	for (size_t i = 0; i < names.len; i++) {
		char *path = arena_cstr(arena, fs_join(arena, folder, names.items[i]));
		if (fs_is_pending(names.items[i]))
			unlink(path);
		else if (depth > 0 && fs_kind(path) == FS_FOLDER)
			sweep(storage, str_of(path), depth - 1);
	}
}

static void sweep_all(const struct release_storage *storage, const struct release_refs *refs)
{
	enum { DEPTH = 2 };
	sweep(storage, records_folder(storage, storage->namespace), 0);
	for (size_t i = 0; i < refs->len; i++)
		sweep(storage,
		      fs_join(storage->arena, fs_join(storage->arena, storage->folder, storage->namespace),
		              refs->items[i].name),
		      DEPTH);
}

bool folder_records_mend(const struct release_storage *storage, const struct warnings *warnings, struct error *err)
{
	struct release_refs refs;
	struct release release;
	if (!folder_refs(storage, STR_NONE, &refs, err))
		return false;
	sweep_all(storage, &refs);
	for (size_t i = 0; i < refs.len; i++) {
		const struct release_ref *ref = &refs.items[i];
		if (!str_has_prefix(ref->status, STR("pending-")))
			continue;
		if (!folder_record_read(storage->arena, ref, &release, err))
			return false;
		release.status = STR("failed");
		release.description = arena_printf(storage->arena, RECORD_CUT_OFF, STR_FMT(ref->name));
		if (!folder_record_update(storage, &release, err))
			return false;
		log_tell(warnings, storage->arena, LOG_LEVEL_WARN, STR("a run was cut off: its revision has failed"),
		         (struct log_field[]){
				 { "release", ref->name },
				 { "revision", arena_printf(storage->arena, "%lld", (long long)ref->version) },
				 { NULL, STR_NONE } });
	}
	return true;
}
