// SPDX-License-Identifier: Apache-2.0
#include "base/stack.h"

#include <sys/resource.h>

enum { RESERVE = 512 * 1024, ASSUMED_SIZE = 8 * 1024 * 1024 };

// The outermost frame that asked: a guard made deep inside must not take what is above it for free.
static _Thread_local uintptr_t outermost;

void stack_guard_init(struct stack_guard *guard)
{
	struct rlimit limit;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), size = ASSUMED_SIZE;
	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		size = (uintptr_t)limit.rlim_cur;
	if (size < 2 * RESERVE)
		size = 2 * RESERVE;
	if (here > outermost)
		outermost = here;
	guard->limit = outermost > size - RESERVE ? outermost - (size - RESERVE) : 0;
}
