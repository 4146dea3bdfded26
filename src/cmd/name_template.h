/* SPDX-License-Identifier: Apache-2.0
 *
 * Templates on the command line: --name-template makes a release's name, version --template a text.
 */
#ifndef PINTLE_CMD_NAME_TEMPLATE_H
#define PINTLE_CMD_NAME_TEMPLATE_H

#include "tmpl/tmpl.h"

/* The name, in the arena; the template's own error. */
bool name_from_template(struct arena *arena, struct str text, struct str *ret, struct error *err);

/* What a template makes of `dot`, in the arena. Errors point to `name`. */
bool text_from_template(struct arena *arena, struct str name, struct str text, const struct tmpl_options *options,
                        struct value dot, struct str *ret, struct error *err);

#endif
