// SPDX-License-Identifier: Apache-2.0
#include "base/stack.h"

#include <sys/resource.h>

enum { RESERVE = 512 * 1024, ASSUMED_SIZE = 8 * 1024 * 1024 };

// The outermost frame that asked: a guard made deep inside must not take what is above it for free.
static _Thread_local uintptr_t outermost;

static uintptr_t stack_size(void)
{
	struct rlimit limit;
	uintptr_t size = ASSUMED_SIZE;
	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		size = (uintptr_t)limit.rlim_cur;
	return size < 2 * RESERVE ? 2 * RESERVE : size;
}

void stack_guard_init(struct stack_guard *guard)
{
	static _Thread_local uintptr_t size; // asked once: guards are made for every document
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	if (!size)
		size = stack_size();
	if (here > outermost)
		outermost = here;
	guard->limit = outermost > size - RESERVE ? outermost - (size - RESERVE) : 0;
}
