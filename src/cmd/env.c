// SPDX-License-Identifier: Apache-2.0
// pintle env: the settings that come from the environment, as Helm names them.
#include <inttypes.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/cluster.h"
#include "cmd/commands.h"
#include "cmd/homes.h"
#include "cmd/inputs.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "text/strconv.h"

struct setting {
	const char *name;
	struct str value;
};

enum { MAX_SETTINGS = 32 };

struct settings {
	struct arena *arena;
	struct setting items[MAX_SETTINGS];
	size_t len;
};

// A variable that is set counts, even if it is empty.
static struct str variable(const char *name, struct str fallback)
{
	const char *value = getenv(name);
	return value ? str_of(value) : fallback;
}

// An option stands above its variable.
static struct str option_or(const struct cli *cli, const char *option, const char *name, struct str fallback)
{
	struct str given = cli_value(cli, option);
	return given.data ? given : variable(name, fallback);
}

static struct str integer_or(const struct cli *cli, const char *option, const char *name, int64_t fallback)
{
	return arena_printf(cli->arena, "%" PRId64, cli_integer(cli, option, name, fallback));
}

static struct str float_or(const struct cli *cli, const char *option, const char *name, double fallback)
{
	struct strbuf out = strbuf_in(cli->arena);
	double number;
	if (parse_float(option_or(cli, option, name, STR_NONE), 32, &number) != PARSE_OK)
		number = fallback;
	format_float(&out, number, 'f', 2, 32);
	return strbuf_str(&out, cli->arena);
}

static struct str flag_or(const struct cli *cli, const char *option, const char *name)
{
	bool flag;
	return parse_bool(option_or(cli, option, name, STR_NONE), &flag) && flag ? STR("true") : STR("false");
}

static struct str groups(const struct cli *cli)
{
	struct strs_view given = cli_values(cli, "kube-as-group");
	struct strbuf out = strbuf_in(cli->arena);
	if (given.len == 0)
		return variable("HELM_KUBEASGROUPS", STR_NONE);
	for (size_t i = 0; i < given.len; i++) {
		strbuf_add(&out, i ? STR(",") : STR_NONE);
		strbuf_add(&out, given.items[i]);
	}
	return strbuf_str(&out, cli->arena);
}

static void add(struct settings *settings, const char *name, struct str value)
{
	if (settings->len < MAX_SETTINGS)
		settings->items[settings->len++] = (struct setting){ name, value };
}

static void collect(const struct cli *cli, struct settings *settings)
{
	struct arena *arena = cli->arena;
	struct str cache = helm_cache_home(arena);
	struct str config = helm_config_home(arena);
	struct str data = helm_data_home(arena);
	add(settings, "HELM_BIN", fs_program(arena));
	add(settings, "HELM_BURST_LIMIT", integer_or(cli, "burst-limit", "HELM_BURST_LIMIT", 100));
	add(settings, "HELM_CACHE_HOME", cache);
	add(settings, "HELM_CONFIG_HOME", config);
	add(settings, "HELM_CONTENT_CACHE",
	    option_or(cli, "content-cache", "HELM_CONTENT_CACHE", fs_join(arena, cache, STR("content"))));
	add(settings, "HELM_DATA_HOME", data);
	add(settings, "HELM_DEBUG", debug_wanted(cli) ? STR("true") : STR("false"));
	add(settings, "HELM_KUBEAPISERVER", option_or(cli, "kube-apiserver", "HELM_KUBEAPISERVER", STR_NONE));
	add(settings, "HELM_KUBEASGROUPS", groups(cli));
	add(settings, "HELM_KUBEASUSER", option_or(cli, "kube-as-user", "HELM_KUBEASUSER", STR_NONE));
	add(settings, "HELM_KUBECAFILE", option_or(cli, "kube-ca-file", "HELM_KUBECAFILE", STR_NONE));
	add(settings, "HELM_KUBECONTEXT", option_or(cli, "kube-context", "HELM_KUBECONTEXT", STR_NONE));
	add(settings, "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
	    flag_or(cli, "kube-insecure-skip-tls-verify", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY"));
	add(settings, "HELM_KUBETLS_SERVER_NAME",
	    option_or(cli, "kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME", STR_NONE));
	// A token is a secret: told is only whether there is one.
	struct str token = option_or(cli, "kube-token", "HELM_KUBETOKEN", STR_NONE);
	add(settings, "HELM_KUBETOKEN", token.len ? STR("*****") : STR_NONE);
	add(settings, "HELM_MAX_HISTORY", integer_or(cli, NULL, "HELM_MAX_HISTORY", 10));
	add(settings, "HELM_NAMESPACE", namespace_of(cli));
	add(settings, "HELM_PLUGINS", variable("HELM_PLUGINS", fs_join(arena, data, STR("plugins"))));
	add(settings, "HELM_QPS", float_or(cli, "qps", "HELM_QPS", 0));
	add(settings, "HELM_REGISTRY_CONFIG",
	    option_or(cli, "registry-config", "HELM_REGISTRY_CONFIG",
	              fs_join(arena, config, STR("registry/config.json"))));
	add(settings, "HELM_REPOSITORY_CACHE",
	    option_or(cli, "repository-cache", "HELM_REPOSITORY_CACHE", fs_join(arena, cache, STR("repository"))));
	add(settings, "HELM_REPOSITORY_CONFIG",
	    option_or(cli, "repository-config", "HELM_REPOSITORY_CONFIG",
	              fs_join(arena, config, STR("repositories.yaml"))));
}

static int run(struct cli *cli)
{
	struct error err = { .arena = cli->arena };
	struct settings settings = { .arena = cli->arena };
	struct strbuf out = strbuf_in(cli->arena);
	collect(cli, &settings);
	for (size_t i = 0; i < settings.len; i++) {
		const struct setting *setting = &settings.items[i];
		if (cli->args_len == 0)
			strbuf_printf(&out, "%s=\"%.*s\"\n", setting->name, STR_FMT(setting->value));
		else if (str_is(cli->args[0], setting->name))
			strbuf_printf(&out, "%.*s\n", STR_FMT(setting->value));
	}
	if (cli->args_len && out.len == 0)
		strbuf_add_char(&out, '\n'); // as Helm answers for a name that it does not know
	return output_write(strbuf_peek(&out), &err) ? EXIT_SUCCESS : error_print(cli, &err);
}

const struct command env_command = {
	.name = "env",
	.usage = "[NAME]",
	.summary = "show the settings from the environment",
	.max_args = 1,
	.arg_words = "",
	.run = run,
};
