// SPDX-License-Identifier: Apache-2.0
#include "kube/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "text/digest.h"
#include "text/gotime.h"
#include "value/json.h"
#include "value/member.h"

extern char **environ;

#define GROUP "client.authentication.k8s.io"
#define TIME_LAYOUT "2006-01-02T15:04:05Z07:00"

// ---- what the program is told ----------------------------------------------------------------------------------

static void set_text(struct arena *arena, struct map *map, struct str key, struct str text)
{
	if (text.len)
		map_set(arena, map, key, value_string(text));
}

static struct value cluster_info(struct arena *arena, const struct kube_config *config)
{
	struct map *map = map_new(arena);
	set_text(arena, map, STR("server"), config->server);
	set_text(arena, map, STR("tls-server-name"), config->tls_server_name);
	if (config->insecure)
		map_set(arena, map, STR("insecure-skip-tls-verify"), value_bool(true));
	struct str data = config->ca_data;
	struct error ignored = { .arena = arena };
	if (!data.len && config->ca_file.len)
		fs_read(arena_cstr(arena, config->ca_file), arena, &data, &ignored);
	set_text(arena, map, STR("certificate-authority-data"), data.len ? base64_encode(arena, data) : STR_NONE);
	set_text(arena, map, STR("proxy-url"), config->proxy_url);
	if (config->no_compression)
		map_set(arena, map, STR("disable-compression"), value_bool(true));
	map_set(arena, map, STR("config"), config->exec->extension);
	return value_map(map);
}

static bool is_interactive(const struct kube_exec *exec, bool *ret, struct error *err)
{
	*ret = !str_is(exec->interactive_mode, "Never") && isatty(STDIN_FILENO);
	return *ret || !str_is(exec->interactive_mode, "Always") ||
	       fail(err, NOWHERE, "exec plugin cannot support interactive mode: standard input is not a terminal");
}

static bool exec_info(struct arena *arena, const struct kube_config *config, bool interactive, struct str *ret,
                      struct error *err)
{
	struct map *info = map_new(arena), *spec = map_new(arena);
	struct strbuf out = strbuf_in(arena);
	strbuf_add(&out, STR("KUBERNETES_EXEC_INFO="));
	map_set(arena, spec, STR("interactive"), value_bool(interactive));
	if (config->exec->gets_cluster)
		map_set(arena, spec, STR("cluster"), cluster_info(arena, config));
	map_set(arena, info, STR("kind"), value_string(STR("ExecCredential")));
	map_set(arena, info, STR("apiVersion"), value_string(config->exec->api_version));
	map_set(arena, info, STR("spec"), value_map(spec));
	if (!json_write(arena, &out, value_map(info), (struct json_style){ 0 }, err))
		return false;
	*ret = strbuf_str(&out, arena);
	return true;
}

// A later definition of a variable counts.
static char **environment(struct arena *arena, const struct kube_exec *exec, struct str info)
{
	size_t count = 0, len = 0;
	while (environ[count])
		count++;
	char **list = ARENA_ARRAY(arena, char *, count + exec->env_len + 2);
	for (size_t i = 0; i < count; i++) {
		struct str entry = str_of(environ[i]);
		struct str name = str_slice(entry, 0, str_find_char(entry, '='));
		bool is_set = str_is(name, "KUBERNETES_EXEC_INFO");
		for (size_t j = 0; j < exec->env_len; j++)
			is_set = is_set || str_eq(name, exec->env[j].name);
		if (!is_set)
			list[len++] = environ[i];
	}
	for (size_t i = 0; i < exec->env_len; i++)
		list[len++] = arena_cstr(arena, ARENA_CONCAT(arena, exec->env[i].name, STR("="), exec->env[i].value));
	list[len++] = arena_cstr(arena, info);
	return list;
}

// ---- running it ------------------------------------------------------------------------------------------------

static bool start(struct arena *arena, const struct kube_config *config, bool interactive, struct str info,
                  pid_t *ret_pid, int *ret_out, struct error *err)
{
	const struct kube_exec *exec = config->exec;
	int out[2];
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals, none; // what we ignore, or a thread of ours holds back, the program need not
	char **argv = ARENA_ARRAY(arena, char *, exec->args.len + 2);
	argv[0] = arena_cstr(arena, exec->command);
	for (size_t i = 0; i < exec->args.len; i++)
		argv[i + 1] = arena_cstr(arena, exec->args.items[i]);
	if (pipe2(out, O_CLOEXEC) != 0)
		return fail(err, NOWHERE, "exec: pipe: %s", fs_errno_text(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	if (!interactive)
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	int status = posix_spawnp(ret_pid, argv[0], &actions, &attributes, argv, environment(arena, exec, info));
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(out[1]);
	*ret_out = out[0];
	if (status == 0)
		return true;
	close(out[0]);
	if (strchr(argv[0], '/')) // Go looks for a bare name first
		return fail(err, NOWHERE, "exec: fork/exec %s: %s", argv[0], fs_errno_text(status));
	return fail(err, NOWHERE,
	            "exec: executable %s not found\n\nIt looks like you are trying to use a client-go credential "
	            "plugin that is not installed.\n\n"
	            "To learn more about this feature, consult the documentation available at:\n"
	            "      "
	            "https://kubernetes.io/docs/reference/access-authn-authz/authentication/"
	            "#client-go-credential-plugins%s%.*s",
	            argv[0], exec->install_hint.len ? "\n\n" : "", STR_FMT(exec->install_hint));
}

static bool check_version(const struct kube_exec *exec, struct error *err)
{
	return str_is(exec->api_version, GROUP "/v1") || str_is(exec->api_version, GROUP "/v1beta1") ||
	       fail(err, NOWHERE, "exec plugin: invalid apiVersion \"%.*s\"", STR_FMT(exec->api_version));
}

bool kube_exec_run(struct arena *arena, const struct kube_config *config, struct kube_credential *ret,
                   struct error *err)
{
	const struct kube_exec *exec = config->exec;
	struct str info, text;
	bool interactive;
	pid_t pid;
	int out = -1, status = 0;
	if (!check_version(exec, err) || !is_interactive(exec, &interactive, err) ||
	    !exec_info(arena, config, interactive, &info, err) ||
	    !start(arena, config, interactive, info, &pid, &out, err))
		return false;
	bool ok = fs_read_fd(out, "exec plugin", arena, &text, err);
	close(out);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ok && (WIFSIGNALED(status) || WEXITSTATUS(status)))
		ok = fail(err, NOWHERE, "exec: executable %.*s failed with exit code %d", STR_FMT(exec->command),
		          WIFSIGNALED(status) ? -1 : WEXITSTATUS(status));
	return ok && kube_exec_parse(arena, exec, text, ret, err);
}

// ---- what it answers -------------------------------------------------------------------------------------------

bool kube_exec_parse(struct arena *arena, const struct kube_exec *exec, struct str text, struct kube_credential *ret,
                     struct error *err)
{
	struct value root;
	struct gotime expires;
	if (!json_read(arena, text, 0, &root, err))
		return fail_in(err, "decoding stdout");
	if (!str_is(member_text(root, "kind"), "ExecCredential"))
		return fail(err, NOWHERE, "decoding stdout: no ExecCredential was printed");
	struct str version = member_text(root, "apiVersion");
	if (!str_eq(version, exec->api_version))
		return fail(err, NOWHERE,
		            "exec plugin is configured to use API version %.*s, plugin returned version %.*s",
		            STR_FMT(exec->api_version), STR_FMT(version));
	struct value status = member(root, "status");
	if (status.kind != VALUE_MAP)
		return fail(err, NOWHERE, "exec plugin didn't return a status field");
	struct kube_credential credential = { .token = member_text(status, "token"),
		                              .cert_data = member_text(status, "clientCertificateData"),
		                              .key_data = member_text(status, "clientKeyData") };
	if (!credential.token.len && !credential.cert_data.len && !credential.key_data.len)
		return fail(err, NOWHERE, "exec plugin didn't return a token or cert/key pair");
	if (!credential.cert_data.len != !credential.key_data.len)
		return fail(err, NOWHERE, "exec plugin returned only certificate or key, not both");
	struct str expiry = member_text(status, "expirationTimestamp");
	if (expiry.len) {
		if (!gotime_parse(arena, STR(TIME_LAYOUT), expiry, NULL, &expires, err))
			return fail_in(err, "decoding stdout");
		credential.expires = expires.seconds;
	}
	*ret = credential;
	return true;
}
