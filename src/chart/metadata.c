// SPDX-License-Identifier: Apache-2.0
// Chart.yaml: what is in it, Helm's checks, and the way back to what templates see and to YAML.
#include <stddef.h>

#include "base/fs.h"
#include "chart/chart.h"
#include "text/semver.h"
#include "text/strconv.h"
#include "text/utf8.h"

#define METADATA(key, go_name, kind, member) \
	{ \
		key, go_name, kind, offsetof(struct metadata, member), NULL, 0 \
	}
#define METADATA_LIST(key, go_name, class, member, length) \
	{ \
		key, go_name, DECODE_STRUCTS, offsetof(struct metadata, member), class, \
			offsetof(struct metadata, length) \
	}
#define MAINTAINER(key, go_name, member) \
	{ \
		key, go_name, DECODE_STRING, offsetof(struct maintainer, member), NULL, 0 \
	}
#define DEPENDENCY(key, go_name, kind, member) \
	{ \
		key, go_name, kind, offsetof(struct dependency, member), NULL, 0 \
	}

static const struct decode_field maintainer_fields[] = {
	MAINTAINER("name", "Name", name),
	MAINTAINER("email", "Email", email),
	MAINTAINER("url", "URL", url),
};

static const struct decode_field dependency_fields[] = {
	DEPENDENCY("name", "Name", DECODE_STRING, name),
	DEPENDENCY("version", "Version", DECODE_STRING, version),
	DEPENDENCY("repository", "Repository", DECODE_STRING, repository),
	DEPENDENCY("condition", "Condition", DECODE_STRING, condition),
	DEPENDENCY("tags", "Tags", DECODE_STRINGS, tags),
	DEPENDENCY("enabled", "Enabled", DECODE_BOOL, enabled),
	DEPENDENCY("import-values", "ImportValues", DECODE_ANY_LIST, import_values),
	DEPENDENCY("alias", "Alias", DECODE_STRING, alias),
};

static const struct decode_class maintainer_class = {
	.name = "Maintainer",
	.type = "v2.Maintainer",
	.list_type = "[]*v2.Maintainer",
	.fields = maintainer_fields,
	.len = ARRAY_LEN(maintainer_fields),
	.size = sizeof(struct maintainer),
	.null_offset = offsetof(struct maintainer, is_null),
};

static const struct decode_class dependency_class = {
	.name = "Dependency",
	.type = "v2.Dependency",
	.list_type = "[]*v2.Dependency",
	.fields = dependency_fields,
	.len = ARRAY_LEN(dependency_fields),
	.size = sizeof(struct dependency),
	.null_offset = offsetof(struct dependency, is_null),
};

static const struct decode_field metadata_fields[] = {
	METADATA("name", "Name", DECODE_STRING, name),
	METADATA("home", "Home", DECODE_STRING, home),
	METADATA("sources", "Sources", DECODE_STRINGS, sources),
	METADATA("version", "Version", DECODE_STRING, version),
	METADATA("description", "Description", DECODE_STRING, description),
	METADATA("keywords", "Keywords", DECODE_STRINGS, keywords),
	METADATA_LIST("maintainers", "Maintainers", &maintainer_class, maintainers, maintainers_len),
	METADATA("icon", "Icon", DECODE_STRING, icon),
	METADATA("apiVersion", "APIVersion", DECODE_STRING, api_version),
	METADATA("condition", "Condition", DECODE_STRING, condition),
	METADATA("tags", "Tags", DECODE_STRING, tags),
	METADATA("appVersion", "AppVersion", DECODE_STRING, app_version),
	METADATA("deprecated", "Deprecated", DECODE_BOOL, deprecated),
	METADATA("annotations", "Annotations", DECODE_STRING_MAP, annotations),
	METADATA("kubeVersion", "KubeVersion", DECODE_STRING, kube_version),
	METADATA_LIST("dependencies", "Dependencies", &dependency_class, dependencies, dependencies_len),
	METADATA("type", "Type", DECODE_STRING, type),
};

static const struct decode_class metadata_class = {
	.name = "Metadata",
	.type = "v2.Metadata",
	.list_type = "[]*v2.Metadata",
	.fields = metadata_fields,
	.len = ARRAY_LEN(metadata_fields),
	.size = sizeof(struct metadata),
};

bool metadata_read(struct arena *arena, struct str text, struct metadata *metadata, struct error *err)
{
	if (!decode_yaml(arena, &metadata_class, text, metadata, err))
		return false;
	metadata->has_dependencies = metadata->dependencies != NULL;
	return true;
}

bool metadata_from_value(struct arena *arena, struct value value, struct metadata *metadata, struct error *err)
{
	if (!decode_struct(arena, &metadata_class, value, DECODE_JSON, metadata, err))
		return false;
	metadata->has_dependencies = metadata->dependencies != NULL;
	return true;
}

bool metadata_read_strict(struct arena *arena, struct str text, struct error *err)
{
	struct metadata ignored = { 0 };
	return decode_yaml_strict(arena, &metadata_class, text, &ignored, err);
}

// ---- checks ----------------------------------------------------------------------------------------------------

// Helm's sanitizeString: white space of any kind becomes a space, what cannot be printed is dropped.
static struct str sanitized(struct arena *arena, struct str text)
{
	bool clean = true;
	for (size_t i = 0; i < text.len && clean; i++)
		clean = text.data[i] >= 0x20 && text.data[i] < 0x7f;
	if (clean)
		return text;
	struct strbuf out = strbuf_in(arena);
	for (size_t size; text.len; text = str_from(text, size)) {
		uint32_t rune = utf8_decode(text, &size);
		if (rune_is_space(rune))
			strbuf_add_char(&out, ' ');
		else if (rune_is_print(rune))
			utf8_encode(&out, rune);
	}
	return strbuf_str(&out, arena);
}

static void sanitize_all(struct arena *arena, struct strs *strs)
{
	for (size_t i = 0; i < strs->len; i++)
		strs->items[i] = sanitized(arena, strs->items[i]);
}

static bool quoted_failure(struct error *err, const char *before, struct str text, const char *after)
{
	struct str shown = quoted(err->arena, text);
	return fail(err, NOWHERE, "validation: %s%.*s%s", before, STR_FMT(shown), after);
}

static bool validate_name_and_version(struct metadata *metadata, struct error *err)
{
	struct semver version;
	struct error ignored = { .arena = err->arena };
	if (metadata->api_version.len == 0)
		return fail(err, NOWHERE, "validation: chart.metadata.apiVersion is required");
	if (metadata->name.len == 0)
		return fail(err, NOWHERE, "validation: chart.metadata.name is required");
	if (str_is(metadata->name, ".") || str_is(metadata->name, ".."))
		return quoted_failure(err, "chart.metadata.name ", metadata->name, " is not allowed");
	if (!str_eq(metadata->name, fs_base(metadata->name)))
		return quoted_failure(err, "chart.metadata.name ", metadata->name, " is invalid");
	if (metadata->version.len == 0)
		return fail(err, NOWHERE, "validation: chart.metadata.version is required");
	if (!semver_parse(metadata->version, &version, &ignored))
		return quoted_failure(err, "chart.metadata.version ", metadata->version, " is invalid");
	if (metadata->type.len && !str_is(metadata->type, "application") && !str_is(metadata->type, "library"))
		return fail(err, NOWHERE, "validation: chart.metadata.type must be application or library");
	return true;
}

static bool alias_is_valid(struct str alias)
{
	for (size_t i = 0; i < alias.len; i++) {
		char c = alias.data[i];
		bool ok = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '-';
		if (!ok)
			return false;
	}
	return true;
}

static struct str dependency_key(const struct dependency *dependency)
{
	return dependency->alias.len ? dependency->alias : dependency->name;
}

static bool validate_dependencies(struct arena *arena, struct metadata *metadata, struct error *err)
{
	for (size_t i = 0; i < metadata->dependencies_len; i++) {
		struct dependency *dependency = &metadata->dependencies[i];
		if (dependency->is_null)
			return fail(err, NOWHERE, "validation: dependencies must not contain empty or null nodes");
		dependency->name = sanitized(arena, dependency->name);
		dependency->version = sanitized(arena, dependency->version);
		dependency->repository = sanitized(arena, dependency->repository);
		dependency->condition = sanitized(arena, dependency->condition);
		sanitize_all(arena, &dependency->tags);
		if (!alias_is_valid(dependency->alias))
			return quoted_failure(err, "dependency ", dependency->name,
			                      " has disallowed characters in the alias");
		for (size_t j = 0; j < i; j++)
			if (str_eq(dependency_key(&metadata->dependencies[j]), dependency_key(dependency)))
				return quoted_failure(err, "more than one dependency with name or alias ",
				                      dependency_key(dependency), "");
	}
	return true;
}

bool metadata_validate(struct arena *arena, struct metadata *metadata, struct error *err)
{
	struct str *texts[] = { &metadata->name,        &metadata->description, &metadata->home,
		                &metadata->icon,        &metadata->condition,   &metadata->tags,
		                &metadata->app_version, &metadata->kube_version };
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = sanitized(arena, *texts[i]);
	sanitize_all(arena, &metadata->sources);
	sanitize_all(arena, &metadata->keywords);
	if (!validate_name_and_version(metadata, err))
		return false;
	for (size_t i = 0; i < metadata->maintainers_len; i++) {
		struct maintainer *maintainer = &metadata->maintainers[i];
		if (maintainer->is_null)
			return fail(err, NOWHERE, "validation: maintainers must not contain empty or null nodes");
		maintainer->name = sanitized(arena, maintainer->name);
		maintainer->email = sanitized(arena, maintainer->email);
		maintainer->url = sanitized(arena, maintainer->url);
	}
	return validate_dependencies(arena, metadata, err);
}

// ---- what templates see, and Chart.yaml again ------------------------------------------------------------------

// Go's field names and every field, or as encoding/json writes the struct: its keys, and no empty field but a
// dependency's name and repository.
static struct map *struct_to_map(struct arena *arena, const struct decode_class *class, const void *from, bool as_json);

static struct value structs_to_list(struct arena *arena, const struct decode_field *field, const void *from,
                                    bool as_json)
{
	const char *items;
	size_t len = *(const size_t *)((const char *)from + field->len_offset);
	struct list *list = list_new(arena, len);
	memcpy(&items, (const char *)from + field->offset, sizeof(items));
	for (size_t i = 0; i < len; i++)
		list_push(arena, list,
		          value_map(struct_to_map(arena, field->of, items + i * field->of->size, as_json)));
	return value_list(list);
}

static struct value field_to_value(struct arena *arena, const struct decode_field *field, const void *from,
                                   bool as_json)
{
	const void *at = (const char *)from + field->offset;
	const struct strs *strs = at;
	struct list *list;
	switch (field->kind) {
	case DECODE_STRING: return value_string(((const struct str *)at)->data ? *(const struct str *)at : STR_NONE);
	case DECODE_BOOL: return value_bool(*(const bool *)at);
	case DECODE_STRING_MAP: return value_map_of(TYPE_STRING_MAP, *(struct map *const *)at);
	case DECODE_STRINGS:
		list = list_new(arena, strs->len);
		for (size_t i = 0; i < strs->len; i++)
			list_push(arena, list, value_string(strs->items[i]));
		return value_list(list);
	case DECODE_ANY_LIST: list = *(struct list *const *)at; return value_list(list ? list : list_new(arena, 0));
	case DECODE_STRUCT: return value_map(struct_to_map(arena, field->of, at, as_json));
	case DECODE_STRUCTS: return structs_to_list(arena, field, from, as_json);
	}
	return value_null();
}

static bool is_kept_empty(const struct decode_class *class, const struct decode_field *field)
{
	return class == &dependency_class && (!strcmp(field->key, "name") || !strcmp(field->key, "repository"));
}

static struct map *struct_to_map(struct arena *arena, const struct decode_class *class, const void *from, bool as_json)
{
	struct map *map = map_new(arena);
	for (size_t i = 0; i < class->len; i++) {
		const struct decode_field *field = &class->fields[i];
		struct value value = field_to_value(arena, field, from, as_json);
		if (!as_json || value_truth(value) || is_kept_empty(class, field))
			map_set(arena, map, str_of(as_json ? field->key : field->go_name), value);
	}
	return map;
}

struct map *metadata_to_map(struct arena *arena, const struct metadata *metadata)
{
	return struct_to_map(arena, &metadata_class, metadata, false);
}

struct map *metadata_to_json(struct arena *arena, const struct metadata *metadata)
{
	return struct_to_map(arena, &metadata_class, metadata, true);
}
