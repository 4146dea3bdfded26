/* SPDX-License-Identifier: Apache-2.0
 *
 * target: where the objects of a release and its records are: an API server, or a folder with a file for each.
 *
 *     struct target target;
 *     target_server(&target, arena, client, discovery, &storage);
 *     if (!target.ops->read(&target, manifest, &objects, &err)) ...
 */
#ifndef PINTLE_RELEASE_TARGET_H
#define PINTLE_RELEASE_TARGET_H

#include "kube/wait.h"
#include "release/plan.h"
#include "release/storage.h"

struct target;

struct target_ops {
	/* The documents of a manifest as objects with their places. */
	bool (*read)(struct target *target, struct str manifest, struct kube_objects *ret, struct error *err);
	/* What is there of each of the objects; `found` has room for them. `whole`: all of it, else its metadata may
	 * do. */
	bool (*look)(struct target *target, const struct kube_objects *objects, bool whole, struct found *found,
	             struct error *err);
	/* Takes steps of one wave; each is done then, or has a problem. False only if none could be tried. */
	bool (*take)(struct target *target, const struct plan *plan, struct step **steps, size_t len,
	             struct error *err);
	/* Asks which of the steps that change an object would be refused as a field is immutable; these become
	 * STEP_RECREATE. NULL: none. */
	bool (*foresee)(struct target *target, const struct plan *plan, struct step **steps, size_t len,
	                struct error *err);
	/* Waits for objects as kube_wait does. */
	bool (*wait)(struct target *target, struct kube_wait *wait, struct error *err);
	/* Forgets which kinds there are, as new ones came. */
	void (*forget_kinds)(struct target *target);
};

struct target {
	const struct target_ops *ops;
	struct arena *arena;
	struct release_storage storage;
	struct str release;         /* whose objects they are: a folder keeps them apart */
	bool keeps_hooks;           /* hooks are not run here but kept beside the other objects */
	struct kube_client *client; /* NULL: a folder */
	struct kube_discovery *discovery;
};

/* Objects that are known by a name; those whose names the server makes up can be neither found nor changed. */
static inline bool object_is_named(const struct kube_object *object)
{
	return object->name.len != 0;
}

void target_server(struct target *target, struct arena *arena, struct kube_discovery *discovery,
                   const struct release_storage *storage);

#endif
