// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "base/strbuf.h"
#include "chart/gunzip.h"
#include "release/release.h"
#include "text/digest.h"
#include "value/json.h"
#include "value/member.h"

#define ZERO_TIME INT64_C(-62135596800) /* 0001-01-01 */

#define TEXT(key, go_name, member) \
	{ \
		key, go_name, DECODE_STRING, offsetof(struct release, member), NULL, 0 \
	}
#define HOOK(key, go_name, kind, member) \
	{ \
		key, go_name, kind, offsetof(struct release_hook, member), NULL, 0 \
	}

static const struct decode_field hook_fields[] = {
	HOOK("name", "Name", DECODE_STRING, name),
	HOOK("kind", "Kind", DECODE_STRING, kind),
	HOOK("path", "Path", DECODE_STRING, path),
	HOOK("manifest", "Manifest", DECODE_STRING, manifest),
	HOOK("events", "Events", DECODE_STRINGS, events),
	HOOK("delete_policies", "DeletePolicies", DECODE_STRINGS, delete_policies),
	HOOK("output_log_policies", "OutputLogPolicies", DECODE_STRINGS, output_log_policies),
};

static const struct decode_class hook_class = {
	.name = "Hook",
	.type = "v1.Hook",
	.list_type = "[]*v1.Hook",
	.fields = hook_fields,
	.len = ARRAY_LEN(hook_fields),
	.size = sizeof(struct release_hook),
	.null_offset = offsetof(struct release_hook, is_null),
};

static const struct decode_field release_fields[] = {
	TEXT("name", "Name", name),
	TEXT("manifest", "Manifest", manifest),
	{ "hooks", "Hooks", DECODE_STRUCTS, offsetof(struct release, hooks), &hook_class,
	  offsetof(struct release, hooks_len) },
	TEXT("namespace", "Namespace", namespace),
	TEXT("apply_method", "ApplyMethod", apply_method),
};

static const struct decode_class release_class = {
	.name = "Release",
	.type = "v1.Release",
	.list_type = "[]*v1.Release",
	.fields = release_fields,
	.len = ARRAY_LEN(release_fields),
	.size = sizeof(struct release),
};

static const struct decode_field info_fields[] = {
	TEXT("description", "Description", description),
	TEXT("status", "Status", status),
	TEXT("notes", "Notes", notes),
};

static const struct decode_class info_class = {
	.name = "infoJSON",
	.type = "v1.infoJSON",
	.list_type = "[]v1.infoJSON",
	.fields = info_fields,
	.len = ARRAY_LEN(info_fields),
	.size = sizeof(struct release),
};

// ---- unpacking -------------------------------------------------------------------------------------------------

static bool unpack(struct arena *arena, struct str bytes, struct str *ret, struct error *err)
{
	struct arena scratch = { 0 };
	struct error problem = { .arena = &scratch };
	struct strbuf out = { 0 };
	struct str piece;
	struct gunzip *in = gunzip_open(&scratch, bytes, &problem);
	bool ok = in != NULL;
	while (ok && (ok = gunzip_next(in, &piece, &problem)) && piece.len) {
		strbuf_add(&out, piece);
		if (out.len > RELEASE_LIMIT)
			ok = fail(&problem, NOWHERE, "the record is longer than %zu MiB when unpacked",
			          RELEASE_LIMIT >> 20);
	}
	if (ok)
		*ret = strbuf_str(&out, arena);
	else
		fail(err, NOWHERE, "%.*s", STR_FMT(problem.message));
	strbuf_done(&out);
	arena_done(&scratch);
	return ok;
}

// Records that were kept before Helm packed them are plain JSON.
static bool release_text(struct arena *arena, struct str text, struct str *ret, struct error *err)
{
	static const struct str magic = STR_INIT("\x1f\x8b\x08");
	size_t bad;
	struct str bytes;
	if (!base64_decode(arena, text, &bytes, &bad))
		return fail(err, NOWHERE, "illegal base64 data at input byte %zu", bad);
	if (bytes.len > magic.len && str_has_prefix(bytes, magic))
		return unpack(arena, bytes, ret, err);
	*ret = bytes;
	return true;
}

// ---- fields that the tables cannot say -------------------------------------------------------------------------

// "array", "number 1.5": what stands where something else should.
static struct str json_kind(struct arena *arena, struct value v)
{
	struct strbuf out = strbuf_in(arena);
	switch (v.kind) {
	case VALUE_BOOL: return STR("bool");
	case VALUE_STRING: return STR("string");
	case VALUE_LIST: return STR("array");
	case VALUE_MAP: return STR("object");
	default:
		strbuf_add(&out, STR("number "));
		json_write_float(&out, v.f);
		return strbuf_str(&out, arena);
	}
}

static bool fail_type(struct value v, const char *path, const char *type, struct error *err)
{
	return fail(err, NOWHERE, "json: cannot unmarshal %.*s into Go struct field %s of type %s",
	            STR_FMT(json_kind(err->arena, v)), path, type);
}

static bool read_int(struct value v, const char *name, const char *path, int64_t *ret, struct error *err)
{
	struct value number = member(v, name);
	if (value_is_null(number))
		return true;
	if (number.kind != VALUE_FLOAT || number.f != floor(number.f) || fabs(number.f) > 9e15)
		return fail_type(number, path, "int", err);
	*ret = (int64_t)number.f;
	return true;
}

static bool read_time(struct arena *arena, struct value v, const char *name, struct release_time *ret,
                      struct error *err)
{
	struct value text = member(v, name);
	if (value_is_null(text) || (text.kind == VALUE_STRING && !text.s.len))
		return true;
	if (text.kind != VALUE_STRING)
		return fail(err, NOWHERE, "Time.UnmarshalJSON: input is not a JSON string");
	// An offset that is the machine's own stands for its zone.
	const struct gozone *local = NULL;
	if (!str_has_suffix(text.s, STR("Z")) && !gozone_load(arena, STR("Local"), &local, err))
		return false;
	if (!gotime_parse(arena, STR("2006-01-02T15:04:05Z07:00"), text.s, local, &ret->time, err))
		return false;
	ret->is_set = ret->time.seconds != ZERO_TIME || ret->time.nanos;
	return true;
}

static bool read_info(struct arena *arena, struct value info, struct release *release, struct error *err)
{
	if (value_is_null(info))
		return true;
	release->has_info = true;
	return decode_struct(arena, &info_class, info, DECODE_JSON, release, err) &&
	       read_int(info, "rollback_revision", "infoJSON.rollback_revision", &release->rollback_revision, err) &&
	       read_time(arena, info, "first_deployed", &release->first_deployed, err) &&
	       read_time(arena, info, "last_deployed", &release->last_deployed, err) &&
	       read_time(arena, info, "deleted", &release->deleted, err);
}

static bool read_hooks(struct arena *arena, struct value hooks, struct release *release, struct error *err)
{
	for (size_t i = 0; i < release->hooks_len; i++) {
		struct release_hook *hook = &release->hooks[i];
		struct value run = member(member_item(hooks, i), "last_run"), phase = member(run, "phase");
		if (phase.kind == VALUE_STRING)
			hook->phase = phase.s;
		if (!read_int(member_item(hooks, i), "weight", "Hook.hooks.weight", &hook->weight, err) ||
		    !read_time(arena, run, "started_at", &hook->started, err) ||
		    !read_time(arena, run, "completed_at", &hook->completed, err))
			return false;
	}
	return true;
}

static bool read_map(struct value v, const char *name, const char *path, struct map **ret, struct error *err)
{
	struct value map = member(v, name);
	if (map.kind != VALUE_MAP && map.kind != VALUE_NULL)
		return fail_type(map, path, "map[string]interface {}", err);
	*ret = map.kind == VALUE_MAP ? map.map : NULL;
	return true;
}

static bool read_chart(struct arena *arena, struct value chart, struct release *release, struct error *err)
{
	struct value metadata = member(chart, "metadata");
	release->chart = chart;
	release->has_chart = metadata.kind == VALUE_MAP;
	return (!release->has_chart || metadata_from_value(arena, metadata, &release->metadata, err)) &&
	       read_map(chart, "values", "Chart.chart.values", &release->chart_values, err);
}

bool release_from_value(struct arena *arena, struct value root, struct release *ret, struct error *err)
{
	struct release release = { 0 };
	if (!decode_struct(arena, &release_class, root, DECODE_JSON, &release, err) ||
	    !read_int(root, "version", "Release.version", &release.version, err) ||
	    !read_info(arena, member(root, "info"), &release, err) ||
	    !read_hooks(arena, member(root, "hooks"), &release, err) ||
	    !read_chart(arena, member(root, "chart"), &release, err) ||
	    !read_map(root, "config", "Release.config", &release.config, err))
		return false;
	*ret = release;
	return true;
}

bool release_decode(struct arena *arena, struct str text, struct release *ret, struct error *err)
{
	struct value root;
	struct str json;
	return release_text(arena, text, &json, err) && json_read(arena, json, 0, &root, err) &&
	       release_from_value(arena, root, ret, err);
}

struct str release_chart_name(struct arena *arena, const struct release *release)
{
	return release->has_chart ? ARENA_CONCAT(arena, release->metadata.name, STR("-"), release->metadata.version)
	                          : STR("MISSING");
}

struct str release_app_version(const struct release *release)
{
	return release->has_chart ? release->metadata.app_version : STR("MISSING");
}
