/* SPDX-License-Identifier: Apache-2.0
 *
 * Post-rendering: the files become one stream of documents that tell where they came from, and are taken apart again.
 */
#ifndef PINTLE_RENDER_POST_H
#define PINTLE_RENDER_POST_H

#include "render/render.h"

/* Replaces *files by what request->post_render makes of them. */
bool post_render(const struct render_request *request, struct rendered *files, struct error *err);

#endif
