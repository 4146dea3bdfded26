// SPDX-License-Identifier: Apache-2.0
// chart_load() reads a folder or an archive into files; chart_from_files() sorts the files into a chart and loads its
// subcharts, which are folders or archives below charts/.
#include <stddef.h>

#include "base/fs.h"
#include "chart/chart.h"
#include "text/sniff.h"
#include "value/yaml.h"

// ---- one chart's own files -------------------------------------------------------------------------------------

static struct str display_name(const struct chart_loader *loader, const struct chart *chart, struct str name)
{
	return ARENA_CONCAT(loader->arena, chart->origin, STR("/"), name);
}

// Errors in Chart.yaml and requirements.yaml show the line.
static bool read_metadata_file(const struct chart_loader *loader, struct chart *chart, struct str name, struct str text,
                               struct error *err)
{
	if (metadata_read(loader->arena, text, &chart->metadata, err))
		return true;
	struct source *source = ARENA_NEW(err->arena, struct source);
	*source = (struct source){ display_name(loader, chart, name), text };
	error_in_source(err, source, 0);
	return fail_in(err, "cannot load %.*s", STR_FMT(name));
}

static bool read_metadata(const struct chart_loader *loader, struct chart *chart, struct chart_files *files,
                          bool *ret_found, struct error *err)
{
	*ret_found = false;
	for (size_t i = 0; i < files->len; i++) { // an archive may hold several: each is read on top of the last
		struct chart_file *file = &files->items[i];
		struct str text;
		if (!str_is(file->name, "Chart.yaml"))
			continue;
		*ret_found = true;
		if (!chart_file_data(loader->arena, file, &text, err) ||
		    !read_metadata_file(loader, chart, file->name, text, err))
			return false;
		if (chart->metadata.api_version.len == 0)
			chart->metadata.api_version = STR("v1");
	}
	return true;
}

// A legacy dependency file, requirements.yaml or .lock.
static bool read_legacy(const struct chart_loader *loader, struct chart *chart, struct chart_file *file,
                        bool *has_metadata, struct error *err)
{
	struct str text;
	bool v1 = str_is(chart->metadata.api_version, "v1"), is_lock = str_has_suffix(file->name, STR(".lock"));
	if (!v1)
		log_tell(loader->warnings, loader->arena, LOG_LEVEL_INFO,
		         is_lock ? STR("Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". "
		                       "We "
		                       "recommend migrating to Chart.lock.")
		                 : STR("Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We "
		                       "recommend migrating dependencies to Chart.yaml."),
		         NULL);
	*has_metadata = true;
	if (!chart_file_data(loader->arena, file, &text, err))
		return false;
	if (!is_lock && !read_metadata_file(loader, chart, file->name, text, err))
		return false;
	if (v1)
		chart_files_push(loader->arena, &chart->files, *file);
	return true;
}

static bool read_values(const struct chart_loader *loader, struct chart *chart, struct chart_file *file,
                        struct error *err)
{
	struct str text;
	if (!chart_file_data(loader->arena, file, &text, err))
		return false;
	unsigned source = 0;
	if (loader->sources)
		source = source_table_add(loader->sources, display_name(loader, chart, file->name), text);
	if (values_load(loader->arena, text, source, &chart->values, err))
		return true;
	error_in_source(err, loader->sources ? source_table_get(loader->sources, source) : NULL, 0);
	return fail_in(err, "cannot load values.yaml");
}

static bool is_lock_valid(const struct chart_loader *loader, struct chart_file *file, struct error *err)
{
	struct str text;
	struct map *map;
	return chart_file_data(loader->arena, file, &text, err) && yaml_read_map(loader->arena, text, 0, &map, err);
}

static bool sort_file(const struct chart_loader *loader, struct chart *chart, struct chart_file *file,
                      struct chart_files *subchart_files, bool *has_metadata, struct error *err)
{
	struct str name = file->name;
	if (str_is(name, "Chart.yaml"))
		return true;
	if (str_is(name, "Chart.lock"))
		return is_lock_valid(loader, file, err) || fail_in(err, "cannot load Chart.lock");
	if (str_is(name, "values.yaml"))
		return read_values(loader, chart, file, err);
	if (str_is(name, "values.schema.json"))
		return chart_file_data(loader->arena, file, &chart->schema, err);
	if (!chart_is_v3(chart) && (str_is(name, "requirements.yaml") || str_is(name, "requirements.lock")))
		return read_legacy(loader, chart, file, has_metadata, err);
	if (str_has_prefix(name, STR("templates/")))
		chart_files_push(loader->arena, &chart->templates, *file);
	else if (str_has_prefix(name, STR("charts/")) && !str_has_suffix(name, STR(".prov")))
		chart_files_push(loader->arena, subchart_files, *file);
	else
		chart_files_push(loader->arena, &chart->files, *file);
	return true;
}

// ---- subcharts -------------------------------------------------------------------------------------------------

// The next group of files below charts/ that share their first folder (or are one archive). `from` moves on.
static struct chart_files next_subchart(struct arena *arena, const struct chart_files *files, bool *taken, size_t *from,
                                        struct str *ret_name)
{
	struct chart_files group = { 0 };
	while (*from < files->len && taken[*from])
		++*from;
	for (size_t i = *from; i < files->len; i++) {
		struct str path = str_from(files->items[i].name, strlen("charts/"));
		size_t slash = str_find_char(path, '/');
		struct str name = slash == STR_NPOS ? path : str_slice(path, 0, slash);
		if (taken[i] || (group.len && !str_eq(name, *ret_name)))
			continue;
		taken[i] = true;
		*ret_name = name;
		struct chart_file file = files->items[i];
		file.name = path;
		chart_files_push(arena, &group, file);
	}
	return group;
}

static bool load_packed(const struct chart_loader *loader, struct str origin, struct chart_file *archive,
                        struct chart **ret, struct error *err)
{
	struct str bytes;
	struct chart_files files = { 0 };
	return chart_file_data(loader->arena, archive, &bytes, err) &&
	       archive_read(loader->arena, bytes, &files, err) && chart_from_files(loader, origin, &files, ret, err);
}

static bool load_unpacked(const struct chart_loader *loader, struct str origin, const struct chart_files *group,
                          struct chart **ret, struct error *err)
{
	struct chart_files files = { 0 };
	for (size_t i = 0; i < group->len; i++) {
		struct chart_file file = group->items[i];
		size_t slash = str_find_char(file.name, '/');
		if (slash == STR_NPOS)
			continue;
		file.name = str_from(file.name, slash + 1);
		chart_files_push(loader->arena, &files, file);
	}
	return chart_from_files(loader, origin, &files, ret, err);
}

static bool load_subchart(const struct chart_loader *loader, struct chart *chart, struct str name,
                          struct chart_files *group, struct error *err)
{
	struct chart *subchart;
	struct str origin = ARENA_CONCAT(loader->arena, chart->origin, STR("/charts/"), name);
	struct str parent = chart->metadata.name;
	bool ok;
	if (name.len == 0 || name.data[0] == '_' || name.data[0] == '.')
		return true;
	if (str_eq(fs_ext(name), STR(".tgz"))) {
		if (!str_eq(group->items[0].name, name))
			return fail(err, NOWHERE, "error unpacking subchart tar in %.*s: expected %.*s, got %.*s",
			            STR_FMT(parent), STR_FMT(name), STR_FMT(group->items[0].name));
		ok = load_packed(loader, origin, &group->items[0], &subchart, err);
	} else {
		ok = load_unpacked(loader, origin, group, &subchart, err);
	}
	if (!ok)
		return fail_in(err, "error unpacking subchart %.*s in %.*s", STR_FMT(name), STR_FMT(parent));
	chart_add_dependency(loader->arena, chart, subchart);
	return true;
}

static bool load_subcharts(const struct chart_loader *loader, struct chart *chart, const struct chart_files *files,
                           struct error *err)
{
	bool *taken = ARENA_ARRAY(loader->arena, bool, files->len + 1);
	for (size_t from = 0;;) {
		struct str name = STR_NONE;
		struct chart_files group = next_subchart(loader->arena, files, taken, &from, &name);
		if (group.len == 0)
			return true;
		if (!load_subchart(loader, chart, name, &group, err))
			return false;
	}
}

bool chart_from_files(const struct chart_loader *loader, struct str origin, const struct chart_files *files,
                      struct chart **ret, struct error *err)
{
	struct chart *chart = ARENA_NEW(loader->arena, struct chart);
	struct chart_files subchart_files = { 0 };
	bool has_metadata;
	chart->origin = origin;
	chart->raw = *files;
	if (!read_metadata(loader, chart, &chart->raw, &has_metadata, err))
		return false;
	for (size_t i = 0; i < files->len; i++)
		if (!sort_file(loader, chart, &chart->raw.items[i], &subchart_files, &has_metadata, err))
			return false;
	if (!has_metadata)
		return fail(err, NOWHERE, "Chart.yaml file is missing");
	if (!metadata_validate(loader->arena, &chart->metadata, err))
		return false;
	if (!load_subcharts(loader, chart, &subchart_files, err))
		return false;
	*ret = chart;
	return true;
}

// ---- the root chart --------------------------------------------------------------------------------------------

struct chart_base {
	struct str api_version;
};

static const struct decode_field base_fields[] = {
	{ "apiVersion", "APIVersion", DECODE_STRING, offsetof(struct chart_base, api_version), NULL, 0 },
};

static const struct decode_class base_class = {
	.name = "chartBase",
	.type = "loader.chartBase",
	.fields = base_fields,
	.len = ARRAY_LEN(base_fields),
	.size = sizeof(struct chart_base),
};

// Helm looks at apiVersion before it chooses a loader, and words what it finds itself.
static bool check_api_version(struct arena *arena, struct str origin, struct str text, struct error *err)
{
	struct chart_base base = { STR_NONE };
	if (!decode_yaml(arena, &base_class, text, &base, err)) {
		struct source *source = ARENA_NEW(err->arena, struct source);
		*source = (struct source){ ARENA_CONCAT(err->arena, origin, STR("/Chart.yaml")), text };
		error_in_source(err, source, 0);
		return fail_in(err, "cannot load Chart.yaml");
	}
	struct str version = base.api_version;
	return version.len == 0 || str_is(version, "v1") || str_is(version, "v2") || str_is(version, "v3") ||
	       fail(err, NOWHERE, "unsupported chart version");
}

static bool load_archive(const struct chart_loader *loader, const char *path, struct chart **ret, struct error *err)
{
	struct str bytes;
	struct chart_files files = { 0 };
	struct error cause = { .arena = loader->arena };
	if (!fs_read(path, loader->arena, &bytes, err))
		return false;
	if (!str_has_prefix(bytes, STR("\x1F\x8B\x08"))) {
		struct str name = fs_absolute(loader->arena, str_of(path));
		if (str_has_suffix(name, STR(".yml")) || str_has_suffix(name, STR(".yaml")))
			return fail(err, NOWHERE, "file '%.*s' seems to be a YAML file, but expected a gzipped archive",
			            STR_FMT(name));
		return fail(err, NOWHERE, "file '%.*s' does not appear to be a gzipped archive; got '%s'",
		            STR_FMT(name), sniff_type(bytes));
	}
	if (!archive_read(loader->arena, bytes, &files, &cause)) {
		if (!loader->is_generic)
			return fail_text(err, NOWHERE, cause.message);
		// Helm says no more than its first sentence; what is wrong with the archive helps the user.
		fail(err, NOWHERE, "unable to load chart archive");
		error_note(err, NOWHERE, "%s: %.*s", path, STR_FMT(cause.message));
		return false;
	}
	struct chart_file *file = chart_files_find(&files, STR("Chart.yaml"));
	if (loader->is_generic && !file)
		return fail(err, NOWHERE, "unable to detect chart version, no Chart.yaml found");
	if (loader->is_generic && !check_api_version(loader->arena, str_of(path), file->data, err))
		return false;
	return chart_from_files(loader, str_of(path), &files, ret, err);
}

// Reading a pipe would wait for whoever writes into it.
static bool fail_irregular(struct str path, struct error *err)
{
	return fail(err, NOWHERE, "cannot load irregular file %.*s as it has file mode type bits set", STR_FMT(path));
}

// Chart.yaml is looked at first whatever .helmignore says of it.
static bool load_folder(const struct chart_loader *loader, const char *path, struct str origin, struct chart **ret,
                        struct error *err)
{
	struct chart_files files = { 0 };
	struct str name = fs_join(loader->arena, fs_absolute(loader->arena, str_of(path)), STR("Chart.yaml")), text;
	if (fs_kind(arena_cstr(loader->arena, name)) == FS_OTHER)
		return fail_irregular(name, err);
	if (loader->is_generic && !fs_read(arena_cstr(loader->arena, name), loader->arena, &text, err))
		return fail_in(err, "unable to detect chart at %.*s", STR_FMT(name));
	if (loader->is_generic && !check_api_version(loader->arena, origin, text, err))
		return false;
	return folder_read(loader->arena, path, loader->warnings, &files, err) &&
	       chart_from_files(loader, origin, &files, ret, err);
}

bool chart_load(const struct chart_loader *loader, const char *path, struct chart **ret, struct error *err)
{
	struct str origin = arena_str(loader->arena, str_of(path));
	while (origin.len > 1 && str_has_suffix(origin, STR("/")))
		origin.len--;
	origin = arena_str(loader->arena, origin);
	if (!fs_must_exist(path, err))
		return false;
	switch (fs_kind(path)) {
	case FS_FOLDER: return load_folder(loader, path, origin, ret, err);
	case FS_OTHER: return fail_irregular(origin, err);
	default: return load_archive(loader, path, ret, err);
	}
}
