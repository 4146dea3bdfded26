/* SPDX-License-Identifier: Apache-2.0
 *
 * str: a borrowed run of bytes (usually UTF-8), as Go's string. It owns nothing and need not end in NUL, but every
 * str made by an arena (arena_str, strbuf_str, str_printf) has a NUL behind its last byte, so .data may be given to
 * C functions if the text cannot hold a NUL itself.
 *
 *     struct str name = STR("kafka");
 *     printf("%.*s\n", STR_FMT(name));
 */
#ifndef PINTLE_BASE_STR_H
#define PINTLE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *data; /* may be NULL if len is 0 */
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ "", 0 })
#define STR_FMT(s) (int)(s).len, (s).data
/* For initialisers of static tables, where a compound literal is not constant. */
#define STR_INIT(literal) \
	{ \
		"" literal, sizeof(literal) - 1 \
	}

/* What str_find and friends return when there is nothing to find. */
#define STR_NPOS ((size_t)-1)

static inline struct str str_of(const char *text)
{
	return (struct str){ text, strlen(text) };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_is(struct str s, const char *text)
{
	return str_eq(s, str_of(text));
}

/* Bytes [from, to), clamped to the string. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (struct str){ s.data + from, to - from };
}

/* Everything from byte `from` on. */
static inline struct str str_from(struct str s, size_t from)
{
	return str_slice(s, from, s.len);
}

static inline bool str_has_prefix(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq((struct str){ s.data, prefix.len }, prefix);
}

static inline bool str_has_suffix(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

/* Bytewise order, as Go's < on strings: negative, zero or positive. */
int str_cmp(struct str a, struct str b);

/* Offset of the first (last) occurrence of `needle`, or STR_NPOS. An empty needle is found at 0 (at s.len). */
size_t str_find(struct str s, struct str needle);
size_t str_rfind(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);
size_t str_rfind_char(struct str s, char c);

static inline bool str_contains(struct str s, struct str needle)
{
	return str_find(s, needle) != STR_NPOS;
}

/* Number of non-overlapping occurrences of a non-empty needle. */
size_t str_count(struct str s, struct str needle);

/* Without the prefix (suffix), if it is there. */
struct str str_trim_prefix(struct str s, struct str prefix);
struct str str_trim_suffix(struct str s, struct str suffix);

/* Without leading and trailing bytes of the ASCII set `set`. */
struct str str_trim_set(struct str s, const char *set);
struct str str_trim_left_set(struct str s, const char *set);
struct str str_trim_right_set(struct str s, const char *set);

/* Takes the text up to the next `sep` off the front of *rest: true while there was something to take. The last
 * field has no separator behind it; after it *rest is { NULL, 0 }.
 *
 *     for (struct str field, rest = line; str_next_field(&rest, ',', &field);) ...
 */
bool str_next_field(struct str *rest, char sep, struct str *field);

/* For hash tables within one run. */
unsigned str_hash(struct str s);

#endif
