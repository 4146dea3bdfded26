// SPDX-License-Identifier: Apache-2.0
// pintle list: the newest revision of each release. Which releases are shown is told by their labels; only what is
// printed is read.
#include <limits.h>
#include <stdlib.h>

#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "kube/selector.h"
#include "text/regex.h"
#include "text/strconv.h"

static const struct option list_options[] = {
	{ "short", 'q', OPTION_BOOL, NULL, NULL, "print the names alone", 0, NULL },
	{ "no-headers", 0, OPTION_BOOL, NULL, NULL, "leave the table's headers out", 0, NULL },
	{ "time-format", 0, OPTION_STRING, NULL, NULL, "layout of times, as Go has it: \"2006-01-02 15:04:05Z0700\"", 0,
	  NULL },
	{ "date", 'd', OPTION_BOOL, NULL, NULL, "sort by date", 0, NULL },
	{ "reverse", 'r', OPTION_BOOL, NULL, NULL, "reverse the order", 0, NULL },
	{ "uninstalled", 0, OPTION_BOOL, NULL, NULL, "show uninstalled releases whose history was kept", 0, NULL },
	{ "superseded", 0, OPTION_BOOL, NULL, NULL, "show superseded releases", 0, NULL },
	{ "uninstalling", 0, OPTION_BOOL, NULL, NULL, "show releases that are being uninstalled", 0, NULL },
	{ "deployed", 0, OPTION_BOOL, NULL, NULL, "show deployed releases", 0, NULL },
	{ "failed", 0, OPTION_BOOL, NULL, NULL, "show failed releases", 0, NULL },
	{ "pending", 0, OPTION_BOOL, NULL, NULL, "show pending releases", 0, NULL },
	{ "all-namespaces", 'A', OPTION_BOOL, NULL, NULL, "releases of all namespaces", 0, NULL },
	{ "max", 'm', OPTION_INT, NULL, "256", "most releases to show; 0: all", 0, NULL },
	{ "offset", 0, OPTION_INT, NULL, NULL, "number of releases to skip", 0, NULL },
	{ "filter", 'f', OPTION_STRING, NULL, NULL, "regular expression that names must match", 0, NULL },
	{ "selector", 'l', OPTION_STRING, NULL, NULL, "label query, e.g. key1=value1,key2!=value2", 0, NULL },
	{ NULL },
};

static const struct {
	const char *option, *status;
} states[] = {
	{ "deployed", "deployed" },       { "uninstalled", "uninstalled" },  { "uninstalling", "uninstalling" },
	{ "failed", "failed" },           { "superseded", "superseded" },    { "pending", "pending-install" },
	{ "pending", "pending-upgrade" }, { "pending", "pending-rollback" },
};

struct listed {
	const struct release_ref *refs; /* the release's, newest first */
	size_t refs_len, tried;
	bool is_read;
	struct str name, namespace, status, chart, app_version;
	int64_t version;
	struct gotime updated; /* without a zone */
	struct str updated_text;
};

struct listing {
	const struct cli *cli;
	struct release_storage storage;
	struct listed *items;
	size_t len, cap;
	struct listed **reading; /* whose records are under way */
};

// ---- which ones ------------------------------------------------------------------------------------------------

static int by_release(const void *a, const void *b)
{
	const struct release_ref *left = a, *right = b;
	int order = str_cmp(left->namespace, right->namespace);
	if (!order)
		order = str_cmp(left->name, right->name);
	return order ? order : left->version < right->version ? 1 : left->version > right->version ? -1 : 0;
}

// No option means all states; superseded alone means all revisions, as the newest never is.
static bool shows_all_revisions(const struct cli *cli)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (cli_flag(cli, states[i].option) != (strcmp(states[i].option, "superseded") == 0))
			return false;
	return true;
}

static bool is_wanted_state(const struct cli *cli, struct str status)
{
	bool is_any = true, is_known = false;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		if (cli_flag(cli, states[i].option) && str_is(status, states[i].status))
			return true;
		is_any = is_any && !cli_flag(cli, states[i].option);
		is_known = is_known || str_is(status, states[i].status);
	}
	return is_any && is_known;
}

static void add_listed(struct listing *listing, const struct release_ref *refs, size_t len)
{
	listing->items =
		arena_grow(listing->cli->arena, listing->items, &listing->cap, listing->len + 1, sizeof(struct listed));
	listing->items[listing->len++] =
		(struct listed){ .refs = refs, .refs_len = len, .name = refs->name, .namespace = refs->namespace };
}

static bool choose(struct listing *listing, struct release_refs *refs, struct error *err)
{
	const struct cli *cli = listing->cli;
	struct str filter = cli_value(cli, "filter");
	struct regex *regex = filter.len ? regex_compile(cli->arena, filter, err) : NULL;
	bool every = shows_all_revisions(cli);
	if (filter.len && !regex)
		return false;
	struct selector *selector = selector_parse(cli->arena, cli_value(cli, "selector"), err);
	if (!selector)
		return false;
	if (refs->len)
		qsort(refs->items, refs->len, sizeof(*refs->items), by_release);
	for (size_t i = 0, end; i < refs->len; i = end) {
		const struct release_ref *first = &refs->items[i];
		end = i + 1;
		while (!every && end < refs->len && str_eq(refs->items[end].name, first->name) &&
		       str_eq(refs->items[end].namespace, first->namespace))
			end++;
		if ((!regex || regex_test(regex, first->name)) && is_wanted_state(cli, first->status) &&
		    selector_matches(selector, first->labels))
			add_listed(listing, first, end - i);
	}
	return true;
}

// ---- reading them ----------------------------------------------------------------------------------------------

static struct str updated_text(const struct cli *cli, const struct release_time *updated)
{
	struct strbuf out = strbuf_in(cli->arena);
	struct str layout = cli_value(cli, "time-format");
	if (!updated->is_set)
		return STR("-");
	if (layout.len)
		gotime_format(&out, updated->time, layout);
	else
		gotime_string(&out, updated->time);
	return strbuf_str(&out, cli->arena);
}

static bool take(void *context, size_t at, const struct release *release, struct error *err)
{
	struct listing *listing = context;
	struct arena *arena = listing->cli->arena;
	struct listed *item = listing->reading[at];
	(void)err;
	item->tried++;
	if (!release)
		return true;
	item->is_read = true;
	item->name = arena_str(arena, release->name);
	item->namespace = arena_str(arena, release->namespace);
	item->status = arena_str(arena, release->status);
	item->chart = release_chart_name(arena, release);
	item->chart = arena_str(arena, item->chart);
	item->app_version = arena_str(arena, release_app_version(release));
	item->version = release->version;
	item->updated = release->last_deployed.time;
	item->updated.zone = NULL; // the record's
	item->updated_text = updated_text(listing->cli, &release->last_deployed);
	return true;
}

// A record that cannot be read counts as not there: then the one before it is the newest.
static bool read_items(struct listing *listing, struct listed *items, size_t len, struct error *err)
{
	struct arena *arena = listing->cli->arena;
	struct release_ref *refs = ARENA_ARRAY(arena, struct release_ref, len);
	size_t due;
	listing->reading = ARENA_ARRAY(arena, struct listed *, len);
	do {
		due = 0;
		for (size_t i = 0; i < len; i++)
			if (!items[i].is_read && items[i].tried < items[i].refs_len &&
			    is_wanted_state(listing->cli, items[i].refs[items[i].tried].status)) {
				listing->reading[due] = &items[i];
				refs[due++] = items[i].refs[items[i].tried];
			}
		if (!storage_fetch(&listing->storage, refs, due, take, listing, err))
			return false;
	} while (due);
	return true;
}

static int compare_names(const struct listed *a, const struct listed *b)
{
	int order = str_cmp(a->name, b->name);
	return order ? order : str_cmp(a->namespace, b->namespace);
}

static int by_name(const void *a, const void *b)
{
	return compare_names(a, b);
}

// Helm compares whole seconds.
static int by_date(const void *a, const void *b)
{
	const struct listed *left = a, *right = b;
	int64_t first = left->updated.seconds, second = right->updated.seconds;
	return first < second ? -1 : first > second ? 1 : compare_names(left, right);
}

static void reverse(struct listed *items, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		struct listed item = items[i];
		items[i] = items[len - 1 - i];
		items[len - 1 - i] = item;
	}
}

static int64_t number_of(const struct cli *cli, const char *option, int64_t fallback)
{
	int64_t number = fallback;
	if (cli_has(cli, option))
		parse_int(cli_value(cli, option), 0, 64, &number);
	return number;
}

// Only a sort by date must know all records; else those are read that are shown.
static bool arrange(struct listing *listing, struct error *err)
{
	const struct cli *cli = listing->cli;
	enum { DEFAULT_MAX = 256 };
	int64_t offset = number_of(cli, "offset", 0), max = number_of(cli, "max", DEFAULT_MAX);
	bool dated = cli_flag(cli, "date");
	if (dated && !read_items(listing, listing->items, listing->len, err))
		return false;
	if (listing->len)
		qsort(listing->items, listing->len, sizeof(*listing->items), dated ? by_date : by_name);
	if (cli_flag(cli, "reverse"))
		reverse(listing->items, listing->len);
	if (offset < 0)
		return fail(err, NOWHERE, "--offset takes a number from 0 on");
	if ((uint64_t)offset >= listing->len)
		listing->len = 0;
	listing->items += listing->len ? offset : 0;
	listing->len -= listing->len ? (size_t)offset : 0;
	if (max > 0 && (uint64_t)max < listing->len)
		listing->len = (size_t)max;
	return dated || read_items(listing, listing->items, listing->len, err);
}

// ---- printing --------------------------------------------------------------------------------------------------

static void print_table(const struct listing *listing, struct strbuf *out)
{
	struct arena *arena = listing->cli->arena;
	struct table table = { .arena = arena };
	bool color = output_color(listing->cli);
	if (!cli_flag(listing->cli, "no-headers"))
		TABLE_ROW(&table, color_header(arena, color, STR("NAME")), color_header(arena, color, STR("NAMESPACE")),
		          color_header(arena, color, STR("REVISION")), color_header(arena, color, STR("UPDATED")),
		          color_header(arena, color, STR("STATUS")), color_header(arena, color, STR("CHART")),
		          color_header(arena, color, STR("APP VERSION")));
	for (size_t i = 0; i < listing->len; i++) {
		const struct listed *item = &listing->items[i];
		TABLE_ROW(&table, item->name, color_namespace(arena, color, item->namespace),
		          arena_printf(arena, "%lld", (long long)item->version), item->updated_text,
		          color_status(arena, color, item->status), item->chart, item->app_version);
	}
	table_print(&table, out);
}

static bool print_elements(const struct listing *listing, enum format format, struct strbuf *out, struct error *err)
{
	struct arena *arena = listing->cli->arena;
	struct strbuf json = strbuf_in(arena);
	strbuf_add_char(&json, '[');
	for (size_t i = 0; i < listing->len; i++) {
		const struct listed *item = &listing->items[i];
		const struct json_member members[] = {
			{ "name", value_string(item->name) },
			{ "namespace", value_string(item->namespace) },
			{ "revision", value_string(arena_printf(arena, "%lld", (long long)item->version)) },
			{ "updated", value_string(item->updated_text) },
			{ "status", value_string(item->status) },
			{ "chart", value_string(item->chart) },
			{ "app_version", value_string(item->app_version) },
		};
		strbuf_add_cstr(&json, i ? "," : "");
		if (!json_struct(arena, &json, members, ARRAY_LEN(members), err))
			return false;
	}
	strbuf_add_char(&json, ']');
	return format_json(listing->cli, format, strbuf_peek(&json), out, err);
}

static bool print_names(const struct listing *listing, enum format format, struct strbuf *out, struct error *err)
{
	struct list *names = list_new(listing->cli->arena, listing->len);
	for (size_t i = 0; i < listing->len; i++)
		list_push(listing->cli->arena, names, value_string(listing->items[i].name));
	if (format != FORMAT_TABLE)
		return format_value(listing->cli, format, value_list(names), out, err);
	for (size_t i = 0; i < listing->len; i++)
		strbuf_printf(out, "%.*s\n", STR_FMT(listing->items[i].name));
	return true;
}

// Records that could not be read at all are not shown.
static void drop_unread(struct listing *listing)
{
	size_t kept = 0;
	for (size_t i = 0; i < listing->len; i++)
		if (listing->items[i].is_read)
			listing->items[kept++] = listing->items[i];
	listing->len = kept;
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct listing listing = { .cli = cli };
	struct release_refs refs;
	struct strbuf out = strbuf_in(cli->arena);
	enum format format;
	struct str namespace = cli_flag(cli, "all-namespaces") ? STR_NONE : namespace_of(cli);
	if (!format_read(cli, &format, &err) || !cluster_storage(cli, namespace, &listing.storage, &err) ||
	    !storage_refs(&listing.storage, STR_NONE, &refs, &err) || !choose(&listing, &refs, &err) ||
	    !arrange(&listing, &err))
		return error_print(cli, &err);
	drop_unread(&listing);
	bool ok = true;
	if (cli_flag(cli, "short"))
		ok = print_names(&listing, format, &out, &err);
	else if (format == FORMAT_TABLE)
		print_table(&listing, &out);
	else
		ok = print_elements(&listing, format, &out, &err);
	return ok && output_write(strbuf_peek(&out), &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command list_command = {
	.name = "list",
	.aliases = "ls",
	.usage = "",
	.summary = "list releases",
	.description = "List the releases of a namespace, each with its newest revision.",
	.options = { list_options, target_options, output_options },
	.arg_words = "",
	.run = run,
};
