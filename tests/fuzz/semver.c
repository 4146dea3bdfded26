// SPDX-License-Identifier: Apache-2.0
// A constraint and two versions.
#include "text/semver.h"

#include "render/capabilities.h"

#include "fuzz.h"

static bool parse(struct arena *arena, struct str text, struct semver *ret)
{
	struct error err = { .arena = arena };
	struct kube_version kube;
	struct semver again;
	kube_version_parse(arena, text, &kube, &err);
	error_clear(&err);
	if (!semver_parse(text, ret, &err))
		return false;
	struct str text_again = semver_format(arena, ret); // may be too long: "1" is "1.0.0"
	FUZZ_CHECK(semver_parse_strict(text_again, &again, &err) || text_again.len > text.len);
	FUZZ_CHECK(error_is_set(&err) || semver_compare(ret, &again) == 0);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str rest = fuzz_text(&arena, data, size), range = fuzz_part(&rest), version = fuzz_part(&rest);
	struct error err = { .arena = &arena };
	struct semver a, b;
	struct semver_constraint *constraint = semver_constraint_parse(&arena, range, &err);
	if (!parse(&arena, version, &a))
		return 0;
	if (constraint)
		semver_constraint_check(constraint, &a);
	if (parse(&arena, rest.data ? rest : STR_NONE, &b))
		FUZZ_CHECK(semver_compare(&a, &b) == -semver_compare(&b, &a));
	return 0;
}
