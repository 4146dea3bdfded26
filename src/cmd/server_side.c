// SPDX-License-Identifier: Apache-2.0
#include "cmd/server_side.h"

#include "base/strbuf.h"
#include "cmd/report.h"
#include "kube/lookup.h"
#include "release/ownership.h"

static bool look_up(void *context, struct arena *arena, struct str api_version, struct str kind, struct str namespace,
                    struct str name, struct value *ret, struct error *err)
{
	const struct target *target = context;
	return kube_lookup(target->discovery, target->client, arena, api_version, kind, namespace, name, ret, err);
}

bool server_side_look(void *context, struct render_request *request, struct error *err)
{
	struct target *target = context;
	struct kube_server_version version;
	struct strs versions;
	if (!target->client)
		return true;
	if (!kube_reach(target->client, &version, err))
		return false;
	if (!kube_api_versions(target->discovery, &versions, err))
		return fail_in(err, "could not get apiVersions from Kubernetes");
	request->kube_version = (struct kube_version){ version.git_version, STR_NONE, version.major, version.minor };
	request->api_versions = versions.items;
	request->api_versions_len = versions.len;
	request->has_own_api_versions = true;
	request->env->lookup = look_up;
	request->env->lookup_context = target;
	return true;
}

bool server_side_open(const struct cli *cli, struct target *ret, struct render_request *request, struct error *err)
{
	struct release_storage storage = { .arena = cli->arena, .namespace = request->namespace };
	struct kube_server_version version;
	struct chart_files crds = { 0 };
	storage.client = cluster_open(cli, &version, err);
	if (!storage.client) {
		fail_in(err, "cluster reachability check failed");
		log_tell(&stderr_warnings, cli->arena, LOG_LEVEL_ERROR, err->message, NULL);
		return false;
	}
	target_server(ret, cli->arena, cluster_discovery(cli, storage.client), &storage);
	chart_crds(cli->arena, request->chart, &crds);
	if (!cli_flag(cli, "skip-crds") && crds.len)
		warning_print("this chart or one of its subcharts contains CRDs: what needs them may fail or be wrong");
	return server_side_look(ret, request, err);
}

bool server_side_check(const struct cli *cli, struct target *target, const struct render_request *request,
                       const struct release_text *release, struct error *err)
{
	struct strbuf manifest = strbuf_in(cli->arena);
	struct release_owner owner = { request->name, request->namespace };
	struct kube_objects objects;
	for (size_t i = 0; i < release->resources.len; i++)
		print_document(&manifest, release->resources.items[i].path, release->resources.items[i].content);
	if (!target->ops->read(target, strbuf_peek(&manifest), &objects, err))
		return fail_in(err, "unable to build kubernetes objects from release manifest");
	if (request->is_upgrade)
		return true;
	struct found *found = ARENA_ARRAY(cli->arena, struct found, objects.len + 1);
	return (target->ops->look(target, &objects, false, found, err) &&
	        ownership_check_found(&objects, found, cli_flag(cli, "take-ownership") ? NULL : &owner, err)) ||
	       fail_in(err, "unable to continue with install");
}
