// SPDX-License-Identifier: Apache-2.0
// Versions of Masterminds/semver v3.5.0: the lenient reader (NewVersion), the strict one and the order. Constraints are
// in semver_constraint.c.
#include "text/semver.h"

#include "text/semver_scan.h"
#include "text/strconv.h"

enum { VERSION_MAX_LEN = 256 };

bool semver_is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

size_t semver_scan_words(struct str s, size_t from)
{
	size_t end = from;
	for (size_t at = from; at < s.len && semver_is_word_byte(s.data[at]); at++) {
		while (at < s.len && semver_is_word_byte(s.data[at]))
			at++;
		end = at;
		if (at == s.len || s.data[at] != '.')
			break;
	}
	return end;
}

static size_t scan_number(struct str s, size_t from)
{
	while (from < s.len && s.data[from] >= '0' && s.data[from] <= '9')
		from++;
	return from;
}

static bool parse_segment(struct str digits, const char *frame, uint64_t *ret, struct error *err)
{
	enum parse_result result = parse_uint(digits, 10, 64, ret);
	if (result == PARSE_OK)
		return true;
	struct strbuf text = { 0 };
	quote(&text, digits);
	fail(err, NOWHERE, "%sstrconv.ParseUint: parsing %.*s: %s", frame, STR_FMT(strbuf_peek(&text)),
	     result == PARSE_RANGE ? "value out of range" : "invalid syntax");
	strbuf_done(&text);
	return false;
}

static bool is_number(struct str s)
{
	return scan_number(s, 0) == s.len;
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!semver_is_word_byte(s.data[i]))
			return false;
	return true;
}

static bool check_prerelease(struct str text, struct error *err)
{
	for (struct str part, rest = text; str_next_field(&rest, '.', &part);) {
		if (part.len == 0 || !is_word(part))
			return fail(err, NOWHERE, "invalid prerelease string");
		if (is_number(part) && part.len > 1 && part.data[0] == '0')
			return fail(err, NOWHERE, "version segment starts with 0");
	}
	return true;
}

static bool check_metadata(struct str text, struct error *err)
{
	for (struct str part, rest = text; str_next_field(&rest, '.', &part);)
		if (part.len == 0 || !is_word(part))
			return fail(err, NOWHERE, "invalid metadata string");
	return true;
}

static bool check_length(struct str text, struct error *err)
{
	if (text.len <= VERSION_MAX_LEN)
		return true;
	return fail(err, NOWHERE, "version string is too long (max %d bytes)", VERSION_MAX_LEN);
}

// Behind `mark` a dotted run of words; *at moves behind it, or stays.
static struct str take_words(struct str text, size_t *at, char mark)
{
	if (*at == text.len || text.data[*at] != mark)
		return STR_NONE;
	size_t end = semver_scan_words(text, *at + 1);
	if (end == *at + 1)
		return STR_NONE;
	struct str words = str_slice(text, *at + 1, end);
	*at = end;
	return words;
}

bool semver_parse(struct str text, struct semver *ret, struct error *err)
{
	struct semver version = { .original = text, .prerelease = STR_NONE, .metadata = STR_NONE };
	struct str parts[3] = { STR_NONE, STR_NONE, STR_NONE };
	uint64_t *const numbers[3] = { &version.major, &version.minor, &version.patch };
	size_t at = text.len && text.data[0] == 'v', end;
	if (!check_length(text, err))
		return false;
	for (int i = 0; i < 3 && (i == 0 || (at < text.len && text.data[at] == '.')); i++) {
		size_t start = at + (i > 0);
		end = scan_number(text, start);
		if (end == start)
			break;
		parts[i] = str_slice(text, start, end);
		at = end;
	}
	version.prerelease = take_words(text, &at, '-');
	version.metadata = take_words(text, &at, '+');
	if (parts[0].len == 0 || at != text.len)
		return fail(err, NOWHERE, "invalid semantic version");
	for (int i = 0; i < 3; i++)
		if (parts[i].len && !parse_segment(parts[i], "error parsing version segment: ", numbers[i], err))
			return false;
	if (version.prerelease.len && !check_prerelease(version.prerelease, err))
		return false;
	*ret = version;
	return true;
}

// Splits off what follows the first `mark`; false if there is none.
static bool split_off(struct str *text, char mark, struct str *ret)
{
	size_t at = str_find_char(*text, mark);
	if (at == STR_NPOS)
		return false;
	*ret = str_from(*text, at + 1);
	*text = str_slice(*text, 0, at);
	return true;
}

bool semver_parse_strict(struct str text, struct semver *ret, struct error *err)
{
	struct semver version = { .original = text, .prerelease = STR_NONE, .metadata = STR_NONE };
	struct str parts[3] = { text, STR_NONE, STR_NONE };
	uint64_t *const numbers[3] = { &version.major, &version.minor, &version.patch };
	if (text.len == 0)
		return fail(err, NOWHERE, "version string empty");
	if (!check_length(text, err))
		return false;
	if (!split_off(&parts[0], '.', &parts[1]) || !split_off(&parts[1], '.', &parts[2]))
		return fail(err, NOWHERE, "invalid semantic version");
	if (split_off(&parts[2], '+', &version.metadata) && !check_metadata(version.metadata, err))
		return false;
	if (split_off(&parts[2], '-', &version.prerelease) && !check_prerelease(version.prerelease, err))
		return false;
	for (int i = 0; i < 3; i++) {
		if (!is_number(parts[i]))
			return fail(err, NOWHERE, "invalid characters in version");
		if (parts[i].len > 1 && parts[i].data[0] == '0')
			return fail(err, NOWHERE, "version segment starts with 0");
	}
	for (int i = 0; i < 3; i++)
		if (!parse_segment(parts[i], "", numbers[i], err))
			return false;
	*ret = version;
	return true;
}

struct str semver_format(struct arena *arena, const struct semver *version)
{
	struct strbuf out = strbuf_in(arena);
	format_uint(&out, version->major, 10);
	strbuf_add_char(&out, '.');
	format_uint(&out, version->minor, 10);
	strbuf_add_char(&out, '.');
	format_uint(&out, version->patch, 10);
	if (version->prerelease.len) {
		strbuf_add_char(&out, '-');
		strbuf_add(&out, version->prerelease);
	}
	if (version->metadata.len) {
		strbuf_add_char(&out, '+');
		strbuf_add(&out, version->metadata);
	}
	return strbuf_str(&out, arena);
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

// Numbers come before words; a number beyond 64 bits counts as a word.
static int compare_parts(struct str a, struct str b)
{
	uint64_t m, n;
	if (str_eq(a, b))
		return 0;
	if (a.len == 0 || b.len == 0)
		return a.len == 0 ? -1 : 1;
	bool is_number_a = parse_uint(a, 10, 64, &m) == PARSE_OK, is_number_b = parse_uint(b, 10, 64, &n) == PARSE_OK;
	if (is_number_a != is_number_b)
		return is_number_a ? -1 : 1;
	if (!is_number_a)
		return str_cmp(a, b) > 0 ? 1 : -1;
	return m > n ? 1 : -1;
}

int semver_compare_prerelease(struct str a, struct str b)
{
	struct str part_a, part_b;
	for (;;) {
		bool more_a = str_next_field(&a, '.', &part_a), more_b = str_next_field(&b, '.', &part_b);
		if (!more_a && !more_b)
			return 0;
		int order = compare_parts(more_a ? part_a : STR_NONE, more_b ? part_b : STR_NONE);
		if (order)
			return order;
	}
}

int semver_compare(const struct semver *a, const struct semver *b)
{
	int order = compare_numbers(a->major, b->major);
	if (!order)
		order = compare_numbers(a->minor, b->minor);
	if (!order)
		order = compare_numbers(a->patch, b->patch);
	if (order || (a->prerelease.len == 0 && b->prerelease.len == 0))
		return order;
	if (a->prerelease.len == 0 || b->prerelease.len == 0)
		return a->prerelease.len == 0 ? 1 : -1;
	return semver_compare_prerelease(a->prerelease, b->prerelease);
}
