// SPDX-License-Identifier: Apache-2.0
// What Chart.yaml says about subcharts: aliases make copies, tags and conditions remove, import-values lift values into
// the parent. Helm: pkg/chart/v2/util/dependencies.go.
#include "chart/chart.h"
#include "text/log.h"
#include "text/semver.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/print.h"

bool version_in_range(struct str constraint, struct str version)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct semver parsed;
	if (!semver_parse(version, &parsed, &err))
		return false;
	struct semver_constraint *range = semver_constraint_parse(&arena, constraint, &err);
	return range && semver_constraint_check(range, &parsed);
}

// A table by its dotted path, or NULL with the part of it that is none: Values.Table.
static struct map *find_table(const struct map *values, struct str path, struct str *ret_missing)
{
	const struct map *table = values;
	for (struct str part, rest = path; str_next_field(&rest, '.', &part);) {
		const struct value *found = map_get(table, part);
		*ret_missing = part;
		if (!found || !value_is_table(*found))
			return NULL;
		table = found->map;
	}
	return (struct map *)table;
}

// Values.PathValue: what stands at a path, if it is no table.
static const struct value *find_path(const struct map *values, struct str path)
{
	struct str missing;
	size_t dot = str_rfind_char(path, '.');
	const struct map *table = dot == STR_NPOS ? values : find_table(values, str_slice(path, 0, dot), &missing);
	const struct value *found = table ? map_get(table, dot == STR_NPOS ? path : str_from(path, dot + 1)) : NULL;
	return found && !value_is_table(*found) ? found : NULL;
}

// ---- enabling --------------------------------------------------------------------------------------------------

struct enabling {
	struct arena *arena, *scratch; // values that only decide are made in the scratch arena
	const struct warnings *warnings;
	struct error *err;
};

// `what`: "tag" or "path".
static void warn_no_bool(const struct enabling *run, const char *what, struct str name,
                         const struct dependency *dependency)
{
	const struct log_field fields[] = { { what, name }, { "chart", dependency->name }, { NULL, STR_NONE } };
	log_tell(run->warnings, run->scratch, LOG_LEVEL_WARN, STR("returned non-bool value"), fields);
}

static void apply_tags(const struct enabling *run, struct metadata *metadata, const struct map *values)
{
	struct str missing;
	const struct map *tags = find_table(values, STR("tags"), &missing);
	if (!tags)
		return;
	for (size_t i = 0; i < metadata->dependencies_len; i++) {
		struct dependency *dependency = &metadata->dependencies[i];
		bool any_true = false, any_false = false;
		for (size_t j = 0; j < dependency->tags.len; j++) {
			const struct value *tag = map_get(tags, dependency->tags.items[j]);
			if (tag && tag->kind == VALUE_BOOL) {
				any_true |= tag->b;
				any_false |= !tag->b;
			} else if (tag) {
				warn_no_bool(run, "tag", dependency->tags.items[j], dependency);
			}
		}
		dependency->enabled = any_true || !any_false;
	}
}

// The first path of the condition that holds a boolean decides.
static void apply_conditions(const struct enabling *run, struct metadata *metadata, const struct map *values,
                             struct str prefix)
{
	for (size_t i = 0; i < metadata->dependencies_len; i++) {
		struct dependency *dependency = &metadata->dependencies[i];
		struct str rest = text_trim_space(dependency->condition.data ? dependency->condition : STR_NONE);
		for (struct str path; str_next_field(&rest, ',', &path);) {
			if (path.len == 0)
				continue;
			const struct value *found = find_path(values, ARENA_CONCAT(run->scratch, prefix, path));
			if (found && found->kind == VALUE_BOOL) {
				dependency->enabled = found->b;
				break;
			}
			if (found)
				warn_no_bool(run, "path", path, dependency);
		}
	}
}

static bool fits(const struct dependency *dependency, const struct chart *chart)
{
	return str_eq(dependency->name, chart->metadata.name) &&
	       version_in_range(dependency->version.data ? dependency->version : STR_NONE, chart->metadata.version);
}

// A copy of the chart with its own metadata and subcharts, so that a second alias of it can differ.
static struct chart *copy_chart(struct arena *arena, const struct chart *chart, struct str alias)
{
	struct chart *copy = ARENA_NEW(arena, struct chart);
	*copy = *chart;
	copy->metadata.dependencies = ARENA_ARRAY(arena, struct dependency, chart->metadata.dependencies_len);
	for (size_t i = 0; i < chart->metadata.dependencies_len; i++)
		copy->metadata.dependencies[i] = chart->metadata.dependencies[i];
	copy->dependencies = NULL;
	copy->dependencies_len = copy->dependencies_cap = 0;
	for (size_t i = 0; i < chart->dependencies_len; i++)
		chart_add_dependency(arena, copy, copy_chart(arena, chart->dependencies[i], STR_NONE));
	if (alias.len)
		copy->metadata.name = alias;
	return copy;
}

static bool is_listed(const struct metadata *metadata, const struct chart *chart)
{
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		if (fits(&metadata->dependencies[i], chart))
			return true;
	return false;
}

// Subcharts that Chart.yaml does not list stay; each that it lists is taken once for each time it is listed.
static void resolve_aliases(struct arena *arena, struct chart *chart)
{
	struct chart **old = chart->dependencies;
	size_t old_len = chart->dependencies_len;
	struct metadata *metadata = &chart->metadata;
	chart->dependencies = NULL;
	chart->dependencies_len = chart->dependencies_cap = 0;
	for (size_t i = 0; i < old_len; i++)
		if (!is_listed(metadata, old[i]))
			chart_add_dependency(arena, chart, old[i]);
	for (size_t i = 0; i < metadata->dependencies_len; i++) {
		struct dependency *dependency = &metadata->dependencies[i];
		for (size_t j = 0; j < old_len; j++) {
			if (!fits(dependency, old[j]))
				continue;
			chart_add_dependency(arena, chart, copy_chart(arena, old[j], dependency->alias));
			break;
		}
		if (dependency->alias.len)
			dependency->name = dependency->alias;
		dependency->enabled = true;
	}
}

static bool is_disabled(const struct metadata *metadata, struct str name)
{
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		if (!metadata->dependencies[i].enabled && str_eq(metadata->dependencies[i].name, name))
			return true;
	return false;
}

// Removes disabled subcharts. Their entries in the metadata go after the enabled subcharts were processed, as
// is_disabled looks at them.
static void remove_disabled(struct chart *chart)
{
	size_t kept = 0;
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!is_disabled(&chart->metadata, chart->dependencies[i]->metadata.name))
			chart->dependencies[kept++] = chart->dependencies[i];
	chart->dependencies_len = kept;
}

static void remove_disabled_metadata(struct arena *arena, struct metadata *metadata)
{
	struct dependency *kept = ARENA_ARRAY(arena, struct dependency, metadata->dependencies_len);
	size_t len = 0;
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		if (!is_disabled(metadata, metadata->dependencies[i].name))
			kept[len++] = metadata->dependencies[i];
	metadata->dependencies = kept;
	metadata->dependencies_len = len;
}

static bool process_enabled(const struct enabling *run, struct chart *chart, const struct map *values,
                            struct str prefix)
{
	struct map *coalesced;
	if (!chart->metadata.has_dependencies)
		return true;
	resolve_aliases(run->arena, chart);
	if (!chart_coalesce(run->scratch, chart, values, false, run->warnings, &coalesced, run->err))
		return false;
	apply_tags(run, &chart->metadata, coalesced);
	apply_conditions(run, &chart->metadata, coalesced, prefix);
	remove_disabled(chart);
	for (size_t i = 0; i < chart->dependencies_len; i++) {
		struct chart *child = chart->dependencies[i];
		struct str inner = ARENA_CONCAT(run->scratch, prefix, child->metadata.name, STR("."));
		if (!process_enabled(run, child, coalesced, inner))
			return false;
	}
	remove_disabled_metadata(run->arena, &chart->metadata);
	chart->metadata.has_dependencies = chart->metadata.dependencies_len > 0;
	return true;
}

// ---- import-values ---------------------------------------------------------------------------------------------

static struct map *nested_map(struct arena *arena, struct str path, struct map *map)
{
	if (str_is(path, "."))
		return map;
	while (path.len || path.data) {
		size_t dot = str_rfind_char(path, '.');
		struct map *outer = map_new(arena);
		map_set(arena, outer, dot == STR_NPOS ? path : str_from(path, dot + 1), value_map(map));
		map = outer;
		if (dot == STR_NPOS)
			break;
		path = str_slice(path, 0, dot);
	}
	return map;
}

static struct str printed_member(struct arena *arena, const struct map *map, struct str key)
{
	const struct value *found = map_get(map, key);
	struct strbuf text = strbuf_in(arena);
	value_print(&text, found ? *found : value_null());
	return strbuf_str(&text, arena);
}

// One entry of import-values: the parts { child, parent } of it. False if it is neither a text nor a map.
static bool import_paths(struct arena *arena, struct value entry, struct str *ret_child, struct str *ret_parent)
{
	if (entry.kind == VALUE_STRING) {
		*ret_child = ARENA_CONCAT(arena, STR("exports."), entry.s);
		*ret_parent = STR(".");
		return true;
	}
	if (entry.kind != VALUE_MAP)
		return false;
	*ret_child = printed_member(arena, entry.map, STR("child"));
	*ret_parent = printed_member(arena, entry.map, STR("parent"));
	return true;
}

static void warn_no_table(struct arena *arena, const struct warnings *warnings, const struct dependency *dependency,
                          bool names_chart, struct str missing)
{
	struct strbuf text = strbuf_in(arena);
	quote(&text, missing);
	strbuf_add(&text, STR(" is not a table"));
	const struct log_field fields[] = { { "chart", dependency->name },
		                            { "error", strbuf_str(&text, arena) },
		                            { NULL, STR_NONE } };
	struct str message =
		names_chart ? STR("ImportValues missing table from chart") : STR("ImportValues missing table");
	log_tell(warnings, arena, LOG_LEVEL_WARN, message, names_chart ? fields : fields + 1);
}

static void import_from(struct arena *arena, struct dependency *dependency, const struct map *values, struct map *into,
                        const struct warnings *warnings)
{
	struct list *paths = list_new(arena, 0);
	for (size_t i = 0; dependency->import_values && i < dependency->import_values->len; i++) {
		struct str child, parent;
		if (!import_paths(arena, dependency->import_values->items[i], &child, &parent))
			continue;
		struct map *pair = map_new(arena);
		map_set(arena, pair, STR("child"), value_string(child));
		map_set(arena, pair, STR("parent"), value_string(parent));
		list_push(arena, paths, value_map_of(TYPE_STRING_MAP, pair));
		struct str missing;
		struct map *table =
			find_table(values, ARENA_CONCAT(arena, dependency->name, STR("."), child), &missing);
		if (table)
			tables_coalesce(arena, into, nested_map(arena, parent, table), STR_NONE, true, warnings);
		else
			warn_no_table(arena, warnings, dependency,
			              dependency->import_values->items[i].kind == VALUE_MAP, missing);
	}
	dependency->import_values = paths->len ? paths : NULL;
}

static bool process_import_values(struct arena *arena, struct chart *chart, const struct warnings *warnings,
                                  struct error *err)
{
	struct map *values, *imported = map_new(arena);
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!process_import_values(arena, chart->dependencies[i], warnings, err))
			return false;
	if (!chart->metadata.has_dependencies)
		return true;
	if (!chart_coalesce(arena, chart, NULL, true, warnings, &values, err))
		return false;
	for (size_t i = 0; i < chart->metadata.dependencies_len; i++)
		import_from(arena, &chart->metadata.dependencies[i], values, imported, warnings);
	chart->values = values;
	if (imported->len) { // these share tables with the values
		chart->values = value_copy(arena, value_map(values)).map;
		tables_coalesce(arena, chart->values, imported, STR_NONE, true, warnings);
	}
	return true;
}

bool chart_process_dependencies(struct arena *arena, struct chart *chart, struct map *values,
                                const struct warnings *warnings, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	struct enabling run = { arena, &scratch, warnings, err };
	return process_enabled(&run, chart, values, STR_NONE) && process_import_values(arena, chart, warnings, err);
}

bool chart_check_dependencies(const struct chart *chart, struct error *err)
{
	struct strbuf missing = strbuf_in(err->arena);
	size_t count = 0;
	for (size_t i = 0; i < chart->metadata.dependencies_len; i++) {
		struct str name = chart->metadata.dependencies[i].name;
		bool found = false;
		for (size_t j = 0; j < chart->dependencies_len; j++)
			found |= str_eq(chart->dependencies[j]->metadata.name, name);
		if (found)
			continue;
		strbuf_add(&missing, count++ ? STR(", ") : STR_NONE);
		strbuf_add(&missing, name);
	}
	return count == 0 || fail(err, NOWHERE, "found in Chart.yaml, but missing in charts/ directory: %.*s",
	                          STR_FMT(strbuf_peek(&missing)));
}
