// SPDX-License-Identifier: Apache-2.0
#include "render/schemas.h"

#include "schema/schema.h"

static const struct str schema_url = STR_INIT("file:///values.schema.json");
static const struct str report_head = STR_INIT("jsonschema validation failed with 'file:///values.schema.json#'\n");

static void validate_chart(const struct render_request *request, const struct chart *chart, const struct map *values,
                           struct strbuf *report)
{
	struct arena *arena = request->arena;
	struct error err = { .arena = arena };
	struct schema_loader loader = { .warnings = request->warnings };
	struct schema *schema = schema_compile(arena, chart->schema, schema_url, &loader, &err);
	bool compiled = schema != NULL;
	if (compiled && schema_validate(schema, arena, value_map((struct map *)values), &err))
		return;
	strbuf_printf(report, "%.*s:\n", STR_FMT(chart->metadata.name));
	strbuf_add(report, str_trim_prefix(err.message, report_head));
	if (compiled)
		strbuf_add_char(report, '\n');
}

static void validate_tree(const struct render_request *request, const struct chart *chart, const struct map *values,
                          struct strbuf *report)
{
	if (chart->schema.data)
		validate_chart(request, chart, values, report);
	for (size_t i = 0; i < chart->dependencies_len; i++) {
		const struct chart *child = chart->dependencies[i];
		const struct value *found = map_get(values, child->metadata.name);
		if (!found || found->kind == VALUE_NULL)
			continue;
		if (value_is_table(*found))
			validate_tree(request, child, found->map, report);
		else
			strbuf_printf(report, "%.*s:\ninvalid type for values: expected object (map), got %s\n",
			              STR_FMT(child->metadata.name), value_type_name(*found));
	}
}

bool schemas_validate(const struct render_request *request, const struct map *values, struct error *err)
{
	struct strbuf report = strbuf_in(request->arena);
	validate_tree(request, request->chart, values, &report);
	if (report.len == 0)
		return true;
	return fail(err, NOWHERE,
	            "values don't meet the specifications of the schema(s) in the following chart(s):\n%.*s",
	            STR_FMT(strbuf_peek(&report)));
}
