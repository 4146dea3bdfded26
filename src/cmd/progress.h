/* SPDX-License-Identifier: Apache-2.0
 *
 * progress: where the objects stand that an action waits for. On a terminal it is a table that is drawn anew in its
 * place; elsewhere a line for each change.
 */
#ifndef PINTLE_CMD_PROGRESS_H
#define PINTLE_CMD_PROGRESS_H

#include "kube/wait.h"

struct progress;

/* One that draws on stderr; it lives in the arena. */
struct progress *progress_new(struct arena *arena);

/* One of the objects stands elsewhere now. The context is the progress (kube_wait's callback). */
void progress_tell(void *context, const struct kube_standing *standing);

/* Something else is about to be printed on the terminal: what was drawn stays above it. */
void progress_leave(void);

#endif
