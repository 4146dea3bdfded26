// SPDX-License-Identifier: Apache-2.0
// What triplets cannot see of certificates: the bytes. Each chain is also verified if the openssl command is there.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "func/der.h"
#include "func/env.h"
#include "func/func.h"
#include "func/libcrypto.h"
#include "func/pem.h"
#include "text/address.h"
#include "text/digest.h"
#include "tmpl/tmpl.h"

#include <cmocka.h>

static struct str render(struct arena *arena, const char *text)
{
	const struct tmpl_options options = { func_find, NULL };
	struct error err = { .arena = arena };
	struct source source = { STR("t"), str_of(text) };
	struct func_env env = { .arena = arena };
	struct arena scratch = { 0 };
	struct tmpl_run run = { &scratch, arena, &env };
	struct tmpl_failure failure = { 0 };
	struct tmpl_set *set = tmpl_set_new(arena, &options);
	struct strbuf out = strbuf_in(arena);
	assert_true(tmpl_set_parse(set, &source, &err));
	if (!tmpl_execute(set, source.name, value_null(), &run, &out, &failure))
		fail_msg("%s", failure.levels[0].text.data);
	arena_done(&scratch);
	return strbuf_str(&out, arena);
}

static struct certificate_info read_certificate(struct arena *arena, struct str text)
{
	struct error err = { .arena = arena };
	struct certificate_info info;
	struct pem pem;
	assert_true(pem_decode(arena, text, &pem));
	assert_true(str_is(pem.type, "CERTIFICATE"));
	if (!certificate_read(arena, pem.bytes, &info, &err))
		fail_msg("%s", err.message.data);
	return info;
}

// RFC 7093, section 2, method 1. An uncompressed point of P-256 is 65 bytes, at the end of the SubjectPublicKeyInfo.
static void test_subject_id(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct str text = render(&arena, "{{ (genCAWithKey \"ca\" 1 (genPrivateKey \"ecdsa\")).Cert }}");
	struct certificate_info info = read_certificate(&arena, text);
	struct str digest = digest_sha256(&arena, str_from(info.public_der, info.public_der.len - 65));
	assert_int_equal(info.subject_id.len, 20);
	assert_true(str_eq(hex_encode(&arena, info.subject_id), str_slice(digest, 0, 40)));
	arena_done(&arena);
}

static void test_verifies(void **state)
{
	static const char *const chains[] = {
		"{{ $ca := genCA \"ca\" 1 }}{{ $ca.Cert }}@{{ (genSignedCert \"x\" (list \"10.0.0.1\") (list \"a\") 1 "
		"$ca).Cert }}",
		"{{ $ca := genCAWithKey \"ca\" 1 (genPrivateKey \"ecdsa\") }}{{ $ca.Cert }}@"
		"{{ (genSignedCertWithKey \"\" (list \"::1\") nil 1 $ca (genPrivateKey \"ed25519\")).Cert }}",
		"{{ $ca := genCAWithKey \"ca\" 1 (genPrivateKey \"ed25519\") }}{{ $ca.Cert }}@"
		"{{ (genSignedCertWithKey \"ca\" nil nil 1 $ca (genPrivateKey \"ecdsa\")).Cert }}",
	};
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	char folder[] = "/tmp/pintle-test-XXXXXX";
	assert_non_null(mkdtemp(folder));
	const char *ca = arena_printf(&arena, "%s/ca", folder).data,
		   *leaf = arena_printf(&arena, "%s/leaf", folder).data;
	bool has_openssl = system("command -v openssl >/dev/null") == 0;
	for (size_t i = 0; i < sizeof(chains) / sizeof(*chains); i++) {
		struct str text = render(&arena, chains[i]);
		size_t at = str_find_char(text, '@');
		assert_true(fs_write(ca, str_slice(text, 0, at), 0600, &err));
		assert_true(fs_write(leaf, str_from(text, at + 1), 0600, &err));
		struct str command = arena_printf(&arena, "openssl verify -CAfile %s %s >/dev/null 2>&1", ca, leaf);
		// The last leaf is called as its CA: without a key identifier it looks self-signed.
		if (has_openssl && i < 2)
			assert_int_equal(system(command.data), 0);
	}
	unlink(ca);
	unlink(leaf);
	rmdir(folder);
	arena_done(&arena);
}

static void test_pem(void **state)
{
	static const struct {
		const char *text, *type, *bytes; // type NULL: no block
	} cases[] = {
		{ "-----BEGIN A-----\nYQ==\n-----END A-----\n", "A", "a" },
		{ "x\n-----BEGIN A-----\r\nY Q\t==\r\n-----END A-----", "A", "a" },
		{ "x-----BEGIN A-----\nYQ==\n-----END A-----\n", NULL, NULL },
		{ "-----BEGIN A-----\n-----END A-----\n", "A", "" },
		{ "-----BEGIN A-----\nK: v\nL: w\n\nYQ==\n-----END A-----\n", "A", "a" },
		{ "-----BEGIN A-----\nYQ==\n-----END B-----\n", NULL, NULL },
		{ "-----BEGIN A-----\nYQ==\n-----END A----- x\n", NULL, NULL },
		{ "-----BEGIN A-----\n!\n-----END A-----\n-----BEGIN B-----\nYg==\n-----END B-----\n", "B", "b" },
		{ "-----BEGIN A-----\n-----BEGIN B-----\nYg==\n-----END B-----\n", "B", "b" },
		{ "-----BEGIN A\nYQ==\n-----END A-----\n", NULL, NULL },
		{ "", NULL, NULL },
		{ "\n-----END ", NULL, NULL },
	};
	(void)state;
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pem pem;
		bool found = pem_decode(&arena, str_of(cases[i].text), &pem);
		assert_int_equal(found, cases[i].type != NULL);
		if (!found)
			continue;
		assert_true(str_is(pem.type, cases[i].type));
		assert_true(str_is(pem.bytes, cases[i].bytes));
	}
	struct str text = pem_encode(&arena, STR("T"), STR("0123456789012345678901234567890123456789012345678"));
	assert_true(str_is(text, "-----BEGIN T-----\nMDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\n"
	                         "OA==\n-----END T-----\n"));
	arena_done(&arena);
}

static void test_der(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	unsigned tag;
	struct str contents, rest, big = render(&arena, "{{ repeat 300 \"x\" }}");
	assert_true(str_eq(der_integer(&arena, STR("\0\0")), (struct str){ "\x02\x01\0", 3 }));
	assert_true(str_eq(der_integer(&arena, STR("\x80")), (struct str){ "\x02\x02\0\x80", 4 }));
	assert_true(str_eq(der_integer(&arena, STR("\0\x7F")), STR("\x02\x01\x7F")));
	rest = der_wrap(&arena, DER_OCTETS, big);
	assert_int_equal(rest.len, 304);
	assert_true(der_take(&rest, &tag, &contents));
	assert_int_equal(tag, DER_OCTETS);
	assert_true(str_eq(contents, big));
	assert_false(der_take(&rest, &tag, &contents));
	rest = STR("\x04\x82\x01");
	assert_false(der_take(&rest, &tag, &contents));
	rest = STR("\x04\x05"
	           "abc");
	assert_false(der_take(&rest, &tag, &contents));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_subject_id),
		cmocka_unit_test(test_verifies),
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_der),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
