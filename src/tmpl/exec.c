// SPDX-License-Identifier: Apache-2.0
// Walking the tree. tmpl_execute() is the boundary that errors are thrown to; walk() runs a node and tells whether the
// loop around it goes on; exec_template() nests. Values made for an action that only prints are taken back as soon as
// it has printed, and those of a loop's body after each turn, unless something older may hold them (arena_pin).
#include "tmpl/exec.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/oom.h"
#include "text/strconv.h"
#include "value/object.h"
#include "value/print.h"

enum {
	MAX_TEMPLATE_DEPTH = 100000, // Go: maxExecDepth
	MAX_TOLD = 10000,            // calls in each other that an error tells
	TOLD_AT_ENDS = 5,            // and if there are more
};

// A value that holds itself has no end.
#define PRINT_LIMIT "the value is nested more than %d deep"

enum flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE };

static enum flow walk(struct tmpl_exec *exec, struct value dot, const struct node *node);

// ---- errors ----------------------------------------------------------------------------------------------------

static struct location node_location(const struct tmpl_template *tmpl, const struct node *node)
{
	struct str before = str_slice(tmpl->text, 0, node->pos);
	size_t newline = str_rfind_char(before, '\n');
	unsigned column = (unsigned)(newline == STR_NPOS ? before.len : before.len - newline - 1);
	unsigned line = 1 + (unsigned)str_count(before, STR("\n"));
	return (struct location){ tmpl->source, line, column, 0 };
}

// Go places a chain of fields at its second one; what is underlined starts at the first.
static unsigned chain_lead(const struct node *node)
{
	if ((node->type != NODE_FIELD && node->type != NODE_VARIABLE) || node->idents.len < 2)
		return 0;
	return (unsigned)node->idents.items[0].name.len + (node->type == NODE_FIELD);
}

static struct location add_prefix(struct strbuf *text, const struct tmpl_template *tmpl, const struct node *node)
{
	struct location at = node_location(tmpl, node);
	strbuf_printf(text, "template: %.*s:%u:%u: executing ", STR_FMT(tmpl->parse_name), at.line, at.column);
	quote(text, tmpl->name);
	strbuf_add(text, STR(" at <"));
	size_t context = text->len;
	node_print(text, node);
	at.length = (unsigned)(text->len - context);
	at.column += 1 - chain_lead(node); // Go counts columns from 0, locations from 1
	strbuf_add(text, STR(">: "));
	return at;
}

// The text of each level ends with that of the next: all are in one, told from the outermost on. Of a level, text.len
// is where it begins until the whole is there.
struct telling {
	struct strbuf text;
	struct tmpl_level *levels;
	size_t count;
};

static void open_level(struct telling *telling)
{
	telling->levels[telling->count++] = (struct tmpl_level){ { NULL, telling->text.len }, NOWHERE };
}

static void tell_place(struct telling *telling, const struct tmpl_template *tmpl, const struct node *node)
{
	open_level(telling);
	telling->levels[telling->count - 1].at = add_prefix(&telling->text, tmpl, node);
}

static void tell_frame(struct telling *telling, const struct frame *frame)
{
	tell_place(telling, frame->tmpl, frame->node);
	strbuf_printf(&telling->text, "error calling %s: ", frame->func);
	if (!frame->tpl)
		return;
	open_level(telling);
	strbuf_add(&telling->text, STR("error during tpl function execution for "));
	quote(&telling->text, *frame->tpl);
	strbuf_add(&telling->text, STR(": "));
}

// Calls in each other, outermost first. Where there are more than anybody reads, those in the middle are left out.
static void tell_frames(struct telling *telling, const struct frame *const *frames, size_t count)
{
	size_t skipped = count > MAX_TOLD ? count - 2 * TOLD_AT_ENDS : 0;
	for (size_t i = 0; i < count; i++) {
		tell_frame(telling, frames[i]);
		if (!skipped || i + 1 != TOLD_AT_ENDS)
			continue;
		strbuf_printf(&telling->text, "(%zu calls in each other are left out) ", skipped);
		i += skipped;
	}
}

static const struct frame **frames_outermost_first(const struct tmpl_exec *exec, size_t *ret_count)
{
	size_t count = 0;
	for (const struct frame *frame = exec->frames; frame; frame = frame->outer)
		count++;
	*ret_count = count;
	const struct frame **frames = ARENA_ARRAY(exec->errors, const struct frame *, count + 1);
	for (const struct frame *frame = exec->frames; frame; frame = frame->outer)
		frames[--count] = frame;
	return frames;
}

// Throws: builds the texts of all levels, from the outermost to the innermost (`message` at the node at work; `cause`,
// if there is one, is the error of a function below it: the end of the message).
NORETURN static void throw_error(struct tmpl_exec *exec, struct str message, const struct str *cause)
{
	size_t count;
	const struct frame **frames = frames_outermost_first(exec, &count);
	struct telling telling = { strbuf_in(exec->errors), ARENA_ARRAY(exec->errors, struct tmpl_level, 2 * count + 2),
		                   0 };
	tell_frames(&telling, frames, count);
	tell_place(&telling, exec->tmpl, exec->node);
	strbuf_add(&telling.text, message);
	if (cause) {
		open_level(&telling);
		telling.levels[telling.count - 1].text.len = telling.text.len - cause->len;
	}
	struct str text = strbuf_str(&telling.text, exec->errors);
	for (size_t i = 0; i < telling.count; i++)
		telling.levels[i].text = str_from(text, telling.levels[i].text.len);
	exec->failure->levels = telling.levels;
	exec->failure->count = telling.count;
	exec->failure->is_exec_error = true;
	longjmp(*exec->failed, 1);
}

void exec_fail(struct tmpl_exec *exec, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str message = arena_vprintf(exec->errors, format, args);
	va_end(args);
	throw_error(exec, message, NULL);
}

void exec_fail_call(struct tmpl_exec *exec, const char *func, struct str message)
{
	throw_error(exec, ARENA_CONCAT(exec->errors, STR("error calling "), str_of(func), STR(": "), message),
	            &message);
}

void exec_blame(struct tmpl_exec *exec, struct value culprit, const struct node *node, size_t idents)
{
	struct strbuf path = strbuf_in(exec->errors);
	if (node->type != NODE_FIELD && node->type != NODE_VARIABLE)
		return;
	for (size_t i = 0; i < idents && i < node->idents.len; i++) {
		if (i || node->type == NODE_FIELD)
			strbuf_add_char(&path, '.');
		strbuf_add(&path, node->idents.items[i].name);
	}
	exec->failure->culprit = culprit;
	exec->failure->culprit_path = strbuf_str(&path, exec->errors);
}

void exec_end(struct tmpl_exec *exec)
{
	if (exec->out->len > MAX_OUTPUT)
		exec_fail(exec, "the output is longer than the limit of %d bytes", MAX_OUTPUT);
	exec_fail(exec, "no end after %" PRIu64 " steps (turns of loops; %d for a call, %d for a template)",
	          exec->max_steps, CALL_STEPS, TEMPLATE_STEPS);
}

void tmpl_check_printed(struct tmpl_call *call, bool whole)
{
	if (!whole)
		tmpl_fail(call, PRINT_LIMIT, PRINT_MAX_DEPTH);
}

void tmpl_count_steps(struct tmpl_call *call, uint64_t steps)
{
	count_steps(call->exec, steps);
}

// ---- control structures ----------------------------------------------------------------------------------------

static struct variable *top_variable(struct tmpl_exec *exec, size_t from_top)
{
	return &exec->vars[exec->vars_len - from_top];
}

static enum flow walk_list(struct tmpl_exec *exec, struct value dot, const struct node *list)
{
	exec->node = list;
	for (size_t i = 0; i < list->list.len; i++) {
		enum flow flow = walk(exec, dot, list->list.items[i]);
		if (flow != FLOW_NEXT)
			return flow;
	}
	return FLOW_NEXT;
}

static void walk_action(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	struct arena_mark mark = arena_mark(exec->arena);
	struct value value = eval_pipeline(exec, dot, node->control.pipe);
	if (node->control.pipe->decls)
		return;
	exec->node = node;
	if (value.kind == VALUE_STRING)
		strbuf_add(exec->out, value.s);
	else if (value.kind == VALUE_NULL)
		strbuf_add(exec->out, STR("<no value>"));
	else if (!value_print_action(exec->out, value))
		exec_fail(exec, PRINT_LIMIT, PRINT_MAX_DEPTH);
	if (!node->assigns)
		arena_release(exec->arena, mark);
}

static enum flow walk_if_or_with(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	size_t mark = exec->vars_len;
	enum flow flow = FLOW_NEXT;
	struct value value = eval_pipeline(exec, dot, node->control.pipe);
	if (value_truth(value))
		flow = walk_list(exec, node->type == NODE_WITH ? value : dot, node->control.list);
	else if (node->control.else_list)
		flow = walk_list(exec, dot, node->control.else_list);
	exec->vars_len = mark;
	return flow;
}

static struct variable *find_variable(struct tmpl_exec *exec, const struct ident *ident)
{
	for (size_t i = exec->vars_len; i-- > exec->vars_base;) {
		struct variable *variable = &exec->vars[i];
		if (variable->ident.hash == ident->hash && str_eq(variable->ident.name, ident->name))
			return variable;
	}
	exec_fail(exec, "undefined variable: %.*s", STR_FMT(ident->name));
}

struct loop {
	const struct node *node;
	size_t vars;
	struct value index, element;
};

static void set_loop_variables(struct tmpl_exec *exec, const struct loop *loop)
{
	const struct node *node = loop->node->control.pipe;
	struct node **decls = node->list.items;
	if (node->decls == 0)
		return;
	if (!node->is_assign) {
		top_variable(exec, 1)->value = loop->element;
		if (node->decls > 1)
			top_variable(exec, 2)->value = loop->index;
	} else if (node->decls > 1) {
		find_variable(exec, decls[0]->idents.items)->value = loop->index;
		find_variable(exec, decls[1]->idents.items)->value = loop->element;
	} else {
		find_variable(exec, decls[0]->idents.items)->value = loop->element;
	}
}

// One turn; false when the loop is to end.
static bool loop_turn(struct tmpl_exec *exec, struct loop *loop)
{
	struct arena_mark mark = arena_mark(exec->arena);
	count_steps(exec, 1);
	set_loop_variables(exec, loop);
	enum flow flow = walk_list(exec, loop->element, loop->node->control.list);
	exec->vars_len = loop->vars;
	if (!loop->node->assigns)
		arena_release(exec->arena, mark);
	return flow != FLOW_BREAK;
}

static bool range_int(struct tmpl_exec *exec, struct loop *loop, struct value value)
{
	bool is_signed = value.kind == VALUE_INT;
	if (loop->node->control.pipe->decls > 1) {
		struct strbuf text = strbuf_in(exec->errors);
		value_print(&text, value);
		exec_fail(exec, "can't use %.*s to iterate over more than one variable", STR_FMT(strbuf_peek(&text)));
	}
	uint64_t count = is_signed ? (value.i > 0 ? (uint64_t)value.i : 0) : value.u;
	for (uint64_t i = 0; i < count; i++) {
		loop->element = is_signed ? value_int_of(value.type, (int64_t)i) : value_uint_of(value.type, i);
		if (!loop_turn(exec, loop))
			break;
	}
	return count > 0;
}

static bool range_list(struct tmpl_exec *exec, struct loop *loop, const struct list *list, bool boxed)
{
	for (size_t i = 0; i < list->len; i++) {
		loop->index = value_int((int64_t)i);
		loop->element = list->items[i];
		loop->element.boxed = boxed;
		if (!loop_turn(exec, loop))
			break;
	}
	return list->len > 0;
}

static bool range_bytes(struct tmpl_exec *exec, struct loop *loop, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		loop->index = value_int((int64_t)i);
		loop->element = value_uint_of(TYPE_UINT8, (unsigned char)bytes.data[i]);
		if (!loop_turn(exec, loop))
			break;
	}
	return bytes.len > 0;
}

// The map may change under way; Go iterates over what it was.
static bool range_map(struct tmpl_exec *exec, struct loop *loop, struct map *map, bool boxed)
{
	size_t len = map->len;
	if (len == 0)
		return false;
	map_sort(map);
	struct map_entry *entries = ARENA_ARRAY(exec->arena, struct map_entry, len);
	memcpy(entries, map->entries, len * sizeof(*entries));
	for (size_t i = 0; i < len; i++) {
		loop->index = value_string(entries[i].key);
		loop->element = entries[i].value;
		loop->element.boxed = boxed;
		if (!loop_turn(exec, loop))
			break;
	}
	return true;
}

static bool range_value(struct tmpl_exec *exec, struct loop *loop, struct value value)
{
	switch (value.kind) {
	case VALUE_NULL: return false;
	case VALUE_INT:
	case VALUE_UINT: return range_int(exec, loop, value);
	case VALUE_LIST: return value.list && range_list(exec, loop, value.list, value.type == TYPE_LIST);
	case VALUE_BYTES: return range_bytes(exec, loop, value.s);
	case VALUE_MAP: return value.map && range_map(exec, loop, value.map, value_is_table(value));
	case VALUE_OBJECT:
		if (value.object->class->as_map)
			return range_map(exec, loop, value.object->class->as_map(exec->arena, value.object), false);
		break;
	default: break;
	}
	struct strbuf text = strbuf_in(exec->errors);
	value_print_action(&text, value_boxed(value));
	exec_fail(exec, "range can't iterate over %.*s", STR_FMT(strbuf_peek(&text)));
}

static enum flow walk_range(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	size_t mark = exec->vars_len;
	enum flow flow = FLOW_NEXT;
	exec->node = node;
	struct value value = eval_pipeline(exec, dot, node->control.pipe);
	struct loop loop = { .node = node, .vars = exec->vars_len, .index = value_invalid() };
	if (!range_value(exec, &loop, value) && node->control.else_list)
		flow = walk_list(exec, dot, node->control.else_list);
	exec->vars_len = mark;
	// A break in {{else}} belongs to a loop around this one, but Go catches it here.
	return flow == FLOW_BREAK ? FLOW_NEXT : flow;
}

// ---- templates -------------------------------------------------------------------------------------------------

static void push_variable(struct tmpl_exec *exec, const struct ident *ident, struct value value)
{
	if (exec->vars_len == exec->vars_cap) {
		size_t cap = exec->vars_cap ? exec->vars_cap * 2 : 64;
		struct variable *vars = realloc(exec->vars, cap * sizeof(*vars));
		if (!vars)
			out_of_memory();
		exec->vars = vars;
		exec->vars_cap = cap;
	}
	exec->vars[exec->vars_len++] = (struct variable){ *ident, value };
}

// The innermost definition counts. One that is empty has not replaced any other.
const struct tmpl_template *exec_lookup(const struct tmpl_exec *exec, struct str name)
{
	const struct tmpl_template *empty = NULL;
	for (const struct overlay *overlay = exec->overlay; overlay; overlay = overlay->outer)
		for (size_t i = 0; i < overlay->count; i++) {
			const struct tmpl_template *tmpl = &overlay->templates[i];
			if (!str_eq(tmpl->name, name))
				continue;
			if (!node_is_empty(tmpl->root))
				return tmpl;
			empty = tmpl;
		}
	return empty ? empty : tmpl_set_lookup(exec->set, name);
}

// What is left to functions: values nested 10,000 deep, or copies of 20,000, take some MiB.
enum { FIRST_STACK_REST = 7 * 1024 * 1024, LARGE_STACK_REST = 16 * 1024 * 1024, SMALL_REST = 512 * 1024 };

// A template's run, or a pipeline's, on a stack of its own.
struct segment {
	struct tmpl_exec *exec;
	const struct tmpl_template *tmpl;
	const struct node *pipe; // NULL: the template
	struct value dot, value;
};

static int run_segment(void *context)
{
	struct segment *segment = context;
	struct tmpl_exec *exec = segment->exec;
	jmp_buf failed;
	exec->failed = &failed;
	stack_guard_leave(&exec->stack, stack_is_large() ? LARGE_STACK_REST : SMALL_REST);
	if (setjmp(failed))
		return false;
	if (segment->pipe)
		segment->value = eval_pipeline(exec, segment->dot, segment->pipe);
	else
		exec_template(exec, segment->tmpl, segment->dot);
	return true;
}

// Few templates call each other so deep that the stack of the process does not do: only those pay for a larger one.
static void move_to_large_stack(struct segment *segment)
{
	struct tmpl_exec *exec = segment->exec;
	struct stack_guard stack = exec->stack;
	jmp_buf *failed = exec->failed;
	exec->on_large_stack = true;
	int ok = stack_run(run_segment, segment);
	exec->on_large_stack = false;
	exec->stack = stack;
	exec->failed = failed;
	if (!ok)
		longjmp(*failed, 1);
}

void exec_template(struct tmpl_exec *exec, const struct tmpl_template *tmpl, struct value dot)
{
	if (stack_is_low(&exec->stack) && !exec->on_large_stack) {
		move_to_large_stack(&(struct segment){ .exec = exec, .tmpl = tmpl, .dot = dot });
		return;
	}
	const struct ident dollar = { STR("$"), str_hash(STR("$")) };
	const struct tmpl_template *outer_tmpl = exec->tmpl;
	const struct node *outer_node = exec->node;
	size_t outer_base = exec->vars_base, outer_len = exec->vars_len;
	count_steps(exec, TEMPLATE_STEPS);
	exec->tmpl = tmpl;
	exec->vars_base = outer_len;
	push_variable(exec, &dollar, dot);
	walk(exec, dot, tmpl->root);
	exec->vars_len = outer_len;
	exec->vars_base = outer_base;
	exec->node = outer_node;
	exec->tmpl = outer_tmpl;
}

static void walk_template(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	exec->node = node;
	const struct tmpl_template *tmpl = exec_lookup(exec, node->control.name);
	if (!tmpl) {
		struct str shown = quoted(exec->errors, node->control.name);
		exec_fail(exec, "template %.*s not defined", STR_FMT(shown));
	}
	// Go's stacks grow to 1 GiB, our large one has half of it. Both ends are told as the same thing.
	if (exec->depth == MAX_TEMPLATE_DEPTH || exec_is_too_deep(exec))
		exec_fail(exec, "exceeded maximum template depth (%d)", MAX_TEMPLATE_DEPTH);
	dot = node->control.pipe ? eval_pipeline(exec, dot, node->control.pipe) : value_invalid();
	exec->depth++;
	exec_template(exec, tmpl, dot);
	exec->depth--;
}

static enum flow walk(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	exec->node = node;
	switch (node->type) {
	case NODE_TEXT: strbuf_add(exec->out, node->text); return FLOW_NEXT;
	case NODE_ACTION: walk_action(exec, dot, node); return FLOW_NEXT;
	case NODE_IF:
	case NODE_WITH: return walk_if_or_with(exec, dot, node);
	case NODE_LIST: return walk_list(exec, dot, node);
	case NODE_RANGE: return walk_range(exec, dot, node);
	case NODE_TEMPLATE: walk_template(exec, dot, node); return FLOW_NEXT;
	case NODE_BREAK: return FLOW_BREAK;
	case NODE_CONTINUE: return FLOW_CONTINUE;
	default: exec_fail(exec, "unknown node");
	}
}

// Parentheses within parentheses.
static struct value eval_deep(struct tmpl_exec *exec, struct value dot, const struct node *pipe)
{
	struct segment segment = { .exec = exec, .pipe = pipe, .dot = dot };
	if (exec->on_large_stack)
		exec_fail(exec, "expressions are " STACK_LIMIT);
	move_to_large_stack(&segment);
	return segment.value;
}

struct value eval_pipeline(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	if (stack_is_low(&exec->stack))
		return eval_deep(exec, dot, node);
	struct nodes commands = pipe_commands(node), decls = pipe_decls(node);
	struct value value = value_invalid();
	const struct value *final = NO_FINAL;
	exec->node = node;
	for (size_t i = 0; i < commands.len; i++) {
		value = eval_command(exec, dot, commands.items[i], final);
		value.boxed = 0;
		if (value.kind == VALUE_NULL)
			value.type = TYPE_INVALID;
		final = &value;
	}
	for (size_t i = 0; i < decls.len; i++) {
		const struct ident *ident = decls.items[i]->idents.items;
		if (node->is_assign)
			find_variable(exec, ident)->value = value;
		else
			push_variable(exec, ident, value);
	}
	return value;
}

struct value *exec_variable(struct tmpl_exec *exec, const struct ident *ident)
{
	return &find_variable(exec, ident)->value;
}

static bool no_template(struct tmpl_exec *exec, struct str name)
{
	struct strbuf text = strbuf_in(exec->errors);
	strbuf_add(&text, STR("template: no template "));
	quote(&text, name);
	strbuf_add(&text, STR(" associated with template \"gotpl\""));
	exec->failure->levels = ARENA_NEW(exec->errors, struct tmpl_level);
	exec->failure->levels->text = strbuf_str(&text, exec->errors);
	exec->failure->count = 1;
	return false;
}

bool tmpl_execute(struct tmpl_set *set, struct str name, struct value dot, const struct tmpl_run *run,
                  struct strbuf *out, struct tmpl_failure *failure)
{
	struct tmpl_exec exec = {
		.set = set, .arena = run->arena, .errors = run->errors, .out = out, .env = run->env, .failure = failure
	};
	volatile size_t start = out->len;
	exec.max_steps = run->max_steps ? run->max_steps : TMPL_MAX_STEPS;
	*failure = (struct tmpl_failure){ 0 };
	const struct tmpl_template *tmpl = tmpl_set_lookup(set, name);
	if (!tmpl)
		return no_template(&exec, name);
	stack_guard_leave(&exec.stack, FIRST_STACK_REST);
	volatile bool ok = false;
	jmp_buf failed;
	exec.failed = &failed;
	if (!setjmp(failed)) {
		exec_template(&exec, tmpl, dot);
		ok = true;
	}
	free(exec.vars);
	if (!ok)
		strbuf_truncate(out, start);
	return ok;
}

void tmpl_strip_no_value(struct strbuf *out, size_t from)
{
	static const struct str no_value = STR_INIT("<no value>");
	size_t at = str_find(str_from(strbuf_peek(out), from), no_value);
	if (at == STR_NPOS)
		return;
	char *to = out->data + from + at;
	struct str rest = str_from(strbuf_peek(out), from + at);
	while ((at = str_find(rest, no_value)) != STR_NPOS) {
		memmove(to, rest.data, at);
		to += at;
		rest = str_from(rest, at + no_value.len);
	}
	memmove(to, rest.data, rest.len);
	out->len = (size_t)(to - out->data) + rest.len;
}
