// SPDX-License-Identifier: Apache-2.0
// Objects that keep data, as an API server sends them: a list or one, in protobuf or JSON. What is read of protobuf
// lies in the answer.
#include "kube/items.h"

#include "kube/protobuf.h"

#include "fuzz.h"

static bool lies_in(struct str part, struct str whole)
{
	return !part.len || (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void check_item(struct str answer, const struct kube_item *item)
{
	FUZZ_CHECK(item->labels->len <= answer.len);
	for (size_t i = 0; i < item->labels->len; i++)
		FUZZ_CHECK(item->labels->entries[i].value.kind == VALUE_STRING);
	FUZZ_CHECK(item->is_json || (lies_in(item->name, answer) && lies_in(item->namespace, answer) &&
	                             lies_in(item->resource_version, answer) && lies_in(item->data, answer)));
}

// Each field takes bytes off the front, and what it gives stands at the end of those.
static void walk(struct str message, int depth)
{
	struct protobuf_field field;
	for (struct str rest = message; protobuf_next(&rest, &field);) {
		FUZZ_CHECK(rest.len < message.len && field.bytes.data + field.bytes.len == rest.data);
		if (depth)
			walk(field.bytes, depth - 1);
		message = rest;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { DEPTH = 4 };
	AUTO(arena) arena = { 0 };
	struct str answer = fuzz_text(&arena, data, size), object;
	struct error err = { .arena = &arena };
	struct kube_items items;
	struct kube_item item;
	if (kube_items_read(&arena, answer, "release", &items, &err)) {
		FUZZ_CHECK(items.len <= size);
		for (size_t i = 0; i < items.len; i++)
			check_item(answer, &items.items[i]);
	} else {
		FUZZ_CHECK(error_is_set(&err));
	}
	err = (struct error){ .arena = &arena };
	if (kube_item_read(&arena, answer, "release", &item, &err))
		check_item(answer, &item);
	else
		FUZZ_CHECK(error_is_set(&err));
	if (protobuf_object(answer, &object))
		walk(object, DEPTH);
	return 0;
}
