/* SPDX-License-Identifier: Apache-2.0
 *
 * API kinds that Kubernetes declares deprecated. The table is made by tests/reference/deprecations.
 */
#ifndef PINTLE_LINT_DEPRECATIONS_H
#define PINTLE_LINT_DEPRECATIONS_H

#include <stddef.h>

struct deprecation {
	const char *api_version, *kind;                     /* NULL ends the table */
	int major, minor;                                   /* deprecated since; 0.0: not yet */
	int removed_major, removed_minor;                   /* 0.0: not known */
	const char *replacement_version, *replacement_kind; /* NULL: none */
};

extern const struct deprecation deprecations[];

#endif
