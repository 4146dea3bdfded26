// SPDX-License-Identifier: Apache-2.0
#include "base/strbuf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/oom.h"

char *strbuf_reserve(struct strbuf *buf, size_t more)
{
	if (buf->cap - buf->len > more)
		return buf->data + buf->len;
	if (more > SIZE_MAX / 4 || buf->len > SIZE_MAX / 4)
		out_of_memory();
	size_t need = buf->len + more + 1;
	if (buf->arena) {
		buf->data = arena_grow(buf->arena, buf->data, &buf->cap, need < 64 ? 64 : need, 1);
		return buf->data + buf->len;
	}
	size_t cap = buf->cap < 64 ? 64 : buf->cap * 2;
	if (cap < need)
		cap = need;
	memory_take(cap - buf->cap);
	char *data = realloc(buf->data, cap);
	if (!data)
		out_of_memory();
	buf->data = data;
	buf->cap = cap;
	return data + buf->len;
}

void strbuf_add(struct strbuf *buf, struct str s)
{
	if (s.len == 0)
		return;
	memcpy(strbuf_reserve(buf, s.len), s.data, s.len);
	buf->len += s.len;
}

void strbuf_add_cstr(struct strbuf *buf, const char *text)
{
	strbuf_add(buf, str_of(text));
}

void strbuf_add_char(struct strbuf *buf, char c)
{
	*strbuf_reserve(buf, 1) = c;
	buf->len++;
}

void strbuf_add_repeat(struct strbuf *buf, char c, size_t count)
{
	if (count == 0)
		return;
	memset(strbuf_reserve(buf, count), c, count);
	buf->len += count;
}

void strbuf_vprintf(struct strbuf *buf, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	if (len > 0) {
		vsnprintf(strbuf_reserve(buf, (size_t)len), (size_t)len + 1, format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	strbuf_vprintf(buf, format, args);
	va_end(args);
}

struct str strbuf_str(struct strbuf *buf, struct arena *arena)
{
	if (!buf->arena || buf->arena != arena)
		return arena_str(arena, strbuf_peek(buf));
	*strbuf_reserve(buf, 0) = '\0';
	return (struct str){ buf->data, buf->len };
}

void strbuf_done(struct strbuf *buf)
{
	if (!buf->arena) {
		memory_give(buf->cap);
		free(buf->data);
	}
	*buf = (struct strbuf){ .arena = buf->arena };
}

void strbuf_cleanup(struct strbuf *buf)
{
	strbuf_done(buf);
}
