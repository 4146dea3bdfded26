/* SPDX-License-Identifier: Apache-2.0
 *
 * chart: a Helm chart in memory, as Helm's loader makes it: metadata, templates, default values, files, subcharts.
 *
 *     struct chart *chart;
 *     if (!chart_load(arena, sources, "charts/web", &warnings, &chart, &err)) ...
 *
 * Everything lives in the arena given to the loader. The contents of a chart folder's files are read when they are
 * asked for (chart_file_data); those of an archive are there at once.
 */
#ifndef PINTLE_CHART_CHART_H
#define PINTLE_CHART_CHART_H

#include "base/error.h"
#include "value/decode.h"
#include "value/merge.h"
#include "value/value.h"
#include "value/yaml.h"

struct chart_file {
	struct str name;  /* within the chart, with slashes */
	struct str data;  /* .data NULL: not read yet */
	const char *path; /* where to read it; NULL for an archive's */
};

struct chart_files {
	struct chart_file *items;
	size_t len, cap;
};

struct maintainer {
	struct str name, email, url;
	bool is_null;
};

struct dependency {
	struct str name, version, repository, condition, alias;
	struct strs tags;
	bool enabled;
	struct list *import_values; /* strings, and maps with child and parent; NULL: none */
	bool is_null;
};

struct metadata {
	struct str name, home, version, description, icon, api_version, condition, tags, app_version, kube_version,
		type;
	struct strs sources, keywords;
	struct maintainer *maintainers;
	size_t maintainers_len;
	bool deprecated;
	struct map *annotations; /* strings; NULL: none */
	struct dependency *dependencies;
	size_t dependencies_len;
	bool has_dependencies; /* the key is there, even if empty */
};

struct chart {
	struct metadata metadata;
	struct chart_files raw;       /* everything, in the order of loading */
	struct chart_files templates; /* templates/… */
	struct chart_files files;     /* what .Files sees */
	struct map *values;           /* values.yaml; NULL: there is none */
	struct str schema;            /* values.schema.json; .data NULL: there is none */
	struct chart *parent;         /* NULL for the root */
	struct chart **dependencies;
	size_t dependencies_len, dependencies_cap;
	struct str origin; /* path of the folder or archive, for messages */
};

/* What loading needs besides the path. */
struct chart_loader {
	struct arena *arena;
	struct source_table *sources; /* values and templates are registered here; may be NULL */
	const struct warnings *warnings;
	bool is_generic; /* as Helm's loader of charts of any apiVersion: template and package use that one */
};

/* Loads a chart folder or a .tgz. Errors are worded as Helm's loader words them. */
bool chart_load(const struct chart_loader *loader, const char *path, struct chart **ret, struct error *err);

/* Loads a chart from its files (names within the chart): for archives in memory. */
bool chart_from_files(const struct chart_loader *loader, struct str origin, const struct chart_files *files,
                      struct chart **ret, struct error *err);

/* The files of a gzipped tar archive, names cut to be within the chart. Refuses what Helm refuses: absolute names,
 * parents, more than 100 MiB unpacked. */
bool archive_read(struct arena *arena, struct str bytes, struct chart_files *ret, struct error *err);

/* The files of a chart folder that .helmignore lets through, in Helm's order. */
bool folder_read(struct arena *arena, const char *path, const struct warnings *warnings, struct chart_files *ret,
                 struct error *err);

/* The contents, read now if they were not. */
bool chart_file_data(struct arena *arena, struct chart_file *file, struct str *ret, struct error *err);
void chart_files_push(struct arena *arena, struct chart_files *files, struct chart_file file);
/* Is it a CRD's file: crds/…, with a manifest's extension? */
bool is_crd_file(struct str name);
/* The CRDs of a chart and its subcharts, under their full names: "web/charts/db/crds/x.yaml". */
void chart_crds(struct arena *arena, const struct chart *chart, struct chart_files *ret);
/* The file of that name, or NULL. */
struct chart_file *chart_files_find(const struct chart_files *files, struct str name);

/* "web/charts/db": the prefix of template names. */
struct str chart_full_path(struct arena *arena, const struct chart *chart);

/* "type: library". */
bool chart_is_library(const struct chart *chart);

/* "apiVersion: v3": it can be loaded and shown, but Helm 4.3 neither renders nor packs it. */
bool chart_is_v3(const struct chart *chart);
bool chart_check_supported(const struct chart *chart, struct error *err);

void chart_add_dependency(struct arena *arena, struct chart *chart, struct chart *dependency);

/* loader.LoadValues: all documents of a values file, merged. `source` is the number its values get. */
bool values_load(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err);

/* Chart.yaml (or requirements.yaml on top of it) into metadata. */
bool metadata_read(struct arena *arena, struct str text, struct metadata *metadata, struct error *err);
/* The same from the JSON of a release's record. */
bool metadata_from_value(struct arena *arena, struct value value, struct metadata *metadata, struct error *err);
/* The same strictly: a key that is set twice, or that Helm does not know, is an error. */
bool metadata_read_strict(struct arena *arena, struct str text, struct error *err);
/* Cleans the texts and checks what Helm checks: "validation: chart.metadata.name is required". */
bool metadata_validate(struct arena *arena, struct metadata *metadata, struct error *err);
/* What templates see as .Chart, with Go's field names. */
struct map *metadata_to_map(struct arena *arena, const struct metadata *metadata);

/* What Chart.yaml would hold: for `show chart` and packages. */
struct map *metadata_to_json(struct arena *arena, const struct metadata *metadata);

/* Packs a chart and its subcharts as Helm does (NAME/Chart.yaml first, then values, templates, files, charts/). The
 * same chart gives the same bytes: every entry bears the time `mtime` (Unix seconds), and none but that. */
bool chart_pack(struct arena *arena, const struct chart *chart, int64_t mtime, struct str *ret_archive,
                struct error *err);

/* Dependencies: aliases, tags, conditions, then import-values. Changes the chart. */
bool chart_process_dependencies(struct arena *arena, struct chart *chart, struct map *values,
                                const struct warnings *warnings, struct error *err);
/* "found in Chart.yaml, but missing in charts/ directory: a, b" if any is. */
bool chart_check_dependencies(const struct chart *chart, struct error *err);

/* util.CoalesceValues and MergeValues: the user's values over those of the chart and its subcharts. `values` is
 * copied. */
bool chart_coalesce(struct arena *arena, const struct chart *chart, const struct map *values, bool merge,
                    const struct warnings *warnings, struct map **ret, struct error *err);

/* semver: does the version satisfy the constraint? False for anything that does not parse. */
bool version_in_range(struct str constraint, struct str version);

#endif
