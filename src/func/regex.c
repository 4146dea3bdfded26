// SPDX-License-Identifier: Apache-2.0
// Regular expressions. Go compiles one for each call; charts call with the same few in loops, so compiled ones are kept
// in the environment, up to a limit beyond which they are compiled for the call alone.
#include "text/regex.h"

#include <inttypes.h>

#include "base/strbuf.h"
#include "func/env.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/strconv.h"

struct regex_cache {
	enum { CACHE_LIMIT = 512, CACHE_PLACES = 2 * CACHE_LIMIT } limits;
	struct cached {
		struct str expression;
		struct regex *regex; // NULL: free
	} places[CACHE_PLACES];
	size_t count;
};

static struct cached *cache_place(struct regex_cache *cache, struct str expression)
{
	size_t at = str_hash(expression) % CACHE_PLACES;
	while (cache->places[at].regex && !str_eq(cache->places[at].expression, expression))
		at = (at + 1) % CACHE_PLACES;
	return &cache->places[at];
}

// NULL with the error set if the expression is wrong.
static struct regex *compiled(struct tmpl_call *call, struct str expression, struct error *err)
{
	struct func_env *env = func_env_of(call);
	if (!env || !env->arena)
		return regex_compile(call->arena, expression, err);
	if (!env->regexes)
		env->regexes = ARENA_NEW(env->arena, struct regex_cache);
	struct cached *place = cache_place(env->regexes, expression);
	if (place->regex)
		return place->regex;
	if (env->regexes->count == CACHE_LIMIT)
		return regex_compile(call->arena, expression, err);
	struct str kept = arena_str(env->arena, expression);
	struct regex *regex = regex_compile(env->arena, kept, err);
	if (regex) {
		*place = (struct cached){ kept, regex };
		env->regexes->count++;
	}
	return regex;
}

// For the functions that return an error: its text is the compiler's.
static struct regex *compiled_or_fail(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct regex *regex = compiled(call, call->args[0].s, &err);
	if (!regex)
		fail_with(call, &err);
	return regex;
}

// regexp.MustCompile: its panic names the expression.
static struct regex *compiled_or_panic(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct str expression = call->args[0].s;
	struct regex *regex = compiled(call, expression, &err);
	if (regex)
		return regex;
	struct strbuf quoted = strbuf_in(call->arena);
	if (!quote_raw(&quoted, expression))
		quote(&quoted, expression);
	tmpl_panic(call, "regexp: Compile(%.*s): %.*s", STR_FMT(strbuf_peek(&quoted)), STR_FMT(err.message));
}

static void check_end(struct tmpl_call *call, const struct regex *regex)
{
	if (regex_gave_up(regex))
		tmpl_fail(call, "regular expression: no end after %" PRIu64 " steps of searching", REGEX_MAX_STEPS);
}

static struct value match(struct tmpl_call *call, const struct regex *regex)
{
	bool found = regex && regex_test(regex, call->args[1].s);
	if (regex)
		check_end(call, regex);
	return value_bool(found);
}

static struct value find(struct tmpl_call *call, const struct regex *regex)
{
	size_t at[2];
	struct str s = call->args[1].s;
	bool found = regex_match(regex, s, 0, at, 1);
	check_end(call, regex);
	return value_string(found ? str_slice(s, at[0], at[1]) : STR_NONE);
}

static struct value find_all(struct tmpl_call *call, const struct regex *regex)
{
	struct str s = call->args[1].s;
	int64_t limit = call->args[2].i, found = 0;
	struct list *list = NULL;
	struct regex_scan scan = { 0 };
	for (size_t at[2]; (limit < 0 || found < limit) && regex_next(regex, s, &scan, at, 1); found++) {
		if (!list)
			list = list_new(call->arena, 0);
		list_push(call->arena, list, value_string(str_slice(s, at[0], at[1])));
	}
	check_end(call, regex);
	return value_list_of(TYPE_STRING_LIST, list);
}

// regexp.Split. An empty match at the very beginning does not split off an empty text.
static struct value split(struct tmpl_call *call, const struct regex *regex)
{
	struct str s = call->args[1].s;
	int64_t limit = call->args[2].i;
	if (limit == 0)
		return value_list_of(TYPE_STRING_LIST, NULL);
	struct list *list = list_new(call->arena, 0);
	if (call->args[0].s.len && s.len == 0) {
		list_push(call->arena, list, value_string(s));
		return value_list_of(TYPE_STRING_LIST, list);
	}
	size_t begin = 0, end = 0;
	int64_t matches = 0;
	struct regex_scan scan = { 0 };
	for (size_t at[2]; (limit < 0 || matches < limit) && regex_next(regex, s, &scan, at, 1); matches++) {
		if (limit > 0 && (int64_t)list->len == limit - 1)
			break;
		end = at[0];
		if (at[1] != 0)
			list_push(call->arena, list, value_string(str_slice(s, begin, end)));
		begin = at[1];
	}
	check_end(call, regex);
	if (end != s.len)
		list_push(call->arena, list, value_string(str_from(s, begin)));
	return value_list_of(TYPE_STRING_LIST, list);
}

static struct value replace(struct tmpl_call *call, const struct regex *regex)
{
	struct str result = regex_replace(regex, call->arena, call->args[1].s, call->args[2].s);
	check_end(call, regex);
	return value_string(result);
}

static struct value replace_literal(struct tmpl_call *call, const struct regex *regex)
{
	struct str result = regex_replace_literal(regex, call->arena, call->args[1].s, call->args[2].s);
	check_end(call, regex);
	return value_string(result);
}

// regexMatch alone takes a wrong expression for one that does not match.
static struct value fn_match(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	return match(call, compiled(call, call->args[0].s, &err));
}

static struct value fn_must_match(struct tmpl_call *call)
{
	return match(call, compiled_or_fail(call));
}

static struct value fn_find(struct tmpl_call *call)
{
	return find(call, compiled_or_panic(call));
}

static struct value fn_must_find(struct tmpl_call *call)
{
	return find(call, compiled_or_fail(call));
}

static struct value fn_find_all(struct tmpl_call *call)
{
	return find_all(call, compiled_or_panic(call));
}

static struct value fn_must_find_all(struct tmpl_call *call)
{
	return find_all(call, compiled_or_fail(call));
}

static struct value fn_replace(struct tmpl_call *call)
{
	return replace(call, compiled_or_panic(call));
}

static struct value fn_must_replace(struct tmpl_call *call)
{
	return replace(call, compiled_or_fail(call));
}

static struct value fn_replace_literal(struct tmpl_call *call)
{
	return replace_literal(call, compiled_or_panic(call));
}

static struct value fn_must_replace_literal(struct tmpl_call *call)
{
	return replace_literal(call, compiled_or_fail(call));
}

static struct value fn_split(struct tmpl_call *call)
{
	return split(call, compiled_or_panic(call));
}

static struct value fn_must_split(struct tmpl_call *call)
{
	return split(call, compiled_or_fail(call));
}

static struct value fn_quote_meta(struct tmpl_call *call)
{
	return value_string(regex_quote(call->arena, call->args[0].s));
}

const struct tmpl_func func_regex[] = {
	{ "mustRegexFind", "ss:s", fn_must_find },
	{ "mustRegexFindAll", "ssi:l", fn_must_find_all },
	{ "mustRegexMatch", "ss:b", fn_must_match },
	{ "mustRegexReplaceAll", "sss:s", fn_must_replace },
	{ "mustRegexReplaceAllLiteral", "sss:s", fn_must_replace_literal },
	{ "mustRegexSplit", "ssi:l", fn_must_split },
	{ "regexFind", "ss:s", fn_find },
	{ "regexFindAll", "ssi:l", fn_find_all },
	{ "regexMatch", "ss:b", fn_match },
	{ "regexQuoteMeta", "s:s", fn_quote_meta },
	{ "regexReplaceAll", "sss:s", fn_replace },
	{ "regexReplaceAllLiteral", "sss:s", fn_replace_literal },
	{ "regexSplit", "ssi:l", fn_split },
	{ NULL },
};
