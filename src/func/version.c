// SPDX-License-Identifier: Apache-2.0
// Semantic versions: semver, semverCompare, and the methods of Masterminds' Version. The methods that return a version
// return the struct and not the pointer in Go, which has fewer methods.
#include "func/version.h"

#include "base/strbuf.h"
#include "func/error_value.h"
#include "func/families.h"
#include "func/panic.h"
#include "value/json.h"

static const struct semver *version_of(const struct object *self)
{
	return &((const struct version_object *)self)->version;
}

static struct value value_uint64(uint64_t u)
{
	return value_uint_of(TYPE_UINT64, u);
}

static const struct semver *receiver(const struct tmpl_call *call)
{
	return version_of(call->args[0].object);
}

static struct value method_major(struct tmpl_call *call)
{
	return value_uint64(receiver(call)->major);
}

static struct value method_minor(struct tmpl_call *call)
{
	return value_uint64(receiver(call)->minor);
}

static struct value method_patch(struct tmpl_call *call)
{
	return value_uint64(receiver(call)->patch);
}

static struct value method_prerelease(struct tmpl_call *call)
{
	return value_string(receiver(call)->prerelease);
}

static struct value method_metadata(struct tmpl_call *call)
{
	return value_string(receiver(call)->metadata);
}

static struct value method_original(struct tmpl_call *call)
{
	return value_string(receiver(call)->original);
}

static struct value method_string(struct tmpl_call *call)
{
	return value_string(semver_format(call->arena, receiver(call)));
}

static int compared(struct tmpl_call *call)
{
	if (call->args[1].kind == VALUE_NULL)
		panic_nil(call);
	return semver_compare(receiver(call), version_of(call->args[1].object));
}

static struct value method_compare(struct tmpl_call *call)
{
	return value_int(compared(call));
}

static struct value method_equal(struct tmpl_call *call)
{
	return value_bool(call->args[1].kind != VALUE_NULL && compared(call) == 0);
}

static struct value method_less_than(struct tmpl_call *call)
{
	return value_bool(compared(call) < 0);
}

static struct value method_less_than_equal(struct tmpl_call *call)
{
	return value_bool(compared(call) <= 0);
}

static struct value method_greater_than(struct tmpl_call *call)
{
	return value_bool(compared(call) > 0);
}

static struct value method_greater_than_equal(struct tmpl_call *call)
{
	return value_bool(compared(call) >= 0);
}

static const struct object_class changed_class;

static struct value made_version(struct arena *arena, const struct object_class *class, const struct semver *version)
{
	struct version_object *object = ARENA_NEW(arena, struct version_object);
	*object = (struct version_object){ { class }, *version };
	return value_object(class == &changed_class ? TYPE_SEMVER_VALUE : TYPE_SEMVER, &object->object);
}

// A new version that keeps only a leading "v" of how the old one was written.
static struct value changed(struct tmpl_call *call, struct semver version)
{
	bool has_prefix = str_has_prefix(version.original, STR("v"));
	version.original = STR_NONE;
	struct str text = semver_format(call->arena, &version);
	version.original = has_prefix ? ARENA_CONCAT(call->arena, STR("v"), text) : text;
	return made_version(call->arena, &changed_class, &version);
}

static void check_increment(struct tmpl_call *call, uint64_t number, const char *which)
{
	if (number == UINT64_MAX)
		tmpl_panic(call, "%s version increment would overflow uint64", which);
}

static struct semver released(const struct semver *version)
{
	struct semver ret = *version;
	ret.prerelease = ret.metadata = STR_NONE;
	return ret;
}

static struct value method_inc_major(struct tmpl_call *call)
{
	struct semver version = released(receiver(call));
	check_increment(call, version.major, "major");
	version.major++;
	version.minor = version.patch = 0;
	return changed(call, version);
}

static struct value method_inc_minor(struct tmpl_call *call)
{
	struct semver version = released(receiver(call));
	check_increment(call, version.minor, "minor");
	version.minor++;
	version.patch = 0;
	return changed(call, version);
}

// The release that a prerelease leads to comes before the next patch.
static struct value method_inc_patch(struct tmpl_call *call)
{
	struct semver version = released(receiver(call));
	if (receiver(call)->prerelease.len == 0) {
		check_increment(call, version.patch, "patch");
		version.patch++;
	}
	return changed(call, version);
}

// The new part is checked by parsing a version that has it.
static struct value with_part(struct tmpl_call *call, const char *mark)
{
	struct error err = { .arena = call->arena };
	struct semver version = *receiver(call), probe = { 0 };
	struct str part = call->args[1].s;
	if (part.len && !semver_parse_strict(ARENA_CONCAT(call->arena, STR("1.2.3"), str_of(mark), part), &probe, &err))
		fail_with(call, &err);
	if (*mark == '-')
		version.prerelease = part;
	else
		version.metadata = part;
	return changed(call, version);
}

static struct value method_set_prerelease(struct tmpl_call *call)
{
	return with_part(call, "-");
}

static struct value method_set_metadata(struct tmpl_call *call)
{
	return with_part(call, "+");
}

static struct value method_marshal_text(struct tmpl_call *call)
{
	return value_bytes(semver_format(call->arena, receiver(call)));
}

static struct value method_marshal_json(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct error err = { .arena = call->arena };
	struct value text = value_string(semver_format(call->arena, receiver(call)));
	json_write(call->arena, &out, text, (struct json_style){ 0 }, &err);
	return value_bytes(strbuf_str(&out, call->arena));
}

static struct value failed(struct tmpl_call *call, const char *what, const char *type)
{
	return error_value(call->arena, arena_printf(call->arena, what, type));
}

static const char *json_kind(struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_BOOL: return "bool";
	case VALUE_FLOAT: return "number";
	case VALUE_LIST: return "array";
	default: return "object";
	}
}

// Reads the version anew, in place: every holder of the pointer sees it.
static struct value reread(struct tmpl_call *call, struct str text)
{
	struct error err = { .arena = call->arena };
	struct semver version;
	if (!semver_parse(text, &version, &err))
		return error_value(call->arena, err.message);
	((struct version_object *)call->args[0].object)->version = version;
	arena_pin(call->arena);
	return no_error_value();
}

static struct value method_unmarshal_text(struct tmpl_call *call)
{
	return reread(call, call->args[1].s);
}

static struct value method_unmarshal_json(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct value v;
	if (!json_read(call->arena, call->args[1].s, 0, &v, &err))
		return error_value(call->arena, err.message);
	if (v.kind != VALUE_STRING && v.kind != VALUE_NULL)
		return failed(call, "json: cannot unmarshal %s into Go value of type string", json_kind(v));
	return reread(call, v.kind == VALUE_STRING ? v.s : STR_NONE);
}

static struct value method_scan(struct tmpl_call *call)
{
	struct value value = call->args[1];
	if (value.kind == VALUE_STRING || value.kind == VALUE_BYTES)
		return reread(call, value.s);
	if (value.kind == VALUE_NULL)
		return error_value(call->arena, STR("cannot scan nil into Version"));
	return failed(call, "unsupported Scan type %s", value_type_name(value));
}

// Those of *semver.Version …
static const struct tmpl_func pointer_methods[] = {
	{ "Compare", "S:i", method_compare },
	{ "Equal", "S:b", method_equal },
	{ "GreaterThan", "S:b", method_greater_than },
	{ "GreaterThanEqual", "S:b", method_greater_than_equal },
	{ "IncMajor", ":P", method_inc_major },
	{ "IncMinor", ":P", method_inc_minor },
	{ "IncPatch", ":P", method_inc_patch },
	{ "LessThan", "S:b", method_less_than },
	{ "LessThanEqual", "S:b", method_less_than_equal },
	{ "Major", ":U", method_major },
	{ "MarshalJSON", ":y", method_marshal_json },
	{ "MarshalText", ":y", method_marshal_text },
	{ "Metadata", ":s", method_metadata },
	{ "Minor", ":U", method_minor },
	{ "Original", ":s", method_original },
	{ "Patch", ":U", method_patch },
	{ "Prerelease", ":s", method_prerelease },
	{ "Scan", "v:E", method_scan },
	{ "SetMetadata", "s:P", method_set_metadata },
	{ "SetPrerelease", "s:P", method_set_prerelease },
	{ "String", ":s", method_string },
	{ "UnmarshalJSON", "y:E", method_unmarshal_json },
	{ "UnmarshalText", "y:E", method_unmarshal_text },
	{ "Value", ":v", method_string },
	{ NULL },
};

// … and of semver.Version.
static const struct tmpl_func value_methods[] = {
	{ "IncMajor", ":P", method_inc_major },
	{ "IncMinor", ":P", method_inc_minor },
	{ "IncPatch", ":P", method_inc_patch },
	{ "Major", ":U", method_major },
	{ "MarshalJSON", ":y", method_marshal_json },
	{ "MarshalText", ":y", method_marshal_text },
	{ "Metadata", ":s", method_metadata },
	{ "Minor", ":U", method_minor },
	{ "Patch", ":U", method_patch },
	{ "Prerelease", ":s", method_prerelease },
	{ "SetMetadata", "s:P", method_set_metadata },
	{ "SetPrerelease", "s:P", method_set_prerelease },
	{ "String", ":s", method_string },
	{ "Value", ":v", method_string },
	{ NULL },
};

static void version_string(struct strbuf *out, const struct object *self)
{
	struct arena arena = { 0 };
	strbuf_add(out, semver_format(&arena, version_of(self)));
	arena_done(&arena);
}

static struct map *version_fields(struct arena *arena, const struct object *self)
{
	const struct semver *version = version_of(self);
	struct map *map = map_new(arena);
	map_set(arena, map, STR("major"), value_uint64(version->major));
	map_set(arena, map, STR("minor"), value_uint64(version->minor));
	map_set(arena, map, STR("patch"), value_uint64(version->patch));
	map_set(arena, map, STR("pre"), value_string(version->prerelease));
	map_set(arena, map, STR("metadata"), value_string(version->metadata));
	map_set(arena, map, STR("original"), value_string(version->original));
	return map;
}

static bool version_marshal_text(struct arena *arena, const struct object *self, struct str *ret, struct error *err)
{
	(void)err;
	*ret = semver_format(arena, version_of(self));
	return true;
}

static const struct object *version_copy(struct arena *arena, const struct object *self)
{
	static const struct semver zero = { 0 };
	return made_version(arena, self->class, &zero).object;
}

static const struct object_class version_class = {
	.type_name = "*semver.Version",
	.kind_name = "ptr",
	.methods = pointer_methods,
	.string = version_string,
	.fields = version_fields,
	.marshal_text = version_marshal_text,
	.copy = version_copy,
};

static const struct object_class changed_class = {
	.type_name = "semver.Version",
	.kind_name = "struct",
	.methods = value_methods,
	.string = version_string,
	.fields = version_fields,
	.marshal_text = version_marshal_text,
	.copy = version_copy,
};

struct value version_value(struct arena *arena, const struct semver *version)
{
	return made_version(arena, &version_class, version);
}

static struct value fn_semver(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct semver version;
	if (!semver_parse(call->args[0].s, &version, &err))
		fail_with(call, &err);
	return version_value(call->arena, &version);
}

static struct value fn_semver_compare(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct semver version;
	struct semver_constraint *constraint = semver_constraint_parse(call->arena, call->args[0].s, &err);
	if (!constraint || !semver_parse(call->args[1].s, &version, &err))
		fail_with(call, &err);
	return value_bool(semver_constraint_check(constraint, &version));
}

const struct tmpl_func func_semver[] = {
	{ "semver", "s:S", fn_semver },
	{ "semverCompare", "ss:b", fn_semver_compare },
	{ NULL },
};
