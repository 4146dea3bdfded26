/* SPDX-License-Identifier: Apache-2.0
 *
 * What a server's OpenAPI says of its kinds.
 */
#ifndef PINTLE_KUBE_OPENAPI_H
#define PINTLE_KUBE_OPENAPI_H

#include "kube/discovery.h"
#include "patch/schema.h"

/* A kind's schema. The document of its group and version is asked for once in a client's life, and lives as long. */
bool kube_schema(struct kube_client *client, const struct kube_resource *resource, struct patch_schema *ret,
                 struct error *err);

/* The name of a kind's schema among a document's: "io.k8s.api.core.v1.Pod"; empty: there is none. */
struct str kube_schema_name(struct value components, const struct kube_resource *resource);

#endif
