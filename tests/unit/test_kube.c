// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <unistd.h>

#include "kube/config.h"
#include "kube/selector.h"
#include "text/utf8.h"

// Files are written to a folder of this run, which texts call DIR.
static char folder[] = "/tmp/pintle-kube-XXXXXX";

static void write_file(struct arena *arena, const char *name, struct str text)
{
	struct error err = { .arena = arena };
	assert_true(fs_write(arena_printf(arena, "%s/%s", folder, name).data, text, 0600, &err));
}

static void add(struct strbuf *out, const char *name, struct str value)
{
	if (!value.len)
		return;
	if (out->len)
		strbuf_add_char(out, ' ');
	strbuf_printf(out, "%s=", name);
	quote(out, value);
}

static struct str joined(struct arena *arena, const struct strs *texts)
{
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < texts->len; i++)
		strbuf_printf(&out, i ? ",%.*s" : "%.*s", STR_FMT(texts->items[i]));
	return strbuf_str(&out, arena);
}

static void show_exec(struct arena *arena, const struct kube_exec *exec, struct strbuf *out)
{
	add(out, "exec", exec->command);
	add(out, "args", joined(arena, &exec->args));
	for (size_t i = 0; i < exec->env_len; i++)
		add(out, "env", ARENA_CONCAT(arena, exec->env[i].name, STR("="), exec->env[i].value));
	add(out, "version", exec->api_version);
	add(out, "mode", exec->interactive_mode);
	add(out, "hint", exec->install_hint);
	add(out, "cluster", exec->gets_cluster ? STR("true") : STR_NONE);
}

static void show(struct arena *arena, const struct kube_config *config, struct strbuf *out)
{
	add(out, "server", config->server);
	add(out, "name", config->tls_server_name);
	add(out, "ca", config->ca_file);
	add(out, "ca-data", config->ca_data);
	add(out, "cert", config->cert_file);
	add(out, "cert-data", config->cert_data);
	add(out, "key", config->key_file);
	add(out, "key-data", config->key_data);
	add(out, "token", config->token);
	add(out, "token-file", config->token_file);
	add(out, "user", config->username);
	add(out, "password", config->password);
	add(out, "as", config->as_user);
	add(out, "as-uid", config->as_user.len ? config->as_uid : STR_NONE);
	add(out, "as-groups", joined(arena, &config->as_groups));
	for (size_t i = 0; i < config->as_extra_len; i++)
		add(out, "extra",
		    ARENA_CONCAT(arena, config->as_extra[i].key, STR(":"), joined(arena, &config->as_extra[i].values)));
	add(out, "insecure", config->insecure ? STR("true") : STR_NONE);
	add(out, "plain", config->no_compression ? STR("true") : STR_NONE);
	add(out, "proxy", config->proxy_url);
	if (config->exec)
		show_exec(arena, config->exec, out);
}

static void set_override(struct arena *arena, struct kube_overrides *overrides, struct str name, struct str value)
{
	const struct {
		const char *name;
		struct str *to;
	} texts[] = {
		{ "context", &overrides->context }, { "namespace", &overrides->namespace },
		{ "server", &overrides->server },   { "name", &overrides->tls_server_name },
		{ "ca", &overrides->ca_file },      { "token", &overrides->token },
		{ "as", &overrides->as_user },      { "kubeconfig", &overrides->kubeconfig },
	};
	struct str group;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (str_is(name, texts[i].name))
			*texts[i].to = text_replace(arena, value, STR("DIR"), str_of(folder), -1);
	if (str_is(name, "insecure"))
		overrides->insecure = true;
	while (str_is(name, "groups") && str_next_field(&value, ',', &group)) {
		overrides->as_groups.items = arena_grow(arena, overrides->as_groups.items, &overrides->as_groups.cap,
		                                        overrides->as_groups.len + 1, sizeof(struct str));
		overrides->as_groups.items[overrides->as_groups.len++] = group;
	}
}

static struct kube_overrides read_overrides(struct arena *arena, struct str text)
{
	struct kube_overrides overrides = { 0 };
	for (struct str pair, rest = text; str_next_field(&rest, ' ', &pair);) {
		size_t equals = str_find_char(pair, '=');
		if (equals != STR_NPOS)
			set_override(arena, &overrides, str_slice(pair, 0, equals), str_from(pair, equals + 1));
	}
	return overrides;
}

static void run_config(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct kube_overrides overrides = read_overrides(arena, args[0]);
	struct strbuf list = strbuf_in(arena), text = strbuf_in(arena);
	struct kube_config config;
	for (size_t i = 1; i < count; i++) {
		write_file(arena, arena_printf(arena, "%zu.yaml", i - 1).data, args[i]);
		strbuf_printf(&list, i > 1 ? ":%s/%zu.yaml" : "%s/%zu.yaml", folder, i - 1);
	}
	struct kube_sources sources = { .kubeconfig = strbuf_str(&list, arena).data, .home = "/nowhere" };
	if (kube_config_load(arena, &sources, &overrides, &config, &err))
		show(arena, &config, &text);
	else
		strbuf_printf(&text, "error: %.*s", STR_FMT(err.message));
	strbuf_printf(&text, " [%.*s]", STR_FMT(kube_config_namespace(arena, &sources, &overrides)));
	strbuf_add(out, text_replace(arena, strbuf_peek(&text), str_of(folder), STR("DIR"), -1));
}

static void run_selector(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct map *labels = map_new(arena);
	(void)count;
	for (struct str pair, rest = args[1]; str_next_field(&rest, ' ', &pair);) {
		size_t equals = str_find_char(pair, '=');
		if (equals != STR_NPOS)
			map_set(arena, labels, str_slice(pair, 0, equals), value_string(str_from(pair, equals + 1)));
	}
	struct selector *selector = selector_parse(arena, args[0], &err);
	if (selector)
		strbuf_add_cstr(out, selector_matches(selector, labels) ? "true" : "false");
	else
		strbuf_printf(out, "error: %.*s", STR_FMT(err.message));
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = { { "config", run_config }, { "selector", run_selector }, { NULL, NULL } };
	static const char *const files[] = { "ca.pem", "cert.pem", "key.pem" };
	struct arena arena = { 0 };
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		write_file(&arena, files[i], STR("x"));
	write_file(&arena, "token", STR("from-file\n"));
	int status = rows_main(argc, argv, TEST_DATA "/kube/kube.tsv", ops);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(arena_printf(&arena, "%s/%s", folder, files[i]).data);
	unlink(arena_printf(&arena, "%s/token", folder).data);
	unlink(arena_printf(&arena, "%s/0.yaml", folder).data);
	unlink(arena_printf(&arena, "%s/1.yaml", folder).data);
	rmdir(folder);
	arena_done(&arena);
	return status;
}
