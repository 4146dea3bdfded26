/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose an object is: Helm marks those of a release with a label and two annotations (pkg/action/validate.go).
 */
#ifndef PINTLE_RELEASE_OWNERSHIP_H
#define PINTLE_RELEASE_OWNERSHIP_H

#include "kube/objects.h"

/* Does the live object belong to the release? The error says what is missing: "invalid ownership metadata; …". */
bool ownership_check(struct value live, struct str name, struct str namespace, struct error *err);

/* None of the objects may be there unless it belongs to the release: "Service "x" in namespace "y" exists and cannot be imported
 * into the current release: …". All are asked for at once. */
bool ownership_check_all(struct kube_client *client, struct arena *arena, const struct kube_objects *objects, struct str name,
                         struct str namespace, struct error *err);

#endif
