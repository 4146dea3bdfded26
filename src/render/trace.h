/* SPDX-License-Identifier: Apache-2.0
 *
 * Helm's wording of a template that failed, made from Go's.
 */
#ifndef PINTLE_RENDER_TRACE_H
#define PINTLE_RENDER_TRACE_H

#include "base/error.h"
#include "tmpl/tmpl.h"

/* engine.cleanupParseError. */
struct str trace_parse_error(struct arena *arena, struct str name, struct str message);

/* engine.reformatExecErrorMsg: what `helm template` prints behind "Error: ". */
struct str trace_exec_error(struct arena *arena, struct str name, const struct tmpl_failure *failure);

#endif
