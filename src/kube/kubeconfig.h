/* SPDX-License-Identifier: Apache-2.0
 *
 * Kubeconfig files as they stand, before anything is chosen from them.
 */
#ifndef PINTLE_KUBE_KUBECONFIG_H
#define PINTLE_KUBE_KUBECONFIG_H

#include "kube/config.h"

struct kubeconfig_cluster {
	struct str name, server, tls_server_name, ca_file, ca_data, proxy_url;
	bool insecure, no_compression;
	struct value extension;
};

struct kubeconfig_user {
	struct str name, cert_file, cert_data, key_file, key_data, token, token_file, username, password, as_user,
		as_uid;
	struct strs as_groups;
	struct kube_extra *as_extra;
	size_t as_extra_len;
	struct kube_exec exec;
	bool has_exec;
	struct value provider; /* auth-provider: no longer built into client-go */
};

struct kubeconfig_context {
	struct str name, cluster, user, namespace;
};

struct kubeconfig {
	struct str current_context;
	struct kubeconfig_cluster *clusters;
	size_t clusters_len;
	struct kubeconfig_user *users;
	size_t users_len;
	struct kubeconfig_context *contexts;
	size_t contexts_len;
};

/* One file's text. Relative paths in it become absolute, below `folder`; data is decoded. */
bool kubeconfig_parse(struct arena *arena, struct str text, struct str folder, struct kubeconfig *ret,
                      struct error *err);

#endif
