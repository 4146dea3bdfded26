// SPDX-License-Identifier: Apache-2.0
// Three of the Go structs that charts see: Capabilities, its KubeVersion and its HelmVersion.
#include "render/capabilities.h"

#include "text/strconv.h"
#include "tmpl/func.h"
#include "value/object.h"

// What Helm 4.3.1 knows without a cluster, in its order: `helm template` of {{ .Capabilities.APIVersions }} prints it.
static const char *const known_api_versions[] = {
	"v1",
	"admissionregistration.k8s.io/v1",
	"admissionregistration.k8s.io/v1alpha1",
	"admissionregistration.k8s.io/v1beta1",
	"internal.apiserver.k8s.io/v1alpha1",
	"apps/v1",
	"apps/v1beta1",
	"apps/v1beta2",
	"authentication.k8s.io/v1",
	"authentication.k8s.io/v1alpha1",
	"authentication.k8s.io/v1beta1",
	"authorization.k8s.io/v1",
	"authorization.k8s.io/v1beta1",
	"autoscaling/v1",
	"autoscaling/v2",
	"batch/v1",
	"batch/v1beta1",
	"certificates.k8s.io/v1",
	"certificates.k8s.io/v1beta1",
	"certificates.k8s.io/v1alpha1",
	"coordination.k8s.io/v1alpha2",
	"coordination.k8s.io/v1beta1",
	"coordination.k8s.io/v1",
	"discovery.k8s.io/v1",
	"discovery.k8s.io/v1beta1",
	"events.k8s.io/v1",
	"events.k8s.io/v1beta1",
	"extensions/v1beta1",
	"flowcontrol.apiserver.k8s.io/v1",
	"flowcontrol.apiserver.k8s.io/v1beta1",
	"flowcontrol.apiserver.k8s.io/v1beta2",
	"flowcontrol.apiserver.k8s.io/v1beta3",
	"lifecycle.k8s.io/v1alpha1",
	"networking.k8s.io/v1",
	"networking.k8s.io/v1beta1",
	"node.k8s.io/v1",
	"node.k8s.io/v1alpha1",
	"node.k8s.io/v1beta1",
	"policy/v1",
	"policy/v1beta1",
	"rbac.authorization.k8s.io/v1",
	"rbac.authorization.k8s.io/v1beta1",
	"rbac.authorization.k8s.io/v1alpha1",
	"resource.k8s.io/v1",
	"resource.k8s.io/v1beta2",
	"resource.k8s.io/v1beta1",
	"resource.k8s.io/v1alpha3",
	"scheduling.k8s.io/v1alpha3",
	"scheduling.k8s.io/v1beta1",
	"scheduling.k8s.io/v1",
	"storage.k8s.io/v1beta1",
	"storage.k8s.io/v1",
	"storage.k8s.io/v1alpha1",
	"storagemigration.k8s.io/v1",
	"storagemigration.k8s.io/v1beta1",
	"apiextensions.k8s.io/v1beta1",
	"apiextensions.k8s.io/v1",
};

struct kube_version_object {
	struct object object;
	struct kube_version version;
	const struct object *copy;
};

struct capabilities_object {
	struct object object;
	struct value kube_version, api_versions, helm_version;
};

static const struct {
	const char *name;
	struct str text;
} helm_fields[] = {
	{ "Version", STR_INIT(HELM_VERSION) },      { "GitCommit", STR_INIT("") },
	{ "GitTreeState", STR_INIT("clean") },      { "GoVersion", STR_INIT("go1.26.8") },
	{ "KubeClientVersion", STR_INIT("v1.37") },
};

// ---- versions --------------------------------------------------------------------------------------------------

static bool version_error(struct error *err, const char *problem, struct str part, struct str text)
{
	struct strbuf out = strbuf_in(err->arena);
	strbuf_add_cstr(&out, problem);
	if (part.len)
		quote(&out, part);
	strbuf_add(&out, part.len ? STR(" in ") : STR_NONE);
	quote(&out, text);
	return fail_text(err, NOWHERE, strbuf_peek(&out));
}

// One number; those behind the first may begin with zeros.
static bool version_component(struct str digits, struct str text, bool is_first, struct str *ret, struct error *err)
{
	struct strbuf out = strbuf_in(err->arena);
	uint64_t number;
	if (is_first && digits.len > 1 && digits.data[0] == '0')
		return version_error(err, "illegal zero-prefixed version component ", digits, text);
	if (parse_uint(digits, 10, 64, &number) != PARSE_OK) {
		version_error(err, "illegal non-numeric version component ", digits, text);
		quote(&out, digits);
		err->message = ARENA_CONCAT(err->arena, err->message, STR(": strconv.ParseUint: parsing "),
		                            strbuf_peek(&out), STR(": value out of range"));
		return false;
	}
	format_uint(&out, number, 10);
	*ret = strbuf_str(&out, err->arena);
	return true;
}

// k8s.io/apimachinery's ParseGeneric: at least two numbers, any further ones, and then anything.
bool kube_version_parse(struct arena *arena, struct str text, struct kube_version *ret, struct error *err)
{
	struct str rest = str_trim_prefix(str_trim_left_set(text, " \t\n\f\r"), STR("v")), major = STR_NONE,
		   minor = STR_NONE, number = STR_NONE;
	struct strbuf all = strbuf_in(arena);
	size_t count = 0;
	if (str_find_char(rest, '\n') != STR_NPOS || rest.len == 0 || rest.data[0] < '0' || rest.data[0] > '9') {
		version_error(err, "could not parse ", STR_NONE, text);
		err->message = ARENA_CONCAT(err->arena, err->message, STR(" as version"));
		return false;
	}
	for (;;) {
		size_t len = 0;
		while (len < rest.len && rest.data[len] >= '0' && rest.data[len] <= '9')
			len++;
		if (!version_component(str_slice(rest, 0, len), text, count == 0, &number, err))
			return false;
		strbuf_printf(&all, "%s%.*s", count ? "." : "v", STR_FMT(number));
		major = count == 0 ? number : major;
		minor = count == 1 ? number : minor;
		count++;
		rest = str_from(rest, len);
		if (rest.len < 2 || rest.data[0] != '.' || rest.data[1] < '0' || rest.data[1] > '9')
			break;
		rest = str_from(rest, 1);
	}
	if (count < 2)
		return version_error(err, "illegal version string ", STR_NONE, text);
	ret->version = str_has_prefix(text, STR("v")) ? text : ARENA_CONCAT(arena, STR("v"), text);
	ret->normalized = strbuf_str(&all, arena);
	ret->major = major;
	ret->minor = minor;
	return true;
}

struct kube_version kube_version_default(void)
{
	return (struct kube_version){ STR("v1.37.0"), STR("v1.37.0"), STR("1"), STR("37") };
}

// ---- KubeVersion -----------------------------------------------------------------------------------------------

static const struct kube_version_object *kube_version_object_of(const struct object *self)
{
	return (const struct kube_version_object *)self;
}

static bool kube_version_field(struct arena *arena, const struct object *self, struct str name, struct value *ret)
{
	const struct kube_version *version = &kube_version_object_of(self)->version;
	(void)arena;
	if (str_is(name, "Version"))
		*ret = value_string(version->version);
	else if (str_is(name, "Major"))
		*ret = value_string(version->major);
	else if (str_is(name, "Minor"))
		*ret = value_string(version->minor);
	else
		return false;
	return true;
}

static struct str text_of(const struct kube_version *version)
{
	return version->normalized.len ? version->normalized : version->version;
}

static void kube_version_text(struct strbuf *out, const struct object *self)
{
	strbuf_add(out, text_of(&kube_version_object_of(self)->version));
}

static struct map *kube_version_fields(struct arena *arena, const struct object *self)
{
	const struct kube_version *version = &kube_version_object_of(self)->version;
	struct map *map = map_new(arena);
	map_set(arena, map, STR("Version"), value_string(version->version));
	map_set(arena, map, STR("normalizedVersion"), value_string(version->normalized));
	map_set(arena, map, STR("Major"), value_string(version->major));
	map_set(arena, map, STR("Minor"), value_string(version->minor));
	return map;
}

static struct value kube_version_value(struct arena *arena, const struct kube_version *version);

static const struct object *kube_version_boxed(const struct object *self)
{
	return kube_version_object_of(self)->copy;
}

static const struct object *kube_version_copy(struct arena *arena, const struct object *self)
{
	struct kube_version version = kube_version_object_of(self)->version;
	version.normalized = STR_NONE;
	return kube_version_boxed(kube_version_value(arena, &version).object);
}

static struct value kube_version_git_version(struct tmpl_call *call)
{
	return value_string(kube_version_object_of(call->args[0].object)->version.version);
}

static struct value kube_version_string(struct tmpl_call *call)
{
	return value_string(text_of(&kube_version_object_of(call->args[0].object)->version));
}

static const struct tmpl_func kube_version_methods[] = {
	{ "GitVersion", ":s", kube_version_git_version },
	{ "String", ":s", kube_version_string },
	{ NULL, NULL, NULL },
};

// As the field of .Capabilities …
static const struct object_class kube_version_class = {
	.type_name = "common.KubeVersion",
	.kind_name = "struct",
	.field = kube_version_field,
	.methods = kube_version_methods,
	.string = kube_version_text,
	.fields = kube_version_fields,
	.boxed = kube_version_boxed,
};

// … and as a copy of it, which has no methods.
static const struct object_class kube_version_copy_class = {
	.type_name = "common.KubeVersion",
	.kind_name = "struct",
	.field = kube_version_field,
	.fields = kube_version_fields,
	.copy = kube_version_copy,
};

static struct value kube_version_value(struct arena *arena, const struct kube_version *version)
{
	struct kube_version_object *object = ARENA_NEW(arena, struct kube_version_object);
	struct kube_version_object *copy = ARENA_NEW(arena, struct kube_version_object);
	*copy = (struct kube_version_object){ { &kube_version_copy_class }, *version, NULL };
	*object = (struct kube_version_object){ { &kube_version_class }, *version, &copy->object };
	return value_object(TYPE_KUBE_VERSION, &object->object);
}

// ---- HelmVersion -----------------------------------------------------------------------------------------------

static bool helm_version_field(struct arena *arena, const struct object *self, struct str name, struct value *ret)
{
	(void)arena;
	(void)self;
	for (size_t i = 0; i < ARRAY_LEN(helm_fields); i++) {
		if (!str_is(name, helm_fields[i].name))
			continue;
		*ret = value_string(helm_fields[i].text);
		return true;
	}
	return false;
}

static struct map *helm_version_fields(struct arena *arena, const struct object *self)
{
	struct map *map = map_new(arena);
	(void)self;
	for (size_t i = 0; i < ARRAY_LEN(helm_fields); i++)
		map_set(arena, map, str_of(helm_fields[i].name), value_string(helm_fields[i].text));
	return map;
}

static struct map *helm_version_json_fields(struct arena *arena, const struct object *self)
{
	static const char *const keys[] = { "version", "git_commit", "git_tree_state", "go_version",
		                            "kube_client_version" };
	struct map *map = map_new(arena);
	(void)self;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (helm_fields[i].text.len) // omitempty
			map_set(arena, map, str_of(keys[i]), value_string(helm_fields[i].text));
	return map;
}

static const struct object_class helm_version_class = {
	.type_name = "version.BuildInfo",
	.kind_name = "struct",
	.field = helm_version_field,
	.fields = helm_version_fields,
	.json_fields = helm_version_json_fields,
};

// ---- Capabilities ----------------------------------------------------------------------------------------------

static bool capabilities_field(struct arena *arena, const struct object *self, struct str name, struct value *ret)
{
	const struct capabilities_object *capabilities = (const struct capabilities_object *)self;
	(void)arena;
	if (str_is(name, "KubeVersion"))
		*ret = capabilities->kube_version;
	else if (str_is(name, "APIVersions"))
		*ret = capabilities->api_versions;
	else if (str_is(name, "HelmVersion"))
		*ret = capabilities->helm_version;
	else
		return false;
	return true;
}

static struct map *capabilities_fields(struct arena *arena, const struct object *self)
{
	const struct capabilities_object *capabilities = (const struct capabilities_object *)self;
	struct map *map = map_new(arena);
	struct value kube_version = capabilities->kube_version;
	kube_version.object = kube_version_boxed(kube_version.object);
	map_set(arena, map, STR("KubeVersion"), kube_version);
	map_set(arena, map, STR("APIVersions"), capabilities->api_versions);
	map_set(arena, map, STR("HelmVersion"), capabilities->helm_version);
	return map;
}

static const struct object *capabilities_copy(struct arena *arena, const struct object *self)
{
	struct capabilities_object *copy = ARENA_NEW(arena, struct capabilities_object);
	*copy = *(const struct capabilities_object *)self;
	struct kube_version version = kube_version_object_of(copy->kube_version.object)->version;
	version.normalized = STR_NONE;
	copy->kube_version = kube_version_value(arena, &version);
	copy->api_versions = value_copy(arena, copy->api_versions);
	return &copy->object;
}

static struct value capabilities_method_copy(struct tmpl_call *call)
{
	struct capabilities_object *copy = ARENA_NEW(call->arena, struct capabilities_object);
	*copy = *(const struct capabilities_object *)call->args[0].object;
	return value_object(TYPE_CAPABILITIES, &copy->object);
}

static const struct tmpl_func capabilities_methods[] = {
	{ "Copy", ":K", capabilities_method_copy },
	{ NULL, NULL, NULL },
};

static const struct object_class capabilities_class = {
	.type_name = "*common.Capabilities",
	.kind_name = "ptr",
	.field = capabilities_field,
	.methods = capabilities_methods,
	.fields = capabilities_fields,
	.copy = capabilities_copy,
};

struct value capabilities_value(struct arena *arena, const struct kube_version *version, bool has_known,
                                const struct str *extra, size_t extra_len)
{
	static const struct object helm_version = { &helm_version_class };
	struct capabilities_object *capabilities = ARENA_NEW(arena, struct capabilities_object);
	struct list *versions = list_new(arena, ARRAY_LEN(known_api_versions) + extra_len);
	for (size_t i = 0; has_known && i < ARRAY_LEN(known_api_versions); i++)
		list_push(arena, versions, value_string(str_of(known_api_versions[i])));
	for (size_t i = 0; i < extra_len; i++)
		list_push(arena, versions, value_string(extra[i]));
	capabilities->object.class = &capabilities_class;
	capabilities->kube_version = kube_version_value(arena, version);
	capabilities->api_versions = value_list_of(TYPE_VERSION_SET, versions);
	capabilities->helm_version = value_object(TYPE_HELM_VERSION, &helm_version);
	return value_object(TYPE_CAPABILITIES, &capabilities->object);
}
