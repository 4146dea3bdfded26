// SPDX-License-Identifier: Apache-2.0
// Formats: %[flags][width][.precision][index]verb, with '*' and [n] where Go takes them, and its complaints in place of
// the output where the format and the arguments do not fit.
#include "text/utf8.h"
#include "value/print.h"
#include "value/printer.h"

struct format {
	struct printer printer;
	struct str text;
	size_t at;
	const struct value *args;
	size_t count;
	size_t arg;       /* the next one */
	bool reordered;   /* an index was used: no complaint about arguments left over */
	bool good_index;  /* of the verb under way */
	bool after_index; /* an index stands right before */
};

static bool too_large(int64_t number)
{
	return number > 1000000 || number < -1000000;
}

// Digits up to `end`. A number that is too large is none, and takes everything with it.
static bool parse_number(struct str text, size_t *at, size_t end, int *ret)
{
	bool found = false;
	int64_t number = 0;
	*ret = 0;
	for (; *at < end && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at, found = true) {
		if (too_large(number)) {
			*at = end;
			return false;
		}
		number = number * 10 + (text.data[*at] - '0');
	}
	*ret = (int)number;
	return found;
}

static bool at_byte(const struct format *f, char c)
{
	return f->at < f->text.len && f->text.data[f->at] == c;
}

// [n] chooses the next argument; *ret_found unless there is none or it is not well formed.
static void parse_index(struct format *f)
{
	f->after_index = false;
	if (!at_byte(f, '['))
		return;
	f->reordered = true;
	size_t end = f->at + 1;
	while (end < f->text.len && f->text.data[end] != ']')
		end++;
	if (f->text.len - f->at < 3 || end == f->text.len) {
		f->good_index = false;
		f->at++;
		return;
	}
	size_t at = f->at + 1;
	int number;
	bool ok = parse_number(f->text, &at, end, &number) && at == end;
	f->at = end + 1;
	f->after_index = ok;
	if (ok && number >= 1 && (size_t)number <= f->count)
		f->arg = (size_t)number - 1;
	else
		f->good_index = false;
}

// The argument for a '*': an integer of any kind that is not too large.
static bool take_integer(struct format *f, int *ret)
{
	*ret = 0;
	if (f->arg >= f->count)
		return false;
	struct value v = f->args[f->arg++];
	bool is_integer = v.kind == VALUE_INT || (v.kind == VALUE_UINT && v.u <= INT64_MAX);
	if (!is_integer || too_large(v.i))
		return false;
	*ret = (int)v.i;
	return true;
}

static void parse_width(struct format *f)
{
	struct printer *p = &f->printer;
	if (!at_byte(f, '*')) {
		p->flags.has_width = parse_number(f->text, &f->at, f->text.len, &p->width);
		if (f->after_index && p->flags.has_width)
			f->good_index = false;
		return;
	}
	f->at++;
	p->flags.has_width = take_integer(f, &p->width);
	if (!p->flags.has_width)
		strbuf_add(p->out, STR("%!(BADWIDTH)"));
	if (p->width < 0) {
		p->width = -p->width;
		p->flags.minus = true;
		p->flags.zero = false;
	}
	f->after_index = false;
}

static void parse_precision(struct format *f)
{
	struct printer *p = &f->printer;
	/* A point that ends the format is the verb. */
	if (f->at + 1 >= f->text.len || f->text.data[f->at] != '.')
		return;
	f->at++;
	if (f->after_index)
		f->good_index = false;
	parse_index(f);
	p->flags.has_precision = true;
	if (!at_byte(f, '*')) {
		parse_number(f->text, &f->at, f->text.len, &p->precision);
		return;
	}
	f->at++;
	bool ok = take_integer(f, &p->precision);
	if (p->precision < 0) {
		p->precision = 0;
		ok = false;
	}
	p->flags.has_precision = ok;
	if (!ok)
		strbuf_add(p->out, STR("%!(BADPREC)"));
	f->after_index = false;
}

static void print_by_verb(struct format *f, uint32_t verb)
{
	struct print_flags *flags = &f->printer.flags;
	if (verb == 'v' || verb == 'w') {
		flags->sharp_v = flags->sharp;
		flags->plus_v = flags->plus;
		flags->sharp = flags->plus = false;
	}
	printer_arg(&f->printer, f->args[f->arg++], verb);
}

static void complain(struct format *f, uint32_t verb, struct str text)
{
	strbuf_add(f->printer.out, STR("%!"));
	utf8_encode(f->printer.out, verb);
	strbuf_add(f->printer.out, text);
}

static void parse_flags(struct format *f)
{
	struct print_flags *flags = &f->printer.flags;
	printer_reset(&f->printer);
	for (; f->at < f->text.len; f->at++) {
		switch (f->text.data[f->at]) {
		case '#': flags->sharp = true; break;
		case '0': flags->zero = true; break;
		case '+': flags->plus = true; break;
		case '-': flags->minus = true; break;
		case ' ': flags->space = true; break;
		default: return;
		}
	}
}

// What stands behind a '%'.
static void print_directive(struct format *f)
{
	size_t size;
	f->good_index = true;
	parse_flags(f);
	parse_index(f);
	parse_width(f);
	parse_precision(f);
	if (!f->after_index)
		parse_index(f);
	if (f->at >= f->text.len) {
		strbuf_add(f->printer.out, STR("%!(NOVERB)"));
		return;
	}
	uint32_t verb = utf8_decode(str_from(f->text, f->at), &size);
	f->at += size;
	if (verb == '%')
		strbuf_add_char(f->printer.out, '%');
	else if (!f->good_index)
		complain(f, verb, STR("(BADINDEX)"));
	else if (f->arg >= f->count)
		complain(f, verb, STR("(MISSING)"));
	else
		print_by_verb(f, verb);
}

static void print_extra(struct format *f)
{
	struct strbuf *out = f->printer.out;
	printer_reset(&f->printer);
	strbuf_add(out, STR("%!(EXTRA "));
	for (size_t i = f->arg; i < f->count; i++) {
		if (i > f->arg)
			strbuf_add(out, STR(", "));
		if (f->args[i].kind != VALUE_NULL) {
			strbuf_add_cstr(out, value_type_name(f->args[i]));
			strbuf_add_char(out, '=');
		}
		printer_arg(&f->printer, f->args[i], 'v');
	}
	strbuf_add_char(out, ')');
}

bool value_sprintf(struct strbuf *out, struct str format, const struct value *args, size_t count)
{
	struct format f = { .printer = { .out = out }, .text = format, .args = args, .count = count };
	while (f.at < format.len && !f.printer.too_deep) {
		size_t percent = str_find_char(str_from(format, f.at), '%');
		if (percent == STR_NPOS) {
			strbuf_add(out, str_from(format, f.at));
			break;
		}
		strbuf_add(out, str_slice(format, f.at, f.at + percent));
		f.at += percent + 1;
		print_directive(&f);
	}
	if (!f.reordered && f.arg < count)
		print_extra(&f);
	return !f.printer.too_deep;
}
