// SPDX-License-Identifier: Apache-2.0
// A private key or a certificate, which a chart's values bring: its encoding, then DER. What is found to be wrong has
// words.
#include "func/x509.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str input = fuzz_text(&arena, data, size);
	struct error err = { .arena = &arena };
	if (!input.len)
		return 0;
	unsigned kind = (unsigned char)input.data[0] % (KEY_PKCS8 + 2);
	struct str der = str_from(input, 1);
	bool ok = kind > KEY_PKCS8 ? x509_check_certificate(der, &err)
	                           : x509_check_key(&arena, (enum key_encoding)kind, der, &err);
	FUZZ_CHECK(ok || err.message.len);
	return 0;
}
