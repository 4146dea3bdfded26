/* SPDX-License-Identifier: Apache-2.0
 *
 * Credential plugins: a program that the kubeconfig names prints an ExecCredential (client-go's
 * plugin/pkg/client/auth/exec).
 */
#ifndef PINTLE_KUBE_EXEC_H
#define PINTLE_KUBE_EXEC_H

#include <stdint.h>

#include "kube/config.h"

struct kube_credential {
	struct str token, cert_data, key_data;
	int64_t expires; /* Unix seconds; 0: never */
};

/* Runs config->exec and reads what it prints. Errors are client-go's ("exec: executable x not found"). */
bool kube_exec_run(struct arena *arena, const struct kube_config *config, struct kube_credential *ret,
                   struct error *err);

/* The same for what was printed. */
bool kube_exec_parse(struct arena *arena, const struct kube_exec *exec, struct str text, struct kube_credential *ret,
                     struct error *err);

#endif
