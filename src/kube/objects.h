/* SPDX-License-Identifier: Apache-2.0
 *
 * A manifest's objects, each with the place that the server has for it.
 */
#ifndef PINTLE_KUBE_OBJECTS_H
#define PINTLE_KUBE_OBJECTS_H

#include "kube/discovery.h"

struct kube_object {
	struct value value; /* as the manifest has it */
	struct str text;    /* its document; empty for an element of a list */
	struct str api_version, kind, name;
	struct str namespace; /* its own, or the one it goes into; empty for those of the whole cluster */
	struct kube_resource resource;
};

struct kube_objects {
	struct kube_object *items;
	size_t len, cap;
};

/* Reads all documents; lists are taken apart. Errors are those of Kubernetes' resource builder: "resource mapping not
 * found for name: …", of which all are told. Without a server to ask (discovery NULL) any kind will do; those of the
 * whole cluster are known by Kubernetes' own names. */
bool kube_objects_read(struct kube_discovery *discovery, struct arena *arena, struct str manifest, struct str namespace,
                       struct kube_objects *ret, struct error *err);

/* Puts more objects behind those that are there. */
void kube_objects_append(struct arena *arena, struct kube_objects *to, const struct kube_objects *more);

/* Does one list of the server show both: of one kind and version, in one namespace? */
bool kube_objects_share_list(const struct kube_object *a, const struct kube_object *b);

/* What tells objects apart: kind, group, namespace and name. */
struct str kube_object_key(struct arena *arena, const struct kube_object *object);

/* Their positions by those keys; of the same object twice, the first. */
struct map *kube_objects_index(struct arena *arena, const struct kube_objects *objects);

/* An answer of the server as client-go reads it: integers stay integers, and a list's elements have the kind that
 * follows from the list's, which servers leave out. What is no object is an error; kube_list_read: what is no list,
 * too. */
bool kube_answer_read(struct arena *arena, struct str text, struct value *ret, struct error *err);
bool kube_list_read(struct arena *arena, struct str text, struct value *ret, struct error *err);

/* The labels that choose an object's pods, as "a=b,c=d"; false if it has none. */
bool kube_object_pods(struct arena *arena, const struct kube_object *object, struct str *ret_selector);

#endif
