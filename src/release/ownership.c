// SPDX-License-Identifier: Apache-2.0
#include "release/ownership.h"

#include "base/strbuf.h"
#include "text/strconv.h"
#include "value/member.h"

static void require(struct strbuf *out, const char *what, struct value map, const char *key, struct str wanted)
{
	struct value value = member(map, key);
	if (value.kind == VALUE_STRING && str_eq(value.s, wanted))
		return;
	strbuf_printf(out, "; %s validation error: ", what);
	if (value.kind != VALUE_STRING) {
		strbuf_printf(out, "missing key \"%s\": must be set to ", key);
		quote(out, wanted);
		return;
	}
	strbuf_printf(out, "key \"%s\" must equal ", key);
	quote(out, wanted);
	strbuf_add(out, STR(": current value is "));
	quote(out, value.s);
}

bool ownership_check(struct value live, struct str name, struct str namespace, struct error *err)
{
	struct value metadata = member(live, "metadata"), annotations = member(metadata, "annotations");
	struct strbuf out = strbuf_in(err->arena);
	require(&out, "label", member(metadata, "labels"), "app.kubernetes.io/managed-by", STR("Helm"));
	require(&out, "annotation", annotations, "meta.helm.sh/release-name", name);
	require(&out, "annotation", annotations, "meta.helm.sh/release-namespace", namespace);
	return !out.len || fail(err, NOWHERE, "invalid ownership metadata%.*s", STR_FMT(strbuf_peek(&out)));
}

static struct str object_text(struct arena *arena, const struct kube_object *object)
{
	return arena_printf(arena, "%.*s \"%.*s\" in namespace \"%.*s\"", STR_FMT(object->kind), STR_FMT(object->name), STR_FMT(object->namespace));
}

static bool check_answer(struct arena *arena, const struct kube_object *object, const struct kube_request *request, struct str name,
                         struct str namespace, struct error *err)
{
	struct value live;
	if (request->status == 404)
		return true;
	if (request->problem.len)
		return fail(err, NOWHERE, "could not get information about the resource %.*s: %.*s", STR_FMT(object_text(arena, object)),
		            STR_FMT(request->problem));
	if (!kube_answer_read(arena, request->answer, &live, err))
		return fail_in(err, "could not get information about the resource %.*s", STR_FMT(object_text(arena, object)));
	return ownership_check(live, name, namespace, err) ||
	       fail_in(err, "%.*s exists and cannot be imported into the current release", STR_FMT(object_text(arena, object)));
}

bool ownership_check_all(struct kube_client *client, struct arena *arena, const struct kube_objects *objects, struct str name,
                         struct str namespace, struct error *err)
{
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, objects->len + 1);
	size_t *of = ARENA_ARRAY(arena, size_t, objects->len + 1), len = 0;
	for (size_t i = 0; i < objects->len; i++) {
		const struct kube_object *object = &objects->items[i];
		if (!object->name.len) // the server makes one up
			continue;
		of[len] = i;
		requests[len++] = (struct kube_request){ .arena = arena, .method = "GET",
			                                 .path = kube_resource_path(arena, &object->resource, object->namespace, object->name) };
	}
	if (!kube_run(client, requests, len, err))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!check_answer(arena, &objects->items[of[i]], &requests[i], name, namespace, err))
			return false;
	return true;
}
