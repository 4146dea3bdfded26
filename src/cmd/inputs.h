/* SPDX-License-Identifier: Apache-2.0
 *
 * What commands read before they start: the chart that an argument names, and the values of -f and --set.
 */
#ifndef PINTLE_CMD_INPUTS_H
#define PINTLE_CMD_INPUTS_H

#include "chart/chart.h"
#include "cmd/command.h"
#include "render/render.h"

/* The path of a chart: a path as it stands, or a bare name of one of our own archives. */
bool chart_locate(const struct cli *cli, struct str name, struct str *ret_path, struct error *err);

/* Merges all values options in Helm's order. */
bool values_merge(const struct cli *cli, struct source_table *sources, struct map **ret, struct error *err);

/* Loads the chart at a located path and checks that it can be installed, as Helm does before rendering. */
bool chart_open(const struct cli *cli, struct str path, struct source_table *sources, struct chart **ret,
                struct error *err);

/* --kube-version and --api-versions into a request. */
bool capabilities_read(const struct cli *cli, struct render_request *request, struct error *err);

/* The release's name and the chart's argument, from the arguments and the options about names. `must_name`: a name must
 * be given, or be made up by --generate-name; else "release-name" stands for it. */
bool name_and_chart(const struct cli *cli, const struct map *values, bool must_name, struct str *ret_name,
                    struct str *ret_chart, struct error *err);

/* The name that a values file gives a release: kafka.name; empty: none. */
struct str name_in_values(const struct map *values);

/* Is that a release's name? Of a bad one Helm logs a line besides the error. */
bool name_check(const struct cli *cli, struct str name, struct error *err);

#endif
