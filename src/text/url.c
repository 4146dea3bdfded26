// SPDX-License-Identifier: Apache-2.0
// Go's net/url: parsing into the parts of struct url and putting them together again. Which bytes a part may hold
// unescaped is in may_stand.
#include "text/url.h"

#include "text/address.h"
#include "text/strconv.h"
#include "text/utf8.h"

enum part { PART_PATH, PART_HOST, PART_ZONE, PART_USER, PART_FRAGMENT };

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool may_stand(char c, enum part part)
{
	if (is_alphanumeric(c) || is_one_of(c, "-_.~"))
		return true;
	switch (part) {
	case PART_PATH: return is_one_of(c, "$&+,/:;=@");
	case PART_HOST:
	case PART_ZONE: return is_one_of(c, "!$&'()*+,;=:[]<>\"");
	case PART_USER: return is_one_of(c, "$&+,;=");
	case PART_FRAGMENT: return is_one_of(c, "$&+,/:;=?@!()*");
	}
	return false;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	char lower = (char)(c | 0x20);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool bad_escape(struct arena *arena, struct str escape, struct error *err)
{
	struct str shown = quoted(arena, escape);
	return fail(err, NOWHERE, "invalid URL escape %.*s", STR_FMT(shown));
}

static bool bad_host(struct arena *arena, struct str byte, struct error *err)
{
	struct str shown = quoted(arena, byte);
	return fail(err, NOWHERE, "invalid character %.*s in host name", STR_FMT(shown));
}

// The byte that "%XY" at `at` stands for. A host may escape only what is no ASCII, but for %25 before a zone.
static bool read_escape(struct arena *arena, struct str s, size_t at, enum part part, char *ret, struct error *err)
{
	struct str escape = str_slice(s, at, at + 3);
	if (escape.len < 3 || hex_value(escape.data[1]) < 0 || hex_value(escape.data[2]) < 0)
		return bad_escape(arena, escape, err);
	int byte = hex_value(escape.data[1]) << 4 | hex_value(escape.data[2]);
	bool is_percent = str_is(escape, "%25");
	if (part == PART_HOST && byte < 0x80 && !is_percent)
		return bad_escape(arena, escape, err);
	if (part == PART_ZONE && !is_percent && byte != ' ' && !may_stand((char)byte, PART_HOST))
		return bad_escape(arena, escape, err);
	*ret = (char)byte;
	return true;
}

static bool unescape(struct arena *arena, struct str s, enum part part, struct str *ret, struct error *err)
{
	char *text = arena_alloc_text(arena, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		if (c == '%') {
			if (!read_escape(arena, s, i, part, &c, err))
				return false;
			i += 2;
		} else if ((part == PART_HOST || part == PART_ZONE) && (unsigned char)c < 0x80 && !may_stand(c, part)) {
			return bad_host(arena, str_slice(s, i, i + 1), err);
		}
		text[len++] = c;
	}
	text[len] = '\0';
	*ret = (struct str){ text, len };
	return true;
}

static void add_escaped(struct strbuf *buf, struct str s, enum part part)
{
	for (size_t i = 0; i < s.len; i++) {
		if (may_stand(s.data[i], part))
			strbuf_add_char(buf, s.data[i]);
		else
			strbuf_printf(buf, "%%%02X", (unsigned char)s.data[i]);
	}
}

static bool is_optional_port(struct str s)
{
	if (s.len && s.data[0] != ':')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	return true;
}

static bool bad_port(struct arena *arena, struct str port, struct error *err)
{
	struct str shown = quoted(arena, port);
	return fail(err, NOWHERE, "invalid port %.*s after host", STR_FMT(shown));
}

// "[fe80::1%25en0]:80"
static bool parse_ip_literal(struct arena *arena, struct str s, struct str *ret, struct error *err)
{
	size_t close = str_rfind_char(s, ']');
	if (close == STR_NPOS)
		return fail(err, NOWHERE, "missing ']' in host");
	struct str port = str_from(s, close + 1), name = str_slice(s, 1, close), zone = STR_NONE;
	if (!is_optional_port(port))
		return bad_port(arena, port, err);
	size_t zone_at = str_find(name, STR("%25"));
	if (zone_at != STR_NPOS && !unescape(arena, str_from(name, zone_at), PART_ZONE, &zone, err))
		return false;
	if (!unescape(arena, str_slice(name, 0, zone_at), PART_HOST, &name, err))
		return false;
	struct address address;
	name = ARENA_CONCAT(arena, name, zone);
	if (!address_parse(name, &address, err))
		return fail_in(err, "invalid host");
	if (address.len == 4)
		return fail(err, NOWHERE, "invalid IP-literal");
	*ret = ARENA_CONCAT(arena, STR("["), name, STR("]"), port);
	return true;
}

static bool parse_host(struct arena *arena, struct str scheme, struct str s, struct str *ret, struct error *err)
{
	size_t open = str_rfind_char(s, '[');
	if (open == 0)
		return parse_ip_literal(arena, s, ret, err);
	if (open != STR_NPOS)
		return fail(err, NOWHERE, "invalid IP-literal");
	// Lists of hosts with ports ("a:1,b:2") are let pass, but not for HTTP.
	bool strict = str_is(scheme, "http") || str_is(scheme, "https");
	size_t colon = strict ? str_find_char(s, ':') : str_rfind_char(s, ':');
	if (colon != STR_NPOS && !is_optional_port(str_from(s, colon)))
		return bad_port(arena, str_from(s, colon), err);
	return unescape(arena, s, PART_HOST, ret, err);
}

static bool is_userinfo(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alphanumeric(s.data[i]) && !is_one_of(s.data[i], "-._:~!$&'()*+,;=%@"))
			return false;
	return true;
}

static bool parse_authority(struct arena *arena, struct str s, struct url *url, struct error *err)
{
	size_t at = str_rfind_char(s, '@');
	if (!parse_host(arena, url->scheme, at == STR_NPOS ? s : str_from(s, at + 1), &url->host, err))
		return false;
	if (at == STR_NPOS)
		return true;
	struct str user = str_slice(s, 0, at);
	if (!is_userinfo(user))
		return fail(err, NOWHERE, "net/url: invalid userinfo");
	size_t colon = str_find_char(user, ':');
	url->has_user = true;
	url->has_password = colon != STR_NPOS;
	return unescape(arena, str_slice(user, 0, colon), PART_USER, &url->user, err) &&
	       (!url->has_password || unescape(arena, str_from(user, colon + 1), PART_USER, &url->password, err));
}

// The scheme off the front of *rest, if there is one.
static bool take_scheme(struct arena *arena, struct str *rest, struct str *ret, struct error *err)
{
	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->data[i];
		if (c == ':' && i == 0)
			return fail(err, NOWHERE, "missing protocol scheme");
		if (c == ':') {
			*ret = text_to_lower(arena, str_slice(*rest, 0, i));
			*rest = str_from(*rest, i + 1);
			return true;
		}
		bool is_letter = is_alphanumeric(c) && c > '9';
		if (!is_letter && (i == 0 || (!is_alphanumeric(c) && !is_one_of(c, "+-."))))
			return true;
	}
	return true;
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] < ' ' || s.data[i] == 0x7F)
			return true;
	return false;
}

// Everything but the fragment.
static bool parse_reference(struct arena *arena, struct str rest, struct url *url, struct error *err)
{
	if (has_control(rest))
		return fail(err, NOWHERE, "net/url: invalid control character in URL");
	if (str_is(rest, "*")) {
		url->path = rest;
		return true;
	}
	if (!take_scheme(arena, &rest, &url->scheme, err))
		return false;
	size_t query = str_find_char(rest, '?');
	if (query != STR_NPOS) {
		url->query = str_from(rest, query + 1);
		rest = str_slice(rest, 0, query);
	}
	if (!str_has_prefix(rest, STR("/"))) {
		if (url->scheme.len) {
			url->opaque = rest;
			return true;
		}
		struct str segment = str_slice(rest, 0, str_find_char(rest, '/'));
		if (str_find_char(segment, ':') != STR_NPOS)
			return fail(err, NOWHERE, "first path segment in URL cannot contain colon");
	}
	if (str_has_prefix(rest, STR("//")) && (url->scheme.len || !str_has_prefix(rest, STR("///")))) {
		struct str authority = str_from(rest, 2);
		size_t slash = str_find_char(authority, '/');
		rest = slash == STR_NPOS ? STR_NONE : str_from(authority, slash);
		if (!parse_authority(arena, str_slice(authority, 0, slash), url, err))
			return false;
	}
	return unescape(arena, rest, PART_PATH, &url->path, err);
}

bool url_parse(struct arena *arena, struct str text, struct url *ret, struct error *err)
{
	size_t hash = str_find_char(text, '#');
	struct str reference = str_slice(text, 0, hash), named = reference;
	*ret = (struct url){ 0 };
	bool ok = parse_reference(arena, reference, ret, err);
	if (ok && hash != STR_NPOS && hash + 1 < text.len) {
		named = text;
		ok = unescape(arena, str_from(text, hash + 1), PART_FRAGMENT, &ret->fragment, err);
	}
	if (ok)
		return true;
	struct str shown = quoted(arena, named);
	return fail_in(err, "parse %.*s", STR_FMT(shown));
}

void url_print_user(struct strbuf *out, const struct url *url)
{
	add_escaped(out, url->user, PART_USER);
	if (url->has_password) {
		strbuf_add_char(out, ':');
		add_escaped(out, url->password, PART_USER);
	}
}

void url_print(struct strbuf *out, const struct url *url)
{
	if (url->scheme.len) {
		strbuf_add(out, url->scheme);
		strbuf_add_char(out, ':');
	}
	if (url->opaque.len) {
		strbuf_add(out, url->opaque);
	} else {
		if (url->host.len || url->has_user || (url->scheme.len && url->path.len))
			strbuf_add_cstr(out, "//");
		if (url->has_user) {
			url_print_user(out, url);
			strbuf_add_char(out, '@');
		}
		add_escaped(out, url->host, PART_HOST);
		if (url->path.len && url->path.data[0] != '/' && url->host.len)
			strbuf_add_char(out, '/');
		if (out->len == 0 &&
		    str_find_char(str_slice(url->path, 0, str_find_char(url->path, '/')), ':') != STR_NPOS)
			strbuf_add_cstr(out, "./");
		if (str_is(url->path, "*"))
			strbuf_add_char(out, '*');
		else
			add_escaped(out, url->path, PART_PATH);
	}
	if (url->query.len) {
		strbuf_add_char(out, '?');
		strbuf_add(out, url->query);
	}
	if (url->fragment.len) {
		strbuf_add_char(out, '#');
		add_escaped(out, url->fragment, PART_FRAGMENT);
	}
}

struct str url_hostname(const struct url *url)
{
	struct str host = url->host;
	size_t colon = str_rfind_char(host, ':');
	if (colon != STR_NPOS && is_optional_port(str_from(host, colon)))
		host = str_slice(host, 0, colon);
	if (host.len > 1 && host.data[0] == '[' && host.data[host.len - 1] == ']')
		host = str_slice(host, 1, host.len - 1);
	return host;
}
