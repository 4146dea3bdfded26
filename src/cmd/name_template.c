// SPDX-License-Identifier: Apache-2.0
// In a name template Helm offers Sprig's functions and none of its own; Sprig reads the environment.
#include "cmd/name_template.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "func/env.h"
#include "func/func.h"
#include "func/methods.h"
#include "value/json.h"

// ---- functions -------------------------------------------------------------------------------------------------

static struct str variable(struct arena *arena, struct str name)
{
	const char *found = getenv(arena_cstr(arena, name));
	return found ? str_of(found) : STR_NONE;
}

static struct value fn_env(struct tmpl_call *call)
{
	return value_string(variable(call->arena, call->args[0].s));
}

static bool is_special(char c)
{
	return c && strchr("*#$@!?-0123456789", c);
}

static bool is_name(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// What stands behind a dollar sign, and its name. Go eats "{}" and a brace that is not closed, which have none.
static size_t shell_name(struct str text, struct str *ret)
{
	size_t len = 0;
	*ret = STR_NONE;
	if (text.data[0] == '{') {
		size_t end = str_find_char(text, '}');
		if (end == STR_NPOS)
			return 1;
		*ret = str_slice(text, 1, end);
		return end + 1;
	}
	if (is_special(text.data[0]))
		len = 1;
	else
		while (len < text.len && is_name(text.data[len]))
			len++;
	*ret = str_slice(text, 0, len);
	return len;
}

// Go's os.ExpandEnv.
static struct value fn_expandenv(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct str text = call->args[0].s, name;
	for (size_t dollar; (dollar = str_find_char(text, '$')) != STR_NPOS && dollar + 1 < text.len;) {
		strbuf_add(&out, str_slice(text, 0, dollar));
		text = str_from(text, dollar + 1);
		size_t len = shell_name(text, &name);
		strbuf_add(&out, len ? variable(call->arena, name) : STR("$"));
		text = str_from(text, len);
	}
	strbuf_add(&out, text);
	return value_string(strbuf_str(&out, call->arena));
}

// Without the marks that Helm's own puts around the message.
static struct value fn_fail(struct tmpl_call *call)
{
	tmpl_fail(call, "%.*s", STR_FMT(call->args[0].s));
}

// Sprig's, unlike Helm's, takes any value, and gives nil for what is no JSON.
static struct value fn_from_json(struct tmpl_call *call)
{
	struct error ignored = { .arena = call->arena };
	struct value v;
	return json_read(call->arena, call->args[0].s, 0, &v, &ignored) ? v : value_null();
}

static const struct tmpl_func *find_func(struct str name)
{
	static const struct tmpl_func sprigs[] = { { "env", "s:s", fn_env },
		                                   { "expandenv", "s:s", fn_expandenv },
		                                   { "fail", "s:s", fn_fail },
		                                   { "fromJson", "s:v", fn_from_json } };
	static const char *const helms[] = {
		"durationDays",
		"durationHours",
		"durationMicroseconds",
		"durationMilliseconds",
		"durationMinutes",
		"durationNanoseconds",
		"durationRoundTo",
		"durationSeconds",
		"durationTruncateTo",
		"durationWeeks",
		"fromJsonArray",
		"fromToml",
		"fromYaml",
		"fromYamlArray",
		"include",
		"lookup",
		"mustToDuration",
		"mustToToml",
		"mustToYaml",
		"required",
		"toToml",
		"toYaml",
		"toYamlPretty",
		"tpl",
	};
	for (size_t i = 0; i < ARRAY_LEN(helms); i++)
		if (str_is(name, helms[i]))
			return NULL;
	for (size_t i = 0; i < ARRAY_LEN(sprigs); i++)
		if (str_is(name, sprigs[i].name))
			return &sprigs[i];
	return func_find(name);
}

// ---- templates -------------------------------------------------------------------------------------------------

bool text_from_template(struct arena *arena, struct str name, struct str text, const struct tmpl_options *options,
                        struct value dot, struct str *ret, struct error *err)
{
	struct source *source = ARENA_NEW(arena, struct source);
	struct tmpl_set *set = tmpl_set_new(arena, options);
	struct func_env env = { .arena = arena };
	struct arena scratch = { 0 }; // the run takes memory back: nothing that stays may come from it
	struct tmpl_run run = { &scratch, arena, &env };
	struct tmpl_failure failure;
	struct strbuf out = strbuf_in(arena);
	*source = (struct source){ name, text }; // errors point to it
	if (!tmpl_set_parse(set, source, err))
		return false;
	bool ok = tmpl_execute(set, name, dot, &run, &out, &failure);
	arena_done(&scratch);
	if (!ok)
		return fail(err, NOWHERE, "%.*s", STR_FMT(failure.levels[0].text));
	*ret = strbuf_str(&out, arena);
	return true;
}

bool name_from_template(struct arena *arena, struct str text, struct str *ret, struct error *err)
{
	static const struct tmpl_options options = { find_func, func_methods };
	return text_from_template(arena, STR("name-template"), text, &options, value_invalid(), ret, err);
}
