// SPDX-License-Identifier: Apache-2.0
// time.ParseInLocation: the layout is taken piece by piece, each reading its part off the front of the text; then the
// date is checked and the zone chosen. Go tells a value out of range apart from one that it cannot read, and shows
// what was left of the text at different moments; struct reader keeps both.
#include "text/gotime.h"
#include "text/gotime_layout.h"
#include "text/gotime_quote.h"
#include "text/gotime_zone.h"

struct reader {
	struct str layout, text; /* whole, for errors */
	struct str rest;         /* of the text */
	const char *range;       /* what is out of range: "month" */

	int64_t year;
	int month, day, year_day; /* -1: not given */
	int hour, minute, second, nanos;
	bool am, pm;
	bool is_utc;
	int offset; /* -1: not given. Nor is -00:00:01, as in Go */
	struct str zone_name;
};

static bool fail_message(const struct reader *r, struct error *err, const char *message)
{
	struct strbuf text = { 0 };
	strbuf_add(&text, STR("parsing time "));
	gotime_quote(&text, r->text);
	strbuf_add_cstr(&text, message);
	fail_text(err, NOWHERE, strbuf_peek(&text));
	strbuf_done(&text);
	return false;
}

static bool fail_range(const struct reader *r, struct error *err)
{
	struct strbuf text = { 0 };
	strbuf_printf(&text, ": %s out of range", r->range);
	*strbuf_reserve(&text, 1) = '\0';
	fail_message(r, err, text.data);
	strbuf_done(&text);
	return false;
}

static bool fail_element(const struct reader *r, struct str element, struct str value, struct error *err)
{
	struct strbuf text = { 0 };
	strbuf_add(&text, STR("parsing time "));
	gotime_quote(&text, r->text);
	strbuf_add(&text, STR(" as "));
	gotime_quote(&text, r->layout);
	strbuf_add(&text, STR(": cannot parse "));
	gotime_quote(&text, value);
	strbuf_add(&text, STR(" as "));
	gotime_quote(&text, element);
	fail_text(err, NOWHERE, strbuf_peek(&text));
	strbuf_done(&text);
	return false;
}

static bool fail_extra(const struct reader *r, struct error *err)
{
	struct strbuf text = { 0 };
	strbuf_add(&text, STR(": extra text: "));
	gotime_quote(&text, r->rest);
	*strbuf_reserve(&text, 1) = '\0';
	fail_message(r, err, text.data);
	strbuf_done(&text);
	return false;
}

static bool is_digit_at(struct str s, size_t i)
{
	return i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
}

static struct str take(struct str *s, size_t count)
{
	struct str taken = str_slice(*s, 0, count);
	*s = str_from(*s, count);
	return taken;
}

// One digit or two; `fixed`: two.
static bool take_number(struct str *s, bool fixed, int *ret)
{
	if (!is_digit_at(*s, 0) || (fixed && !is_digit_at(*s, 1)))
		return false;
	int number = 0;
	for (int i = 0; i < 2 && is_digit_at(*s, 0); i++)
		number = number * 10 + (take(s, 1).data[0] - '0');
	*ret = number;
	return true;
}

// Go's atoi over a few bytes: a sign is welcome.
static bool parse_signed(struct str s, int *ret)
{
	bool negative = s.len && s.data[0] == '-';
	int number = 0;
	if (negative || (s.len && s.data[0] == '+'))
		s = str_from(s, 1);
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit_at(s, i))
			return false;
		number = number * 10 + (s.data[i] - '0');
	}
	*ret = negative ? -number : number;
	return true;
}

// Literal text of the layout; a run of blanks matches any run of blanks, also none at the end.
static bool skip_prefix(struct str *s, struct str prefix)
{
	while (prefix.len) {
		if (prefix.data[0] == ' ') {
			if (s->len && s->data[0] != ' ')
				return false;
			prefix = str_trim_left_set(prefix, " ");
			*s = str_trim_left_set(*s, " ");
			continue;
		}
		if (s->len == 0 || s->data[0] != prefix.data[0])
			return false;
		take(&prefix, 1);
		take(s, 1);
	}
	return true;
}

static bool equals_ignoring_case(struct str a, struct str b)
{
	for (size_t i = 0; i < a.len; i++) {
		char c = a.data[i] | 0x20, d = b.data[i] | 0x20;
		if (a.data[i] != b.data[i] && (c != d || c < 'a' || c > 'z'))
			return false;
	}
	return true;
}

// The first of the names (cut to `width` bytes) that the text begins with; -1 if none.
static int take_name(struct str *s, const struct str *names, int count, size_t width)
{
	for (int i = 0; i < count; i++) {
		struct str name = str_slice(names[i], 0, width);
		if (s->len >= name.len && equals_ignoring_case(str_slice(*s, 0, name.len), name)) {
			take(s, name.len);
			return i;
		}
	}
	return -1;
}

static bool read_year(struct reader *r, enum layout_kind kind)
{
	size_t width = kind == LAYOUT_LONG_YEAR ? 4 : 2;
	int year;
	if (r->rest.len < width || (width == 4 && !is_digit_at(r->rest, 0)) ||
	    !parse_signed(take(&r->rest, width), &year))
		return false;
	r->year = width == 4 ? year : year >= 69 ? year + 1900 : year + 2000;
	return true;
}

static bool read_month(struct reader *r, enum layout_kind kind)
{
	if (kind == LAYOUT_MONTH || kind == LAYOUT_LONG_MONTH) {
		r->month = take_name(&r->rest, layout_months, 12, kind == LAYOUT_MONTH ? 3 : STR_NPOS) + 1;
		return r->month > 0;
	}
	if (!take_number(&r->rest, kind == LAYOUT_ZERO_MONTH, &r->month))
		return false;
	if (r->month < 1 || r->month > 12)
		r->range = "month";
	return true;
}

static bool read_day(struct reader *r, enum layout_kind kind)
{
	if (kind == LAYOUT_UNDER_DAY && r->rest.len && r->rest.data[0] == ' ')
		take(&r->rest, 1);
	return take_number(&r->rest, kind == LAYOUT_ZERO_DAY, &r->day);
}

static bool read_year_day(struct reader *r, enum layout_kind kind)
{
	int digits = 0, number = 0;
	for (int i = 0; i < 2 && kind == LAYOUT_UNDER_YEAR_DAY && r->rest.len && r->rest.data[0] == ' '; i++)
		take(&r->rest, 1);
	for (; digits < 3 && is_digit_at(r->rest, 0); digits++)
		number = number * 10 + (take(&r->rest, 1).data[0] - '0');
	r->year_day = number;
	return digits == 3 || (digits > 0 && kind == LAYOUT_UNDER_YEAR_DAY);
}

static bool is_point(char c)
{
	return c == '.' || c == ',';
}

// A point and digits, `width` bytes in all; what is beyond nanoseconds is cut.
static bool read_fraction(struct reader *r, size_t width)
{
	struct str text = take(&r->rest, width);
	int number;
	if (!is_point(text.data[0]))
		return false;
	text = str_slice(text, 1, 10);
	if (!parse_signed(text, &number))
		return false;
	if (number < 0)
		r->range = "fractional second";
	for (size_t i = text.len; i < 9 && number >= 0; i++)
		number *= 10;
	r->nanos = number;
	return true;
}

static size_t fraction_width(struct str s)
{
	size_t width = 0;
	if (s.len >= 2 && is_point(s.data[0]) && is_digit_at(s, 1))
		for (width = 2; is_digit_at(s, width);)
			width++;
	return width;
}

static bool is_fraction(enum layout_kind kind)
{
	return kind == LAYOUT_FRACTION_ZEROS || kind == LAYOUT_FRACTION_NINES;
}

// A fraction may follow the seconds even where the layout has none.
static bool read_second(struct reader *r, enum layout_kind kind, struct str layout)
{
	if (!take_number(&r->rest, kind == LAYOUT_ZERO_SECOND, &r->second))
		return false;
	if (r->second >= 60) {
		r->range = "second";
		return true;
	}
	size_t width = fraction_width(r->rest);
	return width == 0 || is_fraction(layout_next(&layout).kind) || read_fraction(r, width);
}

static bool read_clock(struct reader *r, enum layout_kind kind, struct str layout)
{
	bool minute = kind == LAYOUT_MINUTE || kind == LAYOUT_ZERO_MINUTE;
	if (kind == LAYOUT_SECOND || kind == LAYOUT_ZERO_SECOND)
		return read_second(r, kind, layout);
	bool fixed = kind == LAYOUT_ZERO_MINUTE || kind == LAYOUT_ZERO_HOUR_12;
	int *field = minute ? &r->minute : &r->hour;
	if (!take_number(&r->rest, fixed, field))
		return false;
	if (*field > (minute ? 59 : kind == LAYOUT_HOUR ? 23 : 12))
		r->range = minute ? "minute" : "hour";
	return true;
}

static bool read_pm(struct reader *r, bool upper)
{
	if (r->rest.len < 2)
		return false;
	struct str text = take(&r->rest, 2);
	if (str_is(text, upper ? "PM" : "pm"))
		r->pm = true;
	else if (str_is(text, upper ? "AM" : "am"))
		r->am = true;
	else
		return false;
	return true;
}

static bool read_offset(struct reader *r, const struct layout_piece *piece)
{
	if (piece->z && r->rest.len && r->rest.data[0] == 'Z') {
		take(&r->rest, 1);
		r->is_utc = true;
		return true;
	}
	size_t width = piece->text.len;
	struct str text = r->rest;
	if (text.len < width || (piece->colons && text.data[3] != ':') ||
	    (piece->colons && piece->seconds && text.data[6] != ':'))
		return false;
	take(&r->rest, width);
	/* What cannot be read leaves 0 behind, and a part that is too large goes before it. */
	int parts[3] = { 0, 0, 0 }, count = piece->seconds ? 3 : piece->minutes ? 2 : 1;
	bool ok = true;
	for (int i = 0; i < count && ok; i++) {
		struct str part = str_slice(text, 1 + (size_t)i * (piece->colons ? 3 : 2), width);
		ok = take_number(&part, true, &parts[i]);
	}
	if (parts[0] > 24)
		r->range = "time zone offset hour";
	if (parts[1] > 60)
		r->range = "time zone offset minute";
	if (parts[2] > 60)
		r->range = "time zone offset second";
	r->offset = (parts[0] * 60 + parts[1]) * 60 + parts[2];
	if (text.data[0] == '-')
		r->offset = -r->offset;
	return ok && (text.data[0] == '-' || text.data[0] == '+');
}

// ±h up to 23; 0 if it is none.
static size_t signed_offset_len(struct str s)
{
	size_t end = 1;
	int hours = 0;
	if (s.len == 0 || (s.data[0] != '-' && s.data[0] != '+'))
		return 0;
	for (; is_digit_at(s, end); end++)
		hours = hours > 23 ? hours : hours * 10 + (s.data[end] - '0');
	return end > 1 && hours <= 23 ? end : 0;
}

// Length of an abbreviation as Go recognises them: three capitals, four with a T at the end, five likewise, GMT±n, ±nn.
static size_t zone_name_len(struct str s)
{
	size_t capitals = 0;
	if (s.len < 3)
		return 0;
	if (str_has_prefix(s, STR("ChST")) || str_has_prefix(s, STR("MeST")))
		return 4;
	if (str_has_prefix(s, STR("GMT")))
		return 3 + signed_offset_len(str_from(s, 3));
	if (s.data[0] == '+' || s.data[0] == '-')
		return signed_offset_len(s);
	while (capitals < 6 && capitals < s.len && s.data[capitals] >= 'A' && s.data[capitals] <= 'Z')
		capitals++;
	if (capitals == 3 || (capitals == 5 && s.data[4] == 'T'))
		return capitals;
	return capitals == 4 && (s.data[3] == 'T' || str_has_prefix(s, STR("WITA"))) ? 4 : 0;
}

static bool read_zone_name(struct reader *r)
{
	if (str_has_prefix(r->rest, STR("UTC"))) {
		take(&r->rest, 3);
		r->is_utc = true;
		return true;
	}
	size_t len = zone_name_len(r->rest);
	r->zone_name = len ? take(&r->rest, len) : r->zone_name;
	return len > 0;
}

static bool read_fraction_piece(struct reader *r, const struct layout_piece *piece)
{
	size_t width = (size_t)piece->digits + 1;
	if (piece->kind == LAYOUT_FRACTION_ZEROS)
		return r->rest.len >= width && read_fraction(r, width);
	width = fraction_width(r->rest);
	return width == 0 || read_fraction(r, width);
}

// Reads one piece; `layout` is what follows it.
static bool read_piece(struct reader *r, const struct layout_piece *piece, struct str layout)
{
	switch (piece->kind) {
	case LAYOUT_LONG_YEAR:
	case LAYOUT_YEAR: return read_year(r, piece->kind);
	case LAYOUT_LONG_MONTH:
	case LAYOUT_MONTH:
	case LAYOUT_NUM_MONTH:
	case LAYOUT_ZERO_MONTH: return read_month(r, piece->kind);
	case LAYOUT_LONG_WEEKDAY:
	case LAYOUT_WEEKDAY:
		return take_name(&r->rest, layout_weekdays, 7, piece->kind == LAYOUT_WEEKDAY ? 3 : STR_NPOS) >= 0;
	case LAYOUT_DAY:
	case LAYOUT_UNDER_DAY:
	case LAYOUT_ZERO_DAY: return read_day(r, piece->kind);
	case LAYOUT_UNDER_YEAR_DAY:
	case LAYOUT_ZERO_YEAR_DAY: return read_year_day(r, piece->kind);
	case LAYOUT_UPPER_PM:
	case LAYOUT_LOWER_PM: return read_pm(r, piece->kind == LAYOUT_UPPER_PM);
	case LAYOUT_ZONE_NAME: return read_zone_name(r);
	case LAYOUT_ZONE_OFFSET: return read_offset(r, piece);
	case LAYOUT_FRACTION_ZEROS:
	case LAYOUT_FRACTION_NINES: return read_fraction_piece(r, piece);
	default: return read_clock(r, piece->kind, layout);
	}
}

static bool read_all(struct reader *r, struct error *err)
{
	for (struct str layout = r->layout;;) {
		struct layout_piece piece = layout_next(&layout);
		if (!skip_prefix(&r->rest, piece.prefix))
			return fail_element(r, piece.prefix, r->rest, err);
		if (piece.kind == LAYOUT_END)
			return r->rest.len == 0 || fail_extra(r, err);
		struct str before = r->rest;
		bool ok = read_piece(r, &piece, layout);
		if (r->range)
			return fail_range(r, err);
		if (!ok)
			return fail_element(r, piece.text, before, err);
	}
}

// Month and day from the day of the year, which must agree with those that were given.
static bool settle_year_day(struct reader *r, struct error *err)
{
	int month = 0, day = 0, year_day = r->year_day;
	if (is_leap_year(r->year)) {
		if (year_day == 31 + 29) {
			month = 2;
			day = 29;
		} else if (year_day > 31 + 29) {
			year_day--;
		}
	}
	if (year_day < 1 || year_day > 365)
		return fail_message(r, err, ": day-of-year out of range");
	if (month == 0) {
		for (month = 1; days_before_month(month + 1) < year_day;)
			month++;
		day = year_day - days_before_month(month);
	}
	if (r->month >= 0 && r->month != month)
		return fail_message(r, err, ": day-of-year does not match month");
	if (r->day >= 0 && r->day != day)
		return fail_message(r, err, ": day-of-year does not match day");
	r->month = month;
	r->day = day;
	return true;
}

static bool settle_date(struct reader *r, struct error *err)
{
	if (r->pm && r->hour < 12)
		r->hour += 12;
	else if (r->am && r->hour == 12)
		r->hour = 0;
	if (r->year_day >= 0 && !settle_year_day(r, err))
		return false;
	if (r->month < 0)
		r->month = 1;
	if (r->day < 0)
		r->day = 1;
	if (r->day < 1 || r->day > days_in_month(r->month, r->year))
		return fail_message(r, err, ": day out of range");
	return true;
}

// An offset or a name that the zone itself has at that time means the zone; others make a zone of their own.
static struct gotime settle_zone(const struct reader *r, struct arena *arena, const struct gozone *zone)
{
	const struct gozone *resolved = gozone_resolve(arena, zone);
	bool given = r->is_utc || r->offset != -1 || r->zone_name.len;
	struct gotime t =
		gotime_date(r->year, r->month, r->day, r->hour, r->minute, r->second, r->nanos, given ? NULL : zone);
	int offset = r->offset;
	if (r->is_utc || !given)
		return t;
	if (offset != -1) {
		t.seconds -= offset;
		struct zone_period period = gozone_at(resolved, t.seconds);
		bool same = period.offset == offset && (r->zone_name.len == 0 || str_eq(period.name, r->zone_name));
		t.zone = same ? zone : gozone_fixed(arena, r->zone_name, offset);
		return t;
	}
	if (gozone_offset_of(resolved, r->zone_name, t.seconds, &offset)) {
		t.seconds -= offset;
		t.zone = zone;
		return t;
	}
	offset = 0;
	if (r->zone_name.len > 3 && str_has_prefix(r->zone_name, STR("GMT")) &&
	    parse_signed(str_from(r->zone_name, 3), &offset))
		offset *= 3600;
	t.zone = gozone_fixed(arena, r->zone_name, offset);
	return t;
}

bool gotime_parse(struct arena *arena, struct str layout, struct str text, const struct gozone *zone,
                  struct gotime *ret, struct error *err)
{
	struct reader r = {
		.layout = layout,
		.text = text,
		.rest = text,
		.month = -1,
		.day = -1,
		.year_day = -1,
		.offset = -1,
		.zone_name = STR_NONE,
	};
	if (!read_all(&r, err) || !settle_date(&r, err))
		return false;
	*ret = settle_zone(&r, arena, zone);
	return true;
}
