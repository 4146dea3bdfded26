/* SPDX-License-Identifier: Apache-2.0
 *
 * .Capabilities: the Kubernetes version, the API versions and Helm's own version, as charts test for them.
 */
#ifndef PINTLE_RENDER_CAPABILITIES_H
#define PINTLE_RENDER_CAPABILITIES_H

#include "base/error.h"
#include "value/value.h"

/* The Helm that charts are told they run under, and the Kubernetes it speaks by default. */
#define HELM_VERSION "v4.3.1"

struct kube_version {
	struct str version;    /* as given, with "v" */
	struct str normalized; /* three numbers, for constraints; empty: as given, a server's */
	struct str major, minor;
};

/* common.ParseKubeVersion: "1.35", "v1.33.4-gke.1". Errors are Kubernetes' own. */
bool kube_version_parse(struct arena *arena, struct str text, struct kube_version *ret, struct error *err);

/* Helm's default. */
struct kube_version kube_version_default(void);

/* The value of .Capabilities. Its API versions are Helm's list, if it is to have those that are known without a server,
 * and `extra`. */
struct value capabilities_value(struct arena *arena, const struct kube_version *version, bool has_known,
                                const struct str *extra, size_t extra_len);

#endif
