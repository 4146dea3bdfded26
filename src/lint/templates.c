// SPDX-License-Identifier: Apache-2.0
// Rules about templates and CRDs: the chart is rendered in lint mode, and each document of what came out is looked at.
#include "base/fs.h"
#include "lint/deprecations.h"
#include "lint/documents.h"
#include "lint/rules.h"
#include "render/engine.h"
#include "text/strconv.h"
#include "text/utf8.h"

static bool is_before(int major, int minor, const struct kube_version *version)
{
	int64_t current_major = 0, current_minor = 0;
	parse_int(version->major, 10, 64, &current_major);
	parse_int(version->minor, 10, 64, &current_minor);
	return major < current_major || (major == current_major && minor <= current_minor);
}

static void check_deprecation(struct linter *linter, const char *path, const struct lint_document *document)
{
	struct kube_version fallback = kube_version_default();
	const struct kube_version *version = linter->request->kube_version ? linter->request->kube_version : &fallback;
	for (const struct deprecation *row = deprecations; row->api_version; row++) {
		if (!str_is(document->api_version, row->api_version) || !str_is(document->kind, row->kind))
			continue;
		if ((!row->major && !row->minor) || !is_before(row->major, row->minor, version))
			return;
		struct strbuf text = strbuf_in(linter->arena);
		strbuf_printf(&text, "%s %s is deprecated in v%d.%d+", row->api_version, row->kind, row->major,
		              row->minor);
		if (row->removed_major || row->removed_minor)
			strbuf_printf(&text, ", unavailable in v%d.%d+", row->removed_major, row->removed_minor);
		if (row->replacement_version)
			strbuf_printf(&text, "; use %s %s", row->replacement_version, row->replacement_kind);
		lint_add(linter, LINT_WARNING, path, "%.*s", STR_FMT(strbuf_peek(&text)));
		return;
	}
}

static void check_selector(struct linter *linter, const char *path, const struct lint_document *document,
                           struct str rendered)
{
	static const char *const kinds[] = { "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet" };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!str_is(document->kind, kinds[i]) || str_contains(rendered, STR("matchLabels")) ||
		    str_contains(rendered, STR("matchExpressions")))
			continue;
		struct str name = quoted(linter->arena, document->metadata.name);
		lint_add(linter, LINT_ERROR, path,
		         "a %s must contain matchLabels or matchExpressions, and %.*s does not", kinds[i],
		         STR_FMT(name));
	}
}

static void check_list(struct linter *linter, const char *path, const struct lint_document *document,
                       struct str rendered)
{
	struct error err = { .arena = linter->arena };
	if (!str_is(document->kind, "List"))
		return;
	if (lint_list_has_policy(linter->arena, rendered, &err))
		lint_add(linter, LINT_ERROR, path,
		         "annotation 'helm.sh/resource-policy' within List objects are ignored");
	else if (error_is_set(&err))
		lint_add(linter, LINT_ERROR, path, "unable to parse YAML: %.*s", STR_FMT(err.message));
}

static void check_document(struct linter *linter, const char *path, const struct lint_document *document,
                           struct str rendered)
{
	struct str complaint;
	if (name_complaint(linter->arena, document->kind, document->metadata.name, &complaint)) {
		struct str name = quoted(linter->arena, document->metadata.name);
		lint_add(linter, LINT_WARNING, path,
		         "object name does not conform to Kubernetes naming requirements: %.*s: %.*s", STR_FMT(name),
		         STR_FMT(complaint));
	}
	check_deprecation(linter, path, document);
	check_selector(linter, path, document, rendered);
	check_list(linter, path, document, rendered);
}

static void check_indent(struct linter *linter, const char *path, struct str text)
{
	enum { MAX_LINE = 64 * 1024 }; // Go: bufio.MaxScanTokenSize
	for (struct str line, rest = text; str_next_field(&rest, '\n', &line);) {
		if (line.len >= MAX_LINE) {
			lint_add(linter, LINT_WARNING, path, "bufio.Scanner: token too long");
			return;
		}
		if (text_trim_space(line).len == 0)
			continue;
		if (line.data[0] != ' ' && line.data[0] != '\t')
			return;
		struct str shown = quoted(linter->arena, str_trim_suffix(line, STR("\r")));
		lint_add(linter, LINT_WARNING, path,
		         "document starts with an illegal indent: %.*s, which may cause parsing problems",
		         STR_FMT(shown));
		return;
	}
}

// False if a document could not be read: Helm then looks at no further template.
static bool check_rendered(struct linter *linter, const char *path, struct str text)
{
	struct lint_documents documents = lint_documents_of(linter->arena, text);
	struct error err = { .arena = linter->arena };
	struct lint_document document;
	check_indent(linter, path, text);
	while (lint_next_document(&documents, &document, &err))
		if (!document.is_null)
			check_document(linter, path, &document, text);
	if (!error_is_set(&err))
		return true;
	return lint_add(linter, LINT_ERROR, path, "unable to parse YAML: %.*s", STR_FMT(err.message));
}

static bool has_extension(struct str name, const char *const *extensions, size_t count, bool fold)
{
	struct str extension = fs_ext(name);
	for (size_t i = 0; i < count; i++)
		if (fold ? text_equal_fold(extension, str_of(extensions[i])) : str_is(extension, extensions[i]))
			return true;
	return false;
}

static struct str rendered_text(struct linter *linter, const struct rendered *rendered, const struct chart *chart,
                                struct str name)
{
	struct str path = fs_join(linter->arena, chart->metadata.name, name);
	for (size_t i = 0; i < rendered->len; i++)
		if (str_eq(rendered->files[i].name, path))
			return rendered->files[i].text;
	return STR_NONE;
}

static void check_templates(struct linter *linter, const struct chart *chart, const struct rendered *rendered)
{
	static const char *const known[] = { ".yaml", ".yml", ".tpl", ".txt" };
	for (size_t i = 0; i < chart->templates.len; i++) {
		struct str name = chart->templates.items[i].name;
		const char *path = arena_cstr(linter->arena, name);
		if (!has_extension(name, known, ARRAY_LEN(known), false))
			lint_add(linter, LINT_ERROR, path,
			         "file extension '%.*s' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt",
			         STR_FMT(fs_ext(name)));
		if (!has_extension(name, known, 2, true))
			continue;
		struct str text = rendered_text(linter, rendered, chart, name);
		if (text_trim_space(text).len && !check_rendered(linter, path, text))
			return;
	}
}

void lint_templates(struct linter *linter)
{
	static const char folder[] = "templates/";
	struct arena *arena = linter->arena;
	const struct lint_request *request = linter->request;
	struct error *err = ARENA_NEW(arena, struct error);
	err->arena = arena;
	if (!lint_exists(linter, folder)) {
		lint_add(linter, LINT_WARNING, folder, "directory does not exist");
		return;
	}
	if (!lint_is_folder(linter, "templates")) {
		lint_add(linter, LINT_ERROR, folder, "not a directory");
		return;
	}
	struct source_table *sources = source_table_new(arena);
	struct chart *chart = lint_load(linter, sources, err);
	if (!chart) {
		lint_add(linter, LINT_ERROR, folder, "%.*s", STR_FMT(err->message));
		return;
	}
	struct func_env env = { .lint = true, .warnings = request->warnings, .arena = arena };
	struct render_request render = { .arena = arena,
		                         .sources = sources,
		                         .warnings = request->warnings,
		                         .chart = chart,
		                         .name = STR("test-release"),
		                         .namespace = request->namespace,
		                         .kube_version = request->kube_version ? *request->kube_version
		                                                               : kube_version_default(),
		                         .skip_schema_validation = request->skip_schema_validation,
		                         .env = &env };
	struct engine engine = { arena, sources, &env };
	struct rendered rendered = { 0 };
	struct map *top;
	if (!chart_process_dependencies(arena, chart, request->values, request->warnings, err) ||
	    !chart_coalesce(arena, chart, request->values, false, request->warnings, &render.values, err))
		return; // Helm says nothing here; loading the chart for its dependencies will
	if (!render_values(&render, &top, err) || !engine_render(&engine, chart, top, &rendered, err)) {
		lint_add(linter, LINT_ERROR, folder, "%.*s", STR_FMT(err->message));
		linter->result->render_error = err;
		return;
	}
	check_templates(linter, chart, &rendered);
}

// ---- CRDs ------------------------------------------------------------------------------------------------------

static bool check_crd(struct linter *linter, struct chart_file *file)
{
	struct error err = { .arena = linter->arena };
	const char *path = arena_cstr(linter->arena, file->name);
	struct lint_document document;
	struct str text;
	if (!chart_file_data(linter->arena, file, &text, &err))
		return lint_add(linter, LINT_ERROR, path, "%.*s", STR_FMT(err.message));
	struct lint_documents documents = lint_documents_of(linter->arena, text);
	while (lint_next_document(&documents, &document, &err)) {
		if (document.is_null)
			continue;
		if (!str_has_prefix(document.api_version, STR("apiextensions.k8s.io")))
			lint_add(linter, LINT_ERROR, path, "apiVersion is not in 'apiextensions.k8s.io'");
		if (!str_is(document.kind, "CustomResourceDefinition"))
			lint_add(linter, LINT_ERROR, path, "object kind is not 'CustomResourceDefinition'");
	}
	if (!error_is_set(&err))
		return true;
	return lint_add(linter, LINT_ERROR, path, "unable to parse YAML: %.*s", STR_FMT(err.message));
}

static bool check_crds(struct linter *linter, struct chart *chart)
{
	for (size_t i = 0; i < chart->files.len; i++) {
		struct chart_file *file = &chart->files.items[i];
		if (is_crd_file(file->name) && !check_crd(linter, file))
			return false;
	}
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!check_crds(linter, chart->dependencies[i]))
			return false;
	return true;
}

void lint_crds(struct linter *linter)
{
	struct error err = { .arena = linter->arena };
	if (!lint_exists(linter, "crds/"))
		return;
	if (!lint_is_folder(linter, "crds")) {
		lint_add(linter, LINT_ERROR, "crds/", "not a directory");
		return;
	}
	struct chart *chart = lint_load(linter, NULL, &err);
	if (!chart)
		lint_add(linter, LINT_ERROR, "crds/", "%.*s", STR_FMT(err.message));
	else
		check_crds(linter, chart);
}
