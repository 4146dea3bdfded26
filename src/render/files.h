/* SPDX-License-Identifier: Apache-2.0
 *
 * .Files: a chart's other files, with Get, GetBytes, Glob, AsConfig, AsSecrets and Lines.
 */
#ifndef PINTLE_RENDER_FILES_H
#define PINTLE_RENDER_FILES_H

#include "chart/chart.h"
#include "value/value.h"

/* The value of .Files; the chart's files are read as they are asked for. */
struct value files_value(struct arena *arena, struct chart_files *files);

#endif
