// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "skim_check.h"
#include "value/yaml.h"
#include "value_text.h"

// What nobody asks for is refused all the same: yaml_read_keys must agree with yaml_read about every document, but for
// infinite numbers, which it keeps.
static void check_keys(struct arena *arena, struct str text, bool ok, const struct error *expected, struct strbuf *out)
{
	static const struct str keys[] = { STR_INIT("kind") };
	struct error err = { .arena = arena };
	struct value v;
	ok = ok || str_has_suffix(expected->message, STR("Inf")) || str_has_suffix(expected->message, STR(": NaN"));
	bool same =
		yaml_read_keys(arena, text, keys, 1, &v, &err) == ok && (ok || str_eq(err.message, expected->message));
	if (!same)
		strbuf_printf(out, " (yaml_read_keys: %.*s)", STR_FMT(err.message));
}

static void run_read(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct value v;
	(void)count;
	bool ok = yaml_read(arena, args[0], 1, &v, &err);
	show_value(out, ok, v, &err);
	check_keys(arena, args[0], ok, &err, out);
	bool taken;
	if (!skim_agrees(arena, args[0], &taken))
		strbuf_add_cstr(out, " (yaml_skim differs)");
}

// The text ends where go-yaml's reader has read a piece of 512 bytes; behind it stands what the reader refuses.
static void run_read_edge(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct strbuf padded = strbuf_in(arena);
	strbuf_add_repeat(&padded, '#', 511 - args[0].len);
	strbuf_printf(&padded, "\n%.*s\x01", STR_FMT(args[0]));
	struct str text = strbuf_peek(&padded);
	run_read(arena, &text, count, out);
}

// args[0] args[1] times, args[2], and args[3] as many times.
static void run_read_nested(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct strbuf nested = strbuf_in(arena);
	int64_t times = 0;
	parse_int(args[1], 10, 64, &times);
	for (int64_t i = 0; i < times; i++)
		strbuf_add(&nested, args[0]);
	strbuf_add(&nested, args[2]);
	for (int64_t i = 0; i < times; i++)
		strbuf_add(&nested, args[3]);
	struct str text = strbuf_peek(&nested);
	run_read(arena, &text, count, out);
}

static void run_read_strict(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct value v;
	(void)count;
	bool ok = yaml_read_strict(arena, args[0], 1, &v, &err);
	show_value(out, ok, v, &err);
}

static void run_writer(struct arena *arena, struct str text, struct strbuf *out,
                       bool (*write)(struct arena *arena, struct strbuf *out, struct value v, struct error *err))
{
	struct error err = { .arena = arena };
	struct strbuf written = strbuf_in(arena);
	const char *at = text.data;
	bool ok = write(arena, &written, value_load(arena, &at), &err);
	show_text(out, ok, &written, &err);
}

static void run_write(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_writer(arena, args[0], out, yaml_write);
}

static void run_pretty(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	run_writer(arena, args[0], out, yaml_write_pretty);
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "read", run_read },
		{ "read_edge", run_read_edge },
		{ "read_nested", run_read_nested },
		{ "read_strict", run_read_strict },
		{ "write", run_write },
		{ "pretty", run_pretty },
		{ NULL, NULL },
	};
	return rows_main(argc, argv, "tests/data/value/yaml.tsv", ops);
}
