// SPDX-License-Identifier: Apache-2.0
// Chart.yaml: decoding into struct metadata as encoding/json decodes into Go's struct (unknown keys ignored, keys matched
// without case, numbers and booleans where a text is wanted turned to text as sigs.k8s.io/yaml does), then Helm's checks.
#include <stddef.h>

#include "base/fs.h"
#include "chart/chart.h"
#include "text/semver.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/yaml.h"

enum field_kind { FIELD_STRING, FIELD_BOOL, FIELD_STRINGS, FIELD_STRING_MAP, FIELD_MAINTAINERS, FIELD_DEPENDENCIES, FIELD_LIST };

struct field {
	const char *key;     // as JSON
	const char *go_name; // as templates see it
	enum field_kind kind;
	size_t offset;
};

#define METADATA(key, go_name, kind, member) { key, go_name, kind, offsetof(struct metadata, member) }
static const struct field metadata_fields[] = {
	METADATA("name", "Name", FIELD_STRING, name),
	METADATA("home", "Home", FIELD_STRING, home),
	METADATA("sources", "Sources", FIELD_STRINGS, sources),
	METADATA("version", "Version", FIELD_STRING, version),
	METADATA("description", "Description", FIELD_STRING, description),
	METADATA("keywords", "Keywords", FIELD_STRINGS, keywords),
	METADATA("maintainers", "Maintainers", FIELD_MAINTAINERS, maintainers),
	METADATA("icon", "Icon", FIELD_STRING, icon),
	METADATA("apiVersion", "APIVersion", FIELD_STRING, api_version),
	METADATA("condition", "Condition", FIELD_STRING, condition),
	METADATA("tags", "Tags", FIELD_STRING, tags),
	METADATA("appVersion", "AppVersion", FIELD_STRING, app_version),
	METADATA("deprecated", "Deprecated", FIELD_BOOL, deprecated),
	METADATA("annotations", "Annotations", FIELD_STRING_MAP, annotations),
	METADATA("kubeVersion", "KubeVersion", FIELD_STRING, kube_version),
	METADATA("dependencies", "Dependencies", FIELD_DEPENDENCIES, dependencies),
	METADATA("type", "Type", FIELD_STRING, type),
};

#define MAINTAINER(key, go_name, member) { key, go_name, FIELD_STRING, offsetof(struct maintainer, member) }
static const struct field maintainer_fields[] = {
	MAINTAINER("name", "Name", name),
	MAINTAINER("email", "Email", email),
	MAINTAINER("url", "URL", url),
};

#define DEPENDENCY(key, go_name, kind, member) { key, go_name, kind, offsetof(struct dependency, member) }
static const struct field dependency_fields[] = {
	DEPENDENCY("name", "Name", FIELD_STRING, name),
	DEPENDENCY("version", "Version", FIELD_STRING, version),
	DEPENDENCY("repository", "Repository", FIELD_STRING, repository),
	DEPENDENCY("condition", "Condition", FIELD_STRING, condition),
	DEPENDENCY("tags", "Tags", FIELD_STRINGS, tags),
	DEPENDENCY("enabled", "Enabled", FIELD_BOOL, enabled),
	DEPENDENCY("import-values", "ImportValues", FIELD_LIST, import_values),
	DEPENDENCY("alias", "Alias", FIELD_STRING, alias),
};

struct fields {
	const struct field *items;
	size_t len;
	const char *go_type; // of the struct, in error texts
};

static const struct fields metadata_class = { metadata_fields, ARRAY_LEN(metadata_fields), "Metadata" };
static const struct fields maintainer_class = { maintainer_fields, ARRAY_LEN(maintainer_fields), "Maintainer" };
static const struct fields dependency_class = { dependency_fields, ARRAY_LEN(dependency_fields), "Dependency" };

// Where in the document decoding stands, for errors.
struct decoder {
	struct arena *arena;
	struct str path; // "Metadata.maintainers"
	struct error *err;
};

static const char *json_kind(struct value value)
{
	switch (value.kind) {
	case VALUE_BOOL: return "bool";
	case VALUE_INT:
	case VALUE_UINT:
	case VALUE_FLOAT: return "number";
	case VALUE_STRING: return "string";
	case VALUE_LIST: return "array";
	default: return "object";
	}
}

static bool type_error(const struct decoder *decoder, struct value value, const char *go_type)
{
	return fail(decoder->err, NOWHERE,
	            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s into Go struct field %.*s of type %s",
	            json_kind(value), STR_FMT(decoder->path), go_type);
}

// sigs.k8s.io/yaml turns numbers and booleans into text where the Go field is a string.
static bool decode_string(const struct decoder *decoder, struct value value, struct str *ret)
{
	return value_is_null(value) || yaml_scalar_text(decoder->arena, value, ret) || type_error(decoder, value, "string");
}

static bool decode_strings(const struct decoder *decoder, struct value value, struct strs *ret)
{
	if (value.kind == VALUE_NULL)
		return true;
	if (value.kind != VALUE_LIST)
		return type_error(decoder, value, "[]string");
	struct strs strs = { 0 };
	strs.items = arena_grow(decoder->arena, strs.items, &strs.cap, value.list->len, sizeof(struct str));
	for (size_t i = 0; i < value.list->len; i++, strs.len++) {
		strs.items[i] = STR_NONE;
		if (!decode_string(decoder, value.list->items[i], &strs.items[i]))
			return false;
	}
	*ret = strs;
	return true;
}

static bool decode_string_map(const struct decoder *decoder, struct value value, struct map **ret)
{
	if (value.kind == VALUE_NULL)
		return true;
	if (value.kind != VALUE_MAP)
		return type_error(decoder, value, "map[string]string");
	struct map *map = map_new(decoder->arena);
	for (size_t i = 0; i < value.map->len; i++) {
		struct str text = STR_NONE;
		if (!decode_string(decoder, value.map->entries[i].value, &text))
			return false;
		map_set(decoder->arena, map, value.map->entries[i].key, value_string(text));
	}
	*ret = map;
	return true;
}

static bool decode_struct(const struct decoder *decoder, struct value value, const struct fields *fields, void *into);

// A list of structs: each element `size` bytes; a null element has its is_null set by the caller's test.
static bool decode_structs(const struct decoder *decoder, struct value value, const struct fields *fields, size_t size,
                           size_t is_null_offset, void **ret, size_t *ret_len)
{
	if (value.kind == VALUE_NULL)
		return true;
	if (value.kind != VALUE_LIST) {
		struct str type = arena_printf(decoder->arena, "[]*v2.%s", fields->go_type);
		return type_error(decoder, value, type.data);
	}
	char *items = arena_alloc_array(decoder->arena, value.list->len, size);
	for (size_t i = 0; i < value.list->len; i++) {
		char *item = items + i * size;
		if (value.list->items[i].kind == VALUE_NULL)
			*(bool *)(item + is_null_offset) = true;
		else if (!decode_struct(decoder, value.list->items[i], fields, item))
			return false;
	}
	*ret = items;
	*ret_len = value.list->len;
	return true;
}

static bool decode_field(const struct decoder *decoder, struct value value, const struct field *field, void *into)
{
	void *at = (char *)into + field->offset;
	void *items = NULL;
	size_t len = 0;
	struct metadata *metadata = into;
	switch (field->kind) {
	case FIELD_STRING:
		return decode_string(decoder, value, at);
	case FIELD_BOOL:
		if (value.kind != VALUE_BOOL && value.kind != VALUE_NULL)
			return type_error(decoder, value, "bool");
		if (value.kind == VALUE_BOOL)
			*(bool *)at = value.b;
		return true;
	case FIELD_STRINGS:
		return decode_strings(decoder, value, at);
	case FIELD_STRING_MAP:
		return decode_string_map(decoder, value, at);
	case FIELD_LIST:
		if (value.kind != VALUE_LIST && value.kind != VALUE_NULL)
			return type_error(decoder, value, "[]interface {}");
		*(struct list **)at = value.kind == VALUE_LIST ? value.list : NULL;
		return true;
	case FIELD_MAINTAINERS:
		if (!decode_structs(decoder, value, &maintainer_class, sizeof(struct maintainer),
		                    offsetof(struct maintainer, is_null), &items, &len))
			return false;
		metadata->maintainers = items;
		metadata->maintainers_len = len;
		return true;
	case FIELD_DEPENDENCIES:
		if (!decode_structs(decoder, value, &dependency_class, sizeof(struct dependency),
		                    offsetof(struct dependency, is_null), &items, &len))
			return false;
		metadata->dependencies = items;
		metadata->dependencies_len = len;
		metadata->has_dependencies = value.kind == VALUE_LIST;
		return true;
	}
	return true;
}

static const struct value *find_member(const struct map *map, struct str key)
{
	const struct value *found = map_get(map, key);
	for (size_t i = 0; !found && i < map->len; i++)
		if (text_equal_fold(map->entries[i].key, key))
			found = &map->entries[i].value;
	return found;
}

static bool decode_struct(const struct decoder *decoder, struct value value, const struct fields *fields, void *into)
{
	if (value.kind != VALUE_MAP) {
		struct str type = arena_printf(decoder->arena, "v2.%s", fields->go_type);
		if (decoder->path.len)
			return type_error(decoder, value, type.data);
		return fail(decoder->err, NOWHERE,
		            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s into Go value of type %s",
		            json_kind(value), type.data);
	}
	for (size_t i = 0; i < fields->len; i++) {
		const struct field *field = &fields->items[i];
		const struct value *member = find_member(value.map, str_of(field->key));
		struct decoder inner = *decoder;
		struct str outer = decoder->path.len ? decoder->path : str_of(fields->go_type);
		if (!member)
			continue;
		inner.path = ARENA_CONCAT(decoder->arena, outer, STR("."), str_of(field->key));
		if (!decode_field(&inner, *member, field, into))
			return false;
	}
	return true;
}

bool metadata_read(struct arena *arena, struct str text, struct metadata *metadata, struct error *err)
{
	struct value value;
	struct decoder decoder = { arena, STR_NONE, err };
	if (!yaml_read_typed(arena, text, &value, err))
		return false;
	return value.kind == VALUE_NULL || decode_struct(&decoder, value, &metadata_class, metadata);
}

// The first key, in the order of a JSON text made of it, that no field takes.
static bool find_unknown(const struct fields *fields, struct value value, struct str *ret)
{
	if (value.kind != VALUE_MAP)
		return false;
	map_sort(value.map);
	for (size_t i = 0; i < value.map->len; i++) {
		const struct map_entry *entry = &value.map->entries[i];
		const struct field *field = NULL;
		for (size_t j = 0; j < fields->len && !field; j++)
			if (text_equal_fold(entry->key, str_of(fields->items[j].key)))
				field = &fields->items[j];
		if (!field) {
			*ret = entry->key;
			return true;
		}
		const struct fields *inner = field->kind == FIELD_MAINTAINERS     ? &maintainer_class
		                             : field->kind == FIELD_DEPENDENCIES ? &dependency_class
		                                                                 : NULL;
		for (size_t j = 0; inner && entry->value.kind == VALUE_LIST && j < entry->value.list->len; j++)
			if (find_unknown(inner, entry->value.list->items[j], ret))
				return true;
	}
	return false;
}

bool metadata_find_unknown(struct arena *arena, struct str text, struct str *ret_key)
{
	struct value value;
	struct error ignored = { .arena = arena };
	return yaml_read(arena, text, 0, &value, &ignored) && find_unknown(&metadata_class, value, ret_key);
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
	struct strbuf quoted = strbuf_in(err->arena);
	quote(&quoted, text);
	return fail(err, NOWHERE, "validation: %s%.*s%s", before, STR_FMT(strbuf_peek(&quoted)), after);
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
			return quoted_failure(err, "dependency ", dependency->name, " has disallowed characters in the alias");
		for (size_t j = 0; j < i; j++)
			if (str_eq(dependency_key(&metadata->dependencies[j]), dependency_key(dependency)))
				return quoted_failure(err, "more than one dependency with name or alias ",
				                      dependency_key(dependency), "");
	}
	return true;
}

bool metadata_validate(struct arena *arena, struct metadata *metadata, struct error *err)
{
	struct str *texts[] = { &metadata->name, &metadata->description, &metadata->home, &metadata->icon,
		                &metadata->condition, &metadata->tags, &metadata->app_version, &metadata->kube_version };
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

// ---- what templates see ----------------------------------------------------------------------------------------

static struct map *struct_to_map(struct arena *arena, const struct fields *fields, const void *from);

static struct value structs_to_list(struct arena *arena, const struct fields *fields, const void *items, size_t len,
                                    size_t size)
{
	struct list *list = list_new(arena, len);
	for (size_t i = 0; i < len; i++)
		list_push(arena, list, value_map(struct_to_map(arena, fields, (const char *)items + i * size)));
	return value_list(list);
}

static struct value field_to_value(struct arena *arena, const struct field *field, const void *from)
{
	const void *at = (const char *)from + field->offset;
	const struct metadata *metadata = from;
	const struct strs *strs = at;
	struct list *list;
	switch (field->kind) {
	case FIELD_STRING:
		return value_string(((const struct str *)at)->data ? *(const struct str *)at : STR_NONE);
	case FIELD_BOOL:
		return value_bool(*(const bool *)at);
	case FIELD_STRING_MAP:
		return value_map_of(TYPE_STRING_MAP, *(struct map *const *)at);
	case FIELD_STRINGS:
		list = list_new(arena, strs->len);
		for (size_t i = 0; i < strs->len; i++)
			list_push(arena, list, value_string(strs->items[i]));
		return value_list(list);
	case FIELD_LIST:
		list = *(struct list *const *)at;
		return value_list(list ? list : list_new(arena, 0));
	case FIELD_MAINTAINERS:
		return structs_to_list(arena, &maintainer_class, metadata->maintainers, metadata->maintainers_len,
		                       sizeof(struct maintainer));
	case FIELD_DEPENDENCIES:
		return structs_to_list(arena, &dependency_class, metadata->dependencies, metadata->dependencies_len,
		                       sizeof(struct dependency));
	}
	return value_null();
}

static struct map *struct_to_map(struct arena *arena, const struct fields *fields, const void *from)
{
	struct map *map = map_new(arena);
	for (size_t i = 0; i < fields->len; i++)
		map_set(arena, map, str_of(fields->items[i].go_name), field_to_value(arena, &fields->items[i], from));
	return map;
}

struct map *metadata_to_map(struct arena *arena, const struct metadata *metadata)
{
	return struct_to_map(arena, &metadata_class, metadata);
}

// ---- Chart.yaml again ------------------------------------------------------------------------------------------

static bool is_zero(struct value value)
{
	return !value_truth(value);
}

static struct map *struct_to_json(struct arena *arena, const struct fields *fields, const void *from);

static struct value structs_to_json(struct arena *arena, const struct fields *fields, const void *items, size_t len,
                                    size_t size)
{
	struct list *list = list_new(arena, len);
	for (size_t i = 0; i < len; i++)
		list_push(arena, list, value_map(struct_to_json(arena, fields, (const char *)items + i * size)));
	return value_list(list);
}

// As encoding/json writes the struct: empty fields are left out, but for a dependency's name and repository.
static struct map *struct_to_json(struct arena *arena, const struct fields *fields, const void *from)
{
	struct map *map = map_new(arena);
	const struct metadata *metadata = from;
	for (size_t i = 0; i < fields->len; i++) {
		const struct field *field = &fields->items[i];
		struct value value = field_to_value(arena, field, from);
		bool kept = fields == &dependency_class && (!strcmp(field->key, "name") || !strcmp(field->key, "repository"));
		if (is_zero(value) && !kept)
			continue;
		if (field->kind == FIELD_MAINTAINERS)
			value = structs_to_json(arena, &maintainer_class, metadata->maintainers, metadata->maintainers_len,
			                        sizeof(struct maintainer));
		else if (field->kind == FIELD_DEPENDENCIES)
			value = structs_to_json(arena, &dependency_class, metadata->dependencies, metadata->dependencies_len,
			                        sizeof(struct dependency));
		map_set(arena, map, str_of(field->key), value);
	}
	return map;
}

struct map *metadata_to_json(struct arena *arena, const struct metadata *metadata)
{
	return struct_to_json(arena, &metadata_class, metadata);
}
