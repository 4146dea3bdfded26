// SPDX-License-Identifier: Apache-2.0
// pintle template: render a chart, without a cluster unless one is asked for.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/actions.h"
#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/output.h"
#include "cmd/post_renderer.h"
#include "cmd/report.h"
#include "cmd/tables.h"
#include "release/release.h"
#include "text/glob.h"
#include "text/log.h"
#include "text/strconv.h"
#include "text/utf8.h"

static const struct option template_options[] = {
	{ "show-only", 's', OPTION_LIST, NULL, NULL,
	  "print only what this template made; wildcards are allowed (may be repeated)", 0, NULL },
	{ "output-dir", 0, OPTION_STRING, NULL, NULL, "write each template's documents to a file below this folder",
	  OPTION_COMPLETE_FOLDER, NULL },
	{ "release-name", 0, OPTION_BOOL, NULL, NULL, "with --output-dir: in a folder named as the release", 0, NULL },
	{ "include-crds", 0, OPTION_BOOL, NULL, NULL, "print the charts' CRDs too", 0, NULL },
	{ "skip-tests", 0, OPTION_BOOL, NULL, NULL, "leave test hooks out", 0, NULL },
	{ "is-upgrade", 0, OPTION_BOOL, NULL, NULL, "set .Release.IsUpgrade rather than .Release.IsInstall", 0, NULL },
	{ "kube-version", 0, OPTION_STRING, NULL, NULL, "Kubernetes version that charts see", 0, NULL },
	{ "api-versions", 'a', OPTION_CSV, NULL, NULL,
	  "API versions that charts see besides the known ones (may be repeated)", 0, NULL },
	{ "dry-run", 0, OPTION_OPTIONAL, NULL, NULL,
	  "client: without a cluster, the default; server: as the cluster would take it, with what it has", 0,
	  "client server" },
	{ "validate", 0, OPTION_BOOL, NULL, "use '--dry-run=server' instead", "", OPTION_DEPRECATED, NULL },
	{ "server-side", 0, OPTION_BOOL, NULL, "true", "accepted; nothing is applied", 0, NULL },
	{ "render-subchart-notes", 0, OPTION_BOOL, NULL,
	  "this flag has no effect for 'helm template' and will be removed in Helm 5", "", OPTION_DEPRECATED, NULL },
	{ "hide-notes", 0, OPTION_BOOL, NULL,
	  "this flag has no effect for 'helm template' and will be removed in Helm 5", "", OPTION_DEPRECATED, NULL },
	{ NULL },
};

// ---- what is printed -------------------------------------------------------------------------------------------

struct printing {
	const struct cli *cli;
	struct chart *chart;
	const struct release_text *release;
	struct str name;
};

static bool is_shown(const struct printing *printing, const struct manifest *hook)
{
	return !(cli_flag(printing->cli, "skip-tests") && (hook->events & HOOK_TEST));
}

static bool print_crds(const struct printing *printing, struct document_sink *sink, struct error *err)
{
	struct arena *arena = printing->cli->arena;
	struct chart_files crds = { 0 };
	struct str text;
	chart_crds(arena, printing->chart, &crds);
	for (size_t i = 0; i < crds.len; i++)
		if (!chart_file_data(arena, &crds.items[i], &text, err) ||
		    !sink_add(sink, crds.items[i].name, text, err))
			return false;
	return true;
}

static bool print_hooks(const struct printing *printing, struct document_sink *sink, struct error *err)
{
	const struct manifests *hooks = &printing->release->hooks;
	for (size_t i = 0; i < hooks->len && !cli_flag(printing->cli, "no-hooks"); i++)
		if (is_shown(printing, &hooks->items[i]) &&
		    !sink_add(sink, hooks->items[i].path, hooks->items[i].content, err))
			return false;
	return true;
}

static bool print_all(const struct printing *printing, struct document_sink *sink, struct error *err)
{
	const struct release_text *release = printing->release;
	if (cli_flag(printing->cli, "include-crds") && !print_crds(printing, sink, err))
		return false;
	for (size_t i = 0; i < release->resources.len; i++)
		if (!sink_add(sink, release->resources.items[i].path, release->resources.items[i].content, err))
			return false;
	sink_trim(sink);
	return print_hooks(printing, sink, err);
}

// What there is of a release that failed: every file as it was rendered.
static bool print_broken(const struct printing *printing, struct document_sink *sink, struct error *err)
{
	const struct rendered *files = &printing->release->files;
	struct str folder = sink->folder;
	sink->folder = (struct str){ NULL, 0 };
	for (size_t i = 0; i < files->len; i++)
		if (text_trim_space(files->files[i].text).len &&
		    !sink_add(sink, files->files[i].name, files->files[i].text, err))
			return false;
	sink_trim(sink);
	sink->folder = folder;
	return print_hooks(printing, sink, err);
}

// "# Source: chart/templates/x.yaml" names the file within the chart. Helm's expression is "# Source: [^/]+/(.+)": what
// is before the slash may reach over lines.
static struct str source_of(struct str document)
{
	static const struct str mark = STR_INIT("# Source: ");
	for (size_t at; (at = str_find(document, mark)) != STR_NPOS;) {
		document = str_from(document, at + mark.len);
		size_t slash = str_find_char(document, '/');
		if (slash == STR_NPOS)
			break;
		struct str path =
			str_slice(str_from(document, slash + 1), 0, str_find_char(str_from(document, slash + 1), '\n'));
		if (slash > 0 && path.len)
			return path;
		document = str_from(document, slash + 1);
	}
	return (struct str){ NULL, 0 };
}

static bool print_selected(const struct cli *cli, struct str all, struct error *err)
{
	struct strs_view wanted = cli_values(cli, "show-only");
	struct str_list documents = { 0 };
	struct strbuf out = strbuf_in(cli->arena);
	split_documents(cli->arena, all, &documents);
	struct str *names = ARENA_ARRAY(cli->arena, struct str, documents.len + 1);
	for (size_t i = 0; i < documents.len; i++)
		names[i] = source_of(documents.items[i]);
	for (size_t i = 0; i < wanted.len; i++) {
		bool found = false;
		for (size_t j = 0; j < documents.len; j++) {
			bool matches = false;
			if (!names[j].data || !path_match(wanted.items[i], names[j], &matches) || !matches)
				continue;
			found = true;
			strbuf_printf(&out, "---\n%.*s\n", STR_FMT(documents.items[j]));
		}
		if (!found)
			return fail(err, NOWHERE, "could not find template %.*s in chart", STR_FMT(wanted.items[i]));
	}
	return output_write(strbuf_peek(&out), err);
}

static bool print_release(const struct printing *printing, bool is_broken, struct error *err)
{
	const struct cli *cli = printing->cli;
	struct document_sink sink = { .arena = cli->arena, .report = strbuf_in(cli->arena) };
	struct str folder = cli_value(cli, "output-dir");
	if (folder.len)
		sink.folder = cli_flag(cli, "release-name") ? fs_join(cli->arena, folder, printing->name) : folder;
	if ((is_broken ? !print_broken(printing, &sink, err) : !print_all(printing, &sink, err)) ||
	    !sink_write_files(&sink, err))
		return false;
	return cli_has(cli, "show-only") ? print_selected(cli, sink_text(&sink), err) : sink_write(&sink, err);
}

// ---- the command -----------------------------------------------------------------------------------------------

// Helm tells of that option whatever went wrong.
static void tell_of_debug(const struct cli *cli, struct error *err)
{
	if (!debug_wanted(cli))
		err->message =
			ARENA_CONCAT(err->arena, err->message, STR("\n\nUse --debug flag to render out invalid YAML"));
}

// Rendering failed. With --debug the user wants to see what there is all the same.
static int fail_release(const struct printing *printing, struct error *err)
{
	struct error ignored = { .arena = printing->cli->arena };
	if (!printing->release->is_begun)
		return error_print(printing->cli, err);
	if (debug_wanted(printing->cli))
		print_release(printing, true, &ignored);
	tell_of_debug(printing->cli, err);
	return error_print(printing->cli, err);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena }, label_err = { .arena = cli->arena };
	struct map *labels; // which nobody sees, but Helm looks at them
	struct source_table *sources = source_table_new(cli->arena);
	struct func_env env = { .enable_dns = cli_flag(cli, "enable-dns"), .arena = cli->arena };
	struct render_request request = {
		.arena = cli->arena, .sources = sources, .warnings = &stderr_warnings, .revision = 1, .env = &env
	};
	struct release_text release = { 0 };
	struct target target;
	enum dry_run dry_run;
	struct str chart_name, path;
	if (cli->args_len == 0 && !cli_has(cli, "values"))
		return usage_error(cli, "requires at least 1 argument");
	request.is_upgrade = cli_flag(cli, "is-upgrade");
	request.skip_schema_validation = cli_flag(cli, "skip-schema-validation");
	request.namespace = namespace_of(cli);
	if (!capabilities_read(cli, &request, &err) || !dry_run_read(cli, true, &dry_run, &err))
		return error_print(cli, &err);
	wait_read(cli); // nothing is waited for, but its old words are told to be so
	bool is_server = dry_run == DRY_RUN_SERVER || cli_flag(cli, "validate");
	post_renderer_read(cli, &request);
	// The chart is looked for before the values are read, as its absence is the first thing to say; only a name
	// that the values give needs them earlier.
	struct map *values = NULL;
	if (cli->args_len == 0 && !values_merge(cli, sources, &values, &err))
		return error_print(cli, &err);
	if (!name_and_chart(cli, values, false, &request.name, &chart_name, &err) ||
	    !chart_locate(cli, chart_name, &path, &err) || (!values && !values_merge(cli, sources, &values, &err)) ||
	    !chart_open(cli, path, sources, &request.chart, &err))
		return error_print(cli, &err);
	if (!name_check(cli, request.name, &err))
		return error_print(cli, &err);
	request.values = values;
	struct printing printing = { cli, request.chart, &release, request.name };
	if (is_server && !server_side_open(cli, &target, &request, &err))
		return error_print(cli, &err);
	bool ok = render_release(&request, &release, &err);
	if (release.is_begun && !labels_read(cli, &labels, &label_err))
		return error_print(cli, &label_err);
	if (!ok)
		return fail_release(&printing, &err);
	if (is_server && !server_side_check(cli, &target, &request, &release, &err))
		return error_print(cli, &err);
	if (!print_release(&printing, false, &err)) {
		if (cli_has(cli, "output-dir"))
			tell_of_debug(cli, &err);
		return error_print(cli, &err);
	}
	return EXIT_SUCCESS;
}

const struct command template_command = {
	.name = "template",
	.usage = "[NAME] [CHART]",
	.summary = "render a chart and print its manifests",
	.description = "Render the templates of a chart and print the manifests; without a cluster, unless "
		       "--dry-run=server is given.\n\n"
		       "CHART is a folder, a .tgz, or the bare name of one of the charts that come with pintle. "
		       "Without a CHART the\n"
		       "Kafka platform is rendered, under the name that the values file gives as kafka.name:\n\n"
		       "    $ pintle template -f values/kafka.yml",
	.options = { template_options, render_options, naming_options, change_options, values_options, source_options,
	             access_options },
	.exclusive = { "force force-conflicts", "force-replace force-conflicts", "validate dry-run" },
	.max_args = -1,
	.run = run,
};
