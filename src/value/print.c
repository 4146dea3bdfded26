// SPDX-License-Identifier: Apache-2.0
// Which value is printed how: Go's fmt/print.go. printer_arg decides by kind and verb; lists and maps are walked with a
// stack of their own, because templates can nest them deeper than the C stack would bear, and into themselves.
#include "value/print.h"

#include <stdlib.h>

#include "base/oom.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/object.h"
#include "value/printer.h"

static void bad_verb(struct printer *p, struct value v, uint32_t verb)
{
	strbuf_add(p->out, STR("%!"));
	utf8_encode(p->out, verb);
	strbuf_add_char(p->out, '(');
	if (v.kind == VALUE_NULL) {
		strbuf_add(p->out, STR("<nil>"));
	} else {
		unsigned depth = p->depth;
		p->erroring = true;
		p->depth = 0;
		strbuf_add_cstr(p->out, value_type_name(v));
		strbuf_add_char(p->out, '=');
		printer_arg(p, v, 'v');
		p->erroring = false;
		p->depth = depth;
	}
	strbuf_add_char(p->out, ')');
}

// No precision cuts this one.
static void print_word(struct printer *p, struct str word)
{
	size_t start = p->out->len;
	strbuf_add(p->out, word);
	format_pad(p, start);
}

static void print_text(struct printer *p, struct value v, struct str s, uint32_t verb)
{
	if (verb == 's' || (verb == 'v' && !p->flags.sharp_v))
		format_string(p, s);
	else if (verb == 'v' || verb == 'q')
		format_quoted(p, s);
	else if (verb == 'x' || verb == 'X')
		format_hex_bytes(p, s, verb == 'X');
	else
		bad_verb(p, v, verb);
}

// 0x… as %#v prints unsigned integers and %p pointers; `prefix` overrides the flag.
static void print_hex(struct printer *p, uint64_t u, bool prefix)
{
	bool sharp = p->flags.sharp;
	p->flags.sharp = prefix;
	format_integer(p, u, false, 16, 'v');
	p->flags.sharp = sharp;
}

static void print_integer(struct printer *p, struct value v, uint64_t u, bool is_signed, uint32_t verb)
{
	switch (verb) {
	case 'v':
		if (p->flags.sharp_v && !is_signed)
			print_hex(p, u, true);
		else
			format_integer(p, u, is_signed, 10, verb);
		break;
	case 'd': format_integer(p, u, is_signed, 10, verb); break;
	case 'b': format_integer(p, u, is_signed, 2, verb); break;
	case 'o':
	case 'O': format_integer(p, u, is_signed, 8, verb); break;
	case 'x':
	case 'X': format_integer(p, u, is_signed, 16, verb); break;
	case 'c': format_character(p, u); break;
	case 'q': format_quoted_character(p, u); break;
	case 'U': format_unicode(p, u); break;
	default: bad_verb(p, v, verb);
	}
}

// False if the verb is not one of real numbers.
static bool print_real(struct printer *p, double f, int bits, uint32_t verb)
{
	switch (verb) {
	case 'v': format_real(p, f, bits, 'g', -1); return true;
	case 'b':
	case 'g':
	case 'G':
	case 'x':
	case 'X': format_real(p, f, bits, (char)verb, -1); return true;
	case 'f':
	case 'e':
	case 'E': format_real(p, f, bits, (char)verb, 6); return true;
	case 'F': format_real(p, f, bits, 'f', 6); return true;
	default: return false;
	}
}

static void print_complex(struct printer *p, struct value v, uint32_t verb)
{
	bool plus = p->flags.plus;
	size_t start = p->out->len;
	strbuf_add_char(p->out, '(');
	if (!print_real(p, v.c.re, 64, verb)) {
		strbuf_truncate(p->out, start);
		bad_verb(p, v, verb);
		return;
	}
	p->flags.plus = true; // the second part always shows its sign
	print_real(p, v.c.im, 64, verb);
	strbuf_add(p->out, STR("i)"));
	p->flags.plus = plus;
}

static const struct value *element(struct value v, size_t i, struct value *byte)
{
	if (v.kind != VALUE_BYTES)
		return &v.list->items[i];
	*byte = value_uint_of(TYPE_UINT8, (unsigned char)v.s.data[i]);
	return byte;
}

static bool is_pointer(const struct object *object)
{
	return strcmp(object->class->kind_name, "ptr") == 0;
}

static void print_pointer(struct printer *p, struct value v, uint32_t verb)
{
	uintptr_t address;
	if (v.kind == VALUE_MAP)
		address = (uintptr_t)v.map;
	else if (v.kind == VALUE_LIST)
		address = v.list ? (uintptr_t)v.list->items : 0;
	else if (v.kind == VALUE_BYTES)
		address = (uintptr_t)v.s.data;
	else if (v.kind == VALUE_OBJECT && is_pointer(v.object))
		address = (uintptr_t)v.object;
	else {
		bad_verb(p, v, verb);
		return;
	}
	print_hex(p, address, !p->flags.sharp);
}

// String methods, of objects and of time's integers.
static bool has_text_method(const struct printer *p, struct value v, uint32_t verb)
{
	bool of_text = verb == 'v' || verb == 's' || verb == 'x' || verb == 'X' || verb == 'q';
	if (!of_text || p->erroring || p->flags.sharp_v)
		return false;
	if (v.kind == VALUE_OBJECT)
		return v.object->class->string != NULL;
	return v.type == TYPE_DURATION || v.type == TYPE_MONTH || v.type == TYPE_WEEKDAY;
}

static const char *name_of(const char *const *names, int64_t first, int64_t count, int64_t i)
{
	return i >= first && i < first + count ? names[i - first] : NULL;
}

static void add_text_method(struct strbuf *out, struct value v)
{
	static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
		                              "July",    "August",   "September", "October", "November", "December" };
	static const char *const days[] = {
		"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
	};
	bool month = v.type == TYPE_MONTH;
	if (v.type == TYPE_DURATION) {
		duration_format(out, v.i);
		return;
	}
	const char *name = month ? name_of(months, 1, ARRAY_LEN(months), v.i) : name_of(days, 0, ARRAY_LEN(days), v.i);
	if (name)
		strbuf_add_cstr(out, name);
	else
		strbuf_printf(out, "%%!%s(%llu)", month ? "Month" : "Weekday", (unsigned long long)v.i);
}

// A text that a method made, under a verb of texts.
static void print_made_text(struct printer *p, struct value v, uint32_t verb)
{
	struct strbuf text = { 0 };
	if (v.kind == VALUE_OBJECT)
		v.object->class->string(&text, v.object);
	else
		add_text_method(&text, v);
	print_text(p, value_string(strbuf_peek(&text)), strbuf_peek(&text), verb);
	strbuf_done(&text);
}

static void print_go_string(struct printer *p, const struct object *object)
{
	struct strbuf text = { 0 };
	object->class->go_string(&text, object);
	format_string(p, strbuf_peek(&text));
	strbuf_done(&text);
}

static void print_nested(struct printer *p, struct value v, uint32_t verb);

static void print_struct(struct printer *p, const struct object *object, uint32_t verb)
{
	struct arena scratch = { 0 };
	struct map *fields = object->class->fields(&scratch, object);
	const char *type = object->class->type_name;
	if (p->flags.sharp_v)
		strbuf_add_cstr(p->out, type + (type[0] == '*'));
	strbuf_add_char(p->out, '{');
	p->depth++;
	for (size_t i = 0; i < fields->len; i++) {
		if (i)
			strbuf_add(p->out, p->flags.sharp_v ? STR(", ") : STR(" "));
		if (p->flags.plus_v || p->flags.sharp_v) {
			strbuf_add(p->out, fields->entries[i].key);
			strbuf_add_char(p->out, ':');
		}
		print_nested(p, fields->entries[i].value, verb);
	}
	p->depth--;
	strbuf_add_char(p->out, '}');
	arena_done(&scratch);
}

static bool is_address_verb(uint32_t verb)
{
	return verb == 'b' || verb == 'o' || verb == 'd' || verb == 'x' || verb == 'X';
}

static void print_nil_pointer(struct printer *p, struct value v, uint32_t verb)
{
	if (verb == 'v' && p->flags.sharp_v)
		strbuf_printf(p->out, "(%s)(nil)", value_type_name(v));
	else if (verb == 'v')
		print_word(p, STR("<nil>"));
	else if (is_address_verb(verb))
		print_integer(p, v, 0, false, verb);
	else
		bad_verb(p, v, verb);
}

static void print_object(struct printer *p, struct value v, uint32_t verb)
{
	const struct object_class *class = v.object->class;
	if (has_text_method(p, v, verb)) {
		print_made_text(p, v, verb);
	} else if (class->go_string && p->flags.sharp_v && !p->erroring) {
		print_go_string(p, v.object);
	} else if (class->as_map) {
		struct arena scratch = { 0 };
		print_nested(p, value_map_of(v.type, class->as_map(&scratch, v.object)), verb);
		arena_done(&scratch);
	} else if (!is_pointer(v.object)) {
		print_struct(p, v.object, verb);
	} else if (!class->fields) {
		print_nil_pointer(p, v, verb);
	} else if (p->depth && verb != 'v' && !is_address_verb(verb)) {
		bad_verb(p, v, verb);
	} else {
		// Within a list or struct Go prints the address, another one each time.
		strbuf_add_char(p->out, '&');
		print_struct(p, v.object, verb);
	}
}

static void print_leaf(struct printer *p, struct value v, uint32_t verb)
{
	switch (v.kind) {
	case VALUE_NULL: /* inside of a list or map: a nil interface, whatever the verb */
		strbuf_add(p->out, p->flags.sharp_v ? STR("interface {}(nil)") : STR("<nil>"));
		break;
	case VALUE_BOOL:
		if (verb == 't' || verb == 'v')
			print_word(p, v.b ? STR("true") : STR("false"));
		else
			bad_verb(p, v, verb);
		break;
	case VALUE_INT:
		if (has_text_method(p, v, verb))
			print_made_text(p, v, verb);
		else
			print_integer(p, v, (uint64_t)v.i, true, verb);
		break;
	case VALUE_UINT: print_integer(p, v, v.u, false, verb); break;
	case VALUE_FLOAT:
		if (!print_real(p, v.f, v.type == TYPE_FLOAT32 ? 32 : 64, verb))
			bad_verb(p, v, verb);
		break;
	case VALUE_COMPLEX: print_complex(p, v, verb); break;
	case VALUE_OBJECT: print_object(p, v, verb); break;
	default: print_text(p, v, v.s, verb);
	}
}

// ---- Lists and maps ----------------------------------------------------------------------------------------------

struct level {
	struct value v;
	size_t next, len;
};

struct levels {
	struct level *items;
	size_t len, cap;
	struct level few[16];
};

static bool is_collection(struct value v, uint32_t verb)
{
	if (v.kind == VALUE_BYTES)
		return verb != 's' && verb != 'q' && verb != 'x' && verb != 'X';
	return v.kind == VALUE_LIST || v.kind == VALUE_MAP;
}

static size_t collection_len(struct value v)
{
	if (v.kind == VALUE_BYTES)
		return v.s.len;
	if (v.kind == VALUE_MAP)
		return v.map ? v.map->len : 0;
	return v.list ? v.list->len : 0;
}

static void levels_push(struct levels *levels, struct value v)
{
	if (levels->len == levels->cap) {
		size_t cap = levels->cap * 2;
		struct level *items = malloc(cap * sizeof(*items));
		if (!items)
			out_of_memory();
		memcpy(items, levels->items, levels->len * sizeof(*items));
		if (levels->items != levels->few)
			free(levels->items);
		levels->items = items;
		levels->cap = cap;
	}
	levels->items[levels->len++] = (struct level){ .v = v, .len = collection_len(v) };
}

static bool is_nil_collection(struct value v)
{
	return v.kind == VALUE_MAP ? !v.map : v.kind == VALUE_LIST ? !v.list : !v.s.data;
}

// The opening of a collection; it is then the innermost level.
static void open_collection(struct printer *p, struct levels *levels, struct value v, uint32_t verb)
{
	if (levels->len == PRINT_MAX_DEPTH) {
		p->too_deep = true;
		return;
	}
	if (p->flags.sharp_v) {
		/* Go names []byte so only where %v meets it outside of everything. */
		bool bytes = v.kind == VALUE_BYTES && levels->len == 0 && verb == 'v' && p->depth == 0;
		strbuf_add_cstr(p->out, bytes ? "[]byte" : value_type_name(v));
		if (is_nil_collection(v)) {
			strbuf_add(p->out, STR("(nil)"));
			return;
		}
		strbuf_add_char(p->out, '{');
	} else {
		strbuf_add(p->out, v.kind == VALUE_MAP ? STR("map[") : STR("["));
	}
	if (v.kind == VALUE_MAP && v.map)
		map_sort(v.map);
	levels_push(levels, v);
}

static void print_next(struct printer *p, struct levels *levels, uint32_t verb)
{
	struct level *level = &levels->items[levels->len - 1];
	struct value byte;
	if (level->next == level->len) {
		strbuf_add_char(p->out, p->flags.sharp_v ? '}' : ']');
		levels->len--;
		return;
	}
	if (level->next > 0)
		strbuf_add(p->out, p->flags.sharp_v ? STR(", ") : STR(" "));
	size_t i = level->next++;
	if (level->v.kind == VALUE_MAP) {
		struct str key = level->v.map->entries[i].key;
		print_text(p, value_string(key), key, verb);
		strbuf_add_char(p->out, ':');
	}
	struct value v = level->v.kind == VALUE_MAP ? level->v.map->entries[i].value : *element(level->v, i, &byte);
	if (is_collection(v, verb))
		open_collection(p, levels, v, verb);
	else
		print_leaf(p, v, verb);
}

static void print_collection(struct printer *p, struct value v, uint32_t verb)
{
	struct levels levels = { .cap = ARRAY_LEN(levels.few) };
	levels.items = levels.few;
	open_collection(p, &levels, v, verb);
	p->depth++;
	while (levels.len > 0 && !p->too_deep)
		print_next(p, &levels, verb);
	p->depth--;
	if (levels.items != levels.few)
		free(levels.items);
}

// A struct's field.
static void print_nested(struct printer *p, struct value v, uint32_t verb)
{
	if (is_collection(v, verb))
		print_collection(p, v, verb);
	else
		print_leaf(p, v, verb);
}

void printer_arg(struct printer *p, struct value v, uint32_t verb)
{
	if (v.kind == VALUE_NULL && (verb == 'v' || verb == 'T')) {
		print_word(p, STR("<nil>"));
	} else if (v.kind == VALUE_NULL) {
		bad_verb(p, v, verb);
	} else if (verb == 'T') {
		format_string(p, str_of(value_type_name(v)));
	} else if (verb == 'p') {
		print_pointer(p, v, verb);
	} else if (verb == 'w' && v.kind != VALUE_BYTES) { /* []byte goes past Go's check: each byte complains */
		bad_verb(p, v, verb);
	} else {
		print_nested(p, v, verb);
	}
}

bool value_print(struct strbuf *out, struct value v)
{
	if (v.kind == VALUE_STRING) {
		strbuf_add(out, v.s);
		return true;
	}
	struct printer p = { .out = out };
	printer_arg(&p, v, 'v');
	return !p.too_deep;
}

bool value_print_action(struct strbuf *out, struct value v)
{
	struct printer p = { .out = out };
	bool is_struct = v.kind == VALUE_OBJECT && v.object->class->fields;
	if (!is_struct || v.object->class->string)
		return value_print(out, v);
	print_struct(&p, v.object, 'v');
	return !p.too_deep;
}

bool value_sprint(struct strbuf *out, const struct value *args, size_t count)
{
	struct printer p = { .out = out };
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && args[i].kind != VALUE_STRING && args[i - 1].kind != VALUE_STRING)
			strbuf_add_char(out, ' ');
		printer_arg(&p, args[i], 'v');
	}
	return !p.too_deep;
}

bool value_sprintln(struct strbuf *out, const struct value *args, size_t count)
{
	struct printer p = { .out = out };
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			strbuf_add_char(out, ' ');
		printer_arg(&p, args[i], 'v');
	}
	strbuf_add_char(out, '\n');
	return !p.too_deep;
}
