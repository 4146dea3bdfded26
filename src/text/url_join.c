// SPDX-License-Identifier: Apache-2.0
// References to URLs (RFC 3986, section 5.2), as Go's net/url resolves them. Parts stay as they are written; only a
// path with characters that may not stand in one is written anew.
#include "base/strbuf.h"
#include "text/url.h"

// "scheme:", "//authority", path and "?query"; what is missing is empty.
struct parts {
	struct str scheme, authority, path, query;
};

static size_t scheme_len(struct str url)
{
	size_t len = 0;
	for (; len < url.len; len++) {
		char c = url.data[len];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (!letter && !(len && ((c >= '0' && c <= '9') || (c && strchr("+-.", c)))))
			break;
	}
	return len && len < url.len && url.data[len] == ':' ? len + 1 : 0;
}

static struct parts split(struct str url)
{
	struct parts parts = { STR_NONE, STR_NONE, STR_NONE, STR_NONE };
	size_t query = str_find_char(url, '?');
	if (query != STR_NPOS)
		parts.query = str_from(url, query);
	url = str_slice(url, 0, query);
	parts.scheme = str_slice(url, 0, scheme_len(url));
	parts.path = str_from(url, parts.scheme.len);
	if (str_has_prefix(parts.path, STR("//"))) {
		size_t slash = str_find_char(str_from(parts.path, 2), '/');
		parts.authority = slash == STR_NPOS ? parts.path : str_slice(parts.path, 0, slash + 2);
		parts.path = str_from(parts.path, parts.authority.len);
	}
	return parts;
}

static bool is_written(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		char c = path.data[i];
		bool alphanumeric = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9');
		if (!alphanumeric && !(c && strchr("-_.~!$&'()*+,;=:@[]%/", c)))
			return false;
	}
	return true;
}

static struct str written_path(struct arena *arena, struct str path)
{
	struct error ignored = { .arena = arena };
	struct strbuf out = strbuf_in(arena);
	struct url url;
	if (is_written(path) || !url_parse(arena, path, &url, &ignored))
		return path;
	url_print(&out, &url);
	return strbuf_str(&out, arena);
}

// Without "." and "..", with a slash in front.
static struct str without_dots(struct arena *arena, struct str path)
{
	struct strbuf out = strbuf_in(arena);
	struct str part = STR_NONE;
	bool first = true;
	strbuf_add_char(&out, '/');
	for (struct str rest = path; str_next_field(&rest, '/', &part);) {
		if (str_is(part, "..")) {
			size_t slash = str_rfind_char(str_from(strbuf_peek(&out), 1), '/');
			strbuf_truncate(&out, slash == STR_NPOS ? 1 : slash + 1);
			first = slash == STR_NPOS;
		} else if (!str_is(part, ".")) {
			strbuf_add_cstr(&out, first ? "" : "/");
			strbuf_add(&out, part);
			first = false;
		} else {
			first = false;
		}
	}
	if (str_is(part, ".") || str_is(part, ".."))
		strbuf_add_char(&out, '/');
	struct str clean = strbuf_str(&out, arena);
	return str_has_prefix(clean, STR("//")) ? str_from(clean, 1) : clean;
}

static struct str joined_path(struct arena *arena, struct str base, struct str path)
{
	if (!path.len)
		path = base;
	else if (path.data[0] != '/')
		path = ARENA_CONCAT(arena, str_slice(base, 0, str_rfind_char(base, '/') + 1), path);
	return path.len ? without_dots(arena, path) : path;
}

struct str url_join(struct arena *arena, struct str base, struct str ref)
{
	struct parts from = split(base), to = split(ref);
	if (to.scheme.len && !to.authority.len && !str_has_prefix(to.path, STR("/")))
		return ref; // opaque, as urn:
	to.path = written_path(arena, to.path);
	if (to.scheme.len || to.authority.len) {
		to.path = joined_path(arena, STR_NONE, to.path);
	} else {
		bool is_opaque = from.scheme.len && !from.authority.len && !str_has_prefix(from.path, STR("/"));
		if (!to.path.len && !to.query.len)
			to.query = from.query;
		to.authority = from.authority;
		to.path = is_opaque ? from.path : joined_path(arena, from.path, to.path);
	}
	return ARENA_CONCAT(arena, to.scheme.len ? to.scheme : from.scheme, to.authority, to.path, to.query);
}
