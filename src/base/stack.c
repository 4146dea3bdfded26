// SPDX-License-Identifier: Apache-2.0
#include "base/stack.h"

#include <sys/resource.h>

enum { RESERVE = 512 * 1024, ASSUMED_SIZE = 8 * 1024 * 1024 };

void stack_guard_init(struct stack_guard *guard)
{
	struct rlimit limit;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), size = ASSUMED_SIZE;
	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		size = (uintptr_t)limit.rlim_cur;
	if (size < 2 * RESERVE)
		size = 2 * RESERVE;
	guard->limit = here > size - RESERVE ? here - (size - RESERVE) : 0;
}
