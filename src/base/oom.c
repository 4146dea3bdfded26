// SPDX-License-Identifier: Apache-2.0
#include "base/oom.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { UNASKED = 256 * 1024 * 1024 }; // what every machine has: the system is not asked below that

static void (*oom_handler)(void);
static _Atomic(size_t) taken, limit = UNASKED; // of all threads

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

// The number in a file of the kernel's; the greatest there is if there is none ("max").
static size_t read_number(const char *path)
{
	char text[32];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	if (len <= 0 || text[0] < '0' || text[0] > '9')
		return SIZE_MAX;
	text[len] = '\0';
	return strtoull(text, NULL, 10);
}

// What the machine has, or the container that we are in (either version of control groups), but for a sixteenth: the
// program itself and its libraries want some.
static size_t machine_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	size_t least = pages > 0 && page > 0 ? (size_t)pages * (size_t)page : SIZE_MAX;
	const size_t groups[] = { read_number("/sys/fs/cgroup/memory.max"),
		                  read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes") };
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		if (groups[i] < least)
			least = groups[i];
	return least - least / 16;
}

void memory_take(size_t size)
{
	size_t now = atomic_fetch_add(&taken, size) + size;
	if (now < size)
		out_of_memory();
	if (now <= limit)
		return;
	if (limit == UNASKED)
		limit = machine_memory();
	if (now > limit)
		out_of_memory();
}

void memory_give(size_t size)
{
	taken -= size;
}
