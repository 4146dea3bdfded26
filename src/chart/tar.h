/* SPDX-License-Identifier: Apache-2.0
 *
 * tar: the entries of a gzipped archive, one after the other, as Go's archive/tar reads them: what it takes for an
 * entry, for the end and for an error, and its words. USTAR, PAX, GNU and STAR headers, long names, sparse files.
 *
 *     struct tar *tar = tar_open(arena, gunzip);
 *     struct tar_entry entry;
 *     enum tar_next next;
 *     while ((next = tar_next(tar, &entry, &err)) == TAR_ENTRY)
 *             if (... && tar_read(tar, buffer, &err)) // entry.size bytes
 */
#ifndef PINTLE_CHART_TAR_H
#define PINTLE_CHART_TAR_H

#include "chart/gunzip.h"

struct tar;

enum tar_next { TAR_ENTRY, TAR_END, TAR_FAILED };

struct tar_entry {
	struct str name; /* valid until the next call */
	int64_t size;    /* as the header has it: links have sizes, too, but no bytes; negative for those only */
	bool has_bytes;
	bool is_folder;
	bool is_global; /* a header for all entries behind it, not an entry */
};

struct tar *tar_open(struct arena *arena, struct gunzip *in);

/* Passes over what is left of the entry at hand. */
enum tar_next tar_next(struct tar *tar, struct tar_entry *ret, struct error *err);

/* All bytes of the entry at hand, of which there are `size`. */
bool tar_read(struct tar *tar, char *into, struct error *err);

#endif
