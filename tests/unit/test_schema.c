// SPDX-License-Identifier: Apache-2.0
// Reports of values against schemas, as Helm's library words them. Where the library walks a Go map its order varies
// from run to run: those rows compare the sorted words.
#include "rows.h"

#include "schema/schema.h"
#include "value/json.h"

static struct str report(struct arena *arena, const struct str *args)
{
	struct error err = { .arena = arena };
	struct value value;
	struct schema *schema = schema_compile(arena, args[0], STR("file:///values.schema.json"), NULL, &err);
	if (!schema)
		return err.message;
	if (!json_read(arena, args[1], 0, &value, &err))
		return err.message;
	return schema_validate(schema, arena, value, &err) ? STR("ok") : err.message;
}

static void run_schema(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add(out, report(arena, args));
}

static int compare_words(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool is_separator(char c)
{
	return c == ' ' || c == '\n' || c == ',';
}

static void run_unordered(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct str text = report(arena, args), *words = ARENA_ARRAY(arena, struct str, text.len + 1);
	size_t len = 0;
	(void)count;
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		for (end = at; end < text.len && !is_separator(text.data[end]);)
			end++;
		if (end > at)
			words[len++] = str_slice(text, at, end);
	}
	qsort(words, len, sizeof(*words), compare_words);
	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			strbuf_add_char(out, ' ');
		strbuf_add(out, words[i]);
	}
}

static const struct row_op ops[] = { { "schema", run_schema }, { "unordered", run_unordered }, { NULL, NULL } };

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/schema/schema.tsv", ops);
}
