// SPDX-License-Identifier: Apache-2.0
// Objects in both encodings of the API server say the same; damaged ones say nothing.
#include "rows.h"

#include "kube/items.h"
#include "value/member.h"

static void add_varint(struct strbuf *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		strbuf_add_char(out, (char)(n | 0x80));
	strbuf_add_char(out, (char)n);
}

static void add_field(struct strbuf *out, unsigned number, struct str bytes)
{
	add_varint(out, number << 3 | 2);
	add_varint(out, bytes.len);
	strbuf_add(out, bytes);
}

static struct str pair(struct arena *arena, struct str key, struct str value)
{
	struct strbuf out = strbuf_in(arena);
	add_field(&out, 1, key);
	add_field(&out, 2, value);
	return strbuf_str(&out, arena);
}

// What tells fields of other kinds: a varint, and numbers of eight and of four bytes.
static void add_strangers(struct strbuf *out)
{
	strbuf_add(out, STR("\x38\xff\x01\x99\x06"
	                    "12345678\x9d\x06"
	                    "1234"));
}

static struct str object(struct arena *arena, struct str name, struct str data)
{
	struct strbuf metadata = strbuf_in(arena), out = strbuf_in(arena);
	add_field(&metadata, 1, name);
	add_field(&metadata, 3, STR("there"));
	add_strangers(&metadata);
	add_field(&metadata, 6, STR("42"));
	add_field(&metadata, 11, pair(arena, STR("owner"), STR("helm")));
	add_field(&metadata, 11, pair(arena, STR("name"), name));
	add_field(&out, 1, strbuf_peek(&metadata));
	add_field(&out, 2, pair(arena, STR("other"), STR("x")));
	add_field(&out, 2, pair(arena, STR("release"), data));
	add_strangers(&out);
	return strbuf_str(&out, arena);
}

static struct str answer(struct arena *arena, struct str raw)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_add(&out, STR("k8s\0"));
	add_field(&out, 1, pair(arena, STR("v1"), STR("Whatever")));
	add_field(&out, 2, raw);
	add_field(&out, 4, STR(""));
	return strbuf_str(&out, arena);
}

static struct str list(struct arena *arena)
{
	struct strbuf head = strbuf_in(arena), out = strbuf_in(arena);
	add_field(&head, 2, STR("99"));
	add_field(&head, 3, STR("further"));
	add_field(&out, 1, strbuf_peek(&head));
	add_field(&out, 2, object(arena, STR("one"), STR("first")));
	add_field(&out, 2, object(arena, STR("two"), arena_printf(arena, "%0300d", 7)));
	return strbuf_str(&out, arena);
}

static void check_item(const struct kube_item *item, const char *name, const char *data)
{
	assert_true(str_is(item->name, name));
	assert_true(str_is(item->namespace, "there"));
	assert_true(str_is(item->resource_version, "42"));
	assert_int_equal(item->labels->len, 2);
	assert_true(str_is(member_text(value_map(item->labels), "name"), name));
	assert_true(str_is(member_text(value_map(item->labels), "owner"), "helm"));
	assert_true(str_is(item->data, data));
}

static void both_encodings(void **state)
{
	static const struct str json = STR_INIT(
		"{\"metadata\":{\"name\":\"one\",\"namespace\":\"there\",\"resourceVersion\":\"42\",\"labels\":"
		"{\"owner\":\"helm\",\"name\":\"one\",\"odd\":1}},\"data\":{\"other\":\"x\",\"release\":\"first\"}}");
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct kube_item item;
	(void)state;
	assert_true(kube_item_read(&arena, json, "release", &item, &err));
	check_item(&item, "one", "first");
	assert_true(item.is_json);
	assert_true(kube_item_read(&arena, answer(&arena, object(&arena, STR("one"), STR("first"))), "release", &item,
	                           &err));
	check_item(&item, "one", "first");
	assert_false(item.is_json);
	assert_true(kube_item_read(&arena, answer(&arena, object(&arena, STR("one"), STR("first"))), "missing", &item,
	                           &err));
	assert_int_equal(item.data.len, 0);
	assert_false(kube_item_read(&arena, STR("{"), "release", &item, &err));
}

static void lists(void **state)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct kube_items items;
	(void)state;
	assert_true(kube_items_read(&arena, answer(&arena, list(&arena)), "release", &items, &err));
	assert_int_equal(items.len, 2);
	check_item(&items.items[0], "one", "first");
	check_item(&items.items[1], "two", arena_printf(&arena, "%0300d", 7).data);
	assert_true(str_is(items.next, "further"));
	assert_true(kube_items_read(&arena,
	                            STR("{\"kind\":\"SecretList\",\"metadata\":{\"continue\":\"c\"},\"items\":[{},{"
	                                "\"metadata\":{\"name\":\"a\"}}]}"),
	                            "release", &items, &err));
	assert_int_equal(items.len, 2);
	assert_true(str_is(items.items[1].name, "a") && str_is(items.next, "c"));
	assert_true(kube_items_read(&arena, STR("{\"kind\":\"SecretList\",\"items\":null}"), "release", &items, &err) &&
	            !items.len);
	assert_false(kube_items_read(&arena, STR("{\"kind\":\"SecretList\",\"items\":{}}"), "release", &items, &err));
	assert_true(str_is(err.message, "the server's list cannot be read: its items are no list"));
	static const char *const foreign[] = { "{}", "null", "[]", "{\"items\":[]}",
		                               "{\"kind\":\"Status\",\"items\":[]}" };
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		assert_false(kube_items_read(&arena, str_of(foreign[i]), "release", &items,
		                             &err)); // no answer of an API server's
}

// Each beginning is copied to its exact size, so that a sanitizer sees a read behind it.
static void cut_off(void **state)
{
	AUTO(arena) arena = { 0 };
	struct str whole = list(&arena);
	size_t readable = 0;
	(void)state;
	for (size_t len = 0; len < whole.len; len++) {
		struct error err = { .arena = &arena };
		struct kube_items items;
		struct str all = answer(&arena, str_slice(whole, 0, len));
		char *copy = malloc(all.len);
		memcpy(copy, all.data, all.len);
		readable += kube_items_read(&arena, (struct str){ copy, all.len }, "release", &items, &err);
		free(copy);
	}
	assert_int_equal(readable, 3); // nothing at all, its head, the first object
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(both_encodings), cmocka_unit_test(lists),
		                                   cmocka_unit_test(cut_off) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
