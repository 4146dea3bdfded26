// SPDX-License-Identifier: Apache-2.0
// Documents and the resources in them. A document is walked once when it is loaded: wherever a schema may stand, its
// $id opens a resource, and anchors are noted. References are then looked up by URL and pointer or anchor.
#include "base/fs.h"
#include "schema/internal.h"
#include "schema/metaschema.h"
#include "text/strconv.h"
#include "text/url.h"
#include "value/json.h"

enum { MAX_DEPTH = 1000 };

// Where schemas stand, and from which draft on: "*" below it means any member, "[]" any element.
static const struct place {
	const char *keyword;
	enum { PLACE_SELF = 1, PLACE_MEMBERS = 2, PLACE_ELEMENTS = 4 } kind;
	int since;
} places[] = {
	{ "definitions", PLACE_MEMBERS, 4 },
	{ "not", PLACE_SELF, 4 },
	{ "allOf", PLACE_ELEMENTS, 4 },
	{ "anyOf", PLACE_ELEMENTS, 4 },
	{ "oneOf", PLACE_ELEMENTS, 4 },
	{ "properties", PLACE_MEMBERS, 4 },
	{ "additionalProperties", PLACE_SELF, 4 },
	{ "patternProperties", PLACE_MEMBERS, 4 },
	{ "items", PLACE_SELF | PLACE_ELEMENTS, 4 },
	{ "additionalItems", PLACE_SELF, 4 },
	{ "dependencies", PLACE_MEMBERS, 4 },
	{ "propertyNames", PLACE_SELF, 6 },
	{ "contains", PLACE_SELF, 6 },
	{ "if", PLACE_SELF, 7 },
	{ "then", PLACE_SELF, 7 },
	{ "else", PLACE_SELF, 7 },
	{ "$defs", PLACE_MEMBERS, 2019 },
	{ "dependentSchemas", PLACE_MEMBERS, 2019 },
	{ "unevaluatedProperties", PLACE_SELF, 2019 },
	{ "unevaluatedItems", PLACE_SELF, 2019 },
	{ "contentSchema", PLACE_SELF, 2019 },
	{ "prefixItems", PLACE_ELEMENTS, 2020 },
};

// ---- pointers and URLs -----------------------------------------------------------------------------------------

struct str pointer_append(struct arena *arena, struct str ptr, struct str token)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_add(&out, ptr);
	strbuf_add_char(&out, '/');
	for (size_t i = 0; i < token.len; i++) {
		if (token.data[i] == '~')
			strbuf_add(&out, STR("~0"));
		else if (token.data[i] == '/')
			strbuf_add(&out, STR("~1"));
		else
			strbuf_add_char(&out, token.data[i]);
	}
	return strbuf_str(&out, arena);
}

// Go's PathEscape of each token.
struct str pointer_encode(struct arena *arena, struct str ptr)
{
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < ptr.len; i++) {
		unsigned char c = (unsigned char)ptr.data[i];
		bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		             (c && strchr("-_.~$&+=:@/", c));
		if (plain)
			strbuf_add_char(&out, (char)c);
		else
			strbuf_printf(&out, "%%%02X", c);
	}
	return strbuf_str(&out, arena);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct str fragment_of(struct arena *arena, struct str ref)
{
	size_t hash = str_find_char(ref, '#');
	struct str text = hash == STR_NPOS ? STR_NONE : str_from(ref, hash + 1);
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < text.len; i++) {
		bool escape = text.data[i] == '%' && i + 2 < text.len && hex_digit(text.data[i + 1]) >= 0 &&
		              hex_digit(text.data[i + 2]) >= 0;
		strbuf_add_char(&out, escape ? (char)(hex_digit(text.data[i + 1]) * 16 + hex_digit(text.data[i + 2]))
		                             : text.data[i]);
		i += escape ? 2 : 0;
	}
	return strbuf_str(&out, arena);
}

struct str without_fragment(struct str ref)
{
	size_t hash = str_find_char(ref, '#');
	return hash == STR_NPOS ? ref : str_slice(ref, 0, hash);
}

// ---- drafts ----------------------------------------------------------------------------------------------------

static int draft_of(struct str url)
{
	static const struct {
		struct str name;
		int draft;
	} drafts[] = {
		{ STR_INIT("json-schema.org/schema"), 2020 },
		{ STR_INIT("json-schema.org/draft/2020-12/schema"), 2020 },
		{ STR_INIT("json-schema.org/draft/2019-09/schema"), 2019 },
		{ STR_INIT("json-schema.org/draft-07/schema"), 7 },
		{ STR_INIT("json-schema.org/draft-06/schema"), 6 },
		{ STR_INIT("json-schema.org/draft-04/schema"), 4 },
	};
	url = str_trim_suffix(url, STR("#"));
	url = str_trim_prefix(str_trim_prefix(url, STR("http://")), STR("https://"));
	for (size_t i = 0; i < ARRAY_LEN(drafts); i++)
		if (str_eq(url, drafts[i].name))
			return drafts[i].draft;
	return 0;
}

static struct str text_member(const struct map *map, const char *key)
{
	const struct value *found = map_get(map, str_of(key));
	return found && found->kind == VALUE_STRING ? found->s : (struct str){ NULL, 0 };
}

// A metaschema of the user's own says by its own $schema which draft it stands on, and by $vocabulary what it knows.
static bool custom_draft(struct compiler *compiler, struct str url, struct resource *resource, unsigned depth)
{
	if (depth > 8)
		return fail(compiler->err, NOWHERE, "cycle in resolving $schema in \"%.*s\"", STR_FMT(url));
	struct root *meta = root_load(compiler, without_fragment(url));
	if (!meta)
		return false;
	if (meta->document.kind != VALUE_MAP)
		return true;
	struct str schema = text_member(meta->document.map, "$schema");
	int draft = schema.data ? draft_of(schema) : resource->draft;
	if (!draft)
		return custom_draft(compiler, schema, resource, depth + 1);
	resource->draft = draft;
	const struct value *vocabularies = map_get(meta->document.map, STR("$vocabulary"));
	if (draft >= 2019 && vocabularies && vocabularies->kind == VALUE_MAP) {
		resource->has_vocabularies = true;
		resource->vocabularies = vocabularies->map;
	}
	return true;
}

bool resource_has_vocabulary(const struct resource *resource, const char *name)
{
	static const char *const defaults[] = { "applicator", "validation", "unevaluated" };
	if (resource->draft < 2019)
		return true;
	if (resource->has_vocabularies) {
		for (size_t i = 0; i < resource->vocabularies->len; i++) {
			const struct map_entry *entry = &resource->vocabularies->entries[i];
			size_t slash = str_rfind_char(entry->key, '/');
			if (entry->value.kind == VALUE_BOOL && entry->value.b && slash != STR_NPOS &&
			    str_is(str_from(entry->key, slash + 1), name))
				return true;
		}
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
		if (strcmp(defaults[i], name) == 0)
			return true;
	return false;
}

// ---- resources -------------------------------------------------------------------------------------------------

static struct str id_of(const struct map *map, int draft)
{
	if (draft < 2019 && map_get(map, STR("$ref")))
		return STR_NONE;
	struct str id = text_member(map, draft == 4 ? "id" : "$id");
	return id.data ? without_fragment(id) : STR_NONE;
}

static bool add_anchor(struct compiler *compiler, struct root *root, struct resource *resource, struct str name,
                       struct str ptr)
{
	const struct value *old = map_get(resource->anchors, name);
	if (old && !str_eq(old->s, ptr))
		return fail(compiler->err, NOWHERE, "duplicate anchor \"%.*s\" in \"%.*s\" at \"%.*s\" and \"%.*s\"",
		            STR_FMT(name), STR_FMT(root->url), STR_FMT(old->s), STR_FMT(ptr));
	map_set(compiler->arena, resource->anchors, name, value_string(ptr));
	return true;
}

static bool collect_anchors(struct compiler *compiler, struct root *root, struct resource *resource,
                            const struct map *map, struct str ptr)
{
	if (resource->draft < 2019) {
		struct str id = text_member(map, resource->draft == 4 ? "id" : "$id");
		struct str name = id.data ? fragment_of(compiler->arena, id) : STR_NONE;
		bool named = name.len && name.data[0] != '/' && !map_get(map, STR("$ref"));
		return !named || add_anchor(compiler, root, resource, name, ptr);
	}
	struct str anchor = text_member(map, "$anchor"), dynamic = text_member(map, "$dynamicAnchor");
	if (anchor.data && !add_anchor(compiler, root, resource, anchor, ptr))
		return false;
	if (resource->draft < 2020 || !dynamic.data)
		return true;
	map_set(compiler->arena, resource->dynamic, dynamic, value_string(ptr));
	return add_anchor(compiler, root, resource, dynamic, ptr);
}

static struct resource *new_resource(struct compiler *compiler, struct root *root, struct str ptr, struct str id,
                                     const struct resource *outer)
{
	struct resource *resource = ARENA_NEW(compiler->arena, struct resource);
	if (outer)
		*resource = *outer;
	else
		resource->draft = 2020;
	resource->ptr = ptr;
	resource->id = id;
	resource->anchors = map_new(compiler->arena);
	resource->dynamic = map_new(compiler->arena);
	root->resources =
		arena_grow(compiler->arena, root->resources, &root->cap, root->len + 1, sizeof(struct resource *));
	root->resources[root->len++] = resource;
	return resource;
}

// Go's PathUnescape of the fragment and url.Parse of what is before it must work.
static bool check_reference(struct compiler *compiler, struct str ref, struct error *ret)
{
	struct error err = { .arena = compiler->arena };
	struct url url;
	size_t hash = str_find_char(ref, '#');
	struct str fragment = hash == STR_NPOS ? STR_NONE : str_from(ref, hash + 1);
	for (size_t i = 0; i < fragment.len; i++) {
		struct str escape = str_slice(fragment, i, i + 3);
		if (escape.data[0] != '%' ||
		    (escape.len == 3 && hex_digit(escape.data[1]) >= 0 && hex_digit(escape.data[2]) >= 0))
			continue;
		struct str shown = quoted(compiler->arena, escape);
		struct str whole = quoted(compiler->arena, ref);
		return fail(ret, NOWHERE, "error in parsing %.*s: invalid URL escape %.*s", STR_FMT(whole),
		            STR_FMT(shown));
	}
	if (url_parse(compiler->arena, str_slice(ref, 0, hash), &url, &err))
		return true;
	struct str shown = quoted(compiler->arena, str_slice(ref, 0, hash));
	return fail(ret, NOWHERE, "error in parsing %.*s: %.*s", STR_FMT(shown), STR_FMT(err.message));
}

static bool check_duplicate(struct compiler *compiler, const struct root *root, struct str id, struct str ptr)
{
	for (size_t i = 0; i < root->len; i++)
		if (str_eq(root->resources[i]->id, id) && !str_eq(root->resources[i]->ptr, ptr))
			return fail(compiler->err, NOWHERE,
			            "duplicate id \"%.*s\" in \"%.*s\" at \"%.*s\" and \"%.*s\"", STR_FMT(id),
			            STR_FMT(root->url), STR_FMT(ptr), STR_FMT(root->resources[i]->ptr));
	return true;
}

static bool set_draft(struct compiler *compiler, struct root *root, struct resource *resource, const struct map *map)
{
	struct str schema = text_member(map, "$schema");
	if (!schema.data)
		return true;
	int draft = draft_of(schema);
	if (draft) {
		resource->draft = draft;
		resource->has_vocabularies = false;
		return true;
	}
	if (str_eq(without_fragment(schema), root->url))
		return fail(compiler->err, NOWHERE, "unsupported draft \"%.*s\"", STR_FMT(schema));
	return custom_draft(compiler, schema, resource, 0);
}

static bool collect(struct compiler *compiler, struct root *root, struct value value, struct str ptr,
                    struct resource *outer, unsigned depth);

static bool collect_below(struct compiler *compiler, struct root *root, struct value value, struct str ptr,
                          struct resource *resource, const struct place *place, unsigned depth)
{
	struct arena *arena = compiler->arena;
	if ((place->kind & PLACE_SELF) && !collect(compiler, root, value, ptr, resource, depth))
		return false;
	if ((place->kind & PLACE_MEMBERS) && value.kind == VALUE_MAP) {
		for (size_t i = 0; i < value.map->len; i++)
			if (!collect(compiler, root, value.map->entries[i].value,
			             pointer_append(arena, ptr, value.map->entries[i].key), resource, depth))
				return false;
	} else if ((place->kind & PLACE_ELEMENTS) && value.kind == VALUE_LIST) {
		for (size_t i = 0; i < value.list->len; i++)
			if (!collect(compiler, root, value.list->items[i],
			             arena_printf(arena, "%.*s/%zu", STR_FMT(ptr), i), resource, depth))
				return false;
	}
	return true;
}

// The resource that a schema belongs to: a new one if it has an identifier, or is the whole document.
static bool open_resource(struct compiler *compiler, struct root *root, const struct map *map, struct str ptr,
                          struct resource **resource)
{
	struct resource *outer = *resource;
	struct resource probe = outer ? *outer : (struct resource){ .draft = 2020 };
	if (!set_draft(compiler, root, &probe, map))
		return false;
	struct str id = id_of(map, probe.draft);
	if (id.len == 0 && ptr.len) { // $schema counts at the root of a resource only
		probe = *outer;
		id = id_of(map, probe.draft);
	}
	if (id.len == 0 && ptr.len)
		return true;
	struct error ignored = { .arena = compiler->arena };
	if (id.len && !check_reference(compiler, id, &ignored))
		return fail(compiler->err, NOWHERE, "error in parsing id at \"%.*s#%.*s\"", STR_FMT(root->url),
		            STR_FMT(pointer_encode(compiler->arena, ptr)));
	struct str base = outer ? outer->id : root->url;
	struct str url = id.len ? url_join(compiler->arena, base, without_fragment(id)) : base;
	if (!check_duplicate(compiler, root, url, ptr))
		return false;
	probe.meta = NULL;
	*resource = root_resource_at(root, ptr) ? root_resource_at(root, ptr)
	                                        : new_resource(compiler, root, ptr, url, &probe);
	return true;
}

static bool collect_object(struct compiler *compiler, struct root *root, const struct map *map, struct str ptr,
                           struct resource *resource, unsigned depth)
{
	if (!open_resource(compiler, root, map, ptr, &resource) || !collect_anchors(compiler, root, resource, map, ptr))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const struct value *found =
			places[i].since <= resource->draft ? map_get(map, str_of(places[i].keyword)) : NULL;
		if (found && !collect_below(compiler, root, *found,
		                            pointer_append(compiler->arena, ptr, str_of(places[i].keyword)), resource,
		                            &places[i], depth + 1))
			return false;
	}
	return true;
}

static bool collect(struct compiler *compiler, struct root *root, struct value value, struct str ptr,
                    struct resource *outer, unsigned depth)
{
	if (depth > MAX_DEPTH)
		return fail(compiler->err, NOWHERE, "schemas are nested more than %d deep", MAX_DEPTH);
	if (map_get(root->processed, ptr))
		return true;
	if (value.kind != VALUE_MAP && ptr.len == 0)
		new_resource(compiler, root, ptr, root->url, NULL);
	else if (value.kind == VALUE_MAP && !collect_object(compiler, root, value.map, ptr, outer, depth))
		return false;
	map_set(compiler->arena, root->processed, ptr, value_bool(true));
	return true;
}

struct resource *root_resource_at(const struct root *root, struct str ptr)
{
	for (size_t i = 0; i < root->len; i++)
		if (str_eq(root->resources[i]->ptr, ptr))
			return root->resources[i];
	return NULL;
}

bool root_ensure(struct compiler *compiler, struct root *root, struct value value, struct str ptr)
{
	if (map_get(root->processed, ptr))
		return true;
	struct resource *resource = root_resource(root, ptr);
	return collect(compiler, root, value, ptr, resource, 0) && metaschema_check(compiler, root, value, ptr);
}

struct resource *root_resource(const struct root *root, struct str ptr)
{
	for (;;) {
		struct resource *resource = root_resource_at(root, ptr);
		if (resource)
			return resource;
		size_t slash = str_rfind_char(ptr, '/');
		if (slash == STR_NPOS)
			return root->resources[0];
		ptr = str_slice(ptr, 0, slash);
	}
}

// ---- documents -------------------------------------------------------------------------------------------------

// What json-schema.org publishes is not checked.
static bool is_published(struct str url)
{
	return str_has_prefix(url, STR("http://json-schema.org/")) ||
	       str_has_prefix(url, STR("https://json-schema.org/"));
}

struct root *root_add(struct compiler *compiler, struct str url, struct value document)
{
	struct root *root = ARENA_NEW(compiler->arena, struct root);
	root->url = url;
	root->document = document;
	root->processed = map_new(compiler->arena);
	if (!collect(compiler, root, document, STR_NONE, NULL, 0))
		return NULL;
	if (!is_published(url) && !metaschema_check(compiler, root, document, STR_NONE))
		return NULL;
	root->next = compiler->roots;
	compiler->roots = root;
	return root;
}

static bool load_text(struct compiler *compiler, struct str url, struct str *ret)
{
	if (compiler->loader && compiler->loader->load)
		return compiler->loader->load(compiler->loader->context, compiler->arena, url, ret, compiler->err);
	if (str_has_prefix(url, STR("file:"))) {
		struct error ignored = { .arena = compiler->arena };
		struct url file = { .path = STR("") };
		url_parse(compiler->arena, url, &file, &ignored);
		return fs_read(arena_cstr(compiler->arena, file.path), compiler->arena, ret, compiler->err);
	}
	if (str_has_prefix(url, STR("urn:"))) { // Helm: nobody resolves it, so it allows everything
		struct log_field fields[] = { { "urn", url }, { NULL, STR_NONE } };
		log_tell(compiler->loader ? compiler->loader->warnings : NULL, compiler->arena, LOG_LEVEL_WARN,
		         STR("unresolved URN reference ignored; using permissive schema"), fields);
		*ret = STR("true");
		return true;
	}
	if (str_has_prefix(url, STR("http:")) || str_has_prefix(url, STR("https:")))
		return fail(compiler->err, NOWHERE, "the network is not used for schemas");
	struct str shown = quoted(compiler->arena, url);
	return fail(compiler->err, NOWHERE, "no URLLoader registered for %.*s", STR_FMT(shown));
}

struct root *root_load(struct compiler *compiler, struct str url)
{
	const struct metaschema *published = metaschema_find(url);
	struct str text = published ? published->text : STR_NONE;
	struct value document;
	for (struct root *root = compiler->roots; root; root = root->next)
		if (str_eq(root->url, url))
			return root;
	if ((published || load_text(compiler, url, &text)) &&
	    json_read_exact(compiler->arena, text, &document, compiler->err))
		return root_add(compiler, arena_str(compiler->arena, url), document);
	fail_in(compiler->err, "failing loading \"%.*s\"", STR_FMT(url));
	return NULL;
}

static bool resolve_in(struct compiler *compiler, struct root *root, const struct resource *resource,
                       struct str fragment, struct target *ret)
{
	ret->root = root;
	if (fragment.len == 0 || fragment.data[0] == '/') {
		ret->ptr = ARENA_CONCAT(compiler->arena, resource->ptr, fragment);
		return true;
	}
	const struct value *anchor = map_get(resource->anchors, fragment);
	if (!anchor)
		return fail(compiler->err, NOWHERE, "anchor in \"%.*s#%.*s\" not found in schema \"%.*s\"",
		            STR_FMT(resource->id), STR_FMT(pointer_encode(compiler->arena, fragment)),
		            STR_FMT(root->url));
	ret->ptr = anchor->s;
	return true;
}

bool resolve_reference(struct compiler *compiler, struct root *root, const struct resource *resource, struct str ref,
                       struct target *ret)
{
	if (!check_reference(compiler, ref, compiler->err))
		return false;
	struct str url = url_join(compiler->arena, resource->id, without_fragment(ref)),
		   fragment = fragment_of(compiler->arena, ref);
	if (str_eq(url, root->url))
		return resolve_in(compiler, root, root->resources[0], fragment, ret);
	for (size_t i = 0; i < root->len; i++)
		if (str_eq(root->resources[i]->id, url))
			return resolve_in(compiler, root, root->resources[i], fragment, ret);
	struct root *other = root_load(compiler, url);
	return other && resolve_in(compiler, other, other->resources[0], fragment, ret);
}
