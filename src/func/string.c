// SPDX-License-Identifier: Apache-2.0
// Texts: cutting, joining, quoting, indenting. Results borrow their arguments where nothing changes. Where the size of
// a result can be told beforehand it is, since indent and repeat make most of what large charts print. Lengths and
// offsets are bytes, as in Sprig.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "func/cast.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/print.h"

static struct value fn_trunc(struct tmpl_call *call)
{
	int64_t count = call->args[0].i;
	struct str s = call->args[1].s;
	int64_t len = (int64_t)s.len;
	if (count < 0 && count > -len)
		return value_string(str_from(s, (size_t)(len + count)));
	if (count >= 0 && len > count)
		return value_string(str_slice(s, 0, (size_t)count));
	return value_string(s);
}

static struct value fn_substr(struct tmpl_call *call)
{
	int64_t start = call->args[0].i, end = call->args[1].i;
	struct str s = call->args[2].s;
	int64_t len = (int64_t)s.len;
	if (start < 0) {
		if (end < 0 || end > len)
			panic_slice_end(call, end, s.len);
		return value_string(str_slice(s, 0, (size_t)end));
	}
	if (end < 0 || end > len)
		end = len;
	if (start > end)
		panic_slice_start(call, start, end);
	return value_string(str_slice(s, (size_t)start, (size_t)end));
}

static struct value fn_trim(struct tmpl_call *call)
{
	return value_string(text_trim_space(call->args[0].s));
}

static struct value fn_trim_all(struct tmpl_call *call)
{
	return value_string(text_trim(call->args[1].s, call->args[0].s));
}

static struct value fn_trim_prefix(struct tmpl_call *call)
{
	return value_string(str_trim_prefix(call->args[1].s, call->args[0].s));
}

static struct value fn_trim_suffix(struct tmpl_call *call)
{
	return value_string(str_trim_suffix(call->args[1].s, call->args[0].s));
}

static struct value fn_contains(struct tmpl_call *call)
{
	return value_bool(str_contains(call->args[1].s, call->args[0].s));
}

static struct value fn_has_prefix(struct tmpl_call *call)
{
	return value_bool(str_has_prefix(call->args[1].s, call->args[0].s));
}

static struct value fn_has_suffix(struct tmpl_call *call)
{
	return value_bool(str_has_suffix(call->args[1].s, call->args[0].s));
}

static struct value fn_replace(struct tmpl_call *call)
{
	struct str from = call->args[0].s, to = call->args[1].s, s = call->args[2].s;
	if (to.len > from.len)
		check_text_size(call, s.len + (from.len ? str_count(s, from) : s.len + 1) * to.len);
	return value_string(text_replace(call->arena, s, from, to, -1));
}

static struct value fn_repeat(struct tmpl_call *call)
{
	int64_t count = call->args[0].i;
	struct str s = call->args[1].s;
	uint64_t size;
	if (count < 0)
		tmpl_panic(call, "strings: negative Repeat count");
	if (__builtin_mul_overflow((uint64_t)count, s.len, &size) || size > INT64_MAX)
		tmpl_panic(call, "strings: Repeat output length overflow");
	check_text_size(call, size);
	char *text = arena_alloc_text(call->arena, size + 1);
	size_t filled = size < s.len ? size : s.len;
	memcpy(text, s.data, filled);
	for (size_t more; filled < size; filled += more) {
		more = size - filled < filled ? size - filled : filled;
		memcpy(text + filled, text, more);
	}
	text[size] = '\0';
	return value_string((struct str){ text, size });
}

// `lead` and then the text, `width` spaces at the beginning of each of its lines, empty ones too.
static struct value indented(struct tmpl_call *call, struct str lead, int64_t width, struct str s)
{
	if (width < 0)
		tmpl_panic(call, "strings: negative Repeat count");
	uint64_t lines = 1, padding;
	check_allocation(call, (uint64_t)width);
	for (const char *at = s.data, *end = s.data + s.len; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		lines++;
	if (__builtin_mul_overflow(lines, (uint64_t)width, &padding) || padding > FUNC_TEXT_LIMIT)
		padding = FUNC_TEXT_LIMIT;
	uint64_t size = lead.len + s.len + padding;
	check_text_size(call, size);
	char *text = arena_alloc_text(call->arena, size + 1), *to = text;
	memcpy(to, lead.data, lead.len);
	to += lead.len;
	for (uint64_t line = 0; line < lines; line++) {
		const char *newline = memchr(s.data, '\n', s.len);
		size_t len = newline ? (size_t)(newline - s.data) + 1 : s.len;
		memset(to, ' ', (size_t)width);
		memcpy(to + width, s.data, len);
		to += (size_t)width + len;
		s = str_from(s, len);
	}
	*to = '\0';
	return value_string((struct str){ text, size });
}

static struct value fn_indent(struct tmpl_call *call)
{
	return indented(call, STR_NONE, call->args[0].i, call->args[1].s);
}

static struct value fn_nindent(struct tmpl_call *call)
{
	return indented(call, STR("\n"), call->args[0].i, call->args[1].s);
}

static struct value fn_quote(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	for (size_t i = 0; i < call->count; i++) {
		if (value_is_null(call->args[i]))
			continue;
		struct str s = cast_string(call, call->args[i]);
		if (buf.len)
			strbuf_add_char(&buf, ' ');
		strbuf_reserve(&buf, s.len + 2);
		quote(&buf, s);
	}
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value fn_squote(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	for (size_t i = 0; i < call->count; i++) {
		if (value_is_null(call->args[i]))
			continue;
		strbuf_add_cstr(&buf, buf.len ? " '" : "'");
		tmpl_check_printed(call, value_print(&buf, call->args[i]));
		strbuf_add_char(&buf, '\'');
	}
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value fn_cat(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	bool first = true;
	for (size_t i = 0; i < call->count; i++) {
		if (value_is_null(call->args[i]))
			continue;
		if (!first)
			strbuf_add_char(&buf, ' ');
		first = false;
		tmpl_check_printed(call, value_print(&buf, call->args[i]));
	}
	return value_string(strbuf_str(&buf, call->arena));
}

static struct value fn_plural(struct tmpl_call *call)
{
	return call->args[call->args[2].i == 1 ? 0 : 1];
}

static struct value fn_to_string(struct tmpl_call *call)
{
	return value_string(cast_string(call, call->args[0]));
}

static struct value fn_to_strings(struct tmpl_call *call)
{
	return value_strings(cast_strings(call, call->args[0]));
}

static struct value fn_join(struct tmpl_call *call)
{
	struct str sep = call->args[0].s;
	struct list *texts = cast_strings(call, call->args[1]);
	if (!texts || texts->len == 0)
		return value_string(STR_NONE);
	if (texts->len == 1)
		return value_string(texts->items[0].s);
	uint64_t size = sep.len * (texts->len - 1);
	for (size_t i = 0; i < texts->len; i++)
		size += texts->items[i].s.len;
	check_text_size(call, size);
	char *text = arena_alloc_text(call->arena, size + 1), *to = text;
	for (size_t i = 0; i < texts->len; i++) {
		struct str item = texts->items[i].s;
		if (i) {
			memcpy(to, sep.data, sep.len);
			to += sep.len;
		}
		memcpy(to, item.data, item.len);
		to += item.len;
	}
	*to = '\0';
	return value_string((struct str){ text, size });
}

// The front of *rest up to the separator, which is there and is dropped; for an empty one its first rune, as
// strings.Split does.
static struct str take_part(struct str *rest, struct str sep)
{
	size_t at = str_find(*rest, sep);
	if (sep.len == 0)
		utf8_decode(*rest, &at);
	struct str part = str_slice(*rest, 0, at);
	*rest = str_from(*rest, at + sep.len);
	return part;
}

// strings.SplitN; `count` < 0 means all parts, 0 none.
static struct list *split_text(struct tmpl_call *call, struct str s, struct str sep, int64_t count)
{
	struct list *parts = list_new(call->arena, 0);
	if (count == 0 || (sep.len == 0 && s.len == 0))
		return parts;
	uint64_t expected = sep.len ? str_count(s, sep) + 1 : utf8_count(s);
	if (count > 0 && (uint64_t)count < expected)
		expected = (uint64_t)count;
	check_list_size(call, expected);
	parts = list_new(call->arena, expected);
	while (parts->len + 1 < expected)
		list_push(call->arena, parts, value_string(take_part(&s, sep)));
	list_push(call->arena, parts, value_string(s));
	return parts;
}

static struct value split_map(struct tmpl_call *call, struct str s, struct str sep, int64_t count)
{
	struct list *parts = split_text(call, s, sep, count);
	struct map *map = map_new(call->arena);
	map_reserve(call->arena, map, parts->len);
	for (size_t i = 0; i < parts->len; i++)
		map_set(call->arena, map, arena_printf(call->arena, "_%zu", i), parts->items[i]);
	return value_map_of(TYPE_STRING_MAP, map);
}

static struct value fn_split(struct tmpl_call *call)
{
	return split_map(call, call->args[1].s, call->args[0].s, -1);
}

static struct value fn_splitn(struct tmpl_call *call)
{
	return split_map(call, call->args[2].s, call->args[0].s, call->args[1].i);
}

static struct value fn_split_list(struct tmpl_call *call)
{
	return value_strings(split_text(call, call->args[1].s, call->args[0].s, -1));
}

static int compare_texts(const void *a, const void *b)
{
	return str_cmp(((const struct value *)a)->s, ((const struct value *)b)->s);
}

// A []string is sorted in place, so every variable that holds it sees the new order; other lists are copied.
static struct value fn_sort_alpha(struct tmpl_call *call)
{
	struct sequence from;
	struct list *texts;
	if (sequence_of(call->args[0], &from)) {
		texts = cast_strings(call, call->args[0]);
	} else {
		texts = list_new(call->arena, 1);
		list_push(call->arena, texts, value_string(cast_string(call, call->args[0])));
	}
	if (texts && texts->len > 1)
		qsort(texts->items, texts->len, sizeof(*texts->items), compare_texts);
	return value_strings(texts);
}

static struct value fn_atoi(struct tmpl_call *call)
{
	int64_t i;
	return value_int(parse_int(call->args[0].s, 10, 64, &i) == PARSE_SYNTAX ? 0 : i);
}

const struct tmpl_func func_string[] = {
	{ "atoi", "s:i", fn_atoi },
	{ "cat", "v*:s", fn_cat },
	{ "contains", "ss:b", fn_contains },
	{ "hasPrefix", "ss:b", fn_has_prefix },
	{ "hasSuffix", "ss:b", fn_has_suffix },
	{ "indent", "is:s", fn_indent },
	{ "join", "sv:s", fn_join },
	{ "nindent", "is:s", fn_nindent },
	{ "plural", "ssi:s", fn_plural },
	{ "quote", "v*:s", fn_quote },
	{ "repeat", "is:s", fn_repeat },
	{ "replace", "sss:s", fn_replace },
	{ "sortAlpha", "v:l", fn_sort_alpha },
	{ "split", "ss:m", fn_split },
	{ "splitList", "ss:l", fn_split_list },
	{ "splitn", "sis:m", fn_splitn },
	{ "squote", "v*:s", fn_squote },
	{ "substr", "iis:s", fn_substr },
	{ "toString", "v:s", fn_to_string },
	{ "toStrings", "v:l", fn_to_strings },
	{ "trim", "s:s", fn_trim },
	{ "trimAll", "ss:s", fn_trim_all },
	{ "trimPrefix", "ss:s", fn_trim_prefix },
	{ "trimSuffix", "ss:s", fn_trim_suffix },
	{ "trimall", "ss:s", fn_trim_all },
	{ "trunc", "is:s", fn_trunc },
	{ NULL },
};
