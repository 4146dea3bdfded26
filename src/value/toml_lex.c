// SPDX-License-Identifier: Apache-2.0
// BurntSushi/toml's lex.go. There it is a machine of state functions that is run when the parser wants an item; here
// the parser calls the function for what may come next, which reads as far as that machine would, so that the same
// problem is met first. next() and back() are its cursor: the line counts what was read and not put back.
#include "value/toml_lex.h"

#include "text/strconv.h"
#include "text/utf8.h"

/* The end of the text reads as this character. */
enum { END_OF_TEXT = 0 };

// --- Problems ---

PRINTF_LIKE(3, 4) static bool problem_at(struct toml_lexer *lx, int line, const char *format, ...)
{
	if (!lx->failed) {
		va_list args;
		va_start(args, format);
		lx->problem = arena_vprintf(lx->arena, format, args);
		va_end(args);
		lx->problem_line = line;
		lx->failed = true;
	}
	return false;
}

// At the end of a text with a last line break, the problem is on the line before.
static int line_here(const struct toml_lexer *lx)
{
	bool behind_break = lx->at_end && lx->at >= 1 && lx->input.data[lx->at - 1] == '\n';
	return lx->line - behind_break;
}

static struct str quoted_rune(struct toml_lexer *lx, uint32_t rune)
{
	struct strbuf out = strbuf_in(lx->arena);
	quote_rune(&out, rune);
	return strbuf_str(&out, lx->arena);
}

static struct str text_of_rune(struct toml_lexer *lx, uint32_t rune)
{
	struct strbuf out = strbuf_in(lx->arena);
	utf8_encode(&out, rune);
	return strbuf_str(&out, lx->arena);
}

// `format` has one %.*s for the character in quotes.
static bool unexpected(struct toml_lexer *lx, const char *format, uint32_t rune)
{
	struct str shown = quoted_rune(lx, rune);
	return problem_at(lx, line_here(lx), format, STR_FMT(shown));
}

// --- The cursor ---

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
}

static uint32_t next(struct toml_lexer *lx)
{
	if (lx->at >= lx->input.len) {
		lx->at_end = true;
		return END_OF_TEXT;
	}
	size_t size;
	unsigned char byte = (unsigned char)lx->input.data[lx->at];
	uint32_t c = utf8_decode(str_from(lx->input, lx->at), &size);
	lx->line += c == '\n';
	if (c == RUNE_ERROR && size == 1) {
		problem_at(lx, lx->line, "invalid UTF-8 byte: 0x%02x", byte);
		return RUNE_ERROR;
	}
	bool lone_return = c == '\r' && (lx->at + 1 == lx->input.len || lx->input.data[lx->at + 1] != '\n');
	if (is_control(c) || lone_return) {
		problem_at(lx, lx->line, "TOML files cannot contain control characters: '0x%02x'", c);
		return RUNE_ERROR;
	}
	lx->at += size;
	return c;
}

// Puts the last character back.
static void back(struct toml_lexer *lx)
{
	if (lx->at_end || lx->failed) {
		lx->at_end = false;
		return;
	}
	do
		lx->at--;
	while (((unsigned char)lx->input.data[lx->at] & 0xC0) == 0x80);
	lx->line -= lx->input.data[lx->at] == '\n';
}

static bool accept(struct toml_lexer *lx, uint32_t c)
{
	if (next(lx) == c)
		return true;
	back(lx);
	return false;
}

static uint32_t peek(struct toml_lexer *lx)
{
	uint32_t c = next(lx);
	back(lx);
	return c;
}

static bool is_white(uint32_t c)
{
	return c == ' ' || c == '\t';
}

static bool is_break(uint32_t c)
{
	return c == '\n' || c == '\r';
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(uint32_t c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static void ignore(struct toml_lexer *lx)
{
	lx->start = lx->at;
}

static struct str current(const struct toml_lexer *lx)
{
	return str_slice(lx->input, lx->start, lx->at);
}

static void skip_white(struct toml_lexer *lx)
{
	while (is_white(next(lx)))
		;
	back(lx);
	ignore(lx);
}

static bool emit(struct toml_lexer *lx, struct toml_item *item, enum toml_item_type type)
{
	*item = (struct toml_item){ type, lx->line, current(lx) };
	ignore(lx);
	return !lx->failed;
}

// Up to the end of the line, behind '#'.
static bool skip_comment(struct toml_lexer *lx)
{
	uint32_t c;
	do
		c = next(lx);
	while (!is_break(c) && c != END_OF_TEXT && !lx->failed);
	back(lx);
	ignore(lx);
	return !lx->failed;
}

// --- Strings ---

static bool lex_digits(struct toml_lexer *lx, int count, const char *wanted)
{
	for (int i = 0; i < count; i++) {
		if (is_hex(next(lx)))
			continue;
		struct str shown = quoted(lx->arena, current(lx));
		return problem_at(lx, line_here(lx), "expected %s, but got %.*s instead", wanted, STR_FMT(shown));
	}
	return true;
}

static bool lex_escape(struct toml_lexer *lx)
{
	uint32_t c = next(lx);
	lx->escaped = true;
	switch (c) {
	case 'e':
	case 'b':
	case 't':
	case 'n':
	case 'f':
	case 'r':
	case '"':
	case ' ':
	case '\t':
	case '\\': return true;
	case 'x': return lex_digits(lx, 2, "two hexadecimal digits after '\\x'");
	case 'u': return lex_digits(lx, 4, "four hexadecimal digits after '\\u'");
	case 'U': return lex_digits(lx, 8, "eight hexadecimal digits after '\\U'");
	}
	struct str shown = text_of_rune(lx, c);
	return problem_at(lx, lx->line - lx->at_end, "invalid escape in string '\\%.*s'", STR_FMT(shown));
}

// Behind the first quote.
static bool lex_string(struct toml_lexer *lx, struct toml_item *item, uint32_t mark)
{
	bool raw = mark == '\'';
	ignore(lx);
	for (;;) {
		uint32_t c = next(lx);
		if (c == END_OF_TEXT)
			return problem_at(lx, line_here(lx),
			                  raw ? "unexpected EOF; expected \"'\"" : "unexpected EOF; expected '\"'");
		if (is_break(c))
			return problem_at(lx, lx->line - 1, "strings cannot contain newlines");
		if (c == '\\' && !raw && !lex_escape(lx))
			return false;
		if (c == mark)
			break;
		if (lx->failed)
			return false;
	}
	back(lx);
	emit(lx, item, raw ? TOML_RAW_STRING : lx->escaped ? TOML_ESCAPED_STRING : TOML_STRING);
	if (!raw)
		lx->escaped = false;
	next(lx);
	ignore(lx);
	return !lx->failed;
}

// Behind a quote in a long string: are these the closing three? Up to two more may stand before them.
static bool lex_long_end(struct toml_lexer *lx, uint32_t mark, bool *ret_ends)
{
	bool raw = mark == '\'';
	*ret_ends = false;
	if (!accept(lx, mark))
		return !lx->failed;
	if (!accept(lx, mark)) {
		back(lx);
		return !lx->failed;
	}
	*ret_ends = peek(lx) != mark;
	if (!*ret_ends) {
		struct str text = current(lx);
		if (raw && str_has_suffix(text, STR("'''''")))
			return problem_at(lx, line_here(lx), "unexpected \"''''''\"");
		if (!raw && str_has_suffix(text, STR("\"\"\"\"\"")) && !str_has_suffix(text, STR("\\\"\"\"\"\"")))
			return problem_at(lx, line_here(lx), "unexpected '\"\"\"\"\"\"'");
		back(lx);
		back(lx);
	}
	return !lx->failed;
}

static bool lex_long_string(struct toml_lexer *lx, struct toml_item *item, uint32_t mark)
{
	bool raw = mark == '\'', ends = false;
	ignore(lx);
	while (!ends) {
		uint32_t c = next(lx);
		if (lx->failed)
			return false;
		if (c == END_OF_TEXT)
			return problem_at(lx, line_here(lx),
			                  raw ? "unexpected EOF; expected \"'''\""
			                      : "unexpected EOF; expected '\"\"\"'");
		if (c == '\\' && !raw) {
			if (is_break(next(lx)))
				continue;
			back(lx);
			if (!lex_escape(lx))
				return false;
		}
		if (c == mark && !lex_long_end(lx, mark, &ends))
			return false;
	}
	for (int i = 0; i < 3; i++)
		back(lx);
	if (!raw)
		lx->escaped = false;
	emit(lx, item, raw ? TOML_LONG_RAW_STRING : TOML_LONG_STRING);
	for (int i = 0; i < 3; i++)
		next(lx);
	ignore(lx);
	return !lx->failed;
}

// Behind a quote where a value may stand.
static bool lex_any_string(struct toml_lexer *lx, struct toml_item *item, uint32_t mark)
{
	if (accept(lx, mark)) {
		if (accept(lx, mark))
			return lex_long_string(lx, item, mark);
		back(lx);
	}
	return lex_string(lx, item, mark);
}

// --- Numbers and dates ---

static bool take_while(struct toml_lexer *lx, struct toml_item *item, enum toml_item_type type, const char *also,
                       bool (*belongs)(uint32_t c))
{
	uint32_t c;
	do
		c = next(lx);
	while (!lx->failed && (belongs(c) || (c && c < 0x80 && strchr(also, (int)c))));
	back(lx);
	return emit(lx, item, type);
}

static bool lex_float(struct toml_lexer *lx, struct toml_item *item)
{
	return take_while(lx, item, TOML_FLOAT, "_.-+eE", is_digit);
}

static bool lex_datetime(struct toml_lexer *lx, struct toml_item *item)
{
	bool ok = take_while(lx, item, TOML_DATETIME, "-:Tt .Zz+", is_digit);
	item->text = text_trim_space(item->text);
	return ok;
}

// An integer or a float, the first digit of which was read.
static bool lex_decimal(struct toml_lexer *lx, struct toml_item *item)
{
	for (;;) {
		uint32_t c = next(lx);
		if (c == '.' || c == 'e' || c == 'E')
			return lex_float(lx, item);
		if (!is_digit(c) && c != '_')
			break;
	}
	back(lx);
	return emit(lx, item, TOML_INTEGER);
}

// The same where it may also be a date.
static bool lex_number_or_date(struct toml_lexer *lx, struct toml_item *item)
{
	uint32_t c;
	do
		c = next(lx);
	while (is_digit(c));
	if (c == '-' || c == ':')
		return lex_datetime(lx, item);
	if (c == '_')
		return lex_decimal(lx, item);
	if (c == '.' || c == 'e' || c == 'E')
		return lex_float(lx, item);
	back(lx);
	return emit(lx, item, TOML_INTEGER);
}

static bool is_binary(uint32_t c)
{
	return c == '0' || c == '1';
}

static bool is_octal(uint32_t c)
{
	return c >= '0' && c <= '7';
}

static bool lex_based(struct toml_lexer *lx, struct toml_item *item, const char *name, bool (*belongs)(uint32_t c))
{
	uint32_t c = peek(lx);
	if (!belongs(c)) {
		struct str text = current(lx), shown = text_of_rune(lx, c);
		return problem_at(lx, line_here(lx), "not %s number: '%.*s%.*s'", name, STR_FMT(text), STR_FMT(shown));
	}
	return take_while(lx, item, TOML_INTEGER, "_", belongs);
}

static bool lex_after_zero(struct toml_lexer *lx, struct toml_item *item)
{
	uint32_t c = next(lx);
	if (is_digit(c))
		return lex_number_or_date(lx, item);
	switch (c) {
	case '_': return lex_decimal(lx, item);
	case '.':
	case 'e':
	case 'E': return lex_float(lx, item);
	case 'b': return lex_based(lx, item, "a binary", is_binary);
	case 'o': return lex_based(lx, item, "an octal", is_octal);
	case 'x': return lex_based(lx, item, "a hexadecimal", is_hex);
	}
	back(lx);
	return emit(lx, item, TOML_INTEGER);
}

static bool lex_signed_word(struct toml_lexer *lx, struct toml_item *item, uint32_t second, uint32_t third)
{
	if (accept(lx, second) && accept(lx, third))
		return emit(lx, item, TOML_FLOAT);
	struct str text = current(lx);
	return problem_at(lx, line_here(lx), "invalid float: '%.*s'", STR_FMT(text));
}

static bool lex_signed(struct toml_lexer *lx, struct toml_item *item)
{
	uint32_t c = next(lx);
	if (c == 'i')
		return lex_signed_word(lx, item, 'n', 'f');
	if (c == 'n')
		return lex_signed_word(lx, item, 'a', 'n');
	if (c == '.')
		return problem_at(lx, line_here(lx), "floats must start with a digit, not '.'");
	uint32_t base = c == '0' ? peek(lx) : END_OF_TEXT;
	if (base == 'b' || base == 'o' || base == 'x') {
		struct str text = current(lx);
		return problem_at(lx, line_here(lx), "cannot use sign with non-decimal numbers: '%.*s%c'",
		                  STR_FMT(text), (char)base);
	}
	if (is_digit(c))
		return lex_decimal(lx, item);
	return unexpected(lx, "expected a digit but got %.*s", c);
}

// --- Values ---

static bool lex_bool(struct toml_lexer *lx, struct toml_item *item)
{
	size_t from = lx->at;
	while (rune_is_letter(next(lx)) && !lx->failed)
		;
	back(lx);
	struct str word = str_slice(lx->input, from, lx->at);
	if (str_is(word, "true") || str_is(word, "false"))
		return emit(lx, item, TOML_BOOL);
	word = quoted(lx->arena, word);
	return problem_at(lx, line_here(lx), "expected value but found %.*s instead", STR_FMT(word));
}

// "inf" and "nan", by two letters that follow in either way, as the reference has it.
static bool accepts_float_word(struct toml_lexer *lx)
{
	return (accept(lx, 'n') && accept(lx, 'f')) || (accept(lx, 'a') && accept(lx, 'n'));
}

static bool lex_word(struct toml_lexer *lx, struct toml_item *item, uint32_t c)
{
	if ((c == 'i' || c == 'n') && accepts_float_word(lx))
		return emit(lx, item, TOML_FLOAT);
	if (lx->failed)
		return false;
	if (rune_is_letter(c)) {
		back(lx);
		return lex_bool(lx, item);
	}
	if (c == END_OF_TEXT)
		return problem_at(lx, line_here(lx), "unexpected EOF; expected value");
	struct str shown = quoted_rune(lx, c);
	return problem_at(lx, c == '\n' ? lx->line - 1 : line_here(lx), "expected value but found %.*s instead",
	                  STR_FMT(shown));
}

bool toml_lex_value(struct toml_lexer *lx, struct toml_item *item)
{
	skip_white(lx);
	uint32_t c = next(lx);
	if (lx->failed)
		return false;
	switch (c) {
	case '[':
	case '{': ignore(lx); return emit(lx, item, c == '[' ? TOML_ARRAY : TOML_INLINE_TABLE);
	case '"':
	case '\'': return lex_any_string(lx, item, c);
	case '.': return problem_at(lx, line_here(lx), "floats must start with a digit, not '.'");
	case '-':
	case '+': return lex_signed(lx, item);
	case '0': return lex_after_zero(lx, item);
	}
	return is_digit(c) ? lex_number_or_date(lx, item) : lex_word(lx, item, c);
}

// --- Keys ---

static bool is_bare(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-';
}

static bool lex_name(struct toml_lexer *lx, struct toml_item *item)
{
	uint32_t c = peek(lx);
	if (c != '"' && c != '\'')
		return take_while(lx, item, TOML_TEXT, "", is_bare);
	next(lx);
	return lex_string(lx, item, c);
}

// Looks at the start of a key without taking anything of it.
static bool lex_key_start(struct toml_lexer *lx, struct toml_item *item)
{
	skip_white(lx);
	uint32_t c = peek(lx);
	if (c == '=' || c == END_OF_TEXT)
		return problem_at(lx, line_here(lx), "unexpected '=': key name appears blank");
	if (c == '.')
		return problem_at(lx, line_here(lx), "unexpected '.': keys cannot start with a '.'");
	return emit(lx, item, TOML_KEY);
}

bool toml_lex_key_part(struct toml_lexer *lx, struct toml_item *item)
{
	skip_white(lx);
	uint32_t c = peek(lx);
	if (c == '=' || c == END_OF_TEXT)
		return problem_at(lx, line_here(lx), "unexpected '='");
	if (c == '.')
		return problem_at(lx, line_here(lx), "unexpected '.'");
	return lex_name(lx, item);
}

bool toml_lex_key_end(struct toml_lexer *lx, bool *ret_more)
{
	skip_white(lx);
	uint32_t c = next(lx);
	*ret_more = c == '.';
	if (c == '.' || c == '=') {
		ignore(lx);
		return !lx->failed;
	}
	if (c == END_OF_TEXT)
		return problem_at(lx, line_here(lx), "unexpected EOF; expected key separator '='");
	struct str shown = quoted_rune(lx, c);
	return problem_at(lx, c == '\n' ? lx->line - 1 : line_here(lx), "expected '.' or '=', but got %.*s instead",
	                  STR_FMT(shown));
}

bool toml_lex_name_part(struct toml_lexer *lx, struct toml_item *item)
{
	skip_white(lx);
	uint32_t c = peek(lx);
	if (c == ']' || c == END_OF_TEXT)
		return problem_at(lx, line_here(lx), "unexpected end of table name (table names cannot be empty)");
	if (c == '.')
		return problem_at(lx, line_here(lx), "unexpected table separator (table names cannot be empty)");
	return lex_name(lx, item);
}

bool toml_lex_name_end(struct toml_lexer *lx, bool is_array, bool *ret_more)
{
	skip_white(lx);
	uint32_t c = next(lx);
	*ret_more = c == '.';
	if (c != '.' && c != ']')
		return unexpected(lx, "expected '.' or ']' to end table name, but got %.*s instead", c);
	if (c == ']' && is_array && (c = next(lx)) != ']')
		return unexpected(lx, "expected end of table array name delimiter ']', but got %.*s instead", c);
	ignore(lx);
	return !lx->failed;
}

// --- What surrounds values ---

bool toml_lex_top(struct toml_lexer *lx, struct toml_item *item)
{
	for (;;) {
		uint32_t c = next(lx);
		if (lx->failed)
			return false;
		if (c == '#' && !skip_comment(lx))
			return false;
		if (c == END_OF_TEXT)
			return emit(lx, item, TOML_END);
		if (c == '[') {
			bool is_array = peek(lx) == '[';
			if (is_array)
				next(lx);
			return emit(lx, item, is_array ? TOML_ARRAY_TABLE : TOML_TABLE);
		}
		if (c != '#' && !is_white(c) && !is_break(c))
			break;
		ignore(lx);
	}
	back(lx);
	return lex_key_start(lx, item);
}

bool toml_lex_line_end(struct toml_lexer *lx)
{
	uint32_t c;
	do
		c = next(lx);
	while (is_white(c));
	if (lx->failed)
		return false;
	if (c == '#')
		return skip_comment(lx);
	if (c == END_OF_TEXT)
		back(lx);
	else if (!is_break(c))
		return unexpected(
			lx, "expected a top-level item to end with a newline, comment, or EOF, but got %.*s instead",
			c);
	ignore(lx);
	return true;
}

// The next character that is no white space, line break or comment.
static bool next_in_collection(struct toml_lexer *lx, uint32_t *ret)
{
	for (;;) {
		*ret = next(lx);
		if (lx->failed || (*ret == '#' && !skip_comment(lx)))
			return false;
		if (*ret != '#' && !is_white(*ret) && !is_break(*ret))
			return true;
		ignore(lx);
	}
}

static struct str rune_or_end(struct toml_lexer *lx, uint32_t c)
{
	if (c == END_OF_TEXT)
		return STR("end of file");
	return ARENA_CONCAT(lx->arena, STR("'"), text_of_rune(lx, c), STR("'"));
}

bool toml_lex_array(struct toml_lexer *lx, bool first, bool *ret_more)
{
	uint32_t c;
	if (!next_in_collection(lx, &c))
		return false;
	if (!first && c == ',') {
		ignore(lx);
		if (!next_in_collection(lx, &c))
			return false;
		first = true;
	}
	*ret_more = c != ']';
	if (c == ']') {
		ignore(lx);
		return true;
	}
	if (!first) {
		struct str shown = rune_or_end(lx, c);
		return problem_at(lx, line_here(lx), "expected a comma (',') or array terminator (']'), but got %.*s",
		                  STR_FMT(shown));
	}
	if (c == ',')
		return problem_at(lx, line_here(lx), "unexpected comma");
	back(lx);
	return true;
}

bool toml_lex_inline(struct toml_lexer *lx, bool first, struct toml_item *item)
{
	uint32_t c;
	if (!next_in_collection(lx, &c))
		return false;
	while (!first && c == ',') {
		ignore(lx);
		skip_white(lx);
		first = peek(lx) != '}';
		if (!next_in_collection(lx, &c))
			return false;
	}
	if (c == '}') {
		ignore(lx);
		return emit(lx, item, TOML_CLOSE);
	}
	if (!first) {
		struct str shown = rune_or_end(lx, c);
		return problem_at(lx, line_here(lx),
		                  "expected a comma or an inline table terminator '}', but got %.*s instead",
		                  STR_FMT(shown));
	}
	if (c == ',')
		return problem_at(lx, line_here(lx), "unexpected comma");
	back(lx);
	return lex_key_start(lx, item);
}
