// SPDX-License-Identifier: Apache-2.0
// BurntSushi/toml's encoder over maps: the plain members of a table first, then its tables, each group in the order of
// their keys. A list of which all elements are tables becomes [[key]] sections; in all other lists tables are written
// inline. What is nil is left out, and an error within a list.
//
//     toml_write -> write_top -> write_table, write_section_list, write_pair -> write_element
#include "value/toml.h"

#include <math.h>

#include "base/stack.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "value/time.h"
#include "value/toml_key.h"

struct writer {
	struct strbuf *out;
	struct arena *arena;
	struct error *err;
	struct stack_guard guard;
	size_t start;
};

/* What the library sees in a value. */
enum toml_kind { KIND_NIL, KIND_PLAIN, KIND_TABLE, KIND_SECTIONS };

static bool write_member(struct writer *w, struct toml_key key, struct value v);
static bool write_element(struct writer *w, struct value v);

// Structs become their fields, or the text they marshal to. Times stay what they are.
static struct value plain_value(struct writer *w, struct value v)
{
	if (v.kind == VALUE_OBJECT && !value_is_time(v)) {
		const struct object_class *class = v.object->class;
		struct str text;
		if (class->as_map)
			return value_map(class->as_map(w->arena, v.object));
		if (class->marshal_text && class->marshal_text(w->arena, v.object, &text, w->err))
			return value_string(text);
		return value_map(object_exported(w->arena, v.object));
	}
	return v;
}

// *ret is set; false for a list with a nil in it, at whatever depth.
static bool find_kind(struct writer *w, struct value v, enum toml_kind *ret)
{
	v = plain_value(w, v);
	if (stack_is_low(&w->guard))
		return fail_at_limit(w->err, "toml: " STACK_LIMIT);
	*ret = KIND_PLAIN;
	if (v.kind == VALUE_NULL || (v.kind == VALUE_LIST && !v.list) || (v.kind == VALUE_MAP && !v.map)) {
		*ret = KIND_NIL;
	} else if (v.kind == VALUE_COMPLEX) {
		return fail(w->err, NOWHERE, "unsupported type: %s", value_type_name(v));
	} else if (v.kind == VALUE_MAP) {
		*ret = KIND_TABLE;
	} else if (v.kind == VALUE_LIST && v.list->len) {
		bool tables = true;
		for (size_t i = 0; i < v.list->len; i++) {
			enum toml_kind kind;
			if (!find_kind(w, v.list->items[i], &kind))
				return false;
			if (kind == KIND_NIL)
				return fail(w->err, NOWHERE, "toml: cannot encode array with nil element");
			tables = tables && kind == KIND_TABLE;
		}
		*ret = tables ? KIND_SECTIONS : KIND_PLAIN;
	}
	return true;
}

static void write_newline(struct writer *w)
{
	if (w->out->len > w->start)
		strbuf_add_char(w->out, '\n');
}

static void write_indent(struct writer *w, struct toml_key key)
{
	strbuf_add_repeat(w->out, ' ', 2 * (key.len - 1));
}

// --- Values on a line ---

static void write_float(struct writer *w, struct value v)
{
	if (!isfinite(v.f)) {
		if (signbit(v.f))
			strbuf_add_char(w->out, '-');
		strbuf_add(w->out, isnan(v.f) ? STR("nan") : STR("inf"));
		return;
	}
	size_t from = w->out->len;
	format_float(w->out, v.f, 'g', -1, v.type == TYPE_FLOAT32 ? 32 : 64);
	struct str text = str_from(strbuf_peek(w->out), from);
	if (str_find_char(text, 'e') == STR_NPOS && str_find_char(text, '.') == STR_NPOS)
		strbuf_add(w->out, STR(".0"));
}

// Times that were read without a zone are written without one, in UTC.
static void write_time(struct writer *w, struct gotime time)
{
	static const struct {
		const char *zone;
		struct str layout;
	} local[] = {
		{ "datetime-local", STR_INIT("2006-01-02T15:04:05.999999999") },
		{ "date-local", STR_INIT("2006-01-02") },
		{ "time-local", STR_INIT("15:04:05.999999999") },
	};
	struct strbuf zone = strbuf_in(w->arena);
	gotime_format(&zone, time, STR("MST"));
	for (size_t i = 0; i < ARRAY_LEN(local); i++) {
		if (str_is(strbuf_peek(&zone), local[i].zone)) {
			time.zone = NULL;
			gotime_format(w->out, time, local[i].layout);
			return;
		}
	}
	gotime_format(w->out, time, STR("2006-01-02T15:04:05.999999999Z07:00"));
}

static void write_duration(struct writer *w, int64_t nanoseconds)
{
	struct strbuf text = strbuf_in(w->arena);
	duration_format(&text, nanoseconds);
	toml_write_quoted(w->out, strbuf_peek(&text));
}

static bool write_array(struct writer *w, const struct list *list)
{
	strbuf_add_char(w->out, '[');
	for (size_t i = 0; list && i < list->len; i++) {
		if (i)
			strbuf_add(w->out, STR(", "));
		if (!write_element(w, list->items[i]))
			return false;
	}
	strbuf_add_char(w->out, ']');
	return true;
}

static void write_byte_array(struct writer *w, struct str bytes)
{
	strbuf_add_char(w->out, '[');
	for (size_t i = 0; i < bytes.len; i++)
		strbuf_printf(w->out, "%s%u", i ? ", " : "", (unsigned char)bytes.data[i]);
	strbuf_add_char(w->out, ']');
}

/* The members of a table, split and in order. */
struct members {
	const struct map_entry **plain, **tables;
	size_t plain_len, tables_len;
};

static bool split_members(struct writer *w, struct map *map, bool sorted, struct members *ret)
{
	*ret = (struct members){
		.plain = ARENA_ARRAY(w->arena, const struct map_entry *, map->len),
		.tables = ARENA_ARRAY(w->arena, const struct map_entry *, map->len),
	};
	if (sorted)
		map_sort(map);
	for (size_t i = 0; i < map->len; i++) {
		enum toml_kind kind;
		if (!find_kind(w, map->entries[i].value, &kind))
			return false;
		if (kind == KIND_TABLE || kind == KIND_SECTIONS)
			ret->tables[ret->tables_len++] = &map->entries[i];
		else
			ret->plain[ret->plain_len++] = &map->entries[i];
	}
	return true;
}

static bool is_nil(struct value v)
{
	return v.kind == VALUE_NULL || (v.kind == VALUE_LIST && !v.list) || (v.kind == VALUE_MAP && !v.map);
}

// A comma stands behind each member that is written but the last of its group; so one is left over if that last one is
// nil, as in the reference.
static bool write_inline_members(struct writer *w, const struct map_entry **members, size_t len, bool more)
{
	for (size_t i = 0; i < len; i++) {
		struct value v = plain_value(w, members[i]->value);
		if (is_nil(v))
			continue;
		toml_write_key_part(w->out, members[i]->key);
		strbuf_add(w->out, STR(" = "));
		if (!write_element(w, v))
			return false;
		if (more || i + 1 < len)
			strbuf_add(w->out, STR(", "));
	}
	return true;
}

static bool write_inline_table(struct writer *w, struct map *map, bool sorted)
{
	struct members members;
	if (!split_members(w, map, sorted, &members))
		return false;
	strbuf_add_char(w->out, '{');
	if (!write_inline_members(w, members.plain, members.plain_len, members.tables_len > 0) ||
	    !write_inline_members(w, members.tables, members.tables_len, false))
		return false;
	strbuf_add_char(w->out, '}');
	return true;
}

static bool write_element(struct writer *w, struct value v)
{
	if (stack_is_low(&w->guard))
		return fail_at_limit(w->err, "toml: " STACK_LIMIT);
	bool is_struct = v.kind == VALUE_OBJECT;
	v = plain_value(w, v);
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: // find_kind refuses both within lists
	case VALUE_COMPLEX: break;
	case VALUE_BOOL: strbuf_add(w->out, v.b ? STR("true") : STR("false")); break;
	case VALUE_INT:
		if (v.type == TYPE_DURATION)
			write_duration(w, v.i);
		else
			format_int(w->out, v.i, 10);
		break;
	case VALUE_UINT: format_uint(w->out, v.u, 10); break;
	case VALUE_FLOAT: write_float(w, v); break;
	case VALUE_STRING: toml_write_quoted(w->out, v.s); break;
	case VALUE_BYTES: write_byte_array(w, v.s); break;
	case VALUE_LIST: return write_array(w, v.list);
	case VALUE_MAP: return write_inline_table(w, v.map, !is_struct);
	case VALUE_OBJECT: write_time(w, value_as_time(v)); break;
	}
	return true;
}

// --- Sections ---

static bool write_pair(struct writer *w, struct toml_key key, struct value v)
{
	if (key.len) {
		write_indent(w, key);
		toml_write_key_part(w->out, toml_key_last(key));
		strbuf_add(w->out, STR(" = "));
	}
	if (!write_element(w, v))
		return false;
	if (key.len)
		strbuf_add_char(w->out, '\n');
	return true;
}

static bool write_members(struct writer *w, struct toml_key key, struct map *map, bool sorted)
{
	struct members members;
	if (!split_members(w, map, sorted, &members))
		return false;
	for (size_t i = 0; i < members.plain_len + members.tables_len; i++) {
		const struct map_entry *entry =
			i < members.plain_len ? members.plain[i] : members.tables[i - members.plain_len];
		if (!write_member(w, toml_key_add(w->arena, key, entry->key), entry->value))
			return false;
	}
	return true;
}

static void write_header(struct writer *w, struct toml_key key, const char *format)
{
	struct str text = toml_key_text(w->arena, key);
	write_indent(w, key);
	strbuf_printf(w->out, format, STR_FMT(text));
}

static bool write_section_list(struct writer *w, struct toml_key key, const struct list *list)
{
	if (key.len == 0)
		return fail(w->err, NOWHERE, "toml: top-level values must be Go maps or structs");
	for (size_t i = 0; i < list->len; i++) {
		struct value v = plain_value(w, list->items[i]);
		write_newline(w);
		write_header(w, key, "[[%.*s]]\n");
		if (!write_members(w, key, v.map, list->items[i].kind == VALUE_MAP))
			return false;
	}
	return true;
}

static bool write_table(struct writer *w, struct toml_key key, struct map *map, bool sorted)
{
	if (key.len == 1)
		write_newline(w);
	if (key.len)
		write_header(w, key, "[%.*s]\n");
	return write_members(w, key, map, sorted);
}

static bool write_member(struct writer *w, struct toml_key key, struct value v)
{
	enum toml_kind kind;
	struct value plain = plain_value(w, v);
	if (stack_is_low(&w->guard))
		return fail_at_limit(w->err, "toml: " STACK_LIMIT);
	if (plain.kind == VALUE_COMPLEX && !key.len)
		return fail(w->err, NOWHERE, "unsupported type for key '': %s", value_type_name(plain));
	if (!find_kind(w, plain, &kind))
		return false;
	switch (kind) {
	case KIND_NIL:
		// nothing is written, but for a nil list that is the whole
		return key.len || plain.kind != VALUE_LIST || write_element(w, plain);
	case KIND_PLAIN: return write_pair(w, key, v);
	case KIND_TABLE: return write_table(w, key, plain.map, v.kind == VALUE_MAP);
	case KIND_SECTIONS: return write_section_list(w, key, plain.list);
	}
	return true;
}

bool toml_write(struct arena *arena, struct strbuf *out, struct value v, struct error *err)
{
	(void)arena; // the output may live there, and what is needed here is given back at once
	AUTO(arena) scratch = { 0 };
	struct writer w = { .out = out, .arena = &scratch, .err = err, .start = out->len };
	stack_guard_init(&w.guard);
	if (write_member(&w, (struct toml_key){ 0 }, v))
		return true;
	strbuf_truncate(out, w.start);
	return false;
}
