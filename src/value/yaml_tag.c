// SPDX-License-Identifier: Apache-2.0
// The rarer tokens: tags, anchors, aliases and directives.
#include "value/yaml_scan.h"

static bool scan_fail(struct yaml_scanner *s, const char *problem)
{
	return yaml_fail(s, yaml_mark_here(s), false, problem);
}

static struct str since(const struct yaml_scanner *s, const char *from)
{
	return (struct str){ from, (size_t)(s->at - from) };
}

static bool skip_alpha(struct yaml_scanner *s)
{
	if (!yaml_need(s, 1))
		return false;
	while (yaml_is_alpha(*s->at)) {
		s->at++;
		if (!yaml_need(s, 1))
			return false;
	}
	return true;
}

static bool skip_blanks(struct yaml_scanner *s)
{
	if (!yaml_need(s, 1))
		return false;
	while (yaml_is_blank(*s->at)) {
		s->at++;
		if (!yaml_need(s, 1))
			return false;
	}
	return true;
}

bool yaml_end_line(struct yaml_scanner *s)
{
	if (!skip_blanks(s))
		return false;
	if (*s->at == '#' && !yaml_skip_line_rest(s))
		return false;
	if (!yaml_is_breakz(s->at))
		return scan_fail(s, "did not find expected comment or line break");
	if (*s->at == '\0')
		return true;
	if (!yaml_need(s, 2))
		return false;
	yaml_read_break(s);
	return true;
}

bool yaml_scan_anchor(struct yaml_scanner *s, struct yaml_token *token)
{
	s->at++;
	const char *from = s->at;
	if (!skip_alpha(s))
		return false;
	token->text = since(s, from);
	bool ends = yaml_is_blankz(s->at) || strchr("?:,]}%@`", *s->at);
	if (token->text.len == 0 || !ends)
		return scan_fail(s, "did not find expected alphabetic or numeric character");
	return true;
}

// "!", "!name" or "!name!"; a directive wants the last.
static bool scan_handle(struct yaml_scanner *s, bool directive, struct str *ret)
{
	if (!yaml_need(s, 1))
		return false;
	if (*s->at != '!')
		return scan_fail(s, "did not find expected '!'");
	const char *from = s->at++;
	if (!skip_alpha(s))
		return false;
	if (*s->at == '!')
		s->at++;
	else if (directive && s->at != from + 1)
		return scan_fail(s, "did not find expected '!'");
	*ret = since(s, from);
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One character written as %XX for each of its bytes.
static bool scan_uri_escapes(struct yaml_scanner *s, struct strbuf *out)
{
	for (unsigned i = 0, width = 1; i < width; i++) {
		if (!yaml_need(s, 3))
			return false;
		int high = *s->at == '%' ? hex_value(s->at[1]) : -1;
		int low = high >= 0 ? hex_value(s->at[2]) : -1;
		if (low < 0)
			return scan_fail(s, "did not find URI escaped octet");
		unsigned octet = (unsigned)high << 4 | (unsigned)low;
		if (i == 0 && ((octet & 0xC0) == 0x80 || octet >= 0xF8))
			return scan_fail(s, "found an incorrect leading UTF-8 octet");
		if (i > 0 && (octet & 0xC0) != 0x80)
			return scan_fail(s, "found an incorrect trailing UTF-8 octet");
		if (i == 0)
			width = yaml_char_width((char)octet);
		strbuf_add_char(out, (char)octet);
		s->at += 3;
	}
	return true;
}

static bool is_uri_character(char c)
{
	return yaml_is_alpha(c) || (c != '\0' && strchr(";/?:@&=+$,.!~*'()[]%", c));
}

// The rest of a tag behind `head`, whose own first '!' does not count.
static bool scan_uri(struct yaml_scanner *s, struct str head, struct str *ret)
{
	strbuf_truncate(&s->text, 0);
	strbuf_add(&s->text, str_from(head, 1));
	if (!yaml_need(s, 1))
		return false;
	bool found = head.len > 0;
	while (is_uri_character(*s->at)) {
		if (*s->at != '%')
			strbuf_add_char(&s->text, *s->at++);
		else if (!scan_uri_escapes(s, &s->text))
			return false;
		if (!yaml_need(s, 1))
			return false;
		found = true;
	}
	if (!found)
		return scan_fail(s, "did not find expected tag URI");
	*ret = strbuf_str(&s->text, s->arena);
	return true;
}

// "!<uri>"
static bool scan_verbatim_tag(struct yaml_scanner *s, struct yaml_token *token)
{
	s->at += 2;
	token->text = STR_NONE;
	if (!scan_uri(s, STR_NONE, &token->suffix))
		return false;
	if (*s->at != '>')
		return scan_fail(s, "did not find the expected '>'");
	s->at++;
	return true;
}

// "!handle!suffix", "!suffix" or "!" alone, which becomes a suffix without a handle.
static bool scan_short_tag(struct yaml_scanner *s, struct yaml_token *token)
{
	struct str handle;
	if (!scan_handle(s, false, &handle))
		return false;
	if (handle.len > 1 && handle.data[handle.len - 1] == '!') {
		token->text = handle;
		return scan_uri(s, STR_NONE, &token->suffix);
	}
	if (!scan_uri(s, handle, &token->suffix))
		return false;
	token->text = STR("!");
	if (token->suffix.len == 0) {
		token->text = STR_NONE;
		token->suffix = STR("!");
	}
	return true;
}

bool yaml_scan_tag(struct yaml_scanner *s, struct yaml_token *token)
{
	if (!yaml_need(s, 2))
		return false;
	if (s->at[1] == '<' ? !scan_verbatim_tag(s, token) : !scan_short_tag(s, token))
		return false;
	if (!yaml_need(s, 1))
		return false;
	if (!yaml_is_blankz(s->at))
		return scan_fail(s, "did not find expected whitespace or line break");
	return true;
}

static bool scan_version_number(struct yaml_scanner *s, unsigned *ret)
{
	enum { MAX_DIGITS = 2 };
	unsigned number = 0, digits = 0;
	if (!yaml_need(s, 1))
		return false;
	while (*s->at >= '0' && *s->at <= '9') {
		if (++digits > MAX_DIGITS)
			return scan_fail(s, "found extremely long version number");
		number = number * 10 + (unsigned)(*s->at++ - '0');
		if (!yaml_need(s, 1))
			return false;
	}
	if (digits == 0)
		return scan_fail(s, "did not find expected version number");
	*ret = number;
	return true;
}

static bool scan_version(struct yaml_scanner *s, struct yaml_token *token)
{
	unsigned major, minor;
	if (!skip_blanks(s) || !scan_version_number(s, &major))
		return false;
	if (*s->at != '.')
		return scan_fail(s, "did not find expected digit or '.' character");
	s->at++;
	if (!scan_version_number(s, &minor))
		return false;
	token->type = TOKEN_VERSION_DIRECTIVE;
	token->is_1_1 = major == 1 && minor == 1;
	return true;
}

static bool scan_tag_directive(struct yaml_scanner *s, struct yaml_token *token)
{
	if (!skip_blanks(s) || !scan_handle(s, true, &token->text))
		return false;
	if (!yaml_need(s, 1))
		return false;
	if (!yaml_is_blank(*s->at))
		return scan_fail(s, "did not find expected whitespace");
	while (yaml_is_blank(*s->at)) {
		s->at++;
		if (!yaml_need(s, 1))
			return false;
	}
	if (!scan_uri(s, STR_NONE, &token->suffix) || !yaml_need(s, 1))
		return false;
	if (!yaml_is_blankz(s->at))
		return scan_fail(s, "did not find expected whitespace or line break");
	token->type = TOKEN_TAG_DIRECTIVE;
	return true;
}

static bool scan_directive_name(struct yaml_scanner *s, struct str *ret)
{
	s->at++;
	const char *from = s->at;
	if (!skip_alpha(s))
		return false;
	*ret = since(s, from);
	if (ret->len == 0)
		return scan_fail(s, "could not find expected directive name");
	if (!yaml_is_blankz(s->at))
		return scan_fail(s, "found unexpected non-alphabetical character");
	return true;
}

bool yaml_scan_directive(struct yaml_scanner *s, struct yaml_token *token)
{
	struct str name;
	if (!scan_directive_name(s, &name))
		return false;
	bool ok;
	if (str_is(name, "YAML"))
		ok = scan_version(s, token);
	else if (str_is(name, "TAG"))
		ok = scan_tag_directive(s, token);
	else
		return scan_fail(s, "found unknown directive name");
	return ok && yaml_end_line(s);
}
