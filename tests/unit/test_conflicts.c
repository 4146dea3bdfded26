// SPDX-License-Identifier: Apache-2.0
// Paths as the API server writes them, in one object.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "release/conflicts.h"
#include "value/json.h"

#include <cmocka.h>

static const char object[] =
	"{\"metadata\":{\"annotations\":{\"a.b/"
	"c\":\"dotted\",\"a\":\"short\",\"x[0]\":\"odd\"},\"finalizers\":[\"one\",\"t]w,o\"]},"
	"\"spec\":{\"replicas\":3,\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"nodePort\":1},"
	"{\"port\":80,\"protocol\":\"UDP\",\"nodePort\":2},{\"port\":81,\"nodePort\":3}],\"list\":[[10],[20,21]]}}";

static void test_paths(void **state)
{
	static const struct {
		const char *path, *wanted;
	} cases[] = {
		{ ".spec.replicas", "3" },
		{ ".metadata.annotations.a.b/c", "\"dotted\"" },
		{ ".metadata.annotations.a", "\"short\"" },
		{ ".metadata.finalizers[=\"t]w,o\"]", "\"t]w,o\"" },
		{ ".metadata.finalizers[=\"three\"]", "null" },
		{ ".spec.ports[port=80,protocol=\"UDP\"].nodePort", "2" },
		{ ".spec.ports[port=81,protocol=\"TCP\"].nodePort", "3" }, // the protocol is a default there
		{ ".spec.ports[port=82].nodePort", "null" },
		{ ".spec.list[1][0]", "20" },
		{ ".spec.list[2]", "null" },
		{ ".spec.list[-1]", "null" },
		{ ".spec.none.deeper", "null" },
		{ ".spec.replicas.deeper", "null" },
		{ ".spec.ports[port", "null" },
		{ "[", "null" },
		{ ".", "null" },
	};
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct value v;
	(void)state;
	assert_true(json_read_integers(&arena, str_of(object), &v, &err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strbuf out = strbuf_in(&arena);
		assert_true(json_write(&arena, &out, field_at(v, str_of(cases[i].path)),
		                       (struct json_style){ .raw = true }, &err));
		assert_string_equal(strbuf_str(&out, &arena).data, cases[i].wanted);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_paths) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
