// SPDX-License-Identifier: Apache-2.0
// Two strategic merge patches made one: what is to be changed is put into what is to be deleted (strategicpatch's
// mergeMap, as CreateThreeWayMergePatch calls it).
#include "patch/strategic.h"
#include "patch/strategic_parts.h"
#include "value/member.h"

struct merge {
	struct arena *arena;
	struct error *err;
};

// ---- directives ------------------------------------------------------------------------------------------------

// What is taken over as new has no tables that say how they are merged. False: it is one itself.
static bool drop_directives(struct value *v)
{
	size_t kept = 0;
	if (v->kind == VALUE_MAP) {
		if (map_get(v->map, PATCH_DIRECTIVE))
			return false;
		for (size_t i = 0; i < v->map->len;) {
			struct map_entry *entry = &v->map->entries[i];
			if (drop_directives(&entry->value))
				i++;
			else
				map_delete(v->map, entry->key);
		}
	} else if (v->kind == VALUE_LIST) {
		for (size_t i = 0; i < v->list->len; i++)
			if (drop_directives(&v->list->items[i]))
				v->list->items[kept++] = v->list->items[i];
		v->list->len = kept;
	}
	return true;
}

static void take_over(const struct merge *merge, struct map *into, struct str key, struct value v)
{
	if (drop_directives(&v))
		map_set(merge->arena, into, key, v);
	else
		map_delete(into, key);
}

// A directive of the changes becomes one of the result; the same one may be there.
static bool move_directive(const struct merge *merge, struct map *into, struct map *changes, struct str key,
                           bool *ret_differs)
{
	const struct value *directive = map_get(changes, key), *there = map_get(into, key);
	*ret_differs = there && directive && !value_deep_equal(*there, *directive);
	if (!directive)
		return false;
	if (!there)
		map_set(merge->arena, into, key, *directive);
	map_delete(changes, key);
	return true;
}

static bool merge_retained_keys(const struct merge *merge, struct map *into, struct map *changes)
{
	const struct value *ours = map_get(changes, PATCH_RETAIN_KEYS), *there = map_get(into, PATCH_RETAIN_KEYS);
	struct value new = ours ? *ours : value_null(), old = there ? *there : value_null();
	bool differs;
	move_directive(merge, into, changes, PATCH_RETAIN_KEYS, &differs);
	return !differs ||
	       fail(merge->err, NOWHERE,
	            "%.*s and %.*s are not deep equal: this may happen when calculating the 3-way diff patch",
	            STR_FMT(element_text(merge->arena, old)), STR_FMT(element_text(merge->arena, new)));
}

// ---- lists -----------------------------------------------------------------------------------------------------

// Those with a place in `by`, and the others.
static bool partition(const struct merge *merge, const struct list *elements, const struct list *by,
                      struct str merge_key, struct list **ret_in, struct list **ret_out)
{
	struct value key;
	*ret_in = list_new(merge->arena, elements->len);
	*ret_out = list_new(merge->arena, elements->len);
	for (size_t i = 0; i < elements->len; i++) {
		if (merge_key.len && !element_key(elements->items[i], merge_key, &key, merge->err))
			return false;
		bool is_in = element_find(by, elements->items[i], merge_key) >= 0;
		list_push(merge->arena, is_in ? *ret_in : *ret_out, elements->items[i]);
	}
	return true;
}

// normalizeElementOrder: the patch's elements in their order, and between them those that only the server has, each
// before the first of the patch's that comes after it in the server's order.
static bool interleave(const struct merge *merge, const struct list *elements, const struct list *order,
                       const struct list *server_order, struct str merge_key, struct list **ret)
{
	struct list *own, *server, *all = list_new(merge->arena, elements->len);
	if (!partition(merge, elements, order, merge_key, &own, &server) ||
	    !elements_ordered(merge->arena, own, order, merge_key, &own, merge->err) ||
	    !elements_ordered(merge->arena, server, server_order, merge_key, &server, merge->err))
		return false;
	for (size_t i = 0, j = 0; i < server->len || j < own->len;) {
		bool takes_server = j == own->len;
		if (i < server->len && j < own->len) {
			int64_t one = element_find(server_order, server->items[i], merge_key),
				other = element_find(server_order, own->items[j], merge_key);
			takes_server = one >= 0 && other >= 0 && one < other;
		}
		list_push(merge->arena, all, takes_server ? server->items[i++] : own->items[j++]);
	}
	*ret = all;
	return true;
}

static bool merge_tables(const struct merge *merge, const struct patch_schema *schema, struct map *into,
                         struct map *changes);

// Takes the directives out of a list of changes and does what they say.
static bool apply_directives(const struct merge *merge, struct list **into, struct list **changes, struct str merge_key)
{
	struct list *plain = list_new(merge->arena, (*changes)->len);
	bool is_replaced = false;
	for (size_t i = 0; i < (*changes)->len; i++) {
		struct value element = (*changes)->items[i], key;
		const struct value *directive = map_get(element.map, PATCH_DIRECTIVE);
		struct str text = directive ? member_text(element, "$patch") : STR_NONE;
		if (!directive) {
			list_push(merge->arena, plain, element);
		} else if (str_is(text, "delete")) {
			struct list *kept = list_new(merge->arena, (*into)->len);
			if (!element_key(element, merge_key, &key, merge->err))
				return false;
			struct list one = { .items = &element, .len = 1 };
			for (size_t j = 0; j < (*into)->len; j++)
				if (element_find(&one, (*into)->items[j], merge_key) < 0)
					list_push(merge->arena, kept, (*into)->items[j]);
			*into = kept;
		} else if (str_is(text, "replace")) {
			is_replaced = true;
		} else if (str_is(text, "merge")) {
			return fail(merge->err, NOWHERE, "merging lists cannot yet be specified in the patch");
		} else {
			return fail_directive(merge->err, *directive, element);
		}
	}
	*into = is_replaced ? plain : *into;
	*changes = is_replaced ? list_new(merge->arena, 0) : plain;
	return true;
}

static bool merge_elements(const struct merge *merge, const struct patch_field *field, struct list *into,
                           const struct list *changes, struct list **ret)
{
	struct list *merged = list_new(merge->arena, into->len + changes->len);
	struct value key;
	for (size_t i = 0; i < into->len; i++)
		list_push(merge->arena, merged, into->items[i]);
	for (size_t i = 0; i < changes->len; i++) {
		struct value element = changes->items[i];
		if (!element_key(element, field->merge_key, &key, merge->err))
			return false;
		int64_t at = element_find(merged, element, field->merge_key);
		if (at < 0)
			list_push(merge->arena, merged, element);
		else if (!merge_tables(merge, &field->schema, merged->items[at].map, element.map))
			return false;
	}
	*ret = merged;
	return true;
}

static bool merge_lists(const struct merge *merge, const struct patch_field *field, struct list *into,
                        struct list *changes, struct list **ret)
{
	enum value_kind kind;
	struct list *merged;
	if (!field->is_merged || (!into->len && !changes->len)) {
		*ret = field->is_merged ? into : changes;
		return true;
	}
	if (!elements_kind(into, changes, &kind, merge->err))
		return false;
	if (kind != VALUE_MAP) {
		merged = list_new(merge->arena, into->len + changes->len);
		for (size_t i = 0; i < into->len + changes->len; i++) {
			struct value element = i < into->len ? into->items[i] : changes->items[i - into->len];
			if (element_find(merged, element, STR_NONE) < 0)
				list_push(merge->arena, merged, element);
		}
		return interleave(merge, merged, changes, into, STR_NONE, ret);
	}
	if (!field->merge_key.len)
		return fail(merge->err, NOWHERE, "cannot merge lists without merge key for struct");
	return apply_directives(merge, &into, &changes, field->merge_key) &&
	       merge_elements(merge, field, into, changes, &merged) &&
	       interleave(merge, merged, changes, into, field->merge_key, ret);
}

// ---- orders ----------------------------------------------------------------------------------------------------

// validatePatchWithSetOrderList: what is changed stands in the order that is told.
static bool is_in_order(const struct merge *merge, const struct list *changes, const struct list *order,
                        struct str merge_key)
{
	size_t i = 0, j = 0;
	if (!changes->len || !order->len)
		return true;
	while (i < changes->len && j < order->len) {
		struct list one = { .items = &order->items[j], .len = 1 };
		struct value key;
		if (merge_key.len && changes->items[i].kind == VALUE_MAP &&
		    map_get(changes->items[i].map, PATCH_DIRECTIVE)) {
			i++;
			continue;
		}
		if (merge_key.len && (!element_key(changes->items[i], merge_key, &key, merge->err) ||
		                      !element_key(order->items[j], merge_key, &key, merge->err)))
			return false;
		i += element_find(&one, changes->items[i], merge_key) == 0;
		j++;
	}
	while (merge_key.len && i < changes->len && element_is_deletion(changes->items[i]))
		i++;
	return i == changes->len ||
	       fail(merge->err, NOWHERE, "The order in patch list:\n%.*s\n doesn't match " PATCH_ORDER " list:\n%.*s\n",
	            STR_FMT(element_text(merge->arena, value_list((struct list *)changes))),
	            STR_FMT(element_text(merge->arena, value_list((struct list *)order))));
}

static bool list_at(const struct merge *merge, const struct map *map, struct str key, struct list **ret)
{
	const struct value *found = map_get(map, key);
	*ret = found ? found->list : NULL;
	return !found || found->kind == VALUE_LIST || fail_element_type(merge->err, "[]interface {}", *found);
}

static bool merge_ordered_lists(const struct merge *merge, const struct patch_field *field, struct str key,
                                const struct list *order, struct map *into, struct map *changes)
{
	struct list *there, *new, *merged, none = { 0 };
	enum value_kind kind;
	if (!list_at(merge, into, key, &there) || !list_at(merge, changes, key, &new) ||
	    !is_in_order(merge, new ? new : &none, order, field->merge_key))
		return false;
	if (!there && !new)
		return true;
	if (!elements_kind(there, new, &kind, merge->err))
		return false;
	if (!there) {
		struct value v = value_list(new);
		drop_directives(&v);
		merged = v.list;
	} else if (!new) {
		merged = there;
	} else if (!merge_lists(merge, field, there, new, &merged)) {
		return false;
	}
	if (!interleave(merge, merged, order, there, field->merge_key, &merged))
		return false;
	map_set(merge->arena, into, key, value_list(merged));
	map_delete(changes, key);
	return true;
}

// mergePatchIntoOriginal: all lists whose order is told.
static bool merge_orders(const struct merge *merge, const struct patch_schema *schema, struct map *into,
                         struct map *changes)
{
	struct str *keys = ARENA_ARRAY(merge->arena, struct str, changes->len);
	size_t len = 0;
	for (size_t i = 0; i < changes->len; i++)
		if (str_has_prefix(changes->entries[i].key, STR(PATCH_ORDER)))
			keys[len++] = changes->entries[i].key;
	for (size_t i = 0; i < len; i++) {
		struct value order = *map_get(changes, keys[i]);
		struct patch_field field;
		bool differs;
		move_directive(merge, into, changes, keys[i], &differs);
		if (order.kind != VALUE_LIST)
			return fail_element_type(merge->err, "[]interface {}", order);
		if (differs || !str_has_prefix(keys[i], STR(PATCH_ORDER "/")))
			return fail(merge->err, NOWHERE, "invalid patch format of setElementOrder list");
		struct str key = str_from(keys[i], strlen(PATCH_ORDER "/"));
		if (!patch_schema_list(schema, key, &field, merge->err) ||
		    !merge_ordered_lists(merge, &field, key, order.list, into, changes))
			return false;
	}
	return true;
}

// ---- tables ----------------------------------------------------------------------------------------------------

static bool merge_member(const struct merge *merge, const struct patch_schema *schema, const struct map_entry *entry,
                         struct map *into)
{
	struct value *there = map_get(into, entry->key);
	struct patch_field field;
	struct list *merged;
	if (str_has_prefix(entry->key, STR(PATCH_DELETE_FROM))) {
		map_set(merge->arena, into, entry->key, entry->value);
		return true;
	}
	if (!there || there->kind != entry->value.kind || (there->kind != VALUE_MAP && there->kind != VALUE_LIST)) {
		take_over(merge, into, entry->key, entry->value);
		return true;
	}
	if (there->kind == VALUE_MAP) {
		if (!patch_schema_table(schema, entry->key, &field, merge->err))
			return false;
		if (!field.is_replaced)
			return merge_tables(merge, &field.schema, there->map, entry->value.map);
		*there = entry->value;
		return true;
	}
	if (!patch_schema_list(schema, entry->key, &field, merge->err) ||
	    !merge_lists(merge, &field, there->list, entry->value.list, &merged))
		return false;
	*there = value_list(merged);
	return true;
}

// A table that says how it is merged is the result itself, without saying so, or leaves nothing.
static bool merge_directive(const struct merge *merge, struct value directive, struct map *into, struct map *changes)
{
	bool is_replaced = directive.kind == VALUE_STRING && str_is(directive.s, "replace");
	if (!is_replaced && !(directive.kind == VALUE_STRING && str_is(directive.s, "delete")))
		return fail_directive(merge->err, directive, value_map(changes));
	map_delete(changes, PATCH_DIRECTIVE);
	*into = is_replaced ? *changes : (struct map){ 0 };
	return true;
}

static bool merge_tables(const struct merge *merge, const struct patch_schema *schema, struct map *into,
                         struct map *changes)
{
	const struct value *directive = map_get(changes, PATCH_DIRECTIVE);
	if (directive)
		return merge_directive(merge, *directive, into, changes);
	if (!merge_retained_keys(merge, into, changes) || !merge_orders(merge, schema, into, changes))
		return false;
	for (size_t i = 0; i < changes->len; i++)
		if (!merge_member(merge, schema, &changes->entries[i], into))
			return false;
	return true;
}

bool strategic_merge(struct arena *arena, const struct patch_schema *schema, struct map *deletions, struct map *changes,
                     struct error *err)
{
	return merge_tables(&(struct merge){ arena, err }, schema, deletions, changes);
}

bool strategic_three_way(struct arena *arena, const struct patch_schema *schema, const struct map *original,
                         const struct map *modified, const struct map *current, struct map **ret, struct error *err)
{
	struct strategic_diff changing = { .arena = arena, .ignores_deletions = true, .err = err };
	struct strategic_diff deleting = { .arena = arena, .ignores_changes = true, .err = err };
	struct map *changes, *deletions;
	if (!strategic_diff(&changing, schema, current, modified, false, &changes) ||
	    !strategic_diff(&deleting, schema, original, modified, false, &deletions))
		return false;
	deletions = value_copy(arena, value_map(deletions)).map;
	changes = value_copy(arena, value_map(changes)).map;
	if (!strategic_merge(arena, schema, deletions, changes, err))
		return false;
	*ret = deletions;
	return true;
}
