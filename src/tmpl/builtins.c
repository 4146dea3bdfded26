// SPDX-License-Identifier: Apache-2.0
// The functions that Go's text/template has by itself: comparisons, indexing, escapes, printing.
#include "text/strconv.h"
#include "text/utf8.h"
#include "tmpl/exec.h"
#include "value/object.h"
#include "value/print.h"

// ---- comparisons -----------------------------------------------------------------------------------------------

enum basic_kind { KIND_INVALID, KIND_BOOL, KIND_COMPLEX, KIND_INT, KIND_FLOAT, KIND_STRING, KIND_UINT };

static enum basic_kind basic_kind(struct value value)
{
	switch (value.kind) {
	case VALUE_BOOL: return KIND_BOOL;
	case VALUE_INT: return KIND_INT;
	case VALUE_UINT: return KIND_UINT;
	case VALUE_FLOAT: return KIND_FLOAT;
	case VALUE_COMPLEX: return KIND_COMPLEX;
	case VALUE_STRING: return KIND_STRING;
	default: return KIND_INVALID;
	}
}

NORETURN static void incompatible(struct tmpl_call *call, struct value a, struct value b)
{
	tmpl_fail(call, "incompatible types for comparison: %s and %s", value_type_name(a), value_type_name(b));
}

static bool is_nil(struct value value)
{
	switch (value.kind) {
	case VALUE_NULL: return true;
	case VALUE_LIST: return !value.list;
	case VALUE_MAP: return !value.map;
	default: return false;
	}
}

// The type's name behind a pointer, as Go's indirect() leaves it.
static const char *element_type_name(struct value value)
{
	const char *name = value_type_name(value);
	return name + (name[0] == '*');
}

static bool is_comparable(struct value value)
{
	if (value.kind == VALUE_OBJECT)
		return !value.object->class->as_map;
	return value.kind != VALUE_LIST && value.kind != VALUE_MAP && value.kind != VALUE_BYTES;
}

static struct str printed(struct tmpl_call *call, const char *format, struct value value)
{
	struct strbuf text = strbuf_in(call->arena);
	value_sprintf(&text, str_of(format), &value, 1);
	return strbuf_str(&text, call->arena);
}

// Neither is a basic value: only nil, and structs that hold no map or slice, can be compared.
static bool equal_others(struct tmpl_call *call, struct value a, struct value b)
{
	const char *a_kind = value_kind_name(a), *b_kind = value_kind_name(b);
	bool any_nil = a.kind == VALUE_NULL || b.kind == VALUE_NULL;
	if (!any_nil && strcmp(a_kind, b_kind) != 0) {
		// The first by %s, whatever it is: Go's own slip.
		struct str first = printed(call, "%s", a), second = printed(call, "%v", b);
		tmpl_fail(call, "non-comparable types %.*s: %s, %s: %.*s", STR_FMT(first), value_type_name(a),
		          value_type_name(b), STR_FMT(second));
	}
	if (is_nil(a) || is_nil(b))
		return is_nil(a) == is_nil(b);
	if (!is_comparable(b)) {
		struct str text = printed(call, "%s", b);
		tmpl_fail(call, "non-comparable type %.*s: %s", STR_FMT(text), value_type_name(b));
	}
	if (strcmp(b_kind, "ptr") == 0)
		return a.object == b.object;
	return value_deep_equal(a, b);
}

static bool equal(struct tmpl_call *call, struct value a, struct value b)
{
	enum basic_kind a_kind = basic_kind(a), b_kind = basic_kind(b);
	if (a_kind != b_kind) {
		if (a_kind == KIND_INT && b_kind == KIND_UINT)
			return a.i >= 0 && (uint64_t)a.i == b.u;
		if (a_kind == KIND_UINT && b_kind == KIND_INT)
			return b.i >= 0 && (uint64_t)b.i == a.u;
		if (a.kind != VALUE_NULL && b.kind != VALUE_NULL)
			incompatible(call, a, b);
		return false;
	}
	switch (a_kind) {
	case KIND_BOOL: return a.b == b.b;
	case KIND_COMPLEX: return a.c.re == b.c.re && a.c.im == b.c.im;
	case KIND_INT: return a.i == b.i;
	case KIND_UINT: return a.u == b.u;
	case KIND_FLOAT: return a.f == b.f;
	case KIND_STRING: return str_eq(a.s, b.s);
	default: return equal_others(call, a, b);
	}
}

static struct value fn_eq(struct tmpl_call *call)
{
	if (call->count < 2)
		tmpl_fail(call, "missing argument for comparison");
	for (size_t i = 1; i < call->count; i++)
		if (equal(call, call->args[0], call->args[i]))
			return value_bool(true);
	return value_bool(false);
}

static struct value fn_ne(struct tmpl_call *call)
{
	return value_bool(!equal(call, call->args[0], call->args[1]));
}

static bool less(struct tmpl_call *call, struct value a, struct value b)
{
	enum basic_kind a_kind = basic_kind(a), b_kind = basic_kind(b);
	if (a_kind == KIND_INVALID || b_kind == KIND_INVALID)
		tmpl_fail(call, "invalid type for comparison");
	if (a_kind == KIND_INT && b_kind == KIND_UINT)
		return a.i < 0 || (uint64_t)a.i < b.u;
	if (a_kind == KIND_UINT && b_kind == KIND_INT)
		return b.i >= 0 && a.u < (uint64_t)b.i;
	if (a_kind != b_kind)
		incompatible(call, a, b);
	switch (a_kind) {
	case KIND_INT: return a.i < b.i;
	case KIND_UINT: return a.u < b.u;
	case KIND_FLOAT: return a.f < b.f;
	case KIND_STRING: return str_cmp(a.s, b.s) < 0;
	default: tmpl_fail(call, "invalid type for comparison");
	}
}

static bool less_or_equal(struct tmpl_call *call)
{
	return less(call, call->args[0], call->args[1]) || equal(call, call->args[0], call->args[1]);
}

static struct value fn_lt(struct tmpl_call *call)
{
	return value_bool(less(call, call->args[0], call->args[1]));
}

static struct value fn_le(struct tmpl_call *call)
{
	return value_bool(less_or_equal(call));
}

static struct value fn_gt(struct tmpl_call *call)
{
	return value_bool(!less_or_equal(call));
}

static struct value fn_ge(struct tmpl_call *call)
{
	return value_bool(!less(call, call->args[0], call->args[1]));
}

static struct value fn_not(struct tmpl_call *call)
{
	return value_bool(!value_truth(call->args[0]));
}

// ---- index, len ------------------------------------------------------------------------------------------------

static size_t index_arg(struct tmpl_call *call, struct value index, size_t limit)
{
	int64_t at;
	if (index.kind == VALUE_INT)
		at = index.i;
	else if (index.kind == VALUE_UINT)
		at = (int64_t)index.u;
	else if (index.kind == VALUE_NULL)
		tmpl_fail(call, "cannot index slice/array with nil");
	else
		tmpl_fail(call, "cannot index slice/array with type %s", value_type_name(index));
	if (at < 0 || (uint64_t)at > limit)
		tmpl_fail(call, "index out of range: %lld", (long long)at);
	return (size_t)at;
}

// indexArg lets the length itself pass, as for slices; Go's reflection then panics.
static size_t element_arg(struct tmpl_call *call, struct value index, size_t len, const char *kind)
{
	size_t at = index_arg(call, index, len);
	if (at == len)
		tmpl_panic(call, "reflect: %s index out of range", kind);
	return at;
}

static struct value index_map(struct tmpl_call *call, struct value item, struct map *map, struct value key)
{
	bool any = value_is_table(item);
	if (key.kind == VALUE_NULL)
		tmpl_fail(call, "value is nil; should be of type string");
	if (key.kind != VALUE_STRING)
		tmpl_fail(call, "value has type %s; should be string", value_type_name(key));
	const struct value *found = map ? map_get(map, key.s) : NULL;
	struct value value = found                          ? *found
	                     : any                          ? value_null()
	                     : item.type == TYPE_STRING_MAP ? value_string(STR_NONE)
	                                                    : value_bytes((struct str){ NULL, 0 });
	value.boxed = any;
	if (value.kind == VALUE_NULL)
		value.type = TYPE_ANY;
	return value;
}

static struct value index_one(struct tmpl_call *call, struct value item, struct value index)
{
	struct value value;
	size_t at;
	switch (item.kind) {
	case VALUE_NULL: tmpl_fail(call, "index of nil pointer");
	case VALUE_LIST:
		at = element_arg(call, index, item.list ? item.list->len : 0, "slice");
		value = item.list->items[at];
		value.boxed = item.type == TYPE_LIST;
		return value;
	case VALUE_STRING:
		return value_uint_of(TYPE_UINT8,
		                     (unsigned char)item.s.data[element_arg(call, index, item.s.len, "string")]);
	case VALUE_BYTES:
		return value_uint_of(TYPE_UINT8,
		                     (unsigned char)item.s.data[element_arg(call, index, item.s.len, "slice")]);
	case VALUE_MAP: return index_map(call, item, item.map, index);
	case VALUE_OBJECT:
		if (item.object->class->as_map)
			return index_map(call, item, item.object->class->as_map(call->arena, item.object), index);
		break;
	default: break;
	}
	tmpl_fail(call, "can't index item of type %s", element_type_name(item));
}

static struct value fn_index(struct tmpl_call *call)
{
	struct value item = call->args[0];
	if (item.kind == VALUE_NULL)
		tmpl_fail(call, "index of untyped nil");
	for (size_t i = 1; i < call->count; i++)
		item = index_one(call, item, call->args[i]);
	return item;
}

static struct value fn_len(struct tmpl_call *call)
{
	struct value item = call->args[0];
	int64_t len;
	switch (item.kind) {
	case VALUE_NULL:
		if (item.type == TYPE_INVALID)
			tmpl_panic(call, "reflect: call of reflect.Value.Type on zero Value");
		tmpl_fail(call, "len of nil pointer");
	case VALUE_STRING:
	case VALUE_BYTES: return value_int((int64_t)item.s.len);
	case VALUE_LIST: return value_int(item.list ? (int64_t)item.list->len : 0);
	case VALUE_MAP: return value_int(item.map ? (int64_t)item.map->len : 0);
	case VALUE_OBJECT:
		len = item.object->class->len ? item.object->class->len(item.object) : -1;
		if (len >= 0)
			return value_int(len);
		break;
	default: break;
	}
	tmpl_fail(call, "len of type %s", element_type_name(item));
}

// No value of a template is a function, so there is nothing to call; the errors are Go's.
static struct value fn_call(struct tmpl_call *call)
{
	struct value func = call->args[0];
	if (func.kind == VALUE_NULL)
		tmpl_fail(call, "call of nil");
	const struct node *node = call->exec->node;
	struct strbuf name = strbuf_in(call->arena);
	if (node->type == NODE_COMMAND && node->list.len > 1)
		node_print(&name, node->list.items[1]);
	else if (func.kind == VALUE_STRING)
		strbuf_add(&name, func.s);
	else
		strbuf_printf(&name, "<%s Value>", value_type_name(func)); // Go: reflect.Value.String
	tmpl_fail(call, "non-function %.*s of type %s", STR_FMT(strbuf_peek(&name)), value_type_name(func));
}

// ---- texts -----------------------------------------------------------------------------------------------------

static struct value fn_print(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	tmpl_check_printed(call, value_sprint(&out, call->args, call->count));
	return value_string(strbuf_str(&out, call->arena));
}

static struct value fn_println(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	tmpl_check_printed(call, value_sprintln(&out, call->args, call->count));
	return value_string(strbuf_str(&out, call->arena));
}

static struct value fn_printf(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	tmpl_check_printed(call, value_sprintf(&out, call->args[0].s, call->args + 1, call->count - 1));
	return value_string(strbuf_str(&out, call->arena));
}

// text/template's evalArgs: one string as it is, anything else printed.
static struct str joined_args(struct tmpl_call *call)
{
	if (call->count == 1 && call->args[0].kind == VALUE_STRING)
		return call->args[0].s;
	struct strbuf out = strbuf_in(call->arena);
	for (size_t i = 0; i < call->count; i++)
		if (call->args[i].kind == VALUE_NULL)
			call->args[i] = value_string(STR("<no value>"));
	tmpl_check_printed(call, value_sprint(&out, call->args, call->count));
	return strbuf_str(&out, call->arena);
}

static struct value fn_html(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct str text = joined_args(call);
	for (size_t i = 0; i < text.len; i++) {
		switch (text.data[i]) {
		case '\0': strbuf_add(&out, STR("\xEF\xBF\xBD")); break;
		case '"': strbuf_add(&out, STR("&#34;")); break;
		case '\'': strbuf_add(&out, STR("&#39;")); break;
		case '&': strbuf_add(&out, STR("&amp;")); break;
		case '<': strbuf_add(&out, STR("&lt;")); break;
		case '>': strbuf_add(&out, STR("&gt;")); break;
		default: strbuf_add_char(&out, text.data[i]);
		}
	}
	return value_string(strbuf_str(&out, call->arena));
}

static void js_rune(struct strbuf *out, uint32_t rune)
{
	switch (rune) {
	case '\\': strbuf_add(out, STR("\\\\")); break;
	case '\'': strbuf_add(out, STR("\\'")); break;
	case '"': strbuf_add(out, STR("\\\"")); break;
	case '<': strbuf_add(out, STR("\\u003C")); break;
	case '>': strbuf_add(out, STR("\\u003E")); break;
	case '&': strbuf_add(out, STR("\\u0026")); break;
	case '=': strbuf_add(out, STR("\\u003D")); break;
	default:
		if (rune < 0x20 || (rune >= 0x80 && !rune_is_print(rune)))
			strbuf_printf(out, "\\u%04X", (unsigned)rune);
		else
			utf8_encode(out, rune);
	}
}

static struct value fn_js(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct str text = joined_args(call);
	for (size_t size; text.len; text = str_from(text, size)) {
		uint32_t rune = utf8_decode(text, &size);
		if (rune == RUNE_ERROR && size == 1)
			strbuf_add(&out, str_slice(text, 0, 1)); // U+FFFD is printable, so Go copies the byte
		else
			js_rune(&out, rune);
	}
	return value_string(strbuf_str(&out, call->arena));
}

static struct value fn_urlquery(struct tmpl_call *call)
{
	struct strbuf out = strbuf_in(call->arena);
	struct str text = joined_args(call);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool plain =
			(c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr("-_.~", c));
		if (plain)
			strbuf_add_char(&out, (char)c);
		else if (c == ' ')
			strbuf_add_char(&out, '+');
		else
			strbuf_printf(&out, "%%%02X", c);
	}
	return value_string(strbuf_str(&out, call->arena));
}

// `and` and `or` have no function: the executor evaluates their arguments one by one.
static const struct tmpl_func builtins[] = {
	{ "and", "RR*:R", NULL },         { "call", "RR*:R", fn_call },      { "eq", "RR*:b", fn_eq },
	{ "ge", "RR:b", fn_ge },          { "gt", "RR:b", fn_gt },           { "html", "v*:s", fn_html },
	{ "index", "RR*:R", fn_index },   { "js", "v*:s", fn_js },           { "le", "RR:b", fn_le },
	{ "len", "R:i", fn_len },         { "lt", "RR:b", fn_lt },           { "ne", "RR:b", fn_ne },
	{ "not", "R:b", fn_not },         { "or", "RR*:R", NULL },           { "print", "v*:s", fn_print },
	{ "printf", "sv*:s", fn_printf }, { "println", "v*:s", fn_println }, { "urlquery", "v*:s", fn_urlquery },
};

const struct tmpl_func *tmpl_find_builtin(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(builtins); i++)
		if (str_is(name, builtins[i].name))
			return &builtins[i];
	return NULL;
}
