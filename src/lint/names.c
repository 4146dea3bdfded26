// SPDX-License-Identifier: Apache-2.0
// What names must look like: of Kubernetes objects (apimachinery's validation), of people and of places in Chart.yaml
// (govalidator).
#include "lint/rules.h"
#include "text/strconv.h"
#include "text/utf8.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
	return is_digit(c) || is_lower((char)(c | 0x20));
}

// [a-z0-9]([-a-z0-9]*[a-z0-9])?, or with a letter in front.
static bool is_label(struct str label, bool letter_first)
{
	if (label.len == 0 || (letter_first ? !is_lower(label.data[0]) : !is_lower(label.data[0]) && !is_digit(label.data[0])))
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_lower(label.data[i]) && !is_digit(label.data[i]) && label.data[i] != '-')
			return false;
	return label.data[label.len - 1] != '-';
}

static bool is_subdomain(struct str name)
{
	for (struct str label, rest = name; str_next_field(&rest, '.', &label);)
		if (!is_label(label, false))
			return false;
	return name.len > 0;
}

enum name_rule { NAME_SUBDOMAIN, NAME_LABEL_1035, NAME_LABEL_1123, NAME_PATH_SEGMENT, NAME_ANY };

static enum name_rule rule_of(struct arena *arena, struct str kind)
{
	static const struct {
		struct str kind;
		enum name_rule rule;
	} rules[] = {
		{ STR_INIT("service"), NAME_LABEL_1035 },          { STR_INIT("namespace"), NAME_LABEL_1123 },
		{ STR_INIT("certificatesigningrequest"), NAME_ANY }, { STR_INIT("role"), NAME_PATH_SEGMENT },
		{ STR_INIT("clusterrole"), NAME_PATH_SEGMENT },    { STR_INIT("rolebinding"), NAME_PATH_SEGMENT },
		{ STR_INIT("clusterrolebinding"), NAME_PATH_SEGMENT },
	};
	struct str lower = text_to_lower(arena, kind);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (str_eq(lower, rules[i].kind))
			return rules[i].rule;
	return NAME_SUBDOMAIN;
}

struct complaints {
	struct arena *arena;
	struct str name; // quoted
	struct strbuf text;
	size_t count;
};

static void complain(struct complaints *complaints, const char *what)
{
	if (complaints->count++)
		strbuf_add(&complaints->text, STR(", "));
	strbuf_printf(&complaints->text, "metadata.name: Invalid value: %.*s: %s", STR_FMT(complaints->name), what);
}

static void check_path_segment(struct complaints *complaints, struct str name)
{
	if (str_is(name, "."))
		complain(complaints, "may not be '.'");
	else if (str_is(name, ".."))
		complain(complaints, "may not be '..'");
	else {
		if (str_find_char(name, '/') != STR_NPOS)
			complain(complaints, "may not contain '/'");
		if (str_find_char(name, '%') != STR_NPOS)
			complain(complaints, "may not contain '%'");
	}
}

bool name_complaint(struct arena *arena, struct str kind, struct str name, struct str *ret)
{
	struct complaints complaints = { .arena = arena, .text = strbuf_in(arena) };
	struct strbuf quoted = strbuf_in(arena);
	enum name_rule rule = rule_of(arena, kind);
	quote(&quoted, name);
	complaints.name = strbuf_str(&quoted, arena);
	if (rule == NAME_SUBDOMAIN && name.len > 253)
		complain(&complaints, "must be no more than 253 characters");
	if ((rule == NAME_LABEL_1035 || rule == NAME_LABEL_1123) && name.len > 63)
		complain(&complaints, "must be no more than 63 characters");
	if (rule == NAME_SUBDOMAIN && !is_subdomain(name))
		complain(&complaints, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
		                      "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
		                      "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
	if (rule == NAME_LABEL_1035 && !is_label(name, true))
		complain(&complaints, "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
		                      "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
		                      "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
	if (rule == NAME_LABEL_1123 && !is_label(name, false) && is_subdomain(name))
		complain(&complaints, "must not contain dots");
	else if (rule == NAME_LABEL_1123 && !is_label(name, false))
		complain(&complaints, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
		                      "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
		                      "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
	if (rule == NAME_PATH_SEGMENT)
		check_path_segment(&complaints, name);
	if (complaints.count == 0)
		return false;
	*ret = strbuf_str(&complaints.text, arena);
	if (complaints.count > 1)
		*ret = ARENA_CONCAT(arena, STR("["), *ret, STR("]"));
	return true;
}

// ---- Chart.yaml's people and places ----------------------------------------------------------------------------

static bool is_domain(struct str domain)
{
	struct str last = STR_NONE;
	size_t labels = 0;
	for (struct str label, rest = str_trim_suffix(domain, STR(".")); str_next_field(&rest, '.', &label); labels++) {
		if (label.len == 0 || label.data[0] == '-' || label.data[label.len - 1] == '-')
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!is_alphanumeric(label.data[i]) && label.data[i] != '-' && label.data[i] != '_' &&
			    (unsigned char)label.data[i] < 0x80)
				return false;
		last = label;
	}
	return labels > 1 && last.len && !is_digit(last.data[0]);
}

bool is_email(struct str text)
{
	size_t at = str_rfind_char(text, '@');
	if (at == STR_NPOS || at == 0 || !is_domain(str_from(text, at + 1)))
		return false;
	struct str local = str_slice(text, 0, at);
	if (local.len >= 2 && local.data[0] == '"' && local.data[local.len - 1] == '"')
		return true;
	for (struct str atom, rest = local; str_next_field(&rest, '.', &atom);) {
		if (atom.len == 0)
			return false;
		for (size_t i = 0; i < atom.len; i++)
			if (!is_alphanumeric(atom.data[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", atom.data[i]) &&
			    (unsigned char)atom.data[i] < 0x80)
				return false;
	}
	return true;
}

static bool has_control(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
			return true;
	return false;
}

// "%zz" is no escape.
static bool has_bad_escape(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] != '%')
			continue;
		for (size_t j = i + 1; j <= i + 2; j++)
			if (j >= text.len || !(is_digit(text.data[j]) || ((text.data[j] | 0x20) >= 'a' && (text.data[j] | 0x20) <= 'f')))
				return true;
	}
	return false;
}

static size_t scheme_len(struct str text)
{
	size_t len = 0;
	while (len < text.len && (is_alphanumeric(text.data[len]) || strchr("+-.", text.data[len])))
		len++;
	bool letter = text.len && is_lower((char)(text.data[0] | 0x20));
	return letter && len < text.len && text.data[len] == ':' ? len : 0;
}

static struct str host_of(struct str text)
{
	size_t start = str_find(text, STR("://"));
	struct str host = start == STR_NPOS ? text : str_from(text, start + 3);
	size_t end = 0;
	while (end < host.len && !strchr("/?#", host.data[end]))
		end++;
	return str_slice(host, 0, end);
}

bool is_request_url(struct str text)
{
	size_t scheme = scheme_len(text);
	if (!scheme || has_control(text) || has_bad_escape(text))
		return false;
	struct str rest = str_from(text, scheme + 1);
	if (str_has_prefix(rest, STR("//")))
		return str_find_char(host_of(text), ' ') == STR_NPOS;
	return rest.len > 0; // opaque, as mailto:
}

bool is_url(struct str text)
{
	enum { MAX_URL = 2083, MIN_URL = 3 };
	static const char *const schemes[] = { "ftp", "tcp", "udp", "ws", "wss", "http", "https" };
	size_t start = str_find(text, STR("://"));
	if (text.len <= MIN_URL || utf8_count(text) >= MAX_URL || text.data[0] == '.' || has_control(text) ||
	    has_bad_escape(text) || str_find_char(text, ' ') != STR_NPOS)
		return false;
	bool known = start == STR_NPOS;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		known |= str_is(str_slice(text, 0, start == STR_NPOS ? 0 : start), schemes[i]);
	struct str host = host_of(text);
	size_t user = str_rfind_char(host, '@'), port;
	if (user != STR_NPOS)
		host = str_from(host, user + 1);
	port = str_rfind_char(host, ':');
	if (port != STR_NPOS && host.len && host.data[0] != '[') {
		for (size_t i = port + 1; i < host.len; i++)
			if (!is_digit(host.data[i]))
				return false;
		host = str_slice(host, 0, port);
	}
	bool numeric = host.len > 0;
	for (size_t i = 0; i < host.len; i++)
		numeric &= is_digit(host.data[i]) || host.data[i] == '.';
	return known && host.len && (str_is(host, "localhost") || numeric || host.data[0] == '[' || is_domain(host));
}
