/* SPDX-License-Identifier: Apache-2.0
 *
 * What the fuzz targets share. A target takes bytes, does with them what pintle does, and checks what must hold for any
 * input: no crash and no undefined behaviour (the sanitizers tell), and what FUZZ_CHECK says.
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
 *     {
 *             AUTO(arena) arena = { 0 };
 *             struct str rest = fuzz_text(&arena, data, size), layout = fuzz_part(&rest);
 *             …
 */
#ifndef PINTLE_TESTS_FUZZ_H
#define PINTLE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run: libFuzzer keeps the input. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : abort())

/* The input as a text with a NUL behind, as texts from files have it; reading beyond is found by the sanitizer. */
static inline struct str fuzz_text(struct arena *arena, const uint8_t *data, size_t size)
{
	return arena_str(arena, (struct str){ (const char *)data, size });
}

/* Takes the part up to the next NUL byte off the front: for targets with several inputs. */
static inline struct str fuzz_part(struct str *rest)
{
	struct str part;
	return str_next_field(rest, '\0', &part) ? part : STR_NONE;
}

#endif
