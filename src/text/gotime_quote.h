/* SPDX-License-Identifier: Apache-2.0
 *
 * How Go's time package quotes texts in its errors: not as strconv. Private to gotime*.c.
 */
#ifndef PINTLE_TEXT_GOTIME_QUOTE_H
#define PINTLE_TEXT_GOTIME_QUOTE_H

#include "base/strbuf.h"

static inline void gotime_quote(struct strbuf *out, struct str s)
{
	strbuf_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];
		if (c < ' ' || c >= 0x80) {
			strbuf_printf(out, "\\x%02x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, (char)c);
	}
	strbuf_add_char(out, '"');
}

#endif
