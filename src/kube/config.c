// SPDX-License-Identifier: Apache-2.0
// All files are read; of each name the first one counts. Then the context is chosen, with its cluster and user; options
// are put over them; the result is checked; and what a pod's service account says is taken where nothing else is there.
#include "kube/config.h"

#include "base/fs.h"
#include "base/strbuf.h"
#include "kube/kubeconfig.h"
#include "text/strconv.h"
#include "text/url.h"
#include "text/utf8.h"

#define DEFAULT_SERVER "http://localhost:8080"
#define ACCOUNT_FOLDER "/var/run/secrets/kubernetes.io/serviceaccount"

struct loading {
	struct arena *arena;
	const struct kube_sources *sources;
	const struct kube_overrides *overrides;
	struct error *err;
	struct kubeconfig *files;
	size_t files_len, files_cap;
	struct str *problems;
	size_t problems_len, problems_cap;
};

static void add_problem(struct loading *loading, struct str text)
{
	loading->problems = arena_grow(loading->arena, loading->problems, &loading->problems_cap,
	                               loading->problems_len + 1, sizeof(struct str));
	loading->problems[loading->problems_len++] = text;
}

// Several errors become one, as client-go's aggregate prints them: no text twice.
static bool tell_problems(const struct loading *loading, const char *frame)
{
	struct strbuf out = strbuf_in(loading->arena);
	size_t told = 0;
	for (size_t i = 0; i < loading->problems_len; i++) {
		bool is_new = true;
		for (size_t j = 0; j < i; j++)
			is_new = is_new && !str_eq(loading->problems[i], loading->problems[j]);
		if (!is_new)
			continue;
		strbuf_add(&out, told++ ? STR(", ") : STR_NONE);
		strbuf_add(&out, loading->problems[i]);
	}
	return told == 0 ||
	       fail(loading->err, NOWHERE, told == 1 ? "%s%.*s" : "%s[%.*s]", frame, STR_FMT(strbuf_peek(&out)));
}

// ---- files -----------------------------------------------------------------------------------------------------

static void load_file(struct loading *loading, struct str path)
{
	struct error problem = { .arena = loading->arena };
	struct kubeconfig file;
	struct str text;
	char *name = arena_cstr(loading->arena, path);
	if (fs_kind(name) == FS_MISSING)
		return;
	if (!fs_read(name, loading->arena, &text, &problem) ||
	    !kubeconfig_parse(loading->arena, text, fs_dir(loading->arena, fs_absolute(loading->arena, path)), &file,
	                      &problem)) {
		add_problem(loading, arena_printf(loading->arena, "error loading config file \"%s\": %.*s", name,
		                                  STR_FMT(problem.message)));
		return;
	}
	loading->files = arena_grow(loading->arena, loading->files, &loading->files_cap, loading->files_len + 1,
	                            sizeof(struct kubeconfig));
	loading->files[loading->files_len++] = file;
}

static bool load_files(struct loading *loading)
{
	const struct kube_sources *sources = loading->sources;
	struct str only = loading->overrides->kubeconfig, path;
	if (only.len && fs_kind(arena_cstr(loading->arena, only)) == FS_MISSING)
		return fail(loading->err, NOWHERE, "stat %.*s: no such file or directory", STR_FMT(only));
	if (only.len)
		load_file(loading, only);
	else if (!sources->kubeconfig || !*sources->kubeconfig)
		load_file(loading,
		          fs_join(loading->arena, str_of(sources->home ? sources->home : "/"), STR(".kube/config")));
	else
		for (struct str rest = str_of(sources->kubeconfig); str_next_field(&rest, ':', &path);)
			if (path.len)
				load_file(loading, path);
	return tell_problems(loading, "");
}

// `ret` starts as NULL.
#define FIND(loading, list, wanted, ret) \
	do { \
		for (size_t at_ = 0; at_ < (loading)->files_len && !(ret); at_++) \
			for (size_t i_ = 0; i_ < (loading)->files[at_].list##_len && !(ret); i_++) \
				if (str_eq((loading)->files[at_].list[i_].name, (wanted))) \
					(ret) = &(loading)->files[at_].list[i_]; \
	} while (false)

static struct str context_name(const struct loading *loading)
{
	struct str name = loading->overrides->context;
	for (size_t i = 0; i < loading->files_len && !name.len; i++)
		name = loading->files[i].current_context;
	return name;
}

// ---- checks: clientcmd's validation.go -------------------------------------------------------------------------

static void check_file(struct loading *loading, const char *what, struct str path, struct str name)
{
	struct error problem = { .arena = loading->arena };
	struct str text;
	if (path.len && fs_kind(arena_cstr(loading->arena, path)) != FS_FOLDER &&
	    !fs_read(arena_cstr(loading->arena, path), loading->arena, &text, &problem))
		add_problem(loading, arena_printf(loading->arena, "unable to read %s %.*s for %.*s due to %.*s", what,
		                                  STR_FMT(path), STR_FMT(name), STR_FMT(problem.message)));
}

static void check_exec(struct loading *loading, const struct kubeconfig_user *user)
{
	const struct kube_exec *exec = &user->exec;
	struct arena *arena = loading->arena;
	static const char suffix[] = "to use exec authentication plugin";
	if (!value_is_null(user->provider))
		add_problem(loading,
		            arena_printf(arena,
		                         "authProvider cannot be provided in combination with an exec plugin for %.*s",
		                         STR_FMT(user->name)));
	if (!exec->command.len)
		add_problem(loading,
		            arena_printf(arena, "command must be specified for %.*s %s", STR_FMT(user->name), suffix));
	if (!exec->api_version.len)
		add_problem(loading, arena_printf(arena, "apiVersion must be specified for %.*s %s",
		                                  STR_FMT(user->name), suffix));
	for (size_t i = 0; i < exec->env_len; i++)
		if (!exec->env[i].name.len)
			add_problem(loading, arena_printf(arena, "env variable name must be specified for %.*s %s",
			                                  STR_FMT(user->name), suffix));
	if (!exec->interactive_mode.len)
		add_problem(loading, arena_printf(arena, "interactiveMode must be specified for %.*s %s",
		                                  STR_FMT(user->name), suffix));
	else if (!str_is(exec->interactive_mode, "Never") && !str_is(exec->interactive_mode, "IfAvailable") &&
	         !str_is(exec->interactive_mode, "Always"))
		add_problem(loading, arena_printf(arena, "invalid interactiveMode for %.*s: \"%.*s\"",
		                                  STR_FMT(user->name), STR_FMT(exec->interactive_mode)));
}

static void check_certificate(struct loading *loading, const struct kubeconfig_user *user)
{
	struct arena *arena = loading->arena;
	if (!user->cert_file.len && !user->cert_data.len)
		return;
	if (user->cert_file.len && user->cert_data.len)
		add_problem(loading, arena_printf(arena,
		                                  "client-cert-data and client-cert are both specified for %.*s. "
		                                  "client-cert-data will override.",
		                                  STR_FMT(user->name)));
	if (user->key_file.len && user->key_data.len)
		add_problem(loading, arena_printf(arena,
		                                  "client-key-data and client-key are both specified for %.*s; "
		                                  "client-key-data will override",
		                                  STR_FMT(user->name)));
	if (!user->key_file.len && !user->key_data.len)
		add_problem(loading, arena_printf(arena,
		                                  "client-key-data or client-key must be specified for %.*s to use the "
		                                  "clientCert authentication method.",
		                                  STR_FMT(user->name)));
	check_file(loading, "client-cert", user->cert_file, user->name);
	check_file(loading, "client-key", user->key_file, user->name);
}

static void check_user(struct loading *loading, const struct kubeconfig_user *user)
{
	struct arena *arena = loading->arena;
	check_certificate(loading, user);
	if (user->has_exec)
		check_exec(loading, user);
	if (user->token.len && (user->username.len || user->password.len))
		add_problem(loading, arena_printf(arena,
		                                  "more than one authentication method found for %.*s; found [token "
		                                  "basicAuth], only one is allowed",
		                                  STR_FMT(user->name)));
	if ((user->as_uid.len || user->as_groups.len || user->as_extra_len) && !user->as_user.len)
		add_problem(loading,
		            arena_printf(arena,
		                         "requesting uid, groups or user-extra for %.*s without impersonating a user",
		                         STR_FMT(user->name)));
}

static struct str url_problem(struct arena *arena, struct str text)
{
	struct error problem = { .arena = arena };
	struct url url;
	static const char *const schemes[] = { "http", "https", "socks5" };
	if (!url_parse(arena, text, &url, &problem))
		return arena_printf(arena, "could not parse: %.*s", STR_FMT(text));
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (str_is(url.scheme, schemes[i]))
			return STR_NONE;
	return arena_printf(arena, "unsupported scheme \"%.*s\", must be http, https, or socks5", STR_FMT(url.scheme));
}

static void check_cluster(struct loading *loading, const struct kubeconfig_cluster *cluster)
{
	struct arena *arena = loading->arena;
	struct str problem = cluster->proxy_url.len ? url_problem(arena, cluster->proxy_url) : STR_NONE;
	if (problem.len)
		add_problem(loading,
		            arena_printf(arena, "invalid 'proxy-url' \"%.*s\" for cluster \"%.*s\": %.*s",
		                         STR_FMT(cluster->proxy_url), STR_FMT(cluster->name), STR_FMT(problem)));
	if (cluster->ca_file.len && cluster->ca_data.len)
		add_problem(loading,
		            arena_printf(
				    arena,
				    "certificate-authority-data and certificate-authority are both specified for %.*s. "
				    "certificate-authority-data will override.",
				    STR_FMT(cluster->name)));
	check_file(loading, "certificate-authority", cluster->ca_file, cluster->name);
}

// ---- what is chosen --------------------------------------------------------------------------------------------

static struct kubeconfig_user choose_user(const struct loading *loading, struct str name)
{
	const struct kube_overrides *overrides = loading->overrides;
	const struct kubeconfig_user *found = NULL;
	FIND(loading, users, name, found);
	struct kubeconfig_user user = found ? *found : (struct kubeconfig_user){ 0 };
	user.name = name;
	if (overrides->token.len)
		user.token = overrides->token;
	if (overrides->as_user.len)
		user.as_user = overrides->as_user;
	if (overrides->as_groups.len)
		user.as_groups = overrides->as_groups;
	return user;
}

static struct kubeconfig_cluster choose_cluster(const struct loading *loading, struct str name)
{
	const struct kube_overrides *overrides = loading->overrides;
	const char *master = loading->sources->master;
	const struct kubeconfig_cluster *found = NULL;
	FIND(loading, clusters, name, found);
	struct kubeconfig_cluster cluster = found ? *found : (struct kubeconfig_cluster){ 0 };
	cluster.name = name;
	if (!cluster.server.len)
		cluster.server = master && *master ? str_of(master) : STR(DEFAULT_SERVER);
	if (overrides->server.len)
		cluster.server = overrides->server;
	if (overrides->insecure || overrides->ca_file.len) {
		cluster.insecure = overrides->insecure;
		cluster.ca_file = overrides->ca_file;
		cluster.ca_data = STR_NONE;
	}
	if (overrides->server.len || overrides->tls_server_name.len)
		cluster.tls_server_name = overrides->tls_server_name;
	return cluster;
}

static struct str account_path(const struct loading *loading, const char *name)
{
	const char *folder = loading->sources->account;
	return fs_join(loading->arena, str_of(folder ? folder : ACCOUNT_FOLDER), str_of(name));
}

static bool is_in_pod(const struct loading *loading)
{
	const struct kube_sources *sources = loading->sources;
	enum fs_kind token = fs_kind(account_path(loading, "token").data);
	return sources->service_host && *sources->service_host && sources->service_port && *sources->service_port &&
	       token != FS_MISSING && token != FS_FOLDER;
}

// The cluster that the pod runs in, as its service account.
static bool load_account(struct loading *loading, struct kube_config *ret)
{
	const struct kube_sources *sources = loading->sources;
	const struct kube_overrides *overrides = loading->overrides;
	struct arena *arena = loading->arena;
	bool is_v6 = str_find_char(str_of(sources->service_host), ':') != STR_NPOS;
	*ret = (struct kube_config){ .token_file = account_path(loading, "token") };
	if (!fs_read(ret->token_file.data, arena, &ret->token, loading->err))
		return false;
	ret->server = arena_printf(arena, is_v6 ? "https://[%s]:%s" : "https://%s:%s", sources->service_host,
	                           sources->service_port);
	if (fs_kind(account_path(loading, "ca.crt").data) == FS_FILE)
		ret->ca_file = account_path(loading, "ca.crt");
	if (overrides->server.len)
		ret->server = overrides->server;
	if (overrides->token.len) {
		ret->token = overrides->token;
		ret->token_file = STR_NONE;
	}
	if (overrides->ca_file.len)
		ret->ca_file = overrides->ca_file;
	return true;
}

bool kube_config_is_tls(const struct kube_config *config)
{
	return str_has_prefix(config->server, STR("https://"));
}

static bool take_user(struct loading *loading, const struct kubeconfig_user *user, struct value extension,
                      struct kube_config *config)
{
	if (!kube_config_is_tls(config))
		return true;
	config->token = user->token;
	config->token_file = user->token_file;
	if (!user->token.len && user->token_file.len &&
	    !fs_read(arena_cstr(loading->arena, user->token_file), loading->arena, &config->token, loading->err))
		return false;
	if (user->cert_file.len || user->cert_data.len) {
		config->cert_file = user->cert_file;
		config->cert_data = user->cert_data;
		config->key_file = user->key_file;
		config->key_data = user->key_data;
	}
	config->username = user->username;
	config->password = user->password;
	if (!value_is_null(user->provider))
		return fail(loading->err, NOWHERE,
		            "no Auth Provider found for name of user \"%.*s\": auth-provider is no longer supported, "
		            "use exec",
		            STR_FMT(user->name));
	if (user->has_exec) {
		config->exec = ARENA_NEW(loading->arena, struct kube_exec);
		*config->exec = user->exec;
		config->exec->extension = extension;
	}
	return true;
}

static bool is_default(const struct kube_config *config)
{
	return str_is(config->server, DEFAULT_SERVER) && !config->proxy_url.len && !config->as_user.len &&
	       !config->no_compression;
}

struct choice {
	struct kubeconfig_context context;
	struct kubeconfig_user user;
	struct kubeconfig_cluster cluster;
};

static bool choose(struct loading *loading, struct choice *ret)
{
	struct str name = context_name(loading);
	const struct kubeconfig_context *found = NULL;
	FIND(loading, contexts, name, found);
	if (!found && loading->overrides->context.len)
		return fail(loading->err, NOWHERE, "context \"%.*s\" does not exist", STR_FMT(name));
	ret->context = found ? *found : (struct kubeconfig_context){ 0 };
	ret->user = choose_user(loading, ret->context.user);
	ret->cluster = choose_cluster(loading, ret->context.cluster);
	if (!found && name.len)
		add_problem(loading, arena_printf(loading->arena, "context was not found for specified context: %.*s",
		                                  STR_FMT(name)));
	check_user(loading, &ret->user);
	check_cluster(loading, &ret->cluster);
	return tell_problems(loading, "invalid configuration: ");
}

static bool configure(struct loading *loading, const struct choice *choice, struct kube_config *ret)
{
	const struct kubeconfig_cluster *cluster = &choice->cluster;
	const struct kubeconfig_user *user = &choice->user;
	*ret = (struct kube_config){ .server = cluster->server,
		                     .proxy_url = cluster->proxy_url,
		                     .no_compression = cluster->no_compression };
	ret->namespace = loading->overrides->namespace.len ? loading->overrides->namespace : choice->context.namespace;
	ret->as_user = user->as_user;
	ret->as_uid = user->as_uid;
	ret->as_groups = user->as_groups;
	ret->as_extra = user->as_extra;
	ret->as_extra_len = user->as_extra_len;
	if (kube_config_is_tls(ret)) {
		ret->tls_server_name = cluster->tls_server_name;
		ret->insecure = cluster->insecure;
		ret->ca_file = cluster->ca_file;
		ret->ca_data = cluster->ca_data;
	}
	return take_user(loading, user, cluster->extension, ret);
}

bool kube_config_load(struct arena *arena, const struct kube_sources *sources, const struct kube_overrides *overrides,
                      struct kube_config *ret, struct error *err)
{
	struct loading loading = { .arena = arena, .sources = sources, .overrides = overrides, .err = err };
	struct kube_config config;
	struct choice choice;
	if (!load_files(&loading) || !choose(&loading, &choice) || !configure(&loading, &choice, &config))
		return false;
	if (is_default(&config) && is_in_pod(&loading) && !load_account(&loading, &config))
		return false;
	*ret = config;
	return true;
}

// In a pod, a namespace that no file names is the pod's.
static struct str pod_namespace(const struct loading *loading)
{
	struct error ignored = { .arena = loading->arena };
	const char *variable = loading->sources->pod_namespace;
	struct str text;
	if (variable && *variable)
		return str_of(variable);
	if (fs_read(account_path(loading, "namespace").data, loading->arena, &text, &ignored) &&
	    text_trim_space(text).len)
		return text_trim_space(text);
	return STR("default");
}

struct str kube_config_namespace(struct arena *arena, const struct kube_sources *sources,
                                 const struct kube_overrides *overrides)
{
	struct error ignored = { .arena = arena };
	struct loading loading = { .arena = arena, .sources = sources, .overrides = overrides, .err = &ignored };
	struct choice choice;
	if (overrides->namespace.len)
		return overrides->namespace;
	if (!load_files(&loading) || !choose(&loading, &choice))
		return STR("default");
	if (choice.context.namespace.len)
		return choice.context.namespace;
	return is_in_pod(&loading) ? pod_namespace(&loading) : STR("default");
}
