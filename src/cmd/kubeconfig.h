/* SPDX-License-Identifier: Apache-2.0
 *
 * The kubeconfig, as far as rendering needs it: the namespace of the context in use.
 */
#ifndef PINTLE_CMD_KUBECONFIG_H
#define PINTLE_CMD_KUBECONFIG_H

#include "cmd/command.h"

/* From --kubeconfig, else the files of KUBECONFIG, else ~/.kube/config; --kube-context and HELM_KUBECONTEXT name the
 * context. Empty if there is none, as for a file that cannot be read: Helm, too, takes "default" then. */
struct str kubeconfig_namespace(const struct cli *cli);

#endif
