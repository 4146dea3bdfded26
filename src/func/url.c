// SPDX-License-Identifier: Apache-2.0
// urlParse and urlJoin: Go's net/url (text/url.h) as dictionaries. getHostByName is here too.
#include <netdb.h>

#include "base/random.h"
#include "base/strbuf.h"
#include "func/env.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/url.h"

static void set_text(struct tmpl_call *call, struct map *map, struct str key, struct str text)
{
	map_set(call->arena, map, key, value_string(text.data ? text : STR_NONE));
}

static struct value fn_url_parse(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct url url;
	if (!url_parse(call->arena, call->args[0].s, &url, &err))
		tmpl_panic(call, "unable to parse url: %.*s", STR_FMT(err.message));
	struct strbuf user = strbuf_in(call->arena);
	url_print_user(&user, &url);
	struct map *map = map_new(call->arena);
	set_text(call, map, STR("fragment"), url.fragment);
	set_text(call, map, STR("host"), url.host);
	set_text(call, map, STR("hostname"), url_hostname(&url));
	set_text(call, map, STR("opaque"), url.opaque);
	set_text(call, map, STR("path"), url.path);
	set_text(call, map, STR("query"), url.query);
	set_text(call, map, STR("scheme"), url.scheme);
	set_text(call, map, STR("userinfo"), strbuf_str(&user, call->arena));
	return value_map(map);
}

static struct str part_of(struct tmpl_call *call, const char *key)
{
	const struct value *found = map_get(call->args[0].map, str_of(key));
	if (!found)
		return STR_NONE;
	if (value_is_null(*found))
		panic_nil(call);
	if (found->kind != VALUE_STRING)
		tmpl_panic(call, "unable to parse %s key, must be of type string, but %s found", key,
		           value_kind_name(*found));
	return found->s;
}

static struct value fn_url_join(struct tmpl_call *call)
{
	struct url url = { 0 };
	url.scheme = part_of(call, "scheme");
	url.host = part_of(call, "host");
	url.path = part_of(call, "path");
	url.query = part_of(call, "query");
	url.opaque = part_of(call, "opaque");
	url.fragment = part_of(call, "fragment");
	struct str userinfo = part_of(call, "userinfo");
	if (userinfo.len) {
		struct error err = { .arena = call->arena };
		struct url parsed;
		struct str text = ARENA_CONCAT(call->arena, STR("proto://"), userinfo, STR("@host"));
		if (!url_parse(call->arena, text, &parsed, &err))
			tmpl_panic(call, "unable to parse userinfo in dict: %.*s", STR_FMT(err.message));
		url.has_user = parsed.has_user;
		url.has_password = parsed.has_password;
		url.user = parsed.user;
		url.password = parsed.password;
	}
	struct strbuf buf = strbuf_in(call->arena);
	url_print(&buf, &url);
	return value_string(strbuf_str(&buf, call->arena));
}

// One of the addresses of the name, by chance, as Sprig does.
static struct value fn_get_host_by_name(struct tmpl_call *call)
{
	const struct func_env *env = func_env_of(call);
	if (!env || !env->enable_dns)
		return value_string(STR_NONE);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	char text[NI_MAXHOST] = "";
	size_t count = 0;
	if (getaddrinfo(arena_cstr(call->arena, call->args[0].s), NULL, &hints, &found) != 0)
		found = NULL;
	for (struct addrinfo *at = found; at; at = at->ai_next)
		count++;
	if (count == 0)
		tmpl_panic(call, "invalid argument to Intn");
	struct addrinfo *chosen = found;
	for (size_t skip = (size_t)random_below(count); skip; skip--)
		chosen = chosen->ai_next;
	getnameinfo(chosen->ai_addr, chosen->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST);
	freeaddrinfo(found);
	return value_string(arena_str(call->arena, str_of(text)));
}

const struct tmpl_func func_url[] = {
	{ "getHostByName", "s:s", fn_get_host_by_name },
	{ "urlJoin", "d:s", fn_url_join },
	{ "urlParse", "s:d", fn_url_parse },
	{ NULL },
};
