// SPDX-License-Identifier: Apache-2.0
// Holding a value against a schema. Each function adds what fails to the check at work; a check whose `quiet` is set wants
// to know only whether anything fails, so that no texts are made. Objects are gone through in the order of their keys,
// where the library's order is random.
#include "base/stack.h"
#include "schema/internal.h"
#include "text/strconv.h"
#include "text/utf8.h"

// The way to the value: tokens from the innermost out.
struct step {
	const struct step *outer;
	struct str token;
};

// The schemas on the way, for cycles and dynamic anchors.
struct scope {
	const struct scope *outer;
	const struct schema *schema;
	unsigned instance; // grows with each step into the value
};

// What is left for unevaluatedProperties and unevaluatedItems.
struct unevaluated {
	bool *properties; // by position in the sorted map; NULL: nobody asks
	bool *items;
	size_t len, left;
};

struct run {
	struct arena *arena;
	struct stack_guard stack;
};

struct check {
	struct run *run;
	const struct schema *schema;
	struct value value;
	const struct step *path;
	const struct scope *scope;
	struct unevaluated *unevaluated;
	bool quiet;
	struct failure *failures, **last;
	size_t failed;
};

static bool validate(struct check *check);

// ---- failures --------------------------------------------------------------------------------------------------

static struct str pointer_of(struct arena *arena, const struct step *path)
{
	if (!path)
		return STR_NONE;
	return pointer_append(arena, pointer_of(arena, path->outer), path->token);
}

static struct failure *new_failure(const struct check *check, struct str message)
{
	struct failure *failure = ARENA_NEW(check->run->arena, struct failure);
	failure->last_cause = &failure->causes;
	if (!check->quiet) {
		failure->instance = pointer_of(check->run->arena, check->path);
		failure->message = message;
	}
	return failure;
}

static void add_failure(struct check *check, struct failure *failure)
{
	*check->last = failure;
	check->last = &failure->next;
	check->failed++;
}

static void add_causes(struct failure *failure, struct failure *causes)
{
	*failure->last_cause = causes;
}

// A group that stands alone has no line of its own in the report.
static struct failure *lone_causes(struct failure *failures)
{
	return failures && !failures->next && failures->is_group ? failures->causes : failures;
}

PRINTF_LIKE(2, 3) static struct failure *fails(struct check *check, const char *format, ...)
{
	struct str message = STR_NONE;
	if (!check->quiet) {
		va_list args;
		va_start(args, format);
		message = arena_vprintf(check->run->arena, format, args);
		va_end(args);
	}
	struct failure *failure = new_failure(check, message);
	add_failure(check, failure);
	return failure;
}

static struct str quoted(const struct check *check, struct str text)
{
	struct strbuf out = strbuf_in(check->run->arena);
	if (!check->quiet)
		print_quoted(&out, text);
	return strbuf_str(&out, check->run->arena);
}

static void fail_count(struct check *check, const char *keyword, int64_t got, int64_t want)
{
	struct strbuf out = strbuf_in(check->run->arena);
	strbuf_printf(&out, "%s: got ", keyword);
	print_integer(&out, got);
	strbuf_add(&out, STR(", want "));
	print_integer(&out, want);
	fails(check, "%.*s", STR_FMT(strbuf_peek(&out)));
}

static void fail_limit(struct check *check, const char *keyword, double want)
{
	struct strbuf out = strbuf_in(check->run->arena);
	strbuf_printf(&out, "%s: got ", keyword);
	print_number(&out, json_number(check->value));
	strbuf_add(&out, STR(", want "));
	print_number(&out, want);
	fails(check, "%.*s", STR_FMT(strbuf_peek(&out)));
}

// ---- nesting ---------------------------------------------------------------------------------------------------

static size_t value_len(struct value value)
{
	return value.kind == VALUE_MAP ? value.map->len : value.kind == VALUE_LIST ? value.list->len : 0;
}

// Everything that the schema may leave unevaluated, if anyone asks.
static struct unevaluated start_unevaluated(struct run *run, const struct schema *schema, struct value value, bool caller_asks)
{
	struct unevaluated left = { .len = value_len(value) };
	size_t first = 0;
	bool **flags = NULL;
	if (value.kind == VALUE_MAP && !schema->all_properties_evaluated && (caller_asks || schema->unevaluated_properties)) {
		flags = &left.properties;
	} else if (value.kind == VALUE_LIST && !schema->all_items_evaluated && (caller_asks || schema->unevaluated_items)) {
		flags = &left.items;
		first = schema->items_evaluated;
	}
	if (!flags || first >= left.len)
		return left;
	*flags = ARENA_ARRAY(run->arena, bool, left.len);
	for (size_t i = first; i < left.len; i++, left.left++)
		(*flags)[i] = true;
	return left;
}

static void take_evaluated(struct unevaluated *left, bool *flags, size_t at)
{
	if (flags && flags[at]) {
		flags[at] = false;
		left->left--;
	}
}

// What a subschema evaluated is evaluated here too.
static void merge_unevaluated(struct unevaluated *left, const struct unevaluated *other)
{
	for (size_t i = 0; i < left->len; i++) {
		if (left->properties && !(other->properties && other->properties[i]))
			take_evaluated(left, left->properties, i);
		if (left->items && !(other->items && other->items[i]))
			take_evaluated(left, left->items, i);
	}
}

static struct failure *result_of(struct check *check)
{
	if (check->failed < 2)
		return check->failures;
	struct failure *group = new_failure(check, STR("validation failed"));
	group->is_group = true;
	add_causes(group, check->failures);
	return group;
}

// The same value against another schema; NULL if it fits.
static struct failure *check_self(struct check *check, const struct schema *schema, bool quiet)
{
	struct scope scope = { check->scope, schema, check->scope->instance };
	struct unevaluated left = start_unevaluated(check->run, schema, check->value, check->unevaluated->left > 0);
	struct check inner = { check->run, schema, check->value, check->path, &scope, &left, check->quiet || quiet, NULL, NULL, 0 };
	inner.last = &inner.failures;
	if (!validate(&inner))
		return result_of(&inner);
	merge_unevaluated(check->unevaluated, &left);
	return NULL;
}

static struct failure *check_member(struct check *check, const struct schema *schema, struct value value, struct str token)
{
	struct step step = { check->path, token };
	struct scope scope = { check->scope, schema, check->scope->instance + 1 };
	struct unevaluated left = start_unevaluated(check->run, schema, value, false);
	struct check inner = { check->run, schema, value, &step, &scope, &left, check->quiet, NULL, NULL, 0 };
	inner.last = &inner.failures;
	return validate(&inner) ? NULL : result_of(&inner);
}

static void add_if(struct check *check, struct failure *failure)
{
	if (failure)
		add_failure(check, failure);
}

static struct failure *check_item(struct check *check, const struct schema *schema, size_t index)
{
	return check_member(check, schema, check->value.list->items[index], arena_printf(check->run->arena, "%zu", index));
}

// ---- references ------------------------------------------------------------------------------------------------

static void check_reference(struct check *check, const struct schema *schema)
{
	struct failure *cause = check_self(check, schema, false);
	if (!cause)
		return;
	struct failure *failure = new_failure(check, STR("validation failed"));
	failure->is_reference = true;
	add_causes(failure, lone_causes(cause));
	add_failure(check, failure);
}

static const struct schema *dynamic_target(const struct check *check, struct str anchor, const struct schema *fallback)
{
	for (const struct scope *scope = check->scope; scope; scope = scope->outer) {
		const struct schema *resource = scope->schema->resource;
		for (size_t i = 0; i < resource->dynamic_anchors_len; i++)
			if (str_eq(resource->dynamic_anchors[i].name, anchor))
				fallback = resource->dynamic_anchors[i].schema;
	}
	return fallback;
}

static const struct schema *recursive_target(const struct check *check, const struct schema *fallback)
{
	for (const struct scope *scope = check->scope; scope; scope = scope->outer)
		if (scope->schema->resource->recursive_anchor)
			fallback = scope->schema;
	return fallback;
}

static void check_dynamic_references(struct check *check)
{
	const struct schema *schema = check->schema;
	if (schema->recursive_ref) {
		const struct schema *target = schema->recursive_ref;
		check_reference(check, target->recursive_anchor ? recursive_target(check, target) : target);
	}
	if (schema->dynamic_ref) {
		const struct schema *target = schema->dynamic_ref;
		bool dynamic = schema->dynamic_ref_anchor.len && str_eq(target->dynamic_anchor, schema->dynamic_ref_anchor);
		check_reference(check, dynamic ? dynamic_target(check, schema->dynamic_ref_anchor, target) : target);
	}
}

static bool is_cycle(const struct check *check)
{
	for (const struct scope *scope = check->scope->outer; scope && scope->instance == check->scope->instance; scope = scope->outer)
		if (scope->schema == check->schema)
			return true;
	return false;
}

// ---- objects ---------------------------------------------------------------------------------------------------

static struct str missing_names(struct check *check, const struct map *map, const struct list *required, size_t *ret_count)
{
	struct strbuf out = strbuf_in(check->run->arena);
	*ret_count = 0;
	for (size_t i = 0; i < required->len; i++) {
		struct value name = required->items[i];
		if (name.kind != VALUE_STRING || map_get(map, name.s))
			continue;
		if ((*ret_count)++)
			strbuf_add(&out, STR(", "));
		if (!check->quiet)
			print_quoted(&out, name.s);
	}
	return strbuf_str(&out, check->run->arena);
}

static void check_required(struct check *check, const struct map *map)
{
	size_t count;
	struct str names = missing_names(check, map, check->schema->required, &count);
	if (count)
		fails(check, count == 1 ? "missing property %.*s" : "missing properties %.*s", STR_FMT(names));
}

static void check_dependents(struct check *check, const struct map *map, const struct properties *properties)
{
	for (size_t i = 0; i < properties->len; i++) {
		const struct property *property = &properties->items[i];
		size_t count;
		if (!map_get(map, property->name))
			continue;
		if (property->schema) {
			add_if(check, check_self(check, property->schema, false));
			continue;
		}
		struct str names = missing_names(check, map, property->required, &count);
		if (count)
			fails(check, "properties %.*s required, if %.*s exists", STR_FMT(names), STR_FMT(quoted(check, property->name)));
	}
}

static const struct schema *find_property(const struct properties *properties, struct str name)
{
	size_t low = 0, high = properties->len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(properties->items[middle].name, name);
		if (order == 0)
			return properties->items[middle].schema;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

// One member of an object; false if only `additionalProperties: false` had an answer for it.
static bool check_property(struct check *check, const struct map_entry *entry, size_t position)
{
	const struct schema *schema = check->schema, *own = find_property(&schema->properties, entry->key);
	bool evaluated = own != NULL, allowed = true;
	if (own)
		add_if(check, check_member(check, own, entry->value, entry->key));
	for (size_t i = 0; i < schema->patterns.len; i++) {
		if (!regex_test(schema->patterns.items[i].pattern, entry->key))
			continue;
		evaluated = true;
		add_if(check, check_member(check, schema->patterns.items[i].schema, entry->value, entry->key));
	}
	if (!evaluated && schema->additional_properties.kind != ADDITIONAL_NONE) {
		evaluated = true;
		if (schema->additional_properties.kind == ADDITIONAL_SCHEMA)
			add_if(check, check_member(check, schema->additional_properties.schema, entry->value, entry->key));
		else
			allowed = schema->additional_properties.allowed;
	}
	if (evaluated)
		take_evaluated(check->unevaluated, check->unevaluated->properties, position);
	return allowed;
}

static void check_properties(struct check *check, const struct map *map)
{
	struct strbuf extra = strbuf_in(check->run->arena);
	size_t count = 0;
	for (size_t i = 0; i < map->len; i++) {
		if (check->quiet && check->failed)
			return;
		if (check_property(check, &map->entries[i], i))
			continue;
		if (count++)
			strbuf_add(&extra, STR(", "));
		if (!check->quiet)
			print_quoted(&extra, map->entries[i].key);
	}
	if (count)
		fails(check, "additional properties %.*s not allowed", STR_FMT(strbuf_peek(&extra)));
}

// The name is a value of its own, checked for itself.
static void check_property_name(struct check *check, struct str name)
{
	const struct schema *schema = check->schema->property_names;
	struct scope scope = { NULL, schema, 0 };
	struct unevaluated left = { 0 };
	struct check inner = { check->run, schema, value_string(name), NULL, &scope, &left, check->quiet, NULL, NULL, 0 };
	inner.last = &inner.failures;
	if (validate(&inner))
		return;
	struct failure *failure = fails(check, "invalid propertyName %.*s", STR_FMT(quoted(check, name)));
	add_causes(failure, lone_causes(inner.failures));
}

static void check_object(struct check *check, struct map *map)
{
	const struct schema *schema = check->schema;
	int64_t len = (int64_t)map->len;
	if (schema->min_properties.set && len < schema->min_properties.value)
		fail_count(check, "minProperties", len, schema->min_properties.value);
	if (schema->max_properties.set && len > schema->max_properties.value)
		fail_count(check, "maxProperties", len, schema->max_properties.value);
	if (schema->required)
		check_required(check, map);
	if (check->quiet && check->failed)
		return;
	check_dependents(check, map, &schema->dependencies);
	check_properties(check, map);
	for (size_t i = 0; schema->property_names && i < map->len; i++)
		check_property_name(check, map->entries[i].key);
	check_dependents(check, map, &schema->dependent_schemas);
	check_dependents(check, map, &schema->dependent_required);
}

// ---- arrays ----------------------------------------------------------------------------------------------------

static void check_unique(struct check *check, const struct list *list)
{
	for (size_t i = 1; i < list->len; i++)
		for (size_t j = 0; j < i; j++)
			if (json_equal(list->items[i], list->items[j])) {
				fails(check, "items at %zu and %zu are equal", j, i);
				return;
			}
}

static void check_items(struct check *check, const struct list *list)
{
	const struct schema *schema = check->schema;
	size_t evaluated = schema->item_list.len < list->len ? schema->item_list.len : list->len;
	for (size_t i = 0; i < evaluated; i++)
		add_if(check, check_item(check, schema->item_list.items[i], i));
	for (size_t i = evaluated; schema->items && i < list->len; i++)
		add_if(check, check_item(check, schema->items, i));
	if (schema->additional_items.kind == ADDITIONAL_BOOL && !schema->additional_items.allowed && evaluated != list->len)
		fails(check, "last %zu additionalItem(s) not allowed", list->len - evaluated);
	for (size_t i = evaluated; schema->additional_items.kind == ADDITIONAL_SCHEMA && i < list->len; i++)
		add_if(check, check_item(check, schema->additional_items.schema, i));
}

static void check_contains(struct check *check, const struct list *list)
{
	const struct schema *schema = check->schema;
	struct failure *causes = NULL, **last = &causes;
	struct strbuf places = strbuf_in(check->run->arena);
	int64_t matched = 0;
	for (size_t i = 0; i < list->len; i++) {
		struct failure *failure = check_item(check, schema->contains, i);
		if (failure) {
			*last = failure;
			last = &failure->next;
			continue;
		}
		strbuf_printf(&places, matched++ ? " %zu" : "%zu", i);
		if (schema->draft >= 2020)
			take_evaluated(check->unevaluated, check->unevaluated->items, i);
	}
	if (schema->min_contains.set && matched < schema->min_contains.value) {
		struct failure *failure =
			matched ? fails(check, "min %lld items required to match contains schema, but matched %lld items at %.*s",
		                        (long long)schema->min_contains.value, (long long)matched, STR_FMT(strbuf_peek(&places)))
				: fails(check, "min %lld items required to match contains schema, but none matched",
		                        (long long)schema->min_contains.value);
		add_causes(failure, causes);
	} else if (!schema->min_contains.set && matched == 0) {
		add_causes(fails(check, "no items match contains schema"), causes);
	}
	if (schema->max_contains.set && matched > schema->max_contains.value)
		fails(check, "max %lld items required to match contains schema, but matched %lld items at %.*s",
		      (long long)schema->max_contains.value, (long long)matched, STR_FMT(strbuf_peek(&places)));
}

static void check_array(struct check *check, const struct list *list)
{
	const struct schema *schema = check->schema;
	int64_t len = (int64_t)list->len;
	if (schema->min_items.set && len < schema->min_items.value)
		fail_count(check, "minItems", len, schema->min_items.value);
	if (schema->max_items.set && len > schema->max_items.value)
		fail_count(check, "maxItems", len, schema->max_items.value);
	if (schema->unique_items)
		check_unique(check, list);
	check_items(check, list);
	if (schema->contains)
		check_contains(check, list);
}

// ---- texts and numbers -----------------------------------------------------------------------------------------

static void check_string(struct check *check, struct str text)
{
	const struct schema *schema = check->schema;
	int64_t len = schema->min_length.set || schema->max_length.set ? (int64_t)utf8_count(text) : 0;
	if (schema->min_length.set && len < schema->min_length.value)
		fail_count(check, "minLength", len, schema->min_length.value);
	if (schema->max_length.set && len > schema->max_length.value)
		fail_count(check, "maxLength", len, schema->max_length.value);
	if (schema->pattern && !regex_test(schema->pattern, text))
		fails(check, "%.*s does not match pattern %.*s", STR_FMT(quoted(check, text)), STR_FMT(quoted(check, schema->pattern_text)));
}

static void check_number(struct check *check)
{
	const struct schema *schema = check->schema;
	double number = json_number(check->value);
	if (schema->minimum.set && number < schema->minimum.value)
		fail_limit(check, "minimum", schema->minimum.value);
	if (schema->maximum.set && number > schema->maximum.value)
		fail_limit(check, "maximum", schema->maximum.value);
	if (schema->exclusive_minimum.set && number <= schema->exclusive_minimum.value)
		fail_limit(check, "exclusiveMinimum", schema->exclusive_minimum.value);
	if (schema->exclusive_maximum.set && number >= schema->exclusive_maximum.value)
		fail_limit(check, "exclusiveMaximum", schema->exclusive_maximum.value);
	if (schema->multiple_of.set && !json_is_multiple(check->value, schema->multiple_of.value))
		fail_limit(check, "multipleOf", schema->multiple_of.value);
}

// ---- combinations ----------------------------------------------------------------------------------------------

static void check_all_of(struct check *check)
{
	struct failure *causes = NULL, **last = &causes;
	for (size_t i = 0; i < check->schema->all_of.len; i++) {
		struct failure *failure = check_self(check, check->schema->all_of.items[i], false);
		if (!failure)
			continue;
		*last = failure;
		last = &failure->next;
		if (check->quiet)
			break;
	}
	if (causes)
		add_causes(fails(check, "'allOf' failed"), causes);
}

static void check_any_of(struct check *check)
{
	struct failure *causes = NULL, **last = &causes;
	bool matched = check->schema->any_of.len == 0;
	for (size_t i = 0; i < check->schema->any_of.len; i++) {
		struct failure *failure = check_self(check, check->schema->any_of.items[i], false);
		if (failure) {
			*last = failure;
			last = &failure->next;
			continue;
		}
		matched = true;
		if (check->unevaluated->left == 0)
			break;
	}
	if (!matched)
		add_causes(fails(check, "'anyOf' failed"), causes);
}

static void check_one_of(struct check *check)
{
	struct failure *causes = NULL, **last = &causes;
	size_t matched = STR_NPOS;
	for (size_t i = 0; i < check->schema->one_of.len; i++) {
		struct failure *failure = check_self(check, check->schema->one_of.items[i], matched != STR_NPOS);
		if (failure && matched == STR_NPOS) {
			*last = failure;
			last = &failure->next;
		} else if (!failure && matched != STR_NPOS) {
			fails(check, "'oneOf' failed, subschemas %zu, %zu matched", matched, i);
			return;
		} else if (!failure) {
			matched = i;
		}
	}
	if (matched == STR_NPOS && check->schema->one_of.len)
		add_causes(fails(check, "'oneOf' failed, none matched"), causes);
}

static void check_combinations(struct check *check)
{
	const struct schema *schema = check->schema;
	if (schema->not && !check_self(check, schema->not, true))
		fails(check, "'not' failed");
	check_all_of(check);
	check_any_of(check);
	check_one_of(check);
	if (!schema->if_schema)
		return;
	const struct schema *branch = check_self(check, schema->if_schema, true) ? schema->else_schema : schema->then_schema;
	if (branch)
		add_if(check, check_self(check, branch, false));
}

static void check_unevaluated(struct check *check)
{
	const struct schema *schema = check->schema;
	struct unevaluated *left = check->unevaluated;
	if (check->value.kind == VALUE_MAP && schema->unevaluated_properties) {
		for (size_t i = 0; left->properties && i < left->len; i++)
			if (left->properties[i])
				add_if(check, check_member(check, schema->unevaluated_properties, check->value.map->entries[i].value,
				                           check->value.map->entries[i].key));
		left->properties = NULL;
		left->left = 0;
	}
	if (check->value.kind == VALUE_LIST && schema->unevaluated_items) {
		for (size_t i = 0; left->items && i < left->len; i++)
			if (left->items[i])
				add_if(check, check_item(check, schema->unevaluated_items, i));
		left->items = NULL;
		left->left = 0;
	}
}

// ---- one schema ------------------------------------------------------------------------------------------------

static bool check_type(struct check *check)
{
	static const unsigned order[] = { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_INTEGER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
	unsigned wanted = check->schema->types, got = json_type_of(check->value);
	struct strbuf names = strbuf_in(check->run->arena);
	if (!wanted || (wanted & got) || ((wanted & JSON_INTEGER) && got == JSON_NUMBER && json_is_integer(check->value)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (wanted & order[i])
			strbuf_printf(&names, "%s%s", names.len ? " or " : "", json_type_name(order[i]));
	fails(check, "got %s, want %.*s", json_type_name(got), STR_FMT(strbuf_peek(&names)));
	return false;
}

static bool check_const(struct check *check)
{
	const struct value *wanted = check->schema->const_value;
	struct strbuf out = strbuf_in(check->run->arena);
	if (!wanted || json_equal(check->value, *wanted))
		return true;
	print_value(&out, *wanted);
	if (wanted->kind == VALUE_MAP || wanted->kind == VALUE_LIST)
		fails(check, "'const' failed");
	else
		fails(check, "value must be %.*s", STR_FMT(strbuf_peek(&out)));
	return false;
}

static bool check_enum(struct check *check)
{
	const struct list *wanted = check->schema->enum_values;
	struct strbuf out = strbuf_in(check->run->arena);
	bool plain = true;
	if (!wanted)
		return true;
	for (size_t i = 0; i < wanted->len; i++) {
		if (json_equal(check->value, wanted->items[i]))
			return true;
		plain &= wanted->items[i].kind != VALUE_MAP && wanted->items[i].kind != VALUE_LIST;
		strbuf_add(&out, i ? STR(", ") : STR_NONE);
		print_value(&out, wanted->items[i]);
	}
	if (!plain)
		fails(check, "'enum' failed");
	else
		fails(check, wanted->len == 1 ? "value must be %.*s" : "value must be one of %.*s", STR_FMT(strbuf_peek(&out)));
	return false;
}

static bool check_format(struct check *check)
{
	struct str reason, format = check->schema->format;
	if (!format.data || check->value.kind != VALUE_STRING || format_check(check->run->arena, format, check->value.s, &reason))
		return true;
	fails(check, "%.*s is not valid %.*s: %.*s", STR_FMT(quoted(check, check->value.s)), STR_FMT(format), STR_FMT(reason));
	return false;
}

static void check_kind(struct check *check)
{
	if (check->value.kind == VALUE_MAP)
		check_object(check, check->value.map);
	else if (check->value.kind == VALUE_LIST)
		check_array(check, check->value.list);
	else if (check->value.kind == VALUE_STRING)
		check_string(check, check->value.s);
	else if (json_type_of(check->value) == JSON_NUMBER)
		check_number(check);
}

static bool validate(struct check *check)
{
	const struct schema *schema = check->schema;
	if (schema->is_bool) {
		if (!schema->bool_value)
			fails(check, "false schema");
		return schema->bool_value;
	}
	if (is_cycle(check) || stack_is_low(&check->run->stack)) {
		fails(check, "%.*s: reference cycle", STR_FMT(schema->location));
		return false;
	}
	if (check->value.kind == VALUE_MAP)
		map_sort(check->value.map);
	if (!check_type(check) || !check_const(check) || !check_enum(check) || !check_format(check))
		return false;
	if (schema->ref)
		check_reference(check, schema->ref);
	if (schema->ref && schema->draft < 2019)
		return check->failed == 0;
	check_kind(check);
	if (check->failed && check->quiet)
		return false;
	if (schema->draft >= 2019)
		check_dynamic_references(check);
	check_combinations(check);
	if (schema->draft >= 2019)
		check_unevaluated(check);
	return check->failed == 0;
}

bool schema_validate(const struct schema *schema, struct arena *arena, struct value value, struct error *err)
{
	struct run run = { .arena = arena };
	struct scope scope = { NULL, schema, 0 };
	struct unevaluated left = start_unevaluated(&run, schema, value, false);
	struct check check = { &run, schema, value, NULL, &scope, &left, false, NULL, NULL, 0 };
	struct strbuf report = strbuf_in(arena);
	check.last = &check.failures;
	stack_guard_init(&run.stack);
	if (validate(&check))
		return true;
	strbuf_add(&report, STR("jsonschema validation failed with "));
	print_quoted(&report, schema->location);
	for (const struct failure *failure = lone_causes(check.failures); failure; failure = failure->next)
		failure_print(&report, failure, 1);
	return fail_text(err, NOWHERE, strbuf_peek(&report));
}
