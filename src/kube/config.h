/* SPDX-License-Identifier: Apache-2.0
 *
 * kube_config: how an API server is reached, and as whom: what kubeconfig files, Helm's options and a pod's service
 * account say of it, merged by client-go's rules (tools/clientcmd).
 *
 *     struct kube_sources sources = { .kubeconfig = getenv("KUBECONFIG"), .home = getenv("HOME"), … };
 *     struct kube_overrides overrides = { .context = STR("prod") };
 *     struct kube_config config;
 *     if (!kube_config_load(arena, &sources, &overrides, &config, &err)) ...
 */
#ifndef PINTLE_KUBE_CONFIG_H
#define PINTLE_KUBE_CONFIG_H

#include "base/error.h"
#include "value/decode.h"

/* What the environment says; NULL: not set. */
struct kube_sources {
	const char *kubeconfig; /* KUBECONFIG: files, by colons */
	const char *home;
	const char *master;                                      /* KUBERNETES_MASTER */
	const char *service_host, *service_port, *pod_namespace; /* of a pod */
	const char *account; /* folder of a pod's service account; NULL: where Kubernetes mounts it */
};

/* What options (or Helm's variables) say; empty: nothing. They stand above the files. */
struct kube_overrides {
	struct str kubeconfig; /* one file, instead of all others */
	struct str context, namespace, server, ca_file, tls_server_name, token, as_user;
	struct strs as_groups;
	bool insecure;
};

struct kube_variable {
	struct str name, value;
};

/* A program that gives credentials: client-go's credential plugins. */
struct kube_exec {
	struct str command, api_version, install_hint, interactive_mode;
	struct strs args;
	struct kube_variable *env;
	size_t env_len;
	bool gets_cluster;
	struct value extension; /* what the cluster has for it */
};

struct kube_extra {
	struct str key;
	struct strs values;
};

struct kube_config {
	struct str server; /* a URL, or host:port */
	struct str tls_server_name, ca_file, ca_data, proxy_url;
	bool insecure, no_compression;
	struct str cert_file, cert_data, key_file, key_data;
	struct str token, token_file, username, password;
	struct str as_user, as_uid;
	struct strs as_groups;
	struct kube_extra *as_extra;
	size_t as_extra_len;
	struct kube_exec *exec; /* NULL: none */
	struct str namespace;   /* empty: none is named */
};

/* Texts live in the arena. Errors are client-go's. Files that certificates and keys come from are not read yet. */
bool kube_config_load(struct arena *arena, const struct kube_sources *sources, const struct kube_overrides *overrides,
                      struct kube_config *ret, struct error *err);

/* The namespace in use. Never fails: where the files are broken it is the overrides', or "default", as for Helm. */
struct str kube_config_namespace(struct arena *arena, const struct kube_sources *sources,
                                 const struct kube_overrides *overrides);

/* Is there a TLS connection to the server? Only then are credentials sent. */
bool kube_config_is_tls(const struct kube_config *config);

#endif
