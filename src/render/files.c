// SPDX-License-Identifier: Apache-2.0
#include "render/files.h"

#include "base/fs.h"
#include "text/digest.h"
#include "text/glob.h"
#include "tmpl/func.h"
#include "value/object.h"
#include "value/yaml.h"

struct files_object {
	struct object object;
	struct chart_files *files;
	struct arena *arena; // for contents: it outlives the templates' own
};

static const struct object_class files_class;

static struct value new_files(struct arena *arena, struct chart_files *files, struct arena *contents)
{
	struct files_object *object = ARENA_NEW(arena, struct files_object);
	object->object.class = &files_class;
	object->files = files;
	object->arena = contents;
	return value_object(TYPE_FILES, &object->object);
}

struct value files_value(struct arena *arena, struct chart_files *files)
{
	return new_files(arena, files, arena);
}

static const struct files_object *self_of(const struct tmpl_call *call)
{
	return (const struct files_object *)call->args[0].object;
}

static struct str read_file(struct tmpl_call *call, struct chart_file *file)
{
	struct error err = { .arena = call->arena };
	struct str data;
	if (!chart_file_data(self_of(call)->arena, file, &data, &err))
		tmpl_fail(call, "%.*s", STR_FMT(err.message));
	return data;
}

static struct str get(struct tmpl_call *call)
{
	struct chart_file *file = chart_files_find(self_of(call)->files, call->args[1].s);
	return file ? read_file(call, file) : STR_NONE;
}

static struct value files_get(struct tmpl_call *call)
{
	return value_string(get(call));
}

static struct value files_get_bytes(struct tmpl_call *call)
{
	return value_bytes(get(call));
}

static struct value files_glob(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct glob *glob = glob_compile(call->arena, call->args[1].s, &err);
	if (!glob) // Helm falls back to what matches everything
		glob = glob_compile(call->arena, STR("**"), &err);
	struct chart_files *all = self_of(call)->files, *matching = ARENA_NEW(call->arena, struct chart_files);
	for (size_t i = 0; i < all->len; i++) {
		if (!glob_match(glob, all->items[i].name))
			continue;
		read_file(call, &all->items[i]);
		chart_files_push(call->arena, matching, all->items[i]);
	}
	if (glob_gave_up(glob))
		tmpl_fail(call, "pattern: no end after %d steps of matching", GLOB_MAX_STEPS);
	return new_files(call->arena, matching, self_of(call)->arena);
}

// A YAML map from base names to contents: what a ConfigMap's or a Secret's data holds.
static struct value as_yaml(struct tmpl_call *call, bool encode)
{
	struct map *map = map_new(call->arena);
	struct chart_files *files = self_of(call)->files;
	for (size_t i = 0; i < files->len; i++) {
		struct str data = read_file(call, &files->items[i]);
		if (encode)
			data = base64_encode(call->arena, data);
		map_set(call->arena, map, fs_base(files->items[i].name), value_string(data));
	}
	struct strbuf out = strbuf_in(call->arena);
	struct error err = { .arena = call->arena };
	if (!yaml_write(call->arena, &out, value_map_of(TYPE_STRING_MAP, map), &err))
		return value_string(STR_NONE);
	return value_string(str_trim_suffix(strbuf_str(&out, call->arena), STR("\n")));
}

static struct value files_as_config(struct tmpl_call *call)
{
	return as_yaml(call, false);
}

static struct value files_as_secrets(struct tmpl_call *call)
{
	return as_yaml(call, true);
}

static struct value files_lines(struct tmpl_call *call)
{
	struct str text = get(call);
	struct list *lines = list_new(call->arena, 0);
	if (text.len) {
		struct str rest = str_trim_suffix(text, STR("\n"));
		for (struct str line; str_next_field(&rest, '\n', &line);)
			list_push(call->arena, lines, value_string(line));
	}
	return value_list_of(TYPE_STRING_LIST, lines);
}

static const struct tmpl_func files_methods[] = {
	{ "AsConfig", ":s", files_as_config },
	{ "AsSecrets", ":s", files_as_secrets },
	{ "Get", "s:s", files_get },
	{ "GetBytes", "s:y", files_get_bytes },
	{ "Glob", "s:F", files_glob },
	{ "Lines", "s:l", files_lines },
	{ NULL, NULL, NULL },
};

static struct map *files_as_map(struct arena *arena, const struct object *self)
{
	const struct files_object *object = (const struct files_object *)self;
	struct chart_files *files = object->files;
	struct error err = { .arena = arena };
	struct map *map = map_new(arena);
	for (size_t i = 0; i < files->len; i++) {
		struct str data = STR_NONE;
		chart_file_data(object->arena, &files->items[i], &data, &err);
		map_set(arena, map, files->items[i].name, value_bytes(data));
	}
	return map;
}

static int64_t files_len(const struct object *self)
{
	return (int64_t)((const struct files_object *)self)->files->len;
}

static const struct object_class files_class = {
	.type_name = "engine.files",
	.kind_name = "map",
	.methods = files_methods,
	.len = files_len,
	.as_map = files_as_map,
};
