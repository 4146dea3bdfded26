/* SPDX-License-Identifier: Apache-2.0
 *
 * --name-template: a release's name made by a template.
 */
#ifndef PINTLE_CMD_NAME_TEMPLATE_H
#define PINTLE_CMD_NAME_TEMPLATE_H

#include "base/error.h"

/* The name, in the arena; the template's own error. */
bool name_from_template(struct arena *arena, struct str text, struct str *ret, struct error *err);

#endif
