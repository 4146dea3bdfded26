/* SPDX-License-Identifier: Apache-2.0
 *
 * IP addresses as Go's net/netip reads them.
 */
#ifndef PINTLE_TEXT_ADDRESS_H
#define PINTLE_TEXT_ADDRESS_H

#include "base/error.h"

struct address {
	unsigned char bytes[16];
	size_t len;      /* 4 or 16 */
	struct str zone; /* behind a '%' */
};

/* Errors are netip.ParseAddr's: `ParseAddr("1.2"): IPv4 address too short`. */
bool address_parse(struct str text, struct address *ret, struct error *err);

#endif
