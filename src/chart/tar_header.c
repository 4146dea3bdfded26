// SPDX-License-Identifier: Apache-2.0
#include "chart/tar_header.h"

#include "text/strconv.h"

// Where a header has what.
struct field {
	unsigned short at, len;
};

static const struct field NAME = { 0, 100 }, MODE = { 100, 8 }, UID = { 108, 8 }, GID = { 116, 8 }, SIZE = { 124, 12 },
			  MTIME = { 136, 12 }, CHECKSUM = { 148, 8 }, MAGIC = { 257, 6 }, VERSION = { 263, 2 },
			  MAJOR = { 329, 8 }, MINOR = { 337, 8 }, PREFIX = { 345, 155 }, STAR_PREFIX = { 345, 131 },
			  STAR_ATIME = { 476, 12 }, STAR_CTIME = { 488, 12 }, STAR_TRAILER = { 508, 4 },
			  GNU_ATIME = { 345, 12 }, GNU_CTIME = { 357, 12 }, GNU_REAL_SIZE = { 483, 12 };
enum { TYPE = 156 };

enum format { FORMAT_UNKNOWN, FORMAT_V7, FORMAT_USTAR, FORMAT_STAR, FORMAT_GNU };

// ---- fields ----------------------------------------------------------------------------------------------------

static struct str raw_field(const char *block, struct field field)
{
	return (struct str){ block + field.at, field.len };
}

static struct str text_until_nul(struct str s)
{
	size_t end = str_find_char(s, '\0');
	return end == STR_NPOS ? s : str_slice(s, 0, end);
}

static struct str text_field(const char *block, struct field field)
{
	return text_until_nul(raw_field(block, field));
}

static bool is_padding(char c)
{
	return c == ' ' || c == '\0';
}

static bool octal(struct str s, int64_t *ret)
{
	uint64_t n = 0;
	while (s.len && is_padding(s.data[0]))
		s = str_from(s, 1);
	while (s.len && is_padding(s.data[s.len - 1]))
		s.len--;
	bool ok = !s.len || parse_uint(text_until_nul(s), 8, 64, &n) == PARSE_OK;
	*ret = (int64_t)n;
	return ok;
}

// Two's complement, the highest bit left out, which tells it from octal digits.
static bool binary(struct str s, int64_t *ret)
{
	bool negative = s.data[0] & 0x40;
	uint64_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)(negative ? ~s.data[i] : s.data[i]);
		if (n >> 56)
			return false;
		n = n << 8 | (i ? c : c & 0x7f);
	}
	*ret = (int64_t)(negative ? ~n : n);
	return n >> 63 == 0;
}

static bool number(struct str s, int64_t *ret)
{
	return s.len && s.data[0] & 0x80 ? binary(s, ret) : octal(s, ret);
}

static bool number_field(const char *block, struct field field, int64_t *ret)
{
	return number(raw_field(block, field), ret);
}

static bool are_numbers(const char *block, size_t count, const struct field *fields)
{
	int64_t ignored;
	for (size_t i = 0; i < count; i++)
		if (!number_field(block, fields[i], &ignored))
			return false;
	return true;
}

#define ARE_NUMBERS(block, ...) \
	are_numbers(block, ARRAY_LEN(((const struct field[]){ __VA_ARGS__ })), (const struct field[]){ __VA_ARGS__ })

// ---- headers ---------------------------------------------------------------------------------------------------

// The sum of all bytes, its own field taken as spaces; old programs summed signed bytes.
static bool sums_up(const char *block)
{
	int64_t sum, plain = 0, with_sign = 0;
	for (int i = 0; i < TAR_BLOCK; i++) {
		char c = i >= CHECKSUM.at && i < CHECKSUM.at + CHECKSUM.len ? ' ' : block[i];
		plain += (unsigned char)c;
		with_sign += (signed char)c;
	}
	return octal(raw_field(block, CHECKSUM), &sum) && (sum == plain || sum == with_sign);
}

static enum format format_of(const char *block)
{
	struct str magic = raw_field(block, MAGIC);
	if (!sums_up(block))
		return FORMAT_UNKNOWN;
	if (str_eq(magic, STR("ustar\0")))
		return str_eq(raw_field(block, STAR_TRAILER), STR("tar\0")) ? FORMAT_STAR : FORMAT_USTAR;
	return str_eq(magic, STR("ustar ")) && str_eq(raw_field(block, VERSION), STR(" \0")) ? FORMAT_GNU : FORMAT_V7;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] & 0x80)
			return false;
	return true;
}

// What stands before the name; old versions of Go wrote one where GNU has times.
static struct str prefix_of(const char *block, enum format format)
{
	if (format == FORMAT_USTAR)
		return text_field(block, PREFIX);
	if (format == FORMAT_STAR)
		return text_field(block, STAR_PREFIX);
	if (format != FORMAT_GNU || ((!block[GNU_ATIME.at] || ARE_NUMBERS(block, GNU_ATIME)) &&
	                             (!block[GNU_CTIME.at] || ARE_NUMBERS(block, GNU_CTIME))))
		return STR_NONE;
	struct str prefix = text_field(block, PREFIX);
	return is_ascii(prefix) ? prefix : STR_NONE;
}

bool tar_header_parse(struct arena *arena, const char *block, struct tar_header *ret)
{
	enum format format = format_of(block);
	*ret = (struct tar_header){ .type = block[TYPE], .is_gnu = format == FORMAT_GNU };
	if (format == FORMAT_UNKNOWN || !number_field(block, SIZE, &ret->size) ||
	    !number_field(block, MODE, &ret->mode) || !ARE_NUMBERS(block, UID, GID, MTIME) ||
	    (format != FORMAT_V7 && !ARE_NUMBERS(block, MAJOR, MINOR)) ||
	    (format == FORMAT_STAR && !ARE_NUMBERS(block, STAR_ATIME, STAR_CTIME)))
		return false;
	struct str prefix = prefix_of(block, format), name = text_field(block, NAME);
	ret->name = prefix.len ? ARENA_CONCAT(arena, prefix, STR("/"), name) : arena_str(arena, name);
	return true;
}

// ---- sparse files ----------------------------------------------------------------------------------------------

bool tar_header_real_size(const char *block, int64_t *ret)
{
	return number_field(block, GNU_REAL_SIZE, ret);
}

bool tar_header_parts(const char *block, bool is_first, struct tar_parts *parts, bool *ret_more)
{
	enum { FIRST_AT = 386, FIRST = 4, OTHERS = 21, NUMBER = 12, ENTRY = 2 * NUMBER };
	size_t at = is_first ? FIRST_AT : 0, end = at + ENTRY * (size_t)(is_first ? FIRST : OTHERS);
	*ret_more = block[end] != 0;
	for (; at < end && block[at]; at += ENTRY) {
		struct tar_part part;
		if (!number((struct str){ block + at, NUMBER }, &part.offset) ||
		    !number((struct str){ block + at + NUMBER, NUMBER }, &part.len))
			return false;
		tar_parts_add(parts, part);
	}
	return true;
}

void tar_parts_add(struct tar_parts *parts, struct tar_part part)
{
	parts->items = arena_grow(parts->arena, parts->items, &parts->cap, parts->len + 1, sizeof(part));
	parts->items[parts->len++] = part;
}
