// SPDX-License-Identifier: Apache-2.0
// Chart.yaml and requirements.yaml: read, checked, and written as packages hold them.
#include "chart/chart.h"

#include "value/yaml.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), text = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	struct metadata metadata = { 0 }, again = { 0 };
	struct strbuf out = strbuf_in(&arena);
	metadata_read_strict(&arena, text, &err);
	if (!metadata_read(&arena, text, &metadata, &err))
		return 0;
	metadata_to_map(&arena, &metadata);
	if (!metadata_validate(&arena, &metadata, &err))
		return 0;
	if (rest.data && !metadata_read(&arena, rest, &metadata, &err))
		return 0;
	metadata_to_map(&arena, &metadata);
	if (!yaml_write(&arena, &out, value_map(metadata_to_json(&arena, &metadata)),
	                &err)) // Go cannot write some keys
		FUZZ_CHECK(error_is_set(&err));
	else
		FUZZ_CHECK(metadata_read(&arena, strbuf_peek(&out), &again, &err));
	return 0;
}
