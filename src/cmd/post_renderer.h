/* SPDX-License-Identifier: Apache-2.0
 *
 * --post-renderer: a program that reads the manifests on standard input and writes them changed.
 */
#ifndef PINTLE_CMD_POST_RENDERER_H
#define PINTLE_CMD_POST_RENDERER_H

#include "cmd/command.h"
#include "render/render.h"

/* Puts the program that the options name, if they do, into the request. */
void post_renderer_read(const struct cli *cli, struct render_request *request);

#endif
