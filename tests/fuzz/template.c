// SPDX-License-Identifier: Apache-2.0
// A template with all functions, executed on a small value.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "func/env.h"
#include "func/func.h"
#include "tmpl/tmpl.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Those that take seconds, or a cluster of processors, by design.
static const struct tmpl_func *find(struct str name)
{
	static const char *const slow[] = { "genPrivateKey", "genCA", "genSelfSignedCert", "genSignedCert", "genCAWithKey",
		                                "genSelfSignedCertWithKey", "genSignedCertWithKey", "bcrypt", "htpasswd",
		                                "derivePassword", "repeat", "until", "untilStep", "seq", "indent", "nindent" };
	for (size_t i = 0; i < sizeof(slow) / sizeof(*slow); i++)
		if (str_eq(name, str_of(slow[i])))
			return NULL;
	return func_find(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 }, made = { 0 }, errors = { 0 };
	struct source source = { STR("fuzz"), { (const char *)data, size } };
	struct tmpl_options options = { find, NULL };
	struct tmpl_set *set = tmpl_set_new(&arena, &options);
	struct func_env env = { .arena = &errors };
	struct tmpl_run run = { &made, &errors, &env };
	struct tmpl_failure failure;
	struct error err = { 0 };
	struct value dot;
	struct strbuf out = strbuf_in(&arena);
	json_read(&arena, STR("{\"Values\":{\"a\":[1,\"x\",null],\"b\":{\"c\":2.5},\"s\":\"text\"}}"), 0, &dot, &err);
	if (tmpl_set_parse(set, &source, &err))
		tmpl_execute(set, source.name, dot, &run, &out, &failure);
	arena_done(&made);
	arena_done(&errors);
	arena_done(&arena);
	return 0;
}
