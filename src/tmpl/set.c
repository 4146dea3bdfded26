// SPDX-License-Identifier: Apache-2.0
// The named templates, and two caches by content: an umbrella chart carries the same library in every subchart, and
// loops call tpl with the same text.
#include "text/strconv.h"
#include "tmpl/exec.h"

#include <string.h>

// A hash table from text to pointer: templates by name, parsed texts by content.
struct table {
	struct slot {
		struct str key;
		unsigned hash;
		void *item; // NULL: free
	} * slots;
	size_t len, size; // size: a power of two
};

struct tmpl_set {
	struct arena *arena;
	struct tmpl_options options;
	struct table templates; // struct tmpl_template by name
	struct table parsed;    // struct parsed by text
	struct table tpl;       // struct tpl_text by text
	struct parse_cache cache;
};

// The name that Helm gives to its empty root template, and so to every text given to tpl.
static const struct str root_name = STR_INIT("gotpl");

static struct slot *table_slot(const struct table *table, struct str key, unsigned hash)
{
	for (size_t at = hash & (table->size - 1);; at = (at + 1) & (table->size - 1)) {
		struct slot *slot = &table->slots[at];
		if (!slot->item || (slot->hash == hash && str_eq(slot->key, key)))
			return slot;
	}
}

// Keys are hashed once for looking up and putting in: they may be whole templates.
static void *table_get(const struct table *table, struct str key, unsigned hash)
{
	return table->size ? table_slot(table, key, hash)->item : NULL;
}

static void table_set(struct arena *arena, struct table *table, struct str key, unsigned hash, void *item)
{
	if (table->len * 2 >= table->size) {
		struct table bigger = { .size = table->size ? table->size * 2 : 64, .len = table->len };
		bigger.slots = ARENA_ARRAY(arena, struct slot, bigger.size);
		for (size_t i = 0; i < table->size; i++)
			if (table->slots[i].item)
				*table_slot(&bigger, table->slots[i].key, table->slots[i].hash) = table->slots[i];
		*table = bigger;
	}
	struct slot *slot = table_slot(table, key, hash);
	table->len += !slot->item;
	*slot = (struct slot){ key, hash, item };
}

struct tmpl_set *tmpl_set_new(struct arena *arena, const struct tmpl_options *options)
{
	struct tmpl_set *set = ARENA_NEW(arena, struct tmpl_set);
	set->arena = arena;
	set->options = *options;
	return set;
}

const struct tmpl_options *tmpl_set_options(const struct tmpl_set *set)
{
	return &set->options;
}

const struct tmpl_template *tmpl_set_lookup(const struct tmpl_set *set, struct str name)
{
	return table_get(&set->templates, name, str_hash(name));
}

static const struct parsed *parse_cached(struct tmpl_set *set, struct str name, struct str text, unsigned hash,
                                         struct error *err)
{
	struct parsed *parsed = table_get(&set->parsed, text, hash);
	if (parsed)
		return parsed;
	parsed = ARENA_NEW(set->arena, struct parsed);
	if (!template_parse(set->arena, &set->cache, name, text, set->options.find, parsed, err))
		return NULL;
	table_set(set->arena, &set->parsed, text, hash, parsed);
	return parsed;
}

// Go's Template.associate: an empty tree does not replace another.
static void set_add(struct tmpl_set *set, const struct tmpl_template *tmpl)
{
	if (node_is_empty(tmpl->root) && tmpl_set_lookup(set, tmpl->name))
		return;
	struct tmpl_template *copy = ARENA_NEW(set->arena, struct tmpl_template);
	*copy = *tmpl;
	table_set(set->arena, &set->templates, tmpl->name, str_hash(tmpl->name), copy);
}

static const struct definition *find_definition(const struct parsed *parsed, struct str name)
{
	for (size_t i = 0; i < parsed->len; i++)
		if (str_eq(parsed->definitions[i].name, name))
			return &parsed->definitions[i];
	return NULL;
}

static bool fail_double(struct str name, const struct parsed *parsed, struct error *err)
{
	struct str shown = quoted(err->arena, name);
	return fail(err, NOWHERE, "template: %.*s:%u: template: multiple definition of template %.*s", STR_FMT(name),
	            parsed->last_line, STR_FMT(shown));
}

bool tmpl_set_parse(struct tmpl_set *set, const struct source *source, struct error *err)
{
	const struct parsed *parsed = parse_cached(set, source->name, source->text, str_hash(source->text), err);
	if (!parsed) {
		err->at.source = source;
		return false;
	}
	// The main tree counts as one more definition, which may clash with one of its name in its own text.
	const struct definition *same = find_definition(parsed, source->name);
	if (same && !node_is_empty(same->root) && !node_is_empty(parsed->root))
		return fail_double(source->name, parsed, err);
	for (size_t i = 0; i < parsed->len; i++)
		if (&parsed->definitions[i] != same)
			set_add(set, &(struct tmpl_template){ parsed->definitions[i].name, source->name, source->text,
			                                      source, parsed->definitions[i].root });
	const struct node *root = same && !node_is_empty(same->root) ? same->root : parsed->root;
	set_add(set, &(struct tmpl_template){ source->name, source->name, source->text, source, root });
	return true;
}

const struct tpl_text *tmpl_set_tpl(struct tmpl_set *set, struct str text, struct error *err)
{
	unsigned hash = str_hash(text);
	struct tpl_text *tpl = table_get(&set->tpl, text, hash);
	if (tpl)
		return tpl;
	struct str kept = arena_str(set->arena, text);
	const struct parsed *parsed = parse_cached(set, root_name, kept, hash, err);
	if (!parsed)
		return NULL;
	struct tmpl_template *templates = ARENA_ARRAY(set->arena, struct tmpl_template, parsed->len + 1);
	tpl = ARENA_NEW(set->arena, struct tpl_text);
	tpl->templates = templates;
	templates[tpl->count++] = (struct tmpl_template){ root_name, root_name, kept, NULL, parsed->root };
	for (size_t i = 0; i < parsed->len; i++) {
		const struct definition *definition = &parsed->definitions[i];
		if (node_is_empty(definition->root) && tmpl_set_lookup(set, definition->name))
			continue;
		templates[tpl->count++] =
			(struct tmpl_template){ definition->name, root_name, kept, NULL, definition->root };
	}
	table_set(set->arena, &set->tpl, kept, hash, tpl);
	return tpl;
}
