// SPDX-License-Identifier: Apache-2.0
#include "kube/change.h"

#include "base/strbuf.h"
#include "value/json.h"

static const struct {
	const char *method, *content_type;
} verbs[] = {
	[KUBE_READ] = { "GET", "" },
	[KUBE_CREATE] = { "POST", "application/json" },
	[KUBE_APPLY] = { "PATCH", "application/apply-patch+yaml" },
	[KUBE_REPLACE] = { "PUT", "application/json" },
	[KUBE_MERGE] = { "PATCH", "application/merge-patch+json" },
	[KUBE_STRATEGIC] = { "PATCH", "application/strategic-merge-patch+json" },
	[KUBE_JSON_PATCH] = { "PATCH", "application/json-patch+json" },
	[KUBE_DELETE] = { "DELETE", "application/json" },
};

static bool body_of(struct arena *arena, const struct kube_change *change, struct str *ret, struct error *err)
{
	struct strbuf out = strbuf_in(arena);
	switch (change->verb) {
	case KUBE_READ: return true;
	case KUBE_CREATE:
	case KUBE_APPLY:
	case KUBE_REPLACE:
		if (!json_write(arena, &out, change->object->value, (struct json_style){ 0 }, err))
			return false;
		break;
	case KUBE_DELETE:
		strbuf_printf(&out, "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"%s\"",
		              change->propagation);
		if (change->uid.len)
			strbuf_printf(&out, ",\"preconditions\":{\"uid\":\"%.*s\"}", STR_FMT(change->uid));
		strbuf_add_char(&out, '}');
		break;
	default: *ret = change->body; return true;
	}
	*ret = strbuf_str(&out, arena);
	return true;
}

bool kube_change_request(struct arena *arena, const struct kube_change *change, struct kube_request *ret,
                         struct error *err)
{
	const struct kube_object *object = change->object;
	struct kube_request request = { .arena = arena,
		                        .method = verbs[change->verb].method,
		                        .content_type = str_of(verbs[change->verb].content_type) };
	struct str name = change->verb == KUBE_CREATE ? STR_NONE : object->name;
	// The path without a name is that of all objects: a deletion there would be one of all.
	if (change->verb != KUBE_CREATE && !name.len)
		return fail(err, NOWHERE, "resource name may not be empty");
	request.path = kube_resource_path(arena, &object->resource, object->namespace, name);
	request.is_repeatable = change->verb == KUBE_APPLY || change->verb == KUBE_MERGE ||
	                        change->verb == KUBE_STRATEGIC || change->uid.len;
	request.is_single = change->verb == KUBE_CREATE && !object->name.len;
	if (change->verb != KUBE_READ && change->verb != KUBE_DELETE)
		request.path = kube_query(arena, request.path, "fieldManager", STR(KUBE_FIELD_MANAGER));
	if (change->verb == KUBE_APPLY)
		request.path =
			kube_query(arena, request.path, "force", change->force_conflicts ? STR("true") : STR("false"));
	if (change->is_strict)
		request.path = kube_query(arena, request.path, "fieldValidation", STR("Strict"));
	if (change->dry_run)
		request.path = kube_query(arena, request.path, "dryRun", STR("All"));
	if (!body_of(arena, change, &request.body, err))
		return false;
	*ret = request;
	return true;
}

struct str kube_object_gvk(struct arena *arena, const struct kube_object *object)
{
	return arena_printf(arena, "%.*s/%.*s, Kind=%.*s", STR_FMT(object->resource.group),
	                    STR_FMT(object->resource.version), STR_FMT(object->kind));
}
