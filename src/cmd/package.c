// SPDX-License-Identifier: Apache-2.0
// pintle package: a chart folder becomes a chart archive.
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "text/semver.h"
#include "text/strconv.h"

static const struct option package_options[] = {
	{ "version", 0, OPTION_STRING, NULL, NULL, "give the chart this version", 0, NULL },
	{ "app-version", 0, OPTION_STRING, NULL, NULL, "give the chart this appVersion", 0, NULL },
	{ "destination", 'd', OPTION_STRING, NULL, ".", "folder for the archive", OPTION_COMPLETE_FOLDER, NULL },
	{ "dependency-update", 'u', OPTION_BOOL, NULL, NULL, "fetch missing dependencies first", 0, NULL },
	{ "sign", 0, OPTION_BOOL, NULL, NULL, "sign the archive", 0, NULL },
	{ "key", 0, OPTION_STRING, NULL, NULL, "name of the key to sign with", 0, NULL },
	{ "keyring", 0, OPTION_STRING, NULL, NULL, "file of keys", OPTION_COMPLETE_FILE, NULL },
	{ "passphrase-file", 0, OPTION_STRING, NULL, NULL, "file with the key's passphrase; - is standard input",
	  OPTION_COMPLETE_FILE, NULL },
	{ NULL },
};

// Without SOURCE_DATE_EPOCH archives bear the first day of 1980: some tools doubt anything before it.
enum { DEFAULT_MTIME = 315532800 };

static bool read_epoch(int64_t *ret, struct error *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	*ret = DEFAULT_MTIME;
	if (!text || !*text)
		return true;
	if (parse_int(str_of(text), 10, 64, ret) != PARSE_OK)
		return fail(err, NOWHERE, "invalid SOURCE_DATE_EPOCH: strconv.ParseInt: parsing \"%s\": invalid syntax",
		            text);
	return *ret >= 0 || fail(err, NOWHERE, "invalid SOURCE_DATE_EPOCH: must not be negative");
}

static bool override_versions(const struct cli *cli, struct metadata *metadata, struct error *err)
{
	struct str version = cli_value(cli, "version"), app_version = cli_value(cli, "app-version");
	struct semver parsed;
	if (version.data && version.len)
		metadata->version = version;
	if (app_version.data && app_version.len)
		metadata->app_version = app_version;
	return semver_parse(metadata->version, &parsed, err);
}

static bool package(const struct cli *cli, struct str path, struct error *err)
{
	struct arena *arena = cli->arena;
	struct chart_loader loader = { arena, NULL, &stderr_warnings, true };
	struct str folder = cli_value(cli, "destination"), bytes;
	struct chart *chart;
	char working[PATH_MAX];
	int64_t mtime;
	char *folder_path = arena_cstr(arena, path);
	if (!fs_must_exist(folder_path, err))
		return false;
	if (fs_kind(folder_path) != FS_FOLDER) {
		struct str inner = fs_join(arena, fs_absolute(arena, path), STR("Chart.yaml"));
		return fail(err, NOWHERE, "unable to detect chart at %s: open %s: not a directory", inner.data,
		            inner.data);
	}
	if (!read_epoch(&mtime, err) || !chart_load(&loader, folder_path, &chart, err) ||
	    !chart_check_supported(chart, err) || !override_versions(cli, &chart->metadata, err) ||
	    !chart_check_dependencies(chart, err))
		return false;
	if (!metadata_validate(arena, &chart->metadata, err))
		return fail_in(err, "failed to save: chart validation");
	if (!folder.data || str_is(folder, "."))
		folder = str_of(getcwd(working, sizeof(working)) ? working : ".");
	struct str name = ARENA_CONCAT(arena, chart->metadata.name, STR("-"), chart->metadata.version, STR(".tgz"));
	struct str file = fs_join(arena, folder, name);
	enum fs_kind kind = fs_kind(arena_cstr(arena, folder));
	if (folder.len && kind != FS_MISSING && kind != FS_FOLDER)
		return fail(err, NOWHERE, "failed to save: is not a directory: %.*s", STR_FMT(folder));
	if (!chart_pack(arena, chart, mtime, &bytes, err))
		return false;
	if (!fs_make_folders(arena_cstr(arena, fs_dir(arena, file)), err) || !fs_write(file.data, bytes, 0644, err))
		return fail_in(err, "failed to save");
	return output_write(ARENA_CONCAT(arena, STR("Successfully packaged chart and saved it to: "), file, STR("\n")),
	                    err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	if (cli->args_len == 0) {
		fail(&err, NOWHERE, "need at least one argument, the path to the chart");
		return error_print(cli, &err);
	}
	if (cli_flag(cli, "sign")) {
		fail(&err, NOWHERE, "--sign is not available yet: sign the archive with `helm package --sign`");
		return error_print(cli, &err);
	}
	if (cli_flag(cli, "dependency-update")) {
		fail(&err, NOWHERE, "--dependency-update needs the network: put the dependencies into charts/");
		return error_print(cli, &err);
	}
	for (size_t i = 0; i < cli->args_len; i++)
		if (!package(cli, cli->args[i], &err))
			return error_print(cli, &err);
	return EXIT_SUCCESS;
}

const struct command package_command = {
	.name = "package",
	.usage = "[CHART_PATH] [...]",
	.summary = "pack a chart folder into an archive",
	.description = "Pack chart folders into archives NAME-VERSION.tgz.\n\n"
		       "The same chart always gives the same bytes: entries bear the time of SOURCE_DATE_EPOCH, or one "
		       "fixed time.",
	.options = { package_options, access_options },
	.max_args = -1,
	.arg_words = "folder",
	.run = run,
};
