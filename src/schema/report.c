// SPDX-License-Identifier: Apache-2.0
// How the library words failures: a tree of "- at '/path': why", references with one cause left out.
#include <math.h>
#include <stdio.h>

#include "schema/internal.h"
#include "text/strconv.h"

static struct str instance_of(struct arena *arena, const struct failure *failure)
{
	struct str instance = failure->shared_path ? STR_NONE : failure->instance;
	for (size_t i = 0; failure->shared_path && i < failure->shared_len; i++)
		instance = pointer_append(arena, instance, failure->shared_path[i]);
	return instance;
}

void failure_print(struct arena *arena, struct strbuf *out, const struct failure *failure, unsigned indent)
{
	bool skipped = failure->is_reference && failure->causes && !failure->causes->next;
	if (!skipped) {
		strbuf_add_char(out, '\n');
		strbuf_add_repeat(out, ' ', 2 * (indent - 1));
		strbuf_add(out, STR("- at "));
		print_quoted(out, instance_of(arena, failure));
		strbuf_add(out, STR(": "));
		strbuf_add(out, failure->message);
		indent++;
	}
	for (const struct failure *cause = failure->causes; cause; cause = cause->next)
		failure_print(arena, out, cause, indent);
}

// The library takes Go's %q apart as text: every \" becomes ", then every ' becomes \', then the outer quotes go. What
// that does to a backslash at the end is kept.
void print_quoted(struct strbuf *out, struct str text)
{
	struct strbuf plain = { 0 }, changed = { 0 };
	quote(&plain, text);
	for (size_t i = 0; i < plain.len; i++) {
		bool escaped = plain.data[i] == '\\' && i + 1 < plain.len && plain.data[i + 1] == '"';
		if (plain.data[i] == '\'')
			strbuf_add_char(&changed, '\\');
		strbuf_add_char(&changed, escaped ? '"' : plain.data[i]);
		i += escaped;
	}
	strbuf_add_char(out, '\'');
	strbuf_add(out, str_slice(strbuf_peek(&changed), 1, changed.len - 1));
	strbuf_add_char(out, '\'');
	strbuf_done(&plain);
	strbuf_done(&changed);
}

// A value of const or enum: as Go's %v, numbers as they are written in the schema.
void print_value(struct strbuf *out, struct value value)
{
	switch (value.kind) {
	case VALUE_NULL: strbuf_add(out, STR("<nil>")); break;
	case VALUE_BOOL: strbuf_add_cstr(out, value.b ? "true" : "false"); break;
	case VALUE_STRING: print_quoted(out, value.s); break;
	case VALUE_BYTES: strbuf_add(out, value.s); break;
	default: strbuf_add(out, STR("value"));
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
	int len = snprintf(digits, sizeof(digits), "%llu",
	                   (unsigned long long)(number < 0 ? 0 - (uint64_t)number : (uint64_t)number));
	if (number < 0)
		strbuf_add_char(out, '-');
	add_grouped(out, (struct str){ digits, (size_t)len });
}

static void add_superscript(struct strbuf *out, int exponent)
{
	static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	char text[16];
	snprintf(text, sizeof(text), "%02d", exponent < 0 ? -exponent : exponent);
	strbuf_add_cstr(out, exponent < 0 ? "⁻" : "");
	for (const char *c = text; *c; c++)
		strbuf_add_cstr(out, digits[*c - '0']);
}

// As %v of a float: with an exponent below 1e-4 and from 1e6 on.
void print_number(struct strbuf *out, double number)
{
	struct strbuf plain = { 0 };
	bool scientific = number != 0 && (fabs(number) < 1e-4 || fabs(number) >= 1e6);
	format_float(&plain, fabs(number), scientific ? 'e' : 'f', -1, 64);
	struct str text = strbuf_peek(&plain);
	if (number < 0)
		strbuf_add_char(out, '-');
	if (scientific) {
		size_t e = str_find_char(text, 'e');
		int64_t exponent = 0;
		parse_int(str_trim_prefix(str_from(text, e + 1), STR("+")), 10, 32, &exponent);
		strbuf_add(out, str_slice(text, 0, e));
		strbuf_add_cstr(out, "×10");
		add_superscript(out, (int)exponent);
	} else {
		size_t point = str_find_char(text, '.');
		add_grouped(out, str_slice(text, 0, point == STR_NPOS ? text.len : point));
		if (point != STR_NPOS)
			strbuf_add(out, str_from(text, point));
	}
	strbuf_done(&plain);
}
