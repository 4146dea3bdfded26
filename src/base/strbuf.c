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

// ---- formats ---------------------------------------------------------------------------------------------------
// printf ends a text at a NUL, whatever the length it was given. Values of charts can hold NUL and end up in messages,
// so
// "%.*s" is done here; all other directives go to the C library one by one.

struct directive {
	char text[32]; // with its '*' filled in
	char conversion;
	char size; // 'l', 'z', 'L' for ll and j, 0
};

static struct directive read_directive(const char **format, va_list *args)
{
	struct directive d = { "%", 0, 0 };
	size_t len = 1;
	for ((*format)++; **format && !strchr("diouxXcsfFeEgGp%", **format); (*format)++) {
		char c = **format;
		if (c == '*')
			len += (size_t)snprintf(d.text + len, sizeof(d.text) - len, "%d", va_arg(*args, int));
		else
			d.text[len++] = c;
		if (c == 'l' || c == 'z' || c == 'j')
			d.size = c == 'j' || d.size == 'l' ? 'L' : c;
	}
	d.conversion = d.text[len] = **format;
	d.text[len + 1] = '\0';
	(*format)++;
	return d;
}

#define ADD_FORMATTED(buf, format, value) \
	do { \
		__typeof__(value) value_ = (value); \
		int size_ = snprintf(NULL, 0, (format), value_); \
		snprintf(strbuf_reserve((buf), (size_t)size_), (size_t)size_ + 1, (format), value_); \
		(buf)->len += (size_t)size_; \
	} while (0)

static void add_directive(struct strbuf *buf, const struct directive *d, va_list *args)
{
	if (d->conversion == '%')
		strbuf_add_char(buf, '%');
	else if (d->conversion == 's')
		ADD_FORMATTED(buf, d->text, va_arg(*args, const char *));
	else if (d->conversion == 'p')
		ADD_FORMATTED(buf, d->text, va_arg(*args, void *));
	else if (strchr("fFeEgG", d->conversion))
		ADD_FORMATTED(buf, d->text, va_arg(*args, double));
	else if (d->size == 'L')
		ADD_FORMATTED(buf, d->text, va_arg(*args, long long));
	else if (d->size == 'l')
		ADD_FORMATTED(buf, d->text, va_arg(*args, long));
	else if (d->size == 'z')
		ADD_FORMATTED(buf, d->text, va_arg(*args, size_t));
	else
		ADD_FORMATTED(buf, d->text, va_arg(*args, int));
}

void strbuf_vprintf(struct strbuf *buf, const char *format, va_list args)
{
	va_list rest;
	va_copy(rest, args);
	while (*format) {
		size_t plain = strcspn(format, "%");
		strbuf_add(buf, (struct str){ format, plain });
		format += plain;
		if (strncmp(format, "%.*s", 4) == 0) {
			int len = va_arg(rest, int);
			strbuf_add(buf, (struct str){ va_arg(rest, const char *), len > 0 ? (size_t)len : 0 });
			format += 4;
		} else if (*format) {
			struct directive directive = read_directive(&format, &rest);
			add_directive(buf, &directive, &rest);
		}
	}
	va_end(rest);
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
