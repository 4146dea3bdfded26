// SPDX-License-Identifier: Apache-2.0
// pintle history: the revisions of a release, oldest first.
#include <stdlib.h>

#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "text/strconv.h"

static const struct option history_options[] = {
	{ "max", 0, OPTION_INT, NULL, "256", "most revisions to show", 0, NULL },
	{ "show-rollback-revision", 0, OPTION_BOOL, NULL, NULL,
	  "show the revision that was rolled back to, in the table", 0, NULL },
	{ NULL },
};

struct revision {
	int64_t number, rollback;
	struct str updated, updated_json, status, chart, app_version, description;
};

struct history {
	const struct cli *cli;
	struct revision *items; /* newest first */
	size_t len, max;
};

static bool take(void *context, size_t at, const struct release *release, struct error *err)
{
	struct history *history = context;
	struct arena *arena = history->cli->arena;
	(void)at;
	if (!release || history->len >= history->max) // what cannot be read counts as not there
		return true;
	struct revision *revision = &history->items[history->len++];
	*revision = (struct revision){ .number = release->version, .rollback = release->rollback_revision };
	revision->status = arena_str(arena, release->status);
	revision->chart = arena_str(arena, release_chart_name(arena, release));
	revision->app_version = arena_str(arena, release_app_version(release));
	revision->description = arena_str(arena, release->description);
	struct gotime zero = { .seconds = -62135596800 };
	revision->updated = format_ansic(arena, release->last_deployed.is_set ? release->last_deployed.time : zero);
	if (release->last_deployed.is_set) {
		struct strbuf out = strbuf_in(arena);
		if (!gotime_rfc3339(&out, release->last_deployed.time, err))
			return false;
		revision->updated_json = strbuf_str(&out, arena);
	}
	return true;
}

// As many of the newest as are shown; more are read only where some of them cannot be.
static bool read_history(struct history *history, const struct release_storage *storage, struct str name,
                         struct error *err)
{
	struct release_refs refs;
	if (!storage_refs(storage, name, &refs, err))
		return false;
	history->items = ARENA_ARRAY(history->cli->arena, struct revision, refs.len);
	for (size_t at = 0, len; at < refs.len && history->len < history->max; at += len) {
		len = history->max - history->len < refs.len - at ? history->max - history->len : refs.len - at;
		if (!storage_fetch(storage, refs.items + at, len, take, history, err))
			return false;
	}
	return true;
}

static struct str number_text(struct arena *arena, int64_t number)
{
	return arena_printf(arena, "%lld", (long long)number);
}

static void print_table(const struct history *history, struct strbuf *out)
{
	struct arena *arena = history->cli->arena;
	struct table table = { .arena = arena };
	bool shows_rollback = cli_flag(history->cli, "show-rollback-revision");
	if (shows_rollback)
		TABLE_ROW(&table, STR("REVISION"), STR("UPDATED"), STR("STATUS"), STR("CHART"), STR("APP VERSION"),
		          STR("ROLLBACK"), STR("DESCRIPTION"));
	else
		TABLE_ROW(&table, STR("REVISION"), STR("UPDATED"), STR("STATUS"), STR("CHART"), STR("APP VERSION"),
		          STR("DESCRIPTION"));
	for (size_t i = history->len; i-- > 0;) {
		const struct revision *item = &history->items[i];
		struct str rollback = item->rollback > 0 ? number_text(arena, item->rollback) : STR_NONE;
		if (shows_rollback)
			TABLE_ROW(&table, number_text(arena, item->number), item->updated, item->status, item->chart,
			          item->app_version, rollback, item->description);
		else
			TABLE_ROW(&table, number_text(arena, item->number), item->updated, item->status, item->chart,
			          item->app_version, item->description);
	}
	table_print(&table, out);
}

static bool print_elements(const struct history *history, enum format format, struct strbuf *out, struct error *err)
{
	struct arena *arena = history->cli->arena;
	struct strbuf json = strbuf_in(arena);
	strbuf_add_char(&json, '[');
	for (size_t i = history->len; i-- > 0;) {
		const struct revision *item = &history->items[i];
		const struct json_member members[] = {
			{ "revision", value_int(item->number) },
			{ item->updated_json.len ? "updated" : NULL, value_string(item->updated_json) },
			{ "status", value_string(item->status) },
			{ "chart", value_string(item->chart) },
			{ "app_version", value_string(item->app_version) },
			{ item->rollback ? "rollback_revision" : NULL, value_int(item->rollback) },
			{ "description", value_string(item->description) },
		};
		if (!json_struct(arena, &json, members, ARRAY_LEN(members), err))
			return false;
		strbuf_add_cstr(&json, i ? "," : "");
	}
	strbuf_add_char(&json, ']');
	return format_json(history->cli, format, strbuf_peek(&json), out, err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct history history = { .cli = cli };
	struct release_storage storage;
	struct strbuf out = strbuf_in(cli->arena);
	enum format format;
	enum { DEFAULT_MAX = 256 };
	int64_t max = DEFAULT_MAX;
	if (cli_has(cli, "max"))
		parse_int(cli_value(cli, "max"), 0, 64, &max);
	history.max = max > 0 ? (size_t)max : 0;
	if (!format_read(cli, &format, &err) || !cluster_storage(cli, namespace_of(cli), &storage, &err) ||
	    !release_argument(cli, "release name is invalid", &err) ||
	    !read_history(&history, &storage, cli->args[0], &err))
		return error_print(cli, &err);
	bool ok = true;
	if (format == FORMAT_TABLE)
		print_table(&history, &out);
	else
		ok = print_elements(&history, format, &out, &err);
	return ok && output_write(strbuf_peek(&out), &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command history_command = {
	.name = "history",
	.aliases = "hist",
	.usage = "RELEASE_NAME",
	.summary = "show a release's revisions",
	.options = { history_options, target_options, output_options },
	.min_args = 1,
	.max_args = 1,
	.arg_words = "",
	.run = run,
};
