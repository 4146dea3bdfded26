/* SPDX-License-Identifier: Apache-2.0
 *
 * Discovery: which kinds an API server has, and under which paths. Everything is asked for at once (aggregated
 * discovery) and kept in files, which the server is asked about by their ETags: what is known is never older than the
 * last answer.
 *
 *     struct kube_discovery *discovery = kube_discovery_new(arena, client, STR("/home/me/.cache/helm/discovery"));
 *     struct kube_resource resource;
 *     if (!kube_discover(discovery, STR("apps/v1"), STR("Deployment"), &resource, &err)) ...
 */
#ifndef PINTLE_KUBE_DISCOVERY_H
#define PINTLE_KUBE_DISCOVERY_H

#include "kube/client.h"

struct kube_resource {
	struct str group, version, kind;
	struct str name;                             /* in paths: "deployments"; "deployments/scale" of a part */
	struct str response_group, response_version; /* of what is answered, where they differ; else empty */
	bool is_namespaced;
};

struct kube_discovery;

/* Asks nothing yet. An empty folder: nothing is kept. */
struct kube_discovery *kube_discovery_new(struct arena *arena, struct kube_client *client, struct str folder);

/* The resource of a kind; its parts do not count. A kind that is not known yet is asked for once more, as it may have
 * come meanwhile. False with an error if the server cannot be asked; *ret_found tells whether there is such a kind. */
bool kube_discover(struct kube_discovery *discovery, struct str api_version, struct str kind, struct kube_resource *ret,
                   bool *ret_found, struct error *err);

/* Kinds may have come or gone: the next question is put to the server. */
void kube_discovery_forget(struct kube_discovery *discovery);

/* Is there such a group and version? Only once something was asked for. */
bool kube_has_version(const struct kube_discovery *discovery, struct str api_version);

/* All "group/version" and "group/version/Kind" that there are, each once and sorted: Helm's Capabilities.APIVersions.
 */
bool kube_api_versions(struct kube_discovery *discovery, struct strs *ret, struct error *err);

/* "/apis/apps/v1/namespaces/NS/deployments/NAME"; the namespace counts only where there is one, and an empty name is
 * the list's path. */
struct str kube_resource_path(struct arena *arena, const struct kube_resource *resource, struct str namespace,
                              struct str name);

/* One answer of the server: an APIGroupDiscoveryList, APIResourceList, APIGroupList or APIVersions. */
struct kube_resources {
	struct kube_resource *items;
	size_t len, cap;
	struct strs versions; /* "group/version" of all that there are */
	bool is_complete;     /* false: it lists versions only */
};
bool kube_resources_parse(struct arena *arena, struct str text, struct kube_resources *ret, struct error *err);

#endif
