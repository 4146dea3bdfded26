// SPDX-License-Identifier: Apache-2.0
// Rules about templates and CRDs: the chart is rendered in lint mode, and each document of what came out is looked at.
#include "base/fs.h"
#include "lint/deprecations.h"
#include "lint/rules.h"
#include "render/engine.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/documents.h"

struct document {
	struct str api_version, kind, name;
	struct value value;
};

static struct str text_member(const struct map *map, const char *key)
{
	struct str wanted = str_of(key);
	for (size_t i = 0; i < map->len; i++) // as encoding/json: without case
		if (text_equal_fold(map->entries[i].key, wanted) && map->entries[i].value.kind == VALUE_STRING)
			return map->entries[i].value.s;
	return STR_NONE;
}

// False with the error set if it is no YAML; ret->value is null for a document without contents.
static bool read_document(struct linter *linter, struct str text, struct document *ret, struct error *err)
{
	*ret = (struct document){ STR_NONE, STR_NONE, STR_NONE, value_null() };
	if (!yaml_read(linter->arena, text, 0, &ret->value, err))
		return false;
	if (ret->value.kind == VALUE_NULL)
		return true;
	if (ret->value.kind != VALUE_MAP)
		return fail(err, NOWHERE, "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s into Go value of type "
		                          "rules.k8sYamlStruct", ret->value.kind == VALUE_LIST ? "array" : "string");
	ret->api_version = text_member(ret->value.map, "apiVersion");
	ret->kind = text_member(ret->value.map, "kind");
	const struct value *metadata = map_get(ret->value.map, STR("metadata"));
	if (metadata && metadata->kind == VALUE_MAP)
		ret->name = text_member(metadata->map, "name");
	return true;
}

static bool is_before(int major, int minor, const struct kube_version *version)
{
	int64_t current_major = 0, current_minor = 0;
	parse_int(version->major, 10, 64, &current_major);
	parse_int(version->minor, 10, 64, &current_minor);
	return major < current_major || (major == current_major && minor <= current_minor);
}

static void check_deprecation(struct linter *linter, const char *path, const struct document *document)
{
	struct kube_version fallback = kube_version_default();
	const struct kube_version *version = linter->request->kube_version ? linter->request->kube_version : &fallback;
	for (const struct deprecation *row = deprecations; row->api_version; row++) {
		if (!str_is(document->api_version, row->api_version) || !str_is(document->kind, row->kind))
			continue;
		if ((!row->major && !row->minor) || !is_before(row->major, row->minor, version))
			return;
		struct strbuf text = strbuf_in(linter->arena);
		strbuf_printf(&text, "%s %s is deprecated in v%d.%d+", row->api_version, row->kind, row->major, row->minor);
		if (row->removed_major || row->removed_minor)
			strbuf_printf(&text, ", unavailable in v%d.%d+", row->removed_major, row->removed_minor);
		if (row->replacement_version)
			strbuf_printf(&text, "; use %s %s", row->replacement_version, row->replacement_kind);
		lint_add(linter, LINT_WARNING, path, "%.*s", STR_FMT(strbuf_peek(&text)));
		return;
	}
}

static void check_selector(struct linter *linter, const char *path, const struct document *document, struct str rendered)
{
	static const char *const kinds[] = { "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet" };
	struct strbuf name = strbuf_in(linter->arena);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!str_is(document->kind, kinds[i]) || str_contains(rendered, STR("matchLabels")) ||
		    str_contains(rendered, STR("matchExpressions")))
			continue;
		quote(&name, document->name);
		lint_add(linter, LINT_ERROR, path, "a %s must contain matchLabels or matchExpressions, and %.*s does not", kinds[i],
		         STR_FMT(strbuf_peek(&name)));
	}
}

static void check_list(struct linter *linter, const char *path, const struct document *document)
{
	const struct value *items = map_get(document->value.map, STR("items"));
	if (!str_is(document->kind, "List") || !items || items->kind != VALUE_LIST)
		return;
	for (size_t i = 0; i < items->list->len; i++) {
		struct value item = items->list->items[i];
		const struct value *metadata = item.kind == VALUE_MAP ? map_get(item.map, STR("metadata")) : NULL;
		const struct value *annotations = metadata && metadata->kind == VALUE_MAP ? map_get(metadata->map, STR("annotations")) : NULL;
		if (annotations && annotations->kind == VALUE_MAP && map_get(annotations->map, STR("helm.sh/resource-policy"))) {
			lint_add(linter, LINT_ERROR, path, "annotation 'helm.sh/resource-policy' within List objects are ignored");
			return;
		}
	}
}

static void check_document(struct linter *linter, const char *path, const struct document *document, struct str rendered)
{
	struct str complaint;
	if (name_complaint(linter->arena, document->kind, document->name, &complaint)) {
		struct strbuf name = strbuf_in(linter->arena);
		quote(&name, document->name);
		lint_add(linter, LINT_WARNING, path, "object name does not conform to Kubernetes naming requirements: %.*s: %.*s",
		         STR_FMT(strbuf_peek(&name)), STR_FMT(complaint));
	}
	check_deprecation(linter, path, document);
	check_selector(linter, path, document, rendered);
	check_list(linter, path, document);
}

static void check_indent(struct linter *linter, const char *path, struct str text)
{
	for (struct str line, rest = text; str_next_field(&rest, '\n', &line);) {
		if (text_trim_space(line).len == 0)
			continue;
		if (line.data[0] != ' ' && line.data[0] != '\t')
			return;
		struct strbuf quoted = strbuf_in(linter->arena);
		quote(&quoted, str_trim_suffix(line, STR("\r")));
		lint_add(linter, LINT_WARNING, path, "document starts with an illegal indent: %.*s, which may cause parsing problems",
		         STR_FMT(strbuf_peek(&quoted)));
		return;
	}
}

// False if a document could not be read: Helm then looks at no further template.
static bool check_rendered(struct linter *linter, const char *path, struct str text)
{
	struct yaml_documents documents = { .rest = text };
	struct error err = { .arena = linter->arena };
	struct document document;
	struct str part;
	check_indent(linter, path, text);
	while (yaml_next_document(&documents, &part, &err)) {
		if (!read_document(linter, part, &document, &err))
			break;
		if (document.value.kind == VALUE_MAP)
			check_document(linter, path, &document, text);
	}
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

static struct str rendered_text(struct linter *linter, const struct rendered *rendered, const struct chart *chart, struct str name)
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
			         "file extension '%.*s' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt", STR_FMT(fs_ext(name)));
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
	struct source_table *sources = source_table_new(arena);
	struct chart *chart = lint_load(linter, sources, err);
	if (!chart) {
		lint_add(linter, LINT_ERROR, folder, "%.*s", STR_FMT(err->message));
		return;
	}
	struct func_env env = { .lint = true, .arena = arena };
	struct render_request render = { .arena = arena, .sources = sources, .warnings = request->warnings, .chart = chart,
		                         .name = STR("test-release"), .namespace = request->namespace,
		                         .kube_version = request->kube_version ? *request->kube_version : kube_version_default(),
		                         .skip_schema_validation = request->skip_schema_validation, .env = &env };
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
	struct yaml_documents documents = { 0 };
	struct document document;
	struct str part;
	if (!chart_file_data(linter->arena, file, &documents.rest, &err))
		return lint_add(linter, LINT_ERROR, path, "%.*s", STR_FMT(err.message));
	while (yaml_next_document(&documents, &part, &err)) {
		if (!read_document(linter, part, &document, &err))
			break;
		if (document.value.kind != VALUE_MAP)
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
	static const char *const extensions[] = { ".yaml", ".yml", ".json" };
	for (size_t i = 0; i < chart->files.len; i++) {
		struct chart_file *file = &chart->files.items[i];
		bool is_crd = str_has_prefix(file->name, STR("crds/")) &&
		              has_extension(file->name, extensions, ARRAY_LEN(extensions), true);
		if (is_crd && !check_crd(linter, file))
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
	struct chart *chart = lint_load(linter, NULL, &err);
	if (!chart)
		lint_add(linter, LINT_ERROR, "crds/", "%.*s", STR_FMT(err.message));
	else
		check_crds(linter, chart);
}
