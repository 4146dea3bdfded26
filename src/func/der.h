/* SPDX-License-Identifier: Apache-2.0
 *
 * DER, as far as certificates need it: values are texts, put together from the inside out.
 *
 *     struct str usage = DER_SEQUENCE(arena, der_wrap(arena, DER_OID, oid), der_wrap(arena, DER_OCTETS, bits));
 */
#ifndef PINTLE_FUNC_DER_H
#define PINTLE_FUNC_DER_H

#include "base/arena.h"

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0C,
	DER_PRINTABLE_STRING = 0x13,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE_TAG = 0x30,
	DER_SET_TAG = 0x31,
	DER_CONTEXT = 0x80,             /* [n], primitive: add n */
	DER_CONTEXT_CONSTRUCTED = 0xA0, /* [n], constructed: add n */
};

#define DER_TRUE ((struct str){ "\x01\x01\xFF", 3 })

/* The tag, the length and the contents. */
struct str der_wrap(struct arena *arena, unsigned tag, struct str contents);

#define DER_SEQUENCE(arena, ...) der_wrap((arena), DER_SEQUENCE_TAG, ARENA_CONCAT((arena), __VA_ARGS__))

/* A positive INTEGER from its big-endian bytes. */
struct str der_integer(struct arena *arena, struct str bytes);

/* A BIT STRING of whole bytes. */
struct str der_bits(struct arena *arena, struct str bytes);

/* Takes the first value off *rest: its tag and contents. False if there is none, or it is cut short. */
bool der_take(struct str *rest, unsigned *ret_tag, struct str *ret_contents);

#endif
