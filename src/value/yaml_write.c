// SPDX-License-Identifier: Apache-2.0
// sigs.k8s.io/yaml's Marshal turns a value into JSON text, reads that as YAML and writes what it read. yaml_write goes
// straight from the value to the text it would end in, and takes the detour only where it could matter: characters that
// YAML does not read back, keys too long to be recognised as keys, very deep values, cycles, numbers JSON does not
// have. The detour then also finds the error there may be.
//
//     yaml_write -> emit_node, else take_detour -> json_write, yaml_read_raw, emit_node
//
// yaml_write_pretty is go-yaml v3 on the value itself: other rules for numbers and bytes, lists indented below their
// key, no folding. Both share the emitter.
#include "value/yaml.h"

#include <math.h>
#include <stdio.h>

#include "base/stack.h"
#include "text/digest.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/json.h"
#include "value/object.h"
#include "value/time.h"
#include "value/yaml_emit.h"
#include "value/yaml_keys.h"
#include "value/yaml_resolve.h"

enum {
	LINE_WIDTH = 80,
	INDENT = 2,
	LONGEST_SIMPLE_KEY = 128,
	/* A key must be read within 1024 characters, and JSON may write six for one. */
	LONGEST_SURE_KEY = 1000 / 6,
	/* From here on encoding/json looks for cycles. */
	SURE_DEPTH = 1000,
	/* Shallow values need not ask how large the stack is. */
	GUARD_DEPTH = 100,
};

/* Where a node stands decides whether a list below a key is indented. */
enum place { AT_ROOT, IN_LIST, AFTER_KEY, AFTER_COMPLEX_KEY };

struct writer {
	struct yaml_emitter emitter;
	struct arena *arena; /* for what is needed while writing; never the one that the output may live in */
	struct stack_guard guard;
	unsigned depth;
	bool pretty;
	bool was_read;           /* the value has been through the detour: take it as it is */
	bool is_low;             /* the stack did not do */
	const char *unsupported; /* a type that cannot be written was met */
};

static bool emit_node(struct writer *w, struct value v, long indent, enum place place);

// --- Scalars ---

// Styles by go-yaml's rules. A simple key has no line breaks.
static enum yaml_style choose_style(struct str s, struct yaml_shape shape, bool special)
{
	if (shape.multiline && memchr(s.data, '\n', s.len))
		return shape.block ? YAML_LITERAL : YAML_DOUBLE;
	if (special)
		return YAML_DOUBLE;
	if (shape.plain)
		return YAML_PLAIN;
	return shape.single ? YAML_SINGLE : YAML_DOUBLE;
}

// Where the lines of a scalar go on that stands at this indentation.
static long continuation(long indent)
{
	return indent < 0 ? INDENT : indent + INDENT;
}

// go-yaml v3 reads octal numbers with a sign behind their prefix; so they are not written plain.
static bool is_signed_octal(struct arena *arena, struct str s)
{
	int64_t i;
	if (s.len == 0 || s.data[0] != '0')
		return false;
	struct strbuf plain = strbuf_in(arena);
	for (size_t at = 0; at < s.len; at++)
		if (s.data[at] != '_')
			strbuf_add_char(&plain, s.data[at]);
	struct str number = strbuf_peek(&plain);
	return str_has_prefix(number, STR("0o")) && parse_int(str_from(number, 2), 8, 64, &i) == PARSE_OK;
}

static bool is_special(const struct writer *w, struct str s)
{
	return yaml_is_special(s) || (w->pretty && is_signed_octal(w->arena, s));
}

// Base64 in lines, as go-yaml v3 writes what is not UTF-8.
static struct str binary_text(struct arena *arena, struct str s)
{
	enum { LINE = 70 };
	struct str text = base64_encode(arena, s);
	if (text.len < LINE)
		return text;
	struct strbuf out = strbuf_in(arena);
	for (size_t at = 0; at < text.len; at += LINE) {
		strbuf_add(&out, str_slice(text, at, at + LINE));
		strbuf_add_char(&out, '\n');
	}
	return strbuf_str(&out, arena);
}

/* A text as it will be written, and how it looks. */
struct text {
	struct str s;
	struct yaml_shape shape;
	bool binary; /* base64 under a tag, for yaml_write_pretty */
};

// False if the detour is needed.
static bool look_at_text(struct writer *w, struct str s, struct text *ret)
{
	*ret = (struct text){ .s = s, .shape = yaml_shape_of(&w->emitter, s) };
	if (ret->shape.wide && !utf8_valid(s)) {
		ret->binary = w->pretty;
		ret->s = w->pretty ? binary_text(w->arena, s) : utf8_replace_invalid(w->arena, s);
		ret->shape = yaml_shape_of(&w->emitter, ret->s);
	}
	return !ret->shape.unreadable || w->pretty || w->was_read;
}

static void put_text(struct writer *w, const struct text *text, long indent, bool folds)
{
	bool special = !text->binary && is_special(w, text->s);
	if (text->binary)
		yaml_emit_word(&w->emitter, STR("!!binary"));
	yaml_emit_scalar(&w->emitter, text->s, text->shape, choose_style(text->s, text->shape, special),
	                 continuation(indent), folds);
}

static bool emit_text(struct writer *w, struct str s, long indent)
{
	struct text text;
	if (!look_at_text(w, s, &text))
		return false;
	put_text(w, &text, indent, true);
	return true;
}

static void emit_integer(struct writer *w, int64_t i)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)i);
	yaml_emit_word(&w->emitter, (struct str){ digits, (size_t)len });
}

static void emit_unsigned(struct writer *w, uint64_t u)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)u);
	yaml_emit_word(&w->emitter, (struct str){ digits, (size_t)len });
}

static void emit_float(struct writer *w, double f, int bits)
{
	struct arena_mark mark = arena_mark(w->arena);
	struct strbuf digits = strbuf_in(w->arena);
	if (isnan(f))
		strbuf_add(&digits, STR(".nan"));
	else if (isinf(f))
		strbuf_add(&digits, f > 0 ? STR(".inf") : STR("-.inf"));
	else
		format_float(&digits, f, 'g', -1, bits);
	yaml_emit_word(&w->emitter, strbuf_peek(&digits));
	arena_release(w->arena, mark);
}

// JSON writes whole numbers without a point, so they are read back as integers where they fit.
static bool emit_number(struct writer *w, struct value v)
{
	if (w->pretty || w->was_read) {
		emit_float(w, v.f, v.type == TYPE_FLOAT32 ? 32 : 64);
		return true;
	}
	if (!isfinite(v.f) || v.type == TYPE_FLOAT32)
		return false;
	if (v.f != floor(v.f) || fabs(v.f) >= 18446744073709551616.0) {
		emit_float(w, v.f, 64);
		return true;
	}
	if (fabs(v.f) < 9007199254740992.0) {
		emit_integer(w, (int64_t)v.f);
		return true;
	}
	// Beyond 2^53 the shortest digits are written, with zeros behind; those, not the exact value, are read.
	struct strbuf digits = strbuf_in(w->arena);
	struct error ignored = { .arena = w->arena };
	format_float(&digits, v.f, 'f', -1, 64);
	yaml_resolve(YAML_TAG_NONE, strbuf_peek(&digits), &v, &ignored);
	if (v.kind == VALUE_INT)
		emit_integer(w, v.i);
	else if (v.kind == VALUE_UINT)
		emit_unsigned(w, v.u);
	else
		emit_float(w, v.f, 64);
	return true;
}

// --- Mappings ---

static bool emit_key(struct writer *w, struct str key, long indent, enum place *ret_place)
{
	struct text text;
	if (!look_at_text(w, key, &text))
		return false;
	// Keys that are not UTF-8 may become the same key.
	bool sure = key.len <= LONGEST_SURE_KEY && text.s.data == key.data;
	if (!sure && !w->pretty && !w->was_read)
		return false;
	struct yaml_emitter *e = &w->emitter;
	size_t len = text.s.len + (text.binary ? sizeof("!!binary") - 1 : 0);
	bool simple = len <= LONGEST_SIMPLE_KEY && !text.shape.multiline;
	*ret_place = simple ? AFTER_KEY : AFTER_COMPLEX_KEY;
	if (!simple)
		yaml_emit_indicator(e, STR("?"), true, true);
	put_text(w, &text, indent, !simple);
	if (simple) {
		yaml_emit_indicator(e, STR(":"), false, false);
	} else {
		yaml_emit_indent(e, indent);
		yaml_emit_indicator(e, STR(":"), true, true);
	}
	return true;
}

static bool emit_pairs(struct writer *w, struct map *map, long indent, bool sorted)
{
	enum { FEW = 32 };
	struct map_entry *few[FEW], **entries = few;
	struct arena_mark mark = arena_mark(w->arena);
	if (map->len > FEW)
		entries = ARENA_ARRAY(w->arena, struct map_entry *, map->len);
	if (sorted)
		map_sort(map); // nearly the order that is wanted, and kept for the next time
	for (size_t i = 0; i < map->len; i++)
		entries[i] = &map->entries[i];
	if (sorted)
		yaml_sort_keys(w->arena, entries, map->len, w->pretty);
	bool ok = true;
	for (size_t i = 0; ok && i < map->len; i++) {
		enum place place;
		yaml_emit_indent(&w->emitter, indent);
		ok = emit_key(w, entries[i]->key, indent, &place) && emit_node(w, entries[i]->value, indent, place);
	}
	arena_release(w->arena, mark);
	return ok;
}

static bool emit_mapping(struct writer *w, struct map *map, long indent, bool sorted)
{
	if (map->len == 0) {
		yaml_emit_word(&w->emitter, STR("{}"));
		return true;
	}
	return emit_pairs(w, map, indent < 0 ? 0 : indent + INDENT, sorted);
}

// --- Lists ---

static bool emit_list(struct writer *w, const struct list *list, long indent, enum place place)
{
	if (list->len == 0) {
		yaml_emit_word(&w->emitter, STR("[]"));
		return true;
	}
	if (indent < 0)
		indent = 0;
	else if (place != AFTER_KEY || w->pretty)
		indent += INDENT;
	for (size_t i = 0; i < list->len; i++) {
		yaml_emit_indent(&w->emitter, indent);
		yaml_emit_indicator(&w->emitter, STR("-"), true, true);
		if (!emit_node(w, list->items[i], indent, IN_LIST))
			return false;
	}
	return true;
}

// []byte is text in JSON; go-yaml v3 sees a list of numbers.
static bool emit_bytes(struct writer *w, struct str bytes, long indent, enum place place)
{
	if (!w->pretty)
		return emit_text(w, base64_encode(w->arena, bytes), indent);
	struct list *list = list_new(w->arena, bytes.len);
	for (size_t i = 0; i < bytes.len; i++)
		list_push(w->arena, list, value_uint_of(TYPE_UINT8, (unsigned char)bytes.data[i]));
	return emit_list(w, list, indent, place);
}

// --- Nodes ---

// For go-yaml v3 a struct has its fields in their order, under their names in lower case.
static bool emit_fields(struct writer *w, const struct map *map, long indent)
{
	struct map *fields = map_new(w->arena);
	for (size_t i = 0; i < map->len; i++)
		map_set(w->arena, fields, text_to_lower(w->arena, map->entries[i].key), map->entries[i].value);
	return emit_mapping(w, fields, indent, false);
}

static bool emit_struct(struct writer *w, const struct object *object, long indent)
{
	const struct object_class *class = object->class;
	if (w->pretty)
		return emit_fields(w, object_exported(w->arena, object), indent);
	struct map *fields =
		class->json_fields ? class->json_fields(w->arena, object) : object_exported(w->arena, object);
	return emit_mapping(w, fields, indent, true);
}

static bool emit_object(struct writer *w, struct value v, long indent, enum place place)
{
	const struct object_class *class = v.object->class;
	struct error err = { .arena = w->arena };
	struct str text;
	if (class->as_map)
		return emit_node(w, value_map(class->as_map(w->arena, v.object)), indent, place);
	if (w->pretty && value_is_time(v)) { // a timestamp, not a text that looks like one
		struct strbuf time = strbuf_in(w->arena);
		gotime_format(&time, value_as_time(v), STR("2006-01-02T15:04:05.999999999Z07:00"));
		yaml_emit_word(&w->emitter, strbuf_str(&time, w->arena));
		return true;
	}
	if (!class->marshal_text)
		return emit_struct(w, v.object, indent);
	return class->marshal_text(w->arena, v.object, &text, &err) && emit_text(w, text, indent);
}

static bool emit_duration(struct writer *w, int64_t nanoseconds, long indent)
{
	struct strbuf text = strbuf_in(w->arena);
	duration_format(&text, nanoseconds);
	return emit_text(w, strbuf_str(&text, w->arena), indent);
}

static bool emit_nested(struct writer *w, struct value v, long indent, enum place place)
{
	w->is_low = stack_is_low(&w->guard);
	if (w->is_low || (w->depth >= SURE_DEPTH && !w->was_read && !w->pretty))
		return false;
	if (++w->depth == GUARD_DEPTH)
		stack_guard_init(&w->guard);
	bool ok;
	if (v.kind == VALUE_LIST)
		ok = emit_list(w, v.list, indent, place);
	else if (v.kind == VALUE_MAP)
		ok = emit_mapping(w, v.map, indent, true);
	else
		ok = emit_object(w, v, indent, place);
	w->depth--;
	return ok;
}

// A nil list or map is null in JSON, empty for go-yaml v3.
static void emit_nil(struct writer *w, struct value v)
{
	struct str word = STR("null");
	if (w->pretty && (v.kind == VALUE_LIST || v.kind == VALUE_BYTES))
		word = STR("[]");
	else if (w->pretty && v.kind == VALUE_MAP)
		word = STR("{}");
	yaml_emit_word(&w->emitter, word);
}

static bool is_nil(struct value v)
{
	return v.kind == VALUE_NULL || (v.kind == VALUE_LIST && !v.list) || (v.kind == VALUE_MAP && !v.map) ||
	       (v.kind == VALUE_BYTES && !v.s.data);
}

static bool emit_node(struct writer *w, struct value v, long indent, enum place place)
{
	if (is_nil(v)) {
		emit_nil(w, v);
		return true;
	}
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: break;
	case VALUE_BOOL: yaml_emit_word(&w->emitter, v.b ? STR("true") : STR("false")); break;
	case VALUE_INT:
		if (w->pretty && v.type == TYPE_DURATION)
			return emit_duration(w, v.i, indent);
		emit_integer(w, v.i);
		break;
	case VALUE_UINT: emit_unsigned(w, v.u); break;
	case VALUE_FLOAT: return emit_number(w, v);
	case VALUE_COMPLEX: w->unsupported = value_type_name(v); return false;
	case VALUE_STRING: return emit_text(w, v.s, indent);
	case VALUE_BYTES: return emit_bytes(w, v.s, indent, place);
	case VALUE_LIST:
	case VALUE_MAP:
	case VALUE_OBJECT: return emit_nested(w, v, indent, place);
	}
	return true;
}

// --- Documents ---

static bool emit_document(struct writer *w, struct strbuf *out, struct value v, size_t width)
{
	size_t start = out->len;
	w->depth = 0;
	w->emitter = (struct yaml_emitter){ .out = out, .width = width, .whitespace = true, .indention = true };
	w->emitter.keeps_tabs = w->pretty;
	w->guard = (struct stack_guard){ 0 };
	if (!emit_node(w, v, -1, AT_ROOT)) {
		strbuf_truncate(out, start);
		return false;
	}
	yaml_emit_indent(&w->emitter, 0);
	return true;
}

static bool take_detour(struct writer *w, struct strbuf *out, struct value v, struct error *err)
{
	struct strbuf json = strbuf_in(w->arena);
	if (!json_write(w->arena, &json, v, (struct json_style){ 0 }, err))
		return fail_in(err, "error marshaling into JSON");
	if (!yaml_read_raw(w->arena, strbuf_str(&json, w->arena), &v, err))
		return false;
	w->was_read = true;
	return emit_document(w, out, v, LINE_WIDTH) || fail_at_limit(err, "yaml: " STACK_LIMIT);
}

bool yaml_write(struct arena *arena, struct strbuf *out, struct value v, struct error *err)
{
	(void)arena; // the output may live there, and what is needed here is given back at once
	AUTO(arena) scratch = { 0 };
	struct writer w = { .arena = &scratch };
	if (emit_document(&w, out, v, LINE_WIDTH))
		return true;
	return w.is_low ? fail_at_limit(err, "yaml: " STACK_LIMIT) : take_detour(&w, out, v, err);
}

bool yaml_write_pretty(struct arena *arena, struct strbuf *out, struct value v, struct error *err)
{
	(void)arena; // the output may live there, and what is needed here is given back at once
	AUTO(arena) scratch = { 0 };
	struct writer w = { .arena = &scratch, .pretty = true };
	if (emit_document(&w, out, v, SIZE_MAX))
		return true;
	if (w.unsupported)
		return fail(err, NOWHERE, "cannot marshal type: %s", w.unsupported);
	return fail_at_limit(err, "yaml: " STACK_LIMIT);
}
