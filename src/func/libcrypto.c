// SPDX-License-Identifier: Apache-2.0
// The functions of libcrypto are looked up by name into a struct of pointers that have the types of OpenSSL's headers.
// The struct lives in the caller's arena: opening an open library again only counts up, so there is no state to keep.
#include "func/libcrypto.h"

#include <dlfcn.h>
#include <stdint.h>

#include "base/dlopen.h"

#include <openssl/dsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define SONAME "libcrypto.so.3"

DLOPEN_NOTE(libcrypto_note, "[{\"feature\":\"crypto\",\"description\":\"Keys and certificates in templates\","
                            "\"priority\":\"suggested\",\"soname\":[\"" SONAME "\"]}]");

#define FUNCTIONS(F) \
	F(OPENSSL_init_crypto) \
	F(CRYPTO_free) \
	F(ERR_clear_error) \
	F(EVP_PKEY_Q_keygen) \
	F(EVP_PKEY_CTX_new_id) \
	F(EVP_PKEY_CTX_new) \
	F(EVP_PKEY_CTX_free) \
	F(EVP_PKEY_paramgen_init) \
	F(EVP_PKEY_CTX_set_dsa_paramgen_bits) \
	F(EVP_PKEY_CTX_set_dsa_paramgen_q_bits) \
	F(EVP_PKEY_paramgen) \
	F(EVP_PKEY_keygen_init) \
	F(EVP_PKEY_keygen) \
	F(EVP_PKEY_free) \
	F(EVP_PKEY_get_base_id) \
	F(EVP_PKEY_get_bits) \
	F(d2i_PrivateKey) \
	F(d2i_PKCS8_PRIV_KEY_INFO) \
	F(PKCS8_PRIV_KEY_INFO_free) \
	F(EVP_PKCS82PKEY) \
	F(i2d_PrivateKey) \
	F(i2d_PUBKEY) \
	F(EVP_MD_CTX_new) \
	F(EVP_MD_CTX_free) \
	F(EVP_DigestSignInit) \
	F(EVP_DigestSign) \
	F(EVP_sha256) \
	F(EVP_sha384) \
	F(EVP_sha512) \
	F(d2i_X509) \
	F(X509_free) \
	F(X509_get_subject_name) \
	F(i2d_X509_NAME) \
	F(X509_get0_subject_key_id) \
	F(X509_get0_pubkey) \
	F(ASN1_STRING_get0_data) \
	F(ASN1_STRING_length) \
	F(EVP_PBE_scrypt) \
	F(HMAC) \
	F(EVP_CIPHER_CTX_new) \
	F(EVP_CIPHER_CTX_free) \
	F(EVP_aes_256_cbc) \
	F(EVP_CipherInit_ex) \
	F(EVP_CIPHER_CTX_set_padding) \
	F(EVP_CipherUpdate)

struct library {
#define MEMBER(name) __typeof__(name) *name;
	FUNCTIONS(MEMBER)
#undef MEMBER
};

static const struct {
	const char *name;
	size_t offset;
} members[] = {
#define MEMBER(name) { #name, offsetof(struct library, name) },
	FUNCTIONS(MEMBER)
#undef MEMBER
};

struct key {
	const struct library *lib;
	EVP_PKEY *pkey; // NULL: DSA's numbers, which Go does not look at
};

static const struct library *library_open(struct arena *arena, struct error *err)
{
	void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	struct library *lib = ARENA_NEW(arena, struct library);
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		void *symbol = handle ? dlsym(handle, members[i].name) : NULL;
		if (!symbol) {
			fail(err, NOWHERE, "needs libcrypto (libssl3)");
			return NULL;
		}
		memcpy((char *)lib + members[i].offset, &symbol, sizeof(symbol));
	}
	lib->OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	return lib;
}

static void key_close(void *handle)
{
	struct key *key = handle;
	key->lib->EVP_PKEY_free(key->pkey);
}

// NULL in, NULL out.
static struct key *key_new(struct arena *arena, const struct library *lib, EVP_PKEY *pkey)
{
	if (!pkey) {
		lib->ERR_clear_error();
		return NULL;
	}
	struct key *key = ARENA_NEW(arena, struct key);
	*key = (struct key){ lib, pkey };
	arena_defer(arena, key_close, key);
	return key;
}

static EVP_PKEY *generate_dsa(const struct library *lib)
{
	EVP_PKEY *parameters = NULL, *pkey = NULL;
	EVP_PKEY_CTX *context = lib->EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, NULL), *keygen = NULL;
	if (context && lib->EVP_PKEY_paramgen_init(context) > 0 &&
	    lib->EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 2048) > 0 &&
	    lib->EVP_PKEY_CTX_set_dsa_paramgen_q_bits(context, 256) > 0 &&
	    lib->EVP_PKEY_paramgen(context, &parameters) > 0)
		keygen = lib->EVP_PKEY_CTX_new(parameters, NULL);
	if (keygen && lib->EVP_PKEY_keygen_init(keygen) > 0)
		lib->EVP_PKEY_keygen(keygen, &pkey);
	lib->EVP_PKEY_CTX_free(keygen);
	lib->EVP_PKEY_CTX_free(context);
	lib->EVP_PKEY_free(parameters);
	return pkey;
}

static EVP_PKEY *generate(const struct library *lib, enum key_type type, unsigned bits)
{
	switch (type) {
	case KEY_RSA: return lib->EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
	case KEY_DSA: return generate_dsa(lib);
	case KEY_EC: return lib->EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	case KEY_ED25519: return lib->EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	case KEY_X25519: break; // is only read
	}
	return NULL;
}

struct key *key_generate(struct arena *arena, enum key_type type, unsigned bits, struct error *err)
{
	const struct library *lib = library_open(arena, err);
	if (!lib)
		return NULL;
	struct key *key = key_new(arena, lib, generate(lib, type, bits));
	if (!key)
		fail(err, NOWHERE, "libcrypto made no key");
	return key;
}

static EVP_PKEY *read_pkcs8(const struct library *lib, const unsigned char **at, long len)
{
	PKCS8_PRIV_KEY_INFO *info = lib->d2i_PKCS8_PRIV_KEY_INFO(NULL, at, len);
	EVP_PKEY *pkey = info ? lib->EVP_PKCS82PKEY(info) : NULL;
	lib->PKCS8_PRIV_KEY_INFO_free(info);
	return pkey;
}

struct key *key_read(struct arena *arena, enum key_encoding encoding, struct str der, struct error *err)
{
	static const int types[] = { [KEY_PKCS1] = EVP_PKEY_RSA, [KEY_SEC1] = EVP_PKEY_EC };
	const struct library *lib = library_open(arena, err);
	const unsigned char *at = (const unsigned char *)der.data;
	if (!lib)
		return NULL;
	if (encoding == KEY_DSA_FORM) {
		struct key *dsa = ARENA_NEW(arena, struct key);
		dsa->lib = lib;
		return dsa;
	}
	EVP_PKEY *pkey = encoding == KEY_PKCS8 ? read_pkcs8(lib, &at, (long)der.len)
	                                       : lib->d2i_PrivateKey(types[encoding], NULL, &at, (long)der.len);
	struct key *key = key_new(arena, lib, pkey);
	if (!key)
		fail(err, NOWHERE, "x509: failed to parse private key");
	return key;
}

enum key_type key_type(const struct key *key)
{
	switch (key->pkey ? key->lib->EVP_PKEY_get_base_id(key->pkey) : EVP_PKEY_DSA) {
	case EVP_PKEY_RSA: return KEY_RSA;
	case EVP_PKEY_DSA: return KEY_DSA;
	case EVP_PKEY_EC: return KEY_EC;
	case EVP_PKEY_ED25519: return KEY_ED25519;
	default: return KEY_X25519;
	}
}

unsigned key_bits(const struct key *key)
{
	return (unsigned)key->lib->EVP_PKEY_get_bits(key->pkey);
}

// What an i2d function made, moved into the arena.
static struct str taken(struct arena *arena, const struct library *lib, unsigned char *bytes, int len)
{
	struct str ret = arena_str(arena, (struct str){ (char *)bytes, len > 0 ? (size_t)len : 0 });
	lib->CRYPTO_free(bytes, "", 0);
	return ret;
}

struct str key_private_der(struct arena *arena, const struct key *key)
{
	unsigned char *bytes = NULL;
	int len = key->lib->i2d_PrivateKey(key->pkey, &bytes);
	return taken(arena, key->lib, bytes, len);
}

static struct str public_der(struct arena *arena, const struct library *lib, EVP_PKEY *pkey)
{
	unsigned char *bytes = NULL;
	int len = pkey ? lib->i2d_PUBKEY(pkey, &bytes) : 0;
	return taken(arena, lib, bytes, len);
}

struct str key_public_der(struct arena *arena, const struct key *key)
{
	return public_der(arena, key->lib, key->pkey);
}

bool key_sign(struct arena *arena, const struct key *key, unsigned hash_bits, struct str data, struct str *ret,
              struct error *err)
{
	const struct library *lib = key->lib;
	const unsigned char *bytes = (const unsigned char *)data.data;
	const EVP_MD *hash = hash_bits == 512   ? lib->EVP_sha512()
	                     : hash_bits == 384 ? lib->EVP_sha384()
	                     : hash_bits == 256 ? lib->EVP_sha256()
	                                        : NULL;
	EVP_MD_CTX *context = lib->EVP_MD_CTX_new();
	size_t len = 0;
	unsigned char *signature = NULL;
	bool ok = context && lib->EVP_DigestSignInit(context, NULL, hash, NULL, key->pkey) > 0 &&
	          lib->EVP_DigestSign(context, NULL, &len, bytes, data.len) > 0;
	if (ok) {
		signature = arena_alloc(arena, len);
		ok = lib->EVP_DigestSign(context, signature, &len, bytes, data.len) > 0;
	}
	lib->EVP_MD_CTX_free(context);
	lib->ERR_clear_error();
	if (!ok)
		return fail(err, NOWHERE, "libcrypto made no signature");
	*ret = (struct str){ (char *)signature, len };
	return true;
}

bool certificate_read(struct arena *arena, struct str der, struct certificate_info *ret, struct error *err)
{
	const struct library *lib = library_open(arena, err);
	const unsigned char *at = (const unsigned char *)der.data;
	if (!lib)
		return false;
	X509 *certificate = lib->d2i_X509(NULL, &at, (long)der.len);
	lib->ERR_clear_error();
	if (!certificate)
		return fail(err, NOWHERE, "x509: malformed certificate");
	unsigned char *name = NULL;
	int len = lib->i2d_X509_NAME(lib->X509_get_subject_name(certificate), &name);
	*ret = (struct certificate_info){ .subject = taken(arena, lib, name, len), .subject_id = STR_NONE };
	const ASN1_OCTET_STRING *id = lib->X509_get0_subject_key_id(certificate);
	if (id)
		ret->subject_id = arena_str(arena, (struct str){ (const char *)lib->ASN1_STRING_get0_data(id),
		                                                 (size_t)lib->ASN1_STRING_length(id) });
	ret->public_der = public_der(arena, lib, lib->X509_get0_pubkey(certificate));
	lib->X509_free(certificate);
	lib->ERR_clear_error();
	return true;
}

bool scrypt_derive(struct arena *arena, struct str password, struct str salt, unsigned n, unsigned r, unsigned p,
                   void *to, size_t size, struct error *err)
{
	const uint64_t memory = (uint64_t)256 << 20; // libcrypto's own limit is too low for n = 32768
	const struct library *lib = library_open(arena, err);
	if (!lib)
		return false;
	if (lib->EVP_PBE_scrypt(password.data, password.len, (const unsigned char *)salt.data, salt.len, n, r, p,
	                        memory, to, size) > 0)
		return true;
	lib->ERR_clear_error();
	return fail(err, NOWHERE, "libcrypto derived no key");
}

bool hmac_sha256(struct arena *arena, struct str key, struct str data, unsigned char *ret, struct error *err)
{
	const struct library *lib = library_open(arena, err);
	if (!lib)
		return false;
	if (lib->HMAC(lib->EVP_sha256(), key.data, (int)key.len, (const unsigned char *)data.data, data.len, ret, NULL))
		return true;
	lib->ERR_clear_error();
	return fail(err, NOWHERE, "libcrypto made no digest");
}

bool aes_cbc(struct arena *arena, bool encrypt, const unsigned char key[32], const unsigned char iv[16],
             struct str data, struct str *ret, struct error *err)
{
	const struct library *lib = library_open(arena, err);
	if (!lib)
		return false;
	int len = 0;
	unsigned char *bytes = (unsigned char *)arena_alloc_text(arena, data.len + 16);
	EVP_CIPHER_CTX *context = lib->EVP_CIPHER_CTX_new();
	bool ok = context && data.len <= INT32_MAX &&
	          lib->EVP_CipherInit_ex(context, lib->EVP_aes_256_cbc(), NULL, key, iv, encrypt) > 0 &&
	          lib->EVP_CIPHER_CTX_set_padding(context, 0) > 0 &&
	          lib->EVP_CipherUpdate(context, bytes, &len, (const unsigned char *)data.data, (int)data.len) > 0;
	lib->EVP_CIPHER_CTX_free(context);
	lib->ERR_clear_error();
	if (!ok || (size_t)len != data.len)
		return fail(err, NOWHERE, "libcrypto did not run AES");
	*ret = (struct str){ (char *)bytes, data.len };
	return true;
}
