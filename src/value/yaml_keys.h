/* SPDX-License-Identifier: Apache-2.0
 *
 * The order in which go-yaml writes the keys of a map: numbers inside by their value, letters behind all else.
 */
#ifndef PINTLE_VALUE_YAML_KEYS_H
#define PINTLE_VALUE_YAML_KEYS_H

#include "value/value.h"

/* Puts pointers to entries into order. go-yaml v3 puts digits before letters where a number has begun, v2 does not. */
void yaml_sort_keys(struct arena *arena, struct map_entry **entries, size_t len, bool v3);

/* Negative if a comes first. */
int yaml_compare_keys(struct str a, struct str b, bool v3);

#endif
