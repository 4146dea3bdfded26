// SPDX-License-Identifier: Apache-2.0
// Kubeconfig files: one as it stands, and two that are merged, with what options say besides.
#include "kube/kubeconfig.h"

#include <unistd.h>

#include "base/fs.h"

#include "fuzz.h"

static char folder[] = "/tmp/pintle-fuzz-XXXXXX";
static const char *const names[] = { "0.yaml", "1.yaml" };

static void remove_folder(void)
{
	FUZZ_CHECK(chdir(folder) == 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(names[i]);
	rmdir(folder);
}

static struct str write_file(struct arena *arena, const char *name, struct str text)
{
	static bool is_made;
	struct error err = { .arena = arena };
	if (!is_made)
		FUZZ_CHECK(mkdtemp(folder) && atexit(remove_folder) == 0);
	is_made = true;
	struct str path = arena_printf(arena, "%s/%s", folder, name);
	FUZZ_CHECK(fs_write(path.data, text, 0600, &err));
	return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), context = fuzz_part(&rest), first = fuzz_part(&rest);
	struct error err = { .arena = &arena }, again = { .arena = &arena };
	struct kubeconfig parsed;
	struct kube_config config, same;
	if (!kubeconfig_parse(&arena, first, STR("/folder"), &parsed, &err))
		FUZZ_CHECK(error_is_set(&err));
	struct str paths =
		ARENA_CONCAT(&arena, write_file(&arena, names[0], first), STR(":"), write_file(&arena, names[1], rest));
	struct kube_sources sources = { .kubeconfig = paths.data, .home = "/nowhere", .account = "/nowhere" };
	struct kube_overrides overrides = { .context = context };
	err = (struct error){ .arena = &arena };
	bool ok = kube_config_load(&arena, &sources, &overrides, &config, &err);
	FUZZ_CHECK(ok == kube_config_load(&arena, &sources, &overrides, &same, &again));
	FUZZ_CHECK(ok ? str_eq(config.server, same.server) && str_eq(config.token, same.token)
	              : str_eq(err.message, again.message));
	kube_config_namespace(&arena, &sources, &overrides);
	return 0;
}
