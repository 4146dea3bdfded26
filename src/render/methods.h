/* SPDX-License-Identifier: Apache-2.0
 *
 * Methods of the Go types that are no objects here: common.Values and common.VersionSet; those of the time package are
 * func/'s.
 */
#ifndef PINTLE_RENDER_METHODS_H
#define PINTLE_RENDER_METHODS_H

#include "tmpl/func.h"

/* A table that ends with a NULL name, or NULL: for struct tmpl_options. */
const struct tmpl_func *type_methods(enum value_type type);

#endif
