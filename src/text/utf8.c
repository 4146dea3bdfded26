// SPDX-License-Identifier: Apache-2.0
// Runes and the functions of Go's strings package that look at runes. ASCII, which nearly every chart is made of, is
// decided without a table; the rest goes through the runs of unicode_tables.c by binary search.
#include "text/utf8.h"

#include "text/unicode_tables.h"

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

// The range of the second byte depends on the first: no overlong forms, no surrogates, nothing above U+10FFFF.
static bool second_byte_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xE0: return second >= 0xA0 && second <= 0xBF;
	case 0xED: return second >= 0x80 && second <= 0x9F;
	case 0xF0: return second >= 0x90 && second <= 0xBF;
	case 0xF4: return second >= 0x80 && second <= 0x8F;
	default: return is_continuation(second);
	}
}

uint32_t utf8_decode(struct str s, size_t *ret_size)
{
	const unsigned char *p = (const unsigned char *)s.data;
	if (s.len == 0) {
		*ret_size = 0;
		return RUNE_ERROR;
	}
	*ret_size = 1;
	unsigned first = p[0];
	if (first < 0x80)
		return first;
	if (first < 0xC2 || first > 0xF4 || s.len < 2 || !second_byte_fits(p[0], p[1]))
		return RUNE_ERROR;
	if (first < 0xE0) {
		*ret_size = 2;
		return (first & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if (s.len < 3 || !is_continuation(p[2]))
		return RUNE_ERROR;
	if (first < 0xF0) {
		*ret_size = 3;
		return (first & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	if (s.len < 4 || !is_continuation(p[3]))
		return RUNE_ERROR;
	*ret_size = 4;
	return (first & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

uint32_t utf8_decode_last(struct str s, size_t *ret_size)
{
	if (s.len == 0) {
		*ret_size = 0;
		return RUNE_ERROR;
	}
	size_t start = s.len - 1, limit = s.len > 4 ? s.len - 4 : 0;
	while (start > limit && is_continuation((unsigned char)s.data[start]))
		start--;
	uint32_t rune = utf8_decode(str_from(s, start), ret_size);
	if (start + *ret_size == s.len)
		return rune;
	*ret_size = 1;
	return RUNE_ERROR;
}

void utf8_encode(struct strbuf *out, uint32_t rune)
{
	if (rune < 0x80) {
		strbuf_add_char(out, (char)rune);
		return;
	}
	if (rune > RUNE_MAX || (rune >= 0xD800 && rune <= 0xDFFF))
		rune = RUNE_ERROR;
	char bytes[4];
	size_t len = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = len; i-- > 1; rune >>= 6)
		bytes[i] = (char)(0x80 | (rune & 0x3F));
	bytes[0] = (char)(lead[len] | rune);
	strbuf_add(out, (struct str){ bytes, len });
}

size_t utf8_count(struct str s)
{
	size_t count = 0, size;
	for (size_t at = 0; at < s.len; at += size, count++) {
		if ((unsigned char)s.data[at] < 0x80)
			size = 1;
		else
			utf8_decode(str_from(s, at), &size);
	}
	return count;
}

bool utf8_valid(struct str s)
{
	size_t at = 0, size;
	while (at < s.len) {
		uint64_t word;
		if (s.len - at >= sizeof(word)) {
			memcpy(&word, s.data + at, sizeof(word));
			if (!(word & 0x8080808080808080u)) {
				at += sizeof(word);
				continue;
			}
		}
		if (utf8_decode(str_from(s, at), &size) == RUNE_ERROR && size == 1)
			return false;
		at += size;
	}
	return true;
}

struct str utf8_replace_invalid(struct arena *arena, struct str s)
{
	if (utf8_valid(s))
		return s;
	struct strbuf out = strbuf_in(arena);
	while (s.len) {
		size_t size;
		utf8_encode(&out, utf8_decode(s, &size));
		s = str_from(s, size);
	}
	return strbuf_str(&out, arena);
}

size_t unicode_run(const uint32_t *runs, size_t len, unsigned shift, uint32_t rune)
{
	size_t low = 0, high = len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (runs[middle] >> shift <= rune)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static uint32_t category_bit(uint32_t rune)
{
	if (rune > RUNE_MAX)
		return 1u << UNICODE_CN;
	size_t run = unicode_run(unicode_category_runs, unicode_category_runs_len, UNICODE_CATEGORY_SHIFT, rune);
	return 1u << (unicode_category_runs[run] & ((1u << UNICODE_CATEGORY_SHIFT) - 1));
}

#define LETTERS (1u << UNICODE_LL | 1u << UNICODE_LM | 1u << UNICODE_LO | 1u << UNICODE_LT | 1u << UNICODE_LU)
#define MARKS (1u << UNICODE_MC | 1u << UNICODE_ME | 1u << UNICODE_MN)
#define NUMBERS (1u << UNICODE_ND | 1u << UNICODE_NL | 1u << UNICODE_NO)
#define PUNCTUATION \
	(1u << UNICODE_PC | 1u << UNICODE_PD | 1u << UNICODE_PE | 1u << UNICODE_PF | 1u << UNICODE_PI | \
	 1u << UNICODE_PO | 1u << UNICODE_PS)
#define SYMBOLS (1u << UNICODE_SC | 1u << UNICODE_SK | 1u << UNICODE_SM | 1u << UNICODE_SO)

static bool is_ascii_between(uint32_t rune, char first, char last)
{
	return rune >= (unsigned char)first && rune <= (unsigned char)last;
}

// The property White_Space, which is not a category.
bool rune_is_space(uint32_t rune)
{
	if (rune < 0x80)
		return rune == ' ' || (rune >= '\t' && rune <= '\r');
	return rune == 0x85 || rune == 0xA0 || rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 ||
	       rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

bool rune_is_letter(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune | 0x20, 'a', 'z');
	return category_bit(rune) & LETTERS;
}

bool rune_is_digit(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, '0', '9');
	return category_bit(rune) & 1u << UNICODE_ND;
}

bool rune_is_upper(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, 'A', 'Z');
	return category_bit(rune) & 1u << UNICODE_LU;
}

bool rune_is_lower(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, 'a', 'z');
	return category_bit(rune) & 1u << UNICODE_LL;
}

bool rune_is_number(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, '0', '9');
	return category_bit(rune) & NUMBERS;
}

bool rune_is_title(uint32_t rune)
{
	return rune >= 0x80 && (category_bit(rune) & 1u << UNICODE_LT);
}

bool rune_is_punct(uint32_t rune)
{
	return category_bit(rune) & PUNCTUATION;
}

bool rune_is_print(uint32_t rune)
{
	if (rune < 0x80)
		return rune >= 0x20 && rune < 0x7F;
	return category_bit(rune) & (LETTERS | MARKS | NUMBERS | PUNCTUATION | SYMBOLS);
}

static const struct unicode_case *find_case(uint32_t rune)
{
	size_t low = 0, high = unicode_case_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct unicode_case *found = &unicode_cases[middle];
		if (rune < found->low)
			high = middle;
		else if (rune > found->high)
			low = middle + 1;
		else
			return found;
	}
	return NULL;
}

static uint32_t apply_case(const struct unicode_case *found, enum unicode_case_kind kind, uint32_t rune)
{
	int32_t delta = found->delta[kind];
	if (delta != UNICODE_ALTERNATING)
		return rune + (uint32_t)delta;
	return found->low + (((rune - found->low) & ~1u) | (kind == UNICODE_LOWER));
}

static uint32_t to_case(enum unicode_case_kind kind, uint32_t rune)
{
	const struct unicode_case *found = find_case(rune);
	return found ? apply_case(found, kind, rune) : rune;
}

uint32_t rune_to_upper(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, 'a', 'z') ? rune - 0x20 : rune;
	return to_case(UNICODE_UPPER, rune);
}

uint32_t rune_to_lower(uint32_t rune)
{
	if (rune < 0x80)
		return is_ascii_between(rune, 'A', 'Z') ? rune + 0x20 : rune;
	return to_case(UNICODE_LOWER, rune);
}

uint32_t rune_to_title(uint32_t rune)
{
	if (rune < 0x80)
		return rune_to_upper(rune);
	return to_case(UNICODE_TITLE, rune);
}

uint32_t rune_simple_fold(uint32_t rune)
{
	size_t low = 0, high = unicode_orbit_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (unicode_orbits[middle].rune < rune)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < unicode_orbit_count && unicode_orbits[low].rune == rune)
		return unicode_orbits[low].next;
	const struct unicode_case *found = find_case(rune);
	if (!found)
		return rune;
	uint32_t lower = apply_case(found, UNICODE_LOWER, rune);
	return lower != rune ? lower : apply_case(found, UNICODE_UPPER, rune);
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	return true;
}

// strings.Map: an invalid byte comes out as U+FFFD, even where the mapping would leave it alone.
static struct str map_runes(struct arena *arena, struct str s, uint32_t (*mapping)(uint32_t))
{
	struct strbuf out = strbuf_in(arena);
	strbuf_reserve(&out, s.len);
	size_t size;
	for (size_t at = 0; at < s.len; at += size)
		utf8_encode(&out, mapping(utf8_decode(str_from(s, at), &size)));
	return strbuf_str(&out, arena);
}

// The same for ASCII; a text that does not change is returned as it is.
static struct str map_ascii(struct arena *arena, struct str s, char first, char last)
{
	size_t at = 0;
	while (at < s.len && (s.data[at] < first || s.data[at] > last))
		at++;
	if (at == s.len)
		return s;
	struct str copy = arena_str(arena, s);
	char *bytes = (char *)copy.data;
	for (; at < s.len; at++)
		if (bytes[at] >= first && bytes[at] <= last)
			bytes[at] ^= 0x20;
	return copy;
}

struct str text_to_upper(struct arena *arena, struct str s)
{
	return is_ascii(s) ? map_ascii(arena, s, 'a', 'z') : map_runes(arena, s, rune_to_upper);
}

struct str text_to_lower(struct arena *arena, struct str s)
{
	return is_ascii(s) ? map_ascii(arena, s, 'A', 'Z') : map_runes(arena, s, rune_to_lower);
}

// Go's idea of what lies between words: not punctuation outside of ASCII.
static bool is_separator(uint32_t rune)
{
	if (rune < 0x80)
		return !is_ascii_between(rune | 0x20, 'a', 'z') && !is_ascii_between(rune, '0', '9') && rune != '_';
	return rune_is_space(rune);
}

struct str text_title(struct arena *arena, struct str s)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_reserve(&out, s.len);
	uint32_t before = ' ';
	size_t size;
	for (size_t at = 0; at < s.len; at += size) {
		uint32_t rune = utf8_decode(str_from(s, at), &size);
		utf8_encode(&out, is_separator(before) ? rune_to_title(rune) : rune);
		before = rune;
	}
	return strbuf_str(&out, arena);
}

struct str text_trim_left_space(struct str s)
{
	size_t size;
	while (s.len && rune_is_space(utf8_decode(s, &size)))
		s = str_from(s, size);
	return s;
}

struct str text_trim_right_space(struct str s)
{
	size_t size;
	while (s.len && rune_is_space(utf8_decode_last(s, &size)))
		s.len -= size;
	return s;
}

struct str text_trim_space(struct str s)
{
	return text_trim_right_space(text_trim_left_space(s));
}

static bool same_fold(uint32_t a, uint32_t b)
{
	if (a == b)
		return true;
	for (uint32_t rune = rune_simple_fold(a); rune != a; rune = rune_simple_fold(rune))
		if (rune == b)
			return true;
	return false;
}

static unsigned char ascii_lower(char c)
{
	return (unsigned char)(is_ascii_between((unsigned char)c, 'A', 'Z') ? c | 0x20 : c);
}

bool text_equal_fold(struct str a, struct str b)
{
	size_t same = 0;
	while (same < a.len && same < b.len && ascii_lower(a.data[same]) == ascii_lower(b.data[same]) &&
	       (unsigned char)a.data[same] < 0x80)
		same++;
	if (same < a.len && same < b.len && (((unsigned char)a.data[same] | (unsigned char)b.data[same]) & 0x80) == 0)
		return false;
	a = str_from(a, same);
	b = str_from(b, same);
	while (a.len && b.len) {
		size_t size_a, size_b;
		if (!same_fold(utf8_decode(a, &size_a), utf8_decode(b, &size_b)))
			return false;
		a = str_from(a, size_a);
		b = str_from(b, size_b);
	}
	return a.len == 0 && b.len == 0;
}

static bool in_cutset(struct str cutset, uint32_t rune)
{
	size_t size;
	for (size_t at = 0; at < cutset.len; at += size)
		if (utf8_decode(str_from(cutset, at), &size) == rune)
			return true;
	return false;
}

struct str text_trim_left(struct str s, struct str cutset)
{
	size_t size;
	while (s.len && in_cutset(cutset, utf8_decode(s, &size)))
		s = str_from(s, size);
	return s;
}

struct str text_trim_right(struct str s, struct str cutset)
{
	size_t size;
	while (s.len && in_cutset(cutset, utf8_decode_last(s, &size)))
		s.len -= size;
	return s;
}

struct str text_trim(struct str s, struct str cutset)
{
	return text_trim_left(text_trim_right(s, cutset), cutset);
}

static struct str insert_between_runes(struct arena *arena, struct str s, struct str new_text, uint64_t count)
{
	struct strbuf out = strbuf_in(arena);
	size_t at = 0, size = 0;
	for (uint64_t done = 0; done < count; done++) {
		strbuf_add(&out, new_text);
		if (at == s.len)
			break;
		if (done + 1 == count)
			break;
		utf8_decode(str_from(s, at), &size);
		strbuf_add(&out, str_slice(s, at, at + size));
		at += size;
	}
	strbuf_add(&out, str_from(s, at));
	return strbuf_str(&out, arena);
}

struct str text_replace(struct arena *arena, struct str s, struct str old, struct str new_text, int64_t count)
{
	if (count == 0 || str_eq(old, new_text))
		return s;
	uint64_t most = count < 0 ? UINT64_MAX : (uint64_t)count;
	if (old.len == 0)
		return insert_between_runes(arena, s, new_text, most);
	size_t at = str_find(s, old);
	if (at == STR_NPOS)
		return s;
	struct strbuf out = strbuf_in(arena);
	strbuf_reserve(&out, s.len);
	for (; at != STR_NPOS && most > 0; most--) {
		strbuf_add(&out, str_slice(s, 0, at));
		strbuf_add(&out, new_text);
		s = str_from(s, at + old.len);
		at = str_find(s, old);
	}
	strbuf_add(&out, s);
	return strbuf_str(&out, arena);
}
