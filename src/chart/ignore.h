/* SPDX-License-Identifier: Apache-2.0
 *
 * .helmignore: which files of a chart folder are left out. Helm's rules, which are not quite git's.
 */
#ifndef PINTLE_CHART_IGNORE_H
#define PINTLE_CHART_IGNORE_H

#include "base/error.h"

struct ignore_rules;

/* The rules of a .helmignore text (empty if there is none) and Helm's own: templates/.?* is always ignored. */
struct ignore_rules *ignore_parse(struct arena *arena, struct str text, struct error *err);

/* Is the path (relative to the chart, with slashes) ignored? */
bool ignore_matches(const struct ignore_rules *rules, struct str path, bool is_folder);

#endif
