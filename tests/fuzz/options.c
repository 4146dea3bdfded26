// SPDX-License-Identifier: Apache-2.0
// A command line: a line for each word.
#include "cmd/command.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), word;
	struct error err = { .arena = &arena };
	struct cli cli = { .arena = &arena };
	char *words[64];
	int count = 0;
	while (count < (int)ARRAY_LEN(words) && str_next_field(&rest, '\n', &word))
		words[count++] = arena_cstr(&arena, word);
	if (cli_parse(&cli, count, words, &err))
		FUZZ_CHECK(cli.command && cli.args_len <= (size_t)count);
	else
		FUZZ_CHECK(error_is_set(&err));
	return 0;
}
