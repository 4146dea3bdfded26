/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands that change releases share: their target, their options as an action, and what they tell meanwhile.
 */
#ifndef PINTLE_CMD_ACTIONS_H
#define PINTLE_CMD_ACTIONS_H

#include "cmd/server_side.h"
#include "release/action.h"

/* --dry-run of commands whose default is none; `is_template`: it is client, and none is refused. */
bool dry_run_read(const struct cli *cli, bool is_template, enum dry_run *ret, struct error *err);

/* --wait; its old words are told to be so. */
enum wait_strategy wait_read(const struct cli *cli);

/* The options of an action but --dry-run, which not all have alike; its target and release are for the caller to set.
 */
bool action_read(const struct cli *cli, struct action *ret, struct error *err);

/* --server-side where it may be "auto". */
struct str server_side_option(const struct cli *cli);

/* --history-max, HELM_MAX_HISTORY, 10. */
int64_t history_max(const struct cli *cli);

/* --labels as a table of texts; NULL: none. Helm's own names are refused. */
bool labels_read(const struct cli *cli, struct map **ret, struct error *err);

/* From here on an interrupt lets the action end in order: it is told, and the record is closed. A second one ends the
 * program. */
void actions_watch_signals(struct action *action);

/* Opens the API server or --target's folder. */
bool actions_target(const struct cli *cli, struct target *ret, struct error *err);

/* What install and upgrade print at their end: `what` failed, or the release in the form of --output. */
int release_print(const struct cli *cli, const struct release *release, struct str headline, struct error *err);

#endif
