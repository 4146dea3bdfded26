// SPDX-License-Identifier: Apache-2.0
// Values of charts: reading a values file, and Helm's coalescing of the user's values with those of a chart and its
// subcharts (pkg/chart/common/util/coalesce.go). Go iterates over maps in random order; here it is the order of keys.
#include "chart/chart.h"
#include "value/documents.h"
#include "value/print.h"

static const struct str global_key = STR_INIT("global");

struct coalesce {
	struct arena *arena;
	const struct warnings *warnings;
	bool merge;
	struct error *err;
};

static struct str join_path(struct arena *arena, struct str prefix, struct str name)
{
	return prefix.len ? ARENA_CONCAT(arena, prefix, STR("."), name) : name;
}

static struct map *copy_map(struct arena *arena, const struct map *map)
{
	struct map *copy = map_new(arena);
	for (size_t i = 0; i < map->len; i++)
		map_set(arena, copy, map->entries[i].key, map->entries[i].value);
	return copy;
}

// The table under "global", or a new one; false if something else is there.
static bool find_globals(struct arena *arena, const struct map *map, struct map **ret)
{
	const struct value *found = map_get(map, global_key);
	if (found && !value_is_table(*found))
		return false;
	*ret = found ? found->map : map_new(arena);
	return true;
}

static void coalesce_global(const struct coalesce *run, struct map *into, const struct map_entry *entry,
                            struct str prefix)
{
	const struct value *old = map_get(into, entry->key);
	if (!value_is_table(entry->value)) {
		if (old && value_is_table(*old))
			log_info(run->warnings, run->arena, "key %.*s is table. Skipping", STR_FMT(entry->key));
		else
			map_set(run->arena, into, entry->key, entry->value);
		return;
	}
	struct map *copy = copy_map(run->arena, entry->value.map);
	if (old && !value_is_table(*old)) {
		log_info(run->warnings, run->arena, "Conflict: cannot merge map onto non-map for \"%.*s\". Skipping.",
		         STR_FMT(entry->key));
		return;
	}
	// The parent's globals win over the subchart's.
	if (old)
		tables_coalesce(run->arena, copy, old->map, join_path(run->arena, prefix, entry->key), true,
		                run->warnings);
	struct value value = entry->value;
	value.map = copy;
	map_set(run->arena, into, entry->key, value);
}

static void coalesce_globals(const struct coalesce *run, struct map *dest, const struct map *src, struct str prefix)
{
	struct map *into, *from;
	if (!find_globals(run->arena, dest, &into)) {
		log_info(run->warnings, run->arena,
		         "warning: skipping globals because destination global is not a table.");
		return;
	}
	if (!find_globals(run->arena, src, &from)) {
		log_info(run->warnings, run->arena, "warning: skipping globals because source global is not a table.");
		return;
	}
	for (size_t i = 0; i < from->len; i++)
		coalesce_global(run, into, &from->entries[i], prefix);
	map_set(run->arena, dest, global_key, value_map(into));
}

static bool is_child(const struct chart *chart, struct str name)
{
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (str_eq(chart->dependencies[i]->metadata.name, name))
			return true;
	return false;
}

static void coalesce_key(const struct coalesce *run, const struct chart *chart, struct map *dest,
                         const struct map_entry *entry, struct str prefix)
{
	struct value *value = map_get(dest, entry->key);
	if (!value) {
		// A chart's own nulls do not show.
		if (!run->merge && entry->value.kind == VALUE_NULL)
			return;
		if (!run->merge && value_is_table(entry->value))
			table_remove_nulls(entry->value.map);
		map_set(run->arena, dest, entry->key, entry->value);
		return;
	}
	if (value->kind == VALUE_NULL && !run->merge) {
		map_delete(dest, entry->key);
		return;
	}
	if (!value_is_table(*value))
		return;
	if (!value_is_table(entry->value)) {
		if (entry->value.kind != VALUE_NULL)
			log_info(run->warnings, run->arena, "warning: skipped value for %.*s.%.*s: Not a table.",
			         STR_FMT(prefix), STR_FMT(entry->key));
		return;
	}
	bool merge = run->merge || is_child(chart, entry->key);
	if (!merge)
		table_remove_nulls(entry->value.map);
	tables_coalesce(run->arena, value->map, entry->value.map, join_path(run->arena, prefix, entry->key), merge,
	                run->warnings);
}

static void coalesce_values(const struct coalesce *run, const struct chart *chart, struct map *dest, struct str prefix)
{
	if (!chart->values)
		return;
	struct str inner = join_path(run->arena, prefix, chart->metadata.name);
	struct map *values = value_copy(run->arena, value_map(chart->values)).map;
	map_sort(values);
	for (size_t i = 0; i < values->len; i++)
		coalesce_key(run, chart, dest, &values->entries[i], inner);
}

static bool coalesce(const struct coalesce *run, const struct chart *chart, struct map *dest, struct str prefix);

static bool coalesce_dependency(const struct coalesce *run, const struct chart *chart, const struct chart *child,
                                struct map *dest, struct str prefix)
{
	struct str name = child->metadata.name, inner = join_path(run->arena, prefix, chart->metadata.name);
	const struct value *found = map_get(dest, name);
	if (!found) {
		map_set(run->arena, dest, name, value_map(map_new(run->arena)));
		found = map_get(dest, name);
	} else if (!value_is_table(*found)) {
		// Helm prints the value with %t.
		struct strbuf text = strbuf_in(run->arena);
		value_sprintf(&text, STR("%t"), found, 1);
		return fail(run->err, NOWHERE, "type mismatch on %.*s: %.*s", STR_FMT(name),
		            STR_FMT(strbuf_peek(&text)));
	}
	struct map *values = found->map;
	coalesce_globals(run, values, dest, inner);
	return coalesce(run, child, values, inner);
}

static bool coalesce(const struct coalesce *run, const struct chart *chart, struct map *dest, struct str prefix)
{
	coalesce_values(run, chart, dest, prefix);
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!coalesce_dependency(run, chart, chart->dependencies[i], dest, prefix))
			return false;
	return true;
}

bool chart_coalesce(struct arena *arena, const struct chart *chart, const struct map *values, bool merge,
                    const struct warnings *warnings, struct map **ret, struct error *err)
{
	struct coalesce run = { arena, warnings, merge, err };
	struct map *dest = map_new(arena);
	if (values)
		dest = value_copy(arena, value_map((struct map *)values)).map;
	if (!coalesce(&run, chart, dest, STR_NONE))
		return false;
	*ret = dest;
	return true;
}

// ---- values files ----------------------------------------------------------------------------------------------

// Documents are read one by one; the places of their values are those in the whole file.
static void shift_lines(struct value *value, unsigned lines)
{
	value->line += value->line ? lines : 0;
	if (value->kind == VALUE_MAP && value->map)
		for (size_t i = 0; i < value->map->len; i++)
			shift_lines(&value->map->entries[i].value, lines);
	if (value->kind == VALUE_LIST && value->list)
		for (size_t i = 0; i < value->list->len; i++)
			shift_lines(&value->list->items[i], lines);
}

bool values_load(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err)
{
	struct yaml_documents documents = { .rest = text };
	struct map *values = map_new(arena), *map;
	struct str document;
	while (yaml_next_document(&documents, &document, err)) {
		if (!yaml_read_map(arena, document, source, &map, err)) {
			err->at.line += err->at.line ? documents.start : 0;
			return fail_in(err, "cannot unmarshal yaml document");
		}
		struct value value = value_map(map);
		if (documents.start)
			shift_lines(&value, documents.start);
		values = map_merge(arena, values, map);
	}
	if (error_is_set(err))
		return fail_in(err, "error reading yaml document");
	*ret = values;
	return true;
}
