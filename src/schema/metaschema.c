// SPDX-License-Identifier: Apache-2.0
// Is a schema itself well formed? The library holds each document against the meta-schema of its draft. Ours does so
// too, but only if a quick look (metaschema_plain.c) finds something that may be wrong: then for its report, word by
// word.
#include "schema/metaschema.h"

#include "text/strconv.h"
#include "value/json.h"

const struct metaschema *metaschema_find(struct str url)
{
	struct str name =
		str_trim_prefix(str_trim_prefix(url, STR("http://json-schema.org/")), STR("https://json-schema.org/"));
	if (name.len == url.len)
		return NULL;
	if (str_eq(name, STR("schema")))
		name = STR("draft/2020-12/schema");
	for (size_t i = 0; i < metaschema_count; i++)
		if (str_eq(metaschemas[i].name, name))
			return &metaschemas[i];
	return NULL;
}

static struct str draft_url(struct arena *arena, int draft, struct str name)
{
	switch (draft) {
	case 4: return STR("http://json-schema.org/draft-04/schema");
	case 6: return STR("http://json-schema.org/draft-06/schema");
	case 7: return STR("http://json-schema.org/draft-07/schema");
	case 2019: return ARENA_CONCAT(arena, STR("https://json-schema.org/draft/2019-09/"), name);
	default: return ARENA_CONCAT(arena, STR("https://json-schema.org/draft/2020-12/"), name);
	}
}

// A compiler of their own: there formats are always asserted.
static struct compiler *meta_compiler(struct compiler *compiler)
{
	if (!compiler->meta) {
		struct compiler *meta = ARENA_NEW(compiler->arena, struct compiler);
		*meta = (struct compiler){ .arena = compiler->arena,
			                   .schemas = map_new(compiler->arena),
			                   .asserts_formats = true,
			                   .err = compiler->err };
		meta->last_todo = &meta->todo;
		compiler->meta = meta;
	}
	return compiler->meta;
}

static const struct schema *compile_meta(struct compiler *compiler, int draft, struct str name)
{
	struct compiler *meta = meta_compiler(compiler);
	struct root *root = root_load(meta, draft_url(compiler->arena, draft, name));
	struct schema *schema = root ? compile_at(meta, root, STR_NONE) : NULL;
	return schema && compile_todo(meta) ? schema : NULL;
}

// A meta-schema of the user's own is the sum of its vocabularies.
static const struct schema *compile_vocabularies(struct compiler *compiler, const struct resource *resource)
{
	struct arena *arena = compiler->arena;
	struct schema *all = ARENA_NEW(arena, struct schema);
	bool has_core = false;
	*all = (struct schema){ .location = STR("urn:mem:metaschema"), .draft = resource->draft, .resource = all };
	all->all_of.items = ARENA_ARRAY(arena, struct schema *, resource->vocabularies->len + 1);
	for (size_t i = 0; i <= resource->vocabularies->len; i++) {
		struct str name = STR("core");
		if (i < resource->vocabularies->len) {
			const struct map_entry *entry = &resource->vocabularies->entries[i];
			if (entry->value.kind != VALUE_BOOL || !entry->value.b)
				continue;
			name = str_from(entry->key, str_rfind_char(entry->key, '/') + 1);
			has_core |= str_eq(name, STR("core"));
		} else if (has_core) {
			break;
		}
		const struct schema *part =
			compile_meta(compiler, resource->draft, ARENA_CONCAT(arena, STR("meta/"), name));
		if (!part)
			return NULL;
		all->all_of.items[all->all_of.len++] = (struct schema *)part;
	}
	if (resource->draft >= 2020) {
		all->dynamic_anchor = STR("meta");
		all->dynamic_anchors = ARENA_NEW(arena, struct property);
		all->dynamic_anchors[all->dynamic_anchors_len++] =
			(struct property){ .name = STR("meta"), .schema = all };
	}
	return all;
}

static bool set_meta(struct compiler *compiler, struct resource *resource)
{
	if (!resource->meta && resource->has_vocabularies)
		resource->meta = compile_vocabularies(compiler, resource);
	else if (!resource->meta)
		resource->meta = compile_meta(compiler, resource->draft, STR("schema"));
	return resource->meta != NULL;
}

static bool is_plain(struct compiler *compiler, const struct root *root, struct value value, struct str ptr)
{
	const struct resource *resource = root_resource(root, ptr);
	return root->len == 1 && !resource->has_vocabularies &&
	       metaschema_is_plain(compiler->arena, resource->draft, value);
}

bool metaschema_check(struct compiler *compiler, struct root *root, struct value value, struct str ptr)
{
	if (is_plain(compiler, root, value, ptr))
		return true;
	struct strbuf report = strbuf_in(compiler->arena), place = strbuf_in(compiler->arena);
	for (size_t i = 0; i < root->len; i++)
		if (!set_meta(compiler, root->resources[i]))
			return false;
	if (check_value(compiler->arena, root_resource(root, ptr)->meta, value, root, &report))
		return true;
	quote(&place, ARENA_CONCAT(compiler->arena, root->url, STR("#"), pointer_encode(compiler->arena, ptr)));
	return fail(compiler->err, NOWHERE, "%.*s is not valid against metaschema: %.*s", STR_FMT(strbuf_peek(&place)),
	            STR_FMT(strbuf_peek(&report)));
}
