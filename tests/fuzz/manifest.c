// SPDX-License-Identifier: Apache-2.0
// Rendered files, cut into documents and sorted into hooks and resources.
#include "render/manifest.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	struct rendered_file items[2] = { { STR("c/templates/a.yaml"), fuzz_part(&rest) },
		                          { STR("c/templates/b.yaml"), rest } };
	struct rendered files = { items, rest.data ? 2 : 1, 2 };
	struct manifests hooks = { 0 }, resources = { 0 };
	if (manifests_sort(&arena, &files, NULL, &hooks, &resources, &err))
		for (size_t i = 0; i < hooks.len; i++)
			FUZZ_CHECK(hooks.items[i].events != 0);
	return 0;
}
