// SPDX-License-Identifier: Apache-2.0
// compile_at() gives the schema at a place of a document, one for each place, so that references may form cycles; what
// is new is put into a queue, which compile_todo() works off. Keywords are read draft by draft, as each draft adds to
// the one before.
#include "schema/internal.h"
#include "schema/metaschema.h"
#include "text/strconv.h"
#include "value/json.h"

struct reader {
	struct compiler *compiler;
	struct root *root;
	struct resource *resource;
	struct str ptr;
	const struct map *map;
	bool failed;
};

static const struct value *member(const struct reader *reader, const char *key)
{
	return map_get(reader->map, str_of(key));
}

static struct schema *compile_below(struct reader *reader, struct str ptr)
{
	return compile_at(reader->compiler, reader->root, ptr);
}

static struct str below(const struct reader *reader, const char *key)
{
	return pointer_append(reader->compiler->arena, reader->ptr, str_of(key));
}

static struct schema *read_schema(struct reader *reader, const char *key)
{
	return member(reader, key) ? compile_below(reader, below(reader, key)) : NULL;
}

static struct schemas read_schemas(struct reader *reader, const char *key)
{
	struct schemas schemas = { 0 };
	const struct value *value = member(reader, key);
	if (!value || value->kind != VALUE_LIST)
		return schemas;
	schemas.items = ARENA_ARRAY(reader->compiler->arena, struct schema *, value->list->len);
	struct str ptr = below(reader, key);
	for (size_t i = 0; i < value->list->len && !reader->failed; i++)
		schemas.items[schemas.len++] =
			compile_below(reader, arena_printf(reader->compiler->arena, "%.*s/%zu", STR_FMT(ptr), i));
	return schemas;
}

// Members of an object: schemas, or (where `lists` says so) lists of names.
static struct properties read_properties(struct reader *reader, const char *key, bool lists, bool schemas)
{
	struct properties properties = { 0 };
	const struct value *value = member(reader, key);
	if (!value || value->kind != VALUE_MAP)
		return properties;
	map_sort(value->map);
	properties.items = ARENA_ARRAY(reader->compiler->arena, struct property, value->map->len);
	struct str ptr = below(reader, key);
	for (size_t i = 0; i < value->map->len && !reader->failed; i++) {
		const struct map_entry *entry = &value->map->entries[i];
		struct property property = { .name = entry->key };
		if (lists && entry->value.kind == VALUE_LIST)
			property.required = entry->value.list;
		else if (schemas)
			property.schema =
				compile_below(reader, pointer_append(reader->compiler->arena, ptr, entry->key));
		else
			continue;
		properties.items[properties.len++] = property;
	}
	return properties;
}

static struct additional read_additional(struct reader *reader, const char *key)
{
	const struct value *value = member(reader, key);
	if (value && value->kind == VALUE_BOOL)
		return (struct additional){ ADDITIONAL_BOOL, value->b, NULL };
	struct schema *schema = read_schema(reader, key);
	return (struct additional){ schema ? ADDITIONAL_SCHEMA : ADDITIONAL_NONE, false, schema };
}

static bool read_bool(const struct reader *reader, const char *key)
{
	const struct value *value = member(reader, key);
	return value && value->kind == VALUE_BOOL && value->b;
}

static struct str read_text(const struct reader *reader, const char *key)
{
	const struct value *value = member(reader, key);
	return value && value->kind == VALUE_STRING ? value->s : (struct str){ NULL, 0 };
}

static const struct value *read_number(const struct reader *reader, const char *key)
{
	const struct value *value = member(reader, key);
	return value && json_type_of(*value) == JSON_NUMBER ? value : NULL;
}

static struct count_limit read_count(const struct reader *reader, const char *key)
{
	const struct value *value = read_number(reader, key);
	struct count_limit limit = { 0 };
	limit.set = value && json_to_count(*value, &limit.value);
	return limit;
}

static struct list *read_list(const struct reader *reader, const char *key)
{
	const struct value *value = member(reader, key);
	return value && value->kind == VALUE_LIST ? value->list : NULL;
}

static struct regex *read_regex(struct reader *reader, const char *key, struct str text)
{
	struct compiler *compiler = reader->compiler;
	struct error cause = { .arena = compiler->arena };
	struct regex *regex = regex_compile(compiler->arena, text, &cause);
	if (regex || reader->failed)
		return regex;
	reader->failed = true;
	struct str place = pointer_encode(compiler->arena, below(reader, key));
	struct str shown = quoted(compiler->arena, text);
	fail(compiler->err, NOWHERE, "invalid regex %.*s at \"%.*s#%.*s\": %.*s", STR_FMT(shown),
	     STR_FMT(reader->root->url), STR_FMT(place), STR_FMT(cause.message));
	return NULL;
}

static struct schema *read_ref(struct reader *reader, const char *key)
{
	struct target target;
	struct str ref = read_text(reader, key);
	if (!ref.data || reader->failed)
		return NULL;
	if (!resolve_reference(reader->compiler, reader->root, reader->resource, ref, &target)) {
		reader->failed = true;
		return NULL;
	}
	return compile_at(reader->compiler, target.root, target.ptr);
}

// ---- keywords --------------------------------------------------------------------------------------------------

static unsigned type_bit(struct value value)
{
	static const char *const names[] = { "null", "boolean", "number", "integer", "string", "array", "object" };
	for (size_t i = 0; value.kind == VALUE_STRING && i < ARRAY_LEN(names); i++)
		if (str_is(value.s, names[i]))
			return 1u << i;
	return 0;
}

static unsigned read_types(const struct reader *reader)
{
	const struct value *value = member(reader, "type");
	unsigned types = 0;
	if (value && value->kind == VALUE_LIST)
		for (size_t i = 0; i < value->list->len; i++)
			types |= type_bit(value->list->items[i]);
	return value && value->kind == VALUE_STRING ? type_bit(*value) : types;
}

static void read_applicators(struct reader *reader, struct schema *schema)
{
	schema->all_of = read_schemas(reader, "allOf");
	schema->any_of = read_schemas(reader, "anyOf");
	schema->one_of = read_schemas(reader, "oneOf");
	schema->not = read_schema(reader, "not");
	const struct value *items = member(reader, "items");
	if (schema->draft < 2020 && items && items->kind == VALUE_LIST) {
		schema->has_item_list = true;
		schema->item_list = read_schemas(reader, "items");
		schema->additional_items = read_additional(reader, "additionalItems");
	} else if (schema->draft < 2020) {
		schema->items = read_schema(reader, "items");
	}
	schema->properties = read_properties(reader, "properties", false, true);
	schema->patterns = read_properties(reader, "patternProperties", false, true);
	for (size_t i = 0; i < schema->patterns.len && !reader->failed; i++)
		schema->patterns.items[i].pattern =
			read_regex(reader, "patternProperties", schema->patterns.items[i].name);
	schema->additional_properties = read_additional(reader, "additionalProperties");
	schema->dependencies = read_properties(reader, "dependencies", true, true);
}

// A limit is exclusive by a boolean beside it (draft 4), or is a keyword of its own.
static void read_limits(struct reader *reader, struct schema *schema)
{
	schema->multiple_of = read_number(reader, "multipleOf");
	schema->maximum = read_number(reader, "maximum");
	schema->minimum = read_number(reader, "minimum");
	if (read_bool(reader, "exclusiveMaximum")) {
		schema->exclusive_maximum = schema->maximum;
		schema->maximum = NULL;
	} else {
		schema->exclusive_maximum = read_number(reader, "exclusiveMaximum");
	}
	if (read_bool(reader, "exclusiveMinimum")) {
		schema->exclusive_minimum = schema->minimum;
		schema->minimum = NULL;
	} else {
		schema->exclusive_minimum = read_number(reader, "exclusiveMinimum");
	}
}

static void read_assertions(struct reader *reader, struct schema *schema)
{
	schema->types = read_types(reader);
	schema->enum_values = read_list(reader, "enum");
	read_limits(reader, schema);
	schema->min_length = read_count(reader, "minLength");
	schema->max_length = read_count(reader, "maxLength");
	schema->pattern_text = read_text(reader, "pattern");
	if (schema->pattern_text.data)
		schema->pattern = read_regex(reader, "pattern", schema->pattern_text);
	schema->min_items = read_count(reader, "minItems");
	schema->max_items = read_count(reader, "maxItems");
	schema->unique_items = read_bool(reader, "uniqueItems");
	schema->min_properties = read_count(reader, "minProperties");
	schema->max_properties = read_count(reader, "maxProperties");
	schema->required = read_list(reader, "required");
}

static bool asserts_formats(const struct reader *reader, int draft)
{
	if (draft < 2019 || reader->compiler->asserts_formats)
		return true;
	return resource_has_vocabulary(reader->resource, draft == 2019 ? "format" : "format-assertion");
}

static void read_draft6(struct reader *reader, struct schema *schema)
{
	if (resource_has_vocabulary(reader->resource, "applicator")) {
		schema->contains = read_schema(reader, "contains");
		schema->property_names = read_schema(reader, "propertyNames");
	}
	if (resource_has_vocabulary(reader->resource, "validation"))
		schema->const_value = member(reader, "const");
}

static void read_draft7(struct reader *reader, struct schema *schema)
{
	if (!resource_has_vocabulary(reader->resource, "applicator") || !member(reader, "if"))
		return;
	const struct value *condition = member(reader, "if");
	bool constant = condition->kind == VALUE_BOOL;
	schema->if_schema = read_schema(reader, "if");
	if (!constant || condition->b)
		schema->then_schema = read_schema(reader, "then");
	if (!constant || !condition->b)
		schema->else_schema = read_schema(reader, "else");
}

static void read_draft2019(struct reader *reader, struct schema *schema)
{
	schema->recursive_ref = read_ref(reader, "$recursiveRef");
	schema->recursive_anchor = read_bool(reader, "$recursiveAnchor");
	if (resource_has_vocabulary(reader->resource, "validation")) {
		if (schema->contains) {
			schema->min_contains = read_count(reader, "minContains");
			schema->max_contains = read_count(reader, "maxContains");
		}
		schema->dependent_required = read_properties(reader, "dependentRequired", true, false);
	}
	if (resource_has_vocabulary(reader->resource, "applicator"))
		schema->dependent_schemas = read_properties(reader, "dependentSchemas", false, true);
	if (resource_has_vocabulary(reader->resource, schema->draft == 2019 ? "applicator" : "unevaluated")) {
		schema->unevaluated_items = read_schema(reader, "unevaluatedItems");
		schema->unevaluated_properties = read_schema(reader, "unevaluatedProperties");
	}
}

static void read_draft2020(struct reader *reader, struct schema *schema)
{
	struct str ref = read_text(reader, "$dynamicRef"), anchor = read_text(reader, "$dynamicAnchor");
	schema->dynamic_ref = read_ref(reader, "$dynamicRef");
	if (ref.data) {
		struct str fragment = fragment_of(reader->compiler->arena, ref);
		schema->dynamic_ref_anchor = fragment.len && fragment.data[0] != '/' ? fragment : STR_NONE;
	}
	schema->dynamic_anchor = anchor.data ? anchor : STR_NONE;
	if (resource_has_vocabulary(reader->resource, "applicator")) {
		schema->item_list = read_schemas(reader, "prefixItems");
		schema->items = read_schema(reader, "items");
	}
}

static void read_draft4(struct reader *reader, struct schema *schema)
{
	schema->ref = read_ref(reader, "$ref");
	// Beside $ref all else should be ignored, but the library does so with the keywords of draft 4 only.
	if (schema->ref && schema->draft < 2019)
		return;
	if (resource_has_vocabulary(reader->resource, "applicator"))
		read_applicators(reader, schema);
	if (resource_has_vocabulary(reader->resource, "validation"))
		read_assertions(reader, schema);
	if (asserts_formats(reader, schema->draft))
		schema->format = read_text(reader, "format");
}

static void read_keywords(struct reader *reader, struct schema *schema)
{
	read_draft4(reader, schema);
	if (schema->draft >= 6)
		read_draft6(reader, schema);
	if (schema->draft >= 7)
		read_draft7(reader, schema);
	if (schema->draft >= 2019)
		read_draft2019(reader, schema);
	if (schema->draft >= 2020)
		read_draft2020(reader, schema);
}

// ---- schemas ---------------------------------------------------------------------------------------------------

static bool unescape(struct arena *arena, struct str token, struct str *ret)
{
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < token.len; i++) {
		char c = token.data[i];
		if (c == '~') {
			char next = ++i < token.len ? token.data[i] : '\0';
			if (next != '0' && next != '1')
				return false;
			c = next == '0' ? '~' : '/';
		}
		strbuf_add_char(&out, c);
	}
	*ret = strbuf_str(&out, arena);
	return true;
}

bool look_up(struct compiler *compiler, const struct root *root, struct str ptr, struct value *ret)
{
	struct str rest = str_from(ptr, 1), part, token;
	struct value value = root->document;
	while (ptr.len && str_next_field(&rest, '/', &part)) {
		const struct value *found = NULL;
		int64_t index;
		if (!unescape(compiler->arena, part, &token))
			return fail(compiler->err, NOWHERE, "invalid json-pointer \"%.*s#%.*s\"", STR_FMT(root->url),
			            STR_FMT(pointer_encode(compiler->arena, ptr)));
		if (value.kind == VALUE_MAP)
			found = map_get(value.map, token);
		else if (value.kind == VALUE_LIST && parse_int(token, 10, 64, &index) == PARSE_OK && index >= 0 &&
		         (size_t)index < value.list->len)
			found = &value.list->items[index];
		if (!found)
			return fail(compiler->err, NOWHERE, "json-pointer in \"%.*s#%.*s\" not found",
			            STR_FMT(root->url), STR_FMT(pointer_encode(compiler->arena, ptr)));
		value = *found;
	}
	*ret = value;
	return true;
}

static void mark_evaluated(struct schema *schema)
{
	schema->all_properties_evaluated = schema->additional_properties.kind != ADDITIONAL_NONE;
	schema->all_items_evaluated = schema->items != NULL || schema->additional_items.kind != ADDITIONAL_NONE;
	schema->items_evaluated = schema->item_list.len;
}

static void read_dynamic_anchors(struct compiler *compiler, const struct resource *resource, struct schema *schema)
{
	schema->dynamic_anchors = ARENA_ARRAY(compiler->arena, struct property, resource->dynamic->len);
	for (size_t i = 0; i < resource->dynamic->len; i++) {
		const struct map_entry *entry = &resource->dynamic->entries[i];
		struct schema *target = compile_at(compiler, schema->root, entry->value.s);
		schema->dynamic_anchors[schema->dynamic_anchors_len++] =
			(struct property){ .name = entry->key, .schema = target };
	}
}

static bool compile_value(struct compiler *compiler, struct value value, struct schema *schema)
{
	struct resource *resource = root_resource(schema->root, schema->ptr);
	schema->draft = resource->draft;
	schema->resource = compile_at(compiler, schema->root, resource->ptr);
	if (schema->draft >= 2020 && schema->resource == schema)
		read_dynamic_anchors(compiler, resource, schema);
	schema->is_bool = value.kind == VALUE_BOOL || (value.kind == VALUE_MAP && value.map->len == 0);
	schema->bool_value = value.kind == VALUE_MAP || value.b;
	if (value.kind != VALUE_MAP || schema->is_bool)
		return true;
	struct reader reader = { compiler, schema->root, resource, schema->ptr, value.map, false };
	read_keywords(&reader, schema);
	mark_evaluated(schema);
	return !reader.failed;
}

struct schema *compile_at(struct compiler *compiler, struct root *root, struct str ptr)
{
	struct arena *arena = compiler->arena;
	struct str location = ARENA_CONCAT(arena, root->url, STR("#"), pointer_encode(arena, ptr));
	const struct value *known = map_get(compiler->schemas, location);
	if (known)
		return (struct schema *)known->object;
	struct schema *schema = ARENA_NEW(arena, struct schema);
	*schema = (struct schema){ .location = location, .root = root, .ptr = ptr };
	// The table holds pointers; values of kind object have room for one.
	map_set(arena, compiler->schemas, location,
	        (struct value){ .kind = VALUE_OBJECT, .object = (const struct object *)schema });
	*compiler->last_todo = schema;
	compiler->last_todo = &schema->next;
	return schema;
}

bool compile_todo(struct compiler *compiler)
{
	for (; compiler->todo; compiler->todo = compiler->todo->next) {
		struct schema *schema = compiler->todo;
		struct value value;
		if (!look_up(compiler, schema->root, schema->ptr, &value) ||
		    !root_ensure(compiler, schema->root, value, schema->ptr) || !compile_value(compiler, value, schema))
			return false;
	}
	compiler->last_todo = &compiler->todo;
	return true;
}

struct schema *schema_compile(struct arena *arena, struct str text, struct str url, const struct schema_loader *loader,
                              struct error *err)
{
	struct compiler compiler = { .arena = arena, .loader = loader, .schemas = map_new(arena), .err = err };
	struct value document;
	compiler.last_todo = &compiler.todo;
	if (!json_read_exact(arena, text, &document, err))
		return NULL;
	struct root *root = root_add(&compiler, url, document);
	struct schema *schema = root ? compile_at(&compiler, root, STR_NONE) : NULL;
	return schema && compile_todo(&compiler) ? schema : NULL;
}
