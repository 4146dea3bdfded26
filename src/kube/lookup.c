// SPDX-License-Identifier: Apache-2.0
#include "kube/lookup.h"

#include "kube/objects.h"

// "apps/v1, Kind=Deployment", as GroupVersionKind.String() has it.
static bool fail_unknown(struct str api_version, struct str kind, struct error *err)
{
	bool is_core = str_find_char(api_version, '/') == STR_NPOS;
	return fail(err, NOWHERE,
	            "unable to get apiresource from unstructured: %s%.*s, Kind=%.*s: the server could not find the "
	            "requested resource",
	            is_core ? "/" : "", STR_FMT(api_version), STR_FMT(kind));
}

bool kube_lookup(struct kube_discovery *discovery, struct kube_client *client, struct arena *arena,
                 struct str api_version, struct str kind, struct str namespace, struct str name, struct value *ret,
                 struct error *err)
{
	struct kube_resource resource;
	struct kube_request request = { .arena = arena, .method = "GET" };
	bool found;
	if (!kube_discover(discovery, api_version, kind, &resource, &found, err))
		return false;
	*ret = value_map(map_new(arena));
	if (!found)
		return kube_has_version(discovery, api_version) || fail_unknown(api_version, kind, err);
	request.path = kube_resource_path(arena, &resource, namespace, name);
	if (!kube_run(client, &request, 1, err))
		return false;
	if (request.status == 404)
		return true;
	return (!request.problem.len || fail(err, NOWHERE, "%.*s", STR_FMT(request.problem))) &&
	       kube_answer_read(arena, request.answer, ret, err);
}
