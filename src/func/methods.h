/* SPDX-License-Identifier: Apache-2.0
 *
 * Methods of time.Time and its relatives, for struct tmpl_options: objects and numbers that have no table of their own.
 */
#ifndef PINTLE_FUNC_METHODS_H
#define PINTLE_FUNC_METHODS_H

#include "tmpl/func.h"

/* A table that ends with a NULL name, or NULL. args[0] of a call is the receiver; signatures do not count it. */
const struct tmpl_func *func_methods(enum value_type type);

#endif
