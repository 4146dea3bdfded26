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

bool ownership_check(struct value live, const struct release_owner *owner, struct error *err)
{
	struct value metadata = member(live, "metadata"), annotations = member(metadata, "annotations");
	struct strbuf out = strbuf_in(err->arena);
	require(&out, "label", member(metadata, "labels"), "app.kubernetes.io/managed-by", STR("Helm"));
	require(&out, "annotation", annotations, "meta.helm.sh/release-name", owner->name);
	require(&out, "annotation", annotations, "meta.helm.sh/release-namespace", owner->namespace);
	return !out.len || fail(err, NOWHERE, "invalid ownership metadata%.*s", STR_FMT(strbuf_peek(&out)));
}

// ---- objects that are there already ----------------------------------------------------------------------------

static struct str object_text(struct arena *arena, const struct kube_object *object)
{
	return arena_printf(arena, "%.*s \"%.*s\" in namespace \"%.*s\"", STR_FMT(object->kind), STR_FMT(object->name),
	                    STR_FMT(object->namespace));
}

bool ownership_check_found(const struct kube_objects *objects, const struct found *found,
                           const struct release_owner *owner, struct error *err)
{
	for (size_t i = 0; i < objects->len; i++) {
		struct str text = object_text(err->arena, &objects->items[i]);
		if (found[i].problem.len)
			return fail(err, NOWHERE, "could not get information about the resource %.*s: %.*s",
			            STR_FMT(text), STR_FMT(found[i].problem));
		if (owner && !value_is_null(found[i].live) && !ownership_check(found[i].live, owner, err))
			return fail_in(err, "%.*s exists and cannot be imported into the current release",
			               STR_FMT(text));
	}
	return true;
}

// ---- marks -----------------------------------------------------------------------------------------------------

static void set_text(struct arena *arena, struct map *metadata, const char *table, const char *key, struct str text)
{
	map_set(arena, member_table(arena, metadata, table), str_of(key), value_string(text));
}

void ownership_mark(struct arena *arena, struct kube_objects *objects, const struct release_owner *owner)
{
	for (size_t i = 0; i < objects->len; i++) {
		struct map *metadata = member_table(arena, objects->items[i].value.map, "metadata");
		set_text(arena, metadata, "labels", "app.kubernetes.io/managed-by", STR("Helm"));
		set_text(arena, metadata, "annotations", "meta.helm.sh/release-name", owner->name);
		set_text(arena, metadata, "annotations", "meta.helm.sh/release-namespace", owner->namespace);
	}
}
