// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "value/json.h"
#include "value/set.h"
#include "value_text.h"

static void run_mode(struct arena *arena, const struct str *args, enum set_mode mode, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct map *dest = NULL;
	assert_true(json_read_map(arena, args[0], 0, &dest, &err));
	bool ok = set_parse(arena, dest, args[1], mode, 1, &err);
	show_value(out, ok, value_map(dest), &err);
}

static void run_typed(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_mode(arena, args, SET_TYPED, out);
}

static void run_string(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_mode(arena, args, SET_STRING, out);
}

static void run_json(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_mode(arena, args, SET_JSON, out);
}

static void run_literal(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_mode(arena, args, SET_LITERAL, out);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "typed", run_typed },     { "string", run_string }, { "json", run_json },
		{ "literal", run_literal }, { NULL, NULL },
	};
	return rows_main(argc, argv, "tests/data/value/set.tsv", ops);
}
