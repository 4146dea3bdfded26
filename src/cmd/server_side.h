/* SPDX-License-Identifier: Apache-2.0
 *
 * Rendering beside a cluster.
 */
#ifndef PINTLE_CMD_SERVER_SIDE_H
#define PINTLE_CMD_SERVER_SIDE_H

#include "cmd/cluster.h"
#include "release/target.h"
#include "render/render.h"

/* Lets a request see the cluster of a target: its version, its kinds, and `lookup`. The target (the context) must
 * outlive the rendering. A folder has no cluster: charts see what the options say. */
bool server_side_look(void *target, struct render_request *request, struct error *err);

/* Opens the cluster for `template`, and lets the request see it. */
bool server_side_open(const struct cli *cli, struct target *ret, struct render_request *request, struct error *err);

/* Would the server take the release? Its kinds must be known there, and what is there already must be the release's
 * own. */
bool server_side_check(const struct cli *cli, struct target *target, const struct render_request *request,
                       const struct release_text *release, struct error *err);

#endif
