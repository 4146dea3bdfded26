// SPDX-License-Identifier: Apache-2.0
// A layout, a text and the name of a zone: layouts, durations and dates.
#include "text/gotime.h"

#include "fuzz.h"

static void check_duration(struct arena *arena, struct str text)
{
	struct error err = { .arena = arena };
	struct strbuf out = strbuf_in(arena);
	int64_t nanos, again;
	if (!duration_parse(text, &nanos, &err))
		return;
	duration_format(&out, nanos);
	FUZZ_CHECK(duration_parse(strbuf_peek(&out), &again, &err) && again == nanos);
	duration_round(nanos, (int64_t)str_hash(text));
	duration_truncate(nanos, (int64_t)str_hash(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), layout = fuzz_part(&rest), text = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	const struct gozone *zone = NULL;
	struct gotime time, again;
	struct gotime_fields fields;
	struct strbuf out = strbuf_in(&arena);
	check_duration(&arena, text);
	gozone_load(&arena, rest.data ? rest : STR_NONE, &zone, &err);
	if (!gotime_parse(&arena, layout, text, zone, &time, &err))
		time = gotime_date((int64_t)str_hash(text), 2, 30, 25, 61, 61, 1, zone);
	gotime_format(&out, time, layout);
	gotime_parse(&arena, layout, strbuf_peek(&out), zone, &again, &err);
	gotime_string(&out, time);
	gotime_fields(gotime_add_date(time, 1, (int64_t)size, -1), &fields);
	FUZZ_CHECK(fields.month >= 1 && fields.month <= 12 && fields.day >= 1 && fields.day <= 31);
	gotime_sub(time, gotime_round(time, (int64_t)str_hash(layout)));
	return 0;
}
