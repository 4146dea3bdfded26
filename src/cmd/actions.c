// SPDX-License-Identifier: Apache-2.0
#include "cmd/actions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "cmd/format.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/release_text.h"
#include "cmd/report.h"
#include "release/folder.h"
#include "text/strconv.h"

// ---- options ---------------------------------------------------------------------------------------------------

static void tell_deprecated(const struct cli *cli, struct str message)
{
	log_tell(&stderr_warnings, cli->arena, LOG_LEVEL_WARN, message, NULL);
}

bool dry_run_read(const struct cli *cli, bool is_template, enum dry_run *ret, struct error *err)
{
	struct str mode = cli_value(cli, "dry-run");
	struct strbuf quoted = strbuf_in(cli->arena);
	bool flag = false, is_flag = mode.len && parse_bool(mode, &flag);
	*ret = is_template ? DRY_RUN_CLIENT : DRY_RUN_NONE;
	if (!mode.data || (str_is(mode, "none") && !is_template))
		return true;
	if (str_is(mode, "client") || str_is(mode, "server")) {
		*ret = str_is(mode, "client") ? DRY_RUN_CLIENT : DRY_RUN_SERVER;
		return true;
	}
	if (!mode.len) {
		tell_deprecated(cli, STR("--dry-run is deprecated and should be replaced with '--dry-run=client'"));
		*ret = DRY_RUN_CLIENT;
		return true;
	}
	if (is_flag && (flag || !is_template)) {
		tell_deprecated(
			cli,
			arena_printf(
				cli->arena,
				"boolean '--dry-run=%.*s' flag is deprecated and must be replaced with '--dry-run=%s'",
				STR_FMT(mode), flag ? "client" : "none"));
		*ret = flag ? DRY_RUN_CLIENT : DRY_RUN_NONE;
		return true;
	}
	quote(&quoted, mode);
	return fail(err, NOWHERE, "invalid dry-run value (%.*s). Must be %s\"server\"%s or \"client\"",
	            STR_FMT(strbuf_peek(&quoted)), is_flag || str_is(mode, "none") ? "" : "\"none\", ",
	            is_flag || str_is(mode, "none") ? "" : ",");
}

enum wait_strategy wait_read(const struct cli *cli)
{
	struct str word = cli_value(cli, "wait");
	bool is_flag = str_is(word, "true") || str_is(word, "false");
	if (is_flag)
		tell_deprecated(
			cli,
			arena_printf(cli->arena,
		                     "--wait=%.*s is deprecated (boolean value) and can be replaced with --wait=%s",
		                     STR_FMT(word), str_is(word, "true") ? "watcher" : "hookOnly"));
	return !cli_has(cli, "wait") || str_is(word, "hookOnly") || str_is(word, "false") ? WAIT_HOOKS_ONLY
	                                                                                  : WAIT_WATCHER;
}

bool action_read(const struct cli *cli, struct action *ret, struct error *err)
{
	struct str server_side = cli_value(cli, "server-side"), timeout = cli_value(cli, "timeout");
	*ret = (struct action){ .arena = cli->arena, .warnings = &stderr_warnings, .description = STR_NONE };
	if (!duration_parse(timeout.len ? timeout : STR("5m0s"), &ret->timeout, err))
		return false;
	ret->style.is_server_side = true;
	if (server_side.len)
		parse_bool(server_side, &ret->style.is_server_side); // "auto" stays
	ret->style.force_conflicts = cli_flag(cli, "force-conflicts");
	ret->style.force_replace = cli_flag(cli, "force-replace") || cli_flag(cli, "force");
	ret->style.recreates = cli_flag(cli, "recreate-immutable");
	ret->take_ownership = cli_flag(cli, "take-ownership");
	ret->no_hooks = cli_flag(cli, "no-hooks");
	ret->wait = wait_read(cli);
	ret->wait_for_jobs = cli_flag(cli, "wait-for-jobs");
	ret->fails_fast = cli_flag(cli, "fail-fast");
	ret->rollback_on_failure = cli_flag(cli, "rollback-on-failure") || cli_flag(cli, "atomic");
	ret->cleanup_on_fail = cli_flag(cli, "cleanup-on-fail");
	if (cli_has(cli, "description"))
		ret->description = cli_value(cli, "description");
	return true;
}

struct str server_side_option(const struct cli *cli)
{
	struct str given = cli_value(cli, "server-side");
	return given.data ? given : STR("auto");
}

int64_t history_max(const struct cli *cli)
{
	enum { DEFAULT_MOST = 10 };
	return cli_integer(cli, "history-max", "HELM_MAX_HISTORY", DEFAULT_MOST);
}

bool labels_read(const struct cli *cli, struct map **ret, struct error *err)
{
	static const char *const taken[] = { "createdAt", "modifiedAt", "name", "owner", "status", "version" };
	struct strs_view given = cli_values(cli, "labels");
	struct map *labels = given.len ? map_new(cli->arena) : NULL;
	for (size_t i = 0; i < given.len; i++) {
		size_t equals = str_find_char(given.items[i], '=');
		struct str name = str_slice(given.items[i], 0, equals);
		for (size_t j = 0; j < ARRAY_LEN(taken); j++)
			if (str_is(name, taken[j]))
				return fail(err, NOWHERE,
				            "user supplied labels contains system reserved label name. System labels: "
				            "[name owner status version "
				            "createdAt modifiedAt]");
		map_set(cli->arena, labels, name, value_string(str_from(given.items[i], equals + 1)));
	}
	*ret = labels;
	return true;
}

bool actions_target(const struct cli *cli, struct target *ret, struct error *err)
{
	struct str folder = cli_value(cli, "target");
	struct release_storage storage;
	if (folder.data) {
		if (!target_folder(ret, cli->arena, folder, namespace_of(cli), false, err) ||
		    !folder_records_mend(&ret->storage, &stderr_warnings, err))
			return false;
	} else {
		if (!cluster_storage(cli, namespace_of(cli), &storage, err))
			return false;
		target_server(ret, cli->arena, cluster_discovery(cli, storage.client), &storage);
	}
	ret->storage.history_max = history_max(cli);
	return true;
}

// ---- meanwhile -------------------------------------------------------------------------------------------------

static volatile sig_atomic_t is_cancelled;

static void on_signal(int number)
{
	int before = errno;
	static const char text[] = "\ncancelled: the release's record is being closed; once more ends at once\n";
	if (is_cancelled)
		_exit(128 + number);
	is_cancelled = 1;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		is_cancelled = 1;
	errno = before;
}

static void print_log(void *context, struct str text)
{
	(void)context;
	progress_leave();
	fwrite(text.data, 1, text.len, stderr);
}

void actions_watch_signals(struct action *action)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct sigaction old;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	// The terminal is closed; nohup has it ignored.
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &act, NULL);
	signal(SIGPIPE, SIG_IGN); // nobody reads what is told, or a connection is gone: no reason to end in the midst
	action->is_cancelled = &is_cancelled;
	action->tell = progress_tell;
	action->print = print_log;
	action->context = progress_new(action->arena);
}

// ---- at the end ------------------------------------------------------------------------------------------------

int release_print(const struct cli *cli, const struct release *release, struct str headline, struct error *err)
{
	struct strbuf out = strbuf_in(cli->arena), json = strbuf_in(cli->arena);
	struct release_view view = { .shows_all = debug_wanted(cli), .hides_notes = cli_flag(cli, "hide-notes") };
	struct release_parts parts = { .with_chart = true };
	enum format format;
	bool ok = format_read(cli, &format, err);
	if (ok && format == FORMAT_TABLE) {
		strbuf_add(&out, headline);
		ok = release_text_print(cli, release, &view, &out, err);
	} else if (ok) {
		ok = release_json(cli->arena, &json, release, &parts, err) &&
		     format_json(cli, format, strbuf_peek(&json), &out, err);
	}
	return ok && output_write(strbuf_peek(&out), err) ? EXIT_SUCCESS : error_print(cli, err);
}
