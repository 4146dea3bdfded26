// SPDX-License-Identifier: Apache-2.0
// Properties are compared over all code points by a digest of their values.
#include "rows.h"

#include "text/unicode_tables.h"
#include "text/utf8.h"

static uint32_t as_number(bool (*is)(uint32_t), uint32_t rune)
{
	return is ? is(rune) : 0;
}

static const struct {
	const char *name;
	bool (*is)(uint32_t);
	uint32_t (*to)(uint32_t);
} functions[] = {
	{ "space", rune_is_space, NULL },   { "letter", rune_is_letter, NULL }, { "digit", rune_is_digit, NULL },
	{ "upper", rune_is_upper, NULL },   { "lower", rune_is_lower, NULL },   { "punct", rune_is_punct, NULL },
	{ "print", rune_is_print, NULL },   { "toupper", NULL, rune_to_upper }, { "tolower", NULL, rune_to_lower },
	{ "totitle", NULL, rune_to_title }, { "fold", NULL, rune_simple_fold },
};

static void run_all(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		if (!str_is(args[0], functions[i].name))
			continue;
		uint32_t hash = 2166136261u;
		for (uint32_t rune = 0; rune <= RUNE_MAX; rune++) {
			uint32_t v = functions[i].to ? functions[i].to(rune) : as_number(functions[i].is, rune);
			hash = (hash ^ v) * 16777619u;
		}
		strbuf_printf(out, "%u", hash);
	}
}

static void run_decode(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	size_t first, last;
	uint32_t a = utf8_decode(args[0], &first), b = utf8_decode_last(args[0], &last);
	strbuf_printf(out, "%u %zu %u %zu %zu %d", a, first, b, last, utf8_count(args[0]), utf8_valid(args[0]));
}

static void run_texts(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct str s = args[0];
	const struct str results[] = { text_to_upper(arena, s), text_to_lower(arena, s), text_title(arena, s),
		                       text_trim_space(s) };
	for (size_t i = 0; i < ARRAY_LEN(results); i++) {
		strbuf_add(out, results[i]);
		strbuf_add_char(out, '|');
	}
}

static void run_trim(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	strbuf_add(out, text_trim(args[0], args[1]));
	strbuf_add_char(out, '|');
	strbuf_add(out, text_trim_left(args[0], args[1]));
	strbuf_add_char(out, '|');
	strbuf_add(out, text_trim_right(args[0], args[1]));
}

static void run_replace(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add(out, text_replace(arena, args[0], args[1], args[2], atoi(args[3].data)));
}

static void run_equal_fold(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	strbuf_add_cstr(out, text_equal_fold(args[0], args[1]) ? "true" : "false");
}

static const struct row_op ops[] = {
	{ "all", run_all },         { "decode", run_decode },   { "texts", run_texts }, { "trim", run_trim },
	{ "replace", run_replace }, { "fold", run_equal_fold }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/utf8.tsv", ops);
}
