// SPDX-License-Identifier: Apache-2.0
// Lists of a strategic merge patch: their kinds, keys and orders.
#include <stdlib.h>

#include "base/strbuf.h"
#include "patch/strategic_parts.h"
#include "value/member.h"
#include "value/print.h"

struct str element_text(struct arena *arena, struct value v)
{
	struct strbuf out = strbuf_in(arena);
	value_print(&out, v);
	return strbuf_str(&out, arena);
}

bool fail_element_type(struct error *err, const char *expected, struct value v)
{
	return fail(err, NOWHERE, "expected a %s, but received a %s", expected,
	            value_is_null(v) ? "%!s(<nil>)" : value_type_name(v));
}

bool fail_directive(struct error *err, struct value directive, struct value table)
{
	struct strbuf out = strbuf_in(err->arena);
	value_sprintf(&out, STR("unknown patch type: %s in map: %v"), (struct value[]){ directive, table }, 2);
	return fail_text(err, NOWHERE, strbuf_str(&out, err->arena));
}

// ---- kinds and keys --------------------------------------------------------------------------------------------

static struct str lists_text(struct arena *arena, const struct list *a, const struct list *b)
{
	struct list *both = list_new(arena, 2);
	if (a)
		list_push(arena, both, value_list((struct list *)a));
	if (b)
		list_push(arena, both, value_list((struct list *)b));
	return element_text(arena, value_list(both));
}

bool elements_kind(const struct list *a, const struct list *b, enum value_kind *ret, struct error *err)
{
	const struct list *const lists[] = { a, b };
	bool found = false;
	enum value_kind kind = VALUE_NULL;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t j = 0; lists[i] && j < lists[i]->len; j++) {
			enum value_kind one = lists[i]->items[j].kind;
			if (one == VALUE_LIST && !found)
				return fail(err, NOWHERE, "lists of lists are not supported");
			if ((found && one != kind) || one == VALUE_NULL)
				return fail(err, NOWHERE, "list element types are not identical: %.*s",
				            STR_FMT(lists_text(err->arena, a, b)));
			kind = one;
			found = true;
		}
	if (!found)
		return fail(err, NOWHERE, "no elements in any of the given slices");
	*ret = kind;
	return true;
}

bool element_key(struct value element, struct str merge_key, struct value *ret, struct error *err)
{
	if (element.kind != VALUE_MAP)
		return fail_element_type(err, "map[string]interface {}", element);
	const struct value *key = map_get(element.map, merge_key);
	if (!key)
		return fail(err, NOWHERE, "map: %.*s does not contain declared merge key: %.*s",
		            STR_FMT(element_text(err->arena, element)), STR_FMT(merge_key));
	*ret = *key;
	return true;
}

bool element_is_deletion(struct value element)
{
	return str_is(member_text(element, "$patch"), "delete");
}

static struct value key_of(struct value element, struct str merge_key)
{
	if (!merge_key.len)
		return element;
	const struct value *key = element.kind == VALUE_MAP ? map_get(element.map, merge_key) : NULL;
	return key ? *key : value_null();
}

int64_t element_find(const struct list *list, struct value element, struct str merge_key)
{
	struct value key = key_of(element, merge_key);
	for (size_t i = 0; list && i < list->len; i++)
		if (value_deep_equal(key, key_of(list->items[i], merge_key)))
			return (int64_t)i;
	return -1;
}

// ---- orders ----------------------------------------------------------------------------------------------------

static bool have_keys(const struct list *list, struct str merge_key, struct error *err)
{
	struct value key;
	for (size_t i = 0; list && i < list->len; i++)
		if (!element_key(list->items[i], merge_key, &key, err))
			return false;
	return true;
}

bool elements_ordered(struct arena *arena, const struct list *elements, const struct list *order, struct str merge_key,
                      struct list **ret, struct error *err)
{
	struct list *sorted = list_new(arena, elements->len);
	int64_t *places = ARENA_ARRAY(arena, int64_t, elements->len);
	if (merge_key.len && (!have_keys(elements, merge_key, err) || !have_keys(order, merge_key, err)))
		return false;
	// By insertion. What has no place in the order goes before all that came before it.
	for (size_t i = 0; i < elements->len; i++) {
		struct value element = elements->items[i];
		if (merge_key.len && element_is_deletion(element))
			continue;
		int64_t place = element_find(order, element, merge_key);
		size_t at = sorted->len;
		list_push(arena, sorted, element);
		for (; at > 0 && (place < 0 || places[at - 1] < 0 || place < places[at - 1]); at--) {
			sorted->items[at] = sorted->items[at - 1];
			places[at] = places[at - 1];
		}
		sorted->items[at] = element;
		places[at] = place;
	}
	for (size_t i = 0; merge_key.len && i < elements->len; i++)
		if (element_is_deletion(elements->items[i]))
			list_push(arena, sorted, elements->items[i]);
	*ret = sorted;
	return true;
}

struct named {
	struct str text;
	size_t place;
	struct value element;
};

// Of elements with the same text, the later comes first: what Go's sort does in short lists with the comparison that
// Kubernetes gives it (not greater).
static int compare(const void *a, const void *b)
{
	const struct named *one = a, *other = b;
	int order = str_cmp(one->text, other->text);
	return order ? order : (other->place > one->place) - (other->place < one->place);
}

static struct list *sorted_by_text(struct arena *arena, struct named *items, size_t len)
{
	struct list *list = list_new(arena, len);
	if (len)
		qsort(items, len, sizeof(*items), compare);
	for (size_t i = 0; i < len; i++)
		list_push(arena, list, items[i].element);
	return list;
}

struct list *elements_sorted(struct arena *arena, const struct list *elements, struct str merge_key)
{
	struct named *items = ARENA_ARRAY(arena, struct named, elements->len);
	for (size_t i = 0; i < elements->len; i++)
		items[i] = (struct named){ element_text(arena, key_of(elements->items[i], merge_key)), i,
			                   elements->items[i] };
	return sorted_by_text(arena, items, elements->len);
}
