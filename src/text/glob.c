// SPDX-License-Identifier: Apache-2.0
// Matches names against a compiled glob, as gobwas/glob v0.2.3: a matcher either answers for a whole text (matches) or
// finds its first occurrence and all lengths that it may have there (find), which the tree matcher needs.
//
// Lengths in runes are taken for lengths in bytes here and there, a '?' accepts an empty text, and so on: that is how
// the original is, and charts were written against it.
#include "text/glob.h"

#include <stdlib.h>

#include "base/oom.h"
#include "text/glob_tree.h"
#include "text/utf8.h"

struct glob {
	const struct matcher *matcher;
	struct run *run;
};

// To find something costs some steps, and some for each rune that is passed over; to compare, one for so many bytes.
enum { FIND_STEPS = 16, RUNE_STEPS = 4, BYTES_A_STEP = 8 };

// The work done so far.
struct run {
	uint64_t steps;
};

// The lengths that a found matcher may have, ascending.
struct lengths {
	size_t *items;
	size_t len, cap;
};

static void lengths_add(struct lengths *lengths, size_t length)
{
	if (lengths->len == lengths->cap) {
		size_t cap = lengths->cap ? lengths->cap * 2 : 16;
		size_t *items = realloc(lengths->items, cap * sizeof(*items));
		if (!items)
			out_of_memory();
		lengths->items = items;
		lengths->cap = cap;
	}
	lengths->items[lengths->len++] = length;
}

static void lengths_done(struct lengths *lengths)
{
	free(lengths->items);
}

static bool has_rune(struct str characters, uint32_t rune)
{
	size_t size;
	for (size_t at = 0; at < characters.len; at += size)
		if (utf8_decode(str_from(characters, at), &size) == rune)
			return true;
	return false;
}

// Go encodes an invalid byte's U+FFFD in three bytes, and some lengths are computed so.
static size_t encoded_size(uint32_t rune)
{
	return rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
}

static bool accepts_rune(const struct matcher *m, uint32_t rune)
{
	if (m->kind == MATCH_SINGLE)
		return rune != '/';
	if (m->kind == MATCH_LIST)
		return has_rune(m->text, rune) != m->negated;
	return (rune >= m->low && rune <= m->high) != m->negated;
}

static bool matches(struct run *run, const struct matcher *m, struct str s);

static bool row_fits(struct run *run, const struct matcher *row, struct str s)
{
	size_t at = 0;
	for (size_t part = 0; part < row->count; part++) {
		int64_t length = row->parts[part]->length, runes = 0;
		size_t last = 0, size;
		for (size_t next = at; next < s.len; next += size) {
			utf8_decode(str_from(s, next), &size);
			last = next - at;
			if (++runes == length)
				break;
		}
		if (runes < length || !matches(run, row->parts[part], str_slice(s, at, at + last + 1)))
			return false;
		at += last + 1;
	}
	return true;
}

static bool tree_matches(struct run *run, const struct matcher *tree, struct str s);

static bool matches_rune_count(const struct matcher *m, struct str s)
{
	int64_t runes = (int64_t)utf8_count(s);
	return m->kind == MATCH_MIN ? runes >= m->limit && runes > 0 : runes <= m->limit;
}

static bool matches_parts(struct run *run, const struct matcher *m, struct str s)
{
	bool all = m->kind == MATCH_EVERY_OF;
	for (size_t i = 0; i < m->count; i++)
		if (matches(run, m->parts[i], s) != all)
			return !all;
	return all;
}

static bool matches_one_rune(const struct matcher *m, struct str s)
{
	size_t size;
	uint32_t rune = utf8_decode(s, &size);
	return s.len <= size && accepts_rune(m, rune);
}

static bool matches(struct run *run, const struct matcher *m, struct str s)
{
	run->steps += s.len / BYTES_A_STEP + 1;
	switch (m->kind) {
	case MATCH_NOTHING: return s.len == 0;
	case MATCH_ANY: return str_find_char(s, '/') == STR_NPOS;
	case MATCH_SUPER: return true;
	case MATCH_TEXT: return str_eq(s, m->text);
	case MATCH_PREFIX: return str_has_prefix(s, m->text);
	case MATCH_SUFFIX: return str_has_suffix(s, m->text);
	case MATCH_PREFIX_SUFFIX: return str_has_prefix(s, m->text) && str_has_suffix(s, m->suffix);
	case MATCH_PREFIX_ANY:
		return str_has_prefix(s, m->text) && str_find_char(str_from(s, m->text.len), '/') == STR_NPOS;
	case MATCH_SUFFIX_ANY:
		return str_has_suffix(s, m->text) &&
		       str_find_char(str_slice(s, 0, s.len - m->text.len), '/') == STR_NPOS;
	case MATCH_CONTAINS: return str_contains(s, m->text) != m->negated;
	case MATCH_MIN:
	case MATCH_MAX: return matches_rune_count(m, s);
	case MATCH_ROW: return (int64_t)utf8_count(s) == m->length && row_fits(run, m, s);
	case MATCH_EVERY_OF:
	case MATCH_ANY_OF: return matches_parts(run, m, s);
	case MATCH_TREE: return tree_matches(run, m, s);
	default: return matches_one_rune(m, s);
	}
}

// offset + the start of each rune of s, and its end.
static void add_boundaries(struct lengths *ret, size_t offset, struct str s)
{
	size_t size;
	for (size_t at = 0; at < s.len; at += size) {
		utf8_decode(str_from(s, at), &size);
		lengths_add(ret, offset + at);
	}
	lengths_add(ret, offset + s.len);
}

// offset + the end of each rune of s, from the first-th one on, as Go would encode it.
static void add_ends(struct lengths *ret, size_t offset, struct str s, int64_t first, int64_t last)
{
	size_t size;
	int64_t count = 0;
	for (size_t at = 0; at < s.len; at += size) {
		uint32_t rune = utf8_decode(str_from(s, at), &size);
		if (++count > last)
			return;
		if (count >= first)
			lengths_add(ret, offset + at + encoded_size(rune));
	}
}

static size_t find(struct run *run, const struct matcher *m, struct str s, struct lengths *ret);

static size_t find_rune(const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t size;
	for (size_t at = 0; at < s.len; at += size) {
		uint32_t rune = utf8_decode(str_from(s, at), &size);
		if (accepts_rune(m, rune)) {
			lengths_add(ret, encoded_size(rune));
			return at;
		}
	}
	return STR_NPOS;
}

static size_t find_row(struct run *run, const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t size;
	for (size_t at = 0; at < s.len && (int64_t)(s.len - at) >= m->length; at += size) {
		utf8_decode(str_from(s, at), &size);
		if (row_fits(run, m, str_from(s, at))) {
			lengths_add(ret, (size_t)m->length);
			return at;
		}
	}
	return STR_NPOS;
}

static size_t find_contains(const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t at = str_find(s, m->text);
	if (m->negated) {
		add_boundaries(ret, 0, at == STR_NPOS ? s : str_slice(s, 0, at));
		return 0;
	}
	if (at == STR_NPOS)
		return STR_NPOS;
	add_boundaries(ret, at + m->text.len, str_from(s, at + m->text.len));
	return 0;
}

static size_t find_prefix(const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t at = str_find(s, m->text);
	if (at == STR_NPOS)
		return STR_NPOS;
	struct str rest = str_from(s, at + m->text.len);
	if (m->kind == MATCH_PREFIX_ANY)
		rest = str_slice(rest, 0, str_find_char(rest, '/'));
	lengths_add(ret, m->text.len);
	add_ends(ret, m->text.len, rest, 1, INT64_MAX);
	return at;
}

static size_t find_suffix(const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t at = str_find(s, m->text), from = 0;
	if (at == STR_NPOS)
		return STR_NPOS;
	if (m->kind == MATCH_SUFFIX_ANY)
		from = str_rfind_char(str_slice(s, 0, at), '/') + 1; /* STR_NPOS + 1 is 0 */
	lengths_add(ret, at + m->text.len - from);
	return from;
}

static size_t find_prefix_suffix(const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t at = str_find(s, m->text);
	if (at == STR_NPOS)
		return STR_NPOS;
	struct str rest = str_from(s, at);
	for (size_t found; (found = str_rfind(rest, m->suffix)) != STR_NPOS; rest = str_slice(rest, 0, found))
		lengths_add(ret, found + m->suffix.len);
	for (size_t i = 0, j = ret->len; i + 1 < j; i++) {
		size_t swapped = ret->items[i];
		ret->items[i] = ret->items[--j];
		ret->items[j] = swapped;
	}
	return ret->len ? at : STR_NPOS;
}

static void merge(struct lengths *target, const struct lengths *other)
{
	struct lengths out = { 0 };
	size_t x = 0, y = 0;
	while (x < target->len || y < other->len) {
		if (y == other->len || (x < target->len && target->items[x] < other->items[y])) {
			lengths_add(&out, target->items[x++]);
		} else {
			if (x < target->len && target->items[x] == other->items[y])
				x++;
			lengths_add(&out, other->items[y++]);
		}
	}
	lengths_done(target);
	*target = out;
}

static size_t find_any_of(struct run *run, const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t index = STR_NPOS;
	for (size_t i = 0; i < m->count; i++) {
		struct lengths here = { 0 };
		size_t at = find(run, m->parts[i], s, &here);
		if (at < index) {
			index = at;
			ret->len = 0;
			merge(ret, &here);
		} else if (at != STR_NPOS && at == index) {
			merge(ret, &here);
		}
		lengths_done(&here);
	}
	return index;
}

// Keeps those of `ret` that are among `other`. Neither need ascend: see encoded_size.
static void intersect(struct lengths *ret, const struct lengths *other)
{
	size_t kept = 0;
	for (size_t i = 0; i < ret->len; i++) {
		size_t k = 0;
		while (k < other->len && other->items[k] != ret->items[i])
			k++;
		if (k < other->len)
			ret->items[kept++] = ret->items[i];
	}
	ret->len = kept;
}

// The parts of every_of (min, max, contains) all are found at 0, so the lengths need no shift.
static size_t find_every_of(struct run *run, const struct matcher *m, struct str s, struct lengths *ret)
{
	for (size_t i = 0; i < m->count; i++) {
		struct lengths here = { 0 };
		size_t at = find(run, m->parts[i], s, i == 0 ? ret : &here);
		if (at != STR_NPOS && i > 0) {
			run->steps += ret->len * here.len;
			intersect(ret, &here);
		}
		lengths_done(&here);
		if (at == STR_NPOS || ret->len == 0)
			return STR_NPOS;
	}
	return 0;
}

// Where m occurs first and the lengths it may have there. A tree is never found: the original does not look for it.
static size_t find(struct run *run, const struct matcher *m, struct str s, struct lengths *ret)
{
	size_t at;
	run->steps += s.len * RUNE_STEPS + FIND_STEPS;
	switch (m->kind) {
	case MATCH_NOTHING: lengths_add(ret, 0); return 0;
	case MATCH_ANY:
		at = str_find_char(s, '/');
		add_boundaries(ret, 0, str_slice(s, 0, at));
		return 0;
	case MATCH_SUPER: add_boundaries(ret, 0, s); return 0;
	case MATCH_TEXT: lengths_add(ret, m->text.len); return str_find(s, m->text);
	case MATCH_PREFIX:
	case MATCH_PREFIX_ANY: return find_prefix(m, s, ret);
	case MATCH_SUFFIX:
	case MATCH_SUFFIX_ANY: return find_suffix(m, s, ret);
	case MATCH_PREFIX_SUFFIX: return find_prefix_suffix(m, s, ret);
	case MATCH_CONTAINS: return find_contains(m, s, ret);
	case MATCH_MIN: add_ends(ret, 0, s, m->limit, INT64_MAX); return ret->len ? 0 : STR_NPOS;
	case MATCH_MAX:
		lengths_add(ret, 0);
		add_ends(ret, 0, s, 1, m->limit);
		return 0;
	case MATCH_ROW: return find_row(run, m, s, ret);
	case MATCH_EVERY_OF: return find_every_of(run, m, s, ret);
	case MATCH_ANY_OF: return find_any_of(run, m, s, ret);
	case MATCH_TREE: return STR_NPOS;
	default: return find_rune(m, s, ret);
	}
}

static bool side_matches(struct run *run, const struct matcher *side, struct str s)
{
	return side ? matches(run, side, s) : s.len == 0;
}

static bool right_matches(struct run *run, const struct matcher *tree, struct str s, size_t at,
                          const struct lengths *lengths)
{
	for (size_t i = lengths->len; i-- > 0 && run->steps <= GLOB_MAX_STEPS;)
		if (side_matches(run, tree->right, str_from(s, at + lengths->items[i])))
			return true;
	return false;
}

// Tries each occurrence of the middle. Known lengths of the sides (in runes, used as bytes) narrow where to look.
static bool tree_matches(struct run *run, const struct matcher *tree, struct str s)
{
	size_t offset = tree->left && tree->left->length > 0 ? (size_t)tree->left->length : 0;
	size_t after = tree->right && tree->right->length > 0 ? (size_t)tree->right->length : 0;
	size_t limit = after < s.len ? s.len - after : 0;
	bool found = false;
	while (offset < limit && !found) {
		if (run->steps > GLOB_MAX_STEPS)
			return false;
		struct lengths lengths = { 0 };
		size_t at = find(run, tree->value, str_slice(s, offset, limit), &lengths), step;
		if (at != STR_NPOS) {
			at += offset;
			found = side_matches(run, tree->left, str_slice(s, 0, at)) &&
			        right_matches(run, tree, s, at, &lengths);
			utf8_decode(str_from(s, at), &step);
			offset = at + step;
		}
		lengths_done(&lengths);
		if (at == STR_NPOS)
			break;
	}
	return found;
}

struct glob *glob_compile(struct arena *arena, struct str pattern, struct error *err)
{
	struct glob_node *tree = glob_parse(arena, pattern, err);
	if (!tree)
		return NULL;
	struct glob *glob = ARENA_NEW(arena, struct glob);
	glob->matcher = glob_compile_tree(arena, tree);
	glob->run = ARENA_NEW(arena, struct run);
	return glob;
}

bool glob_match(const struct glob *glob, struct str name)
{
	bool found = matches(glob->run, glob->matcher, name);
	return found && !glob_gave_up(glob);
}

bool glob_gave_up(const struct glob *glob)
{
	return glob->run->steps > GLOB_MAX_STEPS;
}
