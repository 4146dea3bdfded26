// SPDX-License-Identifier: Apache-2.0
#include "cmd/cluster.h"

#include <limits.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/homes.h"
#include "release/folder.h"
#include "text/strconv.h"

// An option stands above its variable.
static struct str setting(const struct cli *cli, const char *option, const char *variable)
{
	struct str given = cli_value(cli, option);
	const char *value = getenv(variable);
	return given.data ? given : str_of(value ? value : "");
}

static struct strs as_groups(const struct cli *cli)
{
	const char *variable = getenv("HELM_KUBEASGROUPS");
	struct strs_view given = cli_values(cli, "kube-as-group");
	struct strs groups = { given.items, given.len, given.len };
	struct str rest = variable ? str_trim_set(str_of(variable), ", ") : STR_NONE, group;
	if (groups.len || !rest.len)
		return groups;
	groups = (struct strs){ 0 };
	while (str_next_field(&rest, ',', &group)) {
		groups.items = arena_grow(cli->arena, groups.items, &groups.cap, groups.len + 1, sizeof(struct str));
		groups.items[groups.len++] = group;
	}
	return groups;
}

static struct kube_overrides overrides_of(const struct cli *cli)
{
	struct kube_overrides overrides = {
		.kubeconfig = cli_value(cli, "kubeconfig"),
		.context = setting(cli, "kube-context", "HELM_KUBECONTEXT"),
		.namespace = setting(cli, "namespace", "HELM_NAMESPACE"),
		.server = setting(cli, "kube-apiserver", "HELM_KUBEAPISERVER"),
		.ca_file = setting(cli, "kube-ca-file", "HELM_KUBECAFILE"),
		.tls_server_name = setting(cli, "kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME"),
		.token = setting(cli, "kube-token", "HELM_KUBETOKEN"),
		.as_user = setting(cli, "kube-as-user", "HELM_KUBEASUSER"),
		.as_groups = as_groups(cli),
	};
	parse_bool(setting(cli, "kube-insecure-skip-tls-verify", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY"),
	           &overrides.insecure);
	return overrides;
}

static struct kube_sources sources_of(void)
{
	return (struct kube_sources){
		.kubeconfig = getenv("KUBECONFIG"),
		.home = getenv("HOME"),
		.master = getenv("KUBERNETES_MASTER"),
		.service_host = getenv("KUBERNETES_SERVICE_HOST"),
		.service_port = getenv("KUBERNETES_SERVICE_PORT"),
		.pod_namespace = getenv("POD_NAMESPACE"),
	};
}

struct str namespace_of(const struct cli *cli)
{
	struct kube_sources sources = sources_of();
	struct kube_overrides overrides = overrides_of(cli);
	return kube_config_namespace(cli->arena, &sources, &overrides);
}

// A number that cannot be read counts as none, as for Helm.
static struct kube_limits limits_of(const struct cli *cli)
{
	enum { DEFAULT_BURST = 100 };
	struct kube_limits limits = { .at_once = 0 };
	int64_t burst = cli_integer(cli, "burst-limit", "HELM_BURST_LIMIT", DEFAULT_BURST);
	double qps;
	if (burst > 0)
		limits.at_once = burst < INT_MAX ? (int)burst : INT_MAX;
	if (parse_float(setting(cli, "qps", "HELM_QPS"), 32, &qps) == PARSE_OK && qps > 0)
		limits.per_second = qps;
	return limits;
}

struct kube_client *cluster_open(const struct cli *cli, struct kube_server_version *ret_version, struct error *err)
{
	struct kube_sources sources = sources_of();
	struct kube_overrides overrides = overrides_of(cli);
	struct kube_limits limits = limits_of(cli);
	struct kube_config config;
	struct kube_client *client = kube_config_load(cli->arena, &sources, &overrides, &config, err)
	                                     ? kube_open(cli->arena, &config, &limits, err)
	                                     : NULL;
	if (!client) {
		error_frame(err, "kubernetes cluster unreachable");
		return NULL;
	}
	return kube_reach(client, ret_version, err) ? client : NULL;
}

bool cluster_storage(const struct cli *cli, struct str namespace, struct release_storage *ret, struct error *err)
{
	struct kube_server_version version;
	const char *driver = getenv("HELM_DRIVER");
	struct str folder = cli_value(cli, "target");
	struct target target;
	if (folder.data) {
		if (!target_folder(&target, cli->arena, folder, namespace, true, err))
			return false;
		*ret = target.storage;
		return true;
	}
	*ret = (struct release_storage){ .arena = cli->arena, .namespace = namespace };
	if (!release_driver_parse(str_of(driver ? driver : ""), &ret->driver, err))
		return false;
	ret->client = cluster_open(cli, &version, err);
	return ret->client;
}

struct kube_discovery *cluster_discovery(const struct cli *cli, struct kube_client *client)
{
	return kube_discovery_new(cli->arena, client,
	                          fs_join(cli->arena, helm_cache_home(cli->arena), STR("discovery")));
}

bool release_argument(const struct cli *cli, const char *problem, struct error *err)
{
	struct error ignored = { .arena = cli->arena };
	return release_name_check(cli->args[0], &ignored) ||
	       fail(err, NOWHERE, "%s: %.*s", problem, STR_FMT(cli->args[0]));
}

bool cluster_release(const struct cli *cli, struct release_storage *storage, struct release *ret, struct error *err)
{
	int64_t version = 0;
	if (cli_has(cli, "revision"))
		parse_int(cli_value(cli, "revision"), 0, 64, &version);
	return cluster_storage(cli, namespace_of(cli), storage, err) &&
	       release_argument(cli, "releaseContent: Release name is invalid", err) &&
	       storage_get(storage, cli->args[0], version, ret, err);
}
