// SPDX-License-Identifier: Apache-2.0
// go-yaml's emitterc.go for what maps, lists and scalars need. A scalar is looked at once (yaml_shape_of), which
// decides how it may be written; most are then copied whole. The loops by character are for scalars that are folded,
// escaped or have several lines.
#include "value/yaml_emit.h"

#include <stdint.h>

// --- Looking at a scalar ---

enum shape_class { ORDINARY, SPACE, LINE_FEED, COLON, HASH, TAB, CONTROL, WIDE };

static const uint8_t shape_classes[256] = {
	[0x00 ... 0x08] = CONTROL,
	['\t'] = TAB,
	['\n'] = LINE_FEED,
	[0x0B ... 0x1F] = CONTROL,
	[' '] = SPACE,
	[':'] = COLON,
	['#'] = HASH,
	[0x7F] = CONTROL,
	[0x80 ... 0xFF] = WIDE,
};

static unsigned char byte_at(struct str s, size_t at)
{
	return at < s.len ? (unsigned char)s.data[at] : 0;
}

static size_t width_at(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at);
	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

// Line breaks beyond ASCII: NEL, LS, PS.
static bool is_wide_break(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at);
	if (c == 0xC2)
		return byte_at(s, at + 1) == 0x85;
	return c == 0xE2 && byte_at(s, at + 1) == 0x80 && (byte_at(s, at + 2) | 1) == 0xA9;
}

static bool is_break(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at);
	return c == '\n' || c == '\r' || is_wide_break(s, at);
}

// go-yaml escapes all beyond the Basic Multilingual Plane.
static bool is_wide_printable(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at), next = byte_at(s, at + 1), last = byte_at(s, at + 2);
	if (c == 0xC2)
		return next >= 0xA0;
	if (c == 0xEF)
		return !(next == 0xBB && last == 0xBF) && !(next == 0xBF && last >= 0xBE);
	return c < 0xF0;
}

// Control characters beyond ASCII and U+FFFE, U+FFFF are not allowed in YAML; NEL is read as a line break.
static bool is_unreadable(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at);
	return (c == 0xC2 && byte_at(s, at + 1) < 0xA0) ||
	       (c == 0xEF && byte_at(s, at + 1) == 0xBF && byte_at(s, at + 2) >= 0xBE);
}

static bool starts_with_indicator(struct str s)
{
	char c = s.data[0];
	if (c != '\0' && strchr("#,[]{}&*!|>'\"%@`", c))
		return true;
	if (c == '?' || c == ':' || c == '-')
		if (s.len == 1 || is_blank(s.data[1]))
			return true;
	return s.len >= 3 && (c == '-' || c == '.') && s.data[1] == c && s.data[2] == c;
}

struct look {
	bool indicators, breaks, special, tabs;
	bool edge_space, edge_break, trailing_space; /* at either end */
	bool break_space, space_break;               /* a space after a break, a break after a space */
	bool after_space, after_break, after_blank;  /* of the character before */
};

static void look_at_space(struct look *look, struct str s, size_t at)
{
	look->trailing_space |= at + 1 == s.len;
	look->edge_space |= at == 0 || at + 1 == s.len;
	look->break_space |= look->after_break;
	look->after_space = look->after_blank = true;
	look->after_break = false;
}

static void look_at_break(struct look *look, struct str s, size_t at, size_t width)
{
	look->breaks = true;
	look->edge_break |= at == 0 || at + width == s.len;
	look->space_break |= look->after_space;
	look->after_space = false;
	look->after_break = look->after_blank = true;
}

static void look_at(struct look *look, struct str s, size_t at, enum shape_class class, size_t width)
{
	if (class == SPACE) {
		look_at_space(look, s, at);
		return;
	}
	if (class == WIDE)
		look->special |= !is_wide_printable(s, at);
	else if (class == CONTROL)
		look->special = true;
	else if (class == TAB)
		look->tabs = true;
	else if (class == COLON)
		look->indicators |= at + 1 == s.len || is_blank(s.data[at + 1]);
	else if (class == HASH)
		look->indicators |= look->after_blank;
	if (class == LINE_FEED || s.data[at] == '\r' || (class == WIDE && is_wide_break(s, at))) {
		look_at_break(look, s, at, width);
		return;
	}
	look->after_space = look->after_break = false;
	look->after_blank = class == TAB || s.data[at] == '\0';
}

struct yaml_shape yaml_shape_of(const struct yaml_emitter *e, struct str s)
{
	if (s.len == 0)
		return (struct yaml_shape){ .plain = true, .single = true };
	struct look look = { .indicators = starts_with_indicator(s), .after_blank = true };
	struct yaml_shape shape = { 0 };
	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		while (at < s.len && shape_classes[(unsigned char)s.data[at]] == ORDINARY)
			at++;
		if (at == s.len)
			break;
		if (at != from)
			look.after_space = look.after_break = look.after_blank = false;
		enum shape_class class = (enum shape_class)shape_classes[(unsigned char)s.data[at]];
		size_t width = class == WIDE ? width_at(s, at) : 1;
		look_at(&look, s, at, class, width);
		shape.wide |= class == WIDE;
		shape.unreadable |= class == WIDE ? is_unreadable(s, at) : s.data[at] == 0x7F;
		at += width;
	}
	if (look.tabs && !e->keeps_tabs)
		look.special = true;
	shape.multiline = look.breaks;
	shape.single = !look.break_space && !look.space_break && !look.special && !look.tabs;
	shape.block = !look.trailing_space && !look.space_break && !look.special;
	shape.plain = shape.single && !look.edge_space && !look.edge_break && !look.breaks && !look.indicators;
	return shape;
}

// --- Writing ---

static void put(struct yaml_emitter *e, char c)
{
	strbuf_add_char(e->out, c);
	e->column++;
}

static void put_break(struct yaml_emitter *e)
{
	strbuf_add_char(e->out, '\n');
	e->column = 0;
	e->indention = true;
}

// Copies text without line breaks.
static void put_text(struct yaml_emitter *e, struct str s, bool wide)
{
	strbuf_add(e->out, s);
	e->column += s.len;
	for (size_t i = 0; wide && i < s.len; i++)
		e->column -= ((unsigned char)s.data[i] & 0xC0) == 0x80;
}

static void put_character(struct yaml_emitter *e, struct str s, size_t *at)
{
	size_t width = width_at(s, *at);
	strbuf_add(e->out, str_slice(s, *at, *at + width));
	e->column++;
	*at += width;
}

static void put_own_break(struct yaml_emitter *e, struct str s, size_t *at)
{
	put_character(e, s, at);
	e->column = 0;
	e->indention = true;
}

void yaml_emit_indent(struct yaml_emitter *e, long indent)
{
	size_t target = indent > 0 ? (size_t)indent : 0;
	if (!e->indention || e->column > target || (e->column == target && !e->whitespace))
		put_break(e);
	if (e->column < target) {
		strbuf_add_repeat(e->out, ' ', target - e->column);
		e->column = target;
	}
	e->whitespace = true;
	e->indention = true;
}

void yaml_emit_indicator(struct yaml_emitter *e, struct str indicator, bool spaced, bool keeps_indention)
{
	if (spaced && !e->whitespace)
		put(e, ' ');
	put_text(e, indicator, false);
	e->whitespace = false;
	e->indention = e->indention && keeps_indention;
}

void yaml_emit_word(struct yaml_emitter *e, struct str s)
{
	if (!e->whitespace)
		put(e, ' ');
	put_text(e, s, false);
	e->whitespace = false;
	e->indention = false;
}

// Is this the single space where a line that is too long may be broken?
static bool folds_at(const struct yaml_emitter *e, struct str s, size_t at, bool after_space)
{
	return !after_space && e->column > e->width && byte_at(s, at + 1) != ' ';
}

static void emit_plain(struct yaml_emitter *e, struct str s, bool wide, long indent, bool folds)
{
	if (!e->whitespace)
		put(e, ' ');
	if (!folds || e->column + s.len <= e->width) {
		put_text(e, s, wide);
	} else {
		bool after_space = false;
		for (size_t at = 0; at < s.len;) {
			bool space = s.data[at] == ' ';
			if (space && folds_at(e, s, at, after_space)) {
				yaml_emit_indent(e, indent);
				at++;
			} else {
				put_character(e, s, &at);
				if (!space)
					e->indention = false;
			}
			after_space = space;
		}
	}
	e->whitespace = false;
	e->indention = false;
}

static void emit_single(struct yaml_emitter *e, struct str s, long indent, bool folds)
{
	bool after_space = false, after_break = false;
	yaml_emit_indicator(e, STR("'"), true, false);
	for (size_t at = 0; at < s.len;) {
		if (s.data[at] == ' ') {
			if (folds && at > 0 && at < s.len - 1 && folds_at(e, s, at, after_space)) {
				yaml_emit_indent(e, indent);
				at++;
			} else {
				put_character(e, s, &at);
			}
			after_space = true;
		} else if (is_break(s, at)) {
			put_own_break(e, s, &at);
			after_break = true;
		} else {
			if (after_break)
				yaml_emit_indent(e, indent);
			if (s.data[at] == '\'')
				put(e, '\'');
			put_character(e, s, &at);
			e->indention = false;
			after_space = after_break = false;
		}
	}
	yaml_emit_indicator(e, STR("'"), false, false);
}

static uint32_t decode_at(struct str s, size_t at, size_t width)
{
	unsigned char lead = byte_at(s, at);
	uint32_t c = width == 1 ? lead : lead & (0xFFu >> (width + 1));
	for (size_t i = 1; i < width; i++)
		c = c << 6 | (byte_at(s, at + i) & 0x3F);
	return c;
}

static char short_escape(uint32_t c)
{
	static const char short_escapes[] = {
		[0x00] = '0', [0x07] = 'a', [0x08] = 'b', [0x09] = 't', [0x0A] = 'n',  [0x0B] = 'v',
		[0x0C] = 'f', [0x0D] = 'r', [0x1B] = 'e', [0x22] = '"', [0x5C] = '\\',
	};
	if (c < sizeof(short_escapes))
		return short_escapes[c];
	return c == 0x85 ? 'N' : c == 0xA0 ? '_' : c == 0x2028 ? 'L' : c == 0x2029 ? 'P' : '\0';
}

static void put_escape(struct yaml_emitter *e, uint32_t c)
{
	char name = short_escape(c);
	size_t before = e->out->len;
	if (name) {
		strbuf_add_char(e->out, '\\');
		strbuf_add_char(e->out, name);
	} else if (c <= 0xFF) {
		strbuf_printf(e->out, "\\x%02X", c);
	} else if (c <= 0xFFFF) {
		strbuf_printf(e->out, "\\u%04X", c);
	} else {
		strbuf_printf(e->out, "\\U%08X", c);
	}
	e->column += e->out->len - before;
}

static bool needs_escape(struct str s, size_t at)
{
	unsigned char c = byte_at(s, at);
	if (c >= 0x80)
		return !is_wide_printable(s, at) || is_wide_break(s, at);
	return c < ' ' || c == 0x7F || c == '"' || c == '\\';
}

static void emit_double(struct yaml_emitter *e, struct str s, long indent, bool folds)
{
	// go-yaml asks at each character whether the text begins with a byte order mark, and if so escapes it.
	bool begins_with_bom = str_has_prefix(s, STR("\xEF\xBB\xBF"));
	bool after_space = false;
	yaml_emit_indicator(e, STR("\""), true, false);
	for (size_t at = 0; at < s.len;) {
		bool space = s.data[at] == ' ' && !begins_with_bom;
		if (begins_with_bom || needs_escape(s, at)) {
			size_t width = width_at(s, at);
			put_escape(e, decode_at(s, at, width));
			at += width;
		} else if (space && folds && !after_space && e->column > e->width && at > 0 && at < s.len - 1) {
			yaml_emit_indent(e, indent);
			if (s.data[at + 1] == ' ')
				put(e, '\\');
			at++;
		} else {
			put_character(e, s, &at);
		}
		after_space = space;
	}
	yaml_emit_indicator(e, STR("\""), false, false);
}

// How the end of a literal block is to be read: '-' no line break, '+' all of them, '\0' one.
static char chomping(struct str s)
{
	size_t at = s.len - 1;
	while (at > 0 && (byte_at(s, at) & 0xC0) == 0x80)
		at--;
	if (!is_break(s, at))
		return '-';
	if (at == 0)
		return '+';
	for (at--; at > 0 && (byte_at(s, at) & 0xC0) == 0x80;)
		at--;
	return is_break(s, at) ? '+' : '\0';
}

static void emit_literal(struct yaml_emitter *e, struct str s, bool wide, long indent)
{
	yaml_emit_indicator(e, STR("|"), true, false);
	if (s.data[0] == ' ' || is_break(s, 0))
		yaml_emit_indicator(e, STR("2"), false, false);
	char chomp = chomping(s);
	if (chomp)
		yaml_emit_indicator(e, (struct str){ &chomp, 1 }, false, false);
	put_break(e);
	e->whitespace = true;
	for (size_t at = 0; at < s.len;) {
		if (s.data[at] == '\n') {
			put_break(e);
			at++;
			continue;
		}
		if (is_break(s, at)) {
			put_own_break(e, s, &at);
			continue;
		}
		yaml_emit_indent(e, indent);
		size_t from = at;
		while (at < s.len && s.data[at] != '\n' && !(wide && is_break(s, at)))
			at++;
		put_text(e, str_slice(s, from, at), wide);
		e->indention = false;
	}
}

void yaml_emit_scalar(struct yaml_emitter *e, struct str s, struct yaml_shape shape, enum yaml_style style, long indent,
                      bool folds)
{
	switch (style) {
	case YAML_PLAIN: emit_plain(e, s, shape.wide, indent, folds); break;
	case YAML_SINGLE: emit_single(e, s, indent, folds); break;
	case YAML_DOUBLE: emit_double(e, s, indent, folds); break;
	case YAML_LITERAL: emit_literal(e, s, shape.wide, indent); break;
	}
}
