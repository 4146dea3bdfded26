// SPDX-License-Identifier: Apache-2.0
#include "base/stack.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

enum { RESERVE = 512 * 1024, ASSUMED_SIZE = 8 * 1024 * 1024, RUN_SIZE = 512 * 1024 * 1024 };

// The outermost frame that asked: a guard made deep inside must not take what is above it for free.
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

void stack_guard_init(struct stack_guard *guard)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	if (!size)
		size = stack_size();
	if (here > outermost)
		outermost = here;
	guard->limit = outermost > size - RESERVE ? outermost - (size - RESERVE) : 0;
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
	mallopt(M_ARENA_MAX, 1); // the caller waits: a second heap would be for nothing
	if (pthread_attr_init(&attributes) != 0)
		return run(context);
	bool started = pthread_attr_setstacksize(&attributes, RUN_SIZE) == 0 &&
	               pthread_create(&thread, &attributes, start, &call) == 0;
	pthread_attr_destroy(&attributes);
	if (!started)
		return run(context);
	pthread_join(thread, NULL);
	return call.result;
}
