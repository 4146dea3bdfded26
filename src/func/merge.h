/* SPDX-License-Identifier: Apache-2.0
 *
 * merge and mergeOverwrite: mergo 1.0.1 over maps, with its peculiarities. What the destination lacks it gets by
 * reference, so that merging a third map into it may change the second.
 */
#ifndef PINTLE_FUNC_MERGE_H
#define PINTLE_FUNC_MERGE_H

#include "tmpl/func.h"

/* Merges src into dst (either may be NULL if src is). False: mergo's "src and dst must be of same type". */
bool merge_maps(struct tmpl_call *call, struct map *dst, struct map *src, bool overwrite);

#endif
