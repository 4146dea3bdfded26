/* SPDX-License-Identifier: Apache-2.0
 *
 * gunzip: bytes in memory that are gzipped, read piece by piece, so that a small archive which is large inside costs
 * only what is taken from it.
 *
 *     struct gunzip *in = gunzip_open(arena, bytes, &err);
 *     struct str piece;
 *     while (in && gunzip_next(in, &piece, &err) && piece.len) ...
 */
#ifndef PINTLE_CHART_GUNZIP_H
#define PINTLE_CHART_GUNZIP_H

#include <stdint.h>

#include "base/error.h"

/* As many bytes are unpacked at most: twenty times of what Helm takes for a chart. Helm has no limit for what is around
 * the files in an archive. */
#define GUNZIP_LIMIT ((uint64_t)2 << 30)

struct gunzip;

/* Borrows the bytes; what zlib holds is given back by the arena. Errors are Go's ("gzip: invalid header", "EOF"). */
struct gunzip *gunzip_open(struct arena *arena, struct str bytes, struct error *err);

/* The next bytes, valid until the next call; none at the end. Several gzip files behind each other count as one. */
bool gunzip_next(struct gunzip *in, struct str *ret, struct error *err);

/* Reads the rest of the gzip file at hand, so that its checksum is compared. */
bool gunzip_finish(struct gunzip *in, struct error *err);

#endif
