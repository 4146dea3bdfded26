// SPDX-License-Identifier: Apache-2.0
// Reading a time by a layout: one element after the other, each into struct parsing, which make_time() then puts
// together. Texts of errors are those of Go's ParseError.
#include "text/gotime.h"
#include "text/gotime_layout.h"
#include "text/gozone.h"
#include "text/gotime_quote.h"
#include "text/utf8.h"

struct parsing {
	struct str rest; // what is left of the value
	int64_t year;
	int month, day, year_day; // -1: not seen
	int hour, minute, second, nanos;
	bool is_utc, am, pm, has_offset;
	int offset;
	struct str zone_name;
	const char *out_of_range; // NULL, or what is
};

static bool is_digit(struct str s, size_t at)
{
	return at < s.len && s.data[at] >= '0' && s.data[at] <= '9';
}

static bool take_number(struct str *s, bool two_digits, int *ret)
{
	if (!is_digit(*s, 0) || (two_digits && !is_digit(*s, 1)))
		return false;
	size_t len = is_digit(*s, 1) ? 2 : 1;
	*ret = len == 2 ? (s->data[0] - '0') * 10 + s->data[1] - '0' : s->data[0] - '0';
	*s = str_from(*s, len);
	return true;
}

static bool take_year_day(struct str *s, bool three_digits, int *ret)
{
	size_t len = 0;
	int number = 0;
	for (; len < 3 && is_digit(*s, len); len++)
		number = number * 10 + s->data[len] - '0';
	if (len == 0 || (three_digits && len != 3))
		return false;
	*ret = number;
	*s = str_from(*s, len);
	return true;
}

static bool take_word(struct str *s, const struct str *words, size_t count, size_t len, int *ret)
{
	for (size_t i = 0; i < count; i++) {
		struct str word = len ? str_slice(words[i], 0, len) : words[i];
		if (s->len < word.len || !text_equal_fold(str_slice(*s, 0, word.len), word))
			continue;
		*ret = (int)i;
		*s = str_from(*s, word.len);
		return true;
	}
	return false;
}

static bool check_range(struct parsing *p, bool ok, int number, int low, int high, const char *what)
{
	if (ok && (number < low || number > high))
		p->out_of_range = what;
	return ok;
}

// ".123": `len` bytes, the point included.
static bool take_fraction(struct parsing *p, size_t len)
{
	int nanos = 0;
	size_t digits = len - 1;
	if (p->rest.data[0] != '.' && p->rest.data[0] != ',')
		return false;
	for (size_t i = 0; i < 9; i++) {
		if (i < digits && !is_digit(p->rest, i + 1))
			return false;
		nanos = nanos * 10 + (i < digits ? p->rest.data[i + 1] - '0' : 0);
	}
	p->nanos = nanos;
	p->rest = str_from(p->rest, len);
	return true;
}

static bool take_second(struct parsing *p, bool two_digits, struct str layout)
{
	bool ok = take_number(&p->rest, two_digits, &p->second);
	check_range(p, ok, p->second, 0, 59, "second");
	bool fraction = p->rest.len >= 2 && (p->rest.data[0] == '.' || p->rest.data[0] == ',') && is_digit(p->rest, 1);
	if (!ok || p->out_of_range || !fraction)
		return ok;
	// A fraction may follow although the layout has none.
	struct layout_chunk next = layout_next(&layout);
	if (next.type == LAYOUT_FRACTION0 || next.type == LAYOUT_FRACTION9)
		return true;
	size_t len = 2;
	while (is_digit(p->rest, len))
		len++;
	return take_fraction(p, len);
}

static bool take_offset(struct parsing *p, unsigned how)
{
	struct str s = p->rest;
	int parts[3] = { 0, 0, 0 };
	size_t count = how & ZONE_SHORT ? 1 : how & ZONE_SECONDS ? 3 : 2;
	size_t step = how & ZONE_COLON ? 3 : 2, len = 1 + 2 + (count - 1) * step;
	if ((how & ZONE_ISO) && s.len && s.data[0] == 'Z') {
		p->rest = str_from(s, 1);
		p->is_utc = true;
		return true;
	}
	if (s.len < len)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct str part = str_slice(s, 1 + i * step, 3 + i * step);
		if (i && (how & ZONE_COLON) && s.data[i * step] != ':')
			return false;
		if (!take_number(&part, true, &parts[i]))
			return false;
	}
	if (parts[0] > 24)
		p->out_of_range = "time zone offset hour";
	if (parts[1] > 60)
		p->out_of_range = "time zone offset minute";
	if (parts[2] > 60)
		p->out_of_range = "time zone offset second";
	if (s.data[0] != '+' && s.data[0] != '-')
		return false;
	p->offset = (parts[0] * 60 + parts[1]) * 60 + parts[2];
	p->has_offset = p->offset != 1; // Go's "no offset" is -1
	if (s.data[0] == '-')
		p->offset = -p->offset;
	else
		p->has_offset = true;
	p->rest = str_from(s, len);
	return true;
}

// "+03": how many bytes, 0 if it is none.
static size_t signed_offset_len(struct str s)
{
	size_t len = 1;
	int hours = 0;
	if (s.len == 0 || (s.data[0] != '-' && s.data[0] != '+'))
		return 0;
	for (; is_digit(s, len) && hours <= 23; len++)
		hours = hours * 10 + s.data[len] - '0';
	return len == 1 || hours > 23 ? 0 : len;
}

// How many bytes of an abbreviation stand in front.
static size_t zone_name_len(struct str s)
{
	size_t upper = 0;
	if (s.len < 3)
		return 0;
	if (str_has_prefix(s, STR("ChST")) || str_has_prefix(s, STR("MeST")))
		return 4;
	if (str_has_prefix(s, STR("GMT")))
		return 3 + signed_offset_len(str_from(s, 3));
	if (s.data[0] == '+' || s.data[0] == '-')
		return signed_offset_len(s);
	while (upper < 6 && upper < s.len && s.data[upper] >= 'A' && s.data[upper] <= 'Z')
		upper++;
	if (upper == 5)
		return s.data[4] == 'T' ? 5 : 0;
	if (upper == 4)
		return s.data[3] == 'T' || str_has_prefix(s, STR("WITA")) ? 4 : 0;
	return upper == 3 ? 3 : 0;
}

static bool take_zone_name(struct parsing *p)
{
	if (str_has_prefix(p->rest, STR("UTC"))) {
		p->is_utc = true;
		p->rest = str_from(p->rest, 3);
		return true;
	}
	size_t len = zone_name_len(p->rest);
	p->zone_name = str_slice(p->rest, 0, len);
	p->rest = str_from(p->rest, len);
	return len > 0;
}

static bool take_year(struct parsing *p, size_t len)
{
	int year = 0;
	if (p->rest.len < len || (len == 4 && !is_digit(p->rest, 0)))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(p->rest, i))
			return false;
		year = year * 10 + p->rest.data[i] - '0';
	}
	p->year = len == 4 ? year : year >= 69 ? year + 1900 : year + 2000;
	p->rest = str_from(p->rest, len);
	return true;
}

static bool take_half(struct parsing *p, const char *before, const char *after)
{
	struct str word = str_slice(p->rest, 0, 2);
	p->am |= str_is(word, before);
	p->pm |= str_is(word, after);
	p->rest = str_from(p->rest, 2);
	return str_is(word, before) || str_is(word, after);
}

static void skip_spaces(struct parsing *p, int most)
{
	while (most-- > 0 && str_has_prefix(p->rest, STR(" ")))
		p->rest = str_from(p->rest, 1);
}

static bool take_clock(struct parsing *p, const struct layout_chunk *chunk, struct str layout)
{
	enum layout_element type = chunk->type;
	bool ok;
	switch (type) {
	case LAYOUT_HOUR:
		ok = take_number(&p->rest, false, &p->hour);
		return check_range(p, ok, p->hour, 0, 23, "hour");
	case LAYOUT_HOUR12:
	case LAYOUT_ZERO_HOUR12:
		ok = take_number(&p->rest, type == LAYOUT_ZERO_HOUR12, &p->hour);
		return check_range(p, ok, p->hour, 0, 12, "hour");
	case LAYOUT_MINUTE:
	case LAYOUT_ZERO_MINUTE:
		ok = take_number(&p->rest, type == LAYOUT_ZERO_MINUTE, &p->minute);
		return check_range(p, ok, p->minute, 0, 59, "minute");
	case LAYOUT_SECOND:
	case LAYOUT_ZERO_SECOND:
		return take_second(p, type == LAYOUT_ZERO_SECOND, layout);
	case LAYOUT_UPPER_PM:
		return take_half(p, "AM", "PM");
	case LAYOUT_LOWER_PM:
		return take_half(p, "am", "pm");
	case LAYOUT_FRACTION0:
		return p->rest.len >= chunk->digits + 1 && take_fraction(p, chunk->digits + 1);
	default: { // LAYOUT_FRACTION9: may be missing
		bool there = p->rest.len >= 2 && (p->rest.data[0] == '.' || p->rest.data[0] == ',') && is_digit(p->rest, 1);
		size_t len = 1;
		while (there && is_digit(p->rest, len))
			len++;
		return !there || take_fraction(p, len);
	}
	}
}

static bool take_element(struct parsing *p, const struct layout_chunk *chunk, struct str layout)
{
	int ignored;
	bool ok;
	switch (chunk->type) {
	case LAYOUT_YEAR: return take_year(p, 2);
	case LAYOUT_LONG_YEAR: return take_year(p, 4);
	case LAYOUT_MONTH:
	case LAYOUT_LONG_MONTH:
		ok = take_word(&p->rest, layout_months, 12, chunk->type == LAYOUT_MONTH ? 3 : 0, &p->month);
		p->month += ok;
		return ok;
	case LAYOUT_NUM_MONTH:
	case LAYOUT_ZERO_MONTH:
		ok = take_number(&p->rest, chunk->type == LAYOUT_ZERO_MONTH, &p->month);
		return check_range(p, ok, p->month, 1, 12, "month");
	case LAYOUT_WEEKDAY: return take_word(&p->rest, layout_weekdays, 7, 3, &ignored);
	case LAYOUT_LONG_WEEKDAY: return take_word(&p->rest, layout_weekdays, 7, 0, &ignored);
	case LAYOUT_UNDER_DAY: skip_spaces(p, 1); return take_number(&p->rest, false, &p->day);
	case LAYOUT_DAY: return take_number(&p->rest, false, &p->day);
	case LAYOUT_ZERO_DAY: return take_number(&p->rest, true, &p->day);
	case LAYOUT_UNDER_YEAR_DAY: skip_spaces(p, 2); return take_year_day(&p->rest, false, &p->year_day);
	case LAYOUT_ZERO_YEAR_DAY: return take_year_day(&p->rest, true, &p->year_day);
	case LAYOUT_ZONE: return take_offset(p, chunk->zone);
	case LAYOUT_ZONE_NAME: return take_zone_name(p);
	default: return take_clock(p, chunk, layout);
	}
}

// Text of the layout between elements: a run of spaces matches any run of spaces, also none at the end.
static bool skip_prefix(struct str *value, struct str prefix)
{
	while (prefix.len) {
		if (prefix.data[0] == ' ') {
			if (value->len && value->data[0] != ' ')
				return false;
			while (str_has_prefix(prefix, STR(" ")))
				prefix = str_from(prefix, 1);
			while (str_has_prefix(*value, STR(" ")))
				*value = str_from(*value, 1);
			continue;
		}
		if (value->len == 0 || value->data[0] != prefix.data[0])
			return false;
		prefix = str_from(prefix, 1);
		*value = str_from(*value, 1);
	}
	return true;
}

// ---- errors ----------------------------------------------------------------------------------------------------

static bool cannot_parse(struct error *err, struct str text, struct str layout, struct str at, struct str element)
{
	struct strbuf out = strbuf_in(err->arena);
	strbuf_add(&out, STR("parsing time "));
	gotime_quote(&out, text);
	strbuf_add(&out, STR(" as "));
	gotime_quote(&out, layout);
	strbuf_add(&out, STR(": cannot parse "));
	gotime_quote(&out, at);
	strbuf_add(&out, STR(" as "));
	gotime_quote(&out, element);
	return fail_text(err, NOWHERE, strbuf_peek(&out));
}

static bool parse_fail(struct error *err, struct str text, const char *message, struct str quoted)
{
	struct strbuf out = strbuf_in(err->arena);
	strbuf_add(&out, STR("parsing time "));
	gotime_quote(&out, text);
	strbuf_add_cstr(&out, message);
	if (quoted.len)
		gotime_quote(&out, quoted);
	return fail_text(err, NOWHERE, strbuf_peek(&out));
}

// ---- putting it together ---------------------------------------------------------------------------------------

static int days_in(int month, int64_t year)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

static bool resolve_date(struct parsing *p, struct str text, struct error *err)
{
	if (p->year_day >= 0) {
		int month = 1, day = p->year_day;
		while (month <= 12 && day > days_in(month, p->year))
			day -= days_in(month++, p->year);
		if (p->year_day < 1 || month > 12)
			return parse_fail(err, text, ": day-of-year out of range", STR_NONE);
		if (p->month >= 0 && p->month != month)
			return parse_fail(err, text, ": day-of-year does not match month", STR_NONE);
		if (p->day >= 0 && p->day != day)
			return parse_fail(err, text, ": day-of-year does not match day", STR_NONE);
		p->month = month;
		p->day = day;
	}
	p->month = p->month < 0 ? 1 : p->month;
	p->day = p->day < 0 ? 1 : p->day;
	if (p->day < 1 || p->day > days_in(p->month, p->year))
		return parse_fail(err, text, ": day out of range", STR_NONE);
	return true;
}

static struct gotime make_time(struct arena *arena, const struct parsing *p, const struct gozone *zone)
{
	struct gotime t = gotime_date(p->year, p->month, p->day, p->hour, p->minute, p->second, p->nanos, NULL);
	int offset = 0;
	if (p->is_utc)
		return t;
	if (p->has_offset) {
		t.seconds -= p->offset;
		struct zone_moment moment = gozone_lookup(zone, t.seconds);
		bool same = moment.offset == p->offset && (!p->zone_name.len || str_eq(moment.name, p->zone_name));
		t.zone = same ? zone : gozone_fixed(arena, p->zone_name, p->offset);
		return t;
	}
	if (p->zone_name.len) {
		if (gozone_lookup_name(zone, p->zone_name, t.seconds, &offset)) {
			t.seconds -= offset;
			t.zone = zone;
			return t;
		}
		if (p->zone_name.len > 3 && str_has_prefix(p->zone_name, STR("GMT"))) {
			for (size_t i = 4; i < p->zone_name.len; i++)
				offset = offset * 10 + p->zone_name.data[i] - '0';
			offset *= p->zone_name.data[3] == '-' ? -3600 : 3600;
		}
		t.zone = gozone_fixed(arena, p->zone_name, offset);
		return t;
	}
	return gotime_date(p->year, p->month, p->day, p->hour, p->minute, p->second, p->nanos, zone);
}

bool gotime_parse(struct arena *arena, struct str layout, struct str text, const struct gozone *zone, struct gotime *ret, struct error *err)
{
	struct parsing p = { .rest = text, .month = -1, .day = -1, .year_day = -1 };
	for (struct str left = layout;;) {
		struct layout_chunk chunk = layout_next(&left);
		if (!skip_prefix(&p.rest, chunk.prefix))
			return cannot_parse(err, text, layout, p.rest, chunk.prefix);
		if (chunk.type == LAYOUT_END) {
			if (p.rest.len)
				return parse_fail(err, text, ": extra text: ", p.rest);
			break;
		}
		struct str held = p.rest;
		bool ok = take_element(&p, &chunk, left);
		if (p.out_of_range)
			return parse_fail(err, text, arena_printf(err->arena, ": %s out of range", p.out_of_range).data, STR_NONE);
		if (!ok)
			return cannot_parse(err, text, layout, held, chunk.element);
	}
	if (p.pm && p.hour < 12)
		p.hour += 12;
	else if (p.am && p.hour == 12)
		p.hour = 0;
	if (!resolve_date(&p, text, err))
		return false;
	*ret = make_time(arena, &p, zone);
	return true;
}
