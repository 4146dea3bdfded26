// SPDX-License-Identifier: Apache-2.0
// Holding a value against a schema. Each function adds what fails to the check at work; a check whose `quiet` is set
// wants to know only whether anything fails, so that no texts are made. Objects are gone through in the order of their
// keys, where the library's order is random.
#include "base/stack.h"
#include "schema/internal.h"
#include "text/strconv.h"
#include "text/utf8.h"

// The way to the value.
// It is Go's slice: one array, in which a value's siblings take the same place. A failure that keeps the slice instead
// of copying it (invalid propertyName does) names whatever was looked at last there, and so the report does.
struct path {
	struct str *tokens;
	size_t len, cap;
};

// The schemas on the way, for cycles and dynamic anchors.
struct scope {
	const struct scope *outer;
	const struct schema *schema;
	unsigned instance;   // grows with each step into the value
	const char *keyword; // the reference that led here; NULL: none
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
	const struct root *resources; // of the schema that is validated itself; NULL: an ordinary value
};

struct check {
	struct run *run;
	const struct schema *schema;
	struct value value;
	struct path path;
	const struct scope *scope;
	struct unevaluated *unevaluated;
	const struct schema *meta; // the meta-schema at work
	bool quiet;
	struct failure *failures, **last;
	size_t failed;
};

static bool validate(struct check *check);

// ---- failures --------------------------------------------------------------------------------------------------

enum { FIRST_PATH = 8 };

static struct path new_path(struct arena *arena)
{
	return (struct path){ ARENA_ARRAY(arena, struct str, FIRST_PATH), 0, FIRST_PATH };
}

static struct path path_append(struct arena *arena, struct path path, struct str token)
{
	if (path.len == path.cap) {
		struct str *tokens = ARENA_ARRAY(arena, struct str, path.cap * 2);
		memcpy(tokens, path.tokens, path.len * sizeof(*tokens));
		path.tokens = tokens;
		path.cap *= 2;
	}
	path.tokens[path.len++] = token;
	return path;
}

static struct str pointer_of(struct arena *arena, struct path path)
{
	struct str pointer = STR_NONE;
	for (size_t i = 0; i < path.len; i++)
		pointer = pointer_append(arena, pointer, path.tokens[i]);
	return pointer;
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

static struct str in_quotes(const struct check *check, struct str text)
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

static void fail_limit(struct check *check, const char *keyword, struct value want)
{
	struct strbuf out = strbuf_in(check->run->arena);
	strbuf_printf(&out, "%s: got ", keyword);
	print_number(&out, json_number(check->value));
	strbuf_add(&out, STR(", want "));
	print_number(&out, json_number(want));
	fails(check, "%.*s", STR_FMT(strbuf_peek(&out)));
}

// Numbers in texts are grouped: 1,000.
static struct str grouped(struct check *check, int64_t number)
{
	struct strbuf out = strbuf_in(check->run->arena);
	print_integer(&out, number);
	return strbuf_str(&out, check->run->arena);
}

// ---- nesting ---------------------------------------------------------------------------------------------------

static size_t value_len(struct value value)
{
	return value.kind == VALUE_MAP ? value.map->len : value.kind == VALUE_LIST ? value.list->len : 0;
}

// Everything that the schema may leave unevaluated, if anyone asks.
static struct unevaluated start_unevaluated(struct run *run, const struct schema *schema, struct value value,
                                            bool caller_asks)
{
	struct unevaluated left = { .len = value_len(value) };
	size_t first = 0;
	bool **flags = NULL;
	if (value.kind == VALUE_MAP && !schema->all_properties_evaluated &&
	    (caller_asks || schema->unevaluated_properties)) {
		flags = &left.properties;
	} else if (value.kind == VALUE_LIST && !schema->all_items_evaluated &&
	           (caller_asks || schema->unevaluated_items)) {
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

// A schema in a schema that is a resource of its own is held against its own meta-schema.
static void change_meta(struct check *check)
{
	const struct root *resources = check->run->resources;
	if (!resources || check->schema != check->meta || resources->len < 2)
		return;
	const struct resource *resource = root_resource_at(resources, pointer_of(check->run->arena, check->path));
	if (resource && resource->meta)
		check->schema = check->meta = resource->meta;
}

// The same value against another schema; NULL if it fits.
static struct failure *check_by(struct check *check, const struct schema *schema, const char *keyword, bool quiet)
{
	struct scope scope = { check->scope, schema, check->scope->instance, keyword };
	struct unevaluated left = start_unevaluated(check->run, schema, check->value, check->unevaluated->left > 0);
	struct check inner = { check->run, schema,      check->value,          check->path, &scope,
		               &left,      check->meta, check->quiet || quiet, NULL,        NULL,
		               0 };
	change_meta(&inner);
	inner.last = &inner.failures;
	if (!validate(&inner))
		return result_of(&inner);
	merge_unevaluated(check->unevaluated, &left);
	return NULL;
}

static struct failure *check_self(struct check *check, const struct schema *schema, bool quiet)
{
	return check_by(check, schema, NULL, quiet);
}

static struct failure *check_member(struct check *check, const struct schema *schema, struct value value,
                                    struct str token)
{
	struct path path = path_append(check->run->arena, check->path, token);
	struct scope scope = { check->scope, schema, check->scope->instance + 1, NULL };
	struct unevaluated left = start_unevaluated(check->run, schema, value, false);
	struct check inner = {
		check->run, schema, value, path, &scope, &left, check->meta, check->quiet, NULL, NULL, 0
	};
	change_meta(&inner);
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
	return check_member(check, schema, check->value.list->items[index],
	                    arena_printf(check->run->arena, "%zu", index));
}

// ---- references ------------------------------------------------------------------------------------------------

static void check_reference(struct check *check, const struct schema *schema, const char *keyword)
{
	struct failure *cause = check_by(check, schema, keyword, false);
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
		check_reference(check, target->recursive_anchor ? recursive_target(check, target) : target,
		                "$recursiveRef");
	}
	if (schema->dynamic_ref) {
		const struct schema *target = schema->dynamic_ref;
		bool dynamic =
			schema->dynamic_ref_anchor.len && str_eq(target->dynamic_anchor, schema->dynamic_ref_anchor);
		check_reference(check, dynamic ? dynamic_target(check, schema->dynamic_ref_anchor, target) : target,
		                "$dynamicRef");
	}
}

// Where the same schema is at work on the same value already.
static const struct scope *find_cycle(const struct check *check)
{
	for (const struct scope *scope = check->scope->outer; scope && scope->instance == check->scope->instance;
	     scope = scope->outer)
		if (scope->schema == check->schema)
			return scope;
	return NULL;
}

// The keywords that led to a scope: "/$ref/properties/a".
static struct str keywords_to(struct arena *arena, const struct scope *scope)
{
	struct str path = STR_NONE;
	for (; scope->outer; scope = scope->outer) {
		struct str own = str_from(scope->schema->location, scope->outer->schema->location.len);
		if (scope->keyword)
			path = ARENA_CONCAT(arena, STR("/"), str_of(scope->keyword), path);
		else
			path = ARENA_CONCAT(arena, own, path);
	}
	return path;
}

static void fail_cycle(struct check *check, const struct scope *first)
{
	struct strbuf location = strbuf_in(check->run->arena);
	quote(&location, check->schema->location);
	fails(check, "both %.*s and %.*s resolve to %.*s causing reference cycle",
	      STR_FMT(keywords_to(check->run->arena, check->scope)), STR_FMT(keywords_to(check->run->arena, first)),
	      STR_FMT(strbuf_peek(&location)));
}

// ---- objects ---------------------------------------------------------------------------------------------------

static struct str missing_names(struct check *check, const struct map *map, const struct list *required,
                                size_t *ret_count)
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
			fails(check, "properties %.*s required, if %.*s exists", STR_FMT(names),
			      STR_FMT(in_quotes(check, property->name)));
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
			add_if(check,
			       check_member(check, schema->additional_properties.schema, entry->value, entry->key));
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
	struct scope scope = { NULL, schema, 0, NULL };
	struct unevaluated left = { 0 };
	struct check inner = { check->run,
		               schema,
		               value_string(name),
		               new_path(check->run->arena),
		               &scope,
		               &left,
		               check->meta,
		               check->quiet,
		               NULL,
		               NULL,
		               0 };
	inner.last = &inner.failures;
	if (validate(&inner))
		return;
	struct failure *failure = fails(check, "invalid propertyName %.*s", STR_FMT(in_quotes(check, name)));
	add_causes(failure, lone_causes(inner.failures));
	failure->shared_path = check->path.tokens;
	failure->shared_len = check->path.len;
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
	size_t first, second;
	if (json_find_equal(check->run->arena, list, &first, &second))
		fails(check, "items at %.*s and %.*s are equal", STR_FMT(grouped(check, (int64_t)first)),
		      STR_FMT(grouped(check, (int64_t)second)));
}

static void check_items(struct check *check, const struct list *list)
{
	const struct schema *schema = check->schema;
	size_t evaluated = schema->item_list.len < list->len ? schema->item_list.len : list->len;
	for (size_t i = 0; i < evaluated; i++)
		add_if(check, check_item(check, schema->item_list.items[i], i));
	for (size_t i = evaluated; schema->items && i < list->len; i++)
		add_if(check, check_item(check, schema->items, i));
	if (schema->additional_items.kind == ADDITIONAL_BOOL && !schema->additional_items.allowed &&
	    evaluated != list->len)
		fails(check, "last %.*s additionalItem(s) not allowed",
		      STR_FMT(grouped(check, (int64_t)(list->len - evaluated))));
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
	struct str found = strbuf_str(&places, check->run->arena);
	if (schema->min_contains.set && matched < schema->min_contains.value) {
		struct str wanted = grouped(check, schema->min_contains.value);
		struct failure *failure =
			matched ? fails(check,
		                        "min %.*s items required to match contains schema, but matched %.*s items at "
		                        "%.*s",
		                        STR_FMT(wanted), STR_FMT(grouped(check, matched)), STR_FMT(found))
				: fails(check, "min %.*s items required to match contains schema, but none matched",
		                        STR_FMT(wanted));
		add_causes(failure, causes);
	} else if (!schema->min_contains.set && matched == 0) {
		add_causes(fails(check, "no items match contains schema"), causes);
	}
	if (schema->max_contains.set && matched > schema->max_contains.value)
		fails(check, "max %.*s items required to match contains schema, but matched %.*s items at %.*s",
		      STR_FMT(grouped(check, schema->max_contains.value)), STR_FMT(grouped(check, matched)),
		      STR_FMT(found));
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
		fails(check, "%.*s does not match pattern %.*s", STR_FMT(in_quotes(check, text)),
		      STR_FMT(in_quotes(check, schema->pattern_text)));
}

static void check_number(struct check *check)
{
	const struct schema *schema = check->schema;
	struct value number = check->value;
	if (schema->minimum && json_compare_numbers(number, *schema->minimum) < 0)
		fail_limit(check, "minimum", *schema->minimum);
	if (schema->maximum && json_compare_numbers(number, *schema->maximum) > 0)
		fail_limit(check, "maximum", *schema->maximum);
	if (schema->exclusive_minimum && json_compare_numbers(number, *schema->exclusive_minimum) <= 0)
		fail_limit(check, "exclusiveMinimum", *schema->exclusive_minimum);
	if (schema->exclusive_maximum && json_compare_numbers(number, *schema->exclusive_maximum) >= 0)
		fail_limit(check, "exclusiveMaximum", *schema->exclusive_maximum);
	if (schema->multiple_of && !json_is_multiple(number, *schema->multiple_of))
		fail_limit(check, "multipleOf", *schema->multiple_of);
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
	if (schema->not &&!check_self(check, schema->not, true))
		fails(check, "'not' failed");
	check_all_of(check);
	check_any_of(check);
	check_one_of(check);
	if (!schema->if_schema)
		return;
	const struct schema *branch =
		check_self(check, schema->if_schema, true) ? schema->else_schema : schema->then_schema;
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
				add_if(check, check_member(check, schema->unevaluated_properties,
				                           check->value.map->entries[i].value,
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
	static const unsigned order[] = { JSON_NULL,   JSON_BOOLEAN, JSON_NUMBER, JSON_INTEGER,
		                          JSON_STRING, JSON_ARRAY,   JSON_OBJECT };
	unsigned wanted = check->schema->types, got = json_type_of(check->value);
	struct strbuf names = strbuf_in(check->run->arena);
	if (!wanted || (wanted & got) ||
	    ((wanted & JSON_INTEGER) && got == JSON_NUMBER && json_is_integer(check->value)))
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
		fails(check, wanted->len == 1 ? "value must be %.*s" : "value must be one of %.*s",
		      STR_FMT(strbuf_peek(&out)));
	return false;
}

static bool check_format(struct check *check)
{
	struct str reason, format = check->schema->format;
	if (!format.data || check->value.kind != VALUE_STRING ||
	    format_check(check->run->arena, format, check->value.s, &reason))
		return true;
	fails(check, "%.*s is not valid %.*s: %.*s", STR_FMT(in_quotes(check, check->value.s)), STR_FMT(format),
	      STR_FMT(reason));
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
	const struct scope *cycle = find_cycle(check);
	if (cycle || stack_is_low(&check->run->stack)) {
		fail_cycle(check, cycle ? cycle : check->scope);
		return false;
	}
	if (check->value.kind == VALUE_MAP)
		map_sort(check->value.map);
	if (!check_type(check) || !check_const(check) || !check_enum(check) || !check_format(check))
		return false;
	if (schema->ref)
		check_reference(check, schema->ref, "$ref");
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

bool check_value(struct arena *arena, const struct schema *schema, struct value value, const struct root *resources,
                 struct strbuf *report)
{
	struct run run = { .arena = arena, .resources = resources };
	struct scope scope = { NULL, schema, 0, NULL };
	struct unevaluated left = start_unevaluated(&run, schema, value, false);
	struct check check = { &run, schema, value, new_path(arena), &scope, &left, resources ? schema : NULL, false,
		               NULL, NULL,   0 };
	check.last = &check.failures;
	stack_guard_init(&run.stack);
	if (validate(&check))
		return true;
	strbuf_add(report, STR("jsonschema validation failed with "));
	print_quoted(report, schema->location);
	for (struct failure *failure = lone_causes(check.failures); failure; failure = failure->next)
		failure_print(arena, report, failure, 1);
	return false;
}

bool schema_validate(const struct schema *schema, struct arena *arena, struct value value, struct error *err)
{
	struct strbuf report = strbuf_in(arena);
	return check_value(arena, schema, value, NULL, &report) || fail_text(err, NOWHERE, strbuf_peek(&report));
}
