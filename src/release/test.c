// SPDX-License-Identifier: Apache-2.0
// Running a release's tests (pkg/action/release_testing.go).
#include "release/action.h"

static bool contains(const struct strs *names, struct str name)
{
	for (size_t i = 0; i < names->len; i++)
		if (str_eq(names->items[i], name))
			return true;
	return false;
}

bool release_test_is_chosen(const struct release_test *test, const struct release_hook *hook)
{
	return !contains(&test->exclude, hook->name) && (!test->include.len || contains(&test->include, hook->name));
}

// Those that are left out come first in the record from then on, as Helm has it.
static size_t put_chosen_last(struct arena *arena, const struct release_test *test, struct release *release)
{
	struct release_hook *sorted = ARENA_ARRAY(arena, struct release_hook, release->hooks_len + 1);
	size_t skipped = 0, len = 0;
	for (size_t i = 0; i < release->hooks_len; i++)
		if (!release_test_is_chosen(test, &release->hooks[i]))
			sorted[skipped++] = release->hooks[i];
	len = skipped;
	for (size_t i = 0; i < release->hooks_len; i++)
		if (release_test_is_chosen(test, &release->hooks[i]))
			sorted[len++] = release->hooks[i];
	release->hooks = sorted;
	return skipped;
}

bool release_test_run(const struct action *action, struct release_test *test, struct error *err)
{
	struct error problem = { .arena = action->arena }, ignored = { .arena = action->arena };
	struct release release, chosen;
	struct hooks hooks;
	if (!storage_get(&action->target->storage, test->name, 0, &release, err))
		return false;
	test->has_release = true;
	size_t skipped = put_chosen_last(action->arena, test, &release);
	chosen = release;
	chosen.hooks += skipped;
	chosen.hooks_len -= skipped;
	bool ok = hooks_begin(action, &chosen, "test", str_is(release.apply_method, "ssa"), &hooks, err);
	bool recorded = record_hooks(action, &release, ok ? err : &ignored);
	ok = ok && recorded;
	if (test->report && !test->report(test->context, &release, &problem)) {
		if (!ok)
			problem.message = ARENA_CONCAT(action->arena, err->message, STR("\n"), problem.message);
		*err = problem;
		ok = false;
	}
	return hooks_end(action, &hooks, ok ? err : &ignored) && ok;
}
