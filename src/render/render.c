// SPDX-License-Identifier: Apache-2.0
#include "render/render.h"

#include "base/fs.h"
#include "render/post.h"
#include "render/schemas.h"

static const struct str notes_name = STR_INIT("NOTES.txt");

static struct map *release_values(const struct render_request *request)
{
	struct map *release = map_new(request->arena);
	map_set(request->arena, release, STR("Name"), value_string(request->name));
	map_set(request->arena, release, STR("Namespace"), value_string(request->namespace));
	map_set(request->arena, release, STR("IsUpgrade"), value_bool(request->is_upgrade));
	map_set(request->arena, release, STR("IsInstall"), value_bool(!request->is_upgrade));
	map_set(request->arena, release, STR("Revision"), value_int(request->revision));
	map_set(request->arena, release, STR("Service"), value_string(STR("Helm")));
	return release;
}

bool render_values(const struct render_request *request, struct map **ret_top, struct error *err)
{
	struct arena *arena = request->arena;
	struct map *values, *top = map_new(arena);
	if (!chart_coalesce(arena, request->chart, request->values, false, request->warnings, &values, err))
		return false;
	if (!request->skip_schema_validation && !schemas_validate(request, values, err))
		return false;
	map_set(arena, top, STR("Values"), value_map_of(TYPE_VALUES, values));
	map_set(arena, top, STR("Release"), value_map(release_values(request)));
	map_set(arena, top, STR("Capabilities"),
	        capabilities_value(arena, &request->kube_version, !request->has_own_api_versions, request->api_versions,
	                           request->api_versions_len));
	*ret_top = top;
	return true;
}

// NOTES.txt is no manifest: the chart's own is the release's notes, those of subcharts on demand.
static void take_notes(const struct render_request *request, struct rendered *files, struct str *ret)
{
	struct strbuf notes = strbuf_in(request->arena);
	struct str own = ARENA_CONCAT(request->arena, request->chart->metadata.name, STR("/templates/"), notes_name);
	size_t kept = 0;
	for (size_t i = 0; i < files->len; i++) {
		struct rendered_file file = files->files[i];
		if (!str_has_suffix(file.name, notes_name)) {
			files->files[kept++] = file;
			continue;
		}
		if (!request->subchart_notes && !str_eq(file.name, own))
			continue;
		strbuf_add(&notes, notes.len ? STR("\n") : STR_NONE);
		strbuf_add(&notes, file.text);
	}
	files->len = kept;
	*ret = strbuf_str(&notes, request->arena);
}

static bool check_kube_version(const struct render_request *request, struct error *err)
{
	struct str wanted = request->chart->metadata.kube_version;
	const struct kube_version *version = &request->kube_version;
	if (!wanted.len || version_in_range(wanted, version->normalized.len ? version->normalized : version->version))
		return true;
	return fail(err, NOWHERE, "chart requires kubeVersion: %.*s which is incompatible with Kubernetes %.*s",
	            STR_FMT(wanted), STR_FMT(request->kube_version.version));
}

bool render_dependencies(const struct render_request *request, struct error *err)
{
	if (chart_process_dependencies(request->arena, request->chart, request->values, request->warnings, err))
		return true;
	struct log_field fields[] = { { "error", err->message }, { NULL } };
	log_tell(request->warnings, request->arena, LOG_LEVEL_ERROR, STR("chart dependencies processing failed"),
	         fields);
	return fail_in(err, "chart dependencies processing failed");
}

bool render_release(const struct render_request *request, struct release_text *ret, struct error *err)
{
	struct engine engine = { request->arena, request->sources, request->env };
	struct map *top;
	*ret = (struct release_text){ 0 };
	if (!request->has_dependencies && !render_dependencies(request, err))
		return false;
	struct rendered files = { 0 };
	if (!render_values(request, &top, err))
		return false;
	ret->is_begun = true;
	if (!check_kube_version(request, err) || !engine_render(&engine, request->chart, top, &files, err))
		return false;
	take_notes(request, &files, &ret->notes);
	if (request->post_render && !post_render(request, &files, err))
		return false;
	ret->files = files;
	return manifests_sort(request->arena, &files, request->warnings, &ret->hooks, &ret->resources, err);
}

void print_document(struct strbuf *out, struct str path, struct str content)
{
	strbuf_add(out, STR("---\n# Source: "));
	strbuf_add(out, path);
	strbuf_add_char(out, '\n');
	strbuf_add(out, content);
	strbuf_add_char(out, '\n');
}
