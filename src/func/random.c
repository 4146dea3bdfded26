// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"
#include "base/strbuf.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/digest.h"
#include "text/utf8.h"

// `count` characters out of the set; nothing for a negative count, as goutils' error is dropped.
static struct value random_text(struct tmpl_call *call, struct str set)
{
	int64_t count = call->args[0].i;
	if (count <= 0)
		return value_string(STR_NONE);
	check_text_size(call, (uint64_t)count);
	char *text = arena_alloc_text(call->arena, (size_t)count + 1);
	unsigned char pool[256];
	size_t left = 0, cut = 256 - 256 % set.len;
	for (int64_t i = 0; i < count;) {
		if (left == 0) {
			left = sizeof(pool);
			random_bytes(pool, left);
		}
		unsigned char byte = pool[--left];
		if (byte < cut)
			text[i++] = set.data[byte % set.len];
	}
	text[count] = '\0';
	return value_string((struct str){ text, (size_t)count });
}

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define SIGNS " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

static struct value fn_rand_alpha(struct tmpl_call *call)
{
	return random_text(call, STR(LETTERS));
}

static struct value fn_rand_alpha_num(struct tmpl_call *call)
{
	return random_text(call, STR(LETTERS DIGITS));
}

static struct value fn_rand_ascii(struct tmpl_call *call)
{
	return random_text(call, STR(LETTERS DIGITS SIGNS));
}

static struct value fn_rand_numeric(struct tmpl_call *call)
{
	return random_text(call, STR(DIGITS));
}

static struct value fn_rand_bytes(struct tmpl_call *call)
{
	int64_t count = call->args[0].i;
	if (count < 0)
		tmpl_panic(call, "runtime error: makeslice: len out of range");
	check_text_size(call, (uint64_t)count);
	char *bytes = arena_alloc_text(call->arena, (size_t)count + 1);
	random_bytes(bytes, (size_t)count);
	return value_string(base64_encode(call->arena, (struct str){ bytes, (size_t)count }));
}

static struct value fn_shuffle(struct tmpl_call *call)
{
	struct str s = call->args[0].s;
	size_t count = 0, size, total = utf8_count(s);
	uint32_t *runes = ARENA_ARRAY(call->arena, uint32_t, total);
	for (; s.len; s = str_from(s, size))
		runes[count++] = utf8_decode(s, &size);
	for (size_t i = count; i > 1; i--) {
		size_t other = (size_t)random_below(i);
		uint32_t rune = runes[i - 1];
		runes[i - 1] = runes[other];
		runes[other] = rune;
	}
	struct strbuf buf = strbuf_in(call->arena);
	for (size_t i = 0; i < count; i++)
		utf8_encode(&buf, runes[i]);
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value fn_uuidv4(struct tmpl_call *call)
{
	unsigned char b[16];
	random_bytes(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	struct str hex = hex_encode(call->arena, (struct str){ (char *)b, sizeof(b) });
	return value_string(arena_printf(call->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.data, hex.data + 8,
	                                 hex.data + 12, hex.data + 16, hex.data + 20));
}

const struct tmpl_func func_random[] = {
	{ "randAlpha", "i:s", fn_rand_alpha },
	{ "randAlphaNum", "i:s", fn_rand_alpha_num },
	{ "randAscii", "i:s", fn_rand_ascii },
	{ "randBytes", "i:s", fn_rand_bytes },
	{ "randNumeric", "i:s", fn_rand_numeric },
	{ "shuffle", "s:s", fn_shuffle },
	{ "uuidv4", ":s", fn_uuidv4 },
	{ NULL },
};
