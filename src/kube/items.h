/* SPDX-License-Identifier: Apache-2.0
 *
 * items: what is read of objects that keep data (Secrets, ConfigMaps), or of their metadata alone; from a list or a
 * single one, in JSON or protobuf.
 */
#ifndef PINTLE_KUBE_ITEMS_H
#define PINTLE_KUBE_ITEMS_H

#include "base/error.h"
#include "value/value.h"

/* The server answers in the first encoding that it knows. */
#define KUBE_ACCEPT_ITEMS "application/vnd.kubernetes.protobuf,application/json"
#define KUBE_ACCEPT_METADATA \
	"application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1," \
	"application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"

struct kube_item {
	struct str name, namespace, resource_version;
	struct map *labels, *annotations; /* texts */
	struct str data;                  /* what is kept under the key asked for */
	bool is_json;                     /* a Secret's data are base64 then */
};

struct kube_items {
	struct kube_item *items;
	size_t len, cap;
	struct str next; /* where the following page begins; empty: this was the last */
};

/* Texts are borrowed from the answer, or live in the arena. */
bool kube_items_read(struct arena *arena, struct str answer, const char *key, struct kube_items *ret,
                     struct error *err);
bool kube_item_read(struct arena *arena, struct str answer, const char *key, struct kube_item *ret, struct error *err);

#endif
