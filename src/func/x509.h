/* SPDX-License-Identifier: Apache-2.0
 *
 * What is wrong with a private key or a certificate, in the words of Go's crypto/x509 and encoding/asn1: looked for
 * before libcrypto reads them, which has other words.
 */
#ifndef PINTLE_FUNC_X509_H
#define PINTLE_FUNC_X509_H

#include "base/error.h"
#include "func/libcrypto.h"

/* The shape of a private key, its algorithm and its curve; not whether the numbers belong together. */
bool x509_check_key(struct arena *arena, enum key_encoding encoding, struct str der, struct error *err);

/* The parts of a certificate up to its public key. */
bool x509_check_certificate(struct str der, struct error *err);

#endif
