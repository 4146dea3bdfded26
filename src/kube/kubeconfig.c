// SPDX-License-Identifier: Apache-2.0
#include "kube/kubeconfig.h"

#include "base/fs.h"
#include "text/digest.h"
#include "value/member.h"
#include "value/yaml.h"

struct named_cluster {
	struct str name;
	struct kubeconfig_cluster cluster;
};

struct named_user {
	struct str name;
	struct kubeconfig_user user;
};

struct named_context {
	struct str name;
	struct kubeconfig_context context;
};

struct file {
	struct str current_context;
	struct named_cluster *clusters;
	size_t clusters_len;
	struct named_user *users;
	size_t users_len;
	struct named_context *contexts;
	size_t contexts_len;
};

#define TEXT(key, name, type, member) \
	{ \
		key, name, DECODE_STRING, offsetof(type, member), NULL, 0 \
	}
#define FLAG(key, name, type, member) \
	{ \
		key, name, DECODE_BOOL, offsetof(type, member), NULL, 0 \
	}

static const struct decode_field cluster_fields[] = {
	TEXT("server", "Server", struct kubeconfig_cluster, server),
	TEXT("tls-server-name", "TLSServerName", struct kubeconfig_cluster, tls_server_name),
	FLAG("insecure-skip-tls-verify", "InsecureSkipTLSVerify", struct kubeconfig_cluster, insecure),
	TEXT("certificate-authority", "CertificateAuthority", struct kubeconfig_cluster, ca_file),
	TEXT("certificate-authority-data", "CertificateAuthorityData", struct kubeconfig_cluster, ca_data),
	TEXT("proxy-url", "ProxyURL", struct kubeconfig_cluster, proxy_url),
	FLAG("disable-compression", "DisableCompression", struct kubeconfig_cluster, no_compression),
};

static const struct decode_field variable_fields[] = {
	TEXT("name", "Name", struct kube_variable, name),
	TEXT("value", "Value", struct kube_variable, value),
};

#define CLASS(variable, go_name, table, c_type) \
	static const struct decode_class variable = { .name = go_name, \
		                                      .type = "v1." go_name, \
		                                      .list_type = "[]v1." go_name, \
		                                      .fields = table, \
		                                      .len = ARRAY_LEN(table), \
		                                      .size = sizeof(c_type) }

CLASS(variable_class, "ExecEnvVar", variable_fields, struct kube_variable);

static const struct decode_field exec_fields[] = {
	TEXT("command", "Command", struct kube_exec, command),
	{ "args", "Args", DECODE_STRINGS, offsetof(struct kube_exec, args), NULL, 0 },
	{ "env", "Env", DECODE_STRUCTS, offsetof(struct kube_exec, env), &variable_class,
	  offsetof(struct kube_exec, env_len) },
	TEXT("apiVersion", "APIVersion", struct kube_exec, api_version),
	TEXT("installHint", "InstallHint", struct kube_exec, install_hint),
	FLAG("provideClusterInfo", "ProvideClusterInfo", struct kube_exec, gets_cluster),
	TEXT("interactiveMode", "InteractiveMode", struct kube_exec, interactive_mode),
};

CLASS(exec_class, "ExecConfig", exec_fields, struct kube_exec);

static const struct decode_field user_fields[] = {
	TEXT("client-certificate", "ClientCertificate", struct kubeconfig_user, cert_file),
	TEXT("client-certificate-data", "ClientCertificateData", struct kubeconfig_user, cert_data),
	TEXT("client-key", "ClientKey", struct kubeconfig_user, key_file),
	TEXT("client-key-data", "ClientKeyData", struct kubeconfig_user, key_data),
	TEXT("token", "Token", struct kubeconfig_user, token),
	TEXT("tokenFile", "TokenFile", struct kubeconfig_user, token_file),
	TEXT("as", "Impersonate", struct kubeconfig_user, as_user),
	TEXT("as-uid", "ImpersonateUID", struct kubeconfig_user, as_uid),
	{ "as-groups", "ImpersonateGroups", DECODE_STRINGS, offsetof(struct kubeconfig_user, as_groups), NULL, 0 },
	TEXT("username", "Username", struct kubeconfig_user, username),
	TEXT("password", "Password", struct kubeconfig_user, password),
	{ "exec", "Exec", DECODE_STRUCT, offsetof(struct kubeconfig_user, exec), &exec_class, 0 },
};

static const struct decode_field context_fields[] = {
	TEXT("cluster", "Cluster", struct kubeconfig_context, cluster),
	TEXT("user", "AuthInfo", struct kubeconfig_context, user),
	TEXT("namespace", "Namespace", struct kubeconfig_context, namespace),
};

CLASS(cluster_class, "Cluster", cluster_fields, struct kubeconfig_cluster);
CLASS(user_class, "AuthInfo", user_fields, struct kubeconfig_user);
CLASS(context_class, "Context", context_fields, struct kubeconfig_context);

static const struct decode_field named_cluster_fields[] = {
	TEXT("name", "Name", struct named_cluster, name),
	{ "cluster", "Cluster", DECODE_STRUCT, offsetof(struct named_cluster, cluster), &cluster_class, 0 },
};
static const struct decode_field named_user_fields[] = {
	TEXT("name", "Name", struct named_user, name),
	{ "user", "AuthInfo", DECODE_STRUCT, offsetof(struct named_user, user), &user_class, 0 },
};
static const struct decode_field named_context_fields[] = {
	TEXT("name", "Name", struct named_context, name),
	{ "context", "Context", DECODE_STRUCT, offsetof(struct named_context, context), &context_class, 0 },
};

CLASS(named_cluster_class, "NamedCluster", named_cluster_fields, struct named_cluster);
CLASS(named_user_class, "NamedAuthInfo", named_user_fields, struct named_user);
CLASS(named_context_class, "NamedContext", named_context_fields, struct named_context);

static const struct decode_field file_fields[] = {
	TEXT("current-context", "CurrentContext", struct file, current_context),
	{ "clusters", "Clusters", DECODE_STRUCTS, offsetof(struct file, clusters), &named_cluster_class,
	  offsetof(struct file, clusters_len) },
	{ "users", "AuthInfos", DECODE_STRUCTS, offsetof(struct file, users), &named_user_class,
	  offsetof(struct file, users_len) },
	{ "contexts", "Contexts", DECODE_STRUCTS, offsetof(struct file, contexts), &named_context_class,
	  offsetof(struct file, contexts_len) },
};

CLASS(file_class, "Config", file_fields, struct file);

// ---- what the tables cannot say --------------------------------------------------------------------------------

struct reading {
	struct arena *arena;
	struct str folder;
	struct error *err;
};

// The element of a list that a struct was made of.
static struct value entry(struct value root, const char *list, size_t at, const char *name)
{
	struct value items = member(root, list);
	return items.kind == VALUE_LIST && at < items.list->len ? member(items.list->items[at], name) : value_null();
}

static void resolve(const struct reading *reading, struct str *path)
{
	if (path->len && path->data[0] != '/')
		*path = fs_join(reading->arena, reading->folder, *path);
}

static bool decode_data(const struct reading *reading, struct str *data)
{
	size_t bad;
	struct str bytes;
	if (!data->len)
		return true;
	if (!base64_decode(reading->arena, *data, &bytes, &bad))
		return fail(reading->err, NOWHERE, "illegal base64 data at input byte %zu", bad);
	*data = bytes;
	return true;
}

static bool finish_cluster(const struct reading *reading, struct named_cluster *named, struct value raw,
                           struct kubeconfig_cluster *ret)
{
	struct value extensions = member(raw, "extensions");
	for (size_t i = 0; extensions.kind == VALUE_LIST && i < extensions.list->len; i++) {
		struct value name = member(extensions.list->items[i], "name");
		if (name.kind == VALUE_STRING && str_is(name.s, "client.authentication.k8s.io/exec"))
			named->cluster.extension = member(extensions.list->items[i], "extension");
	}
	named->cluster.name = named->name;
	resolve(reading, &named->cluster.ca_file);
	*ret = named->cluster;
	return decode_data(reading, &ret->ca_data);
}

static const char *json_kind(struct value v)
{
	switch (v.kind) {
	case VALUE_BOOL: return "bool";
	case VALUE_STRING: return "string";
	case VALUE_LIST: return "array";
	case VALUE_MAP: return "object";
	default: return "number";
	}
}

static bool read_extra(const struct reading *reading, struct value raw, struct kubeconfig_user *user)
{
	struct value extra = member(raw, "as-user-extra");
	if (value_is_null(extra))
		return true;
	if (extra.kind != VALUE_MAP)
		return fail(
			reading->err, NOWHERE,
			"json: cannot unmarshal %s into Go struct field AuthInfo.users.user.as-user-extra of type %s",
			json_kind(extra), "map[string][]string");
	map_sort(extra.map);
	user->as_extra = ARENA_ARRAY(reading->arena, struct kube_extra, extra.map->len);
	for (size_t i = 0; i < extra.map->len; i++) {
		struct kube_extra *to = &user->as_extra[user->as_extra_len++];
		struct value list = extra.map->entries[i].value;
		to->key = extra.map->entries[i].key;
		if (list.kind != VALUE_LIST && list.kind != VALUE_NULL)
			return fail(reading->err, NOWHERE,
			            "json: cannot unmarshal %s into Go struct field AuthInfo.users.user.as-user-extra "
			            "of type %s",
			            json_kind(list), "[]string");
		for (size_t j = 0; list.kind == VALUE_LIST && j < list.list->len; j++) {
			if (list.list->items[j].kind != VALUE_STRING)
				return fail(reading->err, NOWHERE,
				            "json: cannot unmarshal %s into Go struct field "
				            "AuthInfo.users.user.as-user-extra of type %s",
				            json_kind(list.list->items[j]), "string");
			to->values.items = arena_grow(reading->arena, to->values.items, &to->values.cap,
			                              to->values.len + 1, sizeof(struct str));
			to->values.items[to->values.len++] = list.list->items[j].s;
		}
	}
	return true;
}

static bool finish_user(const struct reading *reading, struct named_user *named, struct value raw,
                        struct kubeconfig_user *ret)
{
	struct kubeconfig_user *user = &named->user;
	user->name = named->name;
	user->has_exec = !value_is_null(member(raw, "exec"));
	user->provider = member(raw, "auth-provider");
	// Older versions of the protocol had no such setting.
	if (user->has_exec && !user->exec.interactive_mode.len &&
	    str_is(user->exec.api_version, "client.authentication.k8s.io/v1beta1"))
		user->exec.interactive_mode = STR("IfAvailable");
	resolve(reading, &user->cert_file);
	resolve(reading, &user->key_file);
	resolve(reading, &user->token_file);
	if (str_find_char(user->exec.command, '/') != STR_NPOS) // a bare name is looked for in PATH
		resolve(reading, &user->exec.command);
	if (!read_extra(reading, raw, user) || !decode_data(reading, &user->cert_data) ||
	    !decode_data(reading, &user->key_data))
		return false;
	*ret = *user;
	return true;
}

// Kubernetes looks at these two before anything else.
static bool check_kind(struct value root, struct error *err)
{
	struct value kind = member(root, "kind"), version = member(root, "apiVersion");
	struct str kind_name = kind.kind == VALUE_STRING && kind.s.len ? kind.s : STR("Config");
	struct str version_name = version.kind == VALUE_STRING && version.s.len ? version.s : STR("v1");
	if (root.kind != VALUE_MAP && root.kind != VALUE_NULL)
		return fail(err, NOWHERE,
		            "couldn't get version/kind; json parse error: json: cannot unmarshal %s into Go value of "
		            "type struct "
		            "{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
		            "\"json:\\\"kind,omitempty\\\"\" }",
		            json_kind(root));
	return (str_is(kind_name, "Config") && str_is(version_name, "v1")) ||
	       fail(err, NOWHERE,
	            "no kind \"%.*s\" is registered for version \"%.*s\" in scheme \"pkg/runtime/scheme.go:111\"",
	            STR_FMT(kind_name), STR_FMT(version_name));
}

bool kubeconfig_parse(struct arena *arena, struct str text, struct str folder, struct kubeconfig *ret,
                      struct error *err)
{
	struct reading reading = { arena, folder, err };
	struct file file = { 0 };
	struct value root;
	struct kubeconfig config = { 0 };
	if (!yaml_read(arena, text, 0, &root, err)) {
		err->message = str_trim_prefix(err->message,
		                               STR("error converting YAML to JSON: ")); // client-go has no such frame
		return false;
	}
	if (!check_kind(root, err) ||
	    (!value_is_null(root) && !decode_struct(arena, &file_class, root, DECODE_JSON, &file, err)))
		return false;
	config.current_context = file.current_context;
	config.clusters = ARENA_ARRAY(arena, struct kubeconfig_cluster, file.clusters_len);
	config.users = ARENA_ARRAY(arena, struct kubeconfig_user, file.users_len);
	config.contexts = ARENA_ARRAY(arena, struct kubeconfig_context, file.contexts_len);
	for (size_t i = 0; i < file.clusters_len; i++)
		if (!finish_cluster(&reading, &file.clusters[i], entry(root, "clusters", i, "cluster"),
		                    &config.clusters[config.clusters_len++]))
			return false;
	for (size_t i = 0; i < file.users_len; i++)
		if (!finish_user(&reading, &file.users[i], entry(root, "users", i, "user"),
		                 &config.users[config.users_len++]))
			return false;
	for (size_t i = 0; i < file.contexts_len; i++) {
		file.contexts[i].context.name = file.contexts[i].name;
		config.contexts[config.contexts_len++] = file.contexts[i].context;
	}
	*ret = config;
	return true;
}
