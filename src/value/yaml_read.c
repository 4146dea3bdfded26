// SPDX-License-Identifier: Apache-2.0
// sigs.k8s.io/yaml's Unmarshal without its detour: there, go-yaml decodes to maps with keys of any type, those become
// maps with text keys, then JSON text, then values again. Here the nodes are decoded to the final values at once, and
// what a later stage would have refused is noted on the way and looked at in the end, in the order of Go's stages:
//
//     yaml_read -> yaml_parse -> decode -> check_keys (to text keys), check_numbers (to JSON), check_depth (from JSON)
//
// Aliases are decoded anew at each use, as in Go: the copies are changed apart. What that may cost is limited by the
// share of the work that is done for aliases.
#include "value/yaml.h"

#include <math.h>

#include "base/stack.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/yaml_gosyntax.h"
#include "value/yaml_parse.h"

/* Where encoding/json refuses to read on. */
enum { JSON_DEPTH = 10000 };

/* A pair whose key JSON cannot have. It is an error unless a later pair replaced the map that held it. */
struct bad_key {
	struct bad_key *next;
	const struct map *map;
	struct str message;
};

struct decoder {
	struct arena *arena, *scratch;
	struct error *err;
	const struct yaml_tree *tree;
	unsigned source;
	struct stack_guard guard;
	unsigned depth, alias_depth;
	size_t steps, alias_steps;
	struct bad_key *bad_keys; /* newest first */
	struct bad_key **buckets; /* the same by map, once all are there */
	size_t bad_count, buckets_size;
	bool has_infinite, is_deep, is_low;
	bool keeps_integers;
	const struct str *keys; /* of the outermost map, what is asked for; NULL: everything */
	size_t keys_len;
	bool is_strict;
	struct strbuf duplicates; /* the lines about keys that were set twice */
};

static bool decode(struct decoder *d, uint32_t index, struct value *ret);
static bool merge(struct decoder *d, uint32_t index, struct map *map);

static struct yaml_node *node_at(const struct decoder *d, uint32_t index)
{
	return &d->tree->nodes[index];
}

// --- The limits on aliases ---

// Small documents may consist of aliases nearly altogether, large ones to a tenth.
static double allowed_alias_share(size_t steps)
{
	const double low = 400000, high = 4000000;
	if ((double)steps <= low)
		return 0.99;
	if ((double)steps >= high)
		return 0.10;
	return 0.99 - 0.89 * (((double)steps - low) / (high - low));
}

static bool count_step(struct decoder *d)
{
	d->steps++;
	if (d->alias_depth)
		d->alias_steps++;
	if (d->alias_steps > 100 && d->steps > 1000 &&
	    (double)d->alias_steps / (double)d->steps > allowed_alias_share(d->steps))
		return fail(d->err, NOWHERE, "yaml: document contains excessive aliasing");
	return true;
}

// Goes into an alias that was counted; the target is not yet.
static bool enter_alias(struct decoder *d, struct yaml_node *alias)
{
	if (alias->under_way)
		return fail(d->err, NOWHERE, "yaml: anchor '%.*s' value contains itself", STR_FMT(alias->text));
	alias->under_way = true;
	d->alias_depth++;
	return true;
}

static void leave_alias(struct decoder *d, struct yaml_node *alias)
{
	d->alias_depth--;
	alias->under_way = false;
}

// --- Scalars ---

static bool decode_binary(struct decoder *d, struct str text, struct value *ret)
{
	struct str bytes;
	size_t bad;
	if (!base64_decode(d->arena, text, &bytes, &bad))
		return fail(d->err, NOWHERE, "yaml: !!binary value contains invalid base64 data");
	*ret = value_string(utf8_replace_invalid(d->arena, bytes)); // JSON has no invalid UTF-8
	return true;
}

// As go-yaml sees the scalar, with integers.
static bool resolve_scalar(struct decoder *d, const struct yaml_node *node, struct value *ret)
{
	if (node->tag == YAML_TAG_BINARY)
		return decode_binary(d, node->text, ret);
	if (node->tag != YAML_TAG_NONE || node->implicit)
		return yaml_resolve((enum yaml_tag)node->tag, node->text, ret, d->err);
	*ret = value_string(node->text);
	return true;
}

static bool decode_scalar(struct decoder *d, const struct yaml_node *node, struct value *ret)
{
	if (!resolve_scalar(d, node, ret))
		return false;
	if (ret->kind == VALUE_FLOAT && !isfinite(ret->f))
		d->has_infinite = true;
	if (d->keeps_integers)
		return true;
	if (ret->kind == VALUE_INT)
		*ret = value_float((double)ret->i);
	else if (ret->kind == VALUE_UINT)
		*ret = value_float((double)ret->u);
	return true;
}

static struct str float_key(struct arena *arena, double f)
{
	struct strbuf out = strbuf_in(arena);
	if (isnan(f))
		return STR(".nan");
	if (isinf((float)f))
		return f > 0 ? STR(".inf") : STR("-.inf");
	format_float(&out, f, 'g', -1, 32);
	return strbuf_str(&out, arena);
}

// The text of a key; false for the two types that cannot be one.
static bool key_text(struct arena *arena, struct value key, struct str *ret)
{
	switch ((enum value_kind)key.kind) {
	case VALUE_STRING: *ret = key.s; return true;
	case VALUE_BOOL: *ret = key.b ? STR("true") : STR("false"); return true;
	case VALUE_INT: *ret = arena_printf(arena, "%lld", (long long)key.i); return true;
	case VALUE_FLOAT: *ret = float_key(arena, key.f); return true;
	default: return false;
	}
}

// --- Mappings ---

static bool decode_key(struct decoder *d, uint32_t index, struct value *ret)
{
	struct yaml_node *node = node_at(d, index);
	if (node->kind == NODE_SCALAR)
		return count_step(d) && resolve_scalar(d, node, ret);
	if (node->kind == NODE_ALIAS) {
		if (!count_step(d) || !enter_alias(d, node) || !decode_key(d, node->count, ret))
			return false;
		leave_alias(d, node);
		return true;
	}
	struct value ignored;
	if (!decode(d, index, &ignored))
		return false;
	struct location at = { NULL, node->line, node->column, 0 };
	struct str text = yaml_go_syntax(d->scratch, d->tree, index);
	return fail(d->err, at, "yaml: invalid map key: %.*s", STR_FMT(text));
}

static void add_bad_key(struct decoder *d, const struct map *map, struct value key, uint32_t value_index)
{
	struct bad_key *bad = ARENA_NEW(d->scratch, struct bad_key);
	struct str value = yaml_go_syntax(d->scratch, d->tree, value_index);
	*bad = (struct bad_key){ d->bad_keys, map, STR_NONE };
	if (value_is_null(key))
		bad->message =
			arena_printf(d->scratch, "unsupported map key of type: %%!s(<nil>), key: <nil>, value: %.*s",
		                     STR_FMT(value));
	else
		bad->message = arena_printf(d->scratch, "unsupported map key of type: uint64, key: 0x%llx, value: %.*s",
		                            (unsigned long long)key.u, STR_FMT(value));
	d->bad_keys = bad;
	d->bad_count++;
}

// Unmarshalling goes on without the second value; all duplicates are told in the end.
static bool is_duplicate(struct decoder *d, const struct map *map, struct value key, struct str text,
                         uint32_t value_index)
{
	if (!d->is_strict || !map_get(map, text))
		return false;
	strbuf_printf(&d->duplicates, "\n  line %u: key ", node_at(d, value_index)->line);
	if (key.kind == VALUE_STRING)
		quote(&d->duplicates, key.s);
	else
		strbuf_add(&d->duplicates, text);
	strbuf_add(&d->duplicates, STR(" already set in map"));
	return true;
}

// May the value be wrong in a way that only decoding finds, as a scalar or as a key?
static bool is_doubtful(const struct decoder *d, const struct yaml_node *node)
{
	struct value value;
	struct error ignored = { .arena = d->scratch };
	if (node->kind == NODE_ALIAS || node->tag != YAML_TAG_NONE)
		return true;
	if (node->kind != NODE_SCALAR || !node->implicit)
		return false;
	if (!yaml_may_resolve(node->text))
		return str_is(node->text, "<<");
	return !yaml_resolve(YAML_TAG_NONE, node->text, &value, &ignored) || value.kind == VALUE_NULL ||
	       value.kind == VALUE_UINT || (value.kind == VALUE_FLOAT && !isfinite(value.f));
}

// A value that nobody asked for and that cannot be wrong.
static bool can_skip(struct decoder *d, const struct value *key, uint32_t index)
{
	uint32_t end = node_at(d, index)->next;
	if (key->kind != VALUE_STRING || d->alias_depth || d->tree->has_collection_key ||
	    d->tree->depth > JSON_DEPTH / 2)
		return false;
	for (size_t i = 0; i < d->keys_len; i++)
		if (text_equal_fold(key->s, d->keys[i]))
			return false;
	for (uint32_t i = index; i < end; i++)
		if (is_doubtful(d, node_at(d, i)))
			return false;
	d->steps += end - index;
	return true;
}

static bool decode_pair(struct decoder *d, uint32_t key_index, uint32_t value_index, struct map *map)
{
	if (yaml_is_merge(node_at(d, key_index)))
		return merge(d, value_index, map);
	struct value key, value;
	struct str text;
	if (!decode_key(d, key_index, &key))
		return false;
	if (d->keys && d->depth == 1 && can_skip(d, &key, value_index)) {
		map_delete(map, key.s); // a doubtful value that it replaces
		return true;
	}
	if (!decode(d, value_index, &value))
		return false;
	if (!key_text(d->arena, key, &text))
		add_bad_key(d, map, key, value_index);
	else if (!is_duplicate(d, map, key, text, value_index))
		map_set(d->arena, map, text, value);
	return true;
}

static bool decode_pairs(struct decoder *d, uint32_t index, struct map *map)
{
	const struct yaml_node *mapping = node_at(d, index);
	map_reserve(d->arena, map, map->len + mapping->count / 2);
	uint32_t key = index + 1;
	for (uint32_t i = 0; i + 1 < mapping->count; i += 2) {
		uint32_t value = node_at(d, key)->next;
		if (!decode_pair(d, key, value, map))
			return false;
		key = node_at(d, value)->next;
	}
	return true;
}

// --- Merge keys ---

static bool merge_mapping(struct decoder *d, uint32_t index, struct map *map)
{
	struct yaml_node *node = node_at(d, index);
	struct yaml_node *target = node->kind == NODE_ALIAS ? node_at(d, node->count) : node;
	if (target->kind != NODE_MAPPING)
		return fail(d->err, NOWHERE, "yaml: map merge requires map or sequence of maps as the value");
	if (!count_step(d))
		return false;
	if (node->kind == NODE_MAPPING)
		return decode_pairs(d, index, map);
	if (!enter_alias(d, node) || !count_step(d) || !decode_pairs(d, node->count, map))
		return false;
	leave_alias(d, node);
	return true;
}

// Of a list of maps the first one wins, so they are taken from the last; a merged map in turn overrides what stands
// above it, and is overridden by what stands below.
static bool merge(struct decoder *d, uint32_t index, struct map *map)
{
	const struct yaml_node *node = node_at(d, index);
	if (d->depth >= JSON_DEPTH || stack_is_low(&d->guard)) {
		d->is_deep = true;
		return true;
	}
	d->depth++;
	bool ok = true;
	if (node->kind == NODE_SEQUENCE) {
		uint32_t *children = ARENA_ARRAY(d->scratch, uint32_t, node->count);
		uint32_t child = index + 1;
		for (uint32_t i = 0; i < node->count; i++, child = node_at(d, child)->next)
			children[i] = child;
		for (uint32_t i = node->count; ok && i-- > 0;)
			ok = merge_mapping(d, children[i], map);
	} else {
		ok = merge_mapping(d, index, map);
	}
	d->depth--;
	return ok;
}

// --- Nodes ---

static void set_origin(const struct decoder *d, const struct yaml_node *node, struct value *v)
{
	enum { MAX_LINE = (1 << 20) - 1, MAX_COLUMN = (1 << 12) - 1 };
	v->source = d->source & 0x7FFF;
	v->line = node->line < MAX_LINE ? node->line : MAX_LINE;
	v->column = node->column < MAX_COLUMN ? node->column : MAX_COLUMN;
}

static bool decode_sequence(struct decoder *d, uint32_t index, struct value *ret)
{
	const struct yaml_node *node = node_at(d, index);
	struct list *list = list_new(d->arena, node->count);
	uint32_t child = index + 1;
	for (uint32_t i = 0; i < node->count; i++, child = node_at(d, child)->next)
		if (!decode(d, child, &list->items[i]))
			return false;
	list->len = node->count;
	*ret = value_list(list);
	return true;
}

static bool decode_collection(struct decoder *d, uint32_t index, struct value *ret)
{
	bool is_list = node_at(d, index)->kind == NODE_SEQUENCE;
	if (d->depth == JSON_DEPTH || stack_is_low(&d->guard)) {
		d->is_low = d->depth < JSON_DEPTH;
		d->is_deep = true;
		*ret = is_list ? value_list(list_new(d->arena, 0)) : value_map(map_new(d->arena));
		return true;
	}
	d->depth++;
	bool ok;
	if (is_list) {
		ok = decode_sequence(d, index, ret);
	} else {
		*ret = value_map(map_new(d->arena));
		ok = decode_pairs(d, index, ret->map);
	}
	d->depth--;
	return ok;
}

static bool decode(struct decoder *d, uint32_t index, struct value *ret)
{
	struct yaml_node *node = node_at(d, index);
	bool ok = count_step(d);
	if (!ok)
		return false;
	if (node->kind == NODE_SCALAR) {
		ok = decode_scalar(d, node, ret);
	} else if (node->kind == NODE_ALIAS) {
		ok = enter_alias(d, node) && decode(d, node->count, ret);
		leave_alias(d, node);
	} else {
		ok = decode_collection(d, index, ret);
	}
	if (ok)
		set_origin(d, node, ret);
	return ok;
}

// --- What later stages refuse ---

// Calls visit for each value, parents first and maps in the order of their keys, until it returns false.
static bool walk(struct value v, unsigned depth, bool (*visit)(void *context, struct value v, unsigned depth),
                 void *context)
{
	if (!visit(context, v, depth))
		return false;
	if (v.kind == VALUE_LIST) {
		for (size_t i = 0; i < v.list->len; i++)
			if (!walk(v.list->items[i], depth + 1, visit, context))
				return false;
	} else if (v.kind == VALUE_MAP) {
		map_sort(v.map);
		for (size_t i = 0; i < v.map->len; i++)
			if (!walk(v.map->entries[i].value, depth + 1, visit, context))
				return false;
	}
	return true;
}

static struct bad_key **bucket_of(const struct decoder *d, const struct map *map)
{
	return &d->buckets[(((uintptr_t)map * 0x9E3779B97F4A7C15u) >> 32) & (d->buckets_size - 1)];
}

// Of a map with several bad keys the newest is told: it comes to the front of its bucket last.
static void sort_bad_keys(struct decoder *d)
{
	struct bad_key *oldest_first = NULL;
	for (d->buckets_size = 16; d->buckets_size < d->bad_count;)
		d->buckets_size *= 2;
	d->buckets = ARENA_ARRAY(d->scratch, struct bad_key *, d->buckets_size);
	for (struct bad_key *bad = d->bad_keys, *next; bad; bad = next) {
		next = bad->next;
		bad->next = oldest_first;
		oldest_first = bad;
	}
	for (struct bad_key *bad = oldest_first, *next; bad; bad = next) {
		struct bad_key **bucket = bucket_of(d, bad->map);
		next = bad->next;
		bad->next = *bucket;
		*bucket = bad;
	}
}

static bool check_keys(void *context, struct value v, unsigned depth)
{
	struct decoder *d = context;
	(void)depth;
	if (v.kind != VALUE_MAP)
		return true;
	for (struct bad_key *bad = *bucket_of(d, v.map); bad; bad = bad->next)
		if (bad->map == v.map)
			return fail(d->err, NOWHERE, "%.*s", STR_FMT(bad->message));
	return true;
}

bool yaml_check_float(struct value v, struct error *err)
{
	if (isfinite(v.f))
		return true;
	return fail(err, (struct location){ NULL, v.line, v.column, 0 }, "json: unsupported value: %s",
	            isnan(v.f) ? "NaN"
	            : v.f > 0  ? "+Inf"
	                       : "-Inf");
}

static bool check_numbers(void *context, struct value v, unsigned depth)
{
	struct decoder *d = context;
	(void)depth;
	return v.kind != VALUE_FLOAT || yaml_check_float(v, d->err);
}

static bool check_depth(void *context, struct value v, unsigned depth)
{
	struct decoder *d = context;
	if (depth <= JSON_DEPTH || (v.kind != VALUE_LIST && v.kind != VALUE_MAP))
		return true;
	return fail(d->err, (struct location){ NULL, v.line, v.column, 0 }, "invalid character '%c' exceeded max depth",
	            v.kind == VALUE_LIST ? '[' : '{');
}

static bool decode_document(struct decoder *d, struct value *ret)
{
	struct error *err = d->err;
	if (!decode(d, 0, ret))
		return fail_in(err, "error converting YAML to JSON");
	if (d->duplicates.len)
		return fail_text(err, NOWHERE,
		                 ARENA_CONCAT(d->scratch, STR("error converting YAML to JSON: yaml: unmarshal errors:"),
		                              strbuf_peek(&d->duplicates)));
	if (d->bad_keys)
		sort_bad_keys(d);
	if (d->bad_keys && !walk(*ret, 1, check_keys, d))
		return fail_in(err, "error converting YAML to JSON");
	if (d->has_infinite && !d->keeps_integers && !walk(*ret, 1, check_numbers, d))
		return fail_in(err, "error converting YAML to JSON");
	if (d->is_deep && !walk(*ret, 1, check_depth, d))
		return fail_in(err, "error unmarshaling JSON: while decoding JSON");
	return true;
}

// How a document is read; the rest of the decoder is made here.
static bool read_document(struct arena *arena, struct str text, struct decoder d, struct value *ret, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	struct yaml_tree tree = { 0 };
	if (!yaml_parse(arena, &scratch, text, &tree, err))
		return fail_in(err, "error converting YAML to JSON");
	if (tree.count == 0) {
		*ret = value_null();
		return true;
	}
	d.arena = arena;
	d.scratch = &scratch;
	d.err = err;
	d.tree = &tree;
	d.duplicates = strbuf_in(&scratch);
	stack_guard_init(&d.guard);
	struct value v;
	if (!decode_document(&d, &v))
		return false;
	*ret = v;
	return true;
}

bool yaml_read(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err)
{
	return read_document(arena, text, (struct decoder){ .source = source }, ret, err);
}

bool yaml_read_strict(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err)
{
	return read_document(arena, text, (struct decoder){ .source = source, .is_strict = true }, ret, err);
}

bool yaml_read_typed(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	return read_document(arena, text, (struct decoder){ .keeps_integers = true }, ret, err);
}

bool yaml_read_keys(struct arena *arena, struct str text, const struct str *keys, size_t len, struct value *ret,
                    struct error *err)
{
	struct decoder how = { .keeps_integers = true, .keys = keys, .keys_len = len };
	return read_document(arena, text, how, ret, err);
}

bool yaml_read_typed_strict(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	return read_document(arena, text, (struct decoder){ .keeps_integers = true, .is_strict = true }, ret, err);
}

bool yaml_scalar_text(struct arena *arena, struct value v, struct str *ret)
{
	struct strbuf text = strbuf_in(arena);
	switch (v.kind) {
	case VALUE_STRING: *ret = v.s; return true;
	case VALUE_BOOL: *ret = v.b ? STR("true") : STR("false"); return true;
	case VALUE_INT: format_int(&text, v.i, 10); break;
	case VALUE_UINT: format_uint(&text, v.u, 10); break;
	case VALUE_FLOAT:
		format_float(&text, v.f, 'g', -1, 32); // sigs.k8s.io/yaml
		break;
	default: return false;
	}
	*ret = strbuf_str(&text, arena);
	return true;
}

bool yaml_read_raw(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	struct yaml_tree tree = { 0 };
	if (!yaml_parse(arena, &scratch, text, &tree, err))
		return false;
	*ret = value_null();
	struct decoder d = { .arena = arena, .scratch = &scratch, .err = err, .tree = &tree, .keeps_integers = true };
	stack_guard_init(&d.guard);
	struct value v;
	if (tree.count == 0)
		return true;
	if (!decode(&d, 0, &v))
		return false;
	if (d.is_low)
		return fail_at_limit(err, "yaml: " STACK_LIMIT);
	if (d.is_deep)
		return fail(err, NOWHERE, "yaml: exceeded max depth of 10000");
	*ret = v;
	return true;
}

static bool fail_type(struct error *err, struct value v, const char *type)
{
	const char *name = v.kind == VALUE_MAP      ? "object"
	                   : v.kind == VALUE_LIST   ? "array"
	                   : v.kind == VALUE_STRING ? "string"
	                   : v.kind == VALUE_BOOL   ? "bool"
	                                            : "number";
	return fail(err, (struct location){ NULL, v.line, v.column, 0 },
	            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s into Go value of type %s",
	            name, type);
}

bool yaml_read_map(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err)
{
	struct value v;
	if (!yaml_read(arena, text, source, &v, err))
		return false;
	if (v.kind != VALUE_MAP && v.kind != VALUE_NULL)
		return fail_type(err, v, type_name(TYPE_MAP));
	*ret = v.kind == VALUE_MAP ? v.map : map_new(arena);
	return true;
}

bool yaml_read_list(struct arena *arena, struct str text, unsigned source, struct list **ret, struct error *err)
{
	struct value v;
	if (!yaml_read(arena, text, source, &v, err))
		return false;
	if (v.kind != VALUE_LIST && v.kind != VALUE_NULL)
		return fail_type(err, v, type_name(TYPE_LIST));
	*ret = v.kind == VALUE_LIST ? v.list : list_new(arena, 0);
	return true;
}
