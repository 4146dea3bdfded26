/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands, one file each. table.c puts them in order.
 */
#ifndef PINTLE_CMD_COMMANDS_H
#define PINTLE_CMD_COMMANDS_H

#include "cmd/command.h"

extern const struct command completion_command;
extern const struct command create_command;
extern const struct command env_command;
extern const struct command get_command;
extern const struct command help_command;
extern const struct command history_command;
extern const struct command install_command;
extern const struct command lint_command;
extern const struct command list_command;
extern const struct command man_command;
extern const struct command package_command;
extern const struct command rollback_command;
extern const struct command show_command;
extern const struct command status_command;
extern const struct command template_command;
extern const struct command test_command;
extern const struct command uninstall_command;
extern const struct command upgrade_command;
extern const struct command version_command;

/* '"pintle template" requires at least 1 argument' (the problem is what follows the name) with the usage line.
 * Returns 1. */
int usage_error(const struct cli *cli, const char *problem);

#endif
