// SPDX-License-Identifier: Apache-2.0
// A template with all functions, executed on the values behind it.
#include <string.h>

#include "func/env.h"
#include "func/func.h"
#include "render/methods.h"
#include "tmpl/tmpl.h"
#include "value/yaml.h"

#include "fuzz.h"

// Left out: what takes its time by design (keys, password hashes).
static const struct tmpl_func *find(struct str name)
{
	static const char *const slow[] = { "genPrivateKey",        "genCA",        "genSelfSignedCert",
		                            "genSignedCert",        "genCAWithKey", "genSelfSignedCertWithKey",
		                            "genSignedCertWithKey", "bcrypt",       "htpasswd",
		                            "derivePassword" };
	for (size_t i = 0; i < ARRAY_LEN(slow); i++)
		if (str_is(name, slow[i]))
			return NULL;
	return func_find(name);
}

enum { MAX_STEPS = 1000 * 1000 };

static struct value make_root(struct arena *arena, struct str text)
{
	struct error err = { .arena = arena };
	struct map *root = map_new(arena), *release = map_new(arena), *values;
	if (!yaml_read_map(arena, text, 0, &values, &err) &&
	    !yaml_read_map(arena, STR("a: [1, x, null]\nb: {c: 2.5}\ns: text\n"), 0, &values, &err))
		abort();
	map_set(arena, release, STR("Name"), value_string(STR("r")));
	map_set(arena, root, STR("Release"), value_map(release));
	map_set(arena, root, STR("Values"), value_map_of(TYPE_VALUES, values));
	return value_map(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	AUTO(arena) made = { 0 };
	AUTO(arena) errors = { 0 };
	struct str rest = fuzz_text(&arena, data, size);
	struct source source = { STR("fuzz"), fuzz_part(&rest) };
	struct tmpl_options options = { find, type_methods };
	struct tmpl_set *set = tmpl_set_new(&arena, &options);
	struct func_env env = { .arena = &errors };
	struct tmpl_run run = { &made, &errors, &env, MAX_STEPS };
	struct tmpl_failure failure;
	struct error err = { .arena = &arena };
	struct strbuf out = strbuf_in(&arena);
	struct value root = make_root(&arena, rest.data ? rest : STR("[]"));
	if (!tmpl_set_parse(set, &source, &err))
		FUZZ_CHECK(error_is_set(&err));
	else if (!tmpl_execute(set, source.name, root, &run, &out, &failure))
		FUZZ_CHECK(failure.count > 0 && out.len == 0);
	return 0;
}
