// SPDX-License-Identifier: Apache-2.0
// The formats that the library knows, each a function that says what is wrong. Unknown ones pass.
#include <stdio.h>

#include "schema/internal.h"
#include "text/address.h"
#include "text/gotime.h"
#include "text/regex.h"
#include "text/strconv.h"
#include "text/url.h"
#include "text/utf8.h"

struct text_check {
	struct arena *arena;
	struct str reason;
};

PRINTF_LIKE(2, 3) static bool wrong(struct text_check *check, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	check->reason = arena_vprintf(check->arena, format, args);
	va_end(args);
	return false;
}

static bool wrong_rune(struct text_check *check, uint32_t rune, const char *after)
{
	struct strbuf out = strbuf_in(check->arena);
	quote_rune(&out, rune);
	return wrong(check, "invalid character %.*s%s", STR_FMT(strbuf_peek(&out)), after);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t count_digits(struct str s)
{
	size_t count = 0;
	while (count < s.len && is_digit(s.data[count]))
		count++;
	return count;
}

static bool check_json_pointer(struct text_check *check, struct str s)
{
	if (s.len == 0)
		return true;
	if (s.data[0] != '/')
		return wrong(check, "not starting with /");
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] == '~' && !(i + 1 < s.len && (s.data[i + 1] == '0' || s.data[i + 1] == '1')))
			return wrong(check, "~ must be followed by 0 or 1");
	return true;
}

static bool check_relative_json_pointer(struct text_check *check, struct str s)
{
	size_t digits = count_digits(s);
	if (digits == 0)
		return wrong(check, "must start with non-negative integer");
	if (digits > 1 && s.data[0] == '0')
		return wrong(check, "starts with zero");
	s = str_from(s, digits);
	return str_is(s, "#") || check_json_pointer(check, s);
}

static bool check_uuid(struct text_check *check, struct str s)
{
	static const size_t lengths[] = { 8, 4, 4, 4, 12 };
	if (str_count(s, STR("-")) != 4)
		return wrong(check, "must have 5 elements");
	size_t i = 0;
	for (struct str group, rest = s; str_next_field(&rest, '-', &group); i++) {
		if (group.len != lengths[i])
			return wrong(check, "element %zu must be %zu characters long", i + 1, lengths[i]);
		for (size_t j = 0, size; j < group.len; j += size) {
			uint32_t rune = utf8_decode(str_from(group, j), &size);
			bool hex =
				rune < 0x80 && (is_digit((char)rune) || ((rune | 0x20) >= 'a' && (rune | 0x20) <= 'f'));
			if (hex)
				continue;
			struct strbuf out = strbuf_in(check->arena);
			quote_rune(&out, rune);
			return wrong(check, "non-hex character %.*s", STR_FMT(strbuf_peek(&out)));
		}
	}
	return true;
}

static bool check_duration_units(struct text_check *check, struct str s, const char *all)
{
	const char *units = all;
	while (s.len) {
		size_t digits = count_digits(s);
		if (digits == 0)
			return wrong(check, "missing number");
		s = str_from(s, digits);
		if (s.len == 0)
			return wrong(check, "missing unit");
		const char *found = s.data[0] ? strchr(units, s.data[0]) : NULL;
		if (!found) {
			struct strbuf unit = strbuf_in(check->arena);
			quote_rune(&unit, (unsigned char)s.data[0]);
			bool known = s.data[0] && strchr(all, s.data[0]);
			return wrong(check, known ? "unit %.*s out of order" : "invalid unit %.*s",
			             STR_FMT(strbuf_peek(&unit)));
		}
		units = found + 1;
		s = str_from(s, 1);
	}
	return true;
}

static bool check_duration(struct text_check *check, struct str s)
{
	static const char *const units[] = { "YMD", "HMS" };
	if (!str_has_prefix(s, STR("P")))
		return wrong(check, "must start with P");
	s = str_from(s, 1);
	if (s.len == 0)
		return wrong(check, "nothing after P");
	if (str_has_suffix(s, STR("W"))) {
		s.len--;
		return s.len == 0 ? wrong(check, "no number in week")
		                  : count_digits(s) == s.len || wrong(check, "invalid week");
	}
	size_t i = 0;
	for (struct str part, rest = s; str_next_field(&rest, 'T', &part); i++) {
		if (i && part.len == 0)
			return wrong(check, "no time elements");
		if (i >= ARRAY_LEN(units))
			return wrong(check, "more than one T");
		if (!check_duration_units(check, part, units[i]))
			return false;
	}
	return true;
}

static bool check_ipv4(struct text_check *check, struct str s)
{
	if (str_count(s, STR(".")) != 3)
		return wrong(check, "expected four decimals");
	for (struct str group, rest = s; str_next_field(&rest, '.', &group);) {
		int64_t number;
		if (group.len > 1 && group.data[0] == '0')
			return wrong(check, "leading zeros");
		enum parse_result result = parse_int(group, 10, 64, &number);
		if (result != PARSE_OK) {
			struct strbuf out = strbuf_in(check->arena);
			quote(&out, group);
			return wrong(check, "strconv.Atoi: parsing %.*s: %s", STR_FMT(strbuf_peek(&out)),
			             result == PARSE_RANGE ? "value out of range" : "invalid syntax");
		}
		if (number < 0 || number > 255)
			return wrong(check, "decimal must be between 0 and 255");
	}
	return true;
}

static bool check_ipv6(struct text_check *check, struct str s)
{
	struct error err = { .arena = check->arena };
	struct address address;
	if (str_find_char(s, ':') == STR_NPOS)
		return wrong(check, "missing colon");
	if (!address_parse(s, &address, &err))
		return wrong(check, "%.*s", STR_FMT(err.message));
	return address.zone.len == 0 || wrong(check, "zone id is not a part of ipv6 address");
}

static bool check_hostname(struct text_check *check, struct str s)
{
	s = str_trim_suffix(s, STR("."));
	if (s.len > 253)
		return wrong(check, "more than 253 characters long");
	for (struct str label, rest = s; str_next_field(&rest, '.', &label);) {
		if (label.len < 1 || label.len > 63)
			return wrong(check, "label must be 1 to 63 characters long");
		if (label.data[0] == '-')
			return wrong(check, "label starts with hyphen");
		if (label.data[label.len - 1] == '-')
			return wrong(check, "label ends with hyphen");
		for (size_t i = 0, size; i < label.len; i += size) {
			uint32_t rune = utf8_decode(str_from(label, i), &size);
			if (rune >= 0x80 || !(is_letter((char)rune) || is_digit((char)rune) || rune == '-'))
				return wrong_rune(check, rune, "");
		}
	}
	return true;
}

static bool check_email_local(struct text_check *check, struct str local)
{
	if (local.len > 1 && local.data[0] == '"' && local.data[local.len - 1] == '"') {
		struct str inner = str_slice(local, 1, local.len - 1);
		if (str_find_char(inner, '\\') != STR_NPOS || str_find_char(inner, '"') != STR_NPOS)
			return wrong(check, "backslash and quote are not allowed within quoted local part");
		return true;
	}
	if (str_has_prefix(local, STR(".")))
		return wrong(check, "starts with dot");
	if (str_has_suffix(local, STR(".")))
		return wrong(check, "ends with dot");
	if (str_contains(local, STR("..")))
		return wrong(check, "consecutive dots");
	for (size_t i = 0, size; i < local.len; i += size) {
		uint32_t rune = utf8_decode(str_from(local, i), &size);
		if (rune >= 0x80 || !rune ||
		    !(is_letter((char)rune) || is_digit((char)rune) || strchr(".!#$%&'*+-/=?^_`{|}~", (char)rune)))
			return wrong_rune(check, rune, "");
	}
	return true;
}

static bool wrong_within(struct text_check *check, const char *what)
{
	return wrong(check, "%s: %.*s", what, STR_FMT(check->reason));
}

static bool check_email(struct text_check *check, struct str s)
{
	if (s.len > 254)
		return wrong(check, "more than 255 characters long");
	size_t at = str_rfind_char(s, '@');
	if (at == STR_NPOS)
		return wrong(check, "missing @");
	struct str local = str_slice(s, 0, at), domain = str_from(s, at + 1);
	if (local.len > 64)
		return wrong(check, "local part more than 64 characters long");
	if (!check_email_local(check, local))
		return false;
	if (!str_has_prefix(domain, STR("[")) || !str_has_suffix(domain, STR("]")))
		return check_hostname(check, domain) || wrong_within(check, "invalid domain");
	domain = str_slice(domain, 1, domain.len - 1);
	if (str_has_prefix(domain, STR("IPv6:")))
		return check_ipv6(check, str_from(domain, 5)) || wrong_within(check, "invalid ipv6 address");
	return check_ipv4(check, domain) || wrong_within(check, "invalid ipv4 address");
}

static bool check_date(struct text_check *check, struct str s)
{
	struct gotime ignored;
	struct error err = { .arena = check->arena };
	return gotime_parse(check->arena, STR("2006-01-02"), s, NULL, &ignored, &err) ||
	       wrong(check, "%.*s", STR_FMT(err.message));
}

// Two bytes as Go's Atoi reads them: a sign is one of them.
static bool take_two(struct text_check *check, struct str s, size_t at, const char *what, int *ret)
{
	int64_t number;
	if (parse_int(str_slice(s, at, at + 2), 10, 64, &number) != PARSE_OK)
		return wrong(check, "invalid %s", what);
	*ret = (int)number;
	return number >= 0 || wrong(check, "non-positive %s", what);
}

// "+01:30" as minutes that local time is behind UTC.
static bool check_offset(struct text_check *check, struct str s, int *ret_minutes)
{
	int hours = 0, minutes = 0;
	*ret_minutes = 0;
	if (str_is(s, "z") || str_is(s, "Z"))
		return true;
	if (s.len != 6)
		return wrong(check, "offset must be 6 characters long");
	if (s.data[0] != '+' && s.data[0] != '-')
		return wrong(check, "offset must begin with plus/minus");
	if (s.data[3] != ':')
		return wrong(check, "missing colon in offset in correct place");
	if (!take_two(check, s, 1, "hour/min in offset", &hours) ||
	    !take_two(check, s, 4, "hour/min in offset", &minutes))
		return false;
	if (hours > 23 || minutes > 59)
		return wrong(check, "hour/min in offset out of range");
	*ret_minutes = (s.data[0] == '+' ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

static bool check_time(struct text_check *check, struct str s)
{
	static const char what[] = "hour/min/sec";
	int hour = 0, minute = 0, second = 0, offset;
	if (s.len < 9)
		return wrong(check, "less than 9 characters long");
	if (s.data[2] != ':' || s.data[5] != ':')
		return wrong(check, "missing colon in correct place");
	if (!take_two(check, s, 0, what, &hour) || !take_two(check, s, 3, what, &minute) ||
	    !take_two(check, s, 6, what, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return wrong(check, "hour/min/sec out of range");
	s = str_from(s, 8);
	if (s.data[0] == '.') {
		size_t digits = count_digits(str_from(s, 1));
		if (digits == 0)
			return wrong(check, "no digits in second fraction");
		s = str_from(s, digits + 1);
	}
	if (!check_offset(check, s, &offset))
		return false;
	int utc = hour * 60 + minute + offset;
	utc += utc < 0 ? 24 * 60 : 0;
	return second < 60 || utc == 23 * 60 + 59 || wrong(check, "invalid leap second");
}

static bool check_date_time(struct text_check *check, struct str s)
{
	if (s.len < 20)
		return wrong(check, "less than 20 characters long");
	if (s.data[10] != 't' && s.data[10] != 'T')
		return wrong(check, "11th character must be t or T");
	if (!check_date(check, str_slice(s, 0, 10)))
		return wrong_within(check, "invalid date element");
	return check_time(check, str_from(s, 11)) || wrong_within(check, "invalid time element");
}

static bool check_period(struct text_check *check, struct str s)
{
	size_t slash = str_find_char(s, '/');
	if (slash == STR_NPOS)
		return wrong(check, "missing slash");
	struct str start = str_slice(s, 0, slash), end = str_from(s, slash + 1);
	if (str_has_prefix(start, STR("P"))) {
		if (!check_duration(check, start))
			return wrong_within(check, "invalid start duration");
		return check_date_time(check, end) || wrong_within(check, "invalid end date-time");
	}
	if (!check_date_time(check, start))
		return wrong_within(check, "invalid start date-time");
	if (str_has_prefix(end, STR("P")))
		return check_duration(check, end) || wrong_within(check, "invalid end duration");
	return check_date_time(check, end) || wrong_within(check, "invalid end date-time");
}

// ---- URIs ------------------------------------------------------------------------------------------------------

static bool check_url(struct text_check *check, struct str s, struct url *ret)
{
	struct error err = { .arena = check->arena };
	if (!url_parse(check->arena, s, ret, &err))
		return wrong(check, "%.*s", STR_FMT(err.message));
	struct str name = ret->host.len ? url_hostname(ret) : STR_NONE;
	if (str_find_char(name, ':') == STR_NPOS)
		return true;
	if (str_find_char(ret->host, '[') == STR_NPOS || str_find_char(ret->host, ']') == STR_NPOS)
		return wrong(check, "ipv6 address not enclosed in brackets");
	return check_ipv6(check, name) || wrong_within(check, "invalid ipv6 address");
}

static bool check_uri(struct text_check *check, struct str s)
{
	struct url url;
	return check_url(check, s, &url) && (url.scheme.len || wrong(check, "relative url"));
}

static bool check_uri_reference(struct text_check *check, struct str s)
{
	struct url url;
	if (str_find_char(s, '\\') != STR_NPOS)
		return wrong(check, "contains \\");
	return check_url(check, s, &url);
}

// Curly braces in the path must close where they open; only there does the library look.
static bool check_uri_template(struct text_check *check, struct str s)
{
	struct url url;
	if (!check_url(check, s, &url))
		return false;
	for (struct str part, rest = url.path.len ? url.path : STR_NONE; str_next_field(&rest, '/', &part);) {
		bool open = false;
		for (size_t i = 0; i < part.len; i++) {
			if (part.data[i] != '{' && part.data[i] != '}')
				continue;
			if ((part.data[i] == '{') == open)
				return wrong(check, "nested curly braces");
			open = !open;
		}
		if (open)
			return wrong(check, "no matching closing brace");
	}
	return true;
}

static bool check_regex(struct text_check *check, struct str s)
{
	struct error err = { .arena = check->arena };
	return regex_compile(check->arena, s, &err) || wrong(check, "%.*s", STR_FMT(err.message));
}

// ---- versions --------------------------------------------------------------------------------------------------

static bool check_identifiers(struct text_check *check, struct str s, const char *what, bool is_build)
{
	for (struct str part, rest = s; str_next_field(&rest, '.', &part);) {
		bool digits = true;
		if (part.len == 0)
			return wrong(check, "%s identifier is empty", what);
		for (size_t i = 0; i < part.len; i++) {
			if (!is_digit(part.data[i]) && !is_letter(part.data[i]) && part.data[i] != '-') {
				size_t size;
				char after[64];
				snprintf(after, sizeof(after), " in %s identifier", what);
				return wrong_rune(check, utf8_decode(str_from(part, i), &size), after);
			}
			digits &= is_digit(part.data[i]);
		}
		if (!is_build && digits && part.len > 1 && part.data[0] == '0')
			return wrong(check, "%s numeric identifier starts with zero", what);
	}
	return true;
}

static bool check_semver(struct text_check *check, struct str s)
{
	static const char *const names[] = { "major", "minor", "patch" };
	size_t plus = str_find_char(s, '+');
	if (plus != STR_NPOS) {
		if (plus + 1 == s.len)
			return wrong(check, "build is empty");
		if (!check_identifiers(check, str_from(s, plus + 1), "build", true))
			return false;
		s = str_slice(s, 0, plus);
	}
	size_t dash = str_find_char(s, '-');
	if (dash != STR_NPOS) {
		if (!check_identifiers(check, str_from(s, dash + 1), "pre-release", false))
			return false;
		s = str_slice(s, 0, dash);
	}
	if (str_count(s, STR(".")) != 2)
		return wrong(check, "versionCore must have 3 numbers separated by dot");
	size_t i = 0;
	for (struct str part, rest = s; str_next_field(&rest, '.', &part); i++) {
		if (part.len == 0)
			return wrong(check, "%s is empty", names[i]);
		if (part.len > 1 && part.data[0] == '0')
			return wrong(check, "%s starts with zero", names[i]);
		if (count_digits(part) != part.len)
			return wrong(check, "%s contains non-digit", names[i]);
	}
	return true;
}

bool format_check(struct arena *arena, struct str format, struct str text, struct str *ret_reason)
{
	static const struct {
		struct str name;
		bool (*check)(struct text_check *check, struct str text);
	} formats[] = {
		{ STR_INIT("json-pointer"), check_json_pointer },
		{ STR_INIT("relative-json-pointer"), check_relative_json_pointer },
		{ STR_INIT("uuid"), check_uuid },
		{ STR_INIT("duration"), check_duration },
		{ STR_INIT("period"), check_period },
		{ STR_INIT("ipv4"), check_ipv4 },
		{ STR_INIT("ipv6"), check_ipv6 },
		{ STR_INIT("hostname"), check_hostname },
		{ STR_INIT("email"), check_email },
		{ STR_INIT("date"), check_date },
		{ STR_INIT("time"), check_time },
		{ STR_INIT("date-time"), check_date_time },
		{ STR_INIT("uri"), check_uri },
		{ STR_INIT("iri"), check_uri },
		{ STR_INIT("uri-reference"), check_uri_reference },
		{ STR_INIT("iri-reference"), check_uri_reference },
		{ STR_INIT("uri-template"), check_uri_template },
		{ STR_INIT("regex"), check_regex },
		{ STR_INIT("semver"), check_semver },
	};
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (!str_eq(format, formats[i].name))
			continue;
		struct text_check check = { arena, STR_NONE };
		bool ok = formats[i].check(&check, text);
		*ret_reason = check.reason;
		return ok;
	}
	return true;
}
