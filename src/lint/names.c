// SPDX-License-Identifier: Apache-2.0
// What names of Kubernetes objects must look like (apimachinery's validation).
#include "lint/rules.h"
#include "text/dns.h"
#include "text/strconv.h"
#include "text/utf8.h"

enum name_rule { NAME_SUBDOMAIN, NAME_LABEL_1035, NAME_LABEL_1123, NAME_PATH_SEGMENT, NAME_ANY };

static enum name_rule rule_of(struct arena *arena, struct str kind)
{
	static const struct {
		struct str kind;
		enum name_rule rule;
	} rules[] = {
		{ STR_INIT("service"), NAME_LABEL_1035 },
		{ STR_INIT("namespace"), NAME_LABEL_1123 },
		{ STR_INIT("certificatesigningrequest"), NAME_ANY },
		{ STR_INIT("role"), NAME_PATH_SEGMENT },
		{ STR_INIT("clusterrole"), NAME_PATH_SEGMENT },
		{ STR_INIT("rolebinding"), NAME_PATH_SEGMENT },
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
	enum name_rule rule = rule_of(arena, kind);
	complaints.name = quoted(arena, name);
	if (rule == NAME_SUBDOMAIN && name.len > 253)
		complain(&complaints, "must be no more than 253 characters");
	if ((rule == NAME_LABEL_1035 || rule == NAME_LABEL_1123) && name.len > 63)
		complain(&complaints, "must be no more than 63 characters");
	if (rule == NAME_SUBDOMAIN && !dns_is_subdomain(name))
		complain(&complaints,
		         "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
		         "'.', "
		         "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
		         "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
	if (rule == NAME_LABEL_1035 && !dns_is_label(name, true))
		complain(&complaints,
		         "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
		         "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
		         "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
	if (rule == NAME_LABEL_1123 && !dns_is_label(name, false) && dns_is_subdomain(name))
		complain(&complaints, "must not contain dots");
	else if (rule == NAME_LABEL_1123 && !dns_is_label(name, false))
		complain(&complaints,
		         "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
		         "must "
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
