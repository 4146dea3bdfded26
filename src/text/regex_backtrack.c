// SPDX-License-Identifier: Apache-2.0
// Backtracking that never tries the same instruction at the same place twice: a bit for each pair, so that it is linear
// as long as the bits fit. It is the quickest engine for short texts, which is what charts mostly match.
//
// A pair that failed once fails always, also for a match that begins further on, so the bits are kept from one start to
// the next.
#include "text/regex_program.h"

#include <stdlib.h>

#include "base/oom.h"
#include "text/utf8.h"

enum { MAX_BITS = 256 * 1024 };

/* Something to come back to: an instruction, or a slot to be restored. */
struct backtrack_job {
	uint32_t pc; /* 0: restore */
	uint32_t slot;
	size_t at; /* place in the text; the slot's old value */
};

struct search {
	const struct regex_program *program;
	struct regex_scratch *scratch;
	struct str text;
	size_t *slots;
	size_t count;
	size_t jobs;
	size_t width; /* bits for each instruction */
};

bool regex_backtrack_fits(const struct regex_program *program, size_t text_len)
{
	return text_len < MAX_BITS && program->len <= MAX_BITS / (text_len + 1);
}

static void *resized(void *memory, size_t size)
{
	void *bigger = realloc(memory, size);
	if (!bigger)
		out_of_memory();
	return bigger;
}

static void push(struct search *s, struct backtrack_job job)
{
	struct regex_scratch *scratch = s->scratch;
	if (s->jobs == scratch->jobs_cap) {
		scratch->jobs_cap = scratch->jobs_cap ? scratch->jobs_cap * 2 : 64;
		scratch->jobs = resized(scratch->jobs, scratch->jobs_cap * sizeof(*scratch->jobs));
	}
	scratch->jobs[s->jobs++] = job;
}

// True the first time.
static bool visit(struct search *s, uint32_t pc, size_t at)
{
	size_t bit = pc * s->width + at;
	s->scratch->steps++;
	uint64_t mask = (uint64_t)1 << (bit % 64), *word = &s->scratch->visited[bit / 64];
	if (*word & mask)
		return false;
	*word |= mask;
	return true;
}

static bool read_rune(const struct search *s, const struct regex_inst *inst, size_t *at)
{
	size_t size = 1;
	if (*at >= s->text.len)
		return false;
	uint32_t rune = (unsigned char)s->text.data[*at];
	if (rune >= 0x80)
		rune = utf8_decode(str_from(s->text, *at), &size);
	if (!regex_accepts(s->program, inst, rune))
		return false;
	*at += size;
	return true;
}

// Runs from one instruction until it fails or matches; alternatives are pushed.
static bool run(struct search *s, uint32_t pc, size_t at)
{
	while (visit(s, pc, at)) {
		const struct regex_inst *inst = &s->program->insts[pc];
		pc = inst->out;
		switch (inst->op) {
		case INST_FAIL: return false;
		case INST_MATCH:
			if (s->count > 1)
				s->slots[1] = at;
			return true;
		case INST_ALT: push(s, (struct backtrack_job){ .pc = inst->arg, .at = at }); break;
		case INST_CAPTURE:
			if (inst->arg < s->count) {
				push(s, (struct backtrack_job){ .slot = inst->arg, .at = s->slots[inst->arg] });
				s->slots[inst->arg] = at;
			}
			break;
		case INST_EMPTY:
			if (!regex_holds(s->text, at, inst->arg))
				return false;
			break;
		case INST_NOP: break;
		default:
			if (!read_rune(s, inst, &at))
				return false;
		}
	}
	return false;
}

static bool try_at(struct search *s, size_t at)
{
	s->jobs = 0;
	for (size_t i = 0; i < s->count; i++)
		s->slots[i] = STR_NPOS;
	if (s->count)
		s->slots[0] = at;
	if (run(s, s->program->start, at))
		return true;
	while (s->jobs) {
		struct backtrack_job job = s->scratch->jobs[--s->jobs];
		if (job.pc == 0)
			s->slots[job.slot] = job.at;
		else if (run(s, job.pc, job.at))
			return true;
	}
	return false;
}

static void clear_visited(struct search *s)
{
	struct regex_scratch *scratch = s->scratch;
	size_t words = (s->program->len * s->width + 63) / 64;
	if (words > scratch->visited_cap) {
		free(scratch->visited);
		scratch->visited = resized(NULL, words * sizeof(uint64_t));
		scratch->visited_cap = words;
	}
	memset(scratch->visited, 0, words * sizeof(uint64_t));
}

bool regex_backtrack(const struct regex_program *program, struct regex_scratch *scratch, struct str text, size_t from,
                     size_t *slots, size_t count)
{
	struct search s = { .program = program, .scratch = scratch, .text = text, .slots = slots, .count = count };
	bool cleared = false;
	s.width = text.len + 1;
	for (size_t at = from; at <= text.len; at++) {
		if (program->anchored && at > 0)
			return false;
		at = regex_next_start(program, text, at);
		if (at == STR_NPOS)
			return false;
		if (!cleared)
			clear_visited(&s);
		cleared = true;
		if (try_at(&s, at))
			return true;
		/* Matches begin where runes do. */
		size_t size = 1;
		if (at < text.len && (unsigned char)text.data[at] >= 0x80)
			utf8_decode(str_from(text, at), &size);
		at += size - 1;
	}
	return false;
}
