// SPDX-License-Identifier: Apache-2.0
// People and places in Chart.yaml, as govalidator judges them: mostly by regular expressions, which are made of parts
// here. They are compiled anew for each text, of which a chart has few.
#include "lint/rules.h"
#include "text/regex.h"
#include "text/url.h"
#include "text/utf8.h"

#define BEYOND "\\x{A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}"
#define LETTER "[a-zA-Z" BEYOND "]"
#define ALNUM "[a-zA-Z0-9" BEYOND "]"
#define ATOM "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~" BEYOND "-]+"
#define FOLDED "(?:(?:[ \\t]*\\r\\n)?[ \\t]+)?"
/* A misplaced bracket there lets each character have a quote of its own in front. */
#define QUOTED \
	"(?:\"" FOLDED "(?:[\\x01-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F!#-[\\]-~" BEYOND \
	"]|\\([\\x01-\\x09\\x0B-\\x7F]))*" FOLDED "\""
#define LABEL "(?:" ALNUM "|" ALNUM "[a-zA-Z0-9._~" BEYOND "-]*" ALNUM ")"
#define TOP "(?:" LETTER "|" LETTER "[a-zA-Z0-9_~" BEYOND "-]*" LETTER ")"

static const struct str email = STR_INIT("^(?:" ATOM "(?:\\." ATOM ")*|" QUOTED ")@(?:" LABEL "\\.)+" TOP "\\.?$");

#define OCTET "(?:[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
#define FIRST_OCTET "(?:[1-9][0-9]?|1[0-9]{2}|2[01][0-9]|22[0-3]|24[0-9]|25[0-5])"
#define WORD "[a-zA-Z0-9]"
#define WIDE "[a-zA-Z0-9\\x{A1}-\\x{FFFF}]+"
#define DASHED WORD "(?:[a-zA-Z0-9_-]+)?" WORD "(?:[.-]" WORD "+)*"
#define SUBDOMAIN "(?:www\\.|" WORD "+(?:[_.-]?" WORD ")*" WORD "\\." WORD "+)"
#define NAMED "(?:" DASHED "|" SUBDOMAIN ")?(?:" WIDE "-?-?)*" WIDE "(?:\\.[a-zA-Z\\x{A1}-\\x{FFFF}]+)?"
#define HOST "(?:" FIRST_OCTET "(?:\\." OCTET "){3}|\\[[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]+\\]|" NAMED ")"

static const struct str web =
	STR_INIT("^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\\S+(?::\\S*)?@)?" HOST "\\.?(?::[0-9]{1,5})?(?:[/?#]\\S*)?$");

static bool matches(struct arena *arena, struct str expression, struct str text)
{
	struct error ignored = { .arena = arena };
	struct regex *regex = regex_compile(arena, expression, &ignored);
	return regex && regex_test(regex, text);
}

bool is_email(struct arena *arena, struct str text)
{
	return matches(arena, email, text);
}

bool is_url(struct arena *arena, struct str text)
{
	enum { MAX_URL = 2083, MIN_URL = 3 };
	struct error ignored = { .arena = arena };
	struct url url;
	if (text.len <= MIN_URL || utf8_count(text) >= MAX_URL || text.data[0] == '.')
		return false;
	bool lacks_scheme = str_find_char(text, ':') != STR_NPOS && !str_contains(text, STR("://"));
	if (!url_parse(arena, lacks_scheme ? ARENA_CONCAT(arena, STR("http://"), text) : text, &url, &ignored))
		return false;
	if (str_has_prefix(url.host, STR(".")) ||
	    (url.host.len == 0 && url.path.len && str_find_char(url.path, '.') == STR_NPOS))
		return false;
	return matches(arena, web, text);
}

// url.ParseRequestURI knows no fragment: '#' is a character like any other, which no host may have. A space is such a
// one too.
bool is_request_url(struct arena *arena, struct str text)
{
	struct error ignored = { .arena = arena };
	struct url url;
	struct str plain = text_replace(arena, text, STR("#"), STR(" "), -1);
	return url_parse(arena, plain, &url, &ignored) && url.scheme.len > 0;
}
