/* SPDX-License-Identifier: Apache-2.0
 *
 * Field managers: an object that was changed on the client's side has its fields owned by "helm" through updates.
 * Before it is applied on the server's side, that ownership becomes one through applying, or fields that the chart
 * drops would stay for ever (client-go/util/csaupgrade).
 */
#ifndef PINTLE_RELEASE_MANAGERS_H
#define PINTLE_RELEASE_MANAGERS_H

#include "value/value.h"

/* A JSON patch that does so; false if there is nothing to do. */
bool managers_migrate(struct arena *arena, struct value live, struct str *ret_patch);

/* Have we applied the object on the server's side? Without a record of that in it, its fields are still to be taken. */
bool managers_apply(struct value live);

/* Has somebody else set anything but metadata and the state? A table that counts as a whole (a selector) may then hold
 * more than ours. */
bool managers_share(struct value live);

/* Has something else than a person set the number of replicas, through the scale subresource? *ret_manager tells what.
 */
bool managers_scaled(struct value live, struct str *ret_manager);

#endif
