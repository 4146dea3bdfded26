/* SPDX-License-Identifier: Apache-2.0
 *
 * What changes an object on the client's side, as Helm 3 does it and Helm 4 for releases that it made (pkg/kube:
 * createPatch): a three-way strategic merge patch for kinds that Kubernetes has itself, whose merge keys the server's
 * OpenAPI tells; a JSON merge patch for all others.
 */
#ifndef PINTLE_KUBE_PATCH_H
#define PINTLE_KUBE_PATCH_H

#include "kube/change.h"

struct kube_patch {
	struct arena *arena;
	struct kube_client *client;
	const struct kube_object *object;
	struct value original;  /* as the release had it before */
	struct value modified;  /* as it is to be */
	struct value current;   /* as it is there; null: it is not */
	bool merges_three_ways; /* what is not Kubernetes' own too; else two ways: from `original` to `modified` */
};

/* *ret_verb is KUBE_STRATEGIC or KUBE_MERGE, *ret_body the patch; "{}": there is nothing to change. */
bool kube_patch_make(const struct kube_patch *patch, enum kube_verb *ret_verb, struct str *ret_body, struct error *err);

/* Is it a kind that Kubernetes has itself, as Helm sees it? */
bool kube_is_native(const struct kube_resource *resource);

#endif
