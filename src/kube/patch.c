// SPDX-License-Identifier: Apache-2.0
#include "kube/patch.h"

#include "base/strbuf.h"
#include "kube/openapi.h"
#include "patch/json_merge.h"
#include "patch/strategic.h"
#include "value/json.h"

// Helm's scheme: client-go's and that of apiextensions (tests/data/patch has all of its kinds).
static const struct {
	const char *group, *versions;
} native[] = {
	{ "", "v1" },
	{ "admissionregistration.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "apiextensions.k8s.io", "v1,v1beta1" },
	{ "apps", "v1,v1beta1,v1beta2" },
	{ "authentication.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "authorization.k8s.io", "v1,v1beta1" },
	{ "autoscaling", "v1,v2" },
	{ "batch", "v1,v1beta1" },
	{ "certificates.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "coordination.k8s.io", "v1,v1alpha2,v1beta1" },
	{ "discovery.k8s.io", "v1,v1beta1" },
	{ "events.k8s.io", "v1,v1beta1" },
	{ "extensions", "v1beta1" },
	{ "flowcontrol.apiserver.k8s.io", "v1,v1beta1,v1beta2,v1beta3" },
	{ "internal.apiserver.k8s.io", "v1alpha1" },
	{ "lifecycle.k8s.io", "v1alpha1" },
	{ "networking.k8s.io", "v1,v1beta1" },
	{ "node.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "policy", "v1,v1beta1" },
	{ "rbac.authorization.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "resource.k8s.io", "v1,v1alpha3,v1beta1,v1beta2" },
	{ "scheduling.k8s.io", "v1,v1alpha3,v1beta1" },
	{ "storage.k8s.io", "v1,v1alpha1,v1beta1" },
	{ "storagemigration.k8s.io", "v1,v1beta1" },
};

bool kube_is_native(const struct kube_resource *resource)
{
	if (str_is(resource->kind, "CustomResourceDefinition") && str_is(resource->version, "v1beta1"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(native); i++) {
		struct str version, rest = str_of(native[i].versions);
		while (str_is(resource->group, native[i].group) && str_next_field(&rest, ',', &version))
			if (str_eq(resource->version, version))
				return true;
	}
	return false;
}

// The object with its numbers as Kubernetes' code would have them: floats, or integers where they are. Nothing is an
// empty table.
static bool retold(struct arena *arena, struct value v, bool has_integers, struct map **ret, struct error *err)
{
	struct strbuf json = strbuf_in(arena);
	struct value again;
	*ret = NULL;
	if (v.kind != VALUE_MAP)
		return true;
	if (!json_write(arena, &json, v, (struct json_style){ 0 }, err))
		return false;
	struct str text = strbuf_str(&json, arena);
	if (!(has_integers ? json_read_integers(arena, text, &again, err) : json_read(arena, text, 0, &again, err)))
		return false;
	*ret = again.map;
	return true;
}

static bool make(const struct kube_patch *patch, enum kube_verb *ret_verb, struct map **ret, struct error *err)
{
	bool is_native = kube_is_native(&patch->object->resource),
	     merges_three_ways = !is_native && patch->merges_three_ways;
	struct map *original, *modified, *current;
	struct patch_schema schema;
	if (!retold(patch->arena, patch->original, !merges_three_ways, &original, err) ||
	    !retold(patch->arena, patch->modified, !merges_three_ways, &modified, err) ||
	    !retold(patch->arena, patch->current, !merges_three_ways, &current, err))
		return false;
	*ret_verb = is_native ? KUBE_STRATEGIC : KUBE_MERGE;
	if (is_native)
		return kube_schema(patch->client, &patch->object->resource, &schema, err) &&
		       strategic_three_way(patch->arena, &schema, original, modified, current, ret, err);
	if (merges_three_ways)
		return json_merge_three_way(patch->arena, original, modified, current, ret, err);
	*ret = json_merge_diff(patch->arena, original, modified);
	return true;
}

bool kube_patch_make(const struct kube_patch *patch, enum kube_verb *ret_verb, struct str *ret_body, struct error *err)
{
	struct strbuf body = strbuf_in(patch->arena);
	struct map *changes;
	if (!make(patch, ret_verb, &changes, err) ||
	    !json_write(patch->arena, &body, value_map(changes), (struct json_style){ 0 }, err))
		return false;
	*ret_body = strbuf_str(&body, patch->arena);
	return true;
}
