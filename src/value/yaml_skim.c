// SPDX-License-Identifier: Apache-2.0
// Line by line: skim_line() takes one apart, enter() holds its column against the collections that are open. Whatever
// is not known to be right makes the whole text one for the real reader, so a rule here may be too narrow, never too
// wide.
#include "value/yaml_skim.h"

#include <string.h>
#include <strings.h>

#include "text/utf8.h"
#include "value/yaml.h"
#include "value/yaml_resolve.h"

enum { MAX_LEVELS = 64, MAX_KEY = 128, MAX_WORD = 5, MAX_NUMBER = 128 };

// An open collection. `waits`: the newest entry has no value yet. Maps whose entries are asked for have a class.
struct level {
	size_t column;
	bool is_list, waits;
	const struct decode_class *class;
	struct map *map;
	const struct decode_field *field; // the newest entry's
	struct str key;
};

// An entry that is asked for and no scalar of one line: its lines go to the real reader.
struct raw_entry {
	const char *start; // NULL: there is none
	size_t depth;
	struct map *map;
	struct str key;
};

struct skim {
	struct arena *arena;
	const char *line;     // the start of the one at work
	const char *at, *end; // *end is not read
	struct level levels[MAX_LEVELS];
	size_t depth;
	struct raw_entry raw;
	bool has_high; // bytes that are not ASCII
};

// What a byte can be: the first of a plain scalar, within one, of a key.
enum { FIRST = 1, WITHIN = 2, KEY = 4, DIGIT = 8 };
static const unsigned char classes[256] = {
	[' '] = WITHIN,
	['!' ... '#'] = WITHIN,
	['$'] = FIRST | WITHIN,
	['%' ... '\''] = WITHIN,
	['('] = FIRST | WITHIN,
	[')' ... ','] = WITHIN,
	['-'] = FIRST | WITHIN | KEY,
	['.'] = WITHIN | KEY,
	['/'] = FIRST | WITHIN | KEY,
	['0' ... '9'] = FIRST | WITHIN | KEY | DIGIT,
	[':' ... '@'] = WITHIN,
	['A' ... 'Z'] = FIRST | WITHIN | KEY,
	['[' ... ']'] = WITHIN,
	['^'] = FIRST | WITHIN,
	['_'] = FIRST | WITHIN | KEY,
	['`'] = WITHIN,
	['a' ... 'z'] = FIRST | WITHIN | KEY,
	['{' ... '~'] = WITHIN,
	[0x80 ... 0xFF] = FIRST | WITHIN,
};

static bool is(char c, unsigned class)
{
	return classes[(unsigned char)c] & class;
}

static bool at_line_end(const struct skim *skim)
{
	return skim->at == skim->end || *skim->at == '\n';
}

static void skip_spaces(struct skim *skim)
{
	while (skim->at < skim->end && *skim->at == ' ')
		skim->at++;
}

// Any text up to the end of the line. Tabs and control characters are not taken.
static bool skip_text(struct skim *skim)
{
	unsigned char high = 0;
	const char *at = skim->at;
	for (; at < skim->end && is(*at, WITHIN); at++)
		high |= (unsigned char)*at;
	skim->at = at;
	skim->has_high |= high >= 0x80;
	return at_line_end(skim);
}

// ---- scalars ---------------------------------------------------------------------------------------------------

// Up to the same quote. *ret_escaped: what stands there is not the text.
static bool skip_quotes(struct skim *skim, bool *ret_escaped)
{
	const char *at = skim->at, quote = *at++;
	unsigned char high = 0;
	*ret_escaped = false;
	for (; at < skim->end && is(*at, WITHIN); at++) {
		bool is_double = at + 1 < skim->end && *at == '\'' && at[1] == '\'';
		high |= (unsigned char)*at;
		if (*at == quote && !(is_double && quote == '\''))
			break;
		if (quote == '\'' ? !is_double : *at != '\\')
			continue;
		*ret_escaped = true;
		if (++at == skim->end || (quote == '"' && !(*at && strchr("\"\\nrt", *at))))
			return false;
	}
	skim->has_high |= high >= 0x80;
	skim->at = at < skim->end ? at + 1 : at;
	return at < skim->end && *at == quote;
}

// The same, with nothing behind it.
static bool skip_quoted(struct skim *skim, struct value *ret, bool *ret_is_line)
{
	const char *start = skim->at + 1;
	bool escaped;
	if (!skip_quotes(skim, &escaped))
		return false;
	*ret_is_line = !escaped;
	*ret = value_string((struct str){ start, (size_t)(skim->at - 1 - start) });
	skip_spaces(skim);
	return at_line_end(skim);
}

// A flow list of words and quoted texts, or "{}".
static bool skip_flow(struct skim *skim)
{
	char end = *skim->at++ == '{' ? '}' : ']';
	bool escaped, more = true;
	for (skip_spaces(skim); skim->at < skim->end && *skim->at != end; skip_spaces(skim)) {
		if (!more || end == '}')
			return false;
		if (*skim->at == '"' || *skim->at == '\'') {
			if (!skip_quotes(skim, &escaped))
				return false;
		} else {
			if (!is(*skim->at, KEY) || is(*skim->at, DIGIT) || *skim->at == '-' || *skim->at == '.')
				return false;
			while (skim->at < skim->end && is(*skim->at, KEY))
				skim->at++;
		}
		skip_spaces(skim);
		more = skim->at < skim->end && *skim->at == ',';
		skim->at += more;
	}
	if (skim->at == skim->end)
		return false;
	skim->at++;
	skip_spaces(skim);
	return at_line_end(skim);
}

// A number that may be infinite, or too large for a float. Behind signs there must be a digit or a letter.
static bool is_doubtful(const char *at, const char *end)
{
	const char *start = at;
	bool has_exponent = false;
	while (at < end && *at == '-')
		at++;
	if (at == end || !is(*at, KEY) || *at == '.' || *at == '/')
		return at > start;
	if (!is(*at, DIGIT))
		return false;
	for (; at < end && (is(*at, DIGIT) || (*at && strchr("._eE+-", *at))); at++)
		has_exponent |= (*at | 0x20) == 'e';
	return (has_exponent && at == end) || at - start > MAX_NUMBER;
}

static bool skip_plain(struct skim *skim, struct str *ret)
{
	const char *start = skim->at, *at = start;
	unsigned char high = 0;
	if (!is(*at, FIRST))
		return false;
	for (; at < skim->end && is(*at, WITHIN); at++) {
		high |= (unsigned char)*at;
		if (*at == ':' && (at + 1 == skim->end || at[1] == ' ' || at[1] == '\n'))
			return false;
		if (*at == '#' && at[-1] == ' ')
			return false;
	}
	skim->at = at;
	skim->has_high |= high >= 0x80;
	while (at > start && at[-1] == ' ')
		at--;
	*ret = (struct str){ start, (size_t)(at - start) };
	return at_line_end(skim) && !is_doubtful(start, at);
}

static size_t count_spaces(const struct skim *skim)
{
	const char *at = skim->at;
	while (at < skim->end && *at == ' ')
		at++;
	return (size_t)(at - skim->at);
}

static void next_line(struct skim *skim)
{
	if (skim->at < skim->end)
		skim->at++;
}

// "|" or ">" and the lines below, which are deeper than `column`. Leaves the position at the end of the last of them.
static bool skip_block(struct skim *skim, size_t column)
{
	size_t indent = 0;
	skim->at++;
	if (skim->at < skim->end && (*skim->at == '-' || *skim->at == '+'))
		skim->at++;
	skip_spaces(skim);
	while (at_line_end(skim)) {
		const char *line_end = skim->at;
		if (skim->at == skim->end)
			return true;
		next_line(skim);
		size_t spaces = count_spaces(skim);
		const char *text = skim->at + spaces;
		bool is_blank = text == skim->end || *text == '\n';
		if (!is_blank && indent == 0)
			indent = spaces > column ? spaces : SIZE_MAX;
		if (is_blank && spaces && indent == 0)
			return false; // more spaces than the first line has are wrong
		if (!is_blank && (spaces < indent || indent == SIZE_MAX)) {
			skim->at = line_end;
			return true;
		}
		skim->at = text;
		if (!is_blank && !skip_text(skim))
			return false;
	}
	return false;
}

// A value that begins in this line. *ret_is_line: it is a scalar that ends there, and is given back if it is asked for.
static bool skip_value(struct skim *skim, size_t column, bool is_asked_for, struct value *ret, bool *ret_is_line)
{
	struct error ignored = { .arena = skim->arena };
	struct str plain;
	*ret_is_line = false;
	switch (*skim->at) {
	case '|':
	case '>': return skip_block(skim, column);
	case '"':
	case '\'': return skip_quoted(skim, ret, ret_is_line);
	case '{':
	case '[': return skip_flow(skim);
	default:
		*ret_is_line = true;
		return skip_plain(skim, &plain) && (!is_asked_for || yaml_resolve(YAML_TAG_NONE, plain, ret, &ignored));
	}
}

// ---- collections -----------------------------------------------------------------------------------------------

static bool push_level(struct skim *skim, size_t column, bool is_list)
{
	struct level *outer = skim->depth ? &skim->levels[skim->depth - 1] : NULL;
	struct level *level = &skim->levels[skim->depth];
	if (skim->depth++ == MAX_LEVELS)
		return false;
	*level = (struct level){ .column = column, .is_list = is_list };
	if (!outer)
		return true;
	outer->waits = false;
	if (outer->field && outer->field->kind == DECODE_STRUCT && !is_list) {
		level->class = outer->field->of;
		level->map = map_new(skim->arena);
		map_set(skim->arena, outer->map, outer->key, value_map(level->map));
		skim->raw.start = NULL;
	}
	return true;
}

// The lines of an entry are complete.
static bool read_raw(struct skim *skim, const char *end)
{
	struct error ignored = { .arena = skim->arena };
	struct str text = { skim->raw.start, (size_t)(end - skim->raw.start) };
	struct value value;
	skim->raw.start = NULL;
	if (!yaml_read_typed(skim->arena, text, &value, &ignored) || value.kind != VALUE_MAP || value.map->len != 1)
		return false;
	map_set(skim->arena, skim->raw.map, skim->raw.key, value.map->entries[0].value);
	return true;
}

// Finds the collection that an entry in this column belongs to, or begins it as the value that the entry before waits
// for.
static bool find_level(struct skim *skim, size_t column, bool is_list)
{
	while (skim->depth > 1 && skim->levels[skim->depth - 1].column > column)
		skim->depth--;
	const struct level *top = &skim->levels[skim->depth - 1];
	if (top->column < column)
		return top->waits && push_level(skim, column, is_list);
	if (top->column > column)
		return false;
	if (top->is_list == is_list)
		return true;
	if (is_list) // a list may stand below its key
		return top->waits && push_level(skim, column, true);
	top = &skim->levels[--skim->depth - 1];
	return top->column == column && !top->is_list;
}

static bool enter(struct skim *skim, size_t column, bool is_list)
{
	return find_level(skim, column, is_list) &&
	       (!skim->raw.start || skim->depth > skim->raw.depth || read_raw(skim, skim->line));
}

static bool is_word_of_yaml(const char *key, size_t len)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], key, len) == 0)
			return true;
	return false;
}

// Behind a key, which a colon ends; NULL: there is none here.
static const char *key_end(const struct skim *skim)
{
	const char *at = skim->at, *start = at;
	if (at == skim->end)
		return NULL;
	if (*at == '"' || *at == '\'') {
		for (at++; at < skim->end && *at != *start; at++)
			if (!is(*at, WITHIN) || *at == '\\' || (unsigned char)*at >= 0x80)
				return NULL;
		at += at < skim->end;
	} else if (is(*at, KEY) && !is(*at, DIGIT) && *at != '-' && *at != '.') {
		while (at < skim->end && is(*at, KEY))
			at++;
		if (at - start <= MAX_WORD && is_word_of_yaml(start, (size_t)(at - start)))
			return NULL;
	}
	bool ends = at < skim->end && *at == ':' && (at + 1 == skim->end || at[1] == ' ' || at[1] == '\n');
	return ends && at > start && at - start <= MAX_KEY ? at : NULL;
}

// What stands behind a key's colon or an item's dash, in the level on top.
static bool skim_rest(struct skim *skim)
{
	struct level *level = &skim->levels[skim->depth - 1];
	struct value value = value_null();
	bool is_line = false;
	skip_spaces(skim);
	level->waits = at_line_end(skim);
	if (!level->waits && !skip_value(skim, level->column, level->field, &value, &is_line))
		return false;
	if (level->field && is_line)
		map_set(skim->arena, level->map, level->key, value);
	else if (level->field)
		skim->raw = (struct raw_entry){ skim->line, skim->depth, level->map, level->key };
	return true;
}

static const struct decode_field *find_field(const struct decode_class *class, struct str key)
{
	enum { CASE = 0x20 };
	for (size_t i = 0; i < class->len; i++) {
		const char *name = class->fields[i].key;
		if (key.len && (name[0] | CASE) == (key.data[0] | CASE) && strncasecmp(name, key.data, key.len) == 0 &&
		    !name[key.len])
			return &class->fields[i];
	}
	return NULL;
}

static bool skim_entry(struct skim *skim, size_t column, const char *end)
{
	if (!enter(skim, column, false))
		return false;
	struct level *level = &skim->levels[skim->depth - 1];
	unsigned quote = *skim->at == '"' || *skim->at == '\'';
	level->key = (struct str){ skim->at + quote, (size_t)(end - skim->at) - 2 * quote };
	level->field = level->class ? find_field(level->class, level->key) : NULL;
	skim->at = end + 1;
	return skim_rest(skim);
}

static bool skim_item(struct skim *skim, size_t column)
{
	const char *dash = skim->at;
	if (!enter(skim, column, true))
		return false;
	skim->at++;
	skip_spaces(skim);
	const char *key = key_end(skim);
	if (!key)
		return skim_rest(skim);
	column += (size_t)(skim->at - dash);
	return push_level(skim, column, false) && skim_entry(skim, column, key);
}

// A value that stands below its key or dash.
static bool skim_value(struct skim *skim, size_t column)
{
	struct level *level = &skim->levels[skim->depth - 1];
	struct value ignored;
	bool is_line;
	if (!level->waits || column <= level->column || *skim->at == '|' || *skim->at == '>')
		return false;
	level->waits = false;
	return skip_value(skim, level->column, false, &ignored, &is_line);
}

static bool is_item(const struct skim *skim)
{
	return *skim->at == '-' && (skim->at + 1 == skim->end || skim->at[1] == ' ' || skim->at[1] == '\n');
}

// A line with something in it, from its first character that is no space; lines that go with it are taken, too.
static bool skim_line(struct skim *skim, size_t column)
{
	if (*skim->at == '#')
		return skip_text(skim);
	if (is_item(skim))
		return skim_item(skim, column);
	const char *key = key_end(skim);
	return key ? skim_entry(skim, column, key) : skim_value(skim, column);
}

// ---- the whole -------------------------------------------------------------------------------------------------

// Characters that YAML does not have, or takes for line breaks.
static bool is_clean(struct str text)
{
	if (!utf8_valid(text))
		return false;
	for (size_t size; text.len; text = str_from(text, size)) {
		uint32_t rune = utf8_decode(text, &size);
		if ((rune >= 0x7F && rune < 0xA0) || rune == 0x2028 || rune == 0x2029 || rune == 0xFEFF ||
		    (rune & 0xFFFE) == 0xFFFE)
			return false;
	}
	return true;
}

bool yaml_skim(struct arena *arena, const struct decode_class *class, struct str text, struct value *ret)
{
	struct skim skim;
	skim.arena = arena;
	skim.at = text.data;
	skim.end = text.data + text.len;
	skim.depth = 1;
	skim.levels[0] = (struct level){ .class = class, .map = map_new(arena) };
	skim.raw.start = NULL;
	skim.has_high = false;
	while (skim.at < skim.end) {
		skim.line = skim.at;
		skip_spaces(&skim);
		if (!at_line_end(&skim) && !skim_line(&skim, (size_t)(skim.at - skim.line)))
			return false;
		next_line(&skim);
	}
	*ret = value_map(skim.levels[0].map);
	return skim.levels[0].key.data && (!skim.raw.start || read_raw(&skim, skim.end)) &&
	       (!skim.has_high || is_clean(text));
}
