/* SPDX-License-Identifier: Apache-2.0
 *
 * strbuf: text that grows. Its memory is its own (realloc), not an arena's, so that a long output does not leave its
 * smaller selves behind.
 *
 *     struct strbuf buf = { 0 };
 *     strbuf_add(&buf, STR("kind: "));
 *     strbuf_printf(&buf, "%d", 3);
 *     struct str text = strbuf_str(&buf, arena);     // copied into the arena
 *     strbuf_done(&buf);
 *
 * An all-zero strbuf is valid and empty. Under a throwing boundary (template execution), where nobody would call
 * strbuf_done, use strbuf_in(arena), which the arena frees.
 */
#ifndef PINTLE_BASE_STRBUF_H
#define PINTLE_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"

struct strbuf {
	char *data;
	size_t len, cap;
	struct arena *arena; /* NULL: malloc */
};

/* A buffer whose memory is the arena's; strbuf_done on it does nothing. */
static inline struct strbuf strbuf_in(struct arena *arena)
{
	return (struct strbuf){ .arena = arena };
}

/* Makes room for `more` bytes behind the text and a NUL; the address of that room. */
char *strbuf_reserve(struct strbuf *buf, size_t more);

void strbuf_add(struct strbuf *buf, struct str s);
void strbuf_add_cstr(struct strbuf *buf, const char *text);
void strbuf_add_char(struct strbuf *buf, char c);
void strbuf_add_repeat(struct strbuf *buf, char c, size_t count);
void strbuf_printf(struct strbuf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_vprintf(struct strbuf *buf, const char *format, va_list args);

static inline void strbuf_truncate(struct strbuf *buf, size_t len)
{
	if (len < buf->len)
		buf->len = len;
}

/* The text so far, borrowed: valid until the next addition. */
static inline struct str strbuf_peek(const struct strbuf *buf)
{
	return (struct str){ buf->data ? buf->data : "", buf->len };
}

/* The text, copied into the arena with a NUL behind; if the buffer is that arena's, its own memory. */
struct str strbuf_str(struct strbuf *buf, struct arena *arena);

void strbuf_done(struct strbuf *buf);
void strbuf_cleanup(struct strbuf *buf);

#endif
