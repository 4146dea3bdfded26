/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests and encodings of bytes. Digests are libnettle's.
 */
#ifndef PINTLE_TEXT_DIGEST_H
#define PINTLE_TEXT_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Lower-case hexadecimal digests. */
struct str digest_sha1(struct arena *arena, struct str data);
struct str digest_sha256(struct arena *arena, struct str data);
struct str digest_sha512(struct arena *arena, struct str data);
struct str digest_md5(struct arena *arena, struct str data);
uint32_t digest_adler32(struct str data);

struct str hex_encode(struct arena *arena, struct str data);

/* Standard base64 and base32 with padding. Decoding fails at *ret_bad, the byte offset that Go names in
 * "illegal base64 data at input byte N". */
struct str base64_encode(struct arena *arena, struct str data);
bool base64_decode(struct arena *arena, struct str text, struct str *ret, size_t *ret_bad);
struct str base32_encode(struct arena *arena, struct str data);
bool base32_decode(struct arena *arena, struct str text, struct str *ret, size_t *ret_bad);

#endif
