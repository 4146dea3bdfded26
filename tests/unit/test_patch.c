// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include "kube/openapi.h"
#include "kube/patch.h"
#include "patch/json_merge.h"
#include "patch/strategic.h"
#include "value/json.h"
#include "value/member.h"

static struct arena lasting;
static struct value components;

typedef bool reader(struct arena *arena, struct str text, struct value *ret, struct error *err);

static bool read_floats(struct arena *arena, struct str text, struct value *ret, struct error *err)
{
	return json_read(arena, text, 0, ret, err);
}

static const struct map *object(struct arena *arena, struct str text, reader *read)
{
	struct error err = { .arena = arena };
	struct value v;
	assert_true(read(arena, text, &v, &err));
	return v.kind == VALUE_MAP ? v.map : NULL;
}

static void tell(struct arena *arena, struct strbuf *out, bool worked, struct map *patch, const struct error *err)
{
	struct error ignored = { .arena = arena };
	if (!worked)
		strbuf_printf(out, "error: %.*s", STR_FMT(err->message));
	else
		assert_true(json_write(arena, out, value_map(patch), (struct json_style){ 0 }, &ignored));
}

static void run_diff(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	tell(arena, out, true,
	     json_merge_diff(arena, object(arena, args[0], json_read_integers),
	                     object(arena, args[1], json_read_integers)),
	     NULL);
}

static void run_apply(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	(void)count;
	tell(arena, out, true,
	     json_merge_apply(arena, object(arena, args[0], json_read_integers),
	                      object(arena, args[1], json_read_integers)),
	     NULL);
}

static void run_json(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct map *patch = NULL;
	(void)count;
	bool worked =
		json_merge_three_way(arena, object(arena, args[0], read_floats), object(arena, args[1], read_floats),
	                             object(arena, args[2], read_floats), &patch, &err);
	tell(arena, out, worked, patch, &err);
}

static void run_strategic(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct patch_schema schema = patch_schema_named(components, args[0]);
	struct error err = { .arena = arena };
	struct map *patch = NULL;
	(void)count;
	bool worked = strategic_three_way(arena, &schema, object(arena, args[1], json_read_integers),
	                                  object(arena, args[2], json_read_integers),
	                                  object(arena, args[3], json_read_integers), &patch, &err);
	tell(arena, out, worked, patch, &err);
}

static void run_native(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	size_t slash = str_find_char(args[0], '/');
	struct kube_resource resource = { .group = slash == STR_NPOS ? STR_NONE : str_slice(args[0], 0, slash),
		                          .version = str_from(args[0], slash == STR_NPOS ? 0 : slash + 1),
		                          .kind = args[1] };
	(void)arena, (void)count;
	strbuf_add(out, kube_is_native(&resource) ? STR("true") : STR("false"));
}

static void run_name(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct kube_resource resource = { .group = args[0], .version = args[1], .kind = args[2] };
	(void)arena, (void)count;
	strbuf_add(out, kube_schema_name(components, &resource));
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = {
		{ "diff", run_diff },     { "apply", run_apply }, { "json", run_json }, { "strategic", run_strategic },
		{ "native", run_native }, { "name", run_name },   { NULL, NULL }
	};
	struct error err = { .arena = &lasting };
	struct str text;
	struct value document;
	assert_true(fs_read(TEST_DATA "/patch/schemas.json", &lasting, &text, &err) &&
	            json_read(&lasting, text, 0, &document, &err));
	components = member_at(document, "components.schemas");
	int status = rows_main(argc, argv, TEST_DATA "/patch/patch.tsv", ops);
	arena_done(&lasting);
	return status;
}
