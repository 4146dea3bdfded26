// SPDX-License-Identifier: Apache-2.0
// A version and a range.
#include <stddef.h>
#include <stdint.h>

#include "text/semver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	struct semver version;
	struct semver_constraint *range = semver_constraint_parse(&arena, text, &err);
	if (semver_parse(text, &version, &err) && range)
		semver_constraint_check(range, &version);
	arena_done(&arena);
	return 0;
}
