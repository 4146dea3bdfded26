// SPDX-License-Identifier: Apache-2.0
#include "value/decode.h"

#include "base/strbuf.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/yaml.h"
#include "value/yaml_skim.h"

// Where in the document decoding stands, for errors.
struct decoder {
	struct arena *arena;
	enum decode_source source;
	const char *name; // of the innermost struct
	struct str path;  // the keys so far, with dots
	struct error *err;
};

static const char *json_kind(struct value value)
{
	switch ((enum value_kind)value.kind) {
	case VALUE_BOOL: return "bool";
	case VALUE_STRING: return "string";
	case VALUE_LIST: return "array";
	case VALUE_MAP: return "object";
	default: return "number";
	}
}

static bool type_error(const struct decoder *d, struct value value, const char *type)
{
	struct location at = { NULL, value.line, value.column, 0 };
	if (d->path.len == 0)
		return fail(d->err, at, "json: cannot unmarshal %s into Go value of type %s", json_kind(value), type);
	return fail(d->err, at, "json: cannot unmarshal %s into Go struct field %s.%.*s of type %s", json_kind(value),
	            d->name, STR_FMT(d->path), type);
}

static bool decode_string(const struct decoder *d, struct value value, struct str *ret)
{
	if (value.kind == VALUE_NULL)
		return true;
	if (d->source == DECODE_JSON && value.kind != VALUE_STRING)
		return type_error(d, value, "string");
	return yaml_scalar_text(d->arena, value, ret) || type_error(d, value, "string");
}

static bool decode_bool(const struct decoder *d, struct value value, bool *ret)
{
	if (value.kind == VALUE_BOOL)
		*ret = value.b;
	return value.kind == VALUE_BOOL || value.kind == VALUE_NULL || type_error(d, value, "bool");
}

static bool decode_strings(const struct decoder *d, struct value value, struct strs *ret)
{
	if (value.kind == VALUE_NULL) {
		*ret = (struct strs){ 0 };
		return true;
	}
	if (value.kind != VALUE_LIST)
		return type_error(d, value, "[]string");
	struct strs strs = { 0 };
	strs.items = arena_grow(d->arena, strs.items, &strs.cap, value.list->len, sizeof(struct str));
	for (; strs.len < value.list->len; strs.len++) {
		strs.items[strs.len] = STR_NONE;
		if (!decode_string(d, value.list->items[strs.len], &strs.items[strs.len]))
			return false;
	}
	*ret = strs;
	return true;
}

static bool decode_string_map(const struct decoder *d, struct value value, struct map **ret)
{
	if (value.kind == VALUE_NULL) {
		*ret = NULL;
		return true;
	}
	if (value.kind != VALUE_MAP)
		return type_error(d, value, "map[string]string");
	struct map *map = map_new(d->arena);
	for (size_t i = 0; i < value.map->len; i++) {
		struct str text = STR_NONE;
		if (!decode_string(d, value.map->entries[i].value, &text))
			return false;
		map_set(d->arena, map, value.map->entries[i].key, value_string(text));
	}
	*ret = map;
	return true;
}

// Behind JSON every number is a float64.
static struct value without_integers(struct arena *arena, struct value value)
{
	if (value.kind == VALUE_INT)
		return value_float((double)value.i);
	if (value.kind == VALUE_UINT)
		return value_float((double)value.u);
	if (value.kind == VALUE_LIST) {
		struct list *list = list_new(arena, value.list->len);
		for (size_t i = 0; i < value.list->len; i++)
			list_push(arena, list, without_integers(arena, value.list->items[i]));
		return value_list(list);
	}
	if (value.kind == VALUE_MAP) {
		struct map *map = map_new(arena);
		for (size_t i = 0; i < value.map->len; i++)
			map_set(arena, map, value.map->entries[i].key,
			        without_integers(arena, value.map->entries[i].value));
		return value_map(map);
	}
	return value;
}

static bool decode_any_list(const struct decoder *d, struct value value, struct list **ret)
{
	if (value.kind != VALUE_LIST && value.kind != VALUE_NULL)
		return type_error(d, value, "[]interface {}");
	*ret = value.kind == VALUE_LIST ? without_integers(d->arena, value).list : NULL;
	return true;
}

static bool decode_members(const struct decoder *d, const struct decode_class *class, struct value value, void *into);

static bool decode_structs(const struct decoder *d, const struct decode_class *class, struct value value, void **ret,
                           size_t *ret_len)
{
	*ret = NULL;
	*ret_len = 0;
	if (value.kind == VALUE_NULL)
		return true;
	if (value.kind != VALUE_LIST)
		return type_error(d, value, class->list_type);
	char *items = arena_alloc_array(d->arena, value.list->len + 1, class->size);
	for (size_t i = 0; i < value.list->len; i++) {
		char *item = items + i * class->size;
		if (value.list->items[i].kind == VALUE_NULL && class->null_offset)
			*(bool *)(item + class->null_offset) = true;
		if (!decode_members(d, class, value.list->items[i], item))
			return false;
	}
	*ret = items;
	*ret_len = value.list->len;
	return true;
}

static bool decode_field(const struct decoder *d, const struct decode_field *field, struct value value, void *into)
{
	char *at = (char *)into + field->offset;
	void *items;
	switch (field->kind) {
	case DECODE_STRING: return decode_string(d, value, (struct str *)at);
	case DECODE_BOOL: return decode_bool(d, value, (bool *)at);
	case DECODE_STRINGS: return decode_strings(d, value, (struct strs *)at);
	case DECODE_STRING_MAP: return decode_string_map(d, value, (struct map **)at);
	case DECODE_ANY_LIST: return decode_any_list(d, value, (struct list **)at);
	case DECODE_STRUCT: return decode_members(d, field->of, value, at);
	case DECODE_STRUCTS:
		if (!decode_structs(d, field->of, value, &items, (size_t *)((char *)into + field->len_offset)))
			return false;
		memcpy(at, &items, sizeof(items));
		return true;
	}
	return true;
}

static const struct decode_field *find_field(const struct decode_class *class, struct str key)
{
	for (size_t i = 0; i < class->len; i++)
		if (str_is(key, class->fields[i].key))
			return &class->fields[i];
	for (size_t i = 0; i < class->len; i++)
		if (text_equal_fold(key, str_of(class->fields[i].key)))
			return &class->fields[i];
	return NULL;
}

static bool decode_members(const struct decoder *d, const struct decode_class *class, struct value value, void *into)
{
	if (value.kind == VALUE_NULL)
		return true;
	if (value.kind != VALUE_MAP)
		return type_error(d, value, class->type);
	if (d->source == DECODE_YAML)
		map_sort(value.map);
	for (size_t i = 0; i < value.map->len; i++) {
		const struct decode_field *field = find_field(class, value.map->entries[i].key);
		struct decoder inner = *d;
		if (!field)
			continue;
		inner.name = class->name;
		inner.path = d->path.len ? ARENA_CONCAT(d->arena, d->path, STR("."), str_of(field->key))
		                         : str_of(field->key);
		if (!decode_field(&inner, field, value.map->entries[i].value, into))
			return false;
	}
	return true;
}

// JSON, through which YAML goes, has no infinite numbers; but where a text is wanted, the number has become one by
// then.
static bool check_numbers(enum decode_kind kind, const struct decode_class *class, struct value value,
                          struct error *err)
{
	if (value.kind == VALUE_FLOAT)
		return kind == DECODE_STRING || yaml_check_float(value, err);
	if (value.kind == VALUE_LIST) {
		enum decode_kind inner = kind == DECODE_STRINGS   ? DECODE_STRING
		                         : kind == DECODE_STRUCTS ? DECODE_STRUCT
		                                                  : DECODE_ANY_LIST;
		for (size_t i = 0; i < value.list->len; i++)
			if (!check_numbers(inner, class, value.list->items[i], err))
				return false;
	}
	if (value.kind != VALUE_MAP)
		return true;
	map_sort(value.map);
	for (size_t i = 0; i < value.map->len; i++) {
		const struct map_entry *entry = &value.map->entries[i];
		const struct decode_field *field = kind == DECODE_STRUCT ? find_field(class, entry->key) : NULL;
		enum decode_kind inner = field                       ? field->kind
		                         : kind == DECODE_STRING_MAP ? DECODE_STRING
		                                                     : DECODE_ANY_LIST;
		if (!check_numbers(inner, field ? field->of : NULL, entry->value, err))
			return false;
	}
	return true;
}

bool decode_struct(struct arena *arena, const struct decode_class *class, struct value value, enum decode_source source,
                   void *into, struct error *err)
{
	struct decoder decoder = { arena, source, "", STR_NONE, err };
	if (source == DECODE_JSON)
		return decode_members(&decoder, class, value, into);
	if (!check_numbers(DECODE_STRUCT, class, value, err))
		return fail_in(err, "error converting YAML to JSON");
	return decode_members(&decoder, class, value, into) ||
	       fail_in(err, "error unmarshaling JSON: while decoding JSON");
}

bool decode_yaml(struct arena *arena, const struct decode_class *class, struct str text, void *into, struct error *err)
{
	struct value value;
	struct error ignored = { .arena = arena }; // the real reader tells what it is and where
	if (yaml_skim(arena, class, text, &value) && decode_struct(arena, class, value, DECODE_YAML, into, &ignored))
		return true;
	struct str *keys = ARENA_ARRAY(arena, struct str, class->len);
	for (size_t i = 0; i < class->len; i++)
		keys[i] = str_of(class->fields[i].key);
	if (!yaml_read_keys(arena, text, keys, class->len, &value, err))
		return false;
	return decode_struct(arena, class, value, DECODE_YAML, into, err);
}

// The first key, in the order of the text, that no field takes.
static const struct str *find_unknown(const struct decode_class *class, struct value value)
{
	const struct str *found = NULL;
	if (value.kind != VALUE_MAP)
		return NULL;
	map_sort(value.map);
	for (size_t i = 0; i < value.map->len && !found; i++) {
		const struct map_entry *entry = &value.map->entries[i];
		const struct decode_field *field = find_field(class, entry->key);
		if (!field)
			return &entry->key;
		if (field->kind == DECODE_STRUCT)
			found = find_unknown(field->of, entry->value);
		else if (field->kind == DECODE_STRUCTS && entry->value.kind == VALUE_LIST)
			for (size_t j = 0; j < entry->value.list->len && !found; j++)
				found = find_unknown(field->of, entry->value.list->items[j]);
	}
	return found;
}

bool decode_yaml_strict(struct arena *arena, const struct decode_class *class, struct str text, void *into,
                        struct error *err)
{
	struct value value;
	if (!yaml_read_typed_strict(arena, text, &value, err) ||
	    !decode_struct(arena, class, value, DECODE_YAML, into, err))
		return false;
	const struct str *unknown = find_unknown(class, value);
	if (!unknown)
		return true;
	struct str shown = quoted(arena, *unknown);
	return fail(err, NOWHERE, "error unmarshaling JSON: while decoding JSON: json: unknown field %.*s",
	            STR_FMT(shown));
}
