// SPDX-License-Identifier: Apache-2.0
// What Go's reflection tells of a value.
#include "func/families.h"

static struct value fn_type_of(struct tmpl_call *call)
{
	return value_string(str_of(value_type_name(call->args[0])));
}

static struct value fn_type_is(struct tmpl_call *call)
{
	return value_bool(str_is(call->args[0].s, value_type_name(call->args[1])));
}

static struct value fn_type_is_like(struct tmpl_call *call)
{
	const char *type = value_type_name(call->args[1]);
	struct str target = call->args[0].s;
	return value_bool(str_is(target, type) || (*type == '*' && str_is(target, type + 1)));
}

static struct value fn_kind_of(struct tmpl_call *call)
{
	return value_string(str_of(value_kind_name(call->args[0])));
}

static struct value fn_kind_is(struct tmpl_call *call)
{
	return value_bool(str_is(call->args[0].s, value_kind_name(call->args[1])));
}

static struct value fn_deep_equal(struct tmpl_call *call)
{
	return value_bool(value_deep_equal(call->args[0], call->args[1]));
}

const struct tmpl_func func_reflect[] = {
	{ "deepEqual", "vv:b", fn_deep_equal },
	{ "kindIs", "sv:b", fn_kind_is },
	{ "kindOf", "v:s", fn_kind_of },
	{ "typeIs", "sv:b", fn_type_is },
	{ "typeIsLike", "sv:b", fn_type_is_like },
	{ "typeOf", "v:s", fn_type_of },
	{ NULL },
};
