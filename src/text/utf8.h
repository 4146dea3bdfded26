/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 and Unicode as Go's unicode/utf8, unicode and strings have them.
 */
#ifndef PINTLE_TEXT_UTF8_H
#define PINTLE_TEXT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

#define RUNE_ERROR 0xFFFDu

/* Decodes the first rune; *ret_size is 1 for an invalid byte (rune is RUNE_ERROR), 0 for an empty text. */
uint32_t utf8_decode(struct str s, size_t *ret_size);
/* Decodes the last rune of the text. */
uint32_t utf8_decode_last(struct str s, size_t *ret_size);
void utf8_encode(struct strbuf *out, uint32_t rune);
/* Number of runes; an invalid byte counts as one. */
size_t utf8_count(struct str s);
bool utf8_valid(struct str s);
/* The text with U+FFFD for each invalid byte; itself if there is none. */
struct str utf8_replace_invalid(struct arena *arena, struct str s);

bool rune_is_space(uint32_t rune);
bool rune_is_letter(uint32_t rune);
bool rune_is_digit(uint32_t rune);  /* Unicode Nd */
bool rune_is_number(uint32_t rune); /* Nd, Nl, No */
bool rune_is_title(uint32_t rune);  /* Lt */
bool rune_is_upper(uint32_t rune);
bool rune_is_lower(uint32_t rune);
bool rune_is_punct(uint32_t rune);
bool rune_is_print(uint32_t rune); /* strconv.IsPrint */
uint32_t rune_to_upper(uint32_t rune);
uint32_t rune_to_lower(uint32_t rune);
uint32_t rune_to_title(uint32_t rune);
/* unicode.SimpleFold: the next rune of the same fold class. */
uint32_t rune_simple_fold(uint32_t rune);

/* strings.ToUpper, ToLower, Title, TrimSpace, EqualFold. */
struct str text_to_upper(struct arena *arena, struct str s);
struct str text_to_lower(struct arena *arena, struct str s);
struct str text_title(struct arena *arena, struct str s);
struct str text_trim_space(struct str s);
struct str text_trim_left_space(struct str s);
struct str text_trim_right_space(struct str s);
bool text_equal_fold(struct str a, struct str b);
/* strings.Trim and its halves: the cutset is a set of runes. */
struct str text_trim(struct str s, struct str cutset);
struct str text_trim_left(struct str s, struct str cutset);
struct str text_trim_right(struct str s, struct str cutset);
/* strings.ReplaceAll (an empty `old` matches at each rune boundary). `count` < 0: all. */
struct str text_replace(struct arena *arena, struct str s, struct str old, struct str new_text, int64_t count);

#endif
