/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of one printing: flags, width and precision of the verb under way. Shared by print.c (which value is
 * printed how), print_format.c (how one number or text is laid out) and printf.c (formats). Private to them.
 */
#ifndef PINTLE_VALUE_PRINTER_H
#define PINTLE_VALUE_PRINTER_H

#include "base/strbuf.h"
#include "value/value.h"

struct print_flags {
	bool has_width, has_precision;
	bool minus, plus, sharp, space, zero;
	bool plus_v, sharp_v; /* + and # of %v: Go keeps them apart from those of the values inside */
};

struct printer {
	struct strbuf *out;
	struct print_flags flags;
	int width, precision;
	bool erroring;  /* inside of %!verb(…): no String methods */
	unsigned depth; /* of lists, maps and structs around the value */
	bool too_deep;
};

/* One argument by one verb. */
void printer_arg(struct printer *p, struct value v, uint32_t verb);

static inline void printer_reset(struct printer *p)
{
	p->flags = (struct print_flags){ 0 };
	p->width = p->precision = 0;
}

/* Brings what was written from `start` on to the width. */
void format_pad(struct printer *p, size_t start);
void format_padding(struct printer *p, int64_t count);
void format_string(struct printer *p, struct str s);
void format_quoted(struct printer *p, struct str s);
void format_hex_bytes(struct printer *p, struct str s, bool upper);
/* `base` 2, 8, 10 or 16; `verb` O puts 0o in front, X takes capital letters. */
void format_integer(struct printer *p, uint64_t u, bool is_signed, unsigned base, uint32_t verb);
void format_character(struct printer *p, uint64_t rune);
void format_quoted_character(struct printer *p, uint64_t rune);
void format_unicode(struct printer *p, uint64_t rune);
void format_real(struct printer *p, double f, int bits, char verb, int precision);

#endif
