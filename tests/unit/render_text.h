/* SPDX-License-Identifier: Apache-2.0
 *
 * Renders one template in the surroundings that tests/reference/template has too: .Chart and .Files of
 * tests/data/chart, .Capabilities of a cluster 1.33, the given values.
 */
#ifndef PINTLE_TESTS_RENDER_TEXT_H
#define PINTLE_TESTS_RENDER_TEXT_H

#include <stdlib.h>

#include "chart/chart.h"
#include "func/env.h"
#include "func/func.h"
#include "render/capabilities.h"
#include "render/files.h"
#include "render/methods.h"
#include "tmpl/tmpl.h"
#include "value/yaml.h"

#define RENDER_CHART "tests/data/chart"

static inline struct value render_release_value(struct arena *arena)
{
	struct map *release = map_new(arena);
	map_set(arena, release, STR("Name"), value_string(STR("r")));
	map_set(arena, release, STR("Namespace"), value_string(STR("default")));
	map_set(arena, release, STR("Revision"), value_int(1));
	map_set(arena, release, STR("IsInstall"), value_bool(true));
	return value_map(release);
}

/* Read once: templates do not change it. */
static inline struct chart *render_chart(void)
{
	static struct arena arena;
	static struct chart *chart;
	struct error err = { .arena = &arena };
	struct chart_loader loader = { .arena = &arena };
	struct str data;
	if (chart)
		return chart;
	bool ok = chart_load(&loader, RENDER_CHART, &chart, &err);
	for (size_t i = 0; ok && i < chart->files.len; i++)
		ok = chart_file_data(&arena, &chart->files.items[i], &data, &err);
	if (!ok) {
		fprintf(stderr, "%.*s\n", STR_FMT(err.message));
		abort();
	}
	return chart;
}

static inline struct value render_dot(struct arena *arena, struct map *values)
{
	static const struct str more_versions = STR_INIT("example.com/v1");
	struct error err = { .arena = arena };
	struct chart *chart = render_chart();
	struct kube_version kube_version;
	if (!kube_version_parse(arena, STR("v1.33.4-gke.1"), &kube_version, &err))
		abort();
	struct map *dot = map_new(arena), *metadata = metadata_to_map(arena, &chart->metadata),
		   *template = map_new(arena);
	map_set(arena, metadata, STR("IsRoot"), value_bool(true));
	map_set(arena, template, STR("Name"), value_string(STR("t")));
	map_set(arena, template, STR("BasePath"), value_string(STR("fixed/templates")));
	map_set(arena, dot, STR("Chart"), value_map(metadata));
	map_set(arena, dot, STR("Files"), files_value(arena, &chart->files));
	map_set(arena, dot, STR("Release"), render_release_value(arena));
	map_set(arena, dot, STR("Capabilities"), capabilities_value(arena, &kube_version, true, &more_versions, 1));
	map_set(arena, dot, STR("Values"), value_map_of(TYPE_VALUES, values));
	map_set(arena, dot, STR("Subcharts"), value_map(map_new(arena)));
	map_set(arena, dot, STR("Template"), value_map_of(TYPE_VALUES, template));
	return value_map_of(TYPE_VALUES, dot);
}

/* The output or the error's text is left in *out. True if there was no error. */
static inline bool render_text(struct arena *arena, struct str text, struct str values_text, struct strbuf *out)
{
	const struct tmpl_options options = { func_find, type_methods };
	struct error err = { .arena = arena };
	struct source source = { STR("t"), text };
	struct func_env env = { .arena = arena };
	struct arena scratch = { 0 };
	struct tmpl_run run = { &scratch, arena, &env };
	struct tmpl_failure failure = { 0 };
	struct tmpl_set *set = tmpl_set_new(arena, &options);
	struct map *values;
	if (!yaml_read_map(arena, values_text, 0, &values, &err) || !tmpl_set_parse(set, &source, &err)) {
		strbuf_add(out, err.message);
		return false;
	}
	bool ok = tmpl_execute(set, source.name, render_dot(arena, values), &run, out, &failure);
	if (!ok)
		strbuf_add(out, failure.levels[0].text);
	arena_done(&scratch);
	return ok;
}

#endif
