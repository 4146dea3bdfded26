/* SPDX-License-Identifier: Apache-2.0
 *
 * A guard for recursion whose depth the input decides: a clear error instead of a crash when the stack runs low.
 */
#ifndef PINTLE_BASE_STACK_H
#define PINTLE_BASE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stack_guard {
	uintptr_t limit; /* addresses below are too low */
};

/* Measures from the outermost frame that this was ever called from: call it early, too. */
void stack_guard_init(struct stack_guard *guard);

/* The same, where at least `rest` bytes are to be left: for what calls functions with guards of their own. */
void stack_guard_leave(struct stack_guard *guard, size_t rest);

static inline bool stack_is_low(const struct stack_guard *guard)
{
	return (uintptr_t)__builtin_frame_address(0) < guard->limit;
}

/* What an error says where even the large stack is too low. */
#define STACK_LIMIT "nested too deeply: the stack, of 512 MiB at most, is full"

/* Runs a function on a stack of 512 MiB, of which only what is used takes memory, and returns its result. Where the
 * address space for that is not to be had it runs on the caller's stack. */
int stack_run(int (*run)(void *context), void *context);

/* Tells the guards how large the stack of a thread is, which begins here: called first in each thread. */
void stack_begin(size_t bytes);

/* Is it the one of stack_run that is in use? */
bool stack_is_large(void);

#endif
