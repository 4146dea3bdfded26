/* SPDX-License-Identifier: Apache-2.0
 *
 * Rendering beside a cluster: --dry-run=server.
 */
#ifndef PINTLE_CMD_SERVER_SIDE_H
#define PINTLE_CMD_SERVER_SIDE_H

#include "cmd/cluster.h"
#include "render/render.h"

struct server_side {
	struct kube_client *client;
	struct kube_discovery *discovery;
	struct strs versions;
};

/* Opens the cluster and lets the request see it: its version, its kinds, and `lookup`. Both must outlive the rendering. */
bool server_side_open(const struct cli *cli, struct server_side *side, struct render_request *request, struct error *err);

/* Would the server take the release? Its kinds must be known there, and what is there already must be the release's own. */
bool server_side_check(const struct cli *cli, const struct server_side *side, const struct render_request *request,
                       const struct release_text *release, struct error *err);

#endif
