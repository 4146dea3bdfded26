// SPDX-License-Identifier: Apache-2.0
#include "base/oom.h"

#include <stdlib.h>
#include <unistd.h>

static void (*oom_handler)(void);

void set_out_of_memory_handler(void (*handler)(void))
{
	oom_handler = handler;
}

void out_of_memory(void)
{
	static const char line[] = "Error: out of memory\n";
	void (*handler)(void) = oom_handler;
	oom_handler = NULL;
	if (handler)
		handler();
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
	(void)ignored;
	_exit(EXIT_FAILURE);
}
