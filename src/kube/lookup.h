/* SPDX-License-Identifier: Apache-2.0
 *
 * What the template function `lookup` finds in a cluster (Helm's pkg/engine/lookup_func.go).
 */
#ifndef PINTLE_KUBE_LOOKUP_H
#define PINTLE_KUBE_LOOKUP_H

#include "kube/discovery.h"

/* The object of that name, or without a name the list of all; an empty namespace is that of all. An empty table if
 * there is none. */
bool kube_lookup(struct kube_discovery *discovery, struct kube_client *client, struct arena *arena,
                 struct str api_version, struct str kind, struct str namespace, struct str name, struct value *ret,
                 struct error *err);

#endif
