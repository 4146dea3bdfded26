// SPDX-License-Identifier: Apache-2.0
// Go's filepath.Match (1.26). The pattern is taken in chunks, each a star or none and what stands up to the next star.
// A malformed pattern is noticed only as far as the match gets to it, as there.
#include "text/glob.h"
#include "text/utf8.h"

struct chunk {
	bool star;
	struct str text;
};

static struct chunk next_chunk(struct str *pattern)
{
	struct chunk chunk = { 0 };
	bool in_class = false;
	while (pattern->len && pattern->data[0] == '*') {
		*pattern = str_from(*pattern, 1);
		chunk.star = true;
	}
	size_t i = 0;
	for (; i < pattern->len; i++) {
		char c = pattern->data[i];
		if (c == '\\' && i + 1 < pattern->len)
			i++;
		else if (c == '[')
			in_class = true;
		else if (c == ']')
			in_class = false;
		else if (c == '*' && !in_class)
			break;
	}
	chunk.text = str_slice(*pattern, 0, i);
	*pattern = str_from(*pattern, i);
	return chunk;
}

// A character of a class, perhaps behind a backslash; something must follow it.
static bool class_character(struct str *chunk, uint32_t *ret)
{
	if (chunk->len == 0 || chunk->data[0] == '-' || chunk->data[0] == ']')
		return false;
	if (chunk->data[0] == '\\')
		*chunk = str_from(*chunk, 1);
	size_t size;
	*ret = utf8_decode(*chunk, &size);
	if (size == 0 || (*ret == RUNE_ERROR && size == 1))
		return false;
	*chunk = str_from(*chunk, size);
	return chunk->len > 0;
}

// Takes a class off the chunk, from behind its '['; *ret_accepts: is `rune` in it?
static bool match_class(struct str *chunk, uint32_t rune, bool *ret_accepts)
{
	bool negated = chunk->len && chunk->data[0] == '^', found = false;
	*chunk = str_from(*chunk, negated);
	for (size_t ranges = 0; !(chunk->len && chunk->data[0] == ']' && ranges > 0); ranges++) {
		uint32_t low, high;
		if (!class_character(chunk, &low))
			return false;
		high = low;
		if (chunk->data[0] == '-') {
			*chunk = str_from(*chunk, 1);
			if (!class_character(chunk, &high))
				return false;
		}
		found = found || (low <= rune && rune <= high);
	}
	*chunk = str_from(*chunk, 1);
	*ret_accepts = found != negated;
	return true;
}

// Matches a chunk at the front of *s. After a mismatch the rest of the chunk is still checked, without reading *s.
static bool match_chunk(struct str chunk, struct str *s, bool *ret_ok)
{
	struct str rest = *s;
	bool failed = false, accepts;
	while (chunk.len) {
		failed = failed || rest.len == 0;
		char c = chunk.data[0];
		size_t size = 0;
		uint32_t rune = failed ? 0 : utf8_decode(rest, &size);
		chunk = str_from(chunk, 1);
		if (c == '[') {
			if (!match_class(&chunk, rune, &accepts))
				return false;
			failed = failed || !accepts;
		} else if (c == '?') {
			failed = failed || rune == '/';
		} else {
			if (c == '\\') {
				if (chunk.len == 0)
					return false;
				c = chunk.data[0];
				chunk = str_from(chunk, 1);
			}
			failed = failed || c != rest.data[0];
			size = !failed;
		}
		if (!failed)
			rest = str_from(rest, size);
	}
	*ret_ok = !failed;
	if (!failed)
		*s = rest;
	return true;
}

// Matches the chunk at the front, or behind a star further on; the last chunk has to reach the end.
static bool match_anywhere(const struct chunk *chunk, bool last, struct str *name, bool *ret_ok)
{
	for (size_t skip = 0; skip <= name->len; skip++) {
		struct str rest = str_from(*name, skip);
		if (!match_chunk(chunk->text, &rest, ret_ok))
			return false;
		if (*ret_ok && (!last || rest.len == 0)) {
			*name = rest;
			return true;
		}
		if (!chunk->star || skip == name->len || name->data[skip] == '/')
			break;
	}
	*ret_ok = false;
	return true;
}

bool path_match(struct str pattern, struct str name, bool *ret_ok)
{
	while (pattern.len) {
		struct chunk chunk = next_chunk(&pattern);
		if (chunk.star && chunk.text.len == 0) {
			*ret_ok = str_find_char(name, '/') == STR_NPOS;
			return true;
		}
		if (!match_anywhere(&chunk, pattern.len == 0, &name, ret_ok))
			return false;
		if (!*ret_ok)
			return true;
	}
	*ret_ok = name.len == 0;
	return true;
}
