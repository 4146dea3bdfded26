/* SPDX-License-Identifier: Apache-2.0
 *
 * What state an object is in, told from itself: the rules of kstatus (fluxcd/cli-utils), with Helm's own for Jobs and
 * Pods of hooks.
 */
#ifndef PINTLE_KUBE_STATUS_H
#define PINTLE_KUBE_STATUS_H

#include "value/value.h"

enum kube_state { KUBE_UNKNOWN, KUBE_IN_PROGRESS, KUBE_FAILED, KUBE_CURRENT, KUBE_TERMINATING, KUBE_NOT_FOUND };

struct kube_status {
	enum kube_state state;
	struct str message;
};

/* "InProgress" */
struct str kube_state_name(enum kube_state state);

/* How far Jobs and Pods must be. */
enum kube_rules {
	KUBE_RULES_PLAIN, /* kstatus: a Job is current once it is started */
	KUBE_RULES_JOBS,  /* Jobs must be complete */
	KUBE_RULES_HOOK,  /* Jobs complete, Pods succeeded; all else is current */
};

/* `live` as the server has it. `now` in seconds, for states that become failures with time. Messages are made in the
 * arena. */
struct kube_status kube_status_of(struct arena *arena, struct value live, enum kube_rules rules, int64_t now);

/* The same of a controller that has these Pods (a list's items), where `own` is what it says itself: kstatus looks at
 * them as long as it is in progress, and only those of StatefulSets and ReplicaSets count. */
struct kube_status kube_status_with_pods(struct arena *arena, struct value live, struct kube_status own,
                                         struct value pods, int64_t now);

/* Are its Pods looked at? */
bool kube_status_needs_pods(struct value live);

#endif
