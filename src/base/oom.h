/* SPDX-License-Identifier: Apache-2.0
 *
 * Out of memory ends the program in order: what was registered is undone (temporary files), one line is printed,
 * exit status 1. A system that lends more than it has would end the program otherwise, without a word; so what arenas
 * and texts take is counted, and more than the machine (or its container) has is not asked for.
 */
#ifndef PINTLE_BASE_OOM_H
#define PINTLE_BASE_OOM_H

#include <stddef.h>

#include "base/compiler.h"

NORETURN void out_of_memory(void);

/* Called once by out_of_memory before the program ends. Pass NULL to forget it. */
void set_out_of_memory_handler(void (*handler)(void));

/* Counts memory that is about to be taken (does not return if there is too little) or was given back. For large pieces:
 * blocks of arenas, texts that grow. */
void memory_take(size_t size);
void memory_give(size_t size);

#endif
