/* SPDX-License-Identifier: Apache-2.0
 *
 * Go's text/template with Helm's include and tpl: a set of named templates is parsed, then any of them is executed.
 *
 *     struct tmpl_set *set = tmpl_set_new(arena, &options);
 *     if (!tmpl_set_parse(set, &source, &err)) ...
 *     if (!tmpl_execute(set, source.name, dot, &run, &out, &failure)) ...
 *
 * A set lives in the arena it was made in; its templates share the trees of equal texts. Executions do not change it
 * but for the cache of texts given to tpl.
 */
#ifndef PINTLE_TMPL_TMPL_H
#define PINTLE_TMPL_TMPL_H

#include "base/error.h"
#include "base/strbuf.h"
#include "tmpl/func.h"
#include "value/value.h"

struct tmpl_set;

struct tmpl_options {
	/* A function by its name, or NULL. Go's builtins are found without it. */
	const struct tmpl_func *(*find)(struct str name);
	/* Methods of a Go type whose class has none (common.Values, time.Duration, time.Time …), or NULL. */
	const struct tmpl_func *(*methods)(enum value_type type);
};

struct tmpl_set *tmpl_set_new(struct arena *arena, const struct tmpl_options *options);

/* Parses source->text as the template source->name and takes in its definitions. A later definition replaces an
 * earlier one of the same name. err->message is Go's: "template: NAME:LINE: …". */
bool tmpl_set_parse(struct tmpl_set *set, const struct source *source, struct error *err);

/* One level of a failed execution, outermost first: the text that Go's error at this level has. */
struct tmpl_level {
	struct str text;
	struct location at; /* source NULL: text given to tpl, or no place of its own */
};

struct tmpl_failure {
	struct tmpl_level *levels;
	size_t count;
	bool is_exec_error;      /* Go's template.ExecError: thrown by the execution */
	struct value culprit;    /* a value that was read where none (or another type) would do … */
	struct str culprit_path; /* … and its path as the template spells it; empty: none */
};

/* A turn of a loop is a step, a call is some. As many take Go half a minute; it has no such limit and would go on. */
enum { TMPL_MAX_STEPS = 500 * 1000 * 1000 };

struct tmpl_run {
	struct arena *arena;  /* for values made on the way */
	struct arena *errors; /* for the failure's texts */
	void *env;            /* call->env of every function */
	uint64_t max_steps;   /* after which an execution fails, as it seems to have no end; 0: TMPL_MAX_STEPS */
};

/* Executes a template; what it prints goes behind what `out` holds. "<no value>" is left in. On failure `out` is as it
 * was. */
bool tmpl_execute(struct tmpl_set *set, struct str name, struct value dot, const struct tmpl_run *run,
                  struct strbuf *out, struct tmpl_failure *failure);

/* Removes every "<no value>" behind `from`, as Helm does with each rendered file. */
void tmpl_strip_no_value(struct strbuf *out, size_t from);

/* Helm's include and tpl, in a table as func/families.h has them. */
extern const struct tmpl_func tmpl_includes[];

/* Go's builtins; NULL for any other name. */
const struct tmpl_func *tmpl_find_builtin(struct str name);

#endif
