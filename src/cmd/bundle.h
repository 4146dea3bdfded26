/* SPDX-License-Identifier: Apache-2.0
 *
 * The charts that come with pintle, as archives beside it: build/charts/ in the source tree, PREFIX/share/pintle/charts
 * when installed, or PINTLE_CHARTS.
 */
#ifndef PINTLE_CMD_BUNDLE_H
#define PINTLE_CMD_BUNDLE_H

#include "base/arena.h"

/* Is it the bare name of a chart, no path? */
bool bundle_is_name(struct str name);

/* The archive of the bundled chart of that name; the newest if there are several. */
bool bundle_find(struct arena *arena, struct str name, struct str *ret_path);

#endif
