// SPDX-License-Identifier: Apache-2.0
// encoding/json's encoder: Marshal, MarshalIndent, and the encoder without HTML escapes.
//
// Deep values may be cycles. Like Go, the writer starts to look only at CYCLE_DEPTH levels, so that shallow values pay
// nothing: from there on it keeps the path of the collections it is in, and a table of where in the path each stands.
// What was left stays in the table until it grows: it is known by the path, which has something else there.
#include "value/json.h"

#include <math.h>

#include "base/stack.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/object.h"

enum {
	CYCLE_DEPTH = 1000,
	GUARD_DEPTH = 100, /* shallow values need not ask how large the stack is */
};

/* The collections that are being written, at depths where cycles are looked for. */
struct visits {
	const void **path;
	size_t len, cap;
	uint32_t *slots; /* open addressing: position in the path + 1 */
	size_t size, used;
};

struct writer {
	struct strbuf *out;
	struct arena *arena;
	struct error *err;
	struct json_style style;
	struct stack_guard guard;
	struct visits visits;
	unsigned depth;
};

static bool write_value(struct writer *w, struct value v);

void json_write_float(struct strbuf *out, double f)
{
	enum { EXACT = 1 << 30 };
	if (f == floor(f) && fabs(f) < EXACT && !(f == 0 && signbit(f))) {
		format_int(out, (int64_t)f, 10);
		return;
	}
	double size = fabs(f);
	bool exponent = size != 0 && (size < 1e-6 || size >= 1e21);
	format_float(out, f, exponent ? 'e' : 'f', -1, 64);
	if (exponent && out->len >= 4 && memcmp(out->data + out->len - 4, "e-0", 3) == 0) {
		out->data[out->len - 2] = out->data[out->len - 1]; // e-09 becomes e-9
		out->len--;
	}
}

static void write_float32(struct strbuf *out, double f)
{
	double size = fabs(f);
	bool exponent = size != 0 && ((float)size < 1e-6f || (float)size >= 1e21f);
	format_float(out, f, exponent ? 'e' : 'f', -1, 32);
	if (exponent && out->len >= 4 && memcmp(out->data + out->len - 4, "e-0", 3) == 0) {
		out->data[out->len - 2] = out->data[out->len - 1];
		out->len--;
	}
}

static bool write_number(struct writer *w, struct value v)
{
	if (!isfinite(v.f))
		return fail(w->err, NOWHERE, "json: unsupported value: %s",
		            isnan(v.f) ? "NaN"
		            : v.f > 0  ? "+Inf"
		                       : "-Inf");
	if (v.type == TYPE_FLOAT32)
		write_float32(w->out, v.f);
	else
		json_write_float(w->out, v.f);
	return true;
}

// --- Strings ---

enum byte_class { PLAIN, ESCAPE, HTML, WIDE };

static const uint8_t byte_classes[256] = {
	[0x00 ... 0x1F] = ESCAPE, ['"'] = ESCAPE, ['\\'] = ESCAPE, ['<'] = HTML, ['>'] = HTML, ['&'] = HTML,
	[0x80 ... 0xFF] = WIDE,
};

void json_write_escape(struct strbuf *out, unsigned char c)
{
	static const char names[] = "\"\\bfnrt", characters[] = "\"\\\b\f\n\r\t";
	const char *at = c ? strchr(characters, c) : NULL;
	if (at) {
		strbuf_add_char(out, '\\');
		strbuf_add_char(out, names[at - characters]);
	} else {
		strbuf_printf(out, "\\u%04x", c);
	}
}

// A character beyond ASCII; returns its size.
static size_t write_wide(struct strbuf *out, struct str s)
{
	size_t size;
	uint32_t rune = utf8_decode(s, &size);
	if (rune == RUNE_ERROR && size == 1)
		strbuf_add(out, STR("\\ufffd"));
	else if (rune == 0x2028 || rune == 0x2029)
		strbuf_printf(out, "\\u%04x", rune);
	else
		strbuf_add(out, str_slice(s, 0, size));
	return size;
}

// Length of what can be copied as it is.
static size_t plain_length(const struct writer *w, struct str s)
{
	size_t at = 0;
	while (at < s.len) {
		enum byte_class class = (enum byte_class)byte_classes[(unsigned char)s.data[at]];
		if (class != PLAIN && !(class == HTML && w->style.raw))
			break;
		at++;
	}
	return at;
}

static void write_string(struct writer *w, struct str s)
{
	size_t plain = plain_length(w, s);
	char *to = strbuf_reserve(w->out, plain + 2);
	*to = '"';
	if (plain) {
		memcpy(to + 1, s.data, plain);
		s = str_from(s, plain);
	}
	w->out->len += plain + 1;
	for (; s.len; s = str_from(s, plain)) {
		size_t size = 1;
		if (byte_classes[(unsigned char)s.data[0]] == WIDE)
			size = write_wide(w->out, s);
		else
			json_write_escape(w->out, (unsigned char)s.data[0]);
		s = str_from(s, size);
		plain = plain_length(w, s);
		strbuf_add(w->out, str_slice(s, 0, plain));
	}
	strbuf_add_char(w->out, '"');
}

// --- Collections ---

static void break_line(struct writer *w)
{
	if (!w->style.indent)
		return;
	strbuf_add_char(w->out, '\n');
	for (unsigned i = 0; i < w->depth; i++)
		strbuf_add_cstr(w->out, w->style.indent);
}

static bool write_list(struct writer *w, const struct list *list)
{
	strbuf_add_char(w->out, '[');
	for (size_t i = 0; i < list->len; i++) {
		if (i)
			strbuf_add_char(w->out, ',');
		break_line(w);
		if (!write_value(w, list->items[i]))
			return false;
	}
	w->depth--;
	if (list->len)
		break_line(w);
	w->depth++;
	strbuf_add_char(w->out, ']');
	return true;
}

static bool write_members(struct writer *w, const struct map *map)
{
	strbuf_add_char(w->out, '{');
	for (size_t i = 0; i < map->len; i++) {
		if (i)
			strbuf_add_char(w->out, ',');
		break_line(w);
		write_string(w, map->entries[i].key);
		strbuf_add_char(w->out, ':');
		if (w->style.indent)
			strbuf_add_char(w->out, ' ');
		if (!write_value(w, map->entries[i].value))
			return false;
	}
	w->depth--;
	if (map->len)
		break_line(w);
	w->depth++;
	strbuf_add_char(w->out, '}');
	return true;
}

static bool write_object(struct writer *w, const struct object *object)
{
	const struct object_class *class = object->class;
	struct str text;
	if (class->as_map) {
		struct map *map = class->as_map(w->arena, object);
		map_sort(map);
		return write_members(w, map);
	}
	if (!class->marshal_text) // a struct's fields keep their order
		return write_members(w, class->json_fields ? class->json_fields(w->arena, object)
		                                           : object_exported(w->arena, object));
	if (!class->marshal_text(w->arena, object, &text, w->err))
		return fail_in(w->err, "json: error calling MarshalJSON for type %s: Time.MarshalJSON",
		               class->type_name);
	write_string(w, text);
	return true;
}

static const void *collection_of(struct value v)
{
	return v.kind == VALUE_LIST ? (const void *)v.list : v.kind == VALUE_MAP ? (const void *)v.map : v.object;
}

static bool fail_cycle(struct writer *w, struct value v)
{
	return fail(w->err, NOWHERE, "json: unsupported value: encountered a cycle via %s", value_type_name(v));
}

// The slot of a collection that is under way, or a free one for it.
static uint32_t *find_slot(const struct visits *visits, const void *collection)
{
	size_t mask = visits->size - 1, at = (((uintptr_t)collection * 0x9E3779B97F4A7C15u) >> 32) & mask;
	uint32_t position;
	for (; (position = visits->slots[at]); at = (at + 1) & mask)
		if (position <= visits->len && visits->path[position - 1] == collection)
			break;
	return &visits->slots[at];
}

static void grow_slots(struct arena *arena, struct visits *visits)
{
	size_t size = 64;
	while (size < 4 * visits->len)
		size *= 2;
	if (size > visits->size)
		visits->slots = ARENA_ARRAY(arena, uint32_t, visits->size = size);
	else
		memset(visits->slots, 0, visits->size * sizeof(*visits->slots));
	for (size_t i = 0; i < visits->len; i++)
		*find_slot(visits, visits->path[i]) = (uint32_t)i + 1;
	visits->used = visits->len;
}

// Into a collection, if it is not under way already.
static bool enter(struct writer *w, const void *collection)
{
	struct visits *visits = &w->visits;
	if (2 * visits->used >= visits->size)
		grow_slots(w->arena, visits);
	uint32_t *slot = find_slot(visits, collection);
	if (*slot)
		return false;
	visits->path = arena_grow(w->arena, visits->path, &visits->cap, visits->len + 1, sizeof(*visits->path));
	visits->path[visits->len++] = collection;
	visits->used++;
	*slot = (uint32_t)visits->len;
	return true;
}

static bool write_collection(struct writer *w, struct value v)
{
	if (v.kind == VALUE_LIST)
		return write_list(w, v.list);
	if (v.kind == VALUE_OBJECT)
		return write_object(w, v.object);
	map_sort(v.map);
	return write_members(w, v.map);
}

static bool write_nested(struct writer *w, struct value v)
{
	if (++w->depth == GUARD_DEPTH)
		stack_guard_init(&w->guard);
	bool is_deep = w->depth > CYCLE_DEPTH;
	if (is_deep && stack_is_low(&w->guard))
		return fail_at_limit(w->err, "json: unsupported value: " STACK_LIMIT);
	if (is_deep && !enter(w, collection_of(v)))
		return fail_cycle(w, v);
	bool ok = write_collection(w, v);
	w->visits.len -= is_deep;
	w->depth--;
	return ok;
}

static bool is_nil(struct value v)
{
	return v.kind == VALUE_NULL || (v.kind == VALUE_LIST && !v.list) || (v.kind == VALUE_MAP && !v.map) ||
	       (v.kind == VALUE_BYTES && !v.s.data);
}

static bool write_value(struct writer *w, struct value v)
{
	if (is_nil(v)) {
		strbuf_add(w->out, STR("null"));
		return true;
	}
	switch ((enum value_kind)v.kind) {
	case VALUE_NULL: break;
	case VALUE_BOOL: strbuf_add(w->out, v.b ? STR("true") : STR("false")); break;
	case VALUE_INT: format_int(w->out, v.i, 10); break;
	case VALUE_UINT: format_uint(w->out, v.u, 10); break;
	case VALUE_FLOAT: return write_number(w, v);
	case VALUE_COMPLEX: return fail(w->err, NOWHERE, "json: unsupported type: %s", value_type_name(v));
	case VALUE_STRING: write_string(w, v.s); break;
	case VALUE_BYTES: write_string(w, base64_encode(w->arena, v.s)); break;
	case VALUE_LIST:
	case VALUE_MAP:
	case VALUE_OBJECT: return write_nested(w, v);
	}
	return true;
}

bool json_write(struct arena *arena, struct strbuf *out, struct value v, struct json_style style, struct error *err)
{
	struct writer w = { .out = out, .arena = arena, .err = err, .style = style };
	size_t start = out->len;
	if (write_value(&w, v))
		return true;
	strbuf_truncate(out, start);
	return false;
}
