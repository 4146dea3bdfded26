// SPDX-License-Identifier: Apache-2.0
// Each document goes out with an annotation that names its file, as Helm 4 sends it, and comes back to that file; what
// comes back without one gets a file of its own.
#include "render/post.h"

#include "base/fs.h"
#include "value/yaml.h"
#include "value/yaml_edit.h"

static const struct str file_path[] = { STR_INIT("metadata"), STR_INIT("annotations"),
	                                STR_INIT("postrenderer.helm.sh/postrender-filename") };

// Nothing but comments?
static bool is_empty(struct arena *arena, struct str text)
{
	struct error ignored = { .arena = arena };
	struct value value;
	return yaml_read(arena, text, 0, &value, &ignored) && value.kind == VALUE_NULL;
}

static bool send_document(struct arena *arena, struct str path, struct str text, struct strbuf *out, struct error *err)
{
	struct str changed;
	if (is_empty(arena, text))
		return true;
	if (!yaml_edit_add(arena, text, file_path, ARRAY_LEN(file_path), path, &changed, err))
		return fail_in(err, "error merging manifests: annotating %.*s", STR_FMT(path));
	strbuf_add(out, out->len ? STR("---\n") : STR_NONE);
	strbuf_add(out, changed);
	return true;
}

static bool send_all(const struct render_request *request, const struct rendered *files, struct str *ret,
                     struct error *err)
{
	struct arena *arena = request->arena;
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < files->len; i++) {
		struct str_list documents = { 0 };
		if (str_has_prefix(fs_base(files->files[i].name), STR("_")))
			continue;
		split_documents(arena, files->files[i].text, &documents);
		for (size_t j = 0; j < documents.len; j++)
			if (!send_document(arena, files->files[i].name, documents.items[j], &out, err))
				return false;
	}
	*ret = strbuf_str(&out, arena);
	return true;
}

// The files that come back, in the order of their first documents.
struct receiving {
	struct arena *arena;
	struct map *numbers; // of the files, by name
	struct received {
		struct str name;
		struct strbuf text;
	} * files;
	size_t len, cap;
};

static struct strbuf *file_of(struct receiving *receiving, struct str name)
{
	const struct value *found = map_get(receiving->numbers, name);
	if (found)
		return &receiving->files[found->i].text;
	map_set(receiving->arena, receiving->numbers, name, value_int((int64_t)receiving->len));
	receiving->files = arena_grow(receiving->arena, receiving->files, &receiving->cap, receiving->len + 1,
	                              sizeof(struct received));
	receiving->files[receiving->len] = (struct received){ name, strbuf_in(receiving->arena) };
	return &receiving->files[receiving->len++].text;
}

static bool receive_document(struct receiving *receiving, struct str text, size_t number, struct error *err)
{
	struct arena *arena = receiving->arena;
	struct str name, changed;
	if (is_empty(arena, text))
		return true;
	if (!yaml_edit_take(arena, text, file_path, ARRAY_LEN(file_path), &name, &changed, err))
		return fail_in(err, "error while parsing post rendered output: error parsing YAML");
	if (!name.data)
		name = arena_printf(arena, "generated-by-postrender-%zu.yaml", number);
	struct strbuf *file = file_of(receiving, name);
	strbuf_add(file, file->len ? STR("---\n") : STR_NONE);
	strbuf_add(file, changed);
	return true;
}

static bool receive_all(struct arena *arena, struct str text, struct rendered *ret, struct error *err)
{
	struct receiving receiving = { .arena = arena, .numbers = map_new(arena) };
	struct str_list documents = { 0 };
	split_documents(arena, text, &documents);
	for (size_t i = 0; i < documents.len; i++)
		if (!receive_document(&receiving, documents.items[i], i, err))
			return false;
	ret->files = ARENA_ARRAY(arena, struct rendered_file, receiving.len + 1);
	for (size_t i = 0; i < receiving.len; i++)
		ret->files[i] =
			(struct rendered_file){ receiving.files[i].name, strbuf_str(&receiving.files[i].text, arena) };
	ret->len = ret->cap = receiving.len;
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
