/* SPDX-License-Identifier: Apache-2.0
 *
 * Options that several commands share.
 */
#ifndef PINTLE_CMD_TABLES_H
#define PINTLE_CMD_TABLES_H

#include "cmd/command.h"

extern const struct option values_options[];  /* -f, --set and its relatives */
extern const struct option source_options[];  /* where a chart comes from: --version, --repo */
extern const struct option access_options[];  /* how the repository is spoken to: users, TLS */
extern const struct option install_options[]; /* what template shares with install */

#endif
