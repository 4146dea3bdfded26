// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "text/digest.h"

static void run_digest(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	const struct str all[] = { digest_md5(arena, args[0]), digest_sha1(arena, args[0]),
		                   digest_sha256(arena, args[0]), digest_sha512(arena, args[0]) };
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		strbuf_add(out, all[i]);
		strbuf_add_char(out, ' ');
	}
	strbuf_printf(out, "%u", digest_adler32(args[0]));
}

static void run_encode(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	strbuf_add(out, base64_encode(arena, args[0]));
	strbuf_add_char(out, ' ');
	strbuf_add(out, base32_encode(arena, args[0]));
}

static void decode(bool (*with)(struct arena *, struct str, struct str *, size_t *), struct arena *arena,
                   struct str text, struct strbuf *out)
{
	struct str data;
	size_t bad;
	if (with(arena, text, &data, &bad)) {
		strbuf_add(out, STR("ok "));
		strbuf_add(out, data);
	} else {
		strbuf_printf(out, "bad %zu", bad);
	}
}

static void run_base64(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	decode(base64_decode, arena, args[0], out);
}

static void run_base32(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	decode(base32_decode, arena, args[0], out);
}

static const struct row_op ops[] = {
	{ "digest", run_digest }, { "encode", run_encode }, { "base64", run_base64 },
	{ "base32", run_base32 }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/text/digest.tsv", ops);
}
