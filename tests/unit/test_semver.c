// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "text/semver.h"

static void show(struct arena *arena, bool ok, const struct semver *version, const struct error *err,
                 struct strbuf *out)
{
	if (!ok) {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err->message);
		return;
	}
	strbuf_add(out, semver_format(arena, version));
	strbuf_add_char(out, ' ');
	strbuf_add(out, version->prerelease);
	strbuf_add_char(out, ' ');
	strbuf_add(out, version->metadata);
}

static void run_parse(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct semver version;
	(void)count;
	bool ok = semver_parse(args[0], &version, &err);
	show(arena, ok, &version, &err, out);
}

static void run_strict(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct semver version;
	(void)count;
	bool ok = semver_parse_strict(args[0], &version, &err);
	show(arena, ok, &version, &err, out);
}

static void run_compare(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct semver a, b;
	(void)count;
	if (semver_parse(args[0], &a, &err) && semver_parse(args[1], &b, &err))
		strbuf_printf(out, "%d", semver_compare(&a, &b));
}

static void run_check(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct semver version;
	(void)count;
	struct semver_constraint *constraint = semver_constraint_parse(arena, args[0], &err);
	if (!constraint) {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err.message);
	} else if (!semver_parse(args[1], &version, &err)) {
		strbuf_add(out, STR("bad version"));
	} else {
		strbuf_add_cstr(out, semver_constraint_check(constraint, &version) ? "true" : "false");
	}
}

static const struct row_op ops[] = {
	{ "parse", run_parse }, { "strict", run_strict }, { "compare", run_compare },
	{ "check", run_check }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/semver.tsv", ops);
}
