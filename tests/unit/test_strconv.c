// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static int number(struct str s)
{
	return atoi(s.data);
}

static double float_of_bits(struct str hex)
{
	uint64_t bits = strtoull(hex.data, NULL, 16);
	double f;
	memcpy(&f, &bits, sizeof(f));
	return f;
}

static void run_float(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	format_float(out, float_of_bits(args[0]), args[1].data[0], number(args[2]), number(args[3]));
}

static const char *const results[] = { "ok", "syntax", "range" };

static void run_parse_float(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	double f;
	uint64_t bits;
	enum parse_result result = parse_float(args[0], number(args[1]), &f);
	memcpy(&bits, &f, sizeof(bits));
	strbuf_printf(out, "%s %016llx", results[result], f != f ? 0x7ff8000000000001ull : (unsigned long long)bits);
}

static void run_parse_int(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	int64_t i;
	enum parse_result result = parse_int(args[0], number(args[1]), number(args[2]), &i);
	strbuf_printf(out, "%s %lld", results[result], (long long)i);
}

static void run_parse_uint(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	uint64_t u;
	enum parse_result result = parse_uint(args[0], number(args[1]), number(args[2]), &u);
	strbuf_printf(out, "%s %llu", results[result], (unsigned long long)u);
}

static void run_int(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	format_int(out, strtoll(args[0].data, NULL, 10), number(args[1]));
}

static void run_bool(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	bool b;
	strbuf_add_cstr(out, !parse_bool(args[0], &b) ? "bad" : b ? "true" : "false");
}

static void run_quote(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct strbuf raw = strbuf_in(arena);
	quote(out, args[0]);
	strbuf_add_char(out, ' ');
	quote_ascii(out, args[0]);
	strbuf_add_cstr(out, quote_raw(&raw, args[0]) ? " `" : " \"");
}

static void run_quote_rune(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)arena, (void)count;
	uint32_t rune = (uint32_t)number(args[0]);
	quote_rune(out, rune);
	strbuf_add_char(out, ' ');
	quote_rune_ascii(out, rune);
}

static void run_unquote(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	struct str result;
	if (unquote(arena, args[0], &result)) {
		strbuf_add(out, STR("ok "));
		strbuf_add(out, result);
	} else {
		strbuf_add(out, STR("bad"));
	}
}

static void run_unquote_char(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct str rest = args[0];
	uint32_t rune;
	bool is_byte;
	(void)arena;
	(void)count;
	if (!unquote_char(&rest, args[1].data[0], &rune, &is_byte))
		strbuf_add(out, STR("bad"));
	else
		strbuf_printf(out, "%u %s %.*s", rune, rune >= 0x80 && !is_byte ? "true" : "false", STR_FMT(rest));
}

static const struct row_op ops[] = {
	{ "float", run_float },
	{ "parsefloat", run_parse_float },
	{ "parseint", run_parse_int },
	{ "parseuint", run_parse_uint },
	{ "int", run_int },
	{ "bool", run_bool },
	{ "quote", run_quote },
	{ "quoterune", run_quote_rune },
	{ "unquote", run_unquote },
	{ "unquotechar", run_unquote_char },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/strconv.tsv", ops);
}
