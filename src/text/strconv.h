/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's strconv: numbers to text and back, quoting.
 */
#ifndef PINTLE_TEXT_STRCONV_H
#define PINTLE_TEXT_STRCONV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

/* strconv.FormatFloat(f, format, precision, bits): format one of "eEfgGbxX", precision -1 = shortest, bits 32 or 64. */
void format_float(struct strbuf *out, double f, char format, int precision, int bits);

/* strconv.FormatInt / FormatUint, base 2 to 36. */
void format_int(struct strbuf *out, int64_t i, int base);
void format_uint(struct strbuf *out, uint64_t u, int base);

enum parse_result { PARSE_OK, PARSE_SYNTAX, PARSE_RANGE };

/* strconv.ParseInt(s, base, bits) and ParseUint: base 0 takes 0x, 0o, 0b, 0 prefixes and underscores. On PARSE_RANGE
 * *ret is the nearest limit. */
enum parse_result parse_int(struct str s, int base, int bits, int64_t *ret);
enum parse_result parse_uint(struct str s, int base, int bits, uint64_t *ret);

/* strconv.ParseFloat(s, bits): decimal, hexadecimal, inf, infinity, nan, underscores as Go allows. */
enum parse_result parse_float(struct str s, int bits, double *ret);

/* strconv.ParseBool: 1 t T true TRUE True 0 f F false FALSE False. */
bool parse_bool(struct str s, bool *ret);

/* strconv.Quote, QuoteToASCII (for %+q). Invalid UTF-8 becomes \x escapes. */
void quote(struct strbuf *out, struct str s);
void quote_ascii(struct strbuf *out, struct str s);
struct str quoted(struct arena *arena, struct str s); /* quote() alone */
/* In back quotes, as %#q prefers it; false, and nothing is written, if they cannot hold the text. */
bool quote_raw(struct strbuf *out, struct str s);
/* strconv.QuoteRune, QuoteRuneToASCII. */
void quote_rune(struct strbuf *out, uint32_t rune);
void quote_rune_ascii(struct strbuf *out, uint32_t rune);

/* strconv.Unquote: "…" , `…` or '…'. False if it is not a quoted text. */
bool unquote(struct arena *arena, struct str s, struct str *ret);
/* The same for "…" and '…', where either may hold a text of any length: jsonpath's rule. */
bool unquote_either(struct arena *arena, struct str s, struct str *ret);
/* strconv.UnquoteChar: takes one character off the front of *s, escaped or not. \x and octal escapes are bytes of a
 * text rather than runes; an invalid byte is RUNE_ERROR. */
bool unquote_char(struct str *s, char delimiter, uint32_t *ret, bool *ret_is_byte);

#endif
