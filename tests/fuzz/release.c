// SPDX-License-Identifier: Apache-2.0
// Records of releases: what is read is what is read again once it is written. A brace begins the JSON in a record,
// which mutations would not reach through base64 and gzip.
#include "release/release.h"

#include "value/json.h"

#include "fuzz.h"

static struct str shown(struct arena *arena, const struct release *release)
{
	struct error err = { .arena = arena };
	struct strbuf out = strbuf_in(arena);
	return release_json(arena, &out, release, &(struct release_parts){ .with_chart = true }, &err)
	               ? strbuf_str(&out, arena)
	               : STR_NONE;
}

static bool read_record(struct arena *arena, struct str text, struct release *ret, struct error *err)
{
	struct value root;
	if (text.len && text.data[0] == '{')
		return json_read_exact(arena, text, &root, err) && release_from_value(arena, root, ret, err);
	return release_decode(arena, text, ret, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str text = fuzz_text(&arena, data, size), record, second;
	struct error err = { .arena = &arena };
	struct release release = { 0 }, again = { 0 };
	if (!read_record(&arena, text, &release, &err)) {
		FUZZ_CHECK(error_is_set(&err));
		return 0;
	}
	release_chart_name(&arena, &release);
	release_app_version(&release);
	struct str before = shown(&arena, &release);
	if (!release_encode(&arena, &release, &record, &err))
		return 0;
	FUZZ_CHECK(release_decode(&arena, record, &again, &err));
	FUZZ_CHECK(str_eq(before, shown(&arena, &again)));
	FUZZ_CHECK(release_encode(&arena, &again, &second, &err));
	FUZZ_CHECK(str_eq(record, second));
	return 0;
}
