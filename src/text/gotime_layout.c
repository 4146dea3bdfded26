// SPDX-License-Identifier: Apache-2.0
#include "text/gotime_layout.h"

#include "base/compiler.h"
#include "text/utf8.h"

const struct str layout_months[12] = {
	STR_INIT("January"), STR_INIT("February"), STR_INIT("March"),     STR_INIT("April"),   STR_INIT("May"),      STR_INIT("June"),
	STR_INIT("July"),    STR_INIT("August"),   STR_INIT("September"), STR_INIT("October"), STR_INIT("November"), STR_INIT("December"),
};

const struct str layout_weekdays[7] = {
	STR_INIT("Sunday"),   STR_INIT("Monday"), STR_INIT("Tuesday"),  STR_INIT("Wednesday"),
	STR_INIT("Thursday"), STR_INIT("Friday"), STR_INIT("Saturday"),
};

// In the order in which Go tries them: the longer first.
static const struct spelling {
	struct str text;
	enum layout_element type;
	unsigned zone;
} spellings[] = {
	{ STR_INIT("January"), LAYOUT_LONG_MONTH, 0 },
	{ STR_INIT("Jan"), LAYOUT_MONTH, 0 },
	{ STR_INIT("Monday"), LAYOUT_LONG_WEEKDAY, 0 },
	{ STR_INIT("Mon"), LAYOUT_WEEKDAY, 0 },
	{ STR_INIT("MST"), LAYOUT_ZONE_NAME, 0 },
	{ STR_INIT("01"), LAYOUT_ZERO_MONTH, 0 },
	{ STR_INIT("02"), LAYOUT_ZERO_DAY, 0 },
	{ STR_INIT("03"), LAYOUT_ZERO_HOUR12, 0 },
	{ STR_INIT("04"), LAYOUT_ZERO_MINUTE, 0 },
	{ STR_INIT("05"), LAYOUT_ZERO_SECOND, 0 },
	{ STR_INIT("06"), LAYOUT_YEAR, 0 },
	{ STR_INIT("002"), LAYOUT_ZERO_YEAR_DAY, 0 },
	{ STR_INIT("15"), LAYOUT_HOUR, 0 },
	{ STR_INIT("1"), LAYOUT_NUM_MONTH, 0 },
	{ STR_INIT("2006"), LAYOUT_LONG_YEAR, 0 },
	{ STR_INIT("2"), LAYOUT_DAY, 0 },
	{ STR_INIT("_2"), LAYOUT_UNDER_DAY, 0 },
	{ STR_INIT("__2"), LAYOUT_UNDER_YEAR_DAY, 0 },
	{ STR_INIT("3"), LAYOUT_HOUR12, 0 },
	{ STR_INIT("4"), LAYOUT_MINUTE, 0 },
	{ STR_INIT("5"), LAYOUT_SECOND, 0 },
	{ STR_INIT("PM"), LAYOUT_UPPER_PM, 0 },
	{ STR_INIT("pm"), LAYOUT_LOWER_PM, 0 },
	{ STR_INIT("-070000"), LAYOUT_ZONE, ZONE_SECONDS },
	{ STR_INIT("-07:00:00"), LAYOUT_ZONE, ZONE_SECONDS | ZONE_COLON },
	{ STR_INIT("-0700"), LAYOUT_ZONE, 0 },
	{ STR_INIT("-07:00"), LAYOUT_ZONE, ZONE_COLON },
	{ STR_INIT("-07"), LAYOUT_ZONE, ZONE_SHORT },
	{ STR_INIT("Z070000"), LAYOUT_ZONE, ZONE_ISO | ZONE_SECONDS },
	{ STR_INIT("Z07:00:00"), LAYOUT_ZONE, ZONE_ISO | ZONE_SECONDS | ZONE_COLON },
	{ STR_INIT("Z0700"), LAYOUT_ZONE, ZONE_ISO },
	{ STR_INIT("Z07:00"), LAYOUT_ZONE, ZONE_ISO | ZONE_COLON },
	{ STR_INIT("Z07"), LAYOUT_ZONE, ZONE_ISO | ZONE_SHORT },
};

static bool starts_lower(struct str s)
{
	return s.len && s.data[0] >= 'a' && s.data[0] <= 'z';
}

static bool is_digit_at(struct str s, size_t at)
{
	return at < s.len && s.data[at] >= '0' && s.data[at] <= '9';
}

// .000 or ,999: digits all alike, and no other digit behind them.
static bool match_fraction(struct str s, struct layout_chunk *chunk)
{
	size_t end = 1;
	if (s.len < 2 || (s.data[0] != '.' && s.data[0] != ',') || (s.data[1] != '0' && s.data[1] != '9'))
		return false;
	while (end < s.len && s.data[end] == s.data[1])
		end++;
	if (is_digit_at(s, end))
		return false;
	chunk->type = s.data[1] == '0' ? LAYOUT_FRACTION0 : LAYOUT_FRACTION9;
	chunk->digits = (unsigned)end - 1;
	chunk->separator = s.data[0];
	chunk->element = str_slice(s, 0, end);
	return true;
}

static bool match_element(struct str s, struct layout_chunk *chunk)
{
	if (match_fraction(s, chunk))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		const struct spelling *spelling = &spellings[i];
		if (!str_has_prefix(s, spelling->text))
			continue;
		bool word = spelling->type == LAYOUT_MONTH || spelling->type == LAYOUT_WEEKDAY;
		if (word && starts_lower(str_from(s, spelling->text.len)))
			continue;
		// "_2006" is an underscore and a year.
		if (spelling->type == LAYOUT_UNDER_DAY && str_has_prefix(str_from(s, 1), STR("2006")))
			continue;
		chunk->type = spelling->type;
		chunk->zone = spelling->zone;
		chunk->element = spelling->text;
		return true;
	}
	return false;
}

struct layout_chunk layout_next(struct str *layout)
{
	struct layout_chunk chunk = { .type = LAYOUT_END };
	for (size_t i = 0; i < layout->len; i++) {
		if (!match_element(str_from(*layout, i), &chunk))
			continue;
		chunk.prefix = str_slice(*layout, 0, i);
		*layout = str_from(*layout, i + chunk.element.len);
		return chunk;
	}
	chunk.prefix = *layout;
	*layout = STR_NONE;
	return chunk;
}
