// SPDX-License-Identifier: Apache-2.0
#include "cmd/bundle.h"

#include <stdlib.h>

#include "base/fs.h"
#include "text/semver.h"

bool bundle_is_name(struct str name)
{
	return name.len && str_find_char(name, '/') == STR_NPOS && name.data[0] != '.' &&
	       !str_has_suffix(name, STR(".tgz"));
}

// Folders to look in, beside the program first.
static size_t search_path(struct arena *arena, struct str ret[3])
{
	const char *given = getenv("PINTLE_CHARTS");
	size_t count = 0;
	struct str program = fs_program(arena);
	if (given && *given)
		ret[count++] = str_of(given);
	if (program.len) {
		struct str folder = fs_dir(arena, program);
		ret[count++] = fs_join(arena, folder, STR("charts"));
		ret[count++] = fs_join(arena, folder, STR("../share/pintle/charts"));
	}
	return count;
}

// "kafka-1.2.0.tgz" is an archive of "kafka": its version, or nothing.
static bool archive_version(struct arena *arena, struct str file, struct str name, struct semver *ret)
{
	struct error err = { .arena = arena };
	if (!str_has_prefix(file, name) || !str_has_suffix(file, STR(".tgz")) || file.len <= name.len ||
	    file.data[name.len] != '-')
		return false;
	struct str version = arena_str(arena, str_slice(file, name.len + 1, file.len - strlen(".tgz")));
	return semver_parse_strict(version, ret, &err);
}

static bool find_in(struct arena *arena, struct str folder, struct str name, struct str *ret_path)
{
	struct error ignored = { .arena = arena };
	struct fs_names files;
	struct semver best, version;
	bool found = false;
	if (!fs_list(arena_cstr(arena, folder), arena, &files, &ignored))
		return false;
	for (size_t i = 0; i < files.len; i++) {
		struct str file = files.items[i];
		if (!archive_version(arena, file, name, &version) || (found && semver_compare(&version, &best) < 0))
			continue;
		best = version;
		found = true;
		*ret_path = fs_join(arena, folder, file);
	}
	return found;
}

bool bundle_find(struct arena *arena, struct str name, struct str *ret_path)
{
	struct str folders[3];
	size_t count = bundle_is_name(name) ? search_path(arena, folders) : 0;
	for (size_t i = 0; i < count; i++)
		if (find_in(arena, folders[i], name, ret_path))
			return true;
	return false;
}
