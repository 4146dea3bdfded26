// SPDX-License-Identifier: Apache-2.0
// Words: letter case, wrapping, abbreviating, and the three spellings of names (snakecase, kebabcase, camelcase).
// Some of these look at bytes and some at runes, as the Go libraries behind them do (goutils, xstrings).
#include "base/strbuf.h"
#include "func/families.h"
#include "func/panic.h"
#include "func/words.h"
#include "text/utf8.h"

static struct value fn_upper(struct tmpl_call *call)
{
	return value_string(text_to_upper(call->arena, call->args[0].s));
}

static struct value fn_lower(struct tmpl_call *call)
{
	return value_string(text_to_lower(call->arena, call->args[0].s));
}

static struct value fn_title(struct tmpl_call *call)
{
	return value_string(text_title(call->arena, call->args[0].s));
}

static struct value finished(struct tmpl_call *call, struct strbuf *buf)
{
	return value_string(strbuf_str(buf, call->arena));
}

// The first letter of each word in lower case. Bytes that are no UTF-8 become U+FFFD.
static struct value fn_untitle(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	bool at_start = true;
	size_t size;
	for (struct str s = call->args[0].s; s.len; s = str_from(s, size)) {
		uint32_t rune = utf8_decode(s, &size);
		if (rune_is_space(rune)) {
			at_start = true;
		} else if (at_start) {
			rune = rune_to_lower(rune);
			at_start = false;
		}
		utf8_encode(&buf, rune);
	}
	return finished(call, &buf);
}

static struct value fn_swapcase(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	bool after_space = true;
	size_t size;
	for (struct str s = call->args[0].s; s.len; s = str_from(s, size)) {
		uint32_t rune = utf8_decode(s, &size);
		if (rune_is_upper(rune) || rune_is_title(rune)) {
			rune = rune_to_lower(rune);
			after_space = false;
		} else if (rune_is_lower(rune)) {
			rune = after_space ? rune_to_title(rune) : rune_to_upper(rune);
			after_space = false;
		} else {
			after_space = rune_is_space(rune);
		}
		utf8_encode(&buf, rune);
	}
	return finished(call, &buf);
}

// nospace and initials take each byte for a rune, as if the text were Latin-1.
static struct value fn_nospace(struct tmpl_call *call)
{
	struct str s = call->args[0].s;
	struct strbuf buf = strbuf_in(call->arena);
	bool found = false;
	for (size_t i = 0; i < s.len; i++) {
		uint32_t rune = (unsigned char)s.data[i];
		if (rune_is_space(rune))
			found = true;
		else
			utf8_encode(&buf, rune);
	}
	return found ? finished(call, &buf) : value_string(s);
}

static struct value fn_initials(struct tmpl_call *call)
{
	struct str s = call->args[0].s;
	struct strbuf buf = strbuf_in(call->arena);
	bool after_space = true;
	for (size_t i = 0; i < s.len; i++) {
		uint32_t rune = (unsigned char)s.data[i];
		bool space = rune_is_space(rune);
		if (after_space && !space)
			utf8_encode(&buf, rune);
		after_space = space;
	}
	return finished(call, &buf);
}

static struct str abbreviate(struct arena *arena, struct str s, int64_t offset, int64_t width)
{
	int64_t len = (int64_t)s.len, kept = width - 3;
	if (len <= width)
		return s;
	if (offset > len)
		offset = len;
	if ((int64_t)((uint64_t)len - (uint64_t)offset) < kept) // an offset far below zero wraps around in Go too
		offset = len - kept;
	if (offset <= 4)
		return ARENA_CONCAT(arena, str_slice(s, 0, (size_t)kept), STR("..."));
	if (width < 7)
		return STR_NONE;
	if (offset + kept < len)
		return ARENA_CONCAT(arena, STR("..."), abbreviate(arena, str_from(s, (size_t)offset), 0, kept));
	return ARENA_CONCAT(arena, STR("..."), str_from(s, (size_t)(len - kept)));
}

static struct value fn_abbrev(struct tmpl_call *call)
{
	int64_t width = call->args[0].i;
	struct str s = call->args[1].s;
	return value_string(width < 4 ? s : abbreviate(call->arena, s, 0, width));
}

static struct value fn_abbrevboth(struct tmpl_call *call)
{
	int64_t left = call->args[0].i, right = call->args[1].i;
	struct str s = call->args[2].s;
	if (right < 4 || (left > 0 && right < 7))
		return value_string(s);
	return value_string(abbreviate(call->arena, s, left, right));
}

// Greedy wrapping at spaces. A word that is longer than the line stays whole, or is cut if `cut_words`. Only single
// spaces at a break are dropped from the end of a line, all from its beginning.
static struct value wrapped(struct tmpl_call *call, struct str s, int64_t width, struct str newline, bool cut_words)
{
	struct strbuf buf = strbuf_in(call->arena);
	size_t line = width < 1 ? 1 : (size_t)width;
	if (newline.len == 0)
		newline = STR("\n");
	if (cut_words)
		check_text_size(call, s.len + s.len / line * newline.len);
	while (s.len > line) {
		if (s.data[0] == ' ') {
			s = str_from(s, 1);
			continue;
		}
		size_t end = str_rfind_char(str_slice(s, 0, line + 1), ' '), skip = 1;
		if (end == STR_NPOS && cut_words) {
			end = line;
			skip = 0;
		} else if (end == STR_NPOS) {
			end = str_find_char(str_from(s, line), ' ');
			if (end == STR_NPOS)
				break;
			end += line;
		}
		strbuf_add(&buf, str_slice(s, 0, end));
		strbuf_add(&buf, newline);
		s = str_from(s, end + skip);
	}
	strbuf_add(&buf, s);
	return finished(call, &buf);
}

static struct value fn_wrap(struct tmpl_call *call)
{
	return wrapped(call, call->args[1].s, call->args[0].i, STR_NONE, false);
}

static struct value fn_wrap_with(struct tmpl_call *call)
{
	return wrapped(call, call->args[2].s, call->args[0].i, call->args[1].s, true);
}

static struct value fn_snakecase(struct tmpl_call *call)
{
	return value_string(words_to_lower(call->arena, call->args[0].s, '_'));
}

static struct value fn_kebabcase(struct tmpl_call *call)
{
	return value_string(words_to_lower(call->arena, call->args[0].s, '-'));
}

static struct value fn_camelcase(struct tmpl_call *call)
{
	return value_string(words_to_pascal(call->arena, call->args[0].s));
}

const struct tmpl_func func_case[] = {
	{ "abbrev", "is:s", fn_abbrev },
	{ "abbrevboth", "iis:s", fn_abbrevboth },
	{ "camelcase", "s:s", fn_camelcase },
	{ "initials", "s:s", fn_initials },
	{ "kebabcase", "s:s", fn_kebabcase },
	{ "lower", "s:s", fn_lower },
	{ "nospace", "s:s", fn_nospace },
	{ "snakecase", "s:s", fn_snakecase },
	{ "swapcase", "s:s", fn_swapcase },
	{ "title", "s:s", fn_title },
	{ "untitle", "s:s", fn_untitle },
	{ "upper", "s:s", fn_upper },
	{ "wrap", "is:s", fn_wrap },
	{ "wrapWith", "iss:s", fn_wrap_with },
	{ NULL },
};
