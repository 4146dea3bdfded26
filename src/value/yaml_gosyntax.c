// SPDX-License-Identifier: Apache-2.0
// Go's %#v of what go-yaml makes of a node: it stands in the errors about keys that JSON cannot have, which anyone
// meets who writes "{{ x }}" without quotes. Nodes are used since the decoder has already lost the integers.
//
// Keys are sorted as fmt does: by type, then by value. fmt orders types by their address; the order here is the one in
// Helm's release binary.
#include "value/yaml_gosyntax.h"

#include <stdlib.h>

#include "text/strconv.h"

enum { DEPTH_LIMIT = 1000 };

struct printer {
	struct strbuf *out;
	struct arena *arena;
	const struct yaml_tree *tree;
	unsigned depth;
};

struct entry {
	struct value key;
	uint32_t value;
	size_t order;
};

struct entries {
	struct entry *items;
	size_t len, cap;
};

static void print_node(struct printer *p, uint32_t index);

static const struct yaml_node *node_at(const struct printer *p, uint32_t index)
{
	const struct yaml_node *node = &p->tree->nodes[index];
	return node->kind == NODE_ALIAS ? &p->tree->nodes[node->count] : node;
}

static struct value scalar_value(struct printer *p, const struct yaml_node *node)
{
	struct value v = value_string(node->text);
	struct error ignored = { .arena = p->arena };
	if (node->tag != YAML_TAG_NONE || node->implicit)
		yaml_resolve((enum yaml_tag)node->tag, node->text, &v, &ignored);
	return v;
}

static int type_rank(struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: return 0;
	case VALUE_STRING: return 1;
	case VALUE_UINT: return 2;
	case VALUE_INT: return 3;
	case VALUE_FLOAT: return 4;
	default: return 5;
	}
}

static int compare_floats(double a, double b)
{
	bool a_nan = a != a, b_nan = b != b;
	if (a_nan || b_nan)
		return b_nan - a_nan;
	return (a > b) - (a < b);
}

static int compare_keys(struct value a, struct value b)
{
	int order = type_rank(a) - type_rank(b);
	if (order)
		return order;
	switch ((enum value_kind)a.kind) {
	case VALUE_STRING: return str_cmp(a.s, b.s);
	case VALUE_UINT: return (a.u > b.u) - (a.u < b.u);
	case VALUE_INT: return (a.i > b.i) - (a.i < b.i);
	case VALUE_FLOAT: return compare_floats(a.f, b.f);
	case VALUE_BOOL: return a.b - b.b;
	default: return 0;
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = compare_keys(left->key, right->key);
	return order ? order : (left->order > right->order) - (left->order < right->order);
}

static void collect(struct printer *p, const struct yaml_node *mapping, struct entries *entries);

static void collect_merged(struct printer *p, uint32_t index, struct entries *entries)
{
	const struct yaml_node *node = node_at(p, index);
	if (node->kind == NODE_MAPPING) {
		collect(p, node, entries);
		return;
	}
	uint32_t *children = ARENA_ARRAY(p->arena, uint32_t, node->count);
	uint32_t child = (uint32_t)(node - p->tree->nodes) + 1;
	for (uint32_t i = 0; i < node->count; i++, child = p->tree->nodes[child].next)
		children[i] = child;
	for (uint32_t i = node->count; i-- > 0;)
		collect(p, node_at(p, children[i]), entries);
}

static void collect(struct printer *p, const struct yaml_node *mapping, struct entries *entries)
{
	if (mapping->kind != NODE_MAPPING || p->depth > DEPTH_LIMIT)
		return;
	p->depth++;
	uint32_t key = (uint32_t)(mapping - p->tree->nodes) + 1;
	for (uint32_t i = 0; i + 1 < mapping->count; i += 2) {
		uint32_t value = p->tree->nodes[key].next;
		if (yaml_is_merge(&p->tree->nodes[key])) {
			collect_merged(p, value, entries);
		} else {
			entries->items = arena_grow(p->arena, entries->items, &entries->cap, entries->len + 1,
			                            sizeof(*entries->items));
			entries->items[entries->len] =
				(struct entry){ scalar_value(p, node_at(p, key)), value, entries->len };
			entries->len++;
		}
		key = p->tree->nodes[value].next;
	}
	p->depth--;
}

static void print_value(struct printer *p, struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: strbuf_add(p->out, p->depth ? STR("interface {}(nil)") : STR("<nil>")); break;
	case VALUE_BOOL: strbuf_add(p->out, v.b ? STR("true") : STR("false")); break;
	case VALUE_INT: format_int(p->out, v.i, 10); break;
	case VALUE_UINT: strbuf_printf(p->out, "0x%llx", (unsigned long long)v.u); break;
	case VALUE_FLOAT: format_float(p->out, v.f, 'g', -1, 64); break;
	default: quote(p->out, v.s); break;
	}
}

// Of entries with equal keys the last one counts.
static void print_mapping(struct printer *p, const struct yaml_node *mapping)
{
	struct entries entries = { 0 };
	collect(p, mapping, &entries);
	if (entries.len)
		qsort(entries.items, entries.len, sizeof(*entries.items), compare_entries);
	strbuf_add(p->out, STR("map[interface {}]interface {}{"));
	bool first = true;
	for (size_t i = 0; i < entries.len; i++) {
		if (i + 1 < entries.len && compare_keys(entries.items[i].key, entries.items[i + 1].key) == 0)
			continue;
		if (!first)
			strbuf_add(p->out, STR(", "));
		first = false;
		print_value(p, entries.items[i].key);
		strbuf_add_char(p->out, ':');
		print_node(p, entries.items[i].value);
	}
	strbuf_add_char(p->out, '}');
}

static void print_sequence(struct printer *p, const struct yaml_node *sequence)
{
	strbuf_add(p->out, STR("[]interface {}{"));
	uint32_t child = (uint32_t)(sequence - p->tree->nodes) + 1;
	for (uint32_t i = 0; i < sequence->count; i++, child = p->tree->nodes[child].next) {
		if (i)
			strbuf_add(p->out, STR(", "));
		print_node(p, child);
	}
	strbuf_add_char(p->out, '}');
}

static void print_node(struct printer *p, uint32_t index)
{
	const struct yaml_node *node = node_at(p, index);
	if (node->kind == NODE_SCALAR) {
		print_value(p, scalar_value(p, node));
		return;
	}
	if (p->depth > DEPTH_LIMIT)
		return;
	p->depth++;
	if (node->kind == NODE_MAPPING)
		print_mapping(p, node);
	else
		print_sequence(p, node);
	p->depth--;
}

bool yaml_is_merge(const struct yaml_node *key)
{
	return key->kind == NODE_SCALAR && str_is(key->text, "<<") && (key->implicit || key->tag == YAML_TAG_MERGE);
}

struct str yaml_go_syntax(struct arena *arena, const struct yaml_tree *tree, uint32_t node)
{
	struct strbuf out = strbuf_in(arena);
	struct printer p = { &out, arena, tree, 0 };
	print_node(&p, node);
	return strbuf_str(&out, arena);
}
