// SPDX-License-Identifier: Apache-2.0
#include "cmd/kubeconfig.h"

#include <stdlib.h>

#include "base/fs.h"
#include "value/yaml.h"

static struct value field(struct value v, struct str name)
{
	struct value *found = v.kind == VALUE_MAP ? map_get(v.map, name) : NULL;
	return found ? *found : value_null();
}

static struct str text_field(struct value v, struct str name)
{
	struct value text = field(v, name);
	return text.kind == VALUE_STRING ? text.s : STR_NONE;
}

// Several files count as one: for each name the first that has it is taken.
struct kubeconfig {
	struct arena *arena;
	struct value *files;
	size_t len, cap;
};

static bool add_file(struct kubeconfig *config, struct str path)
{
	struct error ignored = { .arena = config->arena };
	struct str text;
	struct map *map;
	if (fs_kind(arena_cstr(config->arena, path)) != FS_FILE)
		return true;
	if (!fs_read(arena_cstr(config->arena, path), config->arena, &text, &ignored) ||
	    !yaml_read_map(config->arena, text, 0, &map, &ignored))
		return false;
	config->files = arena_grow(config->arena, config->files, &config->cap, config->len + 1, sizeof(struct value));
	config->files[config->len++] = value_map(map);
	return true;
}

static bool read_files(const struct cli *cli, struct kubeconfig *config)
{
	const char *environment = getenv("KUBECONFIG"), *home = getenv("HOME");
	struct str given = cli_value(cli, "kubeconfig"), path;
	if (given.len)
		return add_file(config, given);
	if (!environment || !*environment)
		return add_file(config, fs_join(cli->arena, str_of(home ? home : "/"), STR(".kube/config")));
	for (struct str rest = str_of(environment); str_next_field(&rest, ':', &path);)
		if (path.len && !add_file(config, path))
			return false;
	return true;
}

static struct str context_name(const struct cli *cli, const struct kubeconfig *config)
{
	const char *environment = getenv("HELM_KUBECONTEXT");
	struct str name = cli_value(cli, "kube-context");
	if (!name.len && environment)
		name = str_of(environment);
	for (size_t i = 0; i < config->len && !name.len; i++)
		name = text_field(config->files[i], STR("current-context"));
	return name;
}

struct str kubeconfig_namespace(const struct cli *cli)
{
	struct kubeconfig config = { .arena = cli->arena };
	if (!read_files(cli, &config))
		return STR_NONE;
	struct str name = context_name(cli, &config);
	for (size_t i = 0; i < config.len && name.len; i++) {
		struct value contexts = field(config.files[i], STR("contexts"));
		for (size_t j = 0; contexts.kind == VALUE_LIST && j < contexts.list->len; j++)
			if (str_eq(text_field(contexts.list->items[j], STR("name")), name))
				return text_field(field(contexts.list->items[j], STR("context")), STR("namespace"));
	}
	return STR_NONE;
}
