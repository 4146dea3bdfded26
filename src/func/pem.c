// SPDX-License-Identifier: Apache-2.0
// A block reaches from the last BEGIN line before the first END line to that END line; if anything about it is wrong,
// the search goes on behind it.
#include "func/pem.h"

#include "base/strbuf.h"
#include "text/digest.h"

#define BEGIN STR("-----BEGIN ")
#define END STR("\n-----END ")
#define DASHES STR("-----")

// The first line, without blanks at its end, and what follows it.
static struct str take_line(struct str *rest)
{
	size_t newline = str_find_char(*rest, '\n');
	struct str line = str_slice(*rest, 0, newline);
	*rest = newline == STR_NPOS ? STR_NONE : str_from(*rest, newline + 1);
	if (newline != STR_NPOS && line.len && line.data[line.len - 1] == '\r')
		line.len--;
	return str_trim_right_set(line, " \t");
}

static struct str without_blanks(struct arena *arena, struct str s)
{
	char *text = arena_alloc_text(arena, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] != ' ' && s.data[i] != '\t')
			text[len++] = s.data[i];
	text[len] = '\0';
	return (struct str){ text, len };
}

// "-----" and the type again, and nothing more on the line.
static bool ends_with_type(struct str trailer, struct str type)
{
	struct str line = take_line(&trailer);
	return str_has_prefix(line, type) && str_eq(str_from(line, type.len), DASHES);
}

// `block`: from behind "-----BEGIN " to the newline before the END line; `trailer`: behind "-----END ".
static bool read_block(struct arena *arena, struct str block, struct str trailer, struct pem *ret)
{
	size_t bad;
	// The END line's own newline belongs to the block, should it be empty.
	struct str rest = { block.data, block.len + 1 };
	struct str type = take_line(&rest);
	if (!str_has_suffix(type, DASHES))
		return false;
	type.len -= DASHES.len;
	for (struct str next = rest;; rest = next) {
		struct str line = take_line(&next);
		if (str_find_char(line, ':') == STR_NPOS)
			break;
	}
	if (!ends_with_type(trailer, type))
		return false;
	ret->type = type;
	return base64_decode(arena, without_blanks(arena, rest), &ret->bytes, &bad);
}

bool pem_decode(struct arena *arena, struct str text, struct pem *ret)
{
	for (size_t end; (end = str_find(text, END)) != STR_NPOS; text = str_from(text, end + END.len)) {
		struct str before = str_slice(text, 0, end);
		size_t begin = str_rfind(before, BEGIN);
		if (begin == STR_NPOS || (begin > 0 && text.data[begin - 1] != '\n'))
			continue;
		if (read_block(arena, str_from(before, begin + BEGIN.len), str_from(text, end + END.len), ret))
			return true;
	}
	return false;
}

struct str pem_encode(struct arena *arena, struct str type, struct str bytes)
{
	enum { LINE = 64 };
	struct strbuf buf = strbuf_in(arena);
	strbuf_printf(&buf, "-----BEGIN %.*s-----\n", STR_FMT(type));
	for (struct str text = base64_encode(arena, bytes); text.len; text = str_from(text, LINE)) {
		strbuf_add(&buf, str_slice(text, 0, LINE));
		strbuf_add_char(&buf, '\n');
	}
	strbuf_printf(&buf, "-----END %.*s-----\n", STR_FMT(type));
	return strbuf_str(&buf, arena);
}
