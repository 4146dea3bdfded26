// SPDX-License-Identifier: Apache-2.0
#include "kube/wait.h"

bool kube_wait(struct kube_wait *wait, struct error *err)
{
	(void)wait, (void)err;
	return true;
}
