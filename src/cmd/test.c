// SPDX-License-Identifier: Apache-2.0
// pintle test: run the tests of a release.
#include <stdlib.h>

#include "base/strbuf.h"
#include "cmd/actions.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/release_text.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "kube/logs.h"
#include "value/member.h"

static const struct option test_options[] = {
	{ "timeout", 0, OPTION_DURATION, NULL, "5m0s", "longest wait for a single test", 0, NULL },
	{ "logs", 0, OPTION_BOOL, NULL, NULL, "show what the tests' pods printed, before they are deleted", 0, NULL },
	{ "filter", 0, OPTION_CSV, NULL, NULL, "run only these: name=TEST; or not these: !name=TEST (may be repeated)",
	  0, NULL },
	{ NULL },
};

static void add_name(struct arena *arena, struct strs *names, struct str name)
{
	names->items = arena_grow(arena, names->items, &names->cap, names->len + 1, sizeof(struct str));
	names->items[names->len++] = name;
}

// name=TEST, !name=TEST or ! name=TEST; Helm ignores what is neither.
static void read_filters(const struct cli *cli, struct release_test *test)
{
	static const struct str name = STR_INIT("name="), marks[] = { STR_INIT("!name="), STR_INIT("! name=") };
	struct strs_view filters = cli_values(cli, "filter");
	for (size_t i = 0; i < filters.len; i++) {
		if (str_has_prefix(filters.items[i], name))
			add_name(cli->arena, &test->include, str_from(filters.items[i], name.len));
		for (size_t j = 0; j < ARRAY_LEN(marks); j++)
			if (str_has_prefix(filters.items[i], marks[j]))
				add_name(cli->arena, &test->exclude, str_from(filters.items[i], marks[j].len));
	}
}

// ---- logs ------------------------------------------------------------------------------------------------------

struct reporting {
	const struct cli *cli;
	const struct target *target;
	const struct release_test *test;
};

static void print_containers(const struct reporting *reporting, struct value containers, struct str pod,
                             struct strbuf *out, struct strbuf *problems)
{
	const struct target *target = reporting->target;
	for (size_t i = 0; i < member_count(containers); i++) {
		struct error err = { .arena = target->arena };
		struct str text, name = member_text(member_item(containers, i), "name");
		if (kube_log(target->client, target->arena, target->storage.namespace, pod, name, &text, &err)) {
			strbuf_printf(out, "POD LOGS: %.*s (%.*s)\n%.*s\n", STR_FMT(pod), STR_FMT(name), STR_FMT(text));
			continue;
		}
		strbuf_printf(problems, "%sunable to get logs for pod %.*s, container %.*s: %.*s",
		              problems->len ? "\n" : "", STR_FMT(pod), STR_FMT(name), STR_FMT(err.message));
	}
}

static bool print_logs(const struct reporting *reporting, const struct release_hook *hook, struct strbuf *out,
                       struct error *err)
{
	const struct target *target = reporting->target;
	struct kube_request request = { .arena = target->arena, .method = "GET" };
	struct strbuf problems = strbuf_in(target->arena);
	struct value pod;
	request.path = ARENA_CONCAT(target->arena, STR("/api/v1/namespaces/"),
	                            kube_escape(target->arena, target->storage.namespace), STR("/pods/"),
	                            kube_escape(target->arena, hook->name));
	if (!kube_ask(target->client, &request, err) || !kube_answer_read(target->arena, request.answer, &pod, err))
		return fail_in(err, "unable to get pod %.*s", STR_FMT(hook->name));
	print_containers(reporting, member_at(pod, "spec.initContainers"), hook->name, out, &problems);
	print_containers(reporting, member_at(pod, "spec.containers"), hook->name, out, &problems);
	return !problems.len || fail_text(err, NOWHERE, strbuf_str(&problems, err->arena));
}

static bool is_test_pod(const struct release_test *test, const struct release_hook *hook)
{
	bool is_test = false;
	for (size_t i = 0; i < hook->events.len; i++)
		is_test = is_test || str_is(hook->events.items[i], "test");
	return is_test && str_is(hook->kind, "Pod") && release_test_is_chosen(test, hook);
}

static bool report(void *context, const struct release *release, struct error *err)
{
	const struct reporting *reporting = context;
	struct release_view view = { .shows_all = debug_wanted(reporting->cli), .hides_notes = true };
	struct strbuf out = strbuf_in(reporting->cli->arena);
	bool ok = release_text_print(reporting->cli, release, &view, &out, err);
	if (ok && cli_flag(reporting->cli, "logs") && reporting->target->client) {
		struct release_hook **hooks =
			ARENA_ARRAY(reporting->cli->arena, struct release_hook *, release->hooks_len + 1);
		for (size_t i = 0; i < release->hooks_len; i++)
			hooks[i] = &release->hooks[i];
		hooks_sort(hooks, release->hooks_len);
		strbuf_add_char(&out, '\n');
		for (size_t i = 0; ok && i < release->hooks_len; i++)
			if (is_test_pod(reporting->test, hooks[i]))
				ok = print_logs(reporting, hooks[i], &out, err);
	}
	struct error ignored = { .arena = reporting->cli->arena };
	return output_write(strbuf_peek(&out), ok ? err : &ignored) && ok;
}

// ---- the command -----------------------------------------------------------------------------------------------

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct target target;
	struct action action;
	struct release_test test = { .name = cli->args[0], .report = report };
	struct reporting reporting = { cli, &target, &test };
	test.context = &reporting;
	read_filters(cli, &test);
	if (!action_read(cli, &action, &err) || !actions_target(cli, &target, &err) ||
	    !release_argument(cli, "releaseTest: Release name is invalid", &err))
		return error_print(cli, &err);
	action.target = &target;
	action.release = test.name;
	actions_watch_signals(&action);
	return release_test_run(&action, &test, &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command test_command = {
	.name = "test",
	.usage = "[RELEASE]",
	.summary = "run the tests of a release",
	.description = "Run the hooks that a chart has as tests, one after another, and tell how they went.",
	.options = { test_options },
	.min_args = 1,
	.max_args = 1,
	.arg_words = "",
	.run = run,
};
