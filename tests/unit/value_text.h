/* SPDX-License-Identifier: Apache-2.0
 *
 * Values as text for rows: n t f, i5; u5; d and e with the bits of a float in hexadecimal (NaN is one), s3:abc, b3:abc,
 * T… a printed time, [ ( and { until ] or }, L and M for a nil list and map. tests/reference/value writes the same.
 */
#ifndef PINTLE_TESTS_VALUE_TEXT_H
#define PINTLE_TESTS_VALUE_TEXT_H

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "value/time.h"
#include "value/value.h"

static inline struct value value_load(struct arena *arena, const char **at);

static inline struct str load_text(const char **at)
{
	char *end;
	size_t len = strtoull(*at, &end, 10);
	*at = end + 1 + len;
	return (struct str){ end + 1, len };
}

static inline struct value load_number(char mark, const char **at)
{
	char *end;
	struct value v = value_null();
	if (mark == 'i')
		v = value_int(strtoll(*at, &end, 10));
	else if (mark == 'u')
		v = value_uint_of(TYPE_UINT64, strtoull(*at, &end, 10));
	if (mark == 'i' || mark == 'u') {
		*at = end + 1;
		return v;
	}
	char digits[17] = "";
	memcpy(digits, *at, 16);
	*at += 16;
	uint64_t bits = strtoull(digits, NULL, 16);
	v = value_float(0);
	memcpy(&v.f, &bits, sizeof(bits));
	v.type = mark == 'e' ? TYPE_FLOAT32 : TYPE_FLOAT64;
	return v;
}

static inline struct value load_list(struct arena *arena, const char **at)
{
	struct list *list = list_new(arena, 0);
	while (**at != ']')
		list_push(arena, list, value_load(arena, at));
	++*at;
	return value_list(list);
}

static inline struct value load_map(struct arena *arena, const char **at)
{
	struct map *map = map_new(arena);
	while (**at != '}') {
		struct value key = value_load(arena, at), v = value_load(arena, at);
		map_set(arena, map, key.s, v);
	}
	++*at;
	return value_map(map);
}

static inline struct value value_load(struct arena *arena, const char **at)
{
	char mark = *(*at)++;
	switch (mark) {
	case 't':
	case 'f': return value_bool(mark == 't');
	case 's': return value_string(load_text(at));
	case 'b': return value_bytes(load_text(at));
	case 'L': return value_list(NULL);
	case 'M': return value_map(NULL);
	case '[': return load_list(arena, at);
	case '{': return load_map(arena, at);
	case 'i':
	case 'u':
	case 'd':
	case 'e': return load_number(mark, at);
	}
	return value_null();
}

static inline void dump_text(struct strbuf *out, char mark, struct str s)
{
	strbuf_printf(out, "%c%zu:", mark, s.len);
	strbuf_add(out, s);
}

static inline void dump_float(struct strbuf *out, double f)
{
	uint64_t bits = 0x7ff8000000000001;
	if (!isnan(f))
		memcpy(&bits, &f, sizeof(bits));
	strbuf_printf(out, "d%016llx", (unsigned long long)bits);
}

static inline void dump_time(struct strbuf *out, struct value v)
{
	struct strbuf text = { 0 };
	gotime_string(&text, value_as_time(v));
	dump_text(out, 'T', strbuf_peek(&text));
	strbuf_done(&text);
}

static inline void value_dump(struct strbuf *out, struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: strbuf_add_char(out, 'n'); break;
	case VALUE_BOOL: strbuf_add_char(out, v.b ? 't' : 'f'); break;
	case VALUE_INT: strbuf_printf(out, "i%lld;", (long long)v.i); break;
	case VALUE_UINT: strbuf_printf(out, "u%llu;", (unsigned long long)v.u); break;
	case VALUE_FLOAT: dump_float(out, v.f); break;
	case VALUE_COMPLEX: break; /* only templates make these */
	case VALUE_STRING:
	case VALUE_BYTES: dump_text(out, v.kind == VALUE_STRING ? 's' : 'b', v.s); break;
	case VALUE_LIST:
		strbuf_add_char(out, v.type == TYPE_MAP_LIST ? '(' : '[');
		for (size_t i = 0; i < v.list->len; i++)
			value_dump(out, v.list->items[i]);
		strbuf_add_char(out, ']');
		break;
	case VALUE_MAP:
		strbuf_add_char(out, '{');
		map_sort(v.map);
		for (size_t i = 0; i < v.map->len; i++) {
			dump_text(out, 's', v.map->entries[i].key);
			value_dump(out, v.map->entries[i].value);
		}
		strbuf_add_char(out, '}');
		break;
	case VALUE_OBJECT: dump_time(out, v); break;
	}
}

/* A row's result: the value, or the error. */
static inline void show_value(struct strbuf *out, bool ok, struct value v, const struct error *err)
{
	if (ok) {
		value_dump(out, v);
	} else {
		strbuf_add(out, STR("error: "));
		strbuf_add(out, err->message);
	}
}

/* The same for a text that was written. */
static inline void show_text(struct strbuf *out, bool ok, const struct strbuf *text, const struct error *err)
{
	strbuf_add(out, ok ? STR("text: ") : STR("error: "));
	strbuf_add(out, ok ? strbuf_peek(text) : err->message);
}

#endif
