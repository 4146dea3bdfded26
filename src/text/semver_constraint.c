// SPDX-License-Identifier: Apache-2.0
// Constraints of Masterminds/semver v3.5.0: alternatives separated by ||, each a list of terms that all must hold.
//
// The original reads them by regular expressions. Their language is regular enough to be scanned from the left without
// going back: a term is an operator and a version pattern, and a pattern ends only at a blank, a comma or the end.
// Hyphen ranges are first rewritten in the text, as there.
#include "text/semver.h"
#include "text/semver_scan.h"
#include "text/strconv.h"
#include "text/utf8.h"

enum { CONSTRAINT_MAX_LEN = 512, CONSTRAINT_MAX_GROUPS = 32 };

enum operator{ OP_EQUAL, OP_NOT_EQUAL, OP_GREATER, OP_LESS, OP_GREATER_EQUAL, OP_LESS_EQUAL, OP_TILDE, OP_CARET };

struct term {
	struct term *next;
	enum operator op;
	struct semver version;
	/* What was a wildcard or missing: anything; from the minor version on; the patch version only. */
	bool dirty, minor_dirty, patch_dirty;
};

struct group {
	struct group *next;
	struct term *terms;
	bool has_prerelease;
};

struct semver_constraint {
	struct group *groups;
};

// A version pattern as it is written.
struct pattern {
	struct str whole;
	struct str segments[3];
	struct str prerelease; /* with '-' */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static size_t skip_blanks(struct str s, size_t at)
{
	while (at < s.len && is_blank(s.data[at]))
		at++;
	return at;
}

// '|' is among them by a slip of the original's.
static bool is_segment_byte(char c)
{
	return (c >= '0' && c <= '9') || c == 'x' || c == 'X' || c == '*' || c == '|';
}

// Mark and words, if both are there.
static struct str take_marked_words(struct str s, size_t *at, char mark)
{
	size_t start = *at;
	if (start == s.len || s.data[start] != mark)
		return STR_NONE;
	size_t end = semver_scan_words(s, start + 1);
	if (end == start + 1)
		return STR_NONE;
	*at = end;
	return str_slice(s, start, end);
}

// The longest version pattern at *at, which moves behind it.
static bool take_pattern(struct str s, size_t *at, struct pattern *ret)
{
	struct pattern pattern = { .segments = { STR_NONE, STR_NONE, STR_NONE } };
	size_t i = *at + (*at < s.len && s.data[*at] == 'v');
	for (int segment = 0; segment < 3; segment++) {
		size_t start = i + (segment > 0), end = start;
		if (segment > 0 && (i == s.len || s.data[i] != '.'))
			break;
		while (end < s.len && is_segment_byte(s.data[end]))
			end++;
		if (end == start)
			break;
		pattern.segments[segment] = str_slice(s, start, end);
		i = end;
	}
	if (pattern.segments[0].len == 0)
		return false;
	pattern.prerelease = take_marked_words(s, &i, '-');
	take_marked_words(s, &i, '+');
	pattern.whole = str_slice(s, *at, i);
	*at = i;
	*ret = pattern;
	return true;
}

// "1.2 - 3" at `at`, with the blanks around it; its end, or 0.
static size_t scan_range(struct str s, size_t at, struct pattern *low, struct pattern *high)
{
	at = skip_blanks(s, at);
	if (!take_pattern(s, &at, low))
		return 0;
	size_t dash = skip_blanks(s, at);
	if (dash == at || dash == s.len || s.data[dash] != '-')
		return 0;
	at = skip_blanks(s, dash + 1);
	if (at == dash + 1 || !take_pattern(s, &at, high))
		return 0;
	return skip_blanks(s, at);
}

static struct str rewrite_ranges(struct arena *arena, struct str text)
{
	struct str out = text;
	for (size_t at = 0; at < text.len;) {
		struct pattern low, high;
		size_t end = scan_range(text, at, &low, &high);
		if (!end) {
			at++;
			continue;
		}
		struct str terms = ARENA_CONCAT(arena, STR(">= "), low.whole, STR(", <= "), high.whole, STR(" "));
		/* By its text, not its place: as the original does. */
		out = text_replace(arena, out, str_slice(text, at, end), terms, 1);
		at = end;
	}
	return out;
}

static bool take_operator(struct str s, size_t *at, enum operator* ret)
{
	static const struct {
		const char *text;
		enum operator op;
	} operators[] = {
		{ "", OP_EQUAL },           { "=", OP_EQUAL },       { "!=", OP_NOT_EQUAL },
		{ ">", OP_GREATER },        { "<", OP_LESS },        { ">=", OP_GREATER_EQUAL },
		{ "=>", OP_GREATER_EQUAL }, { "<=", OP_LESS_EQUAL }, { "=<", OP_LESS_EQUAL },
		{ "~", OP_TILDE },          { "~>", OP_TILDE },      { "^", OP_CARET },
	};
	size_t end = *at;
	while (end < s.len && s.data[end] && strchr("=!<>~^", s.data[end]))
		end++;
	struct str text = str_slice(s, *at, end);
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (str_is(text, operators[i].text)) {
			*at = end;
			*ret = operators[i].op;
			return true;
		}
	}
	return false;
}

static bool is_wildcard(struct str segment)
{
	return segment.len == 0 || (segment.len == 1 && strchr("xX*", segment.data[0]));
}

// The version that a pattern stands for: wildcards become 0.
static bool read_term(struct arena *arena, const struct pattern *pattern, struct term *term, struct error *err)
{
	const struct str *segments = pattern->segments;
	struct str text = pattern->whole;
	struct error ignored = { .arena = arena };
	if (is_wildcard(segments[0])) {
		text = ARENA_CONCAT(arena, STR("0.0.0"), pattern->prerelease);
		term->dirty = true;
	} else if (is_wildcard(segments[1])) {
		text = ARENA_CONCAT(arena, segments[0], STR(".0.0"), pattern->prerelease);
		term->dirty = term->minor_dirty = true;
	} else if (is_wildcard(segments[2])) {
		text = ARENA_CONCAT(arena, segments[0], STR("."), segments[1], STR(".0"), pattern->prerelease);
		term->dirty = term->patch_dirty = true;
	} else {
		text = arena_str(arena, text);
	}
	return semver_parse(text, &term->version, &ignored) || fail(err, NOWHERE, "constraint parser error");
}

// True if terms separated by blanks or commas fill the text; then the first of them is in *ret. What is wrong inside of
// a term is told only once the form of the whole is right, so the patterns are read twice.
static bool scan_terms(struct arena *arena, struct str text, bool read, struct group *group, struct error *err)
{
	struct term **end = &group->terms;
	size_t at = skip_blanks(text, 0);
	for (;;) {
		struct term term = { 0 };
		struct pattern pattern;
		if (!take_operator(text, &at, &term.op))
			return false;
		at = skip_blanks(text, at);
		if (!take_pattern(text, &at, &pattern))
			return false;
		if (read) {
			if (!read_term(arena, &pattern, &term, err))
				return false;
			*end = ARENA_NEW(arena, struct term);
			**end = term;
			end = &(*end)->next;
			group->has_prerelease |= term.version.prerelease.len != 0;
		}
		size_t next = skip_blanks(text, at);
		if (next == text.len)
			return true;
		if (text.data[next] == ',')
			next = skip_blanks(text, next + 1);
		else if (next == at)
			return false;
		at = next;
	}
}

static bool parse_group(struct arena *arena, struct str text, struct group *group, struct error *err)
{
	if (scan_terms(arena, text, false, group, err))
		return scan_terms(arena, text, true, group, err);
	struct str shown = quoted(arena, text);
	return fail(err, NOWHERE, "improper constraint: %.*s", STR_FMT(shown));
}

struct semver_constraint *semver_constraint_parse(struct arena *arena, struct str text, struct error *err)
{
	if (text.len > CONSTRAINT_MAX_LEN) {
		fail(err, NOWHERE, "constraint string is too long (max %d bytes)", CONSTRAINT_MAX_LEN);
		return NULL;
	}
	struct semver_constraint *constraint = ARENA_NEW(arena, struct semver_constraint);
	struct group **end = &constraint->groups;
	struct str rest = rewrite_ranges(arena, text);
	if (str_count(rest, STR("||")) >= CONSTRAINT_MAX_GROUPS) {
		fail(err, NOWHERE, "too many constraint groups (max %d)", CONSTRAINT_MAX_GROUPS);
		return NULL;
	}
	for (bool more = true; more;) {
		size_t at = str_find(rest, STR("||"));
		more = at != STR_NPOS;
		*end = ARENA_NEW(arena, struct group);
		if (!parse_group(arena, str_slice(rest, 0, at), *end, err))
			return NULL;
		end = &(*end)->next;
		rest = more ? str_from(rest, at + 2) : STR_NONE;
	}
	return constraint;
}

static bool check_not_equal(const struct term *t, const struct semver *v)
{
	const struct semver *w = &t->version;
	if (!t->dirty)
		return semver_compare(v, w) != 0;
	if (w->major != v->major)
		return true;
	if (t->minor_dirty)
		return false;
	if (w->minor != v->minor || (w->patch != v->patch && !t->patch_dirty))
		return true;
	if (t->patch_dirty)
		return (v->prerelease.len || w->prerelease.len) &&
		       semver_compare_prerelease(v->prerelease, w->prerelease) != 0;
	return semver_compare(v, w) != 0;
}

static bool check_greater(const struct term *t, const struct semver *v)
{
	const struct semver *w = &t->version;
	if (!t->dirty)
		return semver_compare(v, w) > 0;
	if (v->major != w->major)
		return v->major > w->major;
	if (t->minor_dirty)
		return false;
	return t->patch_dirty ? v->minor > w->minor : semver_compare(v, w) > 0;
}

static bool check_less_equal(const struct term *t, const struct semver *v)
{
	const struct semver *w = &t->version;
	if (!t->dirty)
		return semver_compare(v, w) <= 0;
	return v->major < w->major || (v->major == w->major && (v->minor <= w->minor || t->minor_dirty));
}

static bool check_tilde(const struct term *t, const struct semver *v)
{
	const struct semver *w = &t->version;
	if (semver_compare(v, w) < 0)
		return false;
	if (w->major == 0 && w->minor == 0 && w->patch == 0 && !t->minor_dirty && !t->patch_dirty)
		return true;
	return v->major == w->major && (v->minor == w->minor || t->minor_dirty);
}

static bool check_caret(const struct term *t, const struct semver *v)
{
	const struct semver *w = &t->version;
	if (semver_compare(v, w) < 0)
		return false;
	if (w->major > 0 || t->minor_dirty)
		return v->major == w->major;
	if (v->major > 0)
		return false;
	if (w->minor > 0 || t->patch_dirty)
		return v->minor == w->minor;
	return v->minor == 0 && v->patch == w->patch;
}

static bool check_term(const struct term *t, const struct semver *v)
{
	switch (t->op) {
	case OP_NOT_EQUAL: return check_not_equal(t, v);
	case OP_GREATER: return check_greater(t, v);
	case OP_LESS: return semver_compare(v, &t->version) < 0;
	case OP_GREATER_EQUAL: return semver_compare(v, &t->version) >= 0;
	case OP_LESS_EQUAL: return check_less_equal(t, v);
	case OP_TILDE: return check_tilde(t, v);
	case OP_CARET: return check_caret(t, v);
	default: return t->dirty ? check_tilde(t, v) : semver_compare(v, &t->version) == 0;
	}
}

// A prerelease only satisfies a group in which some term names one.
static bool check_group(const struct group *group, const struct semver *version)
{
	if (version->prerelease.len && !group->has_prerelease)
		return false;
	for (const struct term *term = group->terms; term; term = term->next)
		if (!check_term(term, version))
			return false;
	return true;
}

bool semver_constraint_check(const struct semver_constraint *constraint, const struct semver *version)
{
	for (const struct group *group = constraint->groups; group; group = group->next)
		if (check_group(group, version))
			return true;
	return false;
}
