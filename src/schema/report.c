// SPDX-License-Identifier: Apache-2.0
// How the library words failures: a tree of "- at '/path': why", references with one cause left out.
#include <math.h>
#include <stdio.h>

#include "schema/internal.h"
#include "text/strconv.h"

void failure_print(struct strbuf *out, const struct failure *failure, unsigned indent)
{
	bool skipped = failure->is_reference && failure->causes && !failure->causes->next;
	if (!skipped) {
		strbuf_add_char(out, '\n');
		strbuf_add_repeat(out, ' ', 2 * (indent - 1));
		strbuf_add(out, STR("- at "));
		print_quoted(out, failure->instance);
		strbuf_add(out, STR(": "));
		strbuf_add(out, failure->message);
		indent++;
	}
	for (const struct failure *cause = failure->causes; cause; cause = cause->next)
		failure_print(out, cause, indent);
}

void print_quoted(struct strbuf *out, struct str text)
{
	struct strbuf plain = { 0 };
	quote(&plain, text);
	strbuf_add_char(out, '\'');
	for (size_t i = 1; i + 1 < plain.len; i++) {
		bool escaped_quote = plain.data[i] == '\\' && plain.data[i + 1] == '"';
		if (escaped_quote)
			continue;
		if (plain.data[i] == '\\' && i + 2 < plain.len) { // an escape stays as it is
			strbuf_add_char(out, plain.data[i++]);
			strbuf_add_char(out, plain.data[i]);
			continue;
		}
		if (plain.data[i] == '\'')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, plain.data[i]);
	}
	strbuf_add_char(out, '\'');
	strbuf_done(&plain);
}

// const and enum values come from JSON with the number's own text; floats show as Go's %v.
void print_value(struct strbuf *out, struct value value)
{
	switch (value.kind) {
	case VALUE_NULL:
		strbuf_add(out, STR("<nil>"));
		break;
	case VALUE_BOOL:
		strbuf_add_cstr(out, value.b ? "true" : "false");
		break;
	case VALUE_STRING:
		print_quoted(out, value.s);
		break;
	case VALUE_MAP:
	case VALUE_LIST:
		strbuf_add(out, STR("value"));
		break;
	default:
		if (json_is_integer(value) && fabs(json_number(value)) < 1e15)
			strbuf_printf(out, "%lld", (long long)json_number(value));
		else
			format_float(out, json_number(value), 'g', -1, 64);
	}
}

static void add_grouped(struct strbuf *out, struct str digits)
{
	for (size_t i = 0; i < digits.len; i++) {
		if (i && (digits.len - i) % 3 == 0)
			strbuf_add_char(out, ',');
		strbuf_add_char(out, digits.data[i]);
	}
}

void print_integer(struct strbuf *out, int64_t number)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)(number < 0 ? 0 - (uint64_t)number : (uint64_t)number));
	if (number < 0)
		strbuf_add_char(out, '-');
	add_grouped(out, (struct str){ digits, (size_t)len });
}

void print_number(struct strbuf *out, double number)
{
	struct strbuf plain = { 0 };
	format_float(&plain, fabs(number), fabs(number) < 1e21 ? 'f' : 'g', -1, 64);
	struct str text = strbuf_peek(&plain);
	size_t point = str_find_char(text, '.');
	if (number < 0)
		strbuf_add_char(out, '-');
	add_grouped(out, str_slice(text, 0, point == STR_NPOS ? text.len : point));
	if (point != STR_NPOS)
		strbuf_add(out, str_from(text, point));
	strbuf_done(&plain);
}
