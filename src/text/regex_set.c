// SPDX-License-Identifier: Apache-2.0
// Sets of runes: built by adding ranges in any order, then cleaned. Named sets come from the tables of
// unicode_tables.h.
#include "text/regex_tree.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"

#include <stdlib.h>

/* So many runes are looked up one by one; for more the tables of cases are walked. */
enum { FEW_RUNES = 128 };

void rune_set_add(struct arena *arena, struct rune_set *set, uint32_t low, uint32_t high)
{
	uint32_t *last = set->len ? set->runes + set->len - 2 : NULL;
	if (last && low <= last[1] + 1 && last[0] <= high + 1) { /* ranges often come in order */
		last[0] = low < last[0] ? low : last[0];
		last[1] = high > last[1] ? high : last[1];
		return;
	}
	set->runes = arena_grow(arena, set->runes, &set->cap, set->len + 2, sizeof(*set->runes));
	set->runes[set->len++] = low;
	set->runes[set->len++] = high;
}

static void add_with_case(struct arena *arena, struct rune_set *set, uint32_t rune)
{
	for (uint32_t other = rune_simple_fold(rune); other != rune; other = rune_simple_fold(other))
		rune_set_add(arena, set, other, other);
}

// Adds the other cases of the runes of [low, high], or of those that are in `only`. These are in two short tables, so a
// large range costs no more than the tables.
static void add_cases(struct arena *arena, struct rune_set *set, uint32_t low, uint32_t high,
                      const struct rune_set *only)
{
	for (size_t i = 0; i < unicode_case_count; i++) {
		uint32_t from = unicode_cases[i].low > low ? unicode_cases[i].low : low;
		uint32_t to = unicode_cases[i].high < high ? unicode_cases[i].high : high;
		for (uint32_t rune = from; rune <= to; rune++)
			if (!only || rune_set_has(only, rune))
				add_with_case(arena, set, rune);
	}
	for (size_t i = 0; i < unicode_orbit_count; i++) {
		uint32_t rune = unicode_orbits[i].rune;
		if (rune >= low && rune <= high && (!only || rune_set_has(only, rune)))
			add_with_case(arena, set, rune);
	}
}

void rune_set_add_folded(struct arena *arena, struct rune_set *set, uint32_t low, uint32_t high)
{
	rune_set_add(arena, set, low, high);
	if (high - low >= FEW_RUNES) {
		add_cases(arena, set, low, high, NULL);
		return;
	}
	for (uint32_t rune = low; rune <= high; rune++)
		add_with_case(arena, set, rune);
}

void rune_set_add_all(struct arena *arena, struct rune_set *set, const struct rune_set *more)
{
	for (size_t i = 0; i < more->len; i += 2)
		rune_set_add(arena, set, more->runes[i], more->runes[i + 1]);
}

static int compare_ranges(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return (x[1] < y[1]) - (x[1] > y[1]);
}

void rune_set_clean(struct rune_set *set)
{
	size_t kept = 0;
	if (set->len)
		qsort(set->runes, set->len / 2, 2 * sizeof(*set->runes), compare_ranges);
	for (size_t i = 0; i < set->len; i += 2) {
		uint32_t low = set->runes[i], high = set->runes[i + 1];
		if (kept && low <= set->runes[kept - 1] + 1) {
			if (high > set->runes[kept - 1])
				set->runes[kept - 1] = high;
			continue;
		}
		set->runes[kept++] = low;
		set->runes[kept++] = high;
	}
	set->len = kept;
}

void rune_set_negate(struct arena *arena, struct rune_set *set)
{
	struct rune_set out = { 0 };
	uint32_t next = 0;
	for (size_t i = 0; i < set->len; i += 2) {
		if (set->runes[i] > next)
			rune_set_add(arena, &out, next, set->runes[i] - 1);
		next = set->runes[i + 1] + 1;
	}
	if (next <= RUNE_MAX)
		rune_set_add(arena, &out, next, RUNE_MAX);
	*set = out;
}

bool rune_set_has(const struct rune_set *set, uint32_t rune)
{
	size_t low = 0, high = set->len / 2;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rune < set->runes[2 * middle])
			high = middle;
		else if (rune > set->runes[2 * middle + 1])
			low = middle + 1;
		else
			return true;
	}
	return false;
}

void rune_set_fold(struct arena *arena, struct rune_set *set)
{
	rune_set_clean(set);
	struct rune_set more = { 0 };
	add_cases(arena, &more, 0, RUNE_MAX, set);
	rune_set_add_all(arena, set, &more);
	rune_set_clean(set);
}

static const struct {
	const char *name;
	const char *ranges; /* pairs of characters, without \0 */
	bool from_zero;     /* the first range begins at U+0000 */
} ascii_classes[] = {
	{ "d", "09", false },           { "s", "\t\n\f\r  ", false },
	{ "w", "09AZ__az", false },     { "alnum", "09AZaz", false },
	{ "alpha", "AZaz", false },     { "ascii", "\001\177", true },
	{ "blank", "\t\t  ", false },   { "cntrl", "\001\037\177\177", true },
	{ "digit", "09", false },       { "graph", "!~", false },
	{ "lower", "az", false },       { "print", " ~", false },
	{ "punct", "!/:@[`{~", false }, { "space", "\t\r  ", false },
	{ "upper", "AZ", false },       { "word", "09AZ__az", false },
	{ "xdigit", "09AFaf", false },
};

static bool find_ascii_class(struct arena *arena, struct str name, struct rune_set *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(ascii_classes); i++) {
		if (!str_is(name, ascii_classes[i].name))
			continue;
		if (ascii_classes[i].from_zero)
			rune_set_add(arena, ret, 0, 0);
		for (const char *range = ascii_classes[i].ranges; *range; range += 2)
			rune_set_add(arena, ret, (unsigned char)range[0], (unsigned char)range[1]);
		return true;
	}
	return false;
}

bool rune_set_perl(struct arena *arena, char letter, struct rune_set *ret)
{
	return strchr("dsw", letter) && find_ascii_class(arena, (struct str){ &letter, 1 }, ret);
}

bool rune_set_posix(struct arena *arena, struct str name, struct rune_set *ret)
{
	return name.len > 1 && find_ascii_class(arena, name, ret);
}

// "greek_Letter" to "Greekletter": the comparison ignores case, blanks, hyphens and underscores, but for \p{lu}, which
// is Lu. NULL if it cannot be a name.
static const char *canonical_name(char *buf, size_t size, struct str name)
{
	size_t len = 0;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (len == 0 && c >= 'a' && c <= 'z')
			c = (char)(c - 0x20);
		else if (len > 0 && c >= 'A' && c <= 'Z')
			c = (char)(c + 0x20);
		if (len + 1 == size || c == '\0')
			return NULL;
		buf[len++] = c;
	}
	buf[len] = '\0';
	return buf;
}

static bool same_name(const char *canonical, const char *name)
{
	char buf[64];
	const char *other = canonical_name(buf, sizeof(buf), str_of(name));
	return other && strcmp(canonical, other) == 0;
}

static void add_categories(struct arena *arena, struct rune_set *set, uint32_t mask)
{
	for (size_t i = 0; i < unicode_category_runs_len; i++) {
		uint32_t category = unicode_category_runs[i] & ((1u << UNICODE_CATEGORY_SHIFT) - 1);
		if (!(mask & 1u << category))
			continue;
		uint32_t end = i + 1 < unicode_category_runs_len
		                       ? unicode_category_runs[i + 1] >> UNICODE_CATEGORY_SHIFT
		                       : RUNE_MAX + 1;
		rune_set_add(arena, set, unicode_category_runs[i] >> UNICODE_CATEGORY_SHIFT, end - 1);
	}
}

// "Lu", or "L" for all that begin with it; "LC" are the letters that have a case.
static uint32_t category_mask(const char *name)
{
	uint32_t mask = 0;
	if (strcmp(name, "Lc") == 0)
		return 1u << UNICODE_LL | 1u << UNICODE_LT | 1u << UNICODE_LU;
	for (size_t i = 0; i < unicode_category_count; i++)
		if (name[0] == unicode_category_names[i][0] &&
		    (name[1] == '\0' || strcmp(name, unicode_category_names[i]) == 0))
			mask |= 1u << i;
	return mask;
}

static bool add_script(struct arena *arena, struct rune_set *set, const char *name)
{
	size_t script = 1;
	while (script < unicode_script_count && strcmp(unicode_script_names[script], name) != 0)
		script++;
	if (script == unicode_script_count)
		return false;
	for (size_t i = 0; i < unicode_script_runs_len; i++) {
		if ((unicode_script_runs[i] & ((1u << UNICODE_SCRIPT_SHIFT) - 1)) != script)
			continue;
		uint32_t end = i + 1 < unicode_script_runs_len ? unicode_script_runs[i + 1] >> UNICODE_SCRIPT_SHIFT
		                                               : RUNE_MAX + 1;
		rune_set_add(arena, set, unicode_script_runs[i] >> UNICODE_SCRIPT_SHIFT, end - 1);
	}
	return true;
}

// Go has no table of what folds into the cased letters.
static bool is_cased_letter(const char *canonical)
{
	return strcmp(canonical, "Lc") == 0 || strcmp(canonical, "Casedletter") == 0;
}

bool rune_set_unicode(struct arena *arena, struct str name, bool fold, struct rune_set *ret)
{
	char buf[64];
	const char *canonical = canonical_name(buf, sizeof(buf), name);
	if (!canonical || !canonical[0])
		return false;
	if (strcmp(canonical, "Any") == 0) {
		rune_set_add(arena, ret, 0, RUNE_MAX);
		return true;
	}
	if (strcmp(canonical, "Ascii") == 0) {
		rune_set_add(arena, ret, 0, 0x7F);
		if (fold)
			rune_set_fold(arena, ret);
		return true;
	}
	uint32_t mask = strcmp(canonical, "Assigned") == 0 ? ~(1u << UNICODE_CN) : category_mask(canonical);
	bool is_script = !mask && add_script(arena, ret, canonical);
	for (size_t i = 0; !mask && !is_script && i < unicode_alias_count; i++)
		if (same_name(canonical, unicode_aliases[i].name))
			mask = category_mask(is_cased_letter(canonical) ? "Lc" : unicode_aliases[i].category);
	add_categories(arena, ret, mask);
	if (fold && !is_cased_letter(canonical))
		rune_set_fold(arena, ret);
	return is_script || mask != 0;
}
