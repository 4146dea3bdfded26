/* SPDX-License-Identifier: Apache-2.0
 *
 * Field managers: an object that was changed on the client's side has its fields owned by "helm" through updates. Before it is applied
 * on the server's side, that ownership becomes one through applying, or fields that the chart drops would stay for ever
 * (client-go/util/csaupgrade).
 */
#ifndef PINTLE_RELEASE_MANAGERS_H
#define PINTLE_RELEASE_MANAGERS_H

#include "value/value.h"

/* A JSON patch that does so; false if there is nothing to do. */
bool managers_migrate(struct arena *arena, struct value live, struct str *ret_patch);

/* Has something else than a person set the number of replicas, through the scale subresource? *ret_manager tells what. */
bool managers_scaled(struct value live, struct str *ret_manager);

#endif
