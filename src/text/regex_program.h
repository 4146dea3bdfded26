/* SPDX-License-Identifier: Apache-2.0
 *
 * The program that a regular expression is compiled to, and those that run it. Private to regex*.c.
 */
#ifndef PINTLE_TEXT_REGEX_PROGRAM_H
#define PINTLE_TEXT_REGEX_PROGRAM_H

#include "text/regex_tree.h"

enum inst_op {
	INST_FAIL,
	INST_MATCH,
	INST_ALT,     /* out, then arg */
	INST_CAPTURE, /* arg: slot */
	INST_EMPTY,   /* arg: what must hold here, enum regex_condition */
	INST_NOP,
	INST_RUNE,  /* arg: the rune */
	INST_CLASS, /* arg: index into classes */
	INST_ANY,
	INST_ANY_NOT_NL,
};

enum regex_condition {
	CONDITION_BEGIN_LINE = 1,
	CONDITION_END_LINE = 2,
	CONDITION_BEGIN_TEXT = 4,
	CONDITION_END_TEXT = 8,
	CONDITION_WORD_BOUNDARY = 16,
	CONDITION_NO_WORD_BOUNDARY = 32,
};

struct regex_inst {
	enum inst_op op;
	uint32_t out, arg;
};

struct regex_class {
	uint64_t ascii[2]; /* a bit for each */
	struct rune_set set;
};

struct regex_program {
	struct regex_inst *insts;
	size_t len, cap;
	struct regex_class *classes;
	size_t class_count, class_cap;
	uint32_t start;
	size_t slots;      /* 2 for the whole match and 2 for each group */
	bool anchored;     /* can only match at the beginning of the text */
	struct str prefix; /* every match begins with this text */
	bool any_first;    /* it may also be empty or begin with any byte; else: */
	bool first_bytes[256];
};

struct regex_program *regex_compile_program(struct arena *arena, struct regex_node *tree, size_t groups);

/* Memory of the engines, kept from one match to the next; free it with regex_scratch_free. */
struct regex_scratch;
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(void *scratch);

/* Each finds the leftmost match from `from` on, and of those the one that a backtracking search would find first.
 * slots[0 … count): positions, STR_NPOS where a group took no part. */
bool regex_backtrack_fits(const struct regex_program *program, size_t text_len);
bool regex_backtrack(const struct regex_program *program, struct regex_scratch *scratch, struct str text, size_t from,
                     size_t *slots, size_t count);
bool regex_vm(const struct regex_program *program, struct regex_scratch *scratch, struct str text, size_t from,
              size_t *slots, size_t count);

struct regex_scratch {
	uint64_t steps; /* of all searches so far */
	/* backtracking */
	uint64_t *visited;
	size_t visited_cap;
	struct backtrack_job *jobs;
	size_t jobs_cap;
	/* the machine */
	struct vm_queue *queues;
	struct vm_pending *pending;
	size_t pending_cap;
	size_t machine_len, machine_slots; /* for which the queues were made */
};

/* Where no match can begin before: STR_NPOS if there is none. */
size_t regex_next_start(const struct regex_program *program, struct str text, size_t from);

static inline bool regex_is_word(struct str text, size_t at)
{
	if (at >= text.len)
		return false;
	char c = text.data[at];
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/* Do all conditions hold between the bytes before and behind `at`? */
static inline bool regex_holds(struct str text, size_t at, uint32_t conditions)
{
	if (conditions & CONDITION_BEGIN_TEXT && at != 0)
		return false;
	if (conditions & CONDITION_END_TEXT && at != text.len)
		return false;
	if (conditions & CONDITION_BEGIN_LINE && at != 0 && text.data[at - 1] != '\n')
		return false;
	if (conditions & CONDITION_END_LINE && at != text.len && text.data[at] != '\n')
		return false;
	if (conditions & (CONDITION_WORD_BOUNDARY | CONDITION_NO_WORD_BOUNDARY)) {
		bool boundary = (at > 0 && regex_is_word(text, at - 1)) != regex_is_word(text, at);
		return boundary == !!(conditions & CONDITION_WORD_BOUNDARY);
	}
	return true;
}

static inline bool regex_class_has(const struct regex_class *class, uint32_t rune)
{
	if (rune < 128)
		return class->ascii[rune / 64] >> (rune % 64) & 1;
	return rune_set_has(&class->set, rune);
}

static inline bool regex_accepts(const struct regex_program *program, const struct regex_inst *inst, uint32_t rune)
{
	switch (inst->op) {
	case INST_RUNE: return rune == inst->arg;
	case INST_CLASS: return regex_class_has(&program->classes[inst->arg], rune);
	case INST_ANY: return true;
	default: return rune != '\n';
	}
}

#endif
