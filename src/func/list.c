// SPDX-License-Identifier: Apache-2.0
// Lists. Sprig reads any slice by reflection and makes a new []interface {}, so no function here changes its argument.
// `slice` shares the elements with the list it cuts, as a Go slice does. Each function and its must… form do the same:
// a panic and a returned error look alike from a template.
#include <math.h>

#include "func/cast.h"
#include "func/families.h"
#include "func/panic.h"

// The elements of a list argument; `what` completes the error for anything else.
static struct sequence list_argument(struct tmpl_call *call, struct value v, const char *what)
{
	struct sequence ret;
	if (v.kind == VALUE_NULL)
		panic_nil(call);
	if (!sequence_of(v, &ret))
		tmpl_fail(call, "Cannot %s type %s", what, value_kind_name(v));
	return ret;
}

// A new list of elements [from, to), with room for `more` in front.
static struct list *copied(struct tmpl_call *call, const struct sequence *from, size_t start, size_t end, size_t front)
{
	struct list *list = list_new(call->arena, end - start + front);
	list->len = end - start + front;
	for (size_t i = start; i < end; i++)
		list->items[front + i - start] = sequence_at(from, i);
	return list;
}

static struct value fn_list(struct tmpl_call *call)
{
	struct list *list = list_new(call->arena, call->count);
	list->len = call->count;
	if (call->count)
		memcpy(list->items, call->args, call->count * sizeof(*call->args));
	return value_list(list);
}

static struct value fn_push(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "push on");
	struct list *list = list_new(call->arena, from.len + 1);
	for (size_t i = 0; i < from.len; i++)
		list->items[i] = sequence_at(&from, i);
	list->items[from.len] = call->args[1];
	list->len = from.len + 1;
	return value_list(list);
}

static struct value fn_prepend(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "prepend on");
	struct list *list = copied(call, &from, 0, from.len, 1);
	list->items[0] = call->args[1];
	return value_list(list);
}

static struct value fn_first(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find first on");
	return from.len ? sequence_at(&from, 0) : value_null();
}

static struct value fn_last(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find last on");
	return from.len ? sequence_at(&from, from.len - 1) : value_null();
}

// Of an empty list, rest and initial are nil, which JSON shows as null.
static struct value fn_rest(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find rest on");
	return value_list(from.len ? copied(call, &from, 1, from.len, 0) : NULL);
}

static struct value fn_initial(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find initial on");
	return value_list(from.len ? copied(call, &from, 0, from.len - 1, 0) : NULL);
}

static struct value fn_reverse(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find reverse on");
	struct list *list = list_new(call->arena, from.len);
	for (size_t i = from.len; i > 0; i--)
		list_push(call->arena, list, sequence_at(&from, i - 1));
	return value_list(list);
}

static struct value fn_compact(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "compact on");
	struct list *list = list_new(call->arena, from.len);
	for (size_t i = 0; i < from.len; i++) {
		struct value item = sequence_at(&from, i);
		if (!value_is_empty(item))
			list_push(call->arena, list, item);
	}
	return value_list(list);
}

static bool is_among(const struct value *items, size_t count, struct value v)
{
	for (size_t i = 0; i < count; i++)
		if (value_deep_equal(v, items[i]))
			return true;
	return false;
}

static struct value fn_uniq(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find uniq on");
	struct list *list = list_new(call->arena, from.len);
	struct map *texts = map_new(call->arena); // spares long lists of texts the comparison of each with each
	for (size_t i = 0; i < from.len; i++) {
		struct value item = sequence_at(&from, i);
		bool is_text = item.kind == VALUE_STRING;
		if (is_text ? map_get(texts, item.s) != NULL : is_among(list->items, list->len, item))
			continue;
		if (is_text)
			map_set(call->arena, texts, item.s, item);
		list_push(call->arena, list, item);
	}
	return value_list(list);
}

static struct value fn_without(struct tmpl_call *call)
{
	struct sequence from = list_argument(call, call->args[0], "find without on");
	struct list *list = list_new(call->arena, from.len);
	for (size_t i = 0; i < from.len; i++) {
		struct value item = sequence_at(&from, i);
		if (!is_among(call->args + 1, call->count - 1, item))
			list_push(call->arena, list, item);
	}
	return value_list(list);
}

static struct value fn_has(struct tmpl_call *call)
{
	if (call->args[1].kind == VALUE_NULL)
		return value_bool(false);
	struct sequence from = list_argument(call, call->args[1], "find has on");
	for (size_t i = 0; i < from.len; i++)
		if (value_deep_equal(call->args[0], sequence_at(&from, i)))
			return value_bool(true);
	return value_bool(false);
}

static struct value fn_concat(struct tmpl_call *call)
{
	uint64_t count = 0;
	for (size_t i = 0; i < call->count; i++) {
		struct sequence from;
		if (call->args[i].kind == VALUE_NULL)
			panic_nil(call);
		if (!sequence_of(call->args[i], &from))
			tmpl_panic(call, "Cannot concat type %s as list", value_kind_name(call->args[i]));
		count += from.len;
	}
	if (count == 0)
		return value_list(NULL);
	check_list_size(call, count);
	struct list *list = list_new(call->arena, count);
	for (size_t i = 0; i < call->count; i++) {
		struct sequence from;
		sequence_of(call->args[i], &from);
		for (size_t j = 0; j < from.len; j++)
			list_push(call->arena, list, sequence_at(&from, j));
	}
	return value_list(list);
}

// The number of chunks is computed in floating point, as Sprig does, for sizes of zero and below.
static struct value fn_chunk(struct tmpl_call *call)
{
	int64_t size = call->args[0].i;
	struct sequence from = list_argument(call, call->args[1], "chunk");
	int64_t len = (int64_t)from.len;
	int64_t count = int64_of_float(floor((double)(len - 1) / (double)size) + 1);
	if (count < 0)
		tmpl_panic(call, "runtime error: makeslice: len out of range");
	struct list *list = list_new(call->arena, (size_t)count);
	for (int64_t i = 0; i < count; i++) {
		int64_t rest = i == count - 1 ? len % size : 0;
		int64_t part = rest ? rest : size;
		if (part < 0)
			tmpl_panic(call, "runtime error: makeslice: len out of range");
		size_t start = (size_t)(i * size);
		list_push(call->arena, list, value_list(copied(call, &from, start, start + (size_t)part, 0)));
	}
	return value_list_of(TYPE_LIST_LIST, list);
}

static struct value fn_slice(struct tmpl_call *call)
{
	struct value v = call->args[0];
	struct sequence from;
	if (v.kind == VALUE_NULL)
		panic_nil(call);
	if (!sequence_of(v, &from))
		tmpl_fail(call, "list should be type of slice or array but %s", value_kind_name(v));
	if (from.len == 0)
		return value_null();
	int64_t len = (int64_t)from.len;
	int64_t start = call->count > 1 ? cast_int64(call->args[1]) : 0;
	int64_t end = call->count > 2 ? cast_int64(call->args[2]) : len;
	if (start < 0 || end < start || end > len)
		tmpl_panic(call, "reflect.Value.Slice: slice index out of bounds");
	if (v.kind == VALUE_BYTES)
		return value_bytes(str_slice(v.s, (size_t)start, (size_t)end));
	struct list *part = list_new(call->arena, 0);
	*part = (struct list){ v.list->items + start, (size_t)(end - start), (size_t)(end - start) };
	return value_list_of(v.type, part);
}

const struct tmpl_func func_list[] = {
	{ "append", "vv:L", fn_push },
	{ "chunk", "iv:M", fn_chunk },
	{ "compact", "v:L", fn_compact },
	{ "concat", "v*:v", fn_concat },
	{ "first", "v:v", fn_first },
	{ "has", "vv:b", fn_has },
	{ "initial", "v:L", fn_initial },
	{ "last", "v:v", fn_last },
	{ "list", "v*:L", fn_list },
	{ "mustAppend", "vv:L", fn_push },
	{ "mustChunk", "iv:M", fn_chunk },
	{ "mustCompact", "v:L", fn_compact },
	{ "mustFirst", "v:v", fn_first },
	{ "mustHas", "vv:b", fn_has },
	{ "mustInitial", "v:L", fn_initial },
	{ "mustLast", "v:v", fn_last },
	{ "mustPrepend", "vv:L", fn_prepend },
	{ "mustPush", "vv:L", fn_push },
	{ "mustRest", "v:L", fn_rest },
	{ "mustReverse", "v:L", fn_reverse },
	{ "mustSlice", "vv*:v", fn_slice },
	{ "mustUniq", "v:L", fn_uniq },
	{ "mustWithout", "vv*:L", fn_without },
	{ "prepend", "vv:L", fn_prepend },
	{ "push", "vv:L", fn_push },
	{ "rest", "v:L", fn_rest },
	{ "reverse", "v:L", fn_reverse },
	{ "slice", "vv*:v", fn_slice },
	{ "tuple", "v*:L", fn_list },
	{ "uniq", "v:L", fn_uniq },
	{ "without", "vv*:L", fn_without },
	{ NULL },
};
