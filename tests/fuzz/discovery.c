// SPDX-License-Identifier: Apache-2.0
// What an API server says of its kinds, in any of the four forms; and the paths that are made of it.
#include "kube/discovery.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str text = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	struct kube_resources resources = { 0 };
	if (!kube_resources_parse(&arena, text, &resources, &err)) {
		FUZZ_CHECK(error_is_set(&err));
		return 0;
	}
	FUZZ_CHECK(resources.len <= size && resources.versions.len <= size);
	for (size_t i = 0; i < resources.len; i++) {
		FUZZ_CHECK(str_has_prefix(kube_resource_path(&arena, &resources.items[i], STR("ns"), STR("name")),
		                          STR("/api")));
		kube_resource_path(&arena, &resources.items[i], STR_NONE, STR_NONE);
	}
	return 0;
}
