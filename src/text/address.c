// SPDX-License-Identifier: Apache-2.0
#include "text/address.h"

#include "base/strbuf.h"
#include "text/strconv.h"

// `at`: what could not be read; empty if the address as a whole is wrong.
static bool wrong(struct error *err, struct str text, const char *message, struct str at)
{
	struct strbuf buf = { 0 };
	strbuf_add_cstr(&buf, "ParseAddr(");
	quote(&buf, text);
	strbuf_printf(&buf, "): %s", message);
	if (at.len) {
		strbuf_add_cstr(&buf, " (at ");
		quote(&buf, at);
		strbuf_add_char(&buf, ')');
	}
	fail(err, NOWHERE, "%.*s", STR_FMT(strbuf_peek(&buf)));
	strbuf_done(&buf);
	return false;
}

// Four numbers with points between them; `text` is the whole address, which errors quote.
static bool parse_v4(struct str text, struct str s, unsigned char *fields, struct error *err)
{
	unsigned value = 0, digits = 0, field = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		if (c >= '0' && c <= '9') {
			if (digits == 1 && value == 0)
				return wrong(err, text, "IPv4 field has octet with leading zero", STR_NONE);
			value = value * 10 + (unsigned)(c - '0');
			digits++;
			if (value > 255)
				return wrong(err, text, "IPv4 field has value >255", STR_NONE);
		} else if (c == '.') {
			if (i == 0 || i == s.len - 1 || s.data[i - 1] == '.')
				return wrong(err, text, "IPv4 field must have at least one digit", str_from(s, i));
			if (field == 3)
				return wrong(err, text, "IPv4 address too long", STR_NONE);
			fields[field++] = (unsigned char)value;
			value = digits = 0;
		} else {
			return wrong(err, text, "unexpected character", str_from(s, i));
		}
	}
	if (field < 3)
		return wrong(err, text, "IPv4 address too short", STR_NONE);
	fields[3] = (unsigned char)value;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	char lower = (char)(c | 0x20);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// An IPv6 address being read: `filled` bytes so far, the ellipsis "::" before byte `ellipsis` (-1: none yet).
struct reading {
	struct str text, rest;
	unsigned char *bytes;
	int filled, ellipsis;
	struct error *err;
};

static bool wrong_here(const struct reading *reading, const char *message)
{
	return wrong(reading->err, reading->text, message, reading->rest);
}

// Up to four digits, or the IPv4 address at the end. *ret_more: a colon and another field follow.
static bool read_field(struct reading *reading, bool *ret_more)
{
	struct str s = reading->rest;
	unsigned value = 0;
	size_t digits = 0;
	*ret_more = false;
	for (; digits < s.len && hex_digit(s.data[digits]) >= 0; digits++) {
		value = value << 4 | (unsigned)hex_digit(s.data[digits]);
		if (digits > 3)
			return wrong_here(reading, "each group must have 4 or less digits");
	}
	if (digits == 0)
		return wrong_here(reading, "each colon-separated field must have at least one digit");
	if (digits < s.len && s.data[digits] == '.') {
		if (reading->ellipsis < 0 && reading->filled != 12)
			return wrong_here(reading,
			                  "embedded IPv4 address must replace the final 2 fields of the address");
		if (reading->filled + 4 > 16)
			return wrong_here(reading,
			                  "too many hex fields to fit an embedded IPv4 at the end of the address");
		if (!parse_v4(reading->text, s, reading->bytes + reading->filled, reading->err))
			return false;
		reading->filled += 4;
		reading->rest = STR_NONE;
		return true;
	}
	reading->bytes[reading->filled++] = (unsigned char)(value >> 8);
	reading->bytes[reading->filled++] = (unsigned char)value;
	reading->rest = str_from(s, digits);
	*ret_more = reading->rest.len != 0;
	return true;
}

static bool read_colon(struct reading *reading, bool *ret_more)
{
	if (reading->rest.data[0] != ':')
		return wrong_here(reading, "unexpected character, want colon");
	if (reading->rest.len == 1)
		return wrong_here(reading, "colon must be followed by more characters");
	reading->rest = str_from(reading->rest, 1);
	if (reading->rest.data[0] == ':') {
		if (reading->ellipsis >= 0)
			return wrong_here(reading, "multiple :: in address");
		reading->ellipsis = reading->filled;
		reading->rest = str_from(reading->rest, 1);
		*ret_more = reading->rest.len != 0;
	}
	return true;
}

static bool parse_v6(struct str text, struct address *ret, struct error *err)
{
	size_t percent = str_find_char(text, '%');
	struct reading reading = { text, str_slice(text, 0, percent), ret->bytes, 0, -1, err };
	if (percent != STR_NPOS) {
		ret->zone = str_from(text, percent + 1);
		if (ret->zone.len == 0)
			return wrong(err, text, "zone must be a non-empty string", STR_NONE);
	}
	bool more = true;
	if (str_has_prefix(reading.rest, STR("::"))) {
		reading.ellipsis = 0;
		reading.rest = str_from(reading.rest, 2);
		more = reading.rest.len != 0;
	}
	while (more && reading.filled < 16)
		if (!read_field(&reading, &more) || (more && !read_colon(&reading, &more)))
			return false;
	if (reading.rest.len)
		return wrong_here(&reading, "trailing garbage after address");
	if (reading.filled < 16) {
		if (reading.ellipsis < 0)
			return wrong(err, text, "address string too short", STR_NONE);
		size_t tail = (size_t)(reading.filled - reading.ellipsis), gap = (size_t)(16 - reading.filled);
		memmove(ret->bytes + 16 - tail, ret->bytes + reading.ellipsis, tail);
		memset(ret->bytes + reading.ellipsis, 0, gap);
	} else if (reading.ellipsis >= 0) {
		return wrong(err, text, "the :: must expand to at least one field of zeros", STR_NONE);
	}
	return true;
}

bool address_parse(struct str text, struct address *ret, struct error *err)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '.') {
			*ret = (struct address){ .len = 4 };
			return parse_v4(text, text, ret->bytes, err);
		}
		if (text.data[i] == ':') {
			*ret = (struct address){ .len = 16 };
			return parse_v6(text, ret, err);
		}
		if (text.data[i] == '%')
			return wrong(err, text, "missing IPv6 address", STR_NONE);
	}
	return wrong(err, text, "unable to parse IP", STR_NONE);
}
