/* SPDX-License-Identifier: Apache-2.0
 *
 * tar_header: what a block says that stands before an entry of a tar archive.
 */
#ifndef PINTLE_CHART_TAR_HEADER_H
#define PINTLE_CHART_TAR_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { TAR_BLOCK = 512 };

struct tar_header {
	struct str name;
	int64_t size, mode;
	char type;
	bool is_gnu; /* it may tell the parts of a sparse file */
};

/* False if it is none. The name lives in the arena. */
bool tar_header_parse(struct arena *arena, const char *block, struct tar_header *ret);

/* Where a sparse file has bytes that are no zeros. */
struct tar_part {
	int64_t offset, len;
};
struct tar_parts {
	struct arena *arena;
	struct tar_part *items;
	size_t len, cap;
};
void tar_parts_add(struct tar_parts *parts, struct tar_part part);

/* GNU's old way to tell of them: in the header, and in blocks behind it while *ret_more. False if a number is none. */
bool tar_header_parts(const char *block, bool is_first, struct tar_parts *parts, bool *ret_more);
bool tar_header_real_size(const char *block, int64_t *ret);

#endif
