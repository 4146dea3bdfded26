/* SPDX-License-Identifier: Apache-2.0
 *
 * What template functions need of OpenSSL's libcrypto: keys and signatures, scrypt, AES. The library is opened when one
 * of these is first needed, since loading it costs as much as rendering a small chart; without it they fail with "needs
 * libcrypto (libssl3)". OpenSSL's headers are included by libcrypto.c alone.
 */
#ifndef PINTLE_FUNC_LIBCRYPTO_H
#define PINTLE_FUNC_LIBCRYPTO_H

#include "base/error.h"

/* X25519: keys that sign nothing. */
enum key_type { KEY_RSA, KEY_DSA, KEY_EC, KEY_ED25519, KEY_X25519 };

/* The encodings of private keys: PKCS #1, OpenSSL's own of DSA, SEC 1, PKCS #8. */
enum key_encoding { KEY_PKCS1, KEY_DSA_FORM, KEY_SEC1, KEY_PKCS8 };

/* A private key; closed with the arena it was made in. */
struct key;

/* `bits` counts for KEY_RSA; DSA keys are 2048/256, elliptic ones on P-256. */
struct key *key_generate(struct arena *arena, enum key_type type, unsigned bits, struct error *err);
struct key *key_read(struct arena *arena, enum key_encoding encoding, struct str der, struct error *err);

enum key_type key_type(const struct key *key);

/* Size of an RSA modulus or an elliptic curve. */
unsigned key_bits(const struct key *key);

/* DER of the private key: PKCS #8 for Ed25519, else the key type's own form. */
struct str key_private_der(struct arena *arena, const struct key *key);

/* DER of X.509's SubjectPublicKeyInfo. */
struct str key_public_der(struct arena *arena, const struct key *key);

/* A signature of `data`, hashed by SHA-2 of `hash_bits` (0: as the key type has it by itself). */
bool key_sign(struct arena *arena, const struct key *key, unsigned hash_bits, struct str data, struct str *ret,
              struct error *err);

/* What signing with a certificate needs of it. */
struct certificate_info {
	struct str subject;    /* DER of the name */
	struct str subject_id; /* the subject key identifier, or empty */
	struct str public_der; /* SubjectPublicKeyInfo */
};

bool certificate_read(struct arena *arena, struct str der, struct certificate_info *ret, struct error *err);

/* RFC 7914, into `size` bytes. */
bool scrypt_derive(struct arena *arena, struct str password, struct str salt, unsigned n, unsigned r, unsigned p,
                   void *to, size_t size, struct error *err);

/* HMAC with SHA-256; ret has 32 bytes. */
bool hmac_sha256(struct arena *arena, struct str key, struct str data, unsigned char *ret, struct error *err);

/* AES-256 in CBC mode over whole blocks, without padding. */
bool aes_cbc(struct arena *arena, bool encrypt, const unsigned char key[32], const unsigned char iv[16],
             struct str data, struct str *ret, struct error *err);

#endif
