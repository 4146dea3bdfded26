/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of the DNS as Kubernetes has them: small letters, digits and hyphens.
 */
#ifndef PINTLE_TEXT_DNS_H
#define PINTLE_TEXT_DNS_H

#include "base/str.h"

/* [a-z0-9]([-a-z0-9]*[a-z0-9])? (RFC 1123), or with a letter in front (RFC 1035); of any length. */
bool dns_is_label(struct str label, bool letter_first);

/* Labels of RFC 1123 with dots between. */
bool dns_is_subdomain(struct str name);

#endif
