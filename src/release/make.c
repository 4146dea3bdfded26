// SPDX-License-Identifier: Apache-2.0
// What was rendered becomes a release (pkg/action: createRelease, renderResources; pkg/release/v1/util: SortManifests).
#include "base/strbuf.h"
#include "release/release.h"
#include "text/digest.h"
#include "text/utf8.h"

// ---- hooks -----------------------------------------------------------------------------------------------------

// The words of an annotation: commas between, without case.
static struct strs words_of(struct arena *arena, const struct manifest *manifest, const char *annotation)
{
	const struct value *found = map_get(manifest->annotations, str_of(annotation));
	struct strs words = { 0 };
	if (!found)
		return words;
	for (struct str word, rest = found->s; str_next_field(&rest, ',', &word);) {
		words.items = arena_grow(arena, words.items, &words.cap, words.len + 1, sizeof(struct str));
		words.items[words.len++] = text_to_lower(arena, text_trim_space(word));
	}
	return words;
}

static struct release_hook hook_of(struct arena *arena, const struct manifest *manifest)
{
	struct release_hook hook = {
		.name = manifest->name,
		.kind = manifest->kind,
		.path = manifest->path,
		.manifest = manifest->content,
		.weight = manifest->weight,
		.events = words_of(arena, manifest, "helm.sh/hook"),
		.delete_policies = words_of(arena, manifest, "helm.sh/hook-delete-policy"),
		.output_log_policies = words_of(arena, manifest, "helm.sh/hook-output-log-policy"),
	};
	for (size_t i = 0; i < hook.events.len; i++)
		if (str_is(hook.events.items[i], "test-success")) // Helm 2's word
			hook.events.items[i] = STR("test");
	return hook;
}

// ---- charts ----------------------------------------------------------------------------------------------------

static bool files_value(struct arena *arena, struct chart_files *files, struct value *ret, struct error *err)
{
	struct list *list = list_new(arena, files->len);
	for (size_t i = 0; i < files->len; i++) {
		struct map *file = map_new(arena);
		struct str data;
		if (!chart_file_data(arena, &files->items[i], &data, err))
			return false;
		map_set(arena, file, STR("name"), value_string(files->items[i].name));
		map_set(arena, file, STR("data"), value_string(base64_encode(arena, data)));
		list_push(arena, list, value_map(file));
	}
	*ret = value_list(list);
	return true;
}

// Chart.lock as Helm keeps it; null if there is none.
static bool lock_value(struct arena *arena, struct chart *chart, struct value *ret, struct error *err)
{
	struct chart_file *file = chart_files_find(&chart->raw, STR("Chart.lock"));
	struct str text;
	*ret = value_null();
	return !file || (chart_file_data(arena, file, &text, err) && yaml_read(arena, text, 0, ret, err));
}

// The chart without its subcharts, which Helm does not keep either: their templates are in the manifest.
static bool chart_value(struct arena *arena, struct chart *chart, struct value *ret, struct error *err)
{
	struct map *map = map_new(arena);
	struct value templates, files, lock;
	if (!files_value(arena, &chart->templates, &templates, err) ||
	    !files_value(arena, &chart->files, &files, err) || !lock_value(arena, chart, &lock, err))
		return false;
	map_set(arena, map, STR("metadata"), value_map(metadata_to_json(arena, &chart->metadata)));
	map_set(arena, map, STR("lock"), lock);
	map_set(arena, map, STR("templates"), templates);
	map_set(arena, map, STR("values"), chart->values ? value_map(chart->values) : value_null());
	map_set(arena, map, STR("schema"),
	        chart->schema.data ? value_string(base64_encode(arena, chart->schema)) : value_null());
	map_set(arena, map, STR("files"), chart->files.len ? files : value_null());
	*ret = value_map(map);
	return true;
}

// ---- releases --------------------------------------------------------------------------------------------------

static struct str manifest_text(struct arena *arena, const struct release_source *source)
{
	struct strbuf out = { 0 };
	const struct manifests *resources = &source->text->resources;
	for (size_t i = 0; i < resources->len; i++) {
		const struct manifest *manifest = &resources->items[i];
		bool is_secret = str_is(manifest->kind, "Secret") && str_is(manifest->api_version, "v1");
		print_document(&out, manifest->path,
		               source->hides_secrets && is_secret
		                       ? STR("# HIDDEN: The Secret output has been suppressed")
		                       : manifest->content);
	}
	struct str text = strbuf_str(&out, arena);
	strbuf_done(&out);
	return text;
}

bool release_make(struct arena *arena, const struct release_source *source, struct release *ret, struct error *err)
{
	struct release release = {
		.name = source->name,
		.namespace = source->namespace,
		.version = 1,
		.has_info = true,
		.config = source->values,
		.has_chart = true,
		.metadata = source->chart->metadata,
		.chart_values = source->chart->values,
		.notes = source->text->notes,
		.description = STR_NONE,
		.status = STR_NONE,
		.apply_method = STR_NONE,
	};
	const struct manifests *hooks = &source->text->hooks;
	if (!chart_value(arena, source->chart, &release.chart, err))
		return false;
	release.manifest = manifest_text(arena, source);
	release.hooks = ARENA_ARRAY(arena, struct release_hook, hooks->len + 1);
	for (size_t i = 0; i < hooks->len; i++)
		release.hooks[release.hooks_len++] = hook_of(arena, &hooks->items[i]);
	*ret = release;
	return true;
}
