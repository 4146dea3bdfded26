// SPDX-License-Identifier: Apache-2.0
// BurntSushi/toml's parse.go: tables are found again from the root for each key, since a key may reach into a table
// that was made for another ("a.b = 1" after "[a]"). Which tables exist only because a longer key passed through them
// ("implicit") and which keys hold arrays is remembered by the key's full text, as there; errors name the key that was
// under way, so `context` and `key` change exactly when the reference changes them.
//
//     toml_read -> read_top -> read_table, read_pair -> read_value -> read_array, read_inline_table, read_scalar
#include "value/toml.h"

#include <math.h>

#include "base/stack.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/time.h"
#include "value/toml_key.h"
#include "value/toml_lex.h"

struct parser {
	struct toml_lexer lexer;
	struct arena *arena, *scratch;
	struct error *err;
	struct map *root;
	struct toml_key context;
	struct str key;       /* under way within the context */
	struct map *implicit; /* keys of tables nobody wrote */
	struct map *arrays;   /* keys that hold an array */
	int line;             /* of the key under way */
	struct stack_guard guard;
};

static bool read_value(struct parser *p, const struct toml_item *item, bool in_array, struct value *ret);

// --- Errors ---

static struct str current_key(struct parser *p)
{
	struct str context = toml_key_text(p->scratch, p->context);
	if (p->key.len == 0)
		return context;
	if (p->context.len == 0)
		return p->key;
	return ARENA_CONCAT(p->scratch, context, STR("."), p->key);
}

static bool fail_line(struct parser *p, int line, struct str message)
{
	struct str key = current_key(p);
	struct location at = { NULL, line > 0 ? (unsigned)line : 0, 0, 0 };
	if (key.len == 0)
		return fail(p->err, at, "toml: line %d: %.*s", line, STR_FMT(message));
	struct str shown = quoted(p->scratch, key);
	return fail(p->err, at, "toml: line %d (last key %.*s): %.*s", line, STR_FMT(shown), STR_FMT(message));
}

static bool fail_lexer(struct parser *p)
{
	return fail_line(p, p->lexer.problem_line, p->lexer.problem);
}

// `format` has one %.*s for the item's text in quotes.
static bool fail_item(struct parser *p, const struct toml_item *item, const char *format)
{
	struct str shown = quoted(p->scratch, item->text);
	return fail_line(p, item->line, arena_printf(p->scratch, format, STR_FMT(shown)));
}

static bool fail_key(struct parser *p, const char *format, struct toml_key key)
{
	struct str text = toml_key_text(p->scratch, key);
	return fail_line(p, p->line, arena_printf(p->scratch, format, STR_FMT(text)));
}

// --- Tables ---

static bool is_implicit(struct parser *p, struct toml_key key)
{
	return map_get(p->implicit, toml_key_text(p->scratch, key)) != NULL;
}

static void add_implicit(struct parser *p, struct toml_key key)
{
	map_set(p->scratch, p->implicit, toml_key_text(p->scratch, key), value_null());
}

static void remove_implicit(struct parser *p, struct toml_key key)
{
	map_delete(p->implicit, toml_key_text(p->scratch, key));
}

static void set_is_array(struct parser *p, struct str key, bool is_array)
{
	struct toml_key full = p->context;
	if (key.len || full.len == 0)
		full = toml_key_add(p->scratch, full, key);
	map_set(p->scratch, p->arrays, toml_key_text(p->scratch, full), value_bool(is_array));
}

static bool holds_array(struct parser *p, struct toml_key key)
{
	const struct value *v = map_get(p->arrays, toml_key_text(p->scratch, key));
	return v && v->b;
}

// The table to go on in: of an array of tables the last one. NULL: no table.
static struct map *table_of(const struct value *v)
{
	if (v->kind == VALUE_LIST && v->type == TYPE_MAP_LIST)
		return v->list->items[v->list->len - 1].map;
	return v->kind == VALUE_MAP ? v->map : NULL;
}

static bool set_value(struct parser *p, struct str key, struct value v)
{
	struct map *table = p->root;
	for (size_t i = 0; i < p->context.len; i++) {
		const struct value *next = map_get(table, p->context.parts[i]);
		table = next ? table_of(next) : NULL;
		if (!table)
			return fail_key(p, "Key '%.*s' has already been defined.", toml_key_front(p->context, i + 1));
	}
	struct toml_key full = toml_key_add(p->scratch, p->context, key);
	if (!map_get(table, key)) {
		map_set(p->arena, table, key, v);
		return true;
	}
	if (!is_implicit(p, full))
		return fail_key(p, "Key '%.*s' has already been defined.", full);
	remove_implicit(p, full);
	if (holds_array(p, full))
		map_set(p->arena, table, key, v);
	return true;
}

static bool add_table_to_array(struct parser *p, struct map *table, struct toml_key key)
{
	struct str last = toml_key_last(key);
	if (!map_get(table, last))
		map_set(p->arena, table, last, value_list_of(TYPE_MAP_LIST, list_new(p->arena, 0)));
	const struct value *array = map_get(table, last);
	if (array->kind != VALUE_LIST || array->type != TYPE_MAP_LIST)
		return fail_key(p, "Key '%.*s' was already created and cannot be used as an array.", key);
	list_push(p->arena, array->list, value_map(map_new(p->arena)));
	return true;
}

// Goes to the table `key`, making it and those on the way.
static bool enter_table(struct parser *p, struct toml_key key, bool is_array)
{
	struct map *table = p->root;
	for (size_t i = 0; i + 1 < key.len; i++) {
		struct toml_key full = toml_key_front(key, i + 1);
		if (!map_get(table, key.parts[i])) {
			add_implicit(p, full);
			map_set(p->arena, table, key.parts[i], value_map(map_new(p->arena)));
		}
		table = table_of(map_get(table, key.parts[i]));
		if (!table)
			return fail_key(p, "Key '%.*s' was already created as a hash.", full);
	}
	p->context = toml_key_front(key, key.len - 1);
	if (is_array ? !add_table_to_array(p, table, key)
	             : !set_value(p, toml_key_last(key), value_map(map_new(p->arena))))
		return false;
	p->context = key;
	return true;
}

// --- Strings ---

static struct str without_first_break(struct str s)
{
	if (str_has_prefix(s, STR("\n")))
		return str_from(s, 1);
	return str_has_prefix(s, STR("\r\n")) ? str_from(s, 2) : s;
}

static size_t skip_white(struct str s, size_t at)
{
	while (at < s.len && strchr(" \t\r\n", s.data[at]) && s.data[at])
		at++;
	return at;
}

// Takes out backslashes at the end of a line with all white space that follows.
static struct str without_escaped_breaks(struct parser *p, struct str s)
{
	struct strbuf out = strbuf_in(p->scratch);
	size_t from = 0;
	for (size_t at = 0; at < s.len;) {
		if (s.data[at] != '\\') {
			at++;
			continue;
		}
		size_t end = skip_white(s, at + 1);
		if (at + 1 < s.len && s.data[at + 1] == '\\') {
			at += 2;
		} else if (str_find_char(str_slice(s, at, end), '\n') == STR_NPOS) {
			at++;
		} else {
			strbuf_add(&out, str_slice(s, from, at));
			from = at = end;
		}
	}
	strbuf_add(&out, str_from(s, from));
	return strbuf_str(&out, p->scratch);
}

static bool add_code(struct parser *p, const struct toml_item *item, struct strbuf *out, struct str digits)
{
	uint64_t code = 0;
	parse_uint(digits, 16, 32, &code);
	if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return fail_line(
			p, item->line,
			arena_printf(p->scratch, "Escaped character '\\u%.*s' is not valid UTF-8.", STR_FMT(digits)));
	utf8_encode(out, (uint32_t)code);
	return true;
}

static bool replace_escapes(struct parser *p, const struct toml_item *item, struct str s, struct str *ret)
{
	static const char names[] = "btnfre\"\\", characters[] = "\b\t\n\f\r\x1B\"\\";
	struct strbuf out = strbuf_in(p->arena);
	for (size_t at = 0; at < s.len;) {
		if (s.data[at] != '\\') {
			strbuf_add_char(&out, s.data[at++]);
			continue;
		}
		char c = at + 1 < s.len ? s.data[at + 1] : ' ';
		const char *name = c ? strchr(names, c) : NULL;
		size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
		if (name)
			strbuf_add_char(&out, characters[name - names]);
		else if (!digits)
			return fail_line(p, item->line, arena_printf(p->scratch, "invalid escape: '\\%c'", c));
		else if (!add_code(p, item, &out, str_slice(s, at + 2, at + 2 + digits)))
			return false;
		at += 2 + digits;
	}
	*ret = strbuf_str(&out, p->arena);
	return true;
}

static bool read_string(struct parser *p, const struct toml_item *item, struct str *ret)
{
	switch (item->type) {
	case TOML_ESCAPED_STRING: return replace_escapes(p, item, item->text, ret);
	case TOML_LONG_STRING:
		return replace_escapes(p, item, without_escaped_breaks(p, without_first_break(item->text)), ret);
	case TOML_LONG_RAW_STRING: *ret = without_first_break(item->text); return true;
	default: *ret = item->text; return true;
	}
}

// --- Numbers and dates ---

static bool is_float_word(struct str s)
{
	s = str_from(s, s.len && (s.data[0] == '-' || s.data[0] == '+'));
	return str_is(s, "nan") || str_is(s, "inf");
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// Each underscore stands between digits.
static bool underscores_ok(struct str s)
{
	bool ok = false;
	if (is_float_word(s))
		return true;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '_' && !ok)
			return false;
		ok = is_hex(s.data[i]);
	}
	return ok;
}

static bool has_leading_zero(struct str s)
{
	if (s.len > 1 && s.data[0] == '0' && !strchr("box", s.data[1]))
		return true;
	return s.len > 2 && (s.data[0] == '-' || s.data[0] == '+') && s.data[1] == '0';
}

static bool read_integer(struct parser *p, const struct toml_item *item, struct value *ret)
{
	int64_t i;
	if (!underscores_ok(item->text))
		return fail_item(p, item, "Invalid integer %.*s: underscores must be surrounded by digits");
	if (has_leading_zero(item->text))
		return fail_item(p, item, "Invalid integer %.*s: cannot have leading zeroes");
	if (parse_int(item->text, 0, 64, &i) != PARSE_OK)
		return fail_line(p, item->line,
		                 arena_printf(p->scratch, "%.*s is out of range for int64", STR_FMT(item->text)));
	*ret = value_int64(i);
	return true;
}

static bool periods_ok(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] == '.' && (i + 1 == s.len || s.data[i + 1] < '0' || s.data[i + 1] > '9'))
			return false;
	return true;
}

// The parts between '.', 'e' and 'E', empty ones left out.
static bool float_part(struct str *rest, struct str *ret)
{
	while (rest->len && strchr(".eE", rest->data[0]))
		*rest = str_from(*rest, 1);
	size_t len = 0;
	while (len < rest->len && !strchr(".eE", rest->data[len]))
		len++;
	*ret = str_slice(*rest, 0, len);
	*rest = str_from(*rest, len);
	return len > 0;
}

static bool check_float(struct parser *p, const struct toml_item *item)
{
	struct str rest = item->text, part;
	bool leading_zero = false;
	for (bool first = true; float_part(&rest, &part); first = false) {
		if (!underscores_ok(part))
			return fail_item(p, item, "Invalid float %.*s: underscores must be surrounded by digits");
		leading_zero |= first && has_leading_zero(part);
	}
	if (leading_zero)
		return fail_item(p, item, "Invalid float %.*s: cannot have leading zeroes");
	if (!periods_ok(item->text))
		return fail_item(p, item, "Invalid float %.*s: '.' must be followed by one or more digits");
	return true;
}

static bool read_float(struct parser *p, const struct toml_item *item, struct value *ret)
{
	if (!check_float(p, item))
		return false;
	struct strbuf plain = strbuf_in(p->scratch);
	for (size_t i = 0; i < item->text.len; i++)
		if (item->text.data[i] != '_')
			strbuf_add_char(&plain, item->text.data[i]);
	struct toml_item number = { item->type, item->line, strbuf_peek(&plain) };
	bool negative_nan = str_is(number.text, "-nan");
	struct str digits = negative_nan || str_is(number.text, "+nan") ? STR("nan") : number.text;
	double f;
	enum parse_result result = parse_float(digits, 64, &f);
	if (result == PARSE_RANGE)
		return fail_line(p, item->line,
		                 arena_printf(p->scratch, "%.*s is out of range for float64", STR_FMT(item->text)));
	if (result != PARSE_OK)
		return fail_item(p, item, "Invalid float value: %.*s");
	*ret = value_float(negative_nan ? copysign(f, -1) : f);
	return true;
}

// Go's time.Parse takes "7:5" for "07:05"; TOML does not. The separators then stand elsewhere than in the layout.
static bool lacks_leading_zero(struct str text, struct str layout)
{
	for (size_t i = 0; i < layout.len && i < text.len; i++) {
		char c = layout.data[i];
		if (c == '.' || c == 'Z')
			return false;
		if ((c < '0' || c > '9') && text.data[i] != c)
			return true;
	}
	return false;
}

static int local_offset(void)
{
	struct gotime_fields fields;
	gotime_fields(gotime_now(), &fields);
	return fields.offset;
}

static const struct gozone *zone_of(struct parser *p, const char *name)
{
	const struct gozone *zone = NULL;
	struct error ignored = { .arena = p->scratch };
	if (strcmp(name, "Local") != 0)
		return gozone_fixed(p->arena, str_of(name), local_offset());
	gozone_load(p->arena, STR("Local"), &zone, &ignored);
	return zone;
}

static bool read_datetime(struct parser *p, const struct toml_item *item, struct value *ret)
{
	static const struct {
		struct str layout;
		const char *zone;
	} layouts[] = {
		{ STR_INIT("2006-01-02T15:04:05.999999999Z07:00"), "Local" },
		{ STR_INIT("2006-01-02T15:04:05.999999999"), "datetime-local" },
		{ STR_INIT("2006-01-02"), "date-local" },
		{ STR_INIT("15:04:05.999999999"), "time-local" },
		{ STR_INIT("2006-01-02T15:04Z07:00"), "Local" },
		{ STR_INIT("2006-01-02T15:04"), "datetime-local" },
		{ STR_INIT("15:04"), "time-local" },
	};
	char *text = arena_cstr(p->scratch, item->text);
	for (char *c = text; *c; c++)
		*c = *c == 'z' ? 'Z' : *c == 't' || *c == ' ' ? 'T' : *c;
	struct toml_item changed = { item->type, item->line, { text, item->text.len } };
	for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
		struct gotime time;
		struct error ignored = { .arena = p->scratch };
		if (!gotime_parse(p->arena, layouts[i].layout, changed.text, zone_of(p, layouts[i].zone), &time,
		                  &ignored))
			continue;
		if (lacks_leading_zero(changed.text, layouts[i].layout))
			break;
		*ret = value_time(p->arena, time);
		return true;
	}
	return fail_item(p, &changed, "invalid datetime: %.*s");
}

// --- Values ---

static bool read_array(struct parser *p, struct value *ret)
{
	struct list *list = list_new(p->arena, 0);
	set_is_array(p, p->key, true);
	for (bool more = true, first = true;; first = false) {
		struct toml_item item;
		struct value v;
		if (!toml_lex_array(&p->lexer, first, &more))
			return fail_lexer(p);
		if (!more)
			break;
		if (!toml_lex_value(&p->lexer, &item))
			return fail_lexer(p);
		if (!read_value(p, &item, true, &v))
			return false;
		list_push(p->arena, list, v);
	}
	*ret = value_list(list);
	return true;
}

// Each part leads a table deeper, and each table is looked up by its whole key.
static bool add_part(struct parser *p, struct toml_key *key, const struct toml_item *item)
{
	enum { MAX_PARTS = 200 };
	struct str part;
	if (key->len == MAX_PARTS)
		return fail_line(p, item->line, arena_printf(p->scratch, "a key has more than %d parts", MAX_PARTS));
	if (!read_string(p, item, &part))
		return false;
	*key = toml_key_add(p->scratch, *key, part);
	return true;
}

// The parts of a key up to '='.
static bool read_key(struct parser *p, struct toml_key *ret)
{
	*ret = (struct toml_key){ 0 };
	for (bool more = true, first = true; more; first = false) {
		struct toml_item item;
		if (!toml_lex_key_part(&p->lexer, &item))
			return fail_lexer(p);
		if (first)
			p->line = item.line;
		if (!add_part(p, ret, &item))
			return false;
		if (!toml_lex_key_end(&p->lexer, &more))
			return fail_lexer(p);
	}
	return true;
}

// A pair, from behind the start of its key; all but the last part of the key are tables.
static bool read_pair(struct parser *p, struct toml_key *ret_key, struct value *ret)
{
	struct toml_item item;
	if (!read_key(p, ret_key))
		return false;
	p->key = toml_key_last(*ret_key);
	for (size_t i = 0; i + 1 < ret_key->len; i++) {
		struct toml_key key = toml_key_add(p->scratch, p->context, ret_key->parts[i]);
		add_implicit(p, key);
		if (!enter_table(p, key, false))
			return false;
	}
	if (!toml_lex_value(&p->lexer, &item))
		return fail_lexer(p);
	if (!read_value(p, &item, false, ret) || !set_value(p, p->key, *ret))
		return false;
	set_is_array(p, p->key, item.type == TOML_ARRAY);
	return true;
}

// The value under a dotted key of an inline table.
static bool put_inline(struct parser *p, struct map *table, struct toml_key key, struct value v)
{
	for (size_t i = 0; i + 1 < key.len; i++) {
		if (!map_get(table, key.parts[i]))
			map_set(p->arena, table, key.parts[i], value_map(map_new(p->arena)));
		const struct value *next = map_get(table, key.parts[i]);
		if (next->kind != VALUE_MAP) {
			struct str shown = quoted(p->scratch, toml_key_text(p->scratch, p->context));
			return fail_line(p, p->line, ARENA_CONCAT(p->scratch, shown, STR(" is not a table")));
		}
		table = next->map;
	}
	map_set(p->arena, table, toml_key_last(key), v);
	return true;
}

// An inline table is built twice: within the whole, which finds keys that are there already, and as a value of its own,
// which is what an array keeps.
static bool read_inline_table(struct parser *p, bool in_array, struct value *ret)
{
	struct map *table = map_new(p->arena);
	struct toml_key outer = p->context, inner = toml_key_add(p->scratch, outer, p->key);
	struct str outer_key = p->key;
	p->context = inner;
	p->key = STR_NONE;
	add_implicit(p, inner);
	if (!enter_table(p, inner, in_array))
		return false;
	for (bool first = true;; first = false) {
		struct toml_item item;
		struct toml_key key;
		struct value v;
		if (!toml_lex_inline(&p->lexer, first, &item))
			return fail_lexer(p);
		if (item.type == TOML_CLOSE)
			break;
		if (!read_pair(p, &key, &v) || !put_inline(p, table, key, v))
			return false;
		p->context = inner;
	}
	p->context = outer;
	p->key = outer_key;
	*ret = value_map(table);
	return true;
}

static bool read_value(struct parser *p, const struct toml_item *item, bool in_array, struct value *ret)
{
	if (stack_is_low(&p->guard))
		return fail_line(p, item->line, STR("nested too deeply"));
	switch (item->type) {
	case TOML_BOOL: *ret = value_bool(str_is(item->text, "true")); return true;
	case TOML_INTEGER: return read_integer(p, item, ret);
	case TOML_FLOAT: return read_float(p, item, ret);
	case TOML_DATETIME: return read_datetime(p, item, ret);
	case TOML_ARRAY: return read_array(p, ret);
	case TOML_INLINE_TABLE: return read_inline_table(p, in_array, ret);
	default: *ret = value_string(STR_NONE); return read_string(p, item, &ret->s);
	}
}

// --- The text ---

static bool read_table(struct parser *p, bool is_array)
{
	struct toml_key key = { 0 };
	for (bool more = true, first = true; more; first = false) {
		struct toml_item item;
		if (!toml_lex_name_part(&p->lexer, &item))
			return fail_lexer(p);
		if (first)
			p->line = item.line;
		if (!add_part(p, &key, &item))
			return false;
		if (!toml_lex_name_end(&p->lexer, is_array, &more))
			return fail_lexer(p);
	}
	if (!enter_table(p, key, is_array))
		return false;
	set_is_array(p, STR_NONE, false);
	return true;
}

static bool read_top(struct parser *p)
{
	for (;;) {
		struct toml_item item;
		if (!toml_lex_top(&p->lexer, &item))
			return fail_lexer(p);
		if (item.type == TOML_END)
			return true;
		if (item.type == TOML_KEY) {
			struct toml_key outer = p->context, key;
			struct value ignored;
			if (!read_pair(p, &key, &ignored))
				return false;
			p->context = outer;
			p->key = STR_NONE;
		} else if (!read_table(p, item.type == TOML_ARRAY_TABLE)) {
			return false;
		}
		if (!toml_lex_line_end(&p->lexer))
			return fail_lexer(p);
	}
}

static struct str without_mark(struct str text)
{
	if (str_has_prefix(text, STR("\xFF\xFE")) || str_has_prefix(text, STR("\xFE\xFF")))
		return str_from(text, 2);
	return str_trim_prefix(text, STR("\xEF\xBB\xBF"));
}

bool toml_read(struct arena *arena, struct str text, struct map **ret, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	text = without_mark(text);
	if (str_find_char(str_slice(text, 0, 6), '\0') != STR_NPOS)
		return fail(err, NOWHERE,
		            "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must "
		            "be UTF-8");
	struct parser p = {
		.lexer = { .arena = &scratch, .input = arena_str(arena, text), .line = 1 },
		.arena = arena,
		.scratch = &scratch,
		.err = err,
		.key = STR_NONE,
		.root = map_new(arena),
		.implicit = map_new(&scratch),
		.arrays = map_new(&scratch),
	};
	stack_guard_init(&p.guard);
	if (!read_top(&p))
		return false;
	*ret = p.root;
	return true;
}
