// SPDX-License-Identifier: Apache-2.0
// pintle get: what is kept of a release.
#include <stdlib.h>

#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/output.h"
#include "cmd/release_text.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "func/env.h"
#include "text/strconv.h"
#include "tmpl/tmpl.h"
#include "value/time.h"
#include "value/yaml.h"

static const struct option revision_options[] = {
	{ "revision", 0, OPTION_INT, NULL, NULL, "this revision, not the newest", 0, NULL },
	{ NULL },
};

static const struct option all_options[] = {
	{ "template", 0, OPTION_STRING, NULL, NULL, "Go template for the output, e.g. {{.Release.Name}}", 0, NULL },
	{ NULL },
};

static const struct option values_only[] = {
	{ "all", 'a', OPTION_BOOL, NULL, NULL, "the chart's defaults too", 0, NULL },
	{ NULL },
};

struct getting {
	const struct cli *cli;
	struct release release;
	enum format format;
	struct strbuf out;
	struct error *err;
};

// ---- all -------------------------------------------------------------------------------------------------------

static struct value text_list(struct arena *arena, const struct strs *texts)
{
	struct list *list = list_new(arena, texts->len);
	for (size_t i = 0; i < texts->len; i++)
		list_push(arena, list, value_string(texts->items[i]));
	return value_list_of(TYPE_STRING_LIST, list);
}

static struct value time_value(struct arena *arena, const struct release_time *time)
{
	struct gotime zero = { .seconds = -62135596800 };
	return value_time(arena, time->is_set ? time->time : zero);
}

static struct map *map_of(struct arena *arena, const struct json_member *members, size_t len)
{
	struct map *map = map_new(arena);
	for (size_t i = 0; i < len; i++)
		map_set(arena, map, str_of(members[i].name), members[i].value);
	return map;
}

static struct value hook_value(struct arena *arena, const struct release_hook *hook)
{
	const struct json_member run[] = {
		{ "StartedAt", time_value(arena, &hook->started) },
		{ "CompletedAt", time_value(arena, &hook->completed) },
		{ "Phase", value_string(hook->phase) },
	};
	const struct json_member members[] = {
		{ "Name", value_string(hook->name) },
		{ "Kind", value_string(hook->kind) },
		{ "Path", value_string(hook->path) },
		{ "Manifest", value_string(hook->manifest) },
		{ "Events", text_list(arena, &hook->events) },
		{ "LastRun", value_map(map_of(arena, run, ARRAY_LEN(run))) },
		{ "Weight", value_int(hook->weight) },
		{ "DeletePolicies", text_list(arena, &hook->delete_policies) },
		{ "OutputLogPolicies", text_list(arena, &hook->output_log_policies) },
	};
	return value_map(map_of(arena, members, ARRAY_LEN(members)));
}

static struct value map_or_empty(struct arena *arena, struct map *map)
{
	return value_map(map ? map : map_new(arena));
}

static struct value info_value(struct arena *arena, const struct release *release)
{
	const struct json_member members[] = {
		{ "FirstDeployed", time_value(arena, &release->first_deployed) },
		{ "LastDeployed", time_value(arena, &release->last_deployed) },
		{ "Deleted", time_value(arena, &release->deleted) },
		{ "Description", value_string(release->description) },
		{ "Status", value_string(release->status) },
		{ "RollbackRevision", value_int(release->rollback_revision) },
		{ "Notes", value_string(release->notes) },
	};
	return value_map(map_of(arena, members, ARRAY_LEN(members)));
}

// What templates see, under Go's field names.
static struct value release_value(struct arena *arena, const struct release *release)
{
	struct list *hooks = list_new(arena, release->hooks_len);
	const struct json_member chart[] = {
		{ "Metadata", value_map(metadata_to_map(arena, &release->metadata)) },
		{ "Values", map_or_empty(arena, release->chart_values) },
	};
	for (size_t i = 0; i < release->hooks_len; i++)
		list_push(arena, hooks, hook_value(arena, &release->hooks[i]));
	const struct json_member members[] = {
		{ "Name", value_string(release->name) },
		{ "Info", info_value(arena, release) },
		{ "Chart", value_map(map_of(arena, chart, ARRAY_LEN(chart))) },
		{ "Config", map_or_empty(arena, release->config) },
		{ "Manifest", value_string(release->manifest) },
		{ "Hooks", value_list(hooks) },
		{ "Version", value_int(release->version) },
		{ "Namespace", value_string(release->namespace) },
		{ "Labels", value_map_of(TYPE_STRING_MAP, release->labels) },
		{ "ApplyMethod", value_string(release->apply_method) },
	};
	return value_map(map_of(arena, members, ARRAY_LEN(members)));
}

// Here Helm offers Go's own functions alone.
static const struct tmpl_func *find_nothing(struct str name)
{
	(void)name;
	return NULL;
}

static bool print_template(struct getting *getting, struct str text)
{
	struct arena *arena = getting->cli->arena;
	struct tmpl_options options = { find_nothing, NULL };
	struct source *source = ARENA_NEW(arena, struct source);
	struct func_env env = { .arena = arena };
	struct tmpl_set *set = tmpl_set_new(arena, &options);
	struct arena scratch = { 0 }; // the run takes memory back: nothing that stays may come from it
	struct tmpl_run run = { &scratch, arena, &env };
	struct tmpl_failure failure;
	struct map *top = map_new(arena);
	*source = (struct source){ STR("_"), text };
	if (!tmpl_set_parse(set, source, getting->err))
		return false;
	map_set(arena, top, STR("Release"), release_value(arena, &getting->release));
	bool ok = tmpl_execute(set, source->name, value_map(top), &run, &getting->out, &failure);
	arena_done(&scratch);
	return ok || fail(getting->err, NOWHERE, "%.*s", STR_FMT(failure.levels[0].text));
}

static bool print_all(struct getting *getting)
{
	struct str template = cli_value(getting->cli, "template");
	struct release_view view = { .shows_chart = true, .shows_all = true };
	return template.len ? print_template(getting, template)
	                    : release_text_print(getting->cli, &getting->release, &view, &getting->out, getting->err);
}

// ---- the parts -------------------------------------------------------------------------------------------------

static bool print_hooks(struct getting *getting)
{
	release_hooks_print(&getting->release, &getting->out);
	return true;
}

static bool print_manifest(struct getting *getting)
{
	strbuf_printf(&getting->out, "%.*s\n", STR_FMT(getting->release.manifest));
	return true;
}

static bool print_notes(struct getting *getting)
{
	if (getting->release.notes.len)
		strbuf_printf(&getting->out, "NOTES:\n%.*s\n", STR_FMT(getting->release.notes));
	return true;
}

static bool print_values(struct getting *getting)
{
	struct map *values = getting->release.config;
	bool all = cli_flag(getting->cli, "all");
	if (all && !release_values(getting->cli, &getting->release, &values, getting->err))
		return false;
	if (getting->format == FORMAT_TABLE)
		strbuf_add(&getting->out, all ? STR("COMPUTED VALUES:\n") : STR("USER-SUPPLIED VALUES:\n"));
	return format_value(getting->cli, getting->format == FORMAT_TABLE ? FORMAT_YAML : getting->format,
	                    values ? value_map(values) : value_null(), &getting->out, getting->err);
}

// ---- metadata --------------------------------------------------------------------------------------------------

static struct str pairs(struct arena *arena, struct map *map)
{
	struct strbuf out = strbuf_in(arena);
	if (map)
		map_sort(map);
	for (size_t i = 0; map && i < map->len; i++)
		strbuf_printf(&out, i ? ",%.*s=%.*s" : "%.*s=%.*s", STR_FMT(map->entries[i].key),
		              STR_FMT(map->entries[i].value.s));
	return strbuf_str(&out, arena);
}

static int compare_names(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str dependency_names(struct arena *arena, const struct metadata *metadata)
{
	struct strbuf out = strbuf_in(arena);
	struct str *names = ARENA_ARRAY(arena, struct str, metadata->dependencies_len + 1);
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		names[i] = metadata->dependencies[i].name;
	qsort(names, metadata->dependencies_len, sizeof(*names), compare_names);
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		strbuf_printf(&out, i ? ",%.*s" : "%.*s", STR_FMT(names[i]));
	return strbuf_str(&out, arena);
}

static struct str apply_method(struct arena *arena, struct str method)
{
	struct strbuf out = strbuf_in(arena);
	if (!method.len)
		return STR("client-side apply (defaulted)");
	if (str_is(method, "csa"))
		return STR("client-side apply");
	if (str_is(method, "ssa"))
		return STR("server-side apply");
	strbuf_add(&out, STR("unknown ("));
	quote(&out, method);
	strbuf_add_char(&out, ')');
	return strbuf_str(&out, arena);
}

static struct str deployed_at(struct arena *arena, const struct release *release)
{
	struct gotime zero = { .seconds = -62135596800 };
	struct strbuf out = strbuf_in(arena);
	gotime_format(&out, release->last_deployed.is_set ? release->last_deployed.time : zero,
	              STR("2006-01-02T15:04:05Z07:00"));
	return strbuf_str(&out, arena);
}

static void print_metadata_table(struct getting *getting)
{
	struct arena *arena = getting->cli->arena;
	const struct release *release = &getting->release;
	const struct {
		const char *name;
		struct str text;
	} rows[] = {
		{ "NAME", release->name },
		{ "CHART", release->metadata.name },
		{ "VERSION", release->metadata.version },
		{ "APP_VERSION", release->metadata.app_version },
		{ "ANNOTATIONS", pairs(arena, release->metadata.annotations) },
		{ "LABELS", pairs(arena, release->labels) },
		{ "DEPENDENCIES", dependency_names(arena, &release->metadata) },
		{ "NAMESPACE", release->namespace },
		{ "REVISION", arena_printf(arena, "%lld", (long long)release->version) },
		{ "STATUS", release->status },
		{ "DEPLOYED_AT", deployed_at(arena, release) },
		{ "APPLY_METHOD", apply_method(arena, release->apply_method) },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		strbuf_printf(&getting->out, "%s: %.*s\n", rows[i].name, STR_FMT(rows[i].text));
}

static bool dependency_json(struct arena *arena, struct strbuf *out, const struct dependency *dependency,
                            struct error *err)
{
	const struct json_member members[] = {
		{ "name", value_string(dependency->name) },
		{ dependency->version.len ? "version" : NULL, value_string(dependency->version) },
		{ "repository", value_string(dependency->repository) },
		{ dependency->condition.len ? "condition" : NULL, value_string(dependency->condition) },
		{ dependency->tags.len ? "tags" : NULL, text_list(arena, &dependency->tags) },
		{ dependency->enabled ? "enabled" : NULL, value_bool(true) },
		{ dependency->import_values && dependency->import_values->len ? "import-values" : NULL,
		  value_list(dependency->import_values) },
		{ dependency->alias.len ? "alias" : NULL, value_string(dependency->alias) },
	};
	return json_struct(arena, out, members, ARRAY_LEN(members), err);
}

// The list stands between two groups of members.
static bool metadata_json(struct getting *getting, struct strbuf *out)
{
	struct arena *arena = getting->cli->arena;
	const struct release *release = &getting->release;
	const struct metadata *metadata = &release->metadata;
	const struct json_member head[] = {
		{ "name", value_string(release->name) },
		{ "chart", value_string(metadata->name) },
		{ "version", value_string(metadata->version) },
		{ "appVersion", value_string(metadata->app_version) },
		{ metadata->annotations && metadata->annotations->len ? "annotations" : NULL,
		  value_map(metadata->annotations) },
		{ release->labels && release->labels->len ? "labels" : NULL, value_map(release->labels) },
	};
	const struct json_member tail[] = {
		{ "namespace", value_string(release->namespace) },
		{ "revision", value_int(release->version) },
		{ "status", value_string(release->status) },
		{ "deployedAt", value_string(deployed_at(arena, release)) },
		{ release->apply_method.len ? "applyMethod" : NULL, value_string(release->apply_method) },
	};
	struct strbuf rest = strbuf_in(arena);
	if (!json_struct(arena, out, head, ARRAY_LEN(head), getting->err) ||
	    !json_struct(arena, &rest, tail, ARRAY_LEN(tail), getting->err))
		return false;
	strbuf_truncate(out, out->len - 1);
	for (size_t i = 0; i < metadata->dependencies_len; i++) {
		strbuf_add_cstr(out, i ? "," : ",\"dependencies\":[");
		if (!dependency_json(arena, out, &metadata->dependencies[i], getting->err))
			return false;
	}
	strbuf_add_cstr(out, metadata->dependencies_len ? "]," : ",");
	strbuf_add(out, str_from(strbuf_peek(&rest), 1));
	return true;
}

static bool print_metadata(struct getting *getting)
{
	struct strbuf json = strbuf_in(getting->cli->arena);
	if (!getting->release.has_chart)
		return fail(getting->err, NOWHERE, "the record of the release holds no chart");
	if (getting->format == FORMAT_TABLE) {
		print_metadata_table(getting);
		return true;
	}
	return metadata_json(getting, &json) &&
	       format_json(getting->cli, getting->format, strbuf_peek(&json), &getting->out, getting->err);
}

// ---- the command -----------------------------------------------------------------------------------------------

static int get(struct cli *cli, bool (*print)(struct getting *getting))
{
	struct error err = { .arena = cli->arena };
	struct getting getting = { .cli = cli, .out = strbuf_in(cli->arena), .err = &err };
	struct release_storage storage;
	bool ok = format_read(cli, &getting.format, &err) && cluster_release(cli, &storage, &getting.release, &err) &&
	          print(&getting) && output_write(strbuf_peek(&getting.out), &err);
	return ok ? EXIT_SUCCESS : error_print(cli, &err);
}

static int run_all(struct cli *cli)
{
	return get(cli, print_all);
}
static int run_hooks(struct cli *cli)
{
	return get(cli, print_hooks);
}
static int run_manifest(struct cli *cli)
{
	return get(cli, print_manifest);
}
static int run_metadata(struct cli *cli)
{
	return get(cli, print_metadata);
}
static int run_notes(struct cli *cli)
{
	return get(cli, print_notes);
}
static int run_values(struct cli *cli)
{
	return get(cli, print_values);
}

#define SUBCOMMAND(word, text, function, ...) \
	{ \
		.name = word, .usage = "RELEASE_NAME", .summary = text, \
		.options = { revision_options, target_options, __VA_ARGS__ }, .min_args = 1, .max_args = 1, \
		.arg_words = "", .run = function \
	}

static const struct command all_command =
	SUBCOMMAND("all", "show everything that is kept of a release", run_all, all_options);
static const struct command hooks_command = SUBCOMMAND("hooks", "show a release's hooks", run_hooks, NULL);
static const struct command manifest_command = SUBCOMMAND("manifest", "show a release's manifest", run_manifest, NULL);
static const struct command metadata_command =
	SUBCOMMAND("metadata", "show a release's metadata", run_metadata, output_options);
static const struct command notes_command = SUBCOMMAND("notes", "show a release's notes", run_notes, NULL);
static const struct command values_command =
	SUBCOMMAND("values", "show a release's values", run_values, values_only, output_options);

static const struct command *const subcommands[] = {
	&all_command, &hooks_command, &manifest_command, &metadata_command, &notes_command, &values_command, NULL
};

const struct command get_command = {
	.name = "get",
	.usage = "",
	.summary = "show what is kept of a release",
	.max_args = -1,
	.subcommands = subcommands,
};
