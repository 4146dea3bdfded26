/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose an object is: Helm marks those of a release with a label and two annotations (pkg/action/validate.go).
 */
#ifndef PINTLE_RELEASE_OWNERSHIP_H
#define PINTLE_RELEASE_OWNERSHIP_H

#include "release/plan.h"

/* The release that objects belong to. */
struct release_owner {
	struct str name, namespace;
};

/* Does the live object belong to the release? The error says what is missing: "invalid ownership metadata; …". */
bool ownership_check(struct value live, const struct release_owner *owner, struct error *err);

/* Could all be looked at, and do those that are there belong to the release? "Service "x" in namespace "y" exists and
 * cannot be imported into the current release: …". No owner (NULL): whoever they belong to, they may be taken. */
bool ownership_check_found(const struct kube_objects *objects, const struct found *found,
                           const struct release_owner *owner, struct error *err);

/* Puts the release's marks on objects, over any that they have. Changes the objects' values. */
void ownership_mark(struct arena *arena, struct kube_objects *objects, const struct release_owner *owner);

#endif
