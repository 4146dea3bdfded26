// SPDX-License-Identifier: Apache-2.0
#include "text/strconv.h"
#include "value/json.h"

// Depth is bounded by the reader.
static void convert(struct value *v)
{
	int64_t integer;
	double number = 0;
	switch (v->kind) {
	case VALUE_BYTES: // a number's text
		if (parse_int(v->s, 10, 64, &integer) == PARSE_OK) {
			*v = value_int64(integer);
		} else {
			parse_float(v->s, 64, &number);
			*v = value_float(number);
		}
		break;
	case VALUE_LIST:
		for (size_t i = 0; i < v->list->len; i++)
			convert(&v->list->items[i]);
		break;
	case VALUE_MAP:
		for (size_t i = 0; i < v->map->len; i++)
			convert(&v->map->entries[i].value);
		break;
	default: break;
	}
}

bool json_read_integers(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	if (!json_read_exact(arena, text, ret, err))
		return false;
	convert(ret);
	return true;
}
