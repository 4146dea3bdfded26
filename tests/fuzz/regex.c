// SPDX-License-Identifier: Apache-2.0
// An expression, the text that it searches, and what replaces the matches.
#include "text/regex.h"

#include "fuzz.h"

enum { MAX_MATCHES = 64, MAX_EXPRESSION = 512, MAX_TEXT = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), expression = fuzz_part(&rest), text = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	if (expression.len > MAX_EXPRESSION || text.len > MAX_TEXT)
		return 0;
	struct regex *regex = regex_compile(&arena, expression, &err);
	FUZZ_CHECK((regex != NULL) == regex_is_valid(&arena, expression));
	if (!regex)
		return 0;
	struct regex_scan scan = { 0 };
	size_t at[20], count = regex_groups(regex) + 1 < 10 ? regex_groups(regex) + 1 : 10;
	for (int i = 0; i < MAX_MATCHES && regex_next(regex, text, &scan, at, count); i++)
		FUZZ_CHECK(at[0] <= at[1] && at[1] <= text.len);
	regex_replace(regex, &arena, text, rest.data ? rest : STR_NONE);
	struct regex *quoted = regex_compile(&arena, regex_quote(&arena, text), &err);
	FUZZ_CHECK(!quoted || regex_test(quoted, text));
	return 0;
}
