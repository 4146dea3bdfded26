// SPDX-License-Identifier: Apache-2.0
// client-go: util/jsonpath/jsonpath.go. Every node maps a list of values to a list of values; what a node has found so
// far counts even when it fails, as a filter for existence looks at it and not at the failure. Ranges are no nodes of
// the tree: "range" and "end" only set counters, by which find_all() runs the nodes between them once for each value.
#include "value/jsonpath.h"

#include "value/json.h"
#include "value/jsonpath_node.h"
#include "value/print.h"

struct run {
	struct arena *arena;
	struct error *err;
	const struct jsonpath_nodes *root;
	int begun, within, ended; /* ranges that wait to begin, are being run, wait to end */
	size_t last_end;          /* position in root of the last "end" met */
	unsigned depth;
};

/* What one node of the top level found. */
struct findings {
	struct list **items;
	size_t len, cap;
};

static bool walk(struct run *run, struct list *input, const struct jsonpath_node *node, struct list **ret);

static bool walk_all(struct run *run, struct list *input, const struct jsonpath_nodes *nodes, struct list **ret)
{
	*ret = input;
	for (size_t i = 0; i < nodes->len; i++)
		if (!walk(run, *ret, &nodes->items[i], ret))
			return false;
	return true;
}

// What a map, a list or a text holds; of a text, its bytes.
static void push_members(struct run *run, struct list *ret, struct value v)
{
	if (v.kind == VALUE_MAP && v.map)
		map_sort(v.map);
	for (size_t i = 0; v.kind == VALUE_MAP && v.map && i < v.map->len; i++)
		list_push(run->arena, ret, v.map->entries[i].value);
	for (size_t i = 0; v.kind == VALUE_LIST && v.list && i < v.list->len; i++)
		list_push(run->arena, ret, v.list->items[i]);
	for (size_t i = 0; v.kind == VALUE_STRING && i < v.s.len; i++)
		list_push(run->arena, ret, value_uint_of(TYPE_UINT8, (unsigned char)v.s.data[i]));
}

// ---- nodes -----------------------------------------------------------------------------------------------------

static bool eval_field(struct run *run, const struct list *input, struct str name, struct list *ret)
{
	for (size_t i = 0; i < input->len; i++) {
		const struct value *found =
			input->items[i].kind == VALUE_MAP ? map_get(input->items[i].map, name) : NULL;
		if (found)
			list_push(run->arena, ret, *found);
	}
	return ret->len || !input->len || fail(run->err, NOWHERE, "%.*s is not found", STR_FMT(name));
}

// Resolves missing and negative bounds; false without an error if they enclose nothing.
static bool resolve_bounds(struct run *run, const struct jsonpath_bound *bounds, int64_t len, int64_t *from,
                           int64_t *to)
{
	*from = bounds[0].known ? bounds[0].value : 0;
	*from += *from < 0 ? len : 0;
	*to = bounds[1].known ? bounds[1].value : len;
	*to += *to < 0 || (*to == 0 && bounds[1].derived) ? len : 0;
	if (*from == *to)
		return false;
	if (*from >= len || *from < 0)
		return fail(run->err, NOWHERE, "array index out of bounds: index %lld, length %lld", (long long)*from,
		            (long long)len);
	if (*to > len || *to < 0)
		return fail(run->err, NOWHERE, "array index out of bounds: index %lld, length %lld",
		            (long long)((uint64_t)*to - 1), (long long)len);
	if (*from > *to)
		return fail(run->err, NOWHERE, "starting index %lld is greater than ending index %lld",
		            (long long)*from, (long long)*to);
	return true;
}

static bool eval_array(struct run *run, struct list *input, const struct jsonpath_bound *bounds, struct list **ret)
{
	struct list *found = list_new(run->arena, 0);
	*ret = input;
	for (size_t i = 0; i < input->len; i++) {
		struct value v = input->items[i];
		int64_t from, to, step = bounds[2].known ? bounds[2].value : 1;
		if (v.kind == VALUE_NULL && v.type != TYPE_INVALID)
			continue;
		if (v.kind != VALUE_LIST)
			return fail(run->err, NOWHERE, "%s is not array or slice", value_type_name(v));
		if (!resolve_bounds(run, bounds, v.list ? (int64_t)v.list->len : 0, &from, &to)) {
			*ret = error_is_set(run->err) ? input
			                              : found; // nothing asked for: the library looks no further
			return !error_is_set(run->err);
		}
		if (step <= 0)
			return fail(run->err, NOWHERE, "step must be > 0");
		for (; from < to; from += step < to - from ? step : to - from)
			list_push(run->arena, found, v.list->items[from]);
	}
	*ret = found;
	return true;
}

static void eval_recursive(struct run *run, const struct list *input, struct list *ret)
{
	for (size_t i = 0; i < input->len; i++) {
		struct list *members = list_new(run->arena, 0);
		push_members(run, members, input->items[i]);
		if (!members->len)
			continue;
		list_push(run->arena, ret, input->items[i]);
		eval_recursive(run, members, ret);
	}
}

static bool eval_union(struct run *run, struct list *input, const struct jsonpath_nodes *nodes, struct list **ret)
{
	struct list *all = list_new(run->arena, 0), *found;
	*ret = input;
	for (size_t i = 0; i < nodes->len; i++) {
		if (!walk_all(run, input, &nodes->items[i].nodes, &found))
			return false;
		for (size_t j = 0; j < found->len; j++)
			list_push(run->arena, all, found->items[j]);
	}
	*ret = all;
	return true;
}

static bool eval_identifier(struct run *run, struct list *input, struct str name, struct list **ret)
{
	*ret = input;
	if (str_is(name, "range")) {
		run->begun++;
		return true;
	}
	if (!str_is(name, "end"))
		return fail(run->err, NOWHERE, "unrecognized identifier %.*s", STR_FMT(name));
	*ret = list_new(run->arena, 0);
	if (run->within == 0)
		return fail(run->err, NOWHERE, "not in range, nothing to end");
	run->ended++;
	return true;
}

// ---- filters ---------------------------------------------------------------------------------------------------

static bool is_basic(struct value v)
{
	return v.kind == VALUE_BOOL || v.kind == VALUE_INT || v.kind == VALUE_FLOAT || v.kind == VALUE_STRING;
}

/* How two values stand to each other: NaN is neither less nor equal. */
struct order {
	bool less, equal;
};

static bool compare(struct run *run, struct value a, struct value b, struct order *ret)
{
	*ret = (struct order){ false, false };
	if (!is_basic(a) || !is_basic(b))
		return fail(run->err, NOWHERE, "invalid type for comparison");
	if (a.kind != b.kind)
		return fail(run->err, NOWHERE, "incompatible types for comparison");
	else if (a.kind == VALUE_BOOL)
		ret->equal = a.b == b.b;
	else if (a.kind == VALUE_INT)
		*ret = (struct order){ a.i < b.i, a.i == b.i };
	else if (a.kind == VALUE_FLOAT)
		*ret = (struct order){ a.f < b.f, a.f == b.f };
	else
		*ret = (struct order){ str_cmp(a.s, b.s) < 0, str_eq(a.s, b.s) };
	return true;
}

static bool passes(struct run *run, struct value a, struct str operator, struct value b, bool *ret)
{
	static const char *const operators[] = { "<", ">", "==", "!=", "<=", ">=" };
	struct order order;
	size_t which = 0;
	while (which < ARRAY_LEN(operators) && !str_is(operator, operators[which]))
		which++;
	if (which == ARRAY_LEN(operators))
		return fail(run->err, NOWHERE, "unrecognized filter operator %.*s", STR_FMT(operator));
	if (!compare(run, a, b, &order))
		return false;
	bool ordered = which != 2 && which != 3;
	if (ordered && a.kind == VALUE_BOOL)
		return fail(run->err, NOWHERE, "invalid type for comparison");
	const bool results[] = { order.less,   !order.less && !order.equal, order.equal,
		                 !order.equal, order.less || order.equal,   !order.less };
	*ret = results[which];
	return true;
}

// One side of a comparison: false without an error if there is nothing to compare.
static bool operand(struct run *run, struct list *item, const struct jsonpath_nodes *side, struct value *ret)
{
	struct list *found;
	if (!walk_all(run, item, side, &found) || found->len == 0)
		return false;
	*ret = found->items[0];
	return found->len == 1 || fail(run->err, NOWHERE, "can only compare one element at a time");
}

static bool exists(struct run *run, struct list *item, const struct jsonpath_nodes *path)
{
	struct list *found;
	struct error ignored = { .arena = run->arena }, *err = run->err;
	run->err = &ignored;
	walk_all(run, item, path, &found);
	run->err = err;
	return found->len > 0;
}

static bool not_a_list(struct run *run, struct value v)
{
	struct strbuf shown = strbuf_in(run->arena);
	if (v.kind == VALUE_NULL && v.type == TYPE_INVALID)
		strbuf_add(&shown, STR("<invalid reflect.Value>"));
	else if (!value_print(&shown, v))
		strbuf_add(&shown, STR("…"));
	return fail(run->err, NOWHERE, "%.*s is not array or slice and cannot be filtered",
	            STR_FMT(strbuf_peek(&shown)));
}

static bool eval_filter(struct run *run, struct list *input, const struct jsonpath_node *node, struct list **ret)
{
	const struct jsonpath_nodes *left = &node->nodes.items[0].nodes, *right = &node->nodes.items[1].nodes;
	struct list *kept = list_new(run->arena, 0);
	*ret = input;
	for (size_t i = 0; i < input->len; i++) {
		struct value v = input->items[i];
		if (v.kind != VALUE_LIST)
			return not_a_list(run, v);
		for (size_t j = 0; v.list && j < v.list->len; j++) {
			struct list *item = list_new(run->arena, 1);
			struct value a, b;
			bool pass = false;
			list_push(run->arena, item, v.list->items[j]);
			if (str_is(node->text, "exists"))
				pass = exists(run, item, left);
			else if (operand(run, item, left, &a) && operand(run, item, right, &b) &&
			         !passes(run, a, node->text, b, &pass))
				*ret = kept;
			if (error_is_set(run->err))
				return false;
			if (pass)
				list_push(run->arena, kept, v.list->items[j]);
		}
	}
	*ret = kept;
	return true;
}

// ---- the walk --------------------------------------------------------------------------------------------------

static bool walk(struct run *run, struct list *input, const struct jsonpath_node *node, struct list **ret)
{
	struct list *found = list_new(run->arena, 0);
	switch (node->kind) {
	case JSONPATH_LIST: return walk_all(run, input, &node->nodes, ret);
	case JSONPATH_IDENTIFIER: return eval_identifier(run, input, node->text, ret);
	case JSONPATH_ARRAY: return eval_array(run, input, node->bounds, ret);
	case JSONPATH_UNION: return eval_union(run, input, &node->nodes, ret);
	case JSONPATH_FILTER: return eval_filter(run, input, node, ret);
	case JSONPATH_TEXT: list_push(run->arena, found, value_string(node->text)); break;
	case JSONPATH_LITERAL:
		for (size_t i = 0; i < input->len; i++)
			list_push(run->arena, found, node->literal);
		break;
	case JSONPATH_FIELD: *ret = found; return eval_field(run, input, node->text, found);
	case JSONPATH_WILDCARD:
		for (size_t i = 0; i < input->len; i++)
			push_members(run, found, input->items[i]);
		break;
	case JSONPATH_RECURSIVE: eval_recursive(run, input, found); break;
	}
	*ret = found;
	return true;
}

static bool find_all(struct run *run, size_t from, struct value data, struct findings *ret);

// Runs the nodes behind a range once for each of its values; with none, once for nothing, so that its end is found.
static bool run_range(struct run *run, size_t from, const struct list *values, struct findings *ret)
{
	struct findings ignored = { 0 };
	if (++run->depth > JSONPATH_MAX_DEPTH)
		return fail(run->err, NOWHERE, "ranges are nested more than %d deep", JSONPATH_MAX_DEPTH);
	for (size_t i = 0; i < (values->len ? values->len : 1); i++) {
		struct value v = values->len ? values->items[i] : value_null();
		if (v.kind == VALUE_NULL && v.type == TYPE_INVALID)
			return fail(run->err, NOWHERE, "a range over nothing"); // the library panics
		if (!find_all(run, from, v.kind == VALUE_NULL ? value_invalid() : v, values->len ? ret : &ignored))
			return false;
	}
	run->depth--;
	return true;
}

static bool find_all(struct run *run, size_t from, struct value data, struct findings *ret)
{
	struct list *input = list_new(run->arena, 1), *found;
	list_push(run->arena, input, data);
	for (size_t i = from; i < run->root->len; i++) {
		if (!walk(run, input, &run->root->items[i], &found))
			return false;
		if (run->ended > 0 && run->ended <= run->within) {
			run->ended--;
			run->last_end = i;
			break;
		}
		if (run->begun == 0) {
			ret->items = arena_grow(run->arena, ret->items, &ret->cap, ret->len + 1, sizeof(*ret->items));
			ret->items[ret->len++] = found;
			continue;
		}
		run->begun--;
		run->within++;
		if (!run_range(run, i + 1, found, ret))
			return false;
		run->within--;
		i = run->last_end > i ? run->last_end : i;
	}
	return true;
}

static bool print(struct run *run, const struct list *values, struct strbuf *out)
{
	for (size_t i = 0; i < values->len; i++) {
		struct value v = values->items[i];
		strbuf_add(out, i ? STR(" ") : STR_NONE);
		if (v.kind == VALUE_NULL)
			strbuf_add(out, v.type == TYPE_INVALID ? STR("<no value>") : STR("null"));
		else if (v.kind != VALUE_MAP && v.kind != VALUE_LIST)
			value_print(out, v);
		else if (!json_write(run->arena, out, v, (struct json_style){ false, NULL }, run->err))
			return false;
	}
	return true;
}

bool jsonpath_execute(struct arena *arena, const struct jsonpath *path, struct value data, struct strbuf *out,
                      struct error *err)
{
	struct run run = { .arena = arena, .err = err, .root = &path->root };
	struct findings findings = { 0 };
	struct strbuf text = strbuf_in(arena);
	if (!find_all(&run, 0, data, &findings))
		return false;
	for (size_t i = 0; i < findings.len; i++)
		if (!print(&run, findings.items[i], &text))
			return false;
	strbuf_add(out, strbuf_peek(&text));
	return true;
}
