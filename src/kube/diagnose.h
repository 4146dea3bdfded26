/* SPDX-License-Identifier: Apache-2.0
 *
 * Why objects are not ready: what a user would ask the cluster next, gathered while it is still there.
 */
#ifndef PINTLE_KUBE_DIAGNOSE_H
#define PINTLE_KUBE_DIAGNOSE_H

#include "kube/wait.h"

/* Adds notes to the error about those that failed or are not ready: their Warning events and those of their Pods, the
 * states of the Pods' containers, and the last lines of those that ended badly. What cannot be asked for is left out.
 */
void kube_diagnose(struct kube_client *client, const struct kube_standing *standings, size_t len, struct error *err);

#endif
