// SPDX-License-Identifier: Apache-2.0
#include "kube/items.h"

#include "kube/protobuf.h"
#include "value/json.h"
#include "value/member.h"

// Numbers of fields in meta/v1's and core/v1's generated.proto; Secrets and ConfigMaps have the same.
enum { LIST_METADATA = 1, LIST_ITEMS = 2, LIST_CONTINUE = 3 };
enum { OBJECT_METADATA = 1, OBJECT_DATA = 2 };
enum {
	METADATA_NAME = 1,
	METADATA_NAMESPACE = 3,
	METADATA_VERSION = 6,
	METADATA_LABELS = 11,
	METADATA_ANNOTATIONS = 12
};
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2 };

static struct kube_item *add_item(struct arena *arena, struct kube_items *items)
{
	items->items = arena_grow(arena, items->items, &items->cap, items->len + 1, sizeof(struct kube_item));
	return &items->items[items->len++];
}

// ---- protobuf --------------------------------------------------------------------------------------------------

static void set_entry(struct arena *arena, struct map *map, struct str entry)
{
	map_set(arena, map, protobuf_bytes(entry, ENTRY_KEY), value_string(protobuf_bytes(entry, ENTRY_VALUE)));
}

static void unpack_metadata(struct arena *arena, struct str metadata, struct kube_item *item)
{
	struct protobuf_field field;
	while (protobuf_next(&metadata, &field))
		switch (field.number) {
		case METADATA_NAME: item->name = field.bytes; break;
		case METADATA_NAMESPACE: item->namespace = field.bytes; break;
		case METADATA_VERSION: item->resource_version = field.bytes; break;
		case METADATA_LABELS: set_entry(arena, item->labels, field.bytes); break;
		case METADATA_ANNOTATIONS: set_entry(arena, item->annotations, field.bytes); break;
		default: break;
		}
}

static struct kube_item unpack_item(struct arena *arena, struct str object, const char *key)
{
	struct kube_item item = { .labels = map_new(arena), .annotations = map_new(arena), .data = STR("") };
	struct protobuf_field field;
	while (protobuf_next(&object, &field))
		if (field.number == OBJECT_METADATA)
			unpack_metadata(arena, field.bytes, &item);
		else if (field.number == OBJECT_DATA && str_is(protobuf_bytes(field.bytes, ENTRY_KEY), key))
			item.data = protobuf_bytes(field.bytes, ENTRY_VALUE);
	return item;
}

static bool unpack_items(struct arena *arena, struct str list, const char *key, struct kube_items *ret,
                         struct error *err)
{
	struct protobuf_field field;
	while (protobuf_next(&list, &field))
		if (field.number == LIST_ITEMS)
			*add_item(arena, ret) = unpack_item(arena, field.bytes, key);
		else if (field.number == LIST_METADATA)
			ret->next = protobuf_bytes(field.bytes, LIST_CONTINUE);
	return !list.len || fail(err, NOWHERE, "the server's list cannot be read: it is cut off");
}

// ---- JSON ------------------------------------------------------------------------------------------------------

static struct map *texts_of(struct arena *arena, struct value labels)
{
	struct map *texts = map_new(arena);
	for (size_t i = 0; labels.kind == VALUE_MAP && i < labels.map->len; i++)
		if (labels.map->entries[i].value.kind == VALUE_STRING)
			map_set(arena, texts, labels.map->entries[i].key, labels.map->entries[i].value);
	return texts;
}

static struct kube_item item_of(struct arena *arena, struct value object, const char *key)
{
	struct value metadata = member(object, "metadata");
	return (struct kube_item){
		.name = member_text(metadata, "name"),
		.namespace = member_text(metadata, "namespace"),
		.resource_version = member_text(metadata, "resourceVersion"),
		.labels = texts_of(arena, member(metadata, "labels")),
		.annotations = texts_of(arena, member(metadata, "annotations")),
		.data = member_text(member(object, "data"), key),
		.is_json = true,
	};
}

static bool items_of(struct arena *arena, struct str text, const char *key, struct kube_items *ret, struct error *err)
{
	struct error problem = { .arena = arena };
	struct value root;
	if (!json_read(arena, text, 0, &root, &problem))
		return fail(err, NOWHERE, "the server's list cannot be read: %.*s", STR_FMT(problem.message));
	struct value items = member(root, "items");
	if (!str_has_suffix(member_text(root, "kind"), STR("List")))
		return fail(err, NOWHERE, "the server's list cannot be read: it is none");
	if (items.kind != VALUE_LIST && items.kind != VALUE_NULL)
		return fail(err, NOWHERE, "the server's list cannot be read: its items are no list");
	for (size_t i = 0; i < member_count(items); i++)
		*add_item(arena, ret) = item_of(arena, member_item(items, i), key);
	ret->next = member_text(member(root, "metadata"), "continue");
	return true;
}

bool kube_items_read(struct arena *arena, struct str answer, const char *key, struct kube_items *ret, struct error *err)
{
	struct str object;
	*ret = (struct kube_items){ 0 };
	return protobuf_object(answer, &object) ? unpack_items(arena, object, key, ret, err)
	                                        : items_of(arena, answer, key, ret, err);
}

bool kube_item_read(struct arena *arena, struct str answer, const char *key, struct kube_item *ret, struct error *err)
{
	struct str object;
	struct value root;
	if (protobuf_object(answer, &object)) {
		*ret = unpack_item(arena, object, key);
		return true;
	}
	if (!json_read(arena, answer, 0, &root, err))
		return false;
	*ret = item_of(arena, root, key);
	return true;
}
