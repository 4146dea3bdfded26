// SPDX-License-Identifier: Apache-2.0
#include "cmd/homes.h"

#include <stdlib.h>

#include "base/fs.h"

static struct str variable(const char *name, struct str fallback)
{
	const char *value = getenv(name);
	return value && *value ? str_of(value) : fallback;
}

// HELM_x_HOME, else XDG_x_HOME/helm, else the folder in the home.
static struct str home_of(struct arena *arena, const char *helm, const char *xdg, const char *folder)
{
	struct str base = variable(xdg, fs_join(arena, variable("HOME", STR_NONE), str_of(folder)));
	return fs_clean(arena, variable(helm, fs_join(arena, base, STR("helm"))));
}

struct str helm_cache_home(struct arena *arena)
{
	return home_of(arena, "HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
}

struct str helm_config_home(struct arena *arena)
{
	return home_of(arena, "HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config");
}

struct str helm_data_home(struct arena *arena)
{
	return home_of(arena, "HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share");
}
