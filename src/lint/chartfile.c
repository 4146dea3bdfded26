// SPDX-License-Identifier: Apache-2.0
// Rules about Chart.yaml, values.yaml and the list of dependencies.
#include "base/fs.h"
#include "lint/rules.h"
#include "schema/schema.h"
#include "text/semver.h"
#include "text/strconv.h"
#include "value/merge.h"

static const char chart_yaml[] = "Chart.yaml", values_yaml[] = "values.yaml";

// A folder's files are read as they are: .helmignore does not matter here.
static bool read_named(struct linter *linter, const char *name, struct str *ret, struct error *err)
{
	struct chart_file *file = chart_files_find(&linter->files, str_of(name));
	struct str path = fs_join(linter->arena, linter->folder, str_of(name));
	if (fs_kind(linter->request->path) == FS_FOLDER)
		return fs_read(arena_cstr(linter->arena, path), linter->arena, ret, err);
	return file ? chart_file_data(linter->arena, file, ret, err)
	            : fail(err, NOWHERE, "open %.*s: no such file or directory", STR_FMT(path));
}

// "version should be of type string but it's of type float64"
static void check_type(struct linter *linter, const struct map *raw, const char *key)
{
	const struct value *found = map_get(raw, str_of(key));
	if (found && found->kind != VALUE_STRING)
		lint_add(linter, LINT_ERROR, chart_yaml, "%s should be of type string but it's of type %s", key,
		         value_type_name(*found));
}

static void check_name(struct linter *linter, const struct metadata *metadata)
{
	if (metadata->name.len == 0)
		lint_add(linter, LINT_ERROR, chart_yaml, "name is required");
	else if (!str_eq(fs_base(metadata->name), metadata->name))
		lint_add(linter, LINT_ERROR, chart_yaml, "chart name %.*s is invalid",
		         STR_FMT(quoted(linter->arena, metadata->name)));
}

static void check_api_version(struct linter *linter, const struct metadata *metadata)
{
	struct str version = metadata->api_version;
	if (version.len == 0)
		lint_add(linter, LINT_ERROR, chart_yaml,
		         "apiVersion is required. The value must be either \"v1\" or \"v2\"");
	else if (!str_is(version, "v1") && !str_is(version, "v2"))
		lint_add(linter, LINT_ERROR, chart_yaml,
		         "apiVersion '%.*s' is not valid. The value must be either \"v1\" or \"v2\"", STR_FMT(version));
}

static void check_version(struct linter *linter, const struct metadata *metadata)
{
	struct semver version;
	struct error ignored = { .arena = linter->arena };
	if (metadata->version.len == 0)
		lint_add(linter, LINT_ERROR, chart_yaml, "version is required");
	else if (!semver_parse(metadata->version, &version, &ignored))
		lint_add(linter, LINT_ERROR, chart_yaml, "version '%.*s' is not a valid SemVer",
		         STR_FMT(metadata->version));
	else if (!version_in_range(STR(">0.0.0-0"), metadata->version))
		lint_add(linter, LINT_ERROR, chart_yaml, "version \"%.*s\" is less than or equal to \"0.0.0-0\"",
		         STR_FMT(semver_format(linter->arena, &version)));
}

static bool check_maintainer(struct linter *linter, const struct maintainer *maintainer)
{
	if (maintainer->is_null)
		return lint_add(linter, LINT_ERROR, chart_yaml, "a maintainer entry is empty");
	if (maintainer->name.len == 0)
		return lint_add(linter, LINT_ERROR, chart_yaml, "each maintainer requires a name");
	if (maintainer->email.len && !is_email(linter->arena, maintainer->email))
		return lint_add(linter, LINT_ERROR, chart_yaml, "invalid email '%.*s' for maintainer '%.*s'",
		                STR_FMT(maintainer->email), STR_FMT(maintainer->name));
	if (maintainer->url.len && !is_url(linter->arena, maintainer->url))
		return lint_add(linter, LINT_ERROR, chart_yaml, "invalid url '%.*s' for maintainer '%.*s'",
		                STR_FMT(maintainer->url), STR_FMT(maintainer->name));
	return true;
}

static void check_urls(struct linter *linter, const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->maintainers_len && check_maintainer(linter, &metadata->maintainers[i]); i++)
		;
	for (size_t i = 0; i < metadata->sources.len; i++)
		if (!is_request_url(linter->arena, metadata->sources.items[i])) {
			lint_add(linter, LINT_ERROR, chart_yaml, "invalid source URL '%.*s'",
			         STR_FMT(metadata->sources.items[i]));
			break;
		}
	if (metadata->icon.len == 0)
		lint_add(linter, LINT_INFO, chart_yaml, "icon is recommended");
	else if (!is_request_url(linter->arena, metadata->icon))
		lint_add(linter, LINT_ERROR, chart_yaml, "invalid icon URL '%.*s'", STR_FMT(metadata->icon));
}

// What only apiVersion v2 knows.
static void check_v2_fields(struct linter *linter, const struct metadata *metadata)
{
	if (str_is(metadata->api_version, "v2"))
		return;
	if (metadata->type.len)
		lint_add(linter, LINT_ERROR, chart_yaml,
		         "chart type is not valid in apiVersion '%.*s'. It is valid in apiVersion 'v2'",
		         STR_FMT(metadata->api_version));
	if (metadata->dependencies_len)
		lint_add(linter, LINT_ERROR, chart_yaml,
		         "dependencies are not valid in the Chart file with apiVersion '%.*s'. They are valid in "
		         "apiVersion 'v2'",
		         STR_FMT(metadata->api_version));
}

void lint_chartfile(struct linter *linter)
{
	struct error err = { .arena = linter->arena };
	struct metadata metadata = { 0 };
	struct semver version;
	struct str text;
	struct map *raw;
	if (fs_kind(arena_cstr(linter->arena, fs_join(linter->arena, linter->folder, str_of(chart_yaml)))) == FS_FOLDER)
		lint_add(linter, LINT_ERROR, chart_yaml, "should be a file, not a directory");
	if (!read_named(linter, chart_yaml, &text, &err) || !metadata_read(linter->arena, text, &metadata, &err)) {
		lint_add(linter, LINT_ERROR, chart_yaml, "unable to parse YAML\n\t%.*s", STR_FMT(err.message));
		return;
	}
	if (!metadata_read_strict(linter->arena, text, &err))
		lint_add(linter, LINT_WARNING, chart_yaml, "failed to strictly parse chart metadata file\n\t%.*s",
		         STR_FMT(err.message));
	check_name(linter, &metadata);
	check_api_version(linter, &metadata);
	if (!yaml_read_map(linter->arena, text, 0, &raw, &err))
		raw = map_new(linter->arena);
	check_type(linter, raw, "version");
	check_version(linter, &metadata);
	check_type(linter, raw, "appVersion");
	check_urls(linter, &metadata);
	check_v2_fields(linter, &metadata);
	if (!semver_parse_strict(metadata.version, &version, &err))
		lint_add(linter, LINT_WARNING, chart_yaml, "version '%.*s' is not a valid SemVerV2",
		         STR_FMT(metadata.version));
}

// ---- values.yaml -----------------------------------------------------------------------------------------------

static void check_schema(struct linter *linter, struct map *values, struct str text)
{
	static const struct str url = STR_INIT("file:///values.schema.json");
	struct error err = { .arena = linter->arena };
	struct schema_loader loader = { .warnings = linter->request->warnings };
	struct schema *schema = schema_compile(linter->arena, text, url, &loader, &err);
	if (schema && schema_validate(schema, linter->arena, value_map(values), &err))
		return;
	struct str report =
		str_trim_prefix(err.message, STR("jsonschema validation failed with 'file:///values.schema.json#'\n"));
	lint_add(linter, LINT_ERROR, values_yaml, schema ? "%.*s\n" : "%.*s", STR_FMT(report));
}

// Unlike the loader, this reads but one document.
static bool read_values(struct linter *linter, struct str text, struct value *ret, struct error *err)
{
	if (!yaml_read(linter->arena, text, 0, ret, err))
		return false;
	if (ret->kind == VALUE_NULL)
		*ret = value_map(map_new(linter->arena));
	const char *kind = ret->kind == VALUE_LIST     ? "array"
	                   : ret->kind == VALUE_STRING ? "string"
	                   : ret->kind == VALUE_BOOL   ? "bool"
	                                               : "number";
	return ret->kind == VALUE_MAP || fail(err, NOWHERE,
	                                      "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s "
	                                      "into Go value of type common.Values",
	                                      kind);
}

void lint_values(struct linter *linter)
{
	struct error err = { .arena = linter->arena };
	struct str text;
	struct value values;
	struct map *overrides = map_new(linter->arena);
	if (!lint_exists(linter, values_yaml)) {
		lint_add(linter, LINT_INFO, values_yaml, "file does not exist");
		return;
	}
	if (!read_named(linter, values_yaml, &text, &err) || !read_values(linter, text, &values, &err)) {
		lint_add(linter, LINT_ERROR, values_yaml, "unable to parse YAML: %.*s", STR_FMT(err.message));
		return;
	}
	if (linter->request->values)
		overrides = value_copy(linter->arena, value_map(linter->request->values)).map;
	tables_coalesce(linter->arena, overrides, values.map, STR_NONE, false, linter->request->warnings);
	if (linter->request->skip_schema_validation || !read_named(linter, "values.schema.json", &text, &err) ||
	    text.len == 0)
		return;
	check_schema(linter, overrides, text);
}

// ---- dependencies ----------------------------------------------------------------------------------------------

/* Names with commas between; a name may be empty. */
struct words {
	size_t count;
	struct str text;
};

static void add_word(struct linter *linter, struct words *words, struct str word)
{
	words->text = words->count++ ? ARENA_CONCAT(linter->arena, words->text, STR(","), word) : word;
}

static bool lists(const struct metadata *metadata, struct str name)
{
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		if (str_eq(metadata->dependencies[i].name, name))
			return true;
	return false;
}

static bool carries(const struct chart *chart, struct str name)
{
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (str_eq(chart->dependencies[i]->metadata.name, name))
			return true;
	return false;
}

// That a name or alias is there twice, which Helm looks for here too, has kept the chart from loading.
void lint_dependencies(struct linter *linter)
{
	struct error err = { .arena = linter->arena };
	struct words unlisted = { 0 }, missing = { 0 };
	struct chart *chart = lint_load(linter, NULL, &err);
	if (!chart) {
		lint_add(linter, LINT_ERROR, "", "unable to load chart\n\t%.*s", STR_FMT(err.message));
		return;
	}
	const struct metadata *metadata = &chart->metadata;
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (!lists(metadata, chart->dependencies[i]->metadata.name))
			add_word(linter, &unlisted, chart->dependencies[i]->metadata.name);
	for (size_t i = 0; i < metadata->dependencies_len; i++)
		if (!carries(chart, metadata->dependencies[i].name))
			add_word(linter, &missing, metadata->dependencies[i].name);
	const char *path = linter->folder.data;
	if (unlisted.count)
		lint_add(linter, LINT_ERROR, path, "chart metadata is missing these dependencies: %.*s",
		         STR_FMT(unlisted.text));
	if (missing.count)
		lint_add(linter, LINT_WARNING, path, "chart directory is missing these dependencies: %.*s",
		         STR_FMT(missing.text));
}
