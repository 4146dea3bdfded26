// SPDX-License-Identifier: Apache-2.0
// The Pike machine: all threads advance together, one rune at a time, in the order of their priority, and no
// instruction is entered twice at the same place. Linear in the text, whatever the expression.
#include "text/regex_program.h"

#include <stdlib.h>

#include "base/oom.h"
#include "text/regex.h"
#include "text/utf8.h"

enum { NO_THREAD = UINT32_MAX };

struct vm_entry {
	uint32_t pc, thread;
};

struct vm_queue {
	uint32_t *sparse;
	struct vm_entry *dense;
	size_t len;
};

/* To be entered later, in order; pc 0: a slot to be restored first. */
struct vm_pending {
	uint32_t pc, slot;
	size_t value;
};

/* Positions of the groups, for each thread that waits for a rune. */
struct vm_threads {
	size_t *slots;
	uint32_t *free;
	size_t free_len, made, cap;
};

struct machine {
	const struct regex_program *program;
	struct regex_scratch *scratch;
	struct str text;
	size_t count;    /* slots of a thread */
	size_t *current; /* those of the thread under way */
	struct vm_threads threads;
	size_t *best; /* those of the match */
	bool matched;
};

struct regex_scratch *regex_scratch_new(void)
{
	struct regex_scratch *scratch = calloc(1, sizeof(*scratch));
	if (!scratch)
		out_of_memory();
	return scratch;
}

static void free_queues(struct regex_scratch *scratch)
{
	for (int i = 0; scratch->queues && i < 2; i++) {
		free(scratch->queues[i].sparse);
		free(scratch->queues[i].dense);
	}
	free(scratch->queues);
	scratch->queues = NULL;
}

void regex_scratch_free(void *handle)
{
	struct regex_scratch *scratch = handle;
	free(scratch->visited);
	free(scratch->jobs);
	free_queues(scratch);
	free(scratch->pending);
	free(scratch);
}

static void *resized(void *memory, size_t count, size_t size)
{
	void *bigger = reallocarray(memory, count, size);
	if (!bigger)
		out_of_memory();
	return bigger;
}

static void make_queues(struct regex_scratch *scratch, size_t len)
{
	if (scratch->queues)
		return;
	scratch->queues = resized(NULL, 2, sizeof(*scratch->queues));
	for (int i = 0; i < 2; i++) {
		scratch->queues[i].sparse = calloc(len, sizeof(uint32_t));
		scratch->queues[i].dense = resized(NULL, len, sizeof(struct vm_entry));
		scratch->queues[i].len = 0;
		if (!scratch->queues[i].sparse)
			out_of_memory();
	}
}

static uint32_t thread_new(struct machine *m)
{
	struct vm_threads *t = &m->threads;
	if (t->free_len)
		return t->free[--t->free_len];
	if (t->made == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 32;
		t->slots = resized(t->slots, t->cap * (m->count ? m->count : 1), sizeof(size_t));
		t->free = resized(t->free, t->cap, sizeof(uint32_t));
	}
	return (uint32_t)t->made++;
}

static void thread_free(struct machine *m, uint32_t thread)
{
	if (thread != NO_THREAD)
		m->threads.free[m->threads.free_len++] = thread;
}

static void push(struct machine *m, size_t *len, struct vm_pending pending)
{
	struct regex_scratch *scratch = m->scratch;
	if (*len == scratch->pending_cap) {
		scratch->pending_cap = scratch->pending_cap ? scratch->pending_cap * 2 : 64;
		scratch->pending = resized(scratch->pending, scratch->pending_cap, sizeof(*scratch->pending));
	}
	scratch->pending[(*len)++] = pending;
}

// Puts an instruction into the queue, or what it leads to if it reads nothing; false if it is there already.
static bool enter(struct vm_queue *queue, uint32_t pc)
{
	uint32_t at = queue->sparse[pc];
	if (at < queue->len && queue->dense[at].pc == pc)
		return false;
	queue->sparse[pc] = (uint32_t)queue->len;
	queue->dense[queue->len++] = (struct vm_entry){ pc, NO_THREAD };
	return true;
}

// Follows a thread from `pc` through all instructions that read nothing; m->current holds its slots.
static void add(struct machine *m, struct vm_queue *queue, uint32_t pc, size_t at)
{
	size_t pending = 0;
	push(m, &pending, (struct vm_pending){ .pc = pc });
	while (pending) {
		struct vm_pending next = m->scratch->pending[--pending];
		if (next.pc == 0) {
			m->current[next.slot] = next.value;
			continue;
		}
		for (pc = next.pc; pc != 0 && enter(queue, pc);) {
			const struct regex_inst *inst = &m->program->insts[pc];
			pc = inst->out;
			if (inst->op == INST_ALT) {
				if (inst->arg)
					push(m, &pending, (struct vm_pending){ .pc = inst->arg });
			} else if (inst->op == INST_CAPTURE && inst->arg < m->count) {
				push(m, &pending,
				     (struct vm_pending){ .slot = inst->arg, .value = m->current[inst->arg] });
				m->current[inst->arg] = at;
			} else if (inst->op == INST_EMPTY && !regex_holds(m->text, at, inst->arg)) {
				break;
			} else if (inst->op == INST_MATCH || inst->op >= INST_RUNE) {
				uint32_t thread = thread_new(m);
				if (m->count)
					memcpy(m->threads.slots + thread * m->count, m->current,
					       m->count * sizeof(size_t));
				queue->dense[queue->len - 1].thread = thread;
				break;
			}
		}
	}
}

// The thread with the highest priority that matches cuts off all below it.
static void record_match(struct machine *m, struct vm_queue *queue, size_t i, size_t at)
{
	if (m->count) {
		memcpy(m->best, m->threads.slots + queue->dense[i].thread * m->count, m->count * sizeof(size_t));
		m->best[1] = at;
	}
	m->matched = true;
	for (; i < queue->len; i++)
		thread_free(m, queue->dense[i].thread);
}

// Lets each thread read the rune at `at`, which ends at `next`.
static void step(struct machine *m, struct vm_queue *from, struct vm_queue *to, size_t at, size_t next, uint32_t rune)
{
	for (size_t i = 0; i < from->len; i++) {
		uint32_t thread = from->dense[i].thread;
		if (thread == NO_THREAD)
			continue;
		const struct regex_inst *inst = &m->program->insts[from->dense[i].pc];
		if (inst->op == INST_MATCH) {
			record_match(m, from, i, at);
			break;
		}
		if (next > at && regex_accepts(m->program, inst, rune)) {
			if (m->count)
				memcpy(m->current, m->threads.slots + thread * m->count, m->count * sizeof(size_t));
			add(m, to, inst->out, next);
		}
		thread_free(m, thread);
	}
	from->len = 0;
}

static void search(struct machine *m, size_t at)
{
	struct vm_queue *now = &m->scratch->queues[0], *then = &m->scratch->queues[1];
	now->len = then->len = 0;
	for (;;) {
		if (now->len == 0) {
			if (m->matched || (m->program->anchored && at > 0))
				return;
			at = regex_next_start(m->program, m->text, at);
			if (at == STR_NPOS)
				return;
		}
		if (!m->matched && !(m->program->anchored && at > 0)) {
			for (size_t i = 0; i < m->count; i++)
				m->current[i] = STR_NPOS;
			if (m->count)
				m->current[0] = at;
			add(m, now, m->program->start, at);
		}
		m->scratch->steps += now->len;
		if (m->scratch->steps > REGEX_MAX_STEPS)
			return;
		size_t size;
		uint32_t rune = utf8_decode(str_from(m->text, at), &size);
		step(m, now, then, at, at + size, rune);
		if (size == 0 || (m->matched && m->count == 0))
			return;
		at += size;
		struct vm_queue *swapped = now;
		now = then;
		then = swapped;
	}
}

bool regex_vm(const struct regex_program *program, struct regex_scratch *scratch, struct str text, size_t from,
              size_t *slots, size_t count)
{
	struct machine m = { .program = program, .scratch = scratch, .text = text, .count = count, .best = slots };
	size_t few[16];
	if (program->start == 0 || from > text.len)
		return false;
	make_queues(scratch, program->len);
	m.current = count <= ARRAY_LEN(few) ? few : resized(NULL, count, sizeof(size_t));
	search(&m, from);
	if (m.current != few)
		free(m.current);
	free(m.threads.slots);
	free(m.threads.free);
	return m.matched;
}
