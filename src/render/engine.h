/* SPDX-License-Identifier: Apache-2.0
 *
 * engine: all templates of a chart and its subcharts, parsed into one set and executed: Helm's pkg/engine.
 */
#ifndef PINTLE_RENDER_ENGINE_H
#define PINTLE_RENDER_ENGINE_H

#include "chart/chart.h"
#include "func/env.h"
#include "value/yaml.h"

struct rendered_file {
	struct str name; /* "web/templates/deployment.yaml" */
	struct str text;
};

struct rendered {
	struct rendered_file *files; /* in the order of execution */
	size_t len, cap;
};

struct engine {
	struct arena *arena;          /* for everything that outlives the call */
	struct source_table *sources; /* where values were read; may be NULL */
	struct func_env *env;
};

/* Renders every template that is not a partial. `top` holds Values, Release and Capabilities. On failure *err is Helm's
 * error of the first broken template with notes, and err->next those of the others. */
bool engine_render(const struct engine *engine, struct chart *chart, const struct map *top, struct rendered *ret,
                   struct error *err);

#endif
