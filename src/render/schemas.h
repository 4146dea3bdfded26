/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of a chart and its subcharts against their values.schema.json.
 */
#ifndef PINTLE_RENDER_SCHEMAS_H
#define PINTLE_RENDER_SCHEMAS_H

#include "base/error.h"
#include "render/render.h"

/* False with Helm's report of all charts. */
bool schemas_validate(const struct render_request *request, const struct map *values, struct error *err);

#endif
