// SPDX-License-Identifier: Apache-2.0
#include "kube/openapi.h"

#include "value/member.h"

struct str kube_schema_name(struct value components, const struct kube_resource *resource)
{
	for (size_t i = 0; components.kind == VALUE_MAP && i < components.map->len; i++) {
		struct value kinds = member(components.map->entries[i].value, "x-kubernetes-group-version-kind");
		for (size_t j = 0; j < member_count(kinds); j++) {
			struct value one = member_item(kinds, j);
			if (str_eq(member_text(one, "kind"), resource->kind) &&
			    str_eq(member_text(one, "group"), resource->group) &&
			    str_eq(member_text(one, "version"), resource->version))
				return components.map->entries[i].key;
		}
	}
	return STR_NONE;
}

bool kube_schema(struct kube_client *client, const struct kube_resource *resource, struct patch_schema *ret,
                 struct error *err)
{
	struct str path = resource->group.len ? ARENA_CONCAT(err->arena, STR("/openapi/v3/apis/"), resource->group,
	                                                     STR("/"), resource->version)
	                                      : ARENA_CONCAT(err->arena, STR("/openapi/v3/api/"), resource->version);
	struct value document;
	if (!kube_ask_once(client, path, &document, err))
		return fail_in(err, "asking the server for the schema of %.*s", STR_FMT(resource->kind));
	struct value components = member_at(document, "components.schemas");
	struct str name = kube_schema_name(components, resource);
	if (!name.len)
		return fail(err, NOWHERE, "the server's OpenAPI document %.*s has no schema of %.*s", STR_FMT(path),
		            STR_FMT(resource->kind));
	*ret = patch_schema_named(components, name);
	return true;
}
