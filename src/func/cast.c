// SPDX-License-Identifier: Apache-2.0
#include "func/cast.h"

#include "base/strbuf.h"
#include "text/strconv.h"
#include "value/object.h"
#include "value/print.h"

int64_t int64_of_float(double f)
{
	const double limit = 9223372036854775808.0;
	return f >= -limit && f < limit ? (int64_t)f : INT64_MIN;
}

// "3.00" is 3, but "3.10" and "300" stay what they are.
static struct str trim_zero_decimal(struct str s)
{
	bool found_zero = false;
	for (size_t i = s.len; i > 0; i--) {
		char c = s.data[i - 1];
		if (c == '.' && found_zero)
			return str_slice(s, 0, i - 1);
		if (c != '.' && c != '0')
			return s;
		found_zero |= c == '0';
	}
	return s;
}

static int64_t int64_of_string(struct str s)
{
	int64_t i;
	return parse_int(trim_zero_decimal(s), 0, 64, &i) == PARSE_OK ? i : 0;
}

int64_t cast_int64(struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_BOOL: return v.b;
	case VALUE_INT: return v.type == TYPE_DURATION ? 0 : v.i;
	case VALUE_UINT: return (int64_t)v.u;
	case VALUE_FLOAT: return int64_of_float(v.f);
	case VALUE_STRING: return int64_of_string(v.s);
	default: return 0;
	}
}

static double float_of_string(struct str s)
{
	double f;
	return parse_float(s, 64, &f) == PARSE_OK ? f : 0;
}

double cast_float64(struct value v)
{
	switch ((enum value_kind)v.kind) {
	case VALUE_BOOL: return v.b;
	case VALUE_INT: return v.type == TYPE_DURATION ? 0 : (double)v.i;
	case VALUE_UINT: return (double)v.u;
	case VALUE_FLOAT: return v.f;
	case VALUE_STRING: return float_of_string(v.s);
	default: return 0;
	}
}

struct str cast_string(struct tmpl_call *call, struct value v)
{
	if (v.kind == VALUE_STRING || v.kind == VALUE_BYTES)
		return v.s;
	struct strbuf buf = strbuf_in(call->arena);
	tmpl_check_printed(call, value_print(&buf, v));
	return strbuf_str(&buf, call->arena);
}

struct list *cast_strings(struct tmpl_call *call, struct value v)
{
	if (v.kind == VALUE_LIST && v.type == TYPE_STRING_LIST)
		return v.list;
	struct sequence from;
	if (!sequence_of(v, &from)) {
		struct list *one = list_new(call->arena, 1);
		if (!value_is_null(v))
			list_push(call->arena, one, value_string(cast_string(call, v)));
		return one;
	}
	struct list *texts = list_new(call->arena, from.len);
	for (size_t i = 0; i < from.len; i++) {
		struct value item = sequence_at(&from, i);
		if (!value_is_null(item))
			list_push(call->arena, texts, value_string(cast_string(call, item)));
	}
	return texts;
}

bool value_is_empty(struct value v)
{
	return !value_truth(v);
}

bool sequence_of(struct value v, struct sequence *ret)
{
	if (v.kind == VALUE_LIST)
		*ret = (struct sequence){ v, v.list ? v.list->len : 0 };
	else if (v.kind == VALUE_BYTES)
		*ret = (struct sequence){ v, v.s.len };
	else
		return false;
	return true;
}

struct value sequence_at(const struct sequence *sequence, size_t at)
{
	if (sequence->of.kind == VALUE_BYTES)
		return value_uint_of(TYPE_UINT8, (unsigned char)sequence->of.s.data[at]);
	return sequence->of.list->items[at];
}
