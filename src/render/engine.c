// SPDX-License-Identifier: Apache-2.0
// engine_render(): collect() walks the chart tree and makes each chart's scope (what its templates see as "."),
// parse_all() reads the templates in Helm's order, run_all() executes them. A broken template does not stop the others:
// all errors of a run are reported.
#include "render/engine.h"

#include <stdlib.h>

#include "base/fs.h"
#include "func/func.h"
#include "render/files.h"
#include "render/methods.h"
#include "render/trace.h"
#include "tmpl/tmpl.h"

struct job {
	struct str name;
	struct str base_path;
	struct chart_file *file;
	struct map *scope;
	const struct source *source;
	size_t slashes;
	size_t order; /* of those of one name */
};

struct jobs {
	struct job *items;
	size_t len, cap;
};

// ---- scopes ----------------------------------------------------------------------------------------------------

static bool is_usable(const struct chart *chart, struct str name)
{
	return !chart_is_library(chart) || str_has_prefix(fs_base(name), STR("_"));
}

static void add_jobs(const struct engine *engine, struct chart *chart, struct map *scope, struct jobs *jobs)
{
	struct str path = chart_full_path(engine->arena, chart);
	struct str base_path = fs_join(engine->arena, path, STR("templates"));
	for (size_t i = 0; i < chart->templates.len; i++) {
		struct chart_file *file = &chart->templates.items[i];
		if (!is_usable(chart, file->name))
			continue;
		struct job job = { fs_join(engine->arena, path, file->name), base_path, file, scope, NULL, 0 };
		job.slashes = str_count(job.name, STR("/"));
		jobs->items = arena_grow(engine->arena, jobs->items, &jobs->cap, jobs->len + 1, sizeof(struct job));
		jobs->items[jobs->len++] = job;
	}
}

static struct value member(const struct map *map, struct str key)
{
	const struct value *found = map_get(map, key);
	return found ? *found : value_null();
}

// A subchart's values are the table of its name in its parent's.
static struct value subchart_values(struct arena *arena, const struct map *outer, struct str name)
{
	const struct value *values = map_get(outer, STR("Values"));
	const struct value *found = NULL;
	// The name is looked up as a path: a chart's name may hold dots.
	const struct map *table = values && value_is_table(*values) ? values->map : NULL;
	for (struct str part, rest = name; table && str_next_field(&rest, '.', &part);) {
		found = map_get(table, part);
		table = found && value_is_table(*found) ? found->map : NULL;
	}
	if (!table)
		return value_map_of(TYPE_VALUES, map_new(arena));
	struct value value = *found;
	value.type = TYPE_VALUES;
	return value;
}

static struct map *collect(const struct engine *engine, struct chart *chart, const struct map *outer, struct jobs *jobs)
{
	struct arena *arena = engine->arena;
	struct map *scope = map_new(arena), *subcharts = map_new(arena);
	struct map *metadata = metadata_to_map(arena, &chart->metadata);
	map_set(arena, metadata, STR("IsRoot"), value_bool(!chart->parent));
	map_set(arena, scope, STR("Chart"), value_map(metadata));
	map_set(arena, scope, STR("Files"), files_value(arena, &chart->files));
	map_set(arena, scope, STR("Release"), member(outer, STR("Release")));
	map_set(arena, scope, STR("Capabilities"), member(outer, STR("Capabilities")));
	map_set(arena, scope, STR("Values"),
	        chart->parent ? subchart_values(arena, outer, chart->metadata.name) : member(outer, STR("Values")));
	map_set(arena, scope, STR("Subcharts"), value_map(subcharts));
	for (size_t i = 0; i < chart->dependencies_len; i++) {
		struct chart *child = chart->dependencies[i];
		map_set(arena, subcharts, child->metadata.name, value_map(collect(engine, child, scope, jobs)));
	}
	add_jobs(engine, chart, scope, jobs);
	return scope;
}

// ---- order -----------------------------------------------------------------------------------------------------

// Deeper files first, so that a parent's definitions replace those of its subcharts; then by name, backwards.
static int compare_jobs(const void *a, const void *b)
{
	const struct job *first = a, *second = b;
	if (first->slashes != second->slashes)
		return first->slashes < second->slashes ? 1 : -1;
	int by_name = -str_cmp(first->name, second->name);
	return by_name ? by_name : (first->order > second->order) - (first->order < second->order);
}

// Two subcharts of one name may bring templates of one name: in Helm's map the last one stays.
static void remove_doubles(struct jobs *jobs)
{
	size_t kept = 0;
	for (size_t i = 0; i < jobs->len; i++) {
		if (kept && str_eq(jobs->items[kept - 1].name, jobs->items[i].name))
			kept--;
		jobs->items[kept++] = jobs->items[i];
	}
	jobs->len = kept;
}

// ---- errors ----------------------------------------------------------------------------------------------------

static struct error *next_error(struct arena *arena, struct error *err)
{
	if (!error_is_set(err))
		return err;
	while (err->next)
		err = err->next;
	err->next = ARENA_NEW(arena, struct error);
	err->next->arena = err->arena;
	return err->next;
}

static void note_culprit(const struct engine *engine, const struct tmpl_failure *failure, struct error *err)
{
	if (!failure->culprit_path.len || !engine->sources)
		return;
	struct location at = value_location(engine->sources, failure->culprit);
	struct value culprit = failure->culprit;
	bool is_empty = culprit.kind == VALUE_STRING && culprit.s.len == 0;
	const char *what = culprit.kind == VALUE_NULL ? "null"
	                   : is_empty                 ? "an empty string"
	                                              : value_type_name(culprit);
	if (at.source)
		error_note(err, at, "%.*s is %s, set at", STR_FMT(failure->culprit_path), what);
	else if (failure->culprit.kind == VALUE_NULL)
		error_note(err, NOWHERE, "%.*s is not set anywhere", STR_FMT(failure->culprit_path));
}

static bool same_place(struct location a, struct location b)
{
	return a.source == b.source && a.line == b.line && a.column == b.column;
}

static bool was_noted(const struct error *err, struct location at)
{
	for (const struct note *note = err->notes; note; note = note->next)
		if (same_place(note->at, at))
			return true;
	return same_place(err->at, at);
}

static void note_skipped(struct error *err, size_t *skipped)
{
	if (*skipped)
		error_note(err, NOWHERE, "… %zu more %s from the same places", *skipped,
		           *skipped == 1 ? "time" : "times");
	*skipped = 0;
}

// Templates that include each other would fill the screen: each place is shown once.
static void note_callers(const struct tmpl_failure *failure, size_t innermost, struct error *err)
{
	size_t skipped = 0;
	for (size_t i = innermost; i-- > 0;) {
		struct location at = failure->levels[i].at;
		if (!at.source)
			continue;
		if (was_noted(err, at)) {
			skipped++;
			continue;
		}
		note_skipped(err, &skipped);
		error_note(err, at, "included from");
	}
	note_skipped(err, &skipped);
}

// The place of the innermost level is the error's; the calls around it are notes.
static void report_failure(const struct engine *engine, const struct job *job, const struct tmpl_failure *failure,
                           struct error *err)
{
	struct error *slot = next_error(engine->arena, err);
	struct location at = NOWHERE;
	size_t innermost = failure->count;
	for (size_t i = failure->count; i-- > 0 && innermost == failure->count;)
		if (failure->levels[i].at.source)
			innermost = i;
	if (innermost < failure->count)
		at = failure->levels[innermost].at;
	fail_text(slot, at, trace_exec_error(engine->arena, job->name, failure));
	note_culprit(engine, failure, slot);
	note_callers(failure, innermost, slot);
}

// ---- parsing and running ---------------------------------------------------------------------------------------

static bool parse_all(const struct engine *engine, struct tmpl_set *set, struct jobs *jobs, struct error *err)
{
	for (size_t i = 0; i < jobs->len; i++) {
		struct job *job = &jobs->items[i];
		struct source *source = ARENA_NEW(engine->arena, struct source);
		struct error parse = { .arena = engine->arena };
		if (!chart_file_data(engine->arena, job->file, &source->text, err))
			return false;
		source->name = job->name;
		job->source = source;
		if (tmpl_set_parse(set, source, &parse))
			continue;
		struct error *slot = next_error(engine->arena, err);
		fail_text(slot, parse.at, trace_parse_error(engine->arena, job->name, parse.message));
	}
	return !error_is_set(err);
}

static void push_rendered(struct arena *arena, struct rendered *rendered, struct str name, struct str text)
{
	rendered->files =
		arena_grow(arena, rendered->files, &rendered->cap, rendered->len + 1, sizeof(struct rendered_file));
	rendered->files[rendered->len++] = (struct rendered_file){ name, text };
}

static void run_job(const struct engine *engine, struct tmpl_set *set, const struct job *job,
                    const struct tmpl_run *run, struct strbuf *out, struct rendered *rendered, struct error *err)
{
	struct tmpl_failure failure;
	struct map *template = map_new(engine->arena);
	map_set(engine->arena, template, STR("Name"), value_string(job->name));
	map_set(engine->arena, template, STR("BasePath"), value_string(job->base_path));
	map_set(engine->arena, job->scope, STR("Template"), value_map_of(TYPE_VALUES, template));
	strbuf_truncate(out, 0);
	if (!tmpl_execute(set, job->name, value_map_of(TYPE_VALUES, job->scope), run, out, &failure)) {
		report_failure(engine, job, &failure, err);
		return;
	}
	tmpl_strip_no_value(out, 0);
	push_rendered(engine->arena, rendered, job->name, arena_str(engine->arena, strbuf_peek(out)));
}

static bool run_all(const struct engine *engine, struct tmpl_set *set, const struct jobs *jobs, struct rendered *ret,
                    struct error *err)
{
	struct arena scratch = { 0 };
	struct tmpl_run run = { &scratch, engine->arena, engine->env };
	struct strbuf out = { 0 };
	for (size_t i = 0; i < jobs->len; i++)
		if (!str_has_prefix(fs_base(jobs->items[i].name), STR("_")))
			run_job(engine, set, &jobs->items[i], &run, &out, ret, err);
	strbuf_done(&out);
	arena_done(&scratch);
	return !error_is_set(err);
}

bool engine_render(const struct engine *engine, struct chart *chart, const struct map *top, struct rendered *ret,
                   struct error *err)
{
	struct jobs jobs = { 0 };
	struct tmpl_options options = { func_find, type_methods };
	struct tmpl_set *set = tmpl_set_new(engine->arena, &options);
	collect(engine, chart, top, &jobs);
	for (size_t i = 0; i < jobs.len; i++)
		jobs.items[i].order = i;
	if (jobs.len)
		qsort(jobs.items, jobs.len, sizeof(struct job), compare_jobs);
	remove_doubles(&jobs);
	return parse_all(engine, set, &jobs, err) && run_all(engine, set, &jobs, ret, err);
}
