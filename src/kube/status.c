// SPDX-License-Identifier: Apache-2.0
#include "kube/status.h"

struct str kube_state_name(enum kube_state state)
{
	static const struct str names[] = {
		[KUBE_UNKNOWN] = STR_INIT("Unknown"),   [KUBE_IN_PROGRESS] = STR_INIT("InProgress"), [KUBE_FAILED] = STR_INIT("Failed"),
		[KUBE_CURRENT] = STR_INIT("Current"),   [KUBE_TERMINATING] = STR_INIT("Terminating"), [KUBE_NOT_FOUND] = STR_INIT("NotFound"),
	};
	return names[state];
}
