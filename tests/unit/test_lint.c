// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "lint/rules.h"

static void run_email(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add_cstr(out, is_email(arena, args[0]) ? "true" : "false");
}

static void run_url(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add_cstr(out, is_url(arena, args[0]) ? "true" : "false");
}

static void run_request_url(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add_cstr(out, is_request_url(arena, args[0]) ? "true" : "false");
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "email", run_email },
		{ "url", run_url },
		{ "request_url", run_request_url },
		{ NULL, NULL },
	};
	return rows_main(argc, argv, "tests/data/lint/places.tsv", ops);
}
