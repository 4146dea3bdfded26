// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "text/gotime.h"
#include "text/gotime_layout.h"

static void add_number(struct strbuf *out, int64_t number, int width)
{
	if (number < 0) {
		strbuf_add_char(out, '-');
		number = -number;
	}
	strbuf_printf(out, "%0*lld", width, (long long)number);
}

static void add_zone(struct strbuf *out, const struct gotime_fields *f, unsigned how)
{
	int offset = f->offset, minutes = offset / 60;
	if ((how & ZONE_ISO) && offset == 0) {
		strbuf_add_char(out, 'Z');
		return;
	}
	strbuf_add_char(out, minutes < 0 ? '-' : '+');
	if (minutes < 0) {
		minutes = -minutes;
		offset = -offset;
	}
	const char *colon = how & ZONE_COLON ? ":" : "";
	strbuf_printf(out, "%02d%s", minutes / 60, colon);
	if (!(how & ZONE_SHORT))
		strbuf_printf(out, "%02d", minutes % 60);
	if (how & ZONE_SECONDS)
		strbuf_printf(out, "%s%02d", colon, offset % 60);
}

static void add_fraction(struct strbuf *out, int nanos, const struct layout_chunk *chunk)
{
	char digits[16];
	snprintf(digits, sizeof(digits), "%09d", nanos);
	size_t len = chunk->digits < 9 ? chunk->digits : 9;
	if (chunk->type == LAYOUT_FRACTION9) {
		while (len > 0 && digits[len - 1] == '0')
			len--;
		if (len == 0)
			return;
	}
	strbuf_add_char(out, chunk->separator);
	strbuf_add(out, (struct str){ digits, len });
}

static void add_date(struct strbuf *out, const struct gotime_fields *f, enum layout_element type)
{
	switch (type) {
	case LAYOUT_YEAR: add_number(out, (f->year < 0 ? -f->year : f->year) % 100, 2); break;
	case LAYOUT_LONG_YEAR: add_number(out, f->year, 4); break;
	case LAYOUT_MONTH: strbuf_add(out, str_slice(layout_months[f->month - 1], 0, 3)); break;
	case LAYOUT_LONG_MONTH: strbuf_add(out, layout_months[f->month - 1]); break;
	case LAYOUT_NUM_MONTH: add_number(out, f->month, 0); break;
	case LAYOUT_ZERO_MONTH: add_number(out, f->month, 2); break;
	case LAYOUT_WEEKDAY: strbuf_add(out, str_slice(layout_weekdays[f->weekday], 0, 3)); break;
	case LAYOUT_LONG_WEEKDAY: strbuf_add(out, layout_weekdays[f->weekday]); break;
	case LAYOUT_DAY: add_number(out, f->day, 0); break;
	case LAYOUT_UNDER_DAY: strbuf_printf(out, "%2d", f->day); break;
	case LAYOUT_ZERO_DAY: add_number(out, f->day, 2); break;
	case LAYOUT_UNDER_YEAR_DAY: strbuf_printf(out, "%3d", f->year_day); break;
	default: add_number(out, f->year_day, 3); break;
	}
}

static void add_clock(struct strbuf *out, const struct gotime_fields *f, enum layout_element type)
{
	int hour12 = f->hour % 12 ? f->hour % 12 : 12;
	switch (type) {
	case LAYOUT_HOUR: add_number(out, f->hour, 2); break;
	case LAYOUT_HOUR12: add_number(out, hour12, 0); break;
	case LAYOUT_ZERO_HOUR12: add_number(out, hour12, 2); break;
	case LAYOUT_MINUTE: add_number(out, f->minute, 0); break;
	case LAYOUT_ZERO_MINUTE: add_number(out, f->minute, 2); break;
	case LAYOUT_SECOND: add_number(out, f->second, 0); break;
	case LAYOUT_ZERO_SECOND: add_number(out, f->second, 2); break;
	case LAYOUT_UPPER_PM: strbuf_add(out, f->hour >= 12 ? STR("PM") : STR("AM")); break;
	default: strbuf_add(out, f->hour >= 12 ? STR("pm") : STR("am")); break;
	}
}

void gotime_format(struct strbuf *out, struct gotime t, struct str layout)
{
	struct gotime_fields f;
	gotime_fields(t, &f);
	while (layout.len) {
		struct layout_chunk chunk = layout_next(&layout);
		strbuf_add(out, chunk.prefix);
		switch (chunk.type) {
		case LAYOUT_END:
			return;
		case LAYOUT_ZONE:
			add_zone(out, &f, chunk.zone);
			break;
		case LAYOUT_ZONE_NAME:
			if (f.abbreviation.len)
				strbuf_add(out, f.abbreviation);
			else
				add_zone(out, &f, 0);
			break;
		case LAYOUT_FRACTION0:
		case LAYOUT_FRACTION9:
			add_fraction(out, f.nanos, &chunk);
			break;
		case LAYOUT_HOUR:
		case LAYOUT_HOUR12:
		case LAYOUT_ZERO_HOUR12:
		case LAYOUT_MINUTE:
		case LAYOUT_ZERO_MINUTE:
		case LAYOUT_SECOND:
		case LAYOUT_ZERO_SECOND:
		case LAYOUT_UPPER_PM:
		case LAYOUT_LOWER_PM:
			add_clock(out, &f, chunk.type);
			break;
		default:
			add_date(out, &f, chunk.type);
		}
	}
}

void gotime_string(struct strbuf *out, struct gotime t)
{
	gotime_format(out, t, STR("2006-01-02 15:04:05.999999999 -0700 MST"));
}
