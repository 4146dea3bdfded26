/* SPDX-License-Identifier: Apache-2.0
 *
 * Go errors as the results of methods that return nothing else ((semver "1.2").Scan "x").
 */
#ifndef PINTLE_FUNC_ERROR_VALUE_H
#define PINTLE_FUNC_ERROR_VALUE_H

#include "value/object.h"

/* Prints the text, which is borrowed. */
struct value error_value(struct arena *arena, struct str text);

/* No error: prints "<nil>", is false, and as an argument it is nil. */
struct value no_error_value(void);

#endif
