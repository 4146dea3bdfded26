/* SPDX-License-Identifier: Apache-2.0
 *
 * func_env: what template functions know of the world besides their arguments. The caller of tmpl_execute makes one,
 * and functions find it as call->env; an all-zero one (or NULL) has no cluster, no DNS and no sink for log lines.
 */
#ifndef PINTLE_FUNC_ENV_H
#define PINTLE_FUNC_ENV_H

#include <stdbool.h>

#include "base/error.h"
#include "text/log.h"
#include "tmpl/func.h"
#include "value/value.h"

struct func_env {
	bool lint;       /* `required` and `fail` log instead of failing, `lookup` finds nothing */
	bool enable_dns; /* else getHostByName gives "" */

	/* One object (a table), or with an empty name the list of them; an empty table if there is none. An error fails
	 * the template. NULL: no cluster. */
	bool (*lookup)(void *context, struct arena *arena, struct str api_version, struct str kind, struct str ns,
	               struct str name, struct value *ret, struct error *err);
	void *lookup_context;

	const struct warnings *warnings; /* where the chart's complaints go while linting */

	/* Lives at least as long as the environment, and is not the run's, which takes its memory back. Compiled
	 * expressions are kept in it; NULL: they are not kept. */
	struct arena *arena;
	struct regex_cache *regexes; /* regex.c's own */
};

static inline struct func_env *func_env_of(const struct tmpl_call *call)
{
	return call->env;
}

#endif
