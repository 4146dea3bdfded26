// SPDX-License-Identifier: Apache-2.0
#include "cmd/inputs.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/bundle.h"
#include "cmd/cluster.h"
#include "cmd/name_template.h"
#include "cmd/report.h"
#include "text/strconv.h"
#include "text/url.h"
#include "text/utf8.h"
#include "value/json.h"
#include "value/member.h"
#include "value/merge.h"
#include "value/set.h"

// ---- values ----------------------------------------------------------------------------------------------------

struct merging {
	const struct cli *cli;
	struct source_table *sources;
	struct map *values;
	struct error *err;
};

// What Helm has a getter for.
static bool is_remote(const struct url *url)
{
	return str_is(url->scheme, "http") || str_is(url->scheme, "https") || str_is(url->scheme, "oci");
}

static bool read_input(const struct merging *merging, struct str path, struct str *ret)
{
	struct arena *arena = merging->cli->arena;
	if (str_is(text_trim_space(path), "-"))
		return fs_read_fd(STDIN_FILENO, "standard input", arena, ret, merging->err);
	struct error ignored = { .arena = arena };
	struct url url;
	if (url_parse(arena, path, &url, &ignored) && is_remote(&url))
		return fail(merging->err, NOWHERE,
		            "%.*s: values from a URL need the network; download the file and pass its path",
		            STR_FMT(path));
	return fs_read(arena_cstr(arena, path), arena, ret, merging->err);
}

static bool merge_file(struct merging *merging, struct str path)
{
	struct str text;
	struct map *map;
	if (!read_input(merging, path, &text))
		return false;
	unsigned source = source_table_add(merging->sources, path, text);
	if (!values_load(merging->cli->arena, text, source, &map, merging->err)) {
		error_in_source(merging->err, source_table_get(merging->sources, source), 0);
		return fail_in(merging->err, "failed to parse %.*s", STR_FMT(path));
	}
	merging->values = map_merge(merging->cli->arena, merging->values, map);
	return true;
}

static bool merge_json(struct merging *merging, struct str argument, unsigned source)
{
	struct arena *arena = merging->cli->arena;
	struct error ignored = { .arena = arena };
	struct str trimmed = text_trim_space(argument);
	struct map *map;
	if (!str_has_prefix(trimmed, STR("{")))
		return set_parse(arena, merging->values, argument, SET_JSON, source, &ignored) ||
		       fail(merging->err, NOWHERE, "failed parsing --set-json data %.*s", STR_FMT(argument));
	if (!json_read_map(arena, trimmed, source, &map, &ignored))
		return fail(merging->err, NOWHERE, "failed parsing --set-json data JSON: %.*s", STR_FMT(argument));
	merging->values = map_merge(arena, merging->values, map);
	return true;
}

// The name of one of several arguments in messages. Its text is left out: it may hold a secret.
static struct str option_name(struct arena *arena, const char *option, size_t at, size_t count)
{
	return count == 1 ? arena_printf(arena, "--%s", option) : arena_printf(arena, "--%s #%zu", option, at + 1);
}

static bool merge_option(struct merging *merging, const char *option, enum set_mode mode)
{
	struct arena *arena = merging->cli->arena;
	struct strs_view arguments = cli_values(merging->cli, option);
	for (size_t i = 0; i < arguments.len; i++) {
		struct str argument = arguments.items[i];
		unsigned source =
			source_table_add(merging->sources, option_name(arena, option, i, arguments.len), argument);
		if (mode == SET_JSON) {
			if (!merge_json(merging, argument, source))
				return false;
		} else if (!set_parse(arena, merging->values, argument, mode, source, merging->err)) {
			return fail_in(merging->err, "failed parsing --%s data", option);
		}
	}
	return true;
}

bool values_merge(const struct cli *cli, struct source_table *sources, struct map **ret, struct error *err)
{
	struct merging merging = { cli, sources, map_new(cli->arena), err };
	struct strs_view files = cli_values(cli, "values");
	for (size_t i = 0; i < files.len; i++)
		if (!merge_file(&merging, files.items[i]))
			return false;
	if (!merge_option(&merging, "set-json", SET_JSON) || !merge_option(&merging, "set", SET_TYPED) ||
	    !merge_option(&merging, "set-string", SET_STRING) || !merge_option(&merging, "set-file", SET_FILE) ||
	    !merge_option(&merging, "set-literal", SET_LITERAL))
		return false;
	*ret = merging.values;
	return true;
}

// ---- charts ----------------------------------------------------------------------------------------------------

#define NEEDS_NETWORK "charts from a repository or registry need the network; pass a folder or a .tgz"

// Why a name that is no path of a chart is none: what Helm says that looks for it in its repositories.
static bool fail_to_find(struct arena *arena, struct str name, struct error *err)
{
	struct error ignored = { .arena = arena };
	struct strbuf shown = strbuf_in(arena);
	struct url url;
	if (!url_parse(arena, name, &url, &ignored))
		return fail(err, NOWHERE, "invalid chart URL format: %.*s", STR_FMT(name));
	url_print(&shown, &url);
	bool has_place = url.scheme.len && url.host.len && url.path.len;
	if (has_place && !is_remote(&url)) {
		struct str scheme = quoted(arena, url.scheme);
		return fail(err, NOWHERE, "scheme %.*s not supported", STR_FMT(scheme));
	}
	if (has_place || str_has_prefix(strbuf_peek(&shown), STR("oci://")))
		return fail(err, NOWHERE, "%.*s: " NEEDS_NETWORK, STR_FMT(name));
	size_t slash = str_find_char(url.path, '/');
	if (slash == STR_NPOS)
		fail(err, NOWHERE, "non-absolute URLs should be in form of repo_name/path_to_chart, got: %.*s",
		     STR_FMT(strbuf_peek(&shown)));
	else
		fail(err, NOWHERE, "repo %.*s not found", STR_FMT(str_slice(url.path, 0, slash)));
	error_note(
		err, NOWHERE,
		"no file, folder or bundled chart has this name; repositories are not asked: pass a folder or a .tgz");
	return false;
}

bool chart_locate(const struct cli *cli, struct str name, struct str *ret_path, struct error *err)
{
	struct arena *arena = cli->arena;
	name = text_trim_space(name);
	char *path = arena_cstr(arena, name);
	if (cli_flag(cli, "verify"))
		return fail(err, NOWHERE, "--verify is not available yet: check the archive with `helm verify %s`",
		            path);
	if (!cli_has(cli, "repo")) {
		if (fs_kind(path) != FS_MISSING) {
			*ret_path = name;
			return true;
		}
		if (str_has_prefix(name, STR("/")) || str_has_prefix(name, STR("."))) {
			struct str shown = quoted(arena, name);
			return fail(err, NOWHERE, "path %.*s not found", STR_FMT(shown));
		}
		if (bundle_find(arena, name, ret_path))
			return true;
	}
	if (cli_has(cli, "repo"))
		return fail(err, NOWHERE, "%s: " NEEDS_NETWORK, path);
	return fail_to_find(arena, name, err);
}

bool chart_open(const struct cli *cli, struct str path, struct source_table *sources, struct chart **ret,
                struct error *err)
{
	struct chart_loader loader = { cli->arena, sources, &stderr_warnings, true };
	if (!chart_load(&loader, arena_cstr(cli->arena, path), ret, err))
		return false;
	struct str type = (*ret)->metadata.type;
	if (type.len && !str_is(type, "application"))
		return fail(err, NOWHERE, "%.*s charts are not installable", STR_FMT(type));
	if ((*ret)->metadata.deprecated)
		log_tell(&stderr_warnings, cli->arena, LOG_LEVEL_WARN, STR("this chart is deprecated"), NULL);
	if (!chart_check_dependencies(*ret, err))
		return fail_in(
			err,
			"an error occurred while checking for chart dependencies. You may need to run 'helm dependency "
			"build' to fetch missing dependencies");
	return chart_check_supported(*ret, err);
}

// ---- names -----------------------------------------------------------------------------------------------------

// A values file of ours names its release: kafka.name.
struct str name_in_values(const struct map *values)
{
	return values ? member_text_at(value_map((struct map *)values), "kafka.name") : STR_NONE;
}

// The chart's file name without what follows its first dot, and the time.
static struct str generated_name(struct arena *arena, struct str chart)
{
	struct str base = fs_base(chart);
	if (str_is(base, ".") || !base.len)
		base = STR("chart");
	base = str_slice(base, 0, str_find_char(base, '.'));
	return arena_printf(arena, "%.*s-%lld", STR_FMT(base), (long long)time(NULL));
}

bool name_and_chart(const struct cli *cli, const struct map *values, bool must_name, struct str *ret_name,
                    struct str *ret_chart, struct error *err)
{
	struct str template = cli_value(cli, "name-template"), name = cli_value(cli, "name");
	bool generate = cli_flag(cli, "generate-name");
	if (cli->args_len > 2) {
		struct strbuf rest = strbuf_in(cli->arena);
		for (size_t i = 2; i < cli->args_len; i++) {
			strbuf_add(&rest, i > 2 ? STR(", ") : STR_NONE);
			strbuf_add(&rest, cli->args[i]);
		}
		return fail(err, NOWHERE, "expected at most two arguments, unexpected arguments: %.*s",
		            STR_FMT(strbuf_peek(&rest)));
	}
	bool bundled = cli->args_len == 0 || (cli->args_len == 1 && !name.data && !template.len && !generate &&
	                                      bundle_is_name(cli->args[0]) && values && map_get(values, STR("kafka")));
	*ret_chart = cli->args_len ? cli->args[cli->args_len - 1] : STR("platform");
	if (cli->args_len == 2 || name.data) {
		if (generate)
			return fail(err, NOWHERE, "cannot set --generate-name and also specify a name");
		if (template.len)
			return fail(err, NOWHERE, "cannot set --name-template and also specify a name");
		if (cli->args_len == 2 && name.data)
			return fail(err, NOWHERE, "cannot set --name and also specify a name");
		*ret_name = name.data ? name : cli->args[0];
		return true;
	}
	if (template.len)
		return name_from_template(cli->arena, template, ret_name, err);
	struct str named = bundled ? name_in_values(values) : STR_NONE;
	if (must_name && generate)
		named = generated_name(cli->arena, *ret_chart);
	if (must_name && !named.len)
		return fail(err, NOWHERE, "must either provide a name or specify --generate-name");
	// Helm's template never makes up a name: --generate-name but forbids another.
	*ret_name = named.len ? named : STR("release-name");
	return true;
}

bool capabilities_read(const struct cli *cli, struct render_request *request, struct error *err)
{
	struct str version = cli_value(cli, "kube-version");
	struct strs_view apis = cli_values(cli, "api-versions");
	request->kube_version = kube_version_default();
	if (version.data && version.len && !kube_version_parse(cli->arena, version, &request->kube_version, err))
		return fail_in(err, "invalid kube version '%.*s'", STR_FMT(version));
	request->api_versions = apis.items;
	request->api_versions_len = apis.len;
	return true;
}

bool name_check(const struct cli *cli, struct str name, struct error *err)
{
	if (release_name_check(name, err))
		return true;
	struct log_field fields[] = { { "error", err->message }, { NULL } };
	log_tell(&stderr_warnings, cli->arena, LOG_LEVEL_ERROR, STR("release name check failed"), fields);
	return fail_in(err, "release name check failed");
}
