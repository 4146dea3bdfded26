/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PINTLE_FUNC_TIME_METHODS_H
#define PINTLE_FUNC_TIME_METHODS_H

#include "tmpl/func.h"

/* Methods of time.Time; the table ends with a NULL name. */
extern const struct tmpl_func time_methods[];

#endif
