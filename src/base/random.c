// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

// getrandom fails for nothing but a signal once the kernel's pool is filled; a machine without it can make no keys.
void random_bytes(void *to, size_t count)
{
	for (char *at = to; count;) {
		ssize_t got = getrandom(at, count, 0);
		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			at += got;
			count -= (size_t)got;
		}
	}
}

uint64_t random_below(uint64_t limit)
{
	uint64_t number, cut = UINT64_MAX - UINT64_MAX % limit;
	do
		random_bytes(&number, sizeof(number));
	while (number >= cut);
	return number % limit;
}
