// SPDX-License-Identifier: Apache-2.0
#include "cmd/server_side.h"

#include "base/strbuf.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "kube/lookup.h"
#include "release/ownership.h"

static bool look_up(void *context, struct arena *arena, struct str api_version, struct str kind, struct str namespace, struct str name,
                    struct value *ret, struct error *err)
{
	const struct server_side *side = context;
	return kube_lookup(side->discovery, side->client, arena, api_version, kind, namespace, name, ret, err);
}

static bool has_crds(const struct chart *chart)
{
	for (size_t i = 0; i < chart->files.len; i++)
		if (is_crd_file(chart->files.items[i].name))
			return true;
	for (size_t i = 0; i < chart->dependencies_len; i++)
		if (has_crds(chart->dependencies[i]))
			return true;
	return false;
}

bool server_side_open(const struct cli *cli, struct server_side *side, struct render_request *request, struct error *err)
{
	struct kube_server_version version;
	side->client = cluster_open(cli, &version, err);
	if (!side->client)
		return fail_in(err, "cluster reachability check failed");
	side->discovery = cluster_discovery(cli, side->client);
	if (!kube_api_versions(side->discovery, &side->versions, err))
		return fail_in(err, "could not get apiVersions from Kubernetes");
	request->kube_version = (struct kube_version){ version.git_version, STR_NONE, version.major, version.minor };
	request->api_versions = side->versions.items;
	request->api_versions_len = side->versions.len;
	request->has_own_api_versions = true;
	if (!cli_flag(cli, "skip-crds") && has_crds(request->chart))
		warning_print("this chart or one of its subcharts contains CRDs: what needs them may fail or be wrong");
	request->env->lookup = look_up;
	request->env->lookup_context = side;
	return true;
}

bool server_side_check(const struct cli *cli, const struct server_side *side, const struct render_request *request,
                       const struct release_text *release, struct error *err)
{
	struct strbuf manifest = strbuf_in(cli->arena);
	struct kube_objects objects;
	for (size_t i = 0; i < release->resources.len; i++)
		print_document(&manifest, release->resources.items[i].path, release->resources.items[i].content);
	if (!kube_objects_read(side->discovery, cli->arena, strbuf_peek(&manifest), request->namespace, &objects, err))
		return fail_in(err, "unable to build kubernetes objects from release manifest");
	if (request->is_upgrade || cli_flag(cli, "take-ownership"))
		return true;
	return ownership_check_all(side->client, cli->arena, &objects, request->name, request->namespace, err) ||
	       fail_in(err, "unable to continue with install");
}
