/* SPDX-License-Identifier: Apache-2.0
 *
 * render: a chart and the user's values become a release's manifest, hooks and notes, as Helm's install action makes
 * them without a cluster.
 *
 *     struct render_request request = { .chart = chart, .values = values, .name = STR("web"), … };
 *     struct release_text release;
 *     if (!render_release(&request, &release, &err)) ...
 */
#ifndef PINTLE_RENDER_RENDER_H
#define PINTLE_RENDER_RENDER_H

#include "chart/chart.h"
#include "func/env.h"
#include "render/capabilities.h"
#include "render/manifest.h"

struct render_request {
	struct arena *arena;
	struct source_table *sources;
	const struct warnings *warnings;
	struct chart *chart; /* is changed: dependencies are processed */
	struct map *values;  /* the user's */
	struct str name, namespace;
	int64_t revision;
	bool is_upgrade;
	struct kube_version kube_version;
	const struct str *api_versions; /* added to Helm's own */
	size_t api_versions_len;
	bool has_own_api_versions; /* api_versions are all that there are: a server's */
	bool skip_schema_validation;
	bool subchart_notes;
	bool has_dependencies; /* the chart's dependencies were processed already */
	struct func_env *env;
	/* Takes all files as one stream of documents and gives it back changed; NULL: none. */
	bool (*post_render)(void *context, struct arena *arena, struct str in, struct str *ret, struct error *err);
	void *post_render_context;
};

struct release_text {
	struct manifests hooks, resources;
	struct str notes;
	struct rendered files; /* as rendered: for the message about a broken document */
	bool is_begun; /* the values are fine: what fails from here on fails with a release in hand, as Helm has it */
};

/* The dependencies that the values ask for, and what they import: once, before the chart is rendered. False with Helm's
 * error, which is logged, too. */
bool render_dependencies(const struct render_request *request, struct error *err);

/* False with Helm's error. If the documents could not be read, ret->files holds what was rendered, ret->hooks the hooks
 * before the broken one. */
bool render_release(const struct render_request *request, struct release_text *ret, struct error *err);

/* The values that templates see: coalesced, and checked against the charts' schemas. */
bool render_values(const struct render_request *request, struct map **ret_top, struct error *err);

/* One document with its header, as `helm template` prints it. */
void print_document(struct strbuf *out, struct str path, struct str content);

#endif
