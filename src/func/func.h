/* SPDX-License-Identifier: Apache-2.0
 *
 * The template functions that Helm 4 offers besides Go's own builtins. A name found here comes before a builtin of the
 * same name: `slice` is Sprig's.
 *
 * `fail` and `required` end with Helm's marks around the chart's message, HELM_ERR_START…HELM_ERR_END: render/ looks
 * for them and shows what is between as the whole error.
 */
#ifndef PINTLE_FUNC_FUNC_H
#define PINTLE_FUNC_FUNC_H

#include "tmpl/func.h"

/* The function of that name, or NULL. */
const struct tmpl_func *func_find(struct str name);

/* All functions in the order of their names: func_at(0) to func_at(func_count() - 1). */
size_t func_count(void);
const struct tmpl_func *func_at(size_t at);

#endif
