// SPDX-License-Identifier: Apache-2.0
// An expression, a line feed, and the text that it searches.
#include <stddef.h>
#include <stdint.h>

#include "text/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str text = { (const char *)data, size };
	struct error err = { 0 };
	size_t cut = str_find_char(text, 10), at[8];
	struct str expression = cut == STR_NPOS ? text : str_slice(text, 0, cut);
	struct regex *regex = regex_compile(&arena, expression, &err);
	if (regex && cut != STR_NPOS)
		regex_match(regex, str_slice(text, cut + 1, text.len), 0, at, 4);
	arena_done(&arena);
	return 0;
}
