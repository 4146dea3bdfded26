// SPDX-License-Identifier: Apache-2.0
// Values as JSON Schema sees them: integers and floats are one type, equality goes by number.
#include <math.h>

#include "schema/internal.h"
#include "text/strconv.h"

double json_number(struct value value)
{
	switch (value.kind) {
	case VALUE_INT: return (double)value.i;
	case VALUE_UINT: return (double)value.u;
	default: return value.f;
	}
}

unsigned json_type_of(struct value value)
{
	switch (value.kind) {
	case VALUE_NULL: return JSON_NULL;
	case VALUE_BOOL: return JSON_BOOLEAN;
	case VALUE_INT:
	case VALUE_UINT:
	case VALUE_FLOAT: return JSON_NUMBER;
	case VALUE_STRING: return JSON_STRING;
	case VALUE_LIST: return JSON_ARRAY;
	case VALUE_MAP: return JSON_OBJECT;
	default: return 0;
	}
}

const char *json_type_name(unsigned type)
{
	switch (type) {
	case JSON_NULL: return "null";
	case JSON_BOOLEAN: return "boolean";
	case JSON_NUMBER: return "number";
	case JSON_INTEGER: return "integer";
	case JSON_STRING: return "string";
	case JSON_ARRAY: return "array";
	case JSON_OBJECT: return "object";
	default: return "";
	}
}

bool json_is_integer(struct value value)
{
	return value.kind == VALUE_INT || value.kind == VALUE_UINT || (value.kind == VALUE_FLOAT && value.f == trunc(value.f));
}

bool json_equal(struct value a, struct value b)
{
	unsigned type = json_type_of(a);
	if (type != json_type_of(b))
		return false;
	switch (type) {
	case JSON_NULL: return true;
	case JSON_BOOLEAN: return a.b == b.b;
	case JSON_NUMBER: return json_number(a) == json_number(b);
	case JSON_STRING: return str_eq(a.s, b.s);
	case JSON_ARRAY:
		if (a.list->len != b.list->len)
			return false;
		for (size_t i = 0; i < a.list->len; i++)
			if (!json_equal(a.list->items[i], b.list->items[i]))
				return false;
		return true;
	case JSON_OBJECT:
		if (a.map->len != b.map->len)
			return false;
		for (size_t i = 0; i < a.map->len; i++) {
			const struct value *other = map_get(b.map, a.map->entries[i].key);
			if (!other || !json_equal(a.map->entries[i].value, *other))
				return false;
		}
		return true;
	default: return false;
	}
}

// A number as written in decimal: digits × 10^exponent.
static bool to_decimal(double number, __int128 *ret_digits, int *ret_exponent)
{
	struct strbuf text = { 0 };
	format_float(&text, fabs(number), 'e', -1, 64);
	*ret_digits = 0;
	*ret_exponent = 0;
	size_t at = 0;
	bool point = false;
	for (; at < text.len && text.data[at] != 'e'; at++) {
		if (text.data[at] == '.') {
			point = true;
			continue;
		}
		*ret_digits = *ret_digits * 10 + (text.data[at] - '0');
		*ret_exponent -= point;
	}
	int64_t exponent = 0;
	bool ok = at < text.len && parse_int(str_trim_prefix(str_from(strbuf_peek(&text), at + 1), STR("+")), 10, 32, &exponent) == PARSE_OK;
	*ret_exponent += (int)exponent;
	strbuf_done(&text);
	return ok;
}

bool json_is_multiple(struct value a, double b)
{
	enum { MAX_SHIFT = 20 }; // 17 digits and 20 zeros fit into 128 bits
	__int128 x, y;
	int x_exponent, y_exponent;
	double number = json_number(a);
	if (b == 0)
		return false;
	if (!to_decimal(number, &x, &x_exponent) || !to_decimal(b, &y, &y_exponent))
		return fmod(number, b) == 0;
	int shift = x_exponent - y_exponent;
	if (shift > MAX_SHIFT || shift < -MAX_SHIFT)
		return fmod(number, b) == 0;
	for (; shift > 0; shift--)
		x *= 10;
	for (; shift < 0; shift++)
		y *= 10;
	return x % y == 0;
}
