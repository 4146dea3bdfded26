// SPDX-License-Identifier: Apache-2.0
// A pattern and a name, for .Files.Glob and for .helmignore.
#include "text/glob.h"

#include "chart/ignore.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), pattern = fuzz_part(&rest), name = rest.data ? rest : STR_NONE;
	struct error err = { .arena = &arena };
	struct glob *glob = glob_compile(&arena, pattern, &err);
	struct ignore_rules *rules = ignore_parse(&arena, pattern, &err);
	if (glob)
		glob_match(glob, name);
	if (rules) {
		ignore_matches(rules, name, false);
		ignore_matches(rules, name, true);
	}
	return 0;
}
