// SPDX-License-Identifier: Apache-2.0
// Digests by libnettle, which costs nothing to load; base64 and base32 by hand, because Go tells the offset of a bad
// byte in its own way and templates print it.
#include "text/digest.h"

#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

struct str hex_encode(struct arena *arena, struct str data)
{
	char *text = arena_alloc_text(arena, data.len * 2 + 1);
	for (size_t i = 0; i < data.len; i++) {
		text[2 * i] = "0123456789abcdef"[(unsigned char)data.data[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[data.data[i] & 15];
	}
	text[data.len * 2] = '\0';
	return (struct str){ text, data.len * 2 };
}

static struct str digest_of(struct arena *arena, const struct nettle_hash *hash, struct str data)
{
	union {
		struct md5_ctx md5;
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
		struct sha512_ctx sha512;
	} context;
	uint8_t digest[SHA512_DIGEST_SIZE]; // the longest
	hash->init(&context);
	hash->update(&context, data.len, (const uint8_t *)data.data);
	hash->digest(&context, hash->digest_size, digest);
	return hex_encode(arena, (struct str){ (const char *)digest, hash->digest_size });
}

struct str digest_md5(struct arena *arena, struct str data)
{
	return digest_of(arena, &nettle_md5, data);
}

struct str digest_sha1(struct arena *arena, struct str data)
{
	return digest_of(arena, &nettle_sha1, data);
}

struct str digest_sha256(struct arena *arena, struct str data)
{
	return digest_of(arena, &nettle_sha256, data);
}

struct str digest_sha512(struct arena *arena, struct str data)
{
	return digest_of(arena, &nettle_sha512, data);
}

uint32_t digest_adler32(struct str data)
{
	enum { MODULUS = 65521, BLOCK = 5552 }; /* as many bytes as fit before 32 bits overflow */
	uint32_t a = 1, b = 0;
	for (size_t at = 0; at < data.len;) {
		size_t end = data.len - at < BLOCK ? data.len : at + BLOCK;
		for (; at < end; at++) {
			a += (unsigned char)data.data[at];
			b += a;
		}
		a %= MODULUS;
		b %= MODULUS;
	}
	return b << 16 | a;
}

struct str base64_encode(struct arena *arena, struct str data)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)data.data;
	size_t len = (data.len + 2) / 3 * 4, i = 0;
	char *text = arena_alloc_text(arena, len + 1), *out = text;
	for (; i + 3 <= data.len; i += 3, out += 4) {
		unsigned v = (unsigned)in[i] << 16 | (unsigned)in[i + 1] << 8 | in[i + 2];
		out[0] = digits[v >> 18];
		out[1] = digits[v >> 12 & 63];
		out[2] = digits[v >> 6 & 63];
		out[3] = digits[v & 63];
	}
	if (i < data.len) {
		bool two = i + 2 == data.len;
		unsigned v = (unsigned)in[i] << 16 | (two ? (unsigned)in[i + 1] << 8 : 0);
		out[0] = digits[v >> 18];
		out[1] = digits[v >> 12 & 63];
		out[2] = two ? digits[v >> 6 & 63] : '=';
		out[3] = '=';
	}
	text[len] = '\0';
	return (struct str){ text, len };
}

// What a digit is worth, and one more: 0 is none.
static const unsigned char base64_worth[256] = {
	['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
	['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static int base64_digit(char c)
{
	return base64_worth[(unsigned char)c] - 1;
}

// Whole groups of four digits, as many as stand here.
static void decode_groups(struct str text, size_t *at, char *data, size_t *len)
{
	const unsigned char *in = (const unsigned char *)text.data + *at;
	for (; text.len - *at >= 4; *at += 4, in += 4) {
		unsigned a = base64_worth[in[0]], b = base64_worth[in[1]], c = base64_worth[in[2]],
			 d = base64_worth[in[3]];
		if (!a || !b || !c || !d)
			return;
		unsigned v = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		data[(*len)++] = (char)(v >> 16);
		data[(*len)++] = (char)(v >> 8);
		data[(*len)++] = (char)v;
	}
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static void skip_line_ends(struct str text, size_t *at)
{
	while (*at < text.len && is_line_end(text.data[*at]))
		++*at;
}

// Behind `digits` digits and the first '=' of a last group: a second '=' if two are missing, and nothing more.
static bool base64_check_padding(struct str text, size_t at, unsigned digits, size_t *ret_bad)
{
	*ret_bad = at - 1;
	if (digits < 2)
		return false;
	if (digits == 2) {
		skip_line_ends(text, &at);
		*ret_bad = at == text.len ? at : at - 1;
		if (at == text.len || text.data[at] != '=')
			return false;
		at++;
	}
	skip_line_ends(text, &at);
	*ret_bad = at;
	return at == text.len;
}

bool base64_decode(struct arena *arena, struct str text, struct str *ret, size_t *ret_bad)
{
	char *data = arena_alloc_text(arena, text.len / 4 * 3 + 4);
	size_t len = 0, at = 0;
	unsigned digits = 0, v = 0;
	bool padded = false;
	while (at < text.len && !padded) {
		if (!digits)
			decode_groups(text, &at, data, &len);
		if (at == text.len)
			break;
		char c = text.data[at++];
		int digit = base64_digit(c);
		if (digit >= 0) {
			v = v << 6 | (unsigned)digit;
			if (++digits == 4) {
				data[len++] = (char)(v >> 16);
				data[len++] = (char)(v >> 8);
				data[len++] = (char)v;
				digits = 0;
			}
		} else if (c == '=') {
			if (!base64_check_padding(text, at, digits, ret_bad))
				return false;
			padded = true;
		} else if (!is_line_end(c)) {
			*ret_bad = at - 1;
			return false;
		}
	}
	if (digits && !padded) {
		*ret_bad = at - digits;
		return false;
	}
	if (digits >= 2)
		data[len++] = (char)(digits == 2 ? v >> 4 : v >> 10);
	if (digits == 3)
		data[len++] = (char)(v >> 2);
	data[len] = '\0';
	*ret = (struct str){ data, len };
	return true;
}

struct str base32_encode(struct arena *arena, struct str data)
{
	size_t len = (data.len + 4) / 5 * 8, used = 0;
	char *text = arena_alloc_text(arena, len + 1);
	uint32_t v = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < data.len; i++) {
		v = v << 8 | (unsigned char)data.data[i];
		for (bits += 8; bits >= 5; bits -= 5)
			text[used++] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[v >> (bits - 5) & 31];
	}
	if (bits)
		text[used++] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[v << (5 - bits) & 31];
	memset(text + used, '=', len - used);
	text[len] = '\0';
	return (struct str){ text, len };
}

static int base32_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

// The rest of a last group, from its first '=' on, which stands behind `digits` digits.
static bool base32_check_padding(struct str text, size_t at, unsigned digits, size_t *ret_bad)
{
	size_t rest = text.len - at;
	if (rest + digits < 7) {
		*ret_bad = text.len;
		return false;
	}
	for (size_t k = 0; k < 7 - digits; k++) {
		if (k < rest && text.data[at + k] != '=') {
			*ret_bad = at + k - 1;
			return false;
		}
	}
	*ret_bad = at - 1;
	return digits != 3 && digits != 6;
}

static struct str without_line_ends(struct arena *arena, struct str text)
{
	char *copy = arena_alloc_text(arena, text.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++)
		if (!is_line_end(text.data[i]))
			copy[len++] = text.data[i];
	return (struct str){ copy, len };
}

// The offsets of errors are those of the text without its line ends.
bool base32_decode(struct arena *arena, struct str text, struct str *ret, size_t *ret_bad)
{
	text = without_line_ends(arena, text);
	char *data = arena_alloc_text(arena, text.len / 8 * 5 + 6);
	size_t len = 0, at = 0;
	unsigned digits = 0, bits = 0;
	uint32_t v = 0;
	while (at < text.len) {
		char c = text.data[at++];
		int digit = base32_digit(c);
		if (c == '=' && digits >= 2 && text.len - at < 8) {
			if (!base32_check_padding(text, at, digits, ret_bad))
				return false;
			digits = 0;
			break;
		}
		if (digit < 0) {
			*ret_bad = at - 1;
			return false;
		}
		v = v << 5 | (unsigned)digit;
		if ((bits += 5) >= 8)
			data[len++] = (char)(v >> (bits -= 8));
		if (++digits == 8)
			digits = bits = 0;
	}
	if (digits) {
		*ret_bad = at - digits;
		return false;
	}
	data[len] = '\0';
	*ret = (struct str){ data, len };
	return true;
}
