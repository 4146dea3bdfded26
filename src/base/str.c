// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <stdint.h>

int str_cmp(struct str a, struct str b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.data, b.data, common) : 0;
	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t str_find(struct str s, struct str needle)
{
	if (needle.len == 0)
		return 0;
	const char *at = s.len ? memmem(s.data, s.len, needle.data, needle.len) : NULL;
	return at ? (size_t)(at - s.data) : STR_NPOS;
}

size_t str_rfind(struct str s, struct str needle)
{
	for (size_t at = s.len + 1; at-- > 0;)
		if (str_has_prefix(str_from(s, at), needle))
			return at;
	return STR_NPOS;
}

size_t str_find_char(struct str s, char c)
{
	const char *at = s.len ? memchr(s.data, c, s.len) : NULL;
	return at ? (size_t)(at - s.data) : STR_NPOS;
}

size_t str_rfind_char(struct str s, char c)
{
	const char *at = s.len ? memrchr(s.data, c, s.len) : NULL;
	return at ? (size_t)(at - s.data) : STR_NPOS;
}

size_t str_count(struct str s, struct str needle)
{
	size_t count = 0, at;
	if (needle.len == 1) {
		for (size_t i = 0; i < s.len; i++)
			count += s.data[i] == needle.data[0];
		return count;
	}
	while ((at = str_find(s, needle)) != STR_NPOS) {
		count++;
		s = str_from(s, at + needle.len);
	}
	return count;
}

struct str str_trim_prefix(struct str s, struct str prefix)
{
	return str_has_prefix(s, prefix) ? str_from(s, prefix.len) : s;
}

struct str str_trim_suffix(struct str s, struct str suffix)
{
	return str_has_suffix(s, suffix) ? str_slice(s, 0, s.len - suffix.len) : s;
}

static bool in_set(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

struct str str_trim_left_set(struct str s, const char *set)
{
	while (s.len && in_set(s.data[0], set))
		s = str_from(s, 1);
	return s;
}

struct str str_trim_right_set(struct str s, const char *set)
{
	while (s.len && in_set(s.data[s.len - 1], set))
		s.len--;
	return s;
}

struct str str_trim_set(struct str s, const char *set)
{
	return str_trim_right_set(str_trim_left_set(s, set), set);
}

bool str_next_field(struct str *rest, char sep, struct str *field)
{
	if (!rest->data)
		return false;
	size_t at = str_find_char(*rest, sep);
	if (at == STR_NPOS) {
		*field = *rest;
		*rest = (struct str){ NULL, 0 };
	} else {
		*field = str_slice(*rest, 0, at);
		*rest = str_from(*rest, at + 1);
	}
	return true;
}

static uint64_t load(const char *at, size_t size)
{
	uint64_t word = 0;
	memcpy(&word, at, size);
	return word;
}

// Fewer than eight bytes as one word, without a loop: the pieces may overlap.
static uint64_t load_rest(const char *at, size_t size)
{
	if (size >= 4)
		return load(at, 4) | load(at + size - 4, 4) << 32;
	if (size == 0)
		return 0;
	return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[size / 2] << 8 |
	       (uint64_t)(unsigned char)at[size - 1] << 16;
}

// Both halves of the product: each bit of the word counts in the lowest bits, by which tables go.
static uint64_t mix(uint64_t hash, uint64_t word)
{
	unsigned __int128 product = (unsigned __int128)(hash ^ word) * 0x9FB21C651E98DF25u;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

unsigned str_hash(struct str s)
{
	uint64_t hash = s.len;
	for (; s.len >= 64; s.data += 16, s.len -= 16) { // two words at a time for what is long
		unsigned __int128 product =
			(unsigned __int128)(hash ^ load(s.data, 8)) * (load(s.data + 8, 8) ^ 0x9FB21C651E98DF25u);
		hash = (uint64_t)product ^ (uint64_t)(product >> 64);
	}
	for (; s.len >= 8; s.data += 8, s.len -= 8)
		hash = mix(hash, load(s.data, 8));
	return (unsigned)mix(hash, load_rest(s.data, s.len));
}
