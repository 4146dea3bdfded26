// SPDX-License-Identifier: Apache-2.0
#include "cmd/tables.h"

const struct option global_options[] = {
	{ "namespace", 'n', OPTION_STRING, NULL, NULL, "namespace of the release", 0, NULL },
	{ "debug", 0, OPTION_BOOL, NULL, NULL, "show more: invalid YAML too, and what is logged", 0, NULL },
	{ "color", 0, OPTION_STRING, NULL, "auto", "colour in messages: never, auto or always", 0,
	  "never auto always" },
	{ "colour", 0, OPTION_STRING, NULL, NULL, "the same as --color", OPTION_HIDDEN, "never auto always" },
	{ "kubeconfig", 0, OPTION_STRING, NULL, NULL, "path of the kubeconfig file", OPTION_COMPLETE_FILE, NULL },
	{ "kube-context", 0, OPTION_STRING, NULL, NULL, "context of the kubeconfig to use", 0, NULL },
	{ "kube-apiserver", 0, OPTION_STRING, NULL, NULL, "address of the API server", 0, NULL },
	{ "kube-token", 0, OPTION_STRING, NULL, NULL, "bearer token for the API server", 0, NULL },
	{ "kube-ca-file", 0, OPTION_STRING, NULL, NULL, "certificate authority of the API server", OPTION_COMPLETE_FILE,
	  NULL },
	{ "kube-as-user", 0, OPTION_STRING, NULL, NULL, "user to impersonate", 0, NULL },
	{ "kube-as-group", 0, OPTION_LIST, NULL, NULL, "group to impersonate (may be repeated)", 0, NULL },
	{ "kube-tls-server-name", 0, OPTION_STRING, NULL, NULL, "name that the API server's certificate must have", 0,
	  NULL },
	{ "kube-insecure-skip-tls-verify", 0, OPTION_BOOL, NULL, NULL,
	  "accept any certificate of the API server (insecure)", 0, NULL },
	{ "burst-limit", 0, OPTION_INT, NULL, "100", "most requests at once to the API server; -1: no limit", 0, NULL },
	{ "qps", 0, OPTION_FLOAT, NULL, NULL, "requests a second to the API server", 0, NULL },
	{ "registry-config", 0, OPTION_STRING, NULL, NULL, "path of the registry credentials", OPTION_COMPLETE_FILE,
	  NULL },
	{ "repository-config", 0, OPTION_STRING, NULL, NULL, "path of the list of chart repositories",
	  OPTION_COMPLETE_FILE, NULL },
	{ "repository-cache", 0, OPTION_STRING, NULL, NULL, "folder of the repositories' indexes",
	  OPTION_COMPLETE_FOLDER, NULL },
	{ "content-cache", 0, OPTION_STRING, NULL, NULL, "folder of downloaded charts", OPTION_COMPLETE_FOLDER, NULL },
	{ "help", 'h', OPTION_BOOL, NULL, NULL, "show this help", OPTION_HIDDEN, NULL },
	{ NULL },
};

const struct option values_options[] = {
	{ "values", 'f', OPTION_CSV, NULL, NULL, "values from a YAML file; - is standard input (may be repeated)",
	  OPTION_COMPLETE_FILE, NULL },
	{ "set", 0, OPTION_LIST, NULL, NULL, "a value: path=value, commas between several (may be repeated)", 0, NULL },
	{ "set-string", 0, OPTION_LIST, NULL, NULL, "the same, and the value is always a text", 0, NULL },
	{ "set-file", 0, OPTION_LIST, NULL, NULL, "a value from a file: path=file (may be repeated)",
	  OPTION_COMPLETE_FILE, NULL },
	{ "set-json", 0, OPTION_LIST, NULL, NULL, "a value in JSON: path=json, or a whole object (may be repeated)", 0,
	  NULL },
	{ "set-literal", 0, OPTION_LIST, NULL, NULL, "a text taken as it stands, commas included", 0, NULL },
	{ NULL },
};

const struct option source_options[] = {
	{ "version", 0, OPTION_STRING, NULL, NULL, "version of the chart, or a range of versions", 0, NULL },
	{ "devel", 0, OPTION_BOOL, NULL, NULL, "take pre-releases too", 0, NULL },
	{ "repo", 0, OPTION_STRING, NULL, NULL, "URL of the chart's repository", 0, NULL },
	{ "pass-credentials", 0, OPTION_BOOL, NULL, NULL, "send the credentials to other hosts too", 0, NULL },
	{ "verify", 0, OPTION_BOOL, NULL, NULL, "check the chart's signature first", 0, NULL },
	{ "keyring", 0, OPTION_STRING, NULL, NULL, "public keys to check signatures with", OPTION_COMPLETE_FILE, NULL },
	{ NULL },
};

const struct option access_options[] = {
	{ "username", 0, OPTION_STRING, NULL, NULL, "user at the repository", 0, NULL },
	{ "password", 0, OPTION_STRING, NULL, NULL, "password at the repository", 0, NULL },
	{ "cert-file", 0, OPTION_STRING, NULL, NULL, "client certificate for the repository", OPTION_COMPLETE_FILE,
	  NULL },
	{ "key-file", 0, OPTION_STRING, NULL, NULL, "key of the client certificate", OPTION_COMPLETE_FILE, NULL },
	{ "ca-file", 0, OPTION_STRING, NULL, NULL, "certificate authority of the repository", OPTION_COMPLETE_FILE,
	  NULL },
	{ "insecure-skip-tls-verify", 0, OPTION_BOOL, NULL, NULL, "accept any certificate of the repository", 0, NULL },
	{ "plain-http", 0, OPTION_BOOL, NULL, NULL, "fetch over HTTP without TLS", 0, NULL },
	{ NULL },
};

const struct option naming_options[] = {
	{ "generate-name", 'g', OPTION_BOOL, NULL, NULL,
	  "make a name up (template: the name stays release-name, as in Helm)", 0, NULL },
	{ "name-template", 0, OPTION_STRING, NULL, NULL, "template that makes the release's name", 0, NULL },
	{ "replace", 0, OPTION_BOOL, NULL, NULL, "take a name that an uninstalled release left in the history", 0,
	  NULL },
	{ NULL },
};

const struct option render_options[] = {
	{ "name", 0, OPTION_STRING, NULL, NULL, "name of the release", 0, NULL },
	{ "skip-schema-validation", 0, OPTION_BOOL, NULL, NULL, "do not check values against values.schema.json", 0,
	  NULL },
	{ "enable-dns", 0, OPTION_BOOL, NULL, NULL, "let getHostByName ask the DNS", 0, NULL },
	{ "skip-crds", 0, OPTION_BOOL, NULL, NULL, "leave the charts' CRDs out", 0, NULL },
	{ "create-namespace", 0, OPTION_BOOL, NULL, NULL, "create the namespace if it is missing", 0, NULL },
	{ "description", 0, OPTION_STRING, NULL, NULL, "description of the release", 0, NULL },
	{ "labels", 'l', OPTION_MAP, NULL, NULL, "labels of the release's record", 0, NULL },
	{ "dependency-update", 0, OPTION_BOOL, NULL, NULL, "fetch missing dependencies first (not yet)", 0, NULL },
	{ "disable-openapi-validation", 0, OPTION_BOOL, NULL, NULL,
	  "do not check manifests against the API server's schemas", 0, NULL },
	{ "rollback-on-failure", 0, OPTION_BOOL, NULL, NULL, "undo the release if it fails", 0, NULL },
	{ "atomic", 0, OPTION_BOOL, NULL, "use --rollback-on-failure instead", "", OPTION_DEPRECATED, NULL },
	{ "take-ownership", 0, OPTION_BOOL, NULL, NULL, "take over objects that belong to nobody or another release", 0,
	  NULL },
	{ "post-renderer", 0, OPTION_STRING, NULL, NULL, "program that changes the rendered manifests",
	  OPTION_COMPLETE_FILE, NULL },
	{ "post-renderer-args", 0, OPTION_LIST, NULL, NULL, "an argument for the post-renderer (may be repeated)", 0,
	  NULL },
	{ NULL },
};

const struct option notes_options[] = {
	{ "render-subchart-notes", 0, OPTION_BOOL, NULL, NULL, "show the notes of subcharts too", 0, NULL },
	{ "hide-notes", 0, OPTION_BOOL, NULL, NULL, "do not show the notes", 0, NULL },
	{ "hide-secret", 0, OPTION_BOOL, NULL, NULL, "with --dry-run: leave Secrets out of what is shown", 0, NULL },
	{ NULL },
};

const struct option change_options[] = {
	{ "no-hooks", 0, OPTION_BOOL, NULL, NULL, "leave hooks out", 0, NULL },
	{ "force-conflicts", 0, OPTION_BOOL, NULL, NULL, "apply over fields that others own", 0, NULL },
	{ "force-replace", 0, OPTION_BOOL, NULL, NULL, "replace objects rather than change them", 0, NULL },
	{ "recreate-immutable", 0, OPTION_BOOL, NULL, NULL,
	  "delete and make anew objects with a field that cannot be changed", 0, NULL },
	{ "force", 0, OPTION_BOOL, NULL, "use --force-replace instead", "", OPTION_DEPRECATED, NULL },
	{ "timeout", 0, OPTION_DURATION, NULL, "5m0s", "longest wait for a single operation", 0, NULL },
	{ "wait", 0, OPTION_WAIT, NULL, NULL, "wait until the objects are ready: watcher, hookOnly or legacy", 0,
	  "watcher hookOnly legacy" },
	{ "wait-for-jobs", 0, OPTION_BOOL, NULL, NULL, "wait for Jobs to complete too", 0, NULL },
	{ NULL },
};

#define SERVER_SIDE_AUTO \
	{ \
		"server-side", 0, OPTION_STRING, NULL, "auto", \
			"apply on the server's side: true, false, or as the release was before", 0, "auto true false" \
	}
#define HISTORY_MAX \
	{ \
		"history-max", 0, OPTION_INT, NULL, "10", "revisions that are kept of a release; 0: all", 0, NULL \
	}
#define CLEANUP \
	{ \
		"cleanup-on-fail", 0, OPTION_BOOL, NULL, NULL, "delete the objects that were new if it fails", 0, NULL \
	}
#define DRY_RUN \
	{ \
		"dry-run", 0, OPTION_OPTIONAL, NULL, NULL, \
			"change nothing: client, without a cluster; server, as the cluster would take it", 0, \
			"none client server" \
	}
#define FAIL_FAST \
	{ \
		"fail-fast", 0, OPTION_BOOL, NULL, NULL, "with --wait: end with the first object that has failed", 0, \
			NULL \
	}

const struct option install_options[] = {
	DRY_RUN,
	{ "server-side", 0, OPTION_BOOL, NULL, "true", "apply on the server's side", 0, NULL },
	{ "crds", 0, OPTION_STRING, NULL, "create",
	  "the charts' CRDs: create those that are missing, apply all, or skip them", 0, "create apply skip" },
	FAIL_FAST,
	{ NULL },
};

const struct option upgrade_options[] = {
	{ "install", 'i', OPTION_BOOL, NULL, NULL, "install the release if there is none of its name", 0, NULL },
	DRY_RUN,
	SERVER_SIDE_AUTO,
	{ "reset-values", 0, OPTION_BOOL, NULL, NULL, "take no values of the last revision over", 0, NULL },
	{ "reuse-values", 0, OPTION_BOOL, NULL, NULL,
	  "keep the last revision's values and its chart's defaults, under those that are given", 0, NULL },
	{ "reset-then-reuse-values", 0, OPTION_BOOL, NULL, NULL,
	  "keep the last revision's values over the new chart's defaults", 0, NULL },
	HISTORY_MAX,
	CLEANUP,
	FAIL_FAST,
	{ NULL },
};

const struct option rollback_options[] = {
	DRY_RUN,
	SERVER_SIDE_AUTO,
	HISTORY_MAX,
	CLEANUP,
	FAIL_FAST,
	{ "description", 0, OPTION_STRING, NULL, NULL, "description of the revision (at most 256 characters)", 0,
	  NULL },
	{ NULL },
};

const struct option target_options[] = {
	{ "target", 0, OPTION_STRING, NULL, NULL,
	  "a folder in the place of a cluster: manifests and records are files there", OPTION_COMPLETE_FOLDER, NULL },
	{ NULL },
};
