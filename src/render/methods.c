// SPDX-License-Identifier: Apache-2.0
#include "render/methods.h"

#include "func/error_value.h"
#include "func/methods.h"
#include "func/panic.h"
#include "text/strconv.h"
#include "value/yaml.h"

static struct value self(const struct tmpl_call *call)
{
	return call->args[0];
}

// ---- common.VersionSet -----------------------------------------------------------------------------------------

static struct value version_set_has(struct tmpl_call *call)
{
	const struct list *versions = self(call).list;
	for (size_t i = 0; i < versions->len; i++)
		if (str_eq(versions->items[i].s, call->args[1].s))
			return value_bool(true);
	return value_bool(false);
}

static const struct tmpl_func version_set_methods[] = {
	{ "Has", "s:b", version_set_has },
	{ NULL, NULL, NULL },
};

// ---- common.Values ---------------------------------------------------------------------------------------------

static struct value values_as_map(struct tmpl_call *call)
{
	struct map *map = self(call).map;
	return value_map(map && map->len ? map : map_new(call->arena));
}

static struct value values_yaml(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct error err = { .arena = call->arena };
	if (!yaml_write(call->arena, &out, value_map(self(call).map), &err))
		tmpl_fail(call, "%.*s", STR_FMT(err.message));
	return value_string(strbuf_str(&out, call->arena));
}

// Nothing that a template has is an io.Writer, so that the argument is nil.
static struct value values_encode(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct error err = { .arena = call->arena };
	if (!yaml_write(call->arena, &out, value_map(self(call).map), &err))
		return error_value(call->arena, err.message);
	panic_nil(call);
}

NORETURN static void fail_quoted(struct tmpl_call *call, struct str name, const char *after)
{
	struct str shown = quoted(call->arena, name);
	tmpl_fail(call, "%.*s%s", STR_FMT(shown), after);
}

static const struct map *table_at(struct tmpl_call *call, struct str path)
{
	const struct map *table = self(call).map;
	for (struct str part, rest = path; str_next_field(&rest, '.', &part);) {
		const struct value *found = map_get(table, part);
		if (!found || !value_is_table(*found))
			fail_quoted(call, part, " is not a table");
		table = found->map;
	}
	return table;
}

static struct value values_table(struct tmpl_call *call)
{
	return value_map_of(TYPE_VALUES, (struct map *)table_at(call, call->args[1].s));
}

// The path's last part is no table; a common.Values counts as a value here.
static struct value values_path_value(struct tmpl_call *call)
{
	struct str path = call->args[1].s;
	const struct map *table = self(call).map;
	if (path.len == 0)
		tmpl_fail(call, "YAML path cannot be empty");
	size_t dot = str_rfind_char(path, '.');
	bool has_tables = dot != STR_NPOS;
	struct str key = has_tables ? str_from(path, dot + 1) : path, rest = str_slice(path, 0, has_tables ? dot : 0),
		   part;
	while (has_tables && str_next_field(&rest, '.', &part)) {
		const struct value *next = map_get(table, part);
		if (!next || !value_is_table(*next))
			fail_quoted(call, key, " is not a value");
		table = next->map;
	}
	const struct value *found = map_get(table, key);
	if (!found || found->type == TYPE_MAP)
		fail_quoted(call, key, " is not a value");
	return *found;
}

static const struct tmpl_func values_methods[] = {
	{ "AsMap", ":d", values_as_map }, { "Encode", "w:E", values_encode }, { "PathValue", "s:v", values_path_value },
	{ "Table", "s:V", values_table }, { "YAML", ":s", values_yaml },      { NULL, NULL, NULL },
};

const struct tmpl_func *type_methods(enum value_type type)
{
	switch (type) {
	case TYPE_VALUES: return values_methods;
	case TYPE_VERSION_SET: return version_set_methods;
	default: return func_methods(type);
	}
}
