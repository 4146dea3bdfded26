/* SPDX-License-Identifier: Apache-2.0
 *
 * Decimal numbers of any size: what addf, subf, mulf and divf compute with, so that 0.1 + 0.2 is 0.3. The rules are
 * shopspring/decimal's: sums and products are exact, quotients have 16 digits behind the point, rounded half away
 * from zero.
 */
#ifndef PINTLE_FUNC_DECIMAL_H
#define PINTLE_FUNC_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* coefficient * 10^exponent; the coefficient in groups of nine digits, the lowest first, without zero groups at the
 * top: none at all is zero. */
struct decimal {
	uint32_t *groups;
	size_t len;
	bool negative;
	int64_t exponent;
};

/* The shortest decimal that reads back as `f`, which is finite. */
struct decimal decimal_from_double(struct arena *arena, double f);

/* The nearest double; infinite if it is too large. */
double decimal_to_double(struct arena *arena, const struct decimal *d);

struct decimal decimal_add(struct arena *arena, const struct decimal *a, const struct decimal *b);
struct decimal decimal_sub(struct arena *arena, const struct decimal *a, const struct decimal *b);
struct decimal decimal_mul(struct arena *arena, const struct decimal *a, const struct decimal *b);
/* b is not zero. */
struct decimal decimal_div(struct arena *arena, const struct decimal *a, const struct decimal *b);

static inline bool decimal_is_zero(const struct decimal *d)
{
	return d->len == 0;
}

#endif
