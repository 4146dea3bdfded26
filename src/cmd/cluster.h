/* SPDX-License-Identifier: Apache-2.0
 *
 * The cluster that the options and the environment name.
 */
#ifndef PINTLE_CMD_CLUSTER_H
#define PINTLE_CMD_CLUSTER_H

#include "cmd/command.h"
#include "kube/discovery.h"
#include "release/storage.h"

/* The namespace: --namespace, HELM_NAMESPACE, the kubeconfig's context, a pod's own, "default". */
struct str namespace_of(const struct cli *cli);

/* A client for the cluster, which has answered once. NULL with Helm's error ("kubernetes cluster unreachable: …"). */
struct kube_client *cluster_open(const struct cli *cli, struct kube_server_version *ret_version, struct error *err);

/* The same with the releases of a namespace (empty: of all), where HELM_DRIVER keeps them. */
bool cluster_storage(const struct cli *cli, struct str namespace, struct release_storage *ret, struct error *err);

/* What the cluster knows of its kinds, kept below Helm's cache. */
struct kube_discovery *cluster_discovery(const struct cli *cli, struct kube_client *client);

/* "PROBLEM: NAME" unless the first argument can be a release's name. */
bool release_argument(const struct cli *cli, const char *problem, struct error *err);

/* The release that the first argument names, with --revision or the newest. */
bool cluster_release(const struct cli *cli, struct release_storage *storage, struct release *ret, struct error *err);

#endif
