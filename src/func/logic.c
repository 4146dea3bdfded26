// SPDX-License-Identifier: Apache-2.0
// Choices, and what ends a rendering: fail, required. lookup is here too: it asks the caller's cluster, if there is
// one.
#include "func/cast.h"
#include "func/env.h"
#include "func/families.h"
#include "func/panic.h"

static struct value fn_default(struct tmpl_call *call)
{
	return call->args[call->count < 2 || value_is_empty(call->args[1]) ? 0 : 1];
}

static struct value fn_empty(struct tmpl_call *call)
{
	return value_bool(value_is_empty(call->args[0]));
}

static struct value fn_coalesce(struct tmpl_call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!value_is_empty(call->args[i]))
			return call->args[i];
	return value_null();
}

static struct value fn_all(struct tmpl_call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (value_is_empty(call->args[i]))
			return value_bool(false);
	return value_bool(true);
}

static struct value fn_any(struct tmpl_call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!value_is_empty(call->args[i]))
			return value_bool(true);
	return value_bool(false);
}

static struct value fn_ternary(struct tmpl_call *call)
{
	return call->args[call->args[2].b ? 0 : 1];
}

// While linting, the chart's complaint is only logged.
static struct value complain(struct tmpl_call *call, enum log_level level, struct str text, struct str message)
{
	const struct func_env *env = func_env_of(call);
	if (!env || !env->lint)
		tmpl_fail(call, "HELM_ERR_START%.*sHELM_ERR_END", STR_FMT(message));
	struct log_field fields[] = { { "message", message }, { NULL, STR_NONE } };
	log_tell(env->warnings, call->arena, level, text, fields);
	return value_string(STR_NONE);
}

static struct value fn_fail(struct tmpl_call *call)
{
	return complain(call, LOG_LEVEL_INFO, STR("funcMap fail"), call->args[0].s);
}

static struct value fn_required(struct tmpl_call *call)
{
	struct value v = call->args[1];
	if (v.kind == VALUE_NULL)
		return complain(call, LOG_LEVEL_WARN, STR("missing required value"), call->args[0].s);
	if (v.kind == VALUE_STRING && v.s.len == 0)
		return complain(call, LOG_LEVEL_WARN, STR("missing required values"), call->args[0].s);
	return v;
}

static struct value fn_lookup(struct tmpl_call *call)
{
	const struct func_env *env = func_env_of(call);
	struct value *args = call->args, found;
	if (!env || env->lint || !env->lookup)
		return value_map(map_new(call->arena));
	struct error err = { .arena = call->arena };
	if (!env->lookup(env->lookup_context, call->arena, args[0].s, args[1].s, args[2].s, args[3].s, &found, &err))
		fail_with(call, &err);
	return found;
}

static struct value fn_hello(struct tmpl_call *call)
{
	(void)call;
	return value_string(STR("Hello!"));
}

const struct tmpl_func func_logic[] = {
	{ "all", "v*:b", fn_all },
	{ "any", "v*:b", fn_any },
	{ "coalesce", "v*:v", fn_coalesce },
	{ "default", "vv*:v", fn_default },
	{ "empty", "v:b", fn_empty },
	{ "fail", "s:s", fn_fail },
	{ "hello", ":s", fn_hello },
	{ "lookup", "ssss:d", fn_lookup },
	{ "required", "sv:v", fn_required },
	{ "ternary", "vvb:v", fn_ternary },
	{ NULL },
};
