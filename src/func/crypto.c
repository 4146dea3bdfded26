// SPDX-License-Identifier: Apache-2.0
// Digests and passwords. bcrypt is libcrypt's, opened on first use like libcrypto.
#include <crypt.h>
#include <dlfcn.h>
#include <inttypes.h>

#include "base/dlopen.h"
#include "base/random.h"
#include "base/strbuf.h"
#include "func/families.h"
#include "func/libcrypto.h"
#include "func/panic.h"
#include "text/digest.h"

static struct value fn_sha1sum(struct tmpl_call *call)
{
	return value_string(digest_sha1(call->arena, call->args[0].s));
}

static struct value fn_sha256sum(struct tmpl_call *call)
{
	return value_string(digest_sha256(call->arena, call->args[0].s));
}

static struct value fn_sha512sum(struct tmpl_call *call)
{
	return value_string(digest_sha512(call->arena, call->args[0].s));
}

static struct value fn_adler32sum(struct tmpl_call *call)
{
	return value_string(arena_printf(call->arena, "%" PRIu32, digest_adler32(call->args[0].s)));
}

// ---- bcrypt ------------------------------------------------------------------------------------------------------

#define LIBCRYPT "libcrypt.so.1"

DLOPEN_NOTE(libcrypt_note, "[{\"feature\":\"bcrypt\",\"description\":\"bcrypt and htpasswd in templates\","
                           "\"priority\":\"suggested\",\"soname\":[\"" LIBCRYPT "\"]}]");

// 16 random bytes in bcrypt's own base64: 22 characters, of the last one only two bits.
static void make_salt(char *to)
{
	static const char alphabet[] = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char bytes[22];
	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		to[i] = alphabet[i == 21 ? bytes[i] & 0x30 : bytes[i] & 0x3F];
	to[sizeof(bytes)] = '\0';
}

// Computed as "$2b$", which is what Go's "$2a$" means; libcrypt's own "$2a$" differs for a few passwords.
static struct str bcrypt_hash(struct arena *arena, struct str password, struct error *err)
{
	char setting[32] = "$2b$10$";
	void *handle = dlopen(LIBCRYPT, RTLD_NOW | RTLD_LOCAL);
	void *symbol = handle ? dlsym(handle, "crypt_r") : NULL;
	__typeof__(crypt_r) *hash_of;
	if (password.len > 72)
		return (fail(err, NOWHERE, "bcrypt: password length exceeds 72 bytes"), STR_NONE);
	if (str_find_char(password, '\0') != STR_NPOS)
		return (fail(err, NOWHERE, "libcrypt takes no password with a NUL byte"), STR_NONE);
	if (!symbol)
		return (fail(err, NOWHERE, "needs libcrypt (libcrypt1)"), STR_NONE);
	memcpy(&hash_of, &symbol, sizeof(symbol));
	make_salt(setting + 7);
	struct crypt_data *data = ARENA_NEW(arena, struct crypt_data);
	const char *hash = hash_of(arena_cstr(arena, password), setting, data);
	if (!hash || *hash != '$')
		return (fail(err, NOWHERE, "libcrypt has no bcrypt"), STR_NONE);
	return ARENA_CONCAT(arena, STR("$2a$"), str_of(hash + 4));
}

static struct str bcrypt_or_error(struct tmpl_call *call, struct str password)
{
	struct error err = { .arena = call->arena };
	struct str hash = bcrypt_hash(call->arena, password, &err);
	if (!error_is_set(&err))
		return hash;
	return ARENA_CONCAT(call->arena, STR("failed to encrypt string with bcrypt: "), err.message);
}

static struct value fn_bcrypt(struct tmpl_call *call)
{
	return value_string(bcrypt_or_error(call, call->args[0].s));
}

static struct value fn_htpasswd(struct tmpl_call *call)
{
	struct str user = call->args[0].s;
	if (str_find_char(user, ':') != STR_NPOS)
		return value_string(ARENA_CONCAT(call->arena, STR("invalid username: "), user));
	return value_string(ARENA_CONCAT(call->arena, user, STR(":"), bcrypt_or_error(call, call->args[1].s)));
}

// ---- derivePassword ----------------------------------------------------------------------------------------------

// The patterns of the Master Password algorithm: each letter stands for a set of characters.
static const struct password_type {
	const char *name;
	const char *patterns[22]; // ends with NULL
} password_types[] = {
	{ "maximum", { "anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno" } },
	{ "long",
	  { "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
	    "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
	    "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
	    "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno" } },
	{ "medium", { "CvcnoCvc", "CvcCvcno" } },
	{ "short", { "Cvcn" } },
	{ "basic", { "aaanaaan", "aannaaan", "aaannaaa" } },
	{ "pin", { "nnnn" } },
};

static const char *character_set(char letter)
{
	switch (letter) {
	case 'C': return "BCDFGHJKLMNPQRSTVWXYZ";
	case 'v': return "aeiou";
	case 'c': return "bcdfghjklmnpqrstvwxyz";
	case 'a': return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
	case 'n': return "0123456789";
	case 'o': return "@&%?,=[]_:-+*$#!'^~;()/.";
	default: return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()";
	}
}

static const struct password_type *password_type(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(password_types); i++)
		if (str_is(name, password_types[i].name))
			return &password_types[i];
	return NULL;
}

static void add_number(struct strbuf *buf, uint64_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		strbuf_add_char(buf, (char)(number >> shift));
}

#define SEED "com.lyndir.masterpassword"

static struct value fn_derive_password(struct tmpl_call *call)
{
	const struct value *args = call->args;
	struct str password = args[2].s, user = args[3].s, site = args[4].s;
	const struct password_type *type = password_type(args[1].s);
	if (!type)
		return value_string(ARENA_CONCAT(call->arena, STR("cannot find password template "), args[1].s));
	struct error err = { .arena = call->arena };
	struct strbuf salt = strbuf_in(call->arena), message = strbuf_in(call->arena);
	unsigned char key[64], seed[32];
	strbuf_add_cstr(&salt, SEED);
	add_number(&salt, user.len);
	strbuf_add(&salt, user);
	strbuf_add_cstr(&message, SEED);
	add_number(&message, site.len);
	strbuf_add(&message, site);
	add_number(&message, args[0].u);
	if (!scrypt_derive(call->arena, password, strbuf_peek(&salt), 32768, 8, 2, key, sizeof(key), &err))
		return value_string(ARENA_CONCAT(call->arena, STR("failed to derive password: "), err.message));
	if (!hmac_sha256(call->arena, (struct str){ (char *)key, sizeof(key) }, strbuf_peek(&message), seed, &err))
		fail_with(call, &err);
	size_t patterns = 0;
	while (patterns < ARRAY_LEN(type->patterns) && type->patterns[patterns])
		patterns++;
	const char *pattern = type->patterns[seed[0] % patterns];
	struct strbuf ret = strbuf_in(call->arena);
	for (size_t i = 0; pattern[i]; i++) {
		const char *set = character_set(pattern[i]);
		strbuf_add_char(&ret, set[seed[i + 1] % strlen(set)]);
	}
	return value_string(strbuf_str(&ret, call->arena));
}

// ---- AES -----------------------------------------------------------------------------------------------------------

enum { BLOCK = 16, KEY_SIZE = 32 };

// The password's bytes are the key: cut off or filled up with zeros.
static void make_key(struct str password, unsigned char *key)
{
	memset(key, 0, KEY_SIZE);
	memcpy(key, password.data, password.len < KEY_SIZE ? password.len : KEY_SIZE);
}

static struct value fn_encrypt_aes(struct tmpl_call *call)
{
	struct str text = call->args[1].s, secret;
	struct error err = { .arena = call->arena };
	unsigned char key[KEY_SIZE], iv[BLOCK];
	if (text.len == 0)
		return value_string(STR_NONE);
	size_t padding = BLOCK - text.len % BLOCK;
	struct strbuf buf = strbuf_in(call->arena);
	strbuf_add(&buf, text);
	strbuf_add_repeat(&buf, (char)padding, padding);
	make_key(call->args[0].s, key);
	random_bytes(iv, sizeof(iv));
	if (!aes_cbc(call->arena, true, key, iv, strbuf_peek(&buf), &secret, &err))
		fail_with(call, &err);
	struct str bytes = ARENA_CONCAT(call->arena, (struct str){ (char *)iv, sizeof(iv) }, secret);
	return value_string(base64_encode(call->arena, bytes));
}

// Go cuts the decoded bytes without looking: what it finds wrong, it panics at.
static struct value fn_decrypt_aes(struct tmpl_call *call)
{
	struct str encoded = call->args[1].s, secret, text;
	struct error err = { .arena = call->arena };
	unsigned char key[KEY_SIZE];
	size_t bad;
	if (encoded.len == 0)
		return value_string(STR_NONE);
	if (!base64_decode(call->arena, encoded, &secret, &bad))
		tmpl_fail(call, "illegal base64 data at input byte %zu", bad);
	size_t capacity = encoded.len / 4 * 3;
	if (capacity < BLOCK)
		tmpl_panic(call, "runtime error: slice bounds out of range [:%d] with capacity %zu", BLOCK, capacity);
	if (secret.len < BLOCK)
		panic_slice_start(call, BLOCK, (int64_t)secret.len);
	if (secret.len % BLOCK)
		tmpl_panic(call, "crypto/cipher: input not full blocks");
	if (secret.len == BLOCK)
		tmpl_panic(call, "runtime error: index out of range [-1]");
	make_key(call->args[0].s, key);
	if (!aes_cbc(call->arena, false, key, (const unsigned char *)secret.data, str_from(secret, BLOCK), &text, &err))
		fail_with(call, &err);
	size_t padding = (unsigned char)text.data[text.len - 1];
	if (padding > text.len)
		panic_slice_end(call, (int64_t)text.len - (int64_t)padding, text.len);
	return value_string(str_slice(text, 0, text.len - padding));
}

const struct tmpl_func func_crypto[] = {
	{ "adler32sum", "s:s", fn_adler32sum },   { "bcrypt", "s:s", fn_bcrypt },
	{ "decryptAES", "ss:s", fn_decrypt_aes }, { "derivePassword", "ussss:s", fn_derive_password },
	{ "encryptAES", "ss:s", fn_encrypt_aes }, { "htpasswd", "ss:s", fn_htpasswd },
	{ "sha1sum", "s:s", fn_sha1sum },         { "sha256sum", "s:s", fn_sha256sum },
	{ "sha512sum", "s:s", fn_sha512sum },     { NULL },
};
