// SPDX-License-Identifier: Apache-2.0
// The texts of scalars. Most lie in the input as they are and are borrowed from it: the quick paths at the head of
// yaml_scan_plain and yaml_scan_quoted find those. All others are put together in s->text: folded lines, escapes,
// block scalars without their indentation.
#include "text/utf8.h"
#include "value/yaml_scan.h"

static bool scan_fail(struct yaml_scanner *s, const char *problem)
{
	return yaml_fail(s, yaml_mark_here(s), false, problem);
}

// The line breaks between two parts of a folded scalar.
struct fold {
	bool in;          /* a break was read since the last part */
	struct str first; /* the first break, or nothing */
};

static void begin_fold(struct yaml_scanner *s, struct fold *fold)
{
	*fold = (struct fold){ .first = STR_NONE };
	strbuf_truncate(&s->breaks, 0);
}

// One line break becomes a space, more become themselves without the first.
static void add_fold(struct yaml_scanner *s, const struct fold *fold)
{
	if (!str_is(fold->first, "\n"))
		strbuf_add(&s->text, fold->first);
	else if (s->breaks.len == 0)
		strbuf_add_char(&s->text, ' ');
	strbuf_add(&s->text, strbuf_peek(&s->breaks));
}

static bool add_break(struct yaml_scanner *s, struct fold *fold)
{
	if (!yaml_need(s, 2))
		return false;
	if (fold->in)
		strbuf_add(&s->breaks, yaml_read_break(s));
	else
		*fold = (struct fold){ true, yaml_read_break(s) };
	return true;
}

static struct str piece(const char *from, const char *to)
{
	return (struct str){ from, (size_t)(to - from) };
}

// --- Plain ---

// What may end a plain scalar, or needs a closer look.
enum plain_class { WORD, STOP, FLOW_STOP, WIDE };

static const uint8_t plain_classes[256] = {
	['\0'] = STOP,     ['\t'] = STOP,     ['\n'] = STOP,          ['\r'] = STOP,     [' '] = STOP,
	[':'] = STOP,      [','] = FLOW_STOP, ['?'] = FLOW_STOP,      ['['] = FLOW_STOP, [']'] = FLOW_STOP,
	['{'] = FLOW_STOP, ['}'] = FLOW_STOP, [0x80 ... 0xFF] = WIDE,
};

static bool ends_plain(const struct yaml_scanner *s)
{
	const char *p = s->at;
	switch ((enum plain_class)plain_classes[(unsigned char)*p]) {
	case WORD: return false;
	case STOP: return *p != ':' || yaml_is_blankz(p + 1);
	case FLOW_STOP: return s->flow_level > 0;
	case WIDE: return yaml_break_width(p) != 0;
	}
	return true;
}

static bool scan_word(struct yaml_scanner *s)
{
	for (;;) {
		const char *at = s->at;
		while (!s->watched && plain_classes[(unsigned char)*at] == WORD)
			at++;
		s->at = at;
		if (ends_plain(s))
			return true;
		yaml_skip(s);
		if (!yaml_need(s, 2))
			return false;
	}
}

static bool skip_plain_blanks(struct yaml_scanner *s, struct fold *fold)
{
	if (!yaml_need(s, 1))
		return false;
	for (;;) {
		if (yaml_is_blank(*s->at)) {
			if (fold->in && (long)yaml_column(s) <= s->indent && *s->at == '\t')
				return scan_fail(s, "found a tab character that violates indentation");
			s->at++;
		} else if (yaml_break_width(s->at) == 0) {
			return true;
		} else if (!add_break(s, fold)) {
			return false;
		}
		if (!yaml_need(s, 1))
			return false;
	}
}

bool yaml_scan_plain(struct yaml_scanner *s, struct yaml_token *token)
{
	struct fold fold;
	const char *from = s->at, *to = s->at; // the part of this line that belongs to the scalar
	begin_fold(s, &fold);
	strbuf_truncate(&s->text, 0);
	for (;;) {
		if (!yaml_need(s, 4))
			return false;
		if (yaml_at_document_indicator(s) || *s->at == '#')
			break;
		const char *word = s->at;
		bool folds = fold.in && !ends_plain(s);
		if (folds) {
			strbuf_add(&s->text, piece(from, to));
			add_fold(s, &fold);
			begin_fold(s, &fold);
			from = word;
		}
		if (!scan_word(s))
			return false;
		if (s->at != word)
			to = s->at;
		if (!yaml_is_blank(*s->at) && yaml_break_width(s->at) == 0)
			break;
		if (!skip_plain_blanks(s, &fold))
			return false;
		if (s->flow_level == 0 && (long)yaml_column(s) <= s->indent)
			break;
	}
	token->text = piece(from, to);
	if (s->text.len) {
		strbuf_add(&s->text, token->text);
		token->text = strbuf_str(&s->text, s->arena);
	}
	if (fold.in)
		s->simple_key_allowed = true;
	return true;
}

// --- Quoted ---

// Finds the end of a text without escapes and line breaks.
static const char *find_quote(const struct yaml_scanner *s, const char *at, char quote)
{
	for (; *at != quote; at++)
		if (*at == '\0' || *at == '\n' || *at == '\r' || *at == '\\' || (unsigned char)*at >= 0x80)
			if (*at != '\\' || quote == '"')
				return NULL;
	return quote == '\'' && at[1] == quote ? NULL : at < s->end ? at : NULL;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool add_code(struct yaml_scanner *s, unsigned digits)
{
	uint32_t c = 0;
	if (!yaml_need(s, digits))
		return false;
	for (unsigned i = 0; i < digits; i++) {
		int digit = hex_value(s->at[i]);
		if (digit < 0)
			return scan_fail(s, "did not find expected hexdecimal number");
		c = c << 4 | (uint32_t)digit;
	}
	if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
		return scan_fail(s, "found invalid Unicode character escape code");
	utf8_encode(&s->text, c);
	s->at += digits;
	return true;
}

// The escape's text, empty for those that scan_escape treats itself; NULL for an unknown one.
static const char *escape_text(char c)
{
	static const char *const texts[128] = {
		['a'] = "\a",
		['b'] = "\b",
		['t'] = "\t",
		['\t'] = "\t",
		['n'] = "\n",
		['v'] = "\v",
		['f'] = "\f",
		['r'] = "\r",
		['e'] = "\x1B",
		[' '] = " ",
		['"'] = "\"",
		['\''] = "'",
		['\\'] = "\\",
		['N'] = "\xC2\x85",
		['_'] = "\xC2\xA0",
		['L'] = "\xE2\x80\xA8",
		['P'] = "\xE2\x80\xA9",
		['0'] = "",
		['x'] = "",
		['u'] = "",
		['U'] = "",
	};
	return (unsigned char)c < 128 ? texts[(unsigned char)c] : NULL;
}

static bool scan_escape(struct yaml_scanner *s)
{
	char c = s->at[1];
	const char *text = escape_text(c);
	if (!text)
		return scan_fail(s, "found unknown escape character");
	s->at += 2;
	switch (c) {
	case 'x': return add_code(s, 2);
	case 'u': return add_code(s, 4);
	case 'U': return add_code(s, 8);
	case '0': strbuf_add_char(&s->text, '\0'); return true;
	}
	strbuf_add_cstr(&s->text, text);
	return true;
}

// Text up to white space or the closing quote. An escaped line break ends it too, and begins a fold without a break.
static bool scan_quoted_word(struct yaml_scanner *s, bool single, struct fold *fold)
{
	char quote = single ? '\'' : '"';
	while (!yaml_is_blankz(s->at)) {
		if (single && s->at[0] == quote && s->at[1] == quote) {
			strbuf_add_char(&s->text, quote);
			s->at += 2;
		} else if (*s->at == quote) {
			break;
		} else if (!single && *s->at == '\\' && yaml_break_width(s->at + 1)) {
			if (!yaml_need(s, 3))
				return false;
			s->at++;
			yaml_read_break(s);
			fold->in = true;
			break;
		} else if (!single && *s->at == '\\') {
			if (!scan_escape(s))
				return false;
		} else {
			const char *from = s->at;
			yaml_skip(s);
			strbuf_add(&s->text, piece(from, s->at));
		}
		if (!yaml_need(s, 2))
			return false;
	}
	return yaml_need(s, 1);
}

static bool scan_quoted_blanks(struct yaml_scanner *s, struct fold *fold)
{
	const char *from = s->at;
	while (yaml_is_blank(*s->at) || yaml_break_width(s->at)) {
		if (yaml_is_blank(*s->at))
			s->at++;
		else if (!add_break(s, fold))
			return false;
		if (!yaml_need(s, 1))
			return false;
	}
	if (fold->in)
		add_fold(s, fold);
	else
		strbuf_add(&s->text, piece(from, s->at));
	return true;
}

bool yaml_scan_quoted(struct yaml_scanner *s, struct yaml_token *token, bool single)
{
	char quote = single ? '\'' : '"';
	s->at++;
	const char *end = s->watched ? NULL : find_quote(s, s->at, quote);
	if (end) {
		token->text = piece(s->at, end);
		s->at = end + 1;
		return true;
	}
	strbuf_truncate(&s->text, 0);
	for (;;) {
		struct fold fold;
		begin_fold(s, &fold);
		if (!yaml_need(s, 4))
			return false;
		if (yaml_at_document_indicator(s))
			return scan_fail(s, "found unexpected document indicator");
		if (*s->at == '\0')
			return scan_fail(s, "found unexpected end of stream");
		if (!scan_quoted_word(s, single, &fold))
			return false;
		if (*s->at == quote)
			break;
		if (!scan_quoted_blanks(s, &fold))
			return false;
	}
	s->at++;
	token->text = strbuf_str(&s->text, s->arena);
	return true;
}

// --- Block ---

enum chomping { STRIP, CLIP, KEEP };

static void scan_chomping(struct yaml_scanner *s, enum chomping *chomping)
{
	if (*s->at == '+' || *s->at == '-')
		*chomping = *s->at++ == '+' ? KEEP : STRIP;
}

static bool scan_increment(struct yaml_scanner *s, long *increment)
{
	if (*s->at < '0' || *s->at > '9')
		return true;
	if (*s->at == '0')
		return scan_fail(s, "found an indentation indicator equal to 0");
	*increment = *s->at++ - '0';
	return true;
}

// The rest of the line with the '|': indicators in either order, a comment.
static bool scan_block_header(struct yaml_scanner *s, enum chomping *chomping, long *increment)
{
	s->at++;
	if (!yaml_need(s, 1))
		return false;
	if (*s->at == '+' || *s->at == '-') {
		scan_chomping(s, chomping);
		if (!yaml_need(s, 1) || !scan_increment(s, increment))
			return false;
	} else {
		if (!scan_increment(s, increment) || !yaml_need(s, 1))
			return false;
		if (*increment)
			scan_chomping(s, chomping);
	}
	return yaml_end_line(s);
}

// Indentation and empty lines before the next line of text. The first call finds the indentation if it is still 0.
static bool scan_block_breaks(struct yaml_scanner *s, long *indent)
{
	long deepest = 0;
	strbuf_truncate(&s->breaks, 0);
	for (;;) {
		if (!yaml_need(s, 1))
			return false;
		while (*s->at == ' ' && (*indent == 0 || (long)yaml_column(s) < *indent)) {
			s->at++;
			if (!yaml_need(s, 1))
				return false;
		}
		long column = (long)yaml_column(s);
		if (column > deepest)
			deepest = column;
		if (*s->at == '\t' && (*indent == 0 || column < *indent))
			return scan_fail(s, "found a tab character where an indentation space is expected");
		if (yaml_break_width(s->at) == 0)
			break;
		if (!yaml_need(s, 2))
			return false;
		strbuf_add(&s->breaks, yaml_read_break(s));
	}
	if (*indent == 0) {
		long least = s->indent + 1 > 1 ? s->indent + 1 : 1;
		*indent = deepest > least ? deepest : least;
	}
	return true;
}

// The lines of text; `last_break` is the break behind the last one.
static bool scan_block_lines(struct yaml_scanner *s, long indent, bool literal, struct str *last_break)
{
	bool leading_blank = false;
	while ((long)yaml_column(s) == indent && *s->at != '\0') {
		bool blank = yaml_is_blank(*s->at);
		bool folds = !literal && !leading_blank && !blank && str_is(*last_break, "\n");
		if (!folds)
			strbuf_add(&s->text, *last_break);
		else if (s->breaks.len == 0)
			strbuf_add_char(&s->text, ' ');
		strbuf_add(&s->text, strbuf_peek(&s->breaks));
		leading_blank = blank;
		const char *from = s->at;
		if (!yaml_skip_line_rest(s))
			return false;
		strbuf_add(&s->text, piece(from, s->at));
		if (!yaml_need(s, 2))
			return false;
		*last_break = *s->at == '\0' ? STR_NONE : yaml_read_break(s);
		if (!scan_block_breaks(s, &indent))
			return false;
	}
	return true;
}

bool yaml_scan_block(struct yaml_scanner *s, struct yaml_token *token, bool literal)
{
	enum chomping chomping = CLIP;
	long increment = 0;
	strbuf_truncate(&s->text, 0);
	if (!scan_block_header(s, &chomping, &increment))
		return false;
	long indent = increment && s->indent >= 0 ? s->indent + increment : increment;
	if (!scan_block_breaks(s, &indent))
		return false;
	struct str last_break = STR_NONE;
	if (!yaml_need(s, 1) || !scan_block_lines(s, indent, literal, &last_break))
		return false;
	if (chomping != STRIP)
		strbuf_add(&s->text, last_break);
	if (chomping == KEEP)
		strbuf_add(&s->text, strbuf_peek(&s->breaks));
	token->text = strbuf_str(&s->text, s->arena);
	return true;
}
