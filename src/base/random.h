/* SPDX-License-Identifier: Apache-2.0
 *
 * Randomness from the kernel, good enough for keys.
 */
#ifndef PINTLE_BASE_RANDOM_H
#define PINTLE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *to, size_t count);

/* Uniform in [0, limit); limit is not 0. */
uint64_t random_below(uint64_t limit);

#endif
