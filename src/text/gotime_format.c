// SPDX-License-Identifier: Apache-2.0
// Layouts and Time.Format.
#include "text/gotime.h"
#include "text/gotime_layout.h"
#include "text/gotime_quote.h"
#include "text/gotime_zone.h"
#include "text/strconv.h"

const struct str layout_months[12] = {
	STR_INIT("January"),   STR_INIT("February"), STR_INIT("March"),    STR_INIT("April"),
	STR_INIT("May"),       STR_INIT("June"),     STR_INIT("July"),     STR_INIT("August"),
	STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"), STR_INIT("December"),
};

const struct str layout_weekdays[7] = {
	STR_INIT("Sunday"),   STR_INIT("Monday"), STR_INIT("Tuesday"),  STR_INIT("Wednesday"),
	STR_INIT("Thursday"), STR_INIT("Friday"), STR_INIT("Saturday"),
};

// Pieces that are plain text, longer ones before those that they begin with.
static const struct {
	struct str text;
	enum layout_kind kind;
	bool word; /* no lower-case letter may follow: "Janet" is no month */
} plain[] = {
	{ STR_INIT("January"), LAYOUT_LONG_MONTH, false },
	{ STR_INIT("Jan"), LAYOUT_MONTH, true },
	{ STR_INIT("Monday"), LAYOUT_LONG_WEEKDAY, false },
	{ STR_INIT("Mon"), LAYOUT_WEEKDAY, true },
	{ STR_INIT("MST"), LAYOUT_ZONE_NAME, false },
	{ STR_INIT("01"), LAYOUT_ZERO_MONTH, false },
	{ STR_INIT("02"), LAYOUT_ZERO_DAY, false },
	{ STR_INIT("03"), LAYOUT_ZERO_HOUR_12, false },
	{ STR_INIT("04"), LAYOUT_ZERO_MINUTE, false },
	{ STR_INIT("05"), LAYOUT_ZERO_SECOND, false },
	{ STR_INIT("06"), LAYOUT_YEAR, false },
	{ STR_INIT("002"), LAYOUT_ZERO_YEAR_DAY, false },
	{ STR_INIT("15"), LAYOUT_HOUR, false },
	{ STR_INIT("1"), LAYOUT_NUM_MONTH, false },
	{ STR_INIT("2006"), LAYOUT_LONG_YEAR, false },
	{ STR_INIT("2"), LAYOUT_DAY, false },
	{ STR_INIT("_2"), LAYOUT_UNDER_DAY, false },
	{ STR_INIT("__2"), LAYOUT_UNDER_YEAR_DAY, false },
	{ STR_INIT("3"), LAYOUT_HOUR_12, false },
	{ STR_INIT("4"), LAYOUT_MINUTE, false },
	{ STR_INIT("5"), LAYOUT_SECOND, false },
	{ STR_INIT("PM"), LAYOUT_UPPER_PM, false },
	{ STR_INIT("pm"), LAYOUT_LOWER_PM, false },
};

// What follows the sign or Z of an offset, in the order in which Go looks.
static const struct {
	struct str text;
	bool colons, minutes, seconds;
} offsets[] = {
	{ STR_INIT("070000"), false, true, true }, { STR_INIT("07:00:00"), true, true, true },
	{ STR_INIT("0700"), false, true, false },  { STR_INIT("07:00"), true, true, false },
	{ STR_INIT("07"), false, false, false },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool plain_at(struct str s, struct layout_piece *piece)
{
	/* In "_2006" the underscore is text, and the year follows. */
	if (str_has_prefix(s, STR("_2006")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
		struct str rest = str_from(s, plain[i].text.len);
		if (!str_has_prefix(s, plain[i].text) ||
		    (plain[i].word && rest.len && rest.data[0] >= 'a' && rest.data[0] <= 'z'))
			continue;
		piece->kind = plain[i].kind;
		piece->text = plain[i].text;
		return true;
	}
	return false;
}

static bool offset_at(struct str s, struct layout_piece *piece)
{
	struct str rest = str_from(s, 1);
	for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
		if (!str_has_prefix(rest, offsets[i].text))
			continue;
		piece->kind = LAYOUT_ZONE_OFFSET;
		piece->text = str_slice(s, 0, offsets[i].text.len + 1);
		piece->z = s.data[0] == 'Z';
		piece->colons = offsets[i].colons;
		piece->minutes = offsets[i].minutes;
		piece->seconds = offsets[i].seconds;
		return true;
	}
	return false;
}

static bool fraction_at(struct str s, struct layout_piece *piece)
{
	size_t end = 1;
	char digit = s.len > 1 ? s.data[1] : '\0';
	if (digit != '0' && digit != '9')
		return false;
	while (end < s.len && s.data[end] == digit)
		end++;
	if (end < s.len && is_digit(s.data[end]))
		return false;
	piece->kind = digit == '0' ? LAYOUT_FRACTION_ZEROS : LAYOUT_FRACTION_NINES;
	piece->text = str_slice(s, 0, end);
	piece->separator = s.data[0];
	piece->digits = (int)((end - 1) & 0xFFF); /* as many bits as Go keeps */
	return true;
}

struct layout_piece layout_next(struct str *layout)
{
	struct layout_piece piece = { .kind = LAYOUT_END, .prefix = *layout, .text = STR_NONE };
	for (size_t i = 0; i < layout->len; i++) {
		struct str s = str_from(*layout, i);
		bool found;
		if (s.data[0] == '-' || s.data[0] == 'Z')
			found = offset_at(s, &piece);
		else if (s.data[0] == '.' || s.data[0] == ',')
			found = fraction_at(s, &piece);
		else
			found = s.data[0] != '\0' && strchr("JM0123456789_Pp", s.data[0]) && plain_at(s, &piece);
		if (found) {
			piece.prefix = str_slice(*layout, 0, i);
			*layout = str_from(s, piece.text.len);
			return piece;
		}
	}
	*layout = STR_NONE;
	return piece;
}

static void add_number(struct strbuf *out, int64_t number, int width)
{
	char digits[24];
	int len = 0;
	uint64_t u = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	if (number < 0)
		strbuf_add_char(out, '-');
	do
		digits[len++] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	for (int i = len; i < width; i++)
		strbuf_add_char(out, '0');
	while (len > 0)
		strbuf_add_char(out, digits[--len]);
}

static void add_spaced(struct strbuf *out, int number, int width)
{
	for (int limit = 10, i = 1; i < width; i++, limit *= 10)
		if (number < limit)
			strbuf_add_char(out, ' ');
	add_number(out, number, 0);
}

static void add_offset(struct strbuf *out, int offset, const struct layout_piece *piece)
{
	if (offset == 0 && piece->z) {
		strbuf_add_char(out, 'Z');
		return;
	}
	int minutes = offset / 60;
	bool negative = minutes < 0; /* so an offset of less than a minute west gets a plus, as in Go */
	strbuf_add_char(out, negative ? '-' : '+');
	if (negative) {
		minutes = -minutes;
		offset = -offset;
	}
	add_number(out, minutes / 60, 2);
	if (piece->colons)
		strbuf_add_char(out, ':');
	if (piece->minutes)
		add_number(out, minutes % 60, 2);
	if (piece->seconds) {
		if (piece->colons)
			strbuf_add_char(out, ':');
		add_number(out, offset % 60, 2);
	}
}

static void add_fraction(struct strbuf *out, int nanos, const struct layout_piece *piece)
{
	bool trim = piece->kind == LAYOUT_FRACTION_NINES;
	if (trim && (piece->digits == 0 || nanos == 0))
		return;
	strbuf_add_char(out, piece->separator);
	add_number(out, nanos, 9);
	if (piece->digits < 9)
		strbuf_truncate(out, out->len - (size_t)(9 - piece->digits));
	if (!trim)
		return;
	while (out->data[out->len - 1] == '0')
		strbuf_truncate(out, out->len - 1);
	if (out->data[out->len - 1] == piece->separator)
		strbuf_truncate(out, out->len - 1);
}

static void add_date_piece(struct strbuf *out, const struct gotime_fields *f, enum layout_kind kind)
{
	switch (kind) {
	case LAYOUT_LONG_MONTH:
	case LAYOUT_MONTH:
		strbuf_add(out, str_slice(layout_months[f->month - 1], 0, kind == LAYOUT_MONTH ? 3 : STR_NPOS));
		break;
	case LAYOUT_LONG_WEEKDAY:
	case LAYOUT_WEEKDAY:
		strbuf_add(out, str_slice(layout_weekdays[f->weekday], 0, kind == LAYOUT_WEEKDAY ? 3 : STR_NPOS));
		break;
	case LAYOUT_NUM_MONTH:
	case LAYOUT_ZERO_MONTH: add_number(out, f->month, kind == LAYOUT_ZERO_MONTH ? 2 : 0); break;
	case LAYOUT_DAY:
	case LAYOUT_ZERO_DAY: add_number(out, f->day, kind == LAYOUT_ZERO_DAY ? 2 : 0); break;
	case LAYOUT_UNDER_DAY: add_spaced(out, f->day, 2); break;
	case LAYOUT_UNDER_YEAR_DAY: add_spaced(out, f->year_day, 3); break;
	case LAYOUT_ZERO_YEAR_DAY: add_number(out, f->year_day, 3); break;
	case LAYOUT_LONG_YEAR: add_number(out, f->year, 4); break;
	default: add_number(out, (f->year < 0 ? -f->year : f->year) % 100, 2);
	}
}

static void add_clock_piece(struct strbuf *out, const struct gotime_fields *f, enum layout_kind kind)
{
	int hour_12 = f->hour % 12 ? f->hour % 12 : 12;
	switch (kind) {
	case LAYOUT_HOUR: add_number(out, f->hour, 2); break;
	case LAYOUT_HOUR_12:
	case LAYOUT_ZERO_HOUR_12: add_number(out, hour_12, kind == LAYOUT_ZERO_HOUR_12 ? 2 : 0); break;
	case LAYOUT_MINUTE:
	case LAYOUT_ZERO_MINUTE: add_number(out, f->minute, kind == LAYOUT_ZERO_MINUTE ? 2 : 0); break;
	case LAYOUT_SECOND:
	case LAYOUT_ZERO_SECOND: add_number(out, f->second, kind == LAYOUT_ZERO_SECOND ? 2 : 0); break;
	case LAYOUT_UPPER_PM: strbuf_add(out, f->hour >= 12 ? STR("PM") : STR("AM")); break;
	default: strbuf_add(out, f->hour >= 12 ? STR("pm") : STR("am"));
	}
}

static void add_piece(struct strbuf *out, const struct gotime_fields *f, const struct layout_piece *piece)
{
	static const struct layout_piece numeric = { .minutes = true };
	switch (piece->kind) {
	case LAYOUT_HOUR:
	case LAYOUT_HOUR_12:
	case LAYOUT_ZERO_HOUR_12:
	case LAYOUT_MINUTE:
	case LAYOUT_ZERO_MINUTE:
	case LAYOUT_SECOND:
	case LAYOUT_ZERO_SECOND:
	case LAYOUT_UPPER_PM:
	case LAYOUT_LOWER_PM: add_clock_piece(out, f, piece->kind); break;
	case LAYOUT_ZONE_NAME:
		if (f->abbreviation[0])
			strbuf_add_cstr(out, f->abbreviation);
		else
			add_offset(out, f->offset, &numeric);
		break;
	case LAYOUT_ZONE_OFFSET: add_offset(out, f->offset, piece); break;
	case LAYOUT_FRACTION_ZEROS:
	case LAYOUT_FRACTION_NINES: add_fraction(out, f->nanos, piece); break;
	default: add_date_piece(out, f, piece->kind);
	}
}

void gotime_format(struct strbuf *out, struct gotime t, struct str layout)
{
	struct gotime_fields fields;
	gotime_fields(t, &fields);
	while (layout.len) {
		struct layout_piece piece = layout_next(&layout);
		strbuf_add(out, piece.prefix);
		if (piece.kind != LAYOUT_END)
			add_piece(out, &fields, &piece);
	}
}

void gotime_string(struct strbuf *out, struct gotime t)
{
	gotime_format(out, t, STR("2006-01-02 15:04:05.999999999 -0700 MST"));
}

void gotime_go_string(struct strbuf *out, struct gotime t)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	strbuf_add(out, STR("time.Date("));
	format_int(out, f.year, 10);
	strbuf_add(out, STR(", time."));
	gotime_format(out, t, STR("January"));
	strbuf_printf(out, ", %d, %d, %d, %d, %d, ", f.day, f.hour, f.minute, f.second, f.nanos);
	if (!t.zone || t.zone->is_local) {
		strbuf_printf(out, "time.%s)", t.zone ? "Local" : "UTC");
		return;
	}
	strbuf_add(out, STR("time.Location("));
	gotime_quote(out, gozone_name(t.zone));
	strbuf_add(out, STR("))"));
}

bool gotime_rfc3339(struct strbuf *out, struct gotime t, struct error *err)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	gotime_format(out, t, STR("2006-01-02T15:04:05.999999999Z07:00"));
	if (f.year < 0 || f.year > 9999)
		return fail(err, NOWHERE, "year outside of range [0,9999]");
	if (f.offset / 3600 <= -24 || f.offset / 3600 >= 24)
		return fail(err, NOWHERE, "timezone hour outside of range [0,23]");
	return true;
}
