// SPDX-License-Identifier: Apache-2.0
// Paths. Sprig's os… forms follow the machine's rules, which are the same here.
#include "base/fs.h"
#include "func/families.h"

static struct value fn_base(struct tmpl_call *call)
{
	return value_string(fs_base(call->args[0].s));
}

static struct value fn_clean(struct tmpl_call *call)
{
	return value_string(fs_clean(call->arena, call->args[0].s));
}

static struct value fn_dir(struct tmpl_call *call)
{
	return value_string(fs_dir(call->arena, call->args[0].s));
}

static struct value fn_ext(struct tmpl_call *call)
{
	return value_string(fs_ext(call->args[0].s));
}

static struct value fn_is_abs(struct tmpl_call *call)
{
	return value_bool(str_has_prefix(call->args[0].s, STR("/")));
}

const struct tmpl_func func_path[] = {
	{ "base", "s:s", fn_base },
	{ "clean", "s:s", fn_clean },
	{ "dir", "s:s", fn_dir },
	{ "ext", "s:s", fn_ext },
	{ "isAbs", "s:b", fn_is_abs },
	{ "osBase", "s:s", fn_base },
	{ "osClean", "s:s", fn_clean },
	{ "osDir", "s:s", fn_dir },
	{ "osExt", "s:s", fn_ext },
	{ "osIsAbs", "s:b", fn_is_abs },
	{ NULL },
};
