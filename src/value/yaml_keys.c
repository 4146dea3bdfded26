// SPDX-License-Identifier: Apache-2.0
// go-yaml's sorter.go. Keys are compared as ASCII where they differ in ASCII, which is nearly always.
//
// The order is no order in a strict sense (numbers too large for 64 bits wrap around), and Go sorts from a random
// start; a stable merge sort is as good an answer as any there.
#include "value/yaml_keys.h"

#include "text/utf8.h"

// One character of a key and what is behind it.
struct cursor {
	struct str rest;
	uint32_t rune;
	size_t size;
};

static struct cursor cursor_at(struct str key, size_t at)
{
	struct cursor c = { .rest = str_from(key, at) };
	if (c.rest.len && (unsigned char)c.rest.data[0] < 0x80) {
		c.rune = (unsigned char)c.rest.data[0];
		c.size = 1;
	} else {
		c.rune = utf8_decode(c.rest, &c.size);
	}
	return c;
}

static bool is_letter(uint32_t rune)
{
	if (rune < 0x80)
		return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
	return rune_is_letter(rune);
}

static bool is_digit(uint32_t rune)
{
	return rune < 0x80 ? rune >= '0' && rune <= '9' : rune_is_digit(rune);
}

// Goes to the first characters that differ, or to the end of a key. Bytes that are no UTF-8 are all the same character
// (U+FFFD), so beyond ASCII characters are compared one by one.
static void skip_common(struct str a, struct str b, size_t *ret_a, size_t *ret_b)
{
	*ret_a = *ret_b = 0;
	while (*ret_a < a.len && *ret_b < b.len) {
		struct cursor ca = cursor_at(a, *ret_a), cb = cursor_at(b, *ret_b);
		if (ca.rune != cb.rune)
			return;
		*ret_a += ca.size;
		*ret_b += cb.size;
	}
}

// Do the digits before `at` say more than zero? Then zeros that follow belong to the number.
static bool number_has_begun(struct str key, size_t at)
{
	struct str before = str_slice(key, 0, at);
	while (before.len) {
		size_t size;
		uint32_t rune = utf8_decode_last(before, &size);
		if (!is_digit(rune))
			return false;
		if (rune != '0')
			return true;
		before.len -= size;
	}
	return false;
}

// The number at the cursor, appended to what `number` holds, and how many digits it has.
static int64_t read_number(struct cursor c, int64_t number, size_t *ret_digits)
{
	*ret_digits = 0;
	while (c.rest.len && is_digit(c.rune)) {
		number = (int64_t)((uint64_t)number * 10 + (uint64_t)c.rune - '0');
		++*ret_digits;
		c = cursor_at(c.rest, c.size);
	}
	return number;
}

static int compare_from(struct str a, size_t at, struct cursor ca, struct cursor cb, bool v3)
{
	bool a_letter = is_letter(ca.rune), b_letter = is_letter(cb.rune);
	if (a_letter && b_letter)
		return ca.rune < cb.rune ? -1 : 1;
	if (a_letter || b_letter) {
		size_t size;
		bool after_digit = v3 && at > 0 && is_digit(utf8_decode_last(str_slice(a, 0, at), &size));
		return (after_digit ? a_letter : b_letter) ? -1 : 1;
	}
	int64_t begun = (ca.rune == '0' || cb.rune == '0') && number_has_begun(a, at);
	size_t a_digits, b_digits;
	int64_t a_number = read_number(ca, begun, &a_digits), b_number = read_number(cb, begun, &b_digits);
	if (a_number != b_number)
		return a_number < b_number ? -1 : 1;
	if (a_digits != b_digits)
		return a_digits < b_digits ? -1 : 1;
	return ca.rune < cb.rune ? -1 : 1;
}

static int compare_characters(struct str a, struct str b, bool v3)
{
	size_t a_at, b_at;
	skip_common(a, b, &a_at, &b_at);
	bool a_ends = a_at == a.len, b_ends = b_at == b.len;
	if (a_ends || b_ends)
		return b_ends - a_ends;
	return compare_from(a, a_at, cursor_at(a, a_at), cursor_at(b, b_at), v3);
}

int yaml_compare_keys(struct str a, struct str b, bool v3)
{
	size_t len = a.len < b.len ? a.len : b.len, at = 0;
	while (at < len && a.data[at] == b.data[at])
		at++;
	if (at == len && (at == 0 || (unsigned char)a.data[at - 1] < 0x80))
		return (a.len > b.len) - (a.len < b.len);
	if (at == len)
		return compare_characters(a, b, v3); // the shorter key may end within a character
	unsigned char ca = (unsigned char)a.data[at], cb = (unsigned char)b.data[at];
	if ((ca | cb) >= 0x80)
		return compare_characters(a, b, v3);
	if (is_letter(ca) && is_letter(cb))
		return ca < cb ? -1 : 1;
	return compare_from(a, at, cursor_at(a, at), cursor_at(b, at), v3);
}

static void insertion_sort(struct map_entry **entries, size_t len, bool v3)
{
	for (size_t i = 1; i < len; i++) {
		struct map_entry *entry = entries[i];
		size_t at = i;
		for (; at > 0 && yaml_compare_keys(entry->key, entries[at - 1]->key, v3) < 0; at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

static void merge_sort(struct map_entry **entries, struct map_entry **spare, size_t len, bool v3)
{
	enum { FEW = 12 };
	if (len <= FEW) {
		insertion_sort(entries, len, v3);
		return;
	}
	size_t half = len / 2, left = 0, right = half;
	merge_sort(entries, spare, half, v3);
	merge_sort(entries + half, spare, len - half, v3);
	if (yaml_compare_keys(entries[half - 1]->key, entries[half]->key, v3) <= 0)
		return;
	memcpy(spare, entries, len * sizeof(*entries));
	for (size_t i = 0; i < len; i++) {
		bool take_right =
			left == half || (right < len && yaml_compare_keys(spare[right]->key, spare[left]->key, v3) < 0);
		entries[i] = take_right ? spare[right++] : spare[left++];
	}
}

void yaml_sort_keys(struct arena *arena, struct map_entry **entries, size_t len, bool v3)
{
	enum { ON_STACK = 64 };
	struct map_entry *few[ON_STACK];
	struct arena_mark mark = arena_mark(arena);
	merge_sort(entries, len <= ON_STACK ? few : ARENA_ARRAY(arena, struct map_entry *, len), len, v3);
	arena_release(arena, mark);
}
