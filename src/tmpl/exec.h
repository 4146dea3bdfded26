/* SPDX-License-Identifier: Apache-2.0
 *
 * Internals shared by the files of the executor: exec.c walks the tree, eval.c evaluates pipelines, call.c calls
 * functions, include.c nests templates.
 */
#ifndef PINTLE_TMPL_EXEC_H
#define PINTLE_TMPL_EXEC_H

#include <limits.h>
#include <setjmp.h>

#include "base/stack.h"
#include "tmpl/node.h"
#include "tmpl/parse.h"
#include "tmpl/tmpl.h"

struct tmpl_template {
	struct str name;
	struct str parse_name; /* of the text it was parsed from: what error locations name */
	struct str text;
	const struct source *source; /* NULL: text given to tpl */
	const struct node *root;
};

/* The templates that a text given to tpl defines: seen while it is executed, in front of the set's. */
struct overlay {
	const struct overlay *outer;
	const struct tmpl_template *templates;
	size_t count;
};

const struct tmpl_template *tmpl_set_lookup(const struct tmpl_set *set, struct str name);
const struct tmpl_options *tmpl_set_options(const struct tmpl_set *set);

/* A text given to tpl, parsed once: templates[0] is the text itself, its definitions follow. NULL with
 * err->message set. */
struct tpl_text {
	const struct tmpl_template *templates;
	size_t count;
};
const struct tpl_text *tmpl_set_tpl(struct tmpl_set *set, struct str text, struct error *err);

struct variable {
	struct ident ident;
	struct value value;
};

/* A call of include or tpl that is under way. */
struct frame {
	struct frame *outer;
	const struct tmpl_template *tmpl; /* the caller's place */
	const struct node *node;
	const char *func;
	const struct str *tpl; /* the text given to tpl */
	struct str name;       /* what is included */
	unsigned nested;       /* how many calls of the same name are under way, this one counted */
};

struct tmpl_exec {
	struct tmpl_set *set;
	const struct overlay *overlay;
	const struct tmpl_template *tmpl;
	const struct node *node; /* the one at work, for errors */
	struct variable *vars;
	size_t vars_len, vars_cap;
	size_t vars_base; /* of the template at work */
	unsigned depth;
	uint64_t steps, max_steps;
	struct frame *frames;
	struct arena *arena;
	struct arena *errors;
	struct strbuf *out;
	void *env;
	struct tmpl_failure *failure;
	struct stack_guard stack;
	bool on_large_stack;
	jmp_buf *failed;
};

/* The stack at hand is used up, and the large one is in use already: templates may not call each other any deeper. */
static inline bool exec_is_too_deep(const struct tmpl_exec *exec)
{
	return exec->on_large_stack && stack_is_low(&exec->stack);
}

/* What calls count, and the longest output. */
enum { CALL_STEPS = 8, TEMPLATE_STEPS = 16, MAX_OUTPUT = INT_MAX };

/* Throws, as a limit is passed. */
NORETURN void exec_end(struct tmpl_exec *exec);

/* Counts steps: a turn of a loop is one, calls are some. */
static inline void count_steps(struct tmpl_exec *exec, uint64_t steps)
{
	exec->steps += steps;
	if (exec->steps > exec->max_steps || exec->out->len > MAX_OUTPUT)
		exec_end(exec);
}

/* No last argument from the stage before: Go's missingVal. */
#define NO_FINAL ((const struct value *)NULL)

/* Go's state.errorf: "template: NAME:LINE:COL: executing "NAME" at <NODE>: MESSAGE", thrown. */
NORETURN void exec_fail(struct tmpl_exec *exec, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same with an error behind it that a function returned: "error calling FUNC: MESSAGE". */
NORETURN void exec_fail_call(struct tmpl_exec *exec, const char *func, struct str message);

/* Names the value to blame; exec_fail follows. */
void exec_blame(struct tmpl_exec *exec, struct value culprit, const struct node *node, size_t idents);

/* Runs a template with a fresh set of variables. */
void exec_template(struct tmpl_exec *exec, const struct tmpl_template *tmpl, struct value dot);
const struct tmpl_template *exec_lookup(const struct tmpl_exec *exec, struct str name);

/* The variable's value; thrown if there is none. */
struct value *exec_variable(struct tmpl_exec *exec, const struct ident *ident);

struct value eval_command(struct tmpl_exec *exec, struct value dot, const struct node *command,
                          const struct value *final);
struct value eval_pipeline(struct tmpl_exec *exec, struct value dot, const struct node *pipe);

/* An argument evaluated for a parameter of type `letter` (func.h). */
struct value eval_arg(struct tmpl_exec *exec, struct value dot, char letter, const struct node *node);
struct value validate_type(struct tmpl_exec *exec, struct value value, char letter);

/* Calls a function or method. args[0] is the function's own node and not counted. `receiver`: NULL for functions. */
struct value eval_call(struct tmpl_exec *exec, struct value dot, const struct tmpl_func *func, const struct node *node,
                       struct node *const *args, size_t count, const struct value *final, const struct value *receiver);

#endif
