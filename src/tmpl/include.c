// SPDX-License-Identifier: Apache-2.0
// Helm's include and tpl: templates run into the output buffer behind what is there, and what they printed is taken off
// its end as their result. Values that they made on the way are given back before the result is copied.
#include "text/strconv.h"
#include "tmpl/exec.h"

enum { MAX_INCLUDES = 1000 }; // Helm: recursionMaxNums, of one name

static unsigned count_nested(const struct tmpl_exec *exec, struct str name)
{
	for (const struct frame *frame = exec->frames; frame; frame = frame->outer)
		if (!frame->tpl && str_eq(frame->name, name))
			return frame->nested;
	return 0;
}

static struct str run_nested(struct tmpl_call *call, struct frame *frame, const struct tmpl_template *tmpl,
                             struct value data, bool strip)
{
	struct tmpl_exec *exec = call->exec;
	size_t start = exec->out->len;
	struct arena_mark mark = arena_mark(exec->arena);
	unsigned depth = exec->depth;
	frame->outer = exec->frames;
	frame->tmpl = exec->tmpl;
	frame->node = exec->node;
	frame->func = call->func->name;
	exec->frames = frame;
	exec->depth = 0;
	if (data.kind == VALUE_NULL)
		data = value_invalid();
	data.boxed = 0;
	exec_template(exec, tmpl, data);
	exec->depth = depth;
	exec->frames = frame->outer;
	arena_release(exec->arena, mark);
	if (strip)
		tmpl_strip_no_value(exec->out, start);
	struct str result = arena_str(exec->arena, str_from(strbuf_peek(exec->out), start));
	strbuf_truncate(exec->out, start);
	return result;
}

static struct value fn_include(struct tmpl_call *call)
{
	struct tmpl_exec *exec = call->exec;
	struct str name = call->args[0].s;
	struct frame frame = { .name = name, .nested = count_nested(exec, name) + 1 };
	// The stack of C ends before a thousand names times a thousand calls; Helm's words fit that too.
	if (frame.nested > MAX_INCLUDES + 1 || exec_is_too_deep(exec))
		tmpl_fail(call, "rendering template has a nested reference name: %.*s: unable to execute template",
		          STR_FMT(name));
	const struct tmpl_template *tmpl = exec_lookup(exec, name);
	if (!tmpl) {
		struct str shown = quoted(exec->errors, name);
		tmpl_fail(call, "template: no template %.*s associated with template \"gotpl\"", STR_FMT(shown));
	}
	return value_string(run_nested(call, &frame, tmpl, call->args[1], false));
}

static struct value fn_tpl(struct tmpl_call *call)
{
	struct tmpl_exec *exec = call->exec;
	struct str text = call->args[0].s;
	struct error err = { .arena = exec->errors };
	if (exec_is_too_deep(exec))
		tmpl_fail(call, "tpl is " STACK_LIMIT);
	const struct tpl_text *tpl = tmpl_set_tpl(exec->set, text, &err);
	if (!tpl) {
		struct str shown = quoted(exec->errors, text);
		tmpl_fail(call, "cannot parse template %.*s: %.*s", STR_FMT(shown), STR_FMT(err.message));
	}
	struct frame frame = { .tpl = &tpl->templates[0].text };
	const struct overlay *outer = exec->overlay;
	struct overlay overlay = { outer, tpl->templates + 1, tpl->count - 1 };
	if (overlay.count)
		exec->overlay = &overlay;
	struct str result = run_nested(call, &frame, &tpl->templates[0], call->args[1], true);
	exec->overlay = outer;
	return value_string(result);
}

const struct tmpl_func tmpl_includes[] = {
	{ "include", "sv:s", fn_include },
	{ "tpl", "sv:s", fn_tpl },
	{ NULL },
};
