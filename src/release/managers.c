// SPDX-License-Identifier: Apache-2.0
#include "release/managers.h"

#include "base/strbuf.h"
#include "kube/change.h"
#include "value/json.h"
#include "value/member.h"

static bool is_entry(struct value entry, const char *operation)
{
	return str_is(member_text(entry, "manager"), KUBE_FIELD_MANAGER) &&
	       str_is(member_text(entry, "operation"), operation) && !member_text(entry, "subresource").len;
}

// Fields of both: sets of paths are tables within tables.
static void unite(struct arena *arena, struct map *into, const struct map *from)
{
	for (size_t i = 0; i < from->len; i++) {
		struct value *found = map_get(into, from->entries[i].key);
		if (!found)
			map_set(arena, into, from->entries[i].key, value_copy(arena, from->entries[i].value));
		else if (found->kind == VALUE_MAP && from->entries[i].value.kind == VALUE_MAP)
			unite(arena, found->map, from->entries[i].value.map);
	}
}

static struct value *find_entry(struct list *entries, const char *operation)
{
	struct value *found = NULL;
	for (size_t i = 0; i < entries->len; i++)
		if (is_entry(entries->items[i], operation) &&
		    (!found || str_cmp(member_text(entries->items[i], "time"), member_text(*found, "time")) > 0))
			found = &entries->items[i];
	return found;
}

// The entry through applying: the one that is there, or the newest update made one.
static struct value *applied_entry(struct arena *arena, struct list *entries)
{
	struct value *entry = find_entry(entries, "Apply");
	if (entry)
		return entry;
	entry = find_entry(entries, "Update");
	map_set(arena, entry->map, STR("operation"), value_string(STR("Apply")));
	return entry;
}

// An operation of a JSON patch.
static struct value replacing(struct arena *arena, struct str path, struct value by)
{
	struct map *operation = map_new(arena);
	map_set(arena, operation, STR("op"), value_string(STR("replace")));
	map_set(arena, operation, STR("path"), value_string(path));
	map_set(arena, operation, STR("value"), by);
	return value_map(operation);
}

bool managers_migrate(struct arena *arena, struct value live, struct str *ret_patch)
{
	struct value copy = value_copy(arena, member_at(live, "metadata.managedFields"));
	if (copy.kind != VALUE_LIST || !find_entry(copy.list, "Update"))
		return false;
	struct list *kept = list_new(arena, copy.list->len);
	struct value *applied = applied_entry(arena, copy.list);
	struct map *fields = member_table(arena, applied->map, "fieldsV1");
	for (size_t i = 0; i < copy.list->len; i++) {
		struct value entry = copy.list->items[i], own = member(entry, "fieldsV1");
		if (!is_entry(entry, "Update"))
			list_push(arena, kept, entry);
		else if (own.kind == VALUE_MAP &&
		         str_eq(member_text(entry, "apiVersion"), member_text(*applied, "apiVersion")))
			unite(arena, fields, own.map);
	}
	struct strbuf out = strbuf_in(arena);
	struct error ignored = { .arena = arena };
	struct list *patch = list_new(arena, 2);
	list_push(arena, patch, replacing(arena, STR("/metadata/managedFields"), value_list(kept)));
	list_push(arena, patch,
	          replacing(arena, STR("/metadata/resourceVersion"),
	                    value_string(member_text_at(live, "metadata.resourceVersion"))));
	if (!json_write(arena, &out, value_list(patch), (struct json_style){ 0 }, &ignored))
		return false;
	*ret_patch = strbuf_str(&out, arena);
	return true;
}

bool managers_apply(struct value live)
{
	struct value entries = member_at(live, "metadata.managedFields");
	for (size_t i = 0; i < member_count(entries); i++)
		if (is_entry(member_item(entries, i), "Apply"))
			return true;
	return false;
}

bool managers_share(struct value live)
{
	struct value entries = member_at(live, "metadata.managedFields");
	for (size_t i = 0; i < member_count(entries); i++) {
		struct value entry = member_item(entries, i), fields = member(entry, "fieldsV1");
		for (size_t j = 0; !is_entry(entry, "Apply") && fields.kind == VALUE_MAP && j < fields.map->len; j++)
			if (!str_is(fields.map->entries[j].key, "f:metadata") &&
			    !str_is(fields.map->entries[j].key, "f:status"))
				return true;
	}
	return false;
}

bool managers_scaled(struct value live, struct str *ret_manager)
{
	struct value entries = member_at(live, "metadata.managedFields");
	for (size_t i = 0; i < member_count(entries); i++) {
		struct value entry = member_item(entries, i);
		struct str manager = member_text(entry, "manager");
		if (!str_is(member_text(entry, "subresource"), "scale") || str_has_prefix(manager, STR("kubectl")) ||
		    member_at(entry, "fieldsV1.f:spec.f:replicas").kind != VALUE_MAP)
			continue;
		*ret_manager = manager;
		return true;
	}
	return false;
}
