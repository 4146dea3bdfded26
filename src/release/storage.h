/* SPDX-License-Identifier: Apache-2.0
 *
 * Where releases are kept: Helm's drivers for Secrets and ConfigMaps (pkg/storage). An object is one revision; its
 * labels say whose, so that questions about many are answered without reading what they hold.
 *
 *     struct release_storage storage = { arena, client, DRIVER_SECRET, STR("default") };
 *     if (!storage_get(&storage, STR("web"), 0, &release, &err)) ...
 */
#ifndef PINTLE_RELEASE_STORAGE_H
#define PINTLE_RELEASE_STORAGE_H

#include "kube/client.h"
#include "release/release.h"

enum release_driver { DRIVER_SECRET, DRIVER_CONFIGMAP, DRIVER_FOLDER };

/* Of an object whose revision is pending: who held the lock under which it was begun. */
#define HOLDER_ANNOTATION "pintle/holder"

struct release_storage {
	struct arena *arena;
	struct kube_client *client;
	enum release_driver driver;
	struct str namespace; /* empty: all of them */
	struct str folder;    /* DRIVER_FOLDER: where manifests and records are */
	int64_t history_max;  /* revisions that storage_create leaves of a release; <= 0: all */
};

/* One revision that is there, by its labels. */
struct release_ref {
	struct str key, namespace, resource_version; /* of the object */
	struct str name, status;                     /* of the release */
	int64_t version;
	struct map *labels;
};

struct release_refs {
	struct release_ref *items;
	size_t len, cap;
};

/* HELM_DRIVER by its name; empty is Secrets. */
bool release_driver_parse(struct str name, enum release_driver *ret, struct error *err);

/* "sh.helm.release.v1.NAME.vREVISION" */
struct str release_key(struct arena *arena, struct str name, int64_t version);

/* All revisions; with a name, only those of that release: newest first then, and an error if there are none. */
bool storage_refs(const struct release_storage *storage, struct str name, struct release_refs *ret, struct error *err);

/* Reads many, several at once, and hands them over one by one in their order. The release lives until the call returns;
 * NULL if the object is gone or cannot be read. False of the callback ends it with its error. */
bool storage_fetch(const struct release_storage *storage, const struct release_ref *refs, size_t len,
                   bool (*take)(void *context, size_t at, const struct release *release, struct error *err),
                   void *context, struct error *err);

/* One revision; version 0: the newest that can be read. */
bool storage_get(const struct release_storage *storage, struct str name, int64_t version, struct release *ret,
                 struct error *err);

/* The path of the objects that hold records in a namespace (empty: in all). */
struct str storage_objects_path(const struct release_storage *storage, struct arena *arena, struct str namespace);

/* Keeps a new revision, "release: already exists" if it is there. Older ones make room for it (history_max), but for
 * the one that is deployed. */
bool storage_create(const struct release_storage *storage, const struct release *release, struct error *err);

/* Replaces a revision that is kept. */
bool storage_update(const struct release_storage *storage, const struct release *release, struct error *err);

/* The same at the end of a run: a server that is away for a while is waited for, as nobody would end the record later.
 */
bool storage_close(const struct release_storage *storage, const struct release *release, struct error *err);

/* Forgets revisions; one that is gone already is no error. */
bool storage_delete(const struct release_storage *storage, const struct release_ref **refs, size_t len,
                    struct error *err);

#endif
