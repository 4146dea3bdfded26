/* SPDX-License-Identifier: Apache-2.0
 *
 * What the containers of pods have printed.
 */
#ifndef PINTLE_KUBE_LOGS_H
#define PINTLE_KUBE_LOGS_H

#include "kube/client.h"
#include "value/value.h"

struct kube_logs {
	struct arena *arena;
	struct kube_client *client;
	struct str namespace;
	struct str labels, fields;                     /* selectors: which pods */
	void (*print)(void *context, struct str text); /* gets it piece by piece */
	void *context;
};

/* The containers of one pod: one log, whole. The error is "failed to stream pod logs for pod: P, container: C". */
bool kube_log(struct kube_client *client, struct arena *arena, struct str namespace, struct str pod,
              struct str container, struct str *ret, struct error *err);

/* All containers (not those of initialisation) of all pods chosen, one after another. */
bool kube_logs_of_pods(const struct kube_logs *logs, struct error *err);

#endif
