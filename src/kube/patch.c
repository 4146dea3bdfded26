// SPDX-License-Identifier: Apache-2.0
#include "kube/patch.h"

bool kube_patch_make(const struct kube_patch *patch, enum kube_verb *ret_verb, struct str *ret_body, struct error *err)
{
	(void)patch, (void)ret_verb, (void)ret_body;
	return fail(err, NOWHERE, "changes on the client's side are not available yet: --server-side=true makes them on the server's");
}
