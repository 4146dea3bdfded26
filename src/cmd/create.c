// SPDX-License-Identifier: Apache-2.0
// pintle create: a new chart from a scaffold. A scaffold is a chart in which <CHARTNAME> stands for the name; ours are
// in templates/, Helm's starters are taken too.
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/commands.h"
#include "cmd/homes.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "text/utf8.h"

static const struct option create_options[] = {
	{ "starter", 'p', OPTION_STRING, NULL, NULL, "scaffold to begin from: its name or its path",
	  OPTION_COMPLETE_FOLDER, NULL },
	{ NULL },
};

static const struct str placeholder = STR_INIT("<CHARTNAME>");

// ---- finding a scaffold ----------------------------------------------------------------------------------------

static bool try_folder(struct arena *arena, struct str folder, struct str name, struct str *ret)
{
	*ret = fs_join(arena, folder, name);
	struct str chart = ARENA_CONCAT(arena, *ret, STR("/Chart.yaml"));
	return fs_kind(chart.data) == FS_FILE;
}

static bool find_scaffold(struct arena *arena, struct str name, struct str *ret, struct error *err)
{
	const char *given = getenv("PINTLE_TEMPLATES");
	struct str own = fs_dir(arena, fs_program(arena));
	if (str_has_prefix(name, STR("/"))) {
		*ret = name;
		return try_folder(arena, name, STR("."), ret) ||
		       fail(err, NOWHERE, "could not load %.*s: no Chart.yaml in it", STR_FMT(name));
	}
	if (try_folder(arena, fs_join(arena, helm_data_home(arena), STR("starters")), name, ret) ||
	    (given && *given && try_folder(arena, str_of(given), name, ret)) ||
	    try_folder(arena, fs_join(arena, own, STR("templates")), name, ret) ||
	    try_folder(arena, fs_join(arena, own, STR("../share/pintle/templates")), name, ret))
		return true;
	return fail(err, NOWHERE, "no scaffold \"%.*s\": give a path, or set PINTLE_TEMPLATES to a folder of scaffolds",
	            STR_FMT(name));
}

// ---- copying ---------------------------------------------------------------------------------------------------

struct creation {
	const struct cli *cli;
	struct str name;
	struct str from, to;
	struct error *err;
};

static bool copy_file(const struct creation *creation, struct str path)
{
	struct arena *arena = creation->cli->arena;
	struct str text, from = fs_join(arena, creation->from, path), to = fs_join(arena, creation->to, path);
	if (fs_kind(to.data) != FS_MISSING)
		warning_print("File \"%.*s\" already exists. Overwriting.", STR_FMT(to));
	if (!fs_make_folders(arena_cstr(arena, fs_dir(arena, to)), creation->err) ||
	    !fs_read(from.data, arena, &text, creation->err))
		return false;
	return fs_write(to.data, text_replace(arena, text, placeholder, creation->name, -1), 0644, creation->err);
}

static bool copy_folder(const struct creation *creation, struct str path, unsigned depth)
{
	enum { MAX_DEPTH = 32 };
	struct arena *arena = creation->cli->arena;
	struct fs_names names;
	struct str folder = fs_join(arena, creation->from, path);
	if (depth == MAX_DEPTH)
		return fail(creation->err, NOWHERE, "%.*s: more than %d folders deep", STR_FMT(folder), MAX_DEPTH);
	if (!fs_list(arena_cstr(arena, folder), arena, &names, creation->err))
		return false;
	for (size_t i = 0; i < names.len; i++) {
		struct str inner = fs_join(arena, path, names.items[i]);
		bool is_folder = fs_kind(fs_join(arena, creation->from, inner).data) == FS_FOLDER;
		if (is_folder ? !copy_folder(creation, inner, depth + 1) : !copy_file(creation, inner))
			return false;
	}
	return true;
}

// A starter of Helm's has a Chart.yaml of its own, which a new chart does not take over.
static bool write_chart_file(struct creation creation, struct error *err)
{
	struct arena *arena = creation.cli->arena;
	struct str text, own = ARENA_CONCAT(arena, creation.from, STR("/Chart.yaml"));
	if (!fs_read(own.data, arena, &text, err))
		return false;
	if (str_contains(text, placeholder))
		return true;
	return find_scaffold(arena, STR("default"), &creation.from, err) && copy_file(&creation, STR("Chart.yaml"));
}

static bool check_name(struct str name, struct error *err)
{
	enum { MAX_NAME = 250 };
	if (name.len == 0 || name.len > MAX_NAME)
		return fail(err, NOWHERE, "chart name must be between 1 and %d characters", MAX_NAME);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		bool ok = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || strchr("._-", c);
		if (!ok)
			return fail(err, NOWHERE, "chart name must match the regular expression \"^[a-zA-Z0-9._-]+$\"");
	}
	return true;
}

static int run(struct cli *cli)
{
	struct arena *arena = cli->arena;
	struct error err = { .arena = arena };
	struct str starter = cli_value(cli, "starter"), target = cli->args[0];
	struct creation creation = { .cli = cli, .name = fs_base(target), .to = fs_clean(arena, target), .err = &err };
	bool from_starter = starter.data && starter.len;
	creation.to = arena_str(arena, creation.to);
	if (!output_write(ARENA_CONCAT(arena, STR("Creating "), target, STR("\n")), &err) ||
	    !check_name(creation.name, &err))
		return error_print(cli, &err);
	enum fs_kind kind = fs_kind(creation.to.data);
	if (kind != FS_MISSING && kind != FS_FOLDER) {
		fail(&err, NOWHERE, "file %.*s already exists and is not a directory",
		     STR_FMT(fs_absolute(arena, creation.to)));
		return error_print(cli, &err);
	}
	bool ok = find_scaffold(arena, from_starter ? starter : STR("default"), &creation.from, &err) &&
	          copy_folder(&creation, STR_NONE, 0) && (!from_starter || write_chart_file(creation, &err)) &&
	          fs_make_folders(arena_cstr(arena, fs_join(arena, creation.to, STR("charts"))), &err);
	return ok ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command create_command = {
	.name = "create",
	.usage = "NAME",
	.summary = "make a new chart from a scaffold",
	.description = "Make a chart folder NAME from a scaffold: a chart in which <CHARTNAME> stands for the name.\n\n"
		       "The default one has a Deployment, a Service, a ServiceAccount, an Ingress, an HTTPRoute, a\n"
		       "HorizontalPodAutoscaler and a test; `library` is one for library charts.",
	.options = { create_options },
	.min_args = 1,
	.max_args = 1,
	.arg_words = "folder",
	.run = run,
};
