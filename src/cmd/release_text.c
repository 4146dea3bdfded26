// SPDX-License-Identifier: Apache-2.0
#include "cmd/release_text.h"

#include "cmd/format.h"
#include "cmd/report.h"
#include "text/utf8.h"
#include "value/yaml.h"

static struct str time_text(struct arena *arena, const struct release_time *time)
{
	struct gotime zero = { .seconds = -62135596800 };
	return format_ansic(arena, time->is_set ? time->time : zero);
}

static bool is_test(const struct release_hook *hook)
{
	for (size_t i = 0; i < hook->events.len; i++)
		if (str_is(hook->events.items[i], "test"))
			return true;
	return false;
}

// Of tests that have not run yet nothing is said.
static void print_tests(const struct cli *cli, const struct release *release, struct strbuf *out)
{
	size_t count = 0;
	for (size_t i = 0; i < release->hooks_len; i++) {
		const struct release_hook *hook = &release->hooks[i];
		if (!is_test(hook))
			continue;
		count++;
		if (!hook->started.is_set)
			continue;
		strbuf_printf(
			out, "TEST SUITE:     %.*s\nLast Started:   %.*s\nLast Completed: %.*s\nPhase:          %.*s\n",
			STR_FMT(hook->name), STR_FMT(time_text(cli->arena, &hook->started)),
			STR_FMT(time_text(cli->arena, &hook->completed)), STR_FMT(hook->phase));
	}
	if (!count)
		strbuf_add(out, STR("TEST SUITE: None\n"));
}

static void print_head(const struct cli *cli, const struct release *release, bool shows_chart, struct strbuf *out)
{
	bool color = output_color(cli);
	strbuf_printf(out, "NAME: %.*s\n", STR_FMT(release->name));
	if (release->last_deployed.is_set)
		strbuf_printf(out, "LAST DEPLOYED: %.*s\n", STR_FMT(time_text(cli->arena, &release->last_deployed)));
	strbuf_printf(out, "NAMESPACE: %.*s\n", STR_FMT(color_namespace(cli->arena, color, release->namespace)));
	strbuf_printf(out, "STATUS: %.*s\n", STR_FMT(color_status(cli->arena, color, release->status)));
	strbuf_printf(out, "REVISION: %lld\n", (long long)release->version);
	if (shows_chart)
		strbuf_printf(out, "CHART: %.*s\nVERSION: %.*s\nAPP_VERSION: %.*s\n", STR_FMT(release->metadata.name),
		              STR_FMT(release->metadata.version), STR_FMT(release->metadata.app_version));
	strbuf_printf(out, "DESCRIPTION: %.*s\n", STR_FMT(release->description));
}

bool release_values(const struct cli *cli, const struct release *release, struct map **ret, struct error *err)
{
	struct chart chart = { .metadata = release->metadata, .values = release->chart_values };
	struct map *config = release->config ? release->config : map_new(cli->arena);
	return chart_coalesce(cli->arena, &chart, config, false, &stderr_warnings, ret, err);
}

static bool print_values(const struct cli *cli, const struct release *release, struct strbuf *out, struct error *err)
{
	struct map *all;
	strbuf_add(out, STR("USER-SUPPLIED VALUES:\n"));
	if (!yaml_write(cli->arena, out, release->config ? value_map(release->config) : value_null(), err) ||
	    !release_values(cli, release, &all, err))
		return false;
	strbuf_add(out, STR("\nCOMPUTED VALUES:\n"));
	if (!yaml_write(cli->arena, out, value_map(all), err))
		return false;
	strbuf_add_char(out, '\n');
	return true;
}

void release_hooks_print(const struct release *release, struct strbuf *out)
{
	for (size_t i = 0; i < release->hooks_len; i++)
		strbuf_printf(out, "---\n# Source: %.*s\n%.*s\n", STR_FMT(release->hooks[i].path),
		              STR_FMT(release->hooks[i].manifest));
}

bool release_text_print(const struct cli *cli, const struct release *release, const struct release_view *view,
                        struct strbuf *out, struct error *err)
{
	print_head(cli, release, view->shows_chart, out);
	if (view->resources.len)
		strbuf_printf(out, "RESOURCES:\n%.*s\n", STR_FMT(view->resources));
	print_tests(cli, release, out);
	if (view->shows_all && !print_values(cli, release, out, err))
		return false;
	if (view->shows_all || text_equal_fold(release->description, STR("Dry run complete"))) {
		strbuf_add(out, STR("HOOKS:\n"));
		release_hooks_print(release, out);
		strbuf_printf(out, "MANIFEST:\n%.*s\n", STR_FMT(release->manifest));
	}
	if (!view->hides_notes && release->notes.len)
		strbuf_printf(out, "NOTES:\n%.*s\n", STR_FMT(text_trim_space(release->notes)));
	return true;
}
