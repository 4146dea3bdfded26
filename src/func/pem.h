/* SPDX-License-Identifier: Apache-2.0
 *
 * PEM as Go's encoding/pem reads and writes it.
 */
#ifndef PINTLE_FUNC_PEM_H
#define PINTLE_FUNC_PEM_H

#include <stdbool.h>

#include "base/arena.h"

struct pem {
	struct str type; /* "CERTIFICATE" */
	struct str bytes;
};

/* The first block that is well formed; text around it and headers within it are passed over. */
bool pem_decode(struct arena *arena, struct str text, struct pem *ret);

struct str pem_encode(struct arena *arena, struct str type, struct str bytes);

#endif
