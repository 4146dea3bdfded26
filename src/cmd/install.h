/* SPDX-License-Identifier: Apache-2.0
 *
 * Installing, for `install` and for `upgrade --install`.
 */
#ifndef PINTLE_CMD_INSTALL_H
#define PINTLE_CMD_INSTALL_H

#include "cmd/actions.h"

/* What both read before anything is done: the chart and the values. */
struct chart_inputs {
	struct source_table *sources;
	struct func_env env;
	struct render_request request;
};

/* Sets the request up; values are not read yet. */
void chart_inputs_begin(const struct cli *cli, struct chart_inputs *inputs);

/* Locates and loads the chart and reads the values (unless they are read), in Helm's order. */
bool chart_inputs_read(const struct cli *cli, struct chart_inputs *inputs, struct str chart, struct error *err);

/* Installs what was read, on the action's target. With `replace` over a release that was uninstalled. False with Helm's
 * error. */
bool install_chart(const struct cli *cli, struct chart_inputs *inputs, struct action *action, bool replace,
                   struct release *ret, struct error *err);

/* What --dependency-update and others that belong to repositories say. */
bool refuse_repository_options(const struct cli *cli, struct error *err);

#endif
