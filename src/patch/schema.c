// SPDX-License-Identifier: Apache-2.0
#include "patch/schema.h"

#include <strings.h>

#include "value/member.h"

#define REFERENCE "#/components/schemas/"

struct patch_schema patch_schema_named(struct value components, struct str name)
{
	const struct value *found = components.kind == VALUE_MAP ? map_get(components.map, name) : NULL;
	size_t dot = str_rfind_char(name, '.');
	return (struct patch_schema){ components, found ? *found : value_null(),
		                      dot == STR_NPOS ? name : str_from(name, dot + 1) };
}

// What a member's schema refers to; servers wrap the reference when they say more of the member.
static struct patch_schema followed(const struct patch_schema *schema, struct value at)
{
	struct str reference = member_text(at, "$ref");
	if (!reference.len)
		reference = member_text(member_item(member(at, "allOf"), 0), "$ref");
	if (!str_has_prefix(reference, STR(REFERENCE)))
		return (struct patch_schema){ schema->components, at, STR_NONE };
	return patch_schema_named(schema->components, str_from(reference, strlen(REFERENCE)));
}

// reflect.Kind of the Go type. Types without members are structs if they have a name: RawExtension.
static struct str kind_of(const struct patch_schema *schema)
{
	struct str type = member_text(schema->at, "type");
	if (member(schema->at, "properties").kind == VALUE_MAP)
		return STR("struct");
	if (!value_is_null(member(schema->at, "additionalProperties")))
		return STR("map");
	if (str_is(type, "array"))
		return STR("slice");
	if (schema->name.len || str_is(type, "object"))
		return STR("struct");
	if (str_is(type, "integer"))
		return str_is(member_text(schema->at, "format"), "int64") ? STR("int64") : STR("int32");
	if (str_is(type, "number"))
		return STR("float64");
	return str_is(type, "boolean") ? STR("bool") : type.len ? type : STR("interface");
}

// A name that differs in case only is the field's too, as in encoding/json.
static const struct value *find(struct value fields, struct str key)
{
	const struct value *found = fields.kind == VALUE_MAP ? map_get(fields.map, key) : NULL;
	for (size_t i = 0; !found && fields.kind == VALUE_MAP && i < fields.map->len; i++) {
		const struct map_entry *entry = &fields.map->entries[i];
		if (entry->key.len == key.len && strncasecmp(entry->key.data, key.data, key.len) == 0)
			found = &entry->value;
	}
	return found;
}

// "merge", "replace", "retainKeys", or "merge,retainKeys".
static bool read_strategies(struct str text, struct patch_field *ret, struct error *err)
{
	size_t others = 0;
	for (struct str one, rest = text; str_next_field(&rest, ',', &one);) {
		if (str_is(one, "retainKeys")) {
			ret->retains_keys = true;
			continue;
		}
		if (others++)
			return fail(err, NOWHERE, "unexpected patch strategy: %.*s", STR_FMT(text));
		ret->is_merged = str_is(one, "merge");
		ret->is_replaced = str_is(one, "replace");
	}
	return true;
}

static bool find_field(const struct patch_schema *schema, struct str key, struct value *ret_at, struct patch_field *ret,
                       struct error *err)
{
	struct str kind = kind_of(schema);
	if (!str_is(kind, "struct"))
		return fail(err, NOWHERE, "merging an object in json but data type is not struct, instead is: %.*s",
		            STR_FMT(kind));
	const struct value *at = find(member(schema->at, "properties"), key);
	if (!at)
		return fail(err, NOWHERE, "unable to find api field in struct %.*s for the json field \"%.*s\"",
		            STR_FMT(schema->name), STR_FMT(key));
	*ret_at = *at;
	*ret = (struct patch_field){ .merge_key = member_text(*at, "x-kubernetes-patch-merge-key") };
	return read_strategies(member_text(*at, "x-kubernetes-patch-strategy"), ret, err);
}

bool patch_schema_table(const struct patch_schema *schema, struct str key, struct patch_field *ret, struct error *err)
{
	struct value at;
	struct patch_field field;
	if (!find_field(schema, key, &at, &field, err))
		return false;
	field.schema = followed(schema, at);
	*ret = field;
	return true;
}

bool patch_schema_list(const struct patch_schema *schema, struct str key, struct patch_field *ret, struct error *err)
{
	struct value at;
	struct patch_field field;
	if (!find_field(schema, key, &at, &field, err))
		return false;
	struct patch_schema list = followed(schema, at);
	if (!str_is(kind_of(&list), "slice"))
		return fail(err, NOWHERE, "expected slice or array type, but got: struct");
	field.schema = followed(schema, member(list.at, "items"));
	if (str_is(kind_of(&field.schema), "slice"))
		return fail(err, NOWHERE, "unexpected slice of slice");
	*ret = field;
	return true;
}
