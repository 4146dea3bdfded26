// SPDX-License-Identifier: Apache-2.0
// A quick look at a schema: true only if it certainly meets the meta-schema of its draft. One table serves all drafts;
// it asks for what the strictest of them asks, so that a "no" just means to look closely.
#include "schema/metaschema.h"
#include "text/regex.h"

enum { MAX_DEPTH = 200 };

enum shape {
	SHAPE_ANCHOR,
	SHAPE_BOOL,
	SHAPE_COUNT,
	SHAPE_DEPENDENCIES,
	SHAPE_DEPENDENT_REQUIRED,
	SHAPE_ENUM,
	SHAPE_EXCLUSIVE,
	SHAPE_ID,
	SHAPE_ITEMS,
	SHAPE_LIST,
	SHAPE_MAP,
	SHAPE_NEVER,
	SHAPE_NUMBER,
	SHAPE_PATTERNS,
	SHAPE_POSITIVE,
	SHAPE_REFERENCE,
	SHAPE_REGEX,
	SHAPE_SCHEMA,
	SHAPE_SCHEMA_OR_BOOL,
	SHAPE_SCHEMAS,
	SHAPE_STRING,
	SHAPE_STRINGS,
	SHAPE_TYPE,
	SHAPE_URI,
};

static const struct keyword {
	struct str name;
	enum shape shape;
} keywords[] = {
	{ STR_INIT("$anchor"), SHAPE_ANCHOR },
	{ STR_INIT("$comment"), SHAPE_STRING },
	{ STR_INIT("$defs"), SHAPE_MAP },
	{ STR_INIT("$dynamicAnchor"), SHAPE_ANCHOR },
	{ STR_INIT("$dynamicRef"), SHAPE_REFERENCE },
	{ STR_INIT("$id"), SHAPE_ID },
	{ STR_INIT("$recursiveAnchor"), SHAPE_NEVER },
	{ STR_INIT("$recursiveRef"), SHAPE_REFERENCE },
	{ STR_INIT("$ref"), SHAPE_REFERENCE },
	{ STR_INIT("$schema"), SHAPE_URI },
	{ STR_INIT("$vocabulary"), SHAPE_NEVER },
	{ STR_INIT("additionalItems"), SHAPE_SCHEMA_OR_BOOL },
	{ STR_INIT("additionalProperties"), SHAPE_SCHEMA_OR_BOOL },
	{ STR_INIT("allOf"), SHAPE_SCHEMAS },
	{ STR_INIT("anyOf"), SHAPE_SCHEMAS },
	{ STR_INIT("contains"), SHAPE_SCHEMA },
	{ STR_INIT("contentEncoding"), SHAPE_STRING },
	{ STR_INIT("contentMediaType"), SHAPE_STRING },
	{ STR_INIT("contentSchema"), SHAPE_SCHEMA },
	{ STR_INIT("definitions"), SHAPE_MAP },
	{ STR_INIT("dependencies"), SHAPE_DEPENDENCIES },
	{ STR_INIT("dependentRequired"), SHAPE_DEPENDENT_REQUIRED },
	{ STR_INIT("dependentSchemas"), SHAPE_MAP },
	{ STR_INIT("deprecated"), SHAPE_BOOL },
	{ STR_INIT("description"), SHAPE_STRING },
	{ STR_INIT("else"), SHAPE_SCHEMA },
	{ STR_INIT("enum"), SHAPE_ENUM },
	{ STR_INIT("examples"), SHAPE_LIST },
	{ STR_INIT("exclusiveMaximum"), SHAPE_EXCLUSIVE },
	{ STR_INIT("exclusiveMinimum"), SHAPE_EXCLUSIVE },
	{ STR_INIT("format"), SHAPE_STRING },
	{ STR_INIT("id"), SHAPE_STRING },
	{ STR_INIT("if"), SHAPE_SCHEMA },
	{ STR_INIT("items"), SHAPE_ITEMS },
	{ STR_INIT("maxContains"), SHAPE_COUNT },
	{ STR_INIT("maxItems"), SHAPE_COUNT },
	{ STR_INIT("maxLength"), SHAPE_COUNT },
	{ STR_INIT("maxProperties"), SHAPE_COUNT },
	{ STR_INIT("maximum"), SHAPE_NUMBER },
	{ STR_INIT("minContains"), SHAPE_COUNT },
	{ STR_INIT("minItems"), SHAPE_COUNT },
	{ STR_INIT("minLength"), SHAPE_COUNT },
	{ STR_INIT("minProperties"), SHAPE_COUNT },
	{ STR_INIT("minimum"), SHAPE_NUMBER },
	{ STR_INIT("multipleOf"), SHAPE_POSITIVE },
	{ STR_INIT("not"), SHAPE_SCHEMA },
	{ STR_INIT("oneOf"), SHAPE_SCHEMAS },
	{ STR_INIT("pattern"), SHAPE_REGEX },
	{ STR_INIT("patternProperties"), SHAPE_PATTERNS },
	{ STR_INIT("prefixItems"), SHAPE_SCHEMAS },
	{ STR_INIT("properties"), SHAPE_MAP },
	{ STR_INIT("propertyNames"), SHAPE_SCHEMA },
	{ STR_INIT("readOnly"), SHAPE_BOOL },
	{ STR_INIT("required"), SHAPE_STRINGS },
	{ STR_INIT("then"), SHAPE_SCHEMA },
	{ STR_INIT("title"), SHAPE_STRING },
	{ STR_INIT("type"), SHAPE_TYPE },
	{ STR_INIT("unevaluatedItems"), SHAPE_SCHEMA },
	{ STR_INIT("unevaluatedProperties"), SHAPE_SCHEMA },
	{ STR_INIT("uniqueItems"), SHAPE_BOOL },
	{ STR_INIT("writeOnly"), SHAPE_BOOL },
};

struct look {
	struct arena *arena;
	int draft;
	unsigned depth;
};

static bool is_schema(struct look *look, struct value value);

static bool is_unique(struct look *look, const struct list *list)
{
	size_t first, second;
	return list->len < 2 || !json_find_equal(look->arena, list, &first, &second);
}

static bool is_strings(struct look *look, struct value value)
{
	if (value.kind != VALUE_LIST || (value.list->len == 0 && look->draft == 4))
		return false;
	for (size_t i = 0; i < value.list->len; i++)
		if (value.list->items[i].kind != VALUE_STRING)
			return false;
	return is_unique(look, value.list);
}

static bool is_type_name(struct value value)
{
	static const char *const names[] = { "array", "boolean", "integer", "null", "number", "object", "string" };
	for (size_t i = 0; value.kind == VALUE_STRING && i < ARRAY_LEN(names); i++)
		if (str_is(value.s, names[i]))
			return true;
	return false;
}

static bool is_type(struct look *look, struct value value)
{
	if (value.kind != VALUE_LIST)
		return is_type_name(value);
	for (size_t i = 0; i < value.list->len; i++)
		if (!is_type_name(value.list->items[i]))
			return false;
	return value.list->len > 0 && is_unique(look, value.list);
}

static bool is_schemas(struct look *look, struct value value)
{
	if (value.kind != VALUE_LIST || value.list->len == 0)
		return false;
	for (size_t i = 0; i < value.list->len; i++)
		if (!is_schema(look, value.list->items[i]))
			return false;
	return true;
}

// Members that are schemas, or lists of names.
static bool is_map(struct look *look, struct value value, bool schemas, bool lists)
{
	if (value.kind != VALUE_MAP)
		return false;
	for (size_t i = 0; i < value.map->len; i++) {
		struct value member = value.map->entries[i].value;
		if (!(schemas && is_schema(look, member)) && !(lists && is_strings(look, member)))
			return false;
	}
	return true;
}

static bool is_patterns(struct look *look, const struct map *map)
{
	for (size_t i = 0; i < map->len; i++)
		if (!regex_is_valid(look->arena, map->entries[i].key))
			return false;
	return true;
}

static bool is_count(struct value value)
{
	for (size_t i = 0; value.kind == VALUE_BYTES && i < value.s.len; i++)
		if (value.s.data[i] < '0' || value.s.data[i] > '9')
			return false;
	return value.kind == VALUE_BYTES;
}

static bool is_positive(struct value value)
{
	if (value.kind != VALUE_BYTES || value.s.data[0] == '-')
		return false;
	for (size_t i = 0; i < value.s.len && (value.s.data[i] | 0x20) != 'e'; i++)
		if (value.s.data[i] >= '1' && value.s.data[i] <= '9')
			return true;
	return false;
}

static bool is_anchor(struct value value)
{
	if (value.kind != VALUE_STRING || value.s.len == 0)
		return false;
	for (size_t i = 0; i < value.s.len; i++) {
		char c = value.s.data[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_')))
			return false;
	}
	return true;
}

static bool has_format(struct look *look, struct value value, struct str format)
{
	struct str reason;
	return value.kind == VALUE_STRING && format_check(look->arena, format, value.s, &reason);
}

static bool is_id(struct look *look, struct value value)
{
	return has_format(look, value, STR("uri-reference")) &&
	       str_find_char(value.s, '#') >= value.s.len - (value.s.len > 0);
}

// A limit of its own, or (draft 4) a flag beside one.
static bool is_exclusive(const struct look *look, const struct map *schema, struct str name, struct value value)
{
	if (look->draft != 4)
		return value.kind == VALUE_BYTES;
	return value.kind == VALUE_BOOL &&
	       map_get(schema, str_eq(name, STR("exclusiveMaximum")) ? STR("maximum") : STR("minimum"));
}

static bool has_shape(struct look *look, const struct map *schema, const struct keyword *keyword, struct value value)
{
	switch (keyword->shape) {
	case SHAPE_ANCHOR: return is_anchor(value);
	case SHAPE_BOOL: return value.kind == VALUE_BOOL;
	case SHAPE_COUNT: return is_count(value);
	case SHAPE_DEPENDENCIES: return is_map(look, value, true, true);
	case SHAPE_DEPENDENT_REQUIRED: return is_map(look, value, false, true);
	case SHAPE_ENUM: return value.kind == VALUE_LIST && value.list->len > 0 && is_unique(look, value.list);
	case SHAPE_EXCLUSIVE: return is_exclusive(look, schema, keyword->name, value);
	case SHAPE_ID: return is_id(look, value);
	case SHAPE_ITEMS: return is_schema(look, value) || (look->draft < 2020 && is_schemas(look, value));
	case SHAPE_LIST: return value.kind == VALUE_LIST;
	case SHAPE_MAP: return is_map(look, value, true, false);
	case SHAPE_NUMBER: return value.kind == VALUE_BYTES;
	case SHAPE_PATTERNS: return is_map(look, value, true, false) && is_patterns(look, value.map);
	case SHAPE_POSITIVE: return is_positive(value);
	case SHAPE_REFERENCE: return has_format(look, value, STR("uri-reference"));
	case SHAPE_REGEX: return value.kind == VALUE_STRING && regex_is_valid(look->arena, value.s);
	case SHAPE_SCHEMA: return is_schema(look, value);
	case SHAPE_SCHEMA_OR_BOOL: return value.kind == VALUE_BOOL || is_schema(look, value);
	case SHAPE_SCHEMAS: return is_schemas(look, value);
	case SHAPE_STRING: return value.kind == VALUE_STRING;
	case SHAPE_STRINGS: return is_strings(look, value);
	case SHAPE_TYPE: return is_type(look, value);
	case SHAPE_URI: return has_format(look, value, STR("uri"));
	default: return false;
	}
}

static const struct keyword *find_keyword(struct str name)
{
	size_t low = 0, high = ARRAY_LEN(keywords);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(keywords[middle].name, name);
		if (order == 0)
			return &keywords[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool is_schema(struct look *look, struct value value)
{
	bool plain = true;
	if (value.kind != VALUE_MAP)
		return value.kind == VALUE_BOOL && look->draft > 4;
	if (++look->depth > MAX_DEPTH)
		return false;
	for (size_t i = 0; i < value.map->len && plain; i++) {
		const struct keyword *keyword = find_keyword(value.map->entries[i].key);
		plain = !keyword || has_shape(look, value.map, keyword, value.map->entries[i].value);
	}
	look->depth--;
	return plain;
}

bool metaschema_is_plain(struct arena *arena, int draft, struct value schema)
{
	struct look look = { arena, draft, 0 };
	return is_schema(&look, schema);
}
