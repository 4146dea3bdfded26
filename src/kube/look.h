/* SPDX-License-Identifier: Apache-2.0
 *
 * What is there of many objects: by lists where several of a kind are asked for, one by one where a list does not tell,
 * or is not allowed.
 */
#ifndef PINTLE_KUBE_LOOK_H
#define PINTLE_KUBE_LOOK_H

#include "kube/objects.h"

struct kube_seen {
	struct value live;  /* null: it is not there, or has no name yet */
	struct str problem; /* why that is not known; empty: it is */
};

struct kube_look {
	struct arena *arena; /* for what is seen */
	struct kube_client *client;
	const struct kube_objects *objects;
	bool whole;             /* all of each object; else its metadata */
	struct str selector;    /* labels that most of them bear: only such objects are listed whole */
	struct kube_seen *seen; /* out: one for each; room is the caller's */
};

/* False only if nothing could be asked. */
bool kube_look(struct kube_look *look, struct error *err);

#endif
