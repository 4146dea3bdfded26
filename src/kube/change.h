/* SPDX-License-Identifier: Apache-2.0
 *
 * What is asked of an API server for one object: to read, create, apply, patch, replace or delete it. Requests are made
 * here and run by kube_run, many at once.
 */
#ifndef PINTLE_KUBE_CHANGE_H
#define PINTLE_KUBE_CHANGE_H

#include "kube/objects.h"

enum kube_verb {
	KUBE_READ,
	KUBE_CREATE,
	KUBE_APPLY, /* server-side apply */
	KUBE_REPLACE,
	KUBE_MERGE,     /* JSON merge patch; the body says what */
	KUBE_STRATEGIC, /* strategic merge patch */
	KUBE_JSON_PATCH,
	KUBE_DELETE,
};

struct kube_change {
	enum kube_verb verb;
	const struct kube_object *object;
	struct str body;         /* of a patch; others send the object itself */
	bool force_conflicts;    /* KUBE_APPLY: take fields that others own */
	bool dry_run;            /* the server checks and changes nothing */
	bool is_strict;          /* fields that the server does not know are an error */
	const char *propagation; /* KUBE_DELETE: "Background", "Foreground", "Orphan" */
	struct str uid; /* KUBE_DELETE: of the object that is meant, as another may have its name by now; empty: any */
};

/* The field manager that all changes are made under: Helm's. */
#define KUBE_FIELD_MANAGER "helm"

/* The request lives in the arena. Fails if the object cannot be told as JSON, or has no name where it needs one. */
bool kube_change_request(struct arena *arena, const struct kube_change *change, struct kube_request *ret,
                         struct error *err);

/* "apps/v1, Kind=Deployment"; "/v1, Kind=Pod" */
struct str kube_object_gvk(struct arena *arena, const struct kube_object *object);

#endif
