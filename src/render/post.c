// SPDX-License-Identifier: Apache-2.0
// Each document goes out with an annotation that names its file, as Helm 4 sends it, and comes back to that file; what
// comes back without one gets a file of its own.
#include "render/post.h"

#include "base/fs.h"
#include "value/yaml.h"

static const struct str file_annotation = STR_INIT("postrenderer.helm.sh/postrender-filename");

static struct map *table_member(struct arena *arena, struct map *map, struct str key)
{
	struct value *found = map_get(map, key);
	if (!found || !value_is_table(*found)) {
		map_set(arena, map, key, value_map(map_new(arena)));
		found = map_get(map, key);
	}
	return found->map;
}

static bool send_document(struct arena *arena, struct str path, struct str text, struct strbuf *out, struct error *err)
{
	struct value value;
	if (!yaml_read(arena, text, 0, &value, err))
		return fail_in(err, "error merging manifests: parsing %.*s", STR_FMT(path));
	if (value.kind != VALUE_MAP)
		return true;
	struct map *annotations = table_member(arena, table_member(arena, value.map, STR("metadata")), STR("annotations"));
	map_set(arena, annotations, file_annotation, value_string(path));
	strbuf_add(out, out->len ? STR("---\n") : STR_NONE);
	return yaml_write_pretty(arena, out, value, err);
}

static bool send_all(const struct render_request *request, const struct rendered *files, struct str *ret, struct error *err)
{
	struct arena *arena = request->arena;
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < files->len; i++) {
		struct str_list documents = { 0 };
		split_documents(arena, files->files[i].text, &documents);
		for (size_t j = 0; j < documents.len; j++)
			if (!send_document(arena, files->files[i].name, documents.items[j], &out, err))
				return false;
	}
	*ret = strbuf_str(&out, arena);
	return true;
}

static struct str take_path(struct arena *arena, struct value value, size_t number)
{
	struct value *metadata = map_get(value.map, STR("metadata"));
	struct value *annotations = metadata && value_is_table(*metadata) ? map_get(metadata->map, STR("annotations")) : NULL;
	struct value *path = annotations && value_is_table(*annotations) ? map_get(annotations->map, file_annotation) : NULL;
	if (!path || path->kind != VALUE_STRING || path->s.len == 0)
		return arena_printf(arena, "generated-by-postrender-%zu.yaml", number);
	struct str name = path->s;
	map_delete(annotations->map, file_annotation);
	if (annotations->map->len == 0)
		map_delete(metadata->map, STR("annotations"));
	return name;
}

static struct rendered_file *file_of(struct arena *arena, struct rendered *files, struct str name)
{
	for (size_t i = 0; i < files->len; i++)
		if (str_eq(files->files[i].name, name))
			return &files->files[i];
	files->files = arena_grow(arena, files->files, &files->cap, files->len + 1, sizeof(struct rendered_file));
	files->files[files->len] = (struct rendered_file){ name, STR_NONE };
	return &files->files[files->len++];
}

static bool receive_all(struct arena *arena, struct str text, struct rendered *ret, struct error *err)
{
	struct str_list documents = { 0 };
	split_documents(arena, text, &documents);
	for (size_t i = 0; i < documents.len; i++) {
		struct value value;
		struct strbuf out = strbuf_in(arena);
		if (!yaml_read(arena, documents.items[i], 0, &value, err))
			return fail_in(err, "error while parsing post rendered output: error parsing YAML");
		if (value.kind != VALUE_MAP)
			continue;
		struct rendered_file *file = file_of(arena, ret, take_path(arena, value, i));
		strbuf_add(&out, file->text);
		strbuf_add(&out, file->text.len ? STR("---\n") : STR_NONE);
		if (!yaml_write_pretty(arena, &out, value, err))
			return false;
		file->text = strbuf_str(&out, arena);
	}
	return true;
}

bool post_render(const struct render_request *request, struct rendered *files, struct error *err)
{
	struct str sent, received;
	struct rendered changed = { 0 };
	if (!send_all(request, files, &sent, err))
		return false;
	if (!request->post_render(request->post_render_context, request->arena, sent, &received, err))
		return fail_in(err, "error while running post render on files");
	if (!receive_all(request->arena, received, &changed, err))
		return false;
	*files = changed;
	return true;
}
