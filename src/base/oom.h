/* SPDX-License-Identifier: Apache-2.0
 *
 * Out of memory ends the program in order: what was registered is undone (temporary files), one line is printed,
 * exit status 1.
 */
#ifndef PINTLE_BASE_OOM_H
#define PINTLE_BASE_OOM_H

#include "base/compiler.h"

NORETURN void out_of_memory(void);

/* Called once by out_of_memory before the program ends. Pass NULL to forget it. */
void set_out_of_memory_handler(void (*handler)(void));

#endif
