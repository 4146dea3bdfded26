// SPDX-License-Identifier: Apache-2.0
// pintle status: a release and what there is of its objects.
#include <stdlib.h>

#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/output.h"
#include "cmd/release_text.h"
#include "cmd/report.h"
#include "cmd/server_table.h"
#include "cmd/tables.h"
#include "kube/objects.h"

#define AS_TABLE \
	"application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/" \
	"json"

static const struct option status_options[] = {
	{ "revision", 0, OPTION_INT, NULL, NULL, "this revision, not the newest", 0, NULL },
	{ NULL },
};

struct looking {
	const struct cli *cli;
	struct release_storage storage;
	struct release release;
	bool as_table;
	struct map *found; /* "v1/Deployment" and lists of what there is */
	struct str *selectors;
	size_t selectors_len;
};

static struct kube_request ask_for(const struct looking *looking, const struct kube_resource *resource,
                                   struct str namespace, struct str name)
{
	struct arena *arena = looking->cli->arena;
	struct kube_request request = { .arena = arena,
		                        .method = "GET",
		                        .path = kube_resource_path(arena, resource, namespace, name) };
	if (looking->as_table) {
		request.accept = STR(AS_TABLE);
		request.path = kube_query(arena, request.path, "includeObject", STR("Object"));
	}
	return request;
}

static void add_found(const struct looking *looking, struct str key, struct value object)
{
	struct arena *arena = looking->cli->arena;
	struct value *list = map_get(looking->found, key);
	if (!list) {
		map_set(arena, looking->found, key, value_list(list_new(arena, 1)));
		list = map_get(looking->found, key);
	}
	list_push(arena, list->list, object);
}

// The pods of one selector are asked for once.
static bool is_new_selector(struct looking *looking, struct str selector)
{
	for (size_t i = 0; i < looking->selectors_len; i++)
		if (str_eq(looking->selectors[i], selector))
			return false;
	looking->selectors[looking->selectors_len++] = selector;
	return true;
}

// What is not there, or may not be seen, is left out.
static bool take(const struct looking *looking, const struct kube_request *request, struct str key, struct error *err)
{
	struct value object;
	if (request->problem.len)
		return true;
	if (!kube_answer_read(looking->cli->arena, request->answer, &object, err))
		return fail_in(err, "%.*s", STR_FMT(request->path));
	add_found(looking, key, object);
	return true;
}

static bool look_for_pods(struct looking *looking, const struct kube_objects *objects,
                          const struct kube_request *requests, struct error *err)
{
	static const struct kube_resource pods = { .version = STR_INIT("v1"),
		                                   .name = STR_INIT("pods"),
		                                   .is_namespaced = true };
	struct arena *arena = looking->cli->arena;
	struct kube_request *asked = ARENA_ARRAY(arena, struct kube_request, objects->len + 1);
	size_t len = 0;
	struct str selector;
	looking->selectors = ARENA_ARRAY(arena, struct str, objects->len + 1);
	for (size_t i = 0; i < objects->len; i++) {
		const struct kube_object *object = &objects->items[i];
		if (requests[i].problem.len || !kube_object_pods(arena, object, &selector) ||
		    !is_new_selector(looking, selector))
			continue;
		asked[len] = ask_for(looking, &pods, object->namespace, STR_NONE);
		asked[len].path = kube_query(arena, asked[len].path, "labelSelector", selector);
		len++;
	}
	if (!kube_run(looking->storage.client, asked, len, err))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!take(looking, &asked[i], STR("v1/Pod(related)"), err))
			return false;
	return true;
}

static bool look(struct looking *looking, struct error *err)
{
	struct arena *arena = looking->cli->arena;
	struct kube_discovery *discovery = cluster_discovery(looking->cli, looking->storage.client);
	struct kube_objects objects;
	if (!kube_objects_read(discovery, arena, looking->release.manifest, looking->storage.namespace, &objects, err))
		return false;
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, objects.len + 1);
	for (size_t i = 0; i < objects.len; i++)
		requests[i] =
			ask_for(looking, &objects.items[i].resource, objects.items[i].namespace, objects.items[i].name);
	if (!kube_run(looking->storage.client, requests, objects.len, err))
		return false;
	for (size_t i = 0; i < objects.len; i++) {
		const struct kube_resource *resource = &objects.items[i].resource;
		if (!take(looking, &requests[i], ARENA_CONCAT(arena, resource->version, STR("/"), resource->kind), err))
			return false;
	}
	return look_for_pods(looking, &objects, requests, err);
}

// Kinds by their names: Helm's order changes from run to run.
static struct str resources_text(const struct looking *looking)
{
	struct strbuf out = strbuf_in(looking->cli->arena);
	struct server_tables tables = { .arena = looking->cli->arena };
	map_sort(looking->found);
	for (size_t i = 0; i < looking->found->len; i++) {
		const struct list *list = looking->found->entries[i].value.list;
		strbuf_printf(&out, "==> %.*s\n", STR_FMT(looking->found->entries[i].key));
		for (size_t j = 0; j < list->len; j++)
			server_table_print(&tables, list->items[j], &out);
		strbuf_add_char(&out, '\n');
	}
	return strbuf_str(&out, looking->cli->arena);
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct looking looking = { .cli = cli };
	struct strbuf out = strbuf_in(cli->arena), json = strbuf_in(cli->arena);
	enum format format;
	if (!format_read(cli, &format, &err) || !cluster_release(cli, &looking.storage, &looking.release, &err))
		return error_print(cli, &err);
	looking.as_table = format == FORMAT_TABLE;
	looking.found = map_new(cli->arena);
	if (looking.storage.client && !look(&looking, &err)) // a folder has no more than the record says
		return error_print(cli, &err);
	struct release_view view = { .resources = looking.as_table ? resources_text(&looking) : STR_NONE };
	bool ok = looking.as_table ? release_text_print(cli, &looking.release, &view, &out, &err)
	                           : release_json(cli->arena, &json, &looking.release,
	                                          &(struct release_parts){ .resources = looking.found }, &err) &&
	                                     format_json(cli, format, strbuf_peek(&json), &out, &err);
	return ok && output_write(strbuf_peek(&out), &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command status_command = {
	.name = "status",
	.usage = "RELEASE_NAME",
	.summary = "show a release and what there is of its objects",
	.options = { status_options, target_options, output_options },
	.min_args = 1,
	.max_args = 1,
	.arg_words = "",
	.run = run,
};
