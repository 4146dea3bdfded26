// SPDX-License-Identifier: Apache-2.0
#include "func/der.h"

#include <stdint.h>

struct str der_wrap(struct arena *arena, unsigned tag, struct str contents)
{
	unsigned char head[2 + sizeof(size_t)];
	size_t used = 0, digits = 1;
	head[used++] = (unsigned char)tag;
	if (contents.len >= 0x80) {
		while (digits < sizeof(size_t) && contents.len >> 8 * digits)
			digits++;
		head[used++] = (unsigned char)(0x80 | digits);
	}
	while (digits--)
		head[used++] = (unsigned char)(contents.len >> 8 * digits);
	return ARENA_CONCAT(arena, (struct str){ (char *)head, used }, contents);
}

struct str der_integer(struct arena *arena, struct str bytes)
{
	while (bytes.len && bytes.data[0] == 0)
		bytes = str_from(bytes, 1);
	bool needs_zero = bytes.len == 0 || (bytes.data[0] & 0x80);
	return der_wrap(arena, DER_INTEGER, ARENA_CONCAT(arena, (struct str){ "", needs_zero }, bytes));
}

struct str der_bits(struct arena *arena, struct str bytes)
{
	return der_wrap(arena, DER_BIT_STRING, ARENA_CONCAT(arena, (struct str){ "", 1 }, bytes));
}

bool der_take(struct str *rest, unsigned *ret_tag, struct str *ret_contents)
{
	const unsigned char *p = (const unsigned char *)rest->data;
	if (rest->len < 2)
		return false;
	size_t len = p[1], head = 2;
	if (len >= 0x80) {
		size_t digits = len & 0x7F;
		if (digits == 0 || digits > sizeof(uint32_t) || rest->len < 2 + digits)
			return false;
		for (len = 0; head < 2 + digits; head++)
			len = len << 8 | p[head];
	}
	if (rest->len - head < len)
		return false;
	*ret_tag = p[0];
	*ret_contents = str_slice(*rest, head, head + len);
	*rest = str_from(*rest, head + len);
	return true;
}
