/* SPDX-License-Identifier: Apache-2.0
 *
 * Options that several commands share.
 */
#ifndef PINTLE_CMD_TABLES_H
#define PINTLE_CMD_TABLES_H

#include "cmd/command.h"

extern const struct option values_options[]; /* -f, --set and its relatives */
extern const struct option source_options[]; /* where a chart comes from: --version, --repo */
extern const struct option access_options[]; /* how the repository is spoken to: users, TLS */
extern const struct option render_options[]; /* what template, install and upgrade share */
extern const struct option naming_options[]; /* how a new release gets its name */
extern const struct option notes_options[];  /* what is shown at the end */
extern const struct option change_options[]; /* how objects are changed: hooks, waits */
extern const struct option install_options[];
extern const struct option upgrade_options[];
extern const struct option rollback_options[];
extern const struct option target_options[]; /* --target */

#endif
