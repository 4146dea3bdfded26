// SPDX-License-Identifier: Apache-2.0
#include "base/stack.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { RESERVE = 512 * 1024, ASSUMED_SIZE = 8 * 1024 * 1024, RUN_SIZE = 512 * 1024 * 1024 };

// Where the stack begins: above the arguments and the environment of the process, which its limit counts, too.
static _Thread_local uintptr_t outermost;
static _Thread_local uintptr_t size; // 0: not known yet

static uintptr_t stack_size(void)
{
	struct rlimit limit;
	uintptr_t found = ASSUMED_SIZE;
	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		found = (uintptr_t)limit.rlim_cur;
	return found < 2 * RESERVE ? 2 * RESERVE : found;
}

void stack_guard_leave(struct stack_guard *guard, size_t rest)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	if (!size) {
		size = stack_size();
		outermost = getauxval(AT_EXECFN);
	}
	if (here > outermost)
		outermost = here;
	if (rest > size)
		rest = size;
	guard->limit = outermost > size - rest ? outermost - (size - rest) : 0;
}

void stack_guard_init(struct stack_guard *guard)
{
	stack_guard_leave(guard, RESERVE);
}

void stack_begin(size_t bytes)
{
	outermost = (uintptr_t)__builtin_frame_address(0);
	size = bytes;
}

bool stack_is_large(void)
{
	return size == RUN_SIZE;
}

// Mapped once: templates that cross the border of the first stack may do so many times.
static void *large_stack(void)
{
	enum { GUARD_SIZE = 64 * 1024 };
	static char *stack;
	if (stack)
		return stack;
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
	char *pages = mmap(NULL, RUN_SIZE, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (pages != MAP_FAILED && mprotect(pages, GUARD_SIZE, PROT_NONE) == 0)
		stack = pages;
	return stack;
}

struct call {
	int (*run)(void *context);
	void *context;
	int result;
};

static void *start(void *context)
{
	struct call *call = context;
	size = RUN_SIZE;
	call->result = call->run(call->context);
	return NULL;
}

int stack_run(int (*run)(void *context), void *context)
{
	struct call call = { run, context, 0 };
	pthread_attr_t attributes;
	pthread_t thread;
	void *stack = size == RUN_SIZE ? NULL : large_stack();
	if (!stack)
		return run(context);
	mallopt(M_ARENA_MAX, 1); // the caller waits: a second heap would be for nothing
	if (pthread_attr_init(&attributes) != 0)
		return run(context);
	bool started = pthread_attr_setstack(&attributes, stack, RUN_SIZE) == 0 &&
	               pthread_create(&thread, &attributes, start, &call) == 0;
	pthread_attr_destroy(&attributes);
	if (!started)
		return run(context);
	pthread_join(thread, NULL);
	return call.result;
}
