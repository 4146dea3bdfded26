// SPDX-License-Identifier: Apache-2.0
// Each scan_… function consumes input from lexer->start on and returns one finished item through emit(). Line counts
// follow Go's scanner: an item's line is that of its first byte.
#include "tmpl/lex.h"

#include <stdio.h>

#include "text/strconv.h"
#include "text/utf8.h"

enum { END_OF_INPUT = -1 };

// What an ASCII byte may be. Most of a template is scanned by this table; runes beyond it take the slow way.
enum { WORD = 1, SPACE = 2, TERMINATOR = 4 };
static const unsigned char classes[256] = {
	['0' ... '9'] = WORD,        ['A' ... 'Z'] = WORD,
	['a' ... 'z'] = WORD,        ['_'] = WORD,
	[' '] = SPACE | TERMINATOR,  ['\t'] = SPACE | TERMINATOR,
	['\r'] = SPACE | TERMINATOR, ['\n'] = SPACE | TERMINATOR,
	['.'] = TERMINATOR,          [','] = TERMINATOR,
	['|'] = TERMINATOR,          [':'] = TERMINATOR,
	['('] = TERMINATOR,          [')'] = TERMINATOR,
};

static bool is_class(char c, unsigned char class)
{
	return (classes[(unsigned char)c] & class) != 0;
}

void lexer_init(struct lexer *lexer, struct arena *arena, struct str input)
{
	*lexer = (struct lexer){ .arena = arena, .input = input, .line = 1, .start_line = 1 };
}

static struct str rest(const struct lexer *lexer)
{
	return str_from(lexer->input, lexer->pos);
}

static unsigned count_lines(struct str text)
{
	unsigned lines = 0;
	for (const char *at = text.data, *end = at + text.len; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		lines++;
	return lines;
}

// The rune at the position, and its size. An invalid byte is RUNE_ERROR of size 1.
static int32_t peek_rune(const struct lexer *lexer, size_t *size)
{
	if (lexer->pos >= lexer->input.len) {
		*size = 0;
		return END_OF_INPUT;
	}
	unsigned char c = (unsigned char)lexer->input.data[lexer->pos];
	*size = 1;
	return c < 0x80 ? c : (int32_t)utf8_decode(rest(lexer), size);
}

static int32_t peek(const struct lexer *lexer)
{
	size_t size;
	return peek_rune(lexer, &size);
}

static int32_t next(struct lexer *lexer)
{
	size_t size;
	int32_t rune = peek_rune(lexer, &size);
	lexer->pos += size;
	lexer->line += rune == '\n';
	return rune;
}

static struct item emit(struct lexer *lexer, enum item_type type)
{
	struct str text = { lexer->input.data + lexer->start, lexer->pos - lexer->start };
	struct item item = { text, (uint32_t)lexer->start, lexer->start_line, (uint8_t)type, lexer->spaced };
	lexer->start = lexer->pos;
	lexer->start_line = lexer->line;
	return item;
}

// Skips what was scanned without counting its lines again.
static void ignore(struct lexer *lexer)
{
	lexer->line += count_lines(str_slice(lexer->input, lexer->start, lexer->pos));
	lexer->start = lexer->pos;
	lexer->start_line = lexer->line;
}

static struct item lex_fail(struct lexer *lexer, struct str message)
{
	struct item item = { message, (uint32_t)lexer->start, lexer->start_line, ITEM_ERROR, false };
	lexer->pos = lexer->start = 0;
	lexer->input.len = 0;
	return item;
}

// Go's %#U: U+0040 '@'.
static struct item fail_rune(struct lexer *lexer, const char *what, int32_t rune)
{
	struct strbuf text = strbuf_in(lexer->arena);
	strbuf_printf(&text, "%s U+%04X", what, (unsigned)rune);
	if (rune >= 0 && rune_is_print((uint32_t)rune)) {
		strbuf_add(&text, STR(" '"));
		utf8_encode(&text, (uint32_t)rune);
		strbuf_add_char(&text, '\'');
	}
	return lex_fail(lexer, strbuf_str(&text, lexer->arena));
}

static bool is_alphanumeric(int32_t rune)
{
	if (rune < 0x80)
		return rune >= 0 && is_class((char)rune, WORD);
	return rune_is_letter((uint32_t)rune) || rune_is_digit((uint32_t)rune);
}

// Where the word that goes on at `pos` ends.
static size_t word_end(struct str input, size_t pos)
{
	for (;;) {
		while (pos < input.len && is_class(input.data[pos], WORD))
			pos++;
		if (pos >= input.len || (unsigned char)input.data[pos] < 0x80)
			return pos;
		size_t size;
		if (!is_alphanumeric((int32_t)utf8_decode(str_from(input, pos), &size)))
			return pos;
		pos += size;
	}
}

static bool has_left_trim(struct str s)
{
	return s.len >= 2 && s.data[0] == '-' && is_class(s.data[1], SPACE);
}

static bool has_right_trim(struct str s)
{
	return s.len >= 2 && is_class(s.data[0], SPACE) && s.data[1] == '-';
}

static bool at_right_delim(const struct lexer *lexer, bool *ret_trim)
{
	struct str s = rest(lexer);
	*ret_trim = has_right_trim(s) && str_has_prefix(str_from(s, 2), STR("}}"));
	return *ret_trim || str_has_prefix(s, STR("}}"));
}

static bool is_terminator(struct str input, size_t pos)
{
	return pos >= input.len || is_class(input.data[pos], TERMINATOR) ||
	       (input.data[pos] == '}' && pos + 1 < input.len && input.data[pos + 1] == '}');
}

static void skip_left_space(struct lexer *lexer)
{
	while (lexer->pos < lexer->input.len && is_class(lexer->input.data[lexer->pos], SPACE))
		lexer->pos++;
}

// Offset of the next two characters: faster than a search for any text, as the first of them is rare.
static size_t find_pair(struct str text, char first, char second)
{
	const char *end = text.data + text.len;
	for (const char *at = text.data; at < end && (at = memchr(at, first, (size_t)(end - at))); at++)
		if (at + 1 < end && at[1] == second)
			return (size_t)(at - text.data);
	return STR_NPOS;
}

// A comment, with the position on its "/*". True if it ended well; the lexer then stands behind it.
static bool skip_comment(struct lexer *lexer, struct item *ret_error)
{
	bool trim;
	lexer->pos += 2;
	size_t end = find_pair(rest(lexer), '*', '/');
	if (end == STR_NPOS) {
		*ret_error = lex_fail(lexer, STR("unclosed comment"));
		return false;
	}
	lexer->pos += end + 2;
	if (!at_right_delim(lexer, &trim)) {
		*ret_error = lex_fail(lexer, STR("comment ends before closing delimiter"));
		return false;
	}
	lexer->pos += trim ? 4 : 2;
	if (trim)
		skip_left_space(lexer);
	ignore(lexer);
	return true;
}

static struct item scan_text(struct lexer *lexer)
{
	for (;;) {
		size_t delim = find_pair(rest(lexer), '{', '{');
		if (delim == STR_NPOS) {
			lexer->pos = lexer->input.len;
			lexer->line += count_lines(str_from(lexer->input, lexer->start));
			return emit(lexer, lexer->pos > lexer->start ? ITEM_TEXT : ITEM_EOF);
		}
		bool trim = has_left_trim(str_from(lexer->input, lexer->pos + delim + 2));
		if (delim > 0) {
			size_t delim_pos = lexer->pos + delim;
			struct str text = str_slice(lexer->input, lexer->start, delim_pos);
			while (trim && text.len && is_class(text.data[text.len - 1], SPACE))
				text.len--;
			lexer->pos = lexer->start + text.len;
			lexer->line += count_lines(text);
			struct item item = emit(lexer, ITEM_TEXT);
			lexer->pos = delim_pos;
			ignore(lexer);
			if (item.text.len)
				return item;
		}
		size_t after = lexer->pos + (trim ? 4 : 2);
		if (!str_has_prefix(str_from(lexer->input, after), STR("/*"))) {
			lexer->pos += 2;
			struct item item = emit(lexer, ITEM_LEFT_DELIM);
			lexer->inside_action = true;
			lexer->pos = after;
			ignore(lexer);
			lexer->paren_depth = 0;
			return item;
		}
		struct item error;
		lexer->pos = after;
		ignore(lexer);
		if (!skip_comment(lexer, &error))
			return error;
	}
}

static struct item scan_right_delim(struct lexer *lexer, bool trim)
{
	if (lexer->paren_depth)
		return lex_fail(lexer, STR("unclosed left paren"));
	lexer->start = lexer->pos += trim;
	lexer->pos += 2;
	struct item item = emit(lexer, ITEM_RIGHT_DELIM);
	if (trim) {
		skip_left_space(lexer);
		ignore(lexer);
	}
	lexer->inside_action = false;
	return item;
}

static void skip_spaces(struct lexer *lexer)
{
	struct str input = lexer->input;
	size_t pos = lexer->pos;
	unsigned line = lexer->line;
	for (; pos < input.len && is_class(input.data[pos], SPACE); pos++)
		line += input.data[pos] == '\n';
	lexer->spaced = pos > lexer->pos;
	lexer->pos = lexer->start = pos;
	lexer->line = lexer->start_line = line;
}

static enum item_type keyword_type(struct str word)
{
	static const struct {
		struct str word;
		enum item_type type;
	} keywords[] = {
		{ STR_INIT("block"), ITEM_BLOCK },       { STR_INIT("break"), ITEM_BREAK },
		{ STR_INIT("continue"), ITEM_CONTINUE }, { STR_INIT("define"), ITEM_DEFINE },
		{ STR_INIT("else"), ITEM_ELSE },         { STR_INIT("end"), ITEM_END },
		{ STR_INIT("false"), ITEM_BOOL },        { STR_INIT("if"), ITEM_IF },
		{ STR_INIT("nil"), ITEM_NIL },           { STR_INIT("range"), ITEM_RANGE },
		{ STR_INIT("template"), ITEM_TEMPLATE }, { STR_INIT("true"), ITEM_BOOL },
		{ STR_INIT("with"), ITEM_WITH },
	};
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (word.data[0] == keywords[i].word.data[0] && str_eq(word, keywords[i].word))
			return keywords[i].type;
	return ITEM_IDENTIFIER;
}

static struct item scan_identifier(struct lexer *lexer)
{
	lexer->pos = word_end(lexer->input, lexer->pos);
	if (!is_terminator(lexer->input, lexer->pos))
		return fail_rune(lexer, "bad character", peek(lexer));
	return emit(lexer, keyword_type(str_slice(lexer->input, lexer->start, lexer->pos)));
}

// .field or $variable, with the position behind its first character.
static struct item scan_field(struct lexer *lexer, enum item_type type)
{
	struct str input = lexer->input;
	if (is_terminator(input, lexer->pos))
		return emit(lexer, type == ITEM_VARIABLE ? type : ITEM_DOT);
	lexer->pos = word_end(input, lexer->pos);
	if (!is_terminator(input, lexer->pos))
		return fail_rune(lexer, "bad character", peek(lexer));
	// Fields that follow at once belong to it. What is not well formed is left to be told as an item of its own.
	while (type == ITEM_FIELD && lexer->pos < input.len && input.data[lexer->pos] == '.') {
		size_t start = lexer->pos + 1, end = word_end(input, start);
		bool is_number = start < end && input.data[start] >= '0' && input.data[start] <= '9';
		if (end == start || is_number || !is_terminator(input, end))
			break;
		lexer->pos = end;
	}
	return emit(lexer, type);
}

// "…" or '…', with the position behind its first quote. Escapes are checked by the parser.
static struct item scan_quoted(struct lexer *lexer, char end, enum item_type type, const char *unterminated)
{
	struct str input = lexer->input;
	for (size_t at = lexer->pos; at < input.len; at++) {
		char c = input.data[at];
		if (c == end) {
			lexer->pos = at + 1;
			return emit(lexer, type);
		}
		if (c == '\n' || (c == '\\' && ++at < input.len && input.data[at] == '\n'))
			break;
	}
	return lex_fail(lexer, str_of(unterminated));
}

static struct item scan_raw_string(struct lexer *lexer)
{
	size_t end = str_find_char(rest(lexer), '`');
	if (end == STR_NPOS)
		return lex_fail(lexer, STR("unterminated raw quoted string"));
	lexer->line += count_lines(str_slice(lexer->input, lexer->pos, lexer->pos + end));
	lexer->pos += end + 1;
	return emit(lexer, ITEM_RAW_STRING);
}

static bool accept(struct lexer *lexer, const char *valid)
{
	int32_t rune = peek(lexer);
	if (rune <= 0 || rune >= 0x80 || !strchr(valid, rune))
		return false;
	next(lexer);
	return true;
}

static bool scan_one_number(struct lexer *lexer)
{
	const char *digits = "0123456789_";
	bool decimal = true, hex = false;
	accept(lexer, "+-");
	if (accept(lexer, "0")) {
		if (accept(lexer, "xX")) {
			digits = "0123456789abcdefABCDEF_";
			decimal = false;
			hex = true;
		} else if (accept(lexer, "oO")) {
			digits = "01234567_";
			decimal = false;
		} else if (accept(lexer, "bB")) {
			digits = "01_";
			decimal = false;
		}
	}
	while (accept(lexer, digits))
		;
	if (accept(lexer, "."))
		while (accept(lexer, digits))
			;
	if ((decimal && accept(lexer, "eE")) || (hex && accept(lexer, "pP"))) {
		accept(lexer, "+-");
		while (accept(lexer, "0123456789_"))
			;
	}
	accept(lexer, "i");
	if (!is_alphanumeric(peek(lexer)))
		return true;
	next(lexer);
	return false;
}

static struct item scan_number(struct lexer *lexer)
{
	enum item_type type = ITEM_NUMBER;
	bool ok = scan_one_number(lexer);
	if (ok && (peek(lexer) == '+' || peek(lexer) == '-')) {
		ok = scan_one_number(lexer) && lexer->input.data[lexer->pos - 1] == 'i';
		type = ITEM_COMPLEX;
	}
	if (ok)
		return emit(lexer, type);
	struct strbuf text = strbuf_in(lexer->arena);
	strbuf_add(&text, STR("bad number syntax: "));
	quote(&text, str_slice(lexer->input, lexer->start, lexer->pos));
	return lex_fail(lexer, strbuf_str(&text, lexer->arena));
}

static struct item scan_paren(struct lexer *lexer, char c)
{
	if (c == '(') {
		lexer->paren_depth++;
		return emit(lexer, ITEM_LEFT_PAREN);
	}
	if (lexer->paren_depth == 0)
		return lex_fail(lexer, STR("unexpected right paren"));
	lexer->paren_depth--;
	return emit(lexer, ITEM_RIGHT_PAREN);
}

static struct item scan_symbol(struct lexer *lexer)
{
	struct str input = lexer->input;
	if (lexer->pos >= input.len)
		return lex_fail(lexer, STR("unclosed action"));
	char c = input.data[lexer->pos++];
	switch (c) {
	case '=': return emit(lexer, ITEM_ASSIGN);
	case ':':
		return lexer->pos < input.len && input.data[lexer->pos++] == '=' ? emit(lexer, ITEM_DECLARE)
		                                                                 : lex_fail(lexer, STR("expected :="));
	case '|': return emit(lexer, ITEM_PIPE);
	case '"': return scan_quoted(lexer, '"', ITEM_STRING, "unterminated quoted string");
	case '\'': return scan_quoted(lexer, '\'', ITEM_CHAR_CONSTANT, "unterminated character constant");
	case '`': return scan_raw_string(lexer);
	case '$': return scan_field(lexer, ITEM_VARIABLE);
	case '.':
		if (lexer->pos < input.len && (input.data[lexer->pos] < '0' || input.data[lexer->pos] > '9'))
			return scan_field(lexer, ITEM_FIELD);
		lexer->pos--;
		return scan_number(lexer);
	case '(':
	case ')': return scan_paren(lexer, c);
	default:
		if (c >= 0x20 && c < 0x7f)
			return emit(lexer, ITEM_CHAR);
		lexer->pos--;
		return fail_rune(lexer, "unrecognized character in action:", peek(lexer));
	}
}

static struct item scan_action(struct lexer *lexer)
{
	skip_spaces(lexer);
	const char *at = lexer->input.data + lexer->pos;
	size_t left = lexer->input.len - lexer->pos;
	char c = left ? *at : '\0';
	if (c == '}' && left > 1 && at[1] == '}')
		return scan_right_delim(lexer, false);
	if (c == '-' && lexer->spaced && left > 2 && at[1] == '}' && at[2] == '}')
		return scan_right_delim(lexer, true);
	if (c == '+' || c == '-' || (c >= '0' && c <= '9'))
		return scan_number(lexer);
	if (is_class(c, WORD) || ((unsigned char)c >= 0x80 && is_alphanumeric(peek(lexer))))
		return scan_identifier(lexer);
	return scan_symbol(lexer);
}

struct item lexer_next(struct lexer *lexer)
{
	if (lexer->input.len == 0 && lexer->pos == 0)
		return (struct item){ STR("EOF"), 0, lexer->start_line, ITEM_EOF, false };
	return lexer->inside_action ? scan_action(lexer) : scan_text(lexer);
}

void item_describe(struct strbuf *out, struct item item)
{
	enum { SHOWN_RUNES = 10 };
	if (item.type == ITEM_EOF) {
		strbuf_add(out, STR("EOF"));
	} else if (item.type == ITEM_ERROR) {
		strbuf_add(out, item.text);
	} else if (item.type > ITEM_KEYWORD) {
		strbuf_printf(out, "<%.*s>", STR_FMT(item.text));
	} else if (item.type == ITEM_FIELD && str_find_char(str_from(item.text, 1), '.') != STR_NPOS) {
		item.text.len = 1 + str_find_char(str_from(item.text, 1), '.'); // Go has an item for each
		item_describe(out, item);
	} else if (item.text.len <= SHOWN_RUNES) {
		quote(out, item.text);
	} else {
		size_t cut = 0, size;
		for (int i = 0; i < SHOWN_RUNES && cut < item.text.len; i++, cut += size)
			utf8_decode(str_from(item.text, cut), &size);
		quote(out, str_slice(item.text, 0, cut));
		strbuf_add(out, STR("..."));
	}
}
