/* SPDX-License-Identifier: Apache-2.0
 *
 * What the user is told on stderr: errors with the place they come from, and warnings.
 */
#ifndef PINTLE_CMD_REPORT_H
#define PINTLE_CMD_REPORT_H

#include "base/error.h"
#include "cmd/command.h"
#include "value/merge.h"

/* Prints an error and all that follow it: Helm's words first, then (after an empty line) the source line with a caret
 * and the notes. Returns 1, the exit status. */
int error_print(const struct cli *cli, const struct error *err);

/* Lines of Helm's log package, on stderr. The context is not used. */
extern const struct warnings stderr_warnings;

/* A warning of our own: "WARNING: …". */
void warning_print(const char *format, ...) PRINTF_LIKE(1, 2);

/* --debug, or HELM_DEBUG. */
bool debug_wanted(const struct cli *cli);

/* What --color, HELM_COLOR and NO_COLOR say; a stream that is a terminal has colours where they leave it open. */
enum color_mode { COLOR_AUTO, COLOR_NEVER, COLOR_ALWAYS };
enum color_mode color_mode(const struct cli *cli);

/* Tells of a word that --color does not know, and refuses it. */
bool color_check(const struct cli *cli);

#endif
