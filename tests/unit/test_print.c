// SPDX-License-Identifier: Apache-2.0
// Go's fmt over values; the notation of arguments is described in tests/reference/print/main.go.
#include "rows.h"

#include "value/print.h"

static struct value read_value(struct arena *arena, struct str *s);

static struct str from_hex(struct arena *arena, struct str hex)
{
	char *bytes = arena_alloc_text(arena, hex.len / 2 + 1);
	for (size_t i = 0; i + 1 < hex.len; i += 2) {
		char pair[3] = { hex.data[i], hex.data[i + 1], '\0' };
		bytes[i / 2] = (char)strtoul(pair, NULL, 16);
	}
	return (struct str){ bytes, hex.len / 2 };
}

static double float_of_bits(const char *hex)
{
	uint64_t bits = strtoull(hex, NULL, 16);
	double f;
	memcpy(&f, &bits, sizeof(f));
	return f;
}

static struct value read_scalar(struct arena *arena, char letter, const char *text)
{
	static const struct {
		char letter;
		enum value_type type;
	} integers[] = { { 'i', TYPE_INT },   { 'j', TYPE_INT8 },     { 'k', TYPE_INT16 }, { 'r', TYPE_INT32 },
		         { 'I', TYPE_INT64 }, { 'D', TYPE_DURATION }, { 'M', TYPE_MONTH }, { 'W', TYPE_WEEKDAY } };
	struct value v;
	for (size_t i = 0; i < ARRAY_LEN(integers); i++)
		if (integers[i].letter == letter)
			return value_int_of(integers[i].type, strtoll(text, NULL, 10));
	switch (letter) {
	case 'b': return value_bool(text[0] == 't');
	case 'u': return value_uint_of(TYPE_UINT8, strtoull(text, NULL, 10));
	case 'v': return value_uint_of(TYPE_UINT, strtoull(text, NULL, 10));
	case 'c':
		return value_complex(float_of_bits(arena_cstr(arena, (struct str){ text, 16 })),
		                     float_of_bits(text + 16));
	case 'U': return value_uint_of(TYPE_UINT64, strtoull(text, NULL, 10));
	case 'f': return value_float(float_of_bits(text));
	case 'F':
		v = value_float(float_of_bits(text));
		v.type = TYPE_FLOAT32;
		return v;
	case 's': return value_string(from_hex(arena, str_of(text)));
	case 'y': return value_bytes(from_hex(arena, str_of(text)));
	default: return value_null();
	}
}

static struct value read_collection(struct arena *arena, char letter, struct str *s)
{
	struct map *map = map_new(arena);
	struct list *list = list_new(arena, 4);
	bool is_map = letter == 'd' || letter == 'e';
	while (s->data[0] != ']') {
		struct value v = read_value(arena, s);
		if (is_map)
			map_set(arena, map, v.s, read_value(arena, s));
		else
			list_push(arena, list, v);
	}
	*s = str_from(*s, 1);
	if (is_map)
		return value_map_of(letter == 'd' ? TYPE_MAP : TYPE_STRING_MAP, map);
	return value_list_of(letter == 'L' ? TYPE_LIST : letter == 'l' ? TYPE_STRING_LIST : TYPE_INT_LIST, list);
}

static struct value read_value(struct arena *arena, struct str *s)
{
	char letter = s->data[0];
	if (s->data[1] == '[') {
		*s = str_from(*s, 2);
		return read_collection(arena, letter, s);
	}
	size_t end = str_find_char(*s, ';');
	const char *text = arena_cstr(arena, str_slice(*s, 1, end));
	*s = str_from(*s, end + 1);
	return read_scalar(arena, letter, text);
}

static size_t read_args(struct arena *arena, struct str s, struct value *args)
{
	size_t count = 0;
	while (s.len)
		args[count++] = read_value(arena, &s);
	return count;
}

static void run_printf(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct value values[16];
	(void)count;
	value_sprintf(out, args[0], values, read_args(arena, args[1], values));
}

static void run_print(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct value values[16];
	(void)count;
	value_sprint(out, values, read_args(arena, args[0], values));
}

static void run_println(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct value values[16];
	(void)count;
	value_sprintln(out, values, read_args(arena, args[0], values));
}

// A map that holds itself: no endless loop, and a caller can know.
static void run_cycle(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)args, (void)count;
	struct map *map = map_new(arena);
	struct strbuf text = strbuf_in(arena);
	map_set(arena, map, STR("self"), value_map(map));
	map_set(arena, map, STR("twice"), value_map(map));
	strbuf_add_cstr(out, value_print(&text, value_map(map)) ? "printed" : "too deep");
}

static const struct row_op ops[] = {
	{ "printf", run_printf }, { "print", run_print }, { "println", run_println },
	{ "cycle", run_cycle },   { NULL, NULL },
};

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/value/print.tsv", ops);
}
