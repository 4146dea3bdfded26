/* SPDX-License-Identifier: Apache-2.0
 *
 * Conflicts of server-side apply, as people want to read them: field by field, who owns it, what is there and what was
 * to be.
 */
#ifndef PINTLE_RELEASE_CONFLICTS_H
#define PINTLE_RELEASE_CONFLICTS_H

#include "base/error.h"
#include "kube/objects.h"

/* The value at a path as the API server writes it (structured-merge-diff's fieldpath): ".spec.replicas",
 * ".spec.containers[name=\"main\"].image", ".metadata.finalizers[=\"x\"]", ".list[0]". Null: there is none. */
struct value field_at(struct value object, struct str path);

/* Puts a note for each conflict that the server's Status names behind *notes. Secrets' values are not told. */
void conflicts_note(struct arena *arena, struct str status, const struct kube_object *wanted, struct value live,
                    struct note **notes);

/* Puts a note behind the others. */
void note_add(struct arena *arena, struct note **notes, struct str text);

#endif
