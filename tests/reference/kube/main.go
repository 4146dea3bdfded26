// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_kube.c: go run . > ../../data/kube/kube.tsv
//
//	config   OVERRIDES FILE...   what client-go, called as Helm calls it, makes of kubeconfig files; the folder that the
//	                             files lie in is written as DIR
//	selector SELECTOR LABELS     labels.Parse, and whether it matches
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/rest"
)

var out = bufio.NewWriter(os.Stdout)

func row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte('\t')
		}
		out.WriteString(strconv.Quote(f))
	}
	out.WriteByte('\n')
}

func shown(c *rest.Config) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+strconv.Quote(value))
		}
	}
	add("server", c.Host)
	add("name", c.ServerName)
	add("ca", c.CAFile)
	add("ca-data", string(c.CAData))
	add("cert", c.CertFile)
	add("cert-data", string(c.CertData))
	add("key", c.KeyFile)
	add("key-data", string(c.KeyData))
	add("token", c.BearerToken)
	add("token-file", c.BearerTokenFile)
	add("user", c.Username)
	add("password", c.Password)
	add("as", c.Impersonate.UserName)
	add("as-uid", c.Impersonate.UID)
	add("as-groups", strings.Join(c.Impersonate.Groups, ","))
	var keys []string
	for key := range c.Impersonate.Extra {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		add("extra", key+":"+strings.Join(c.Impersonate.Extra[key], ","))
	}
	if c.Insecure {
		add("insecure", "true")
	}
	if c.DisableCompression {
		add("plain", "true")
	}
	if c.Proxy != nil {
		if u, err := c.Proxy(nil); err == nil && u != nil {
			add("proxy", u.String())
		}
	}
	if e := c.ExecProvider; e != nil {
		add("exec", e.Command)
		add("args", strings.Join(e.Args, ","))
		for _, v := range e.Env {
			add("env", v.Name+"="+v.Value)
		}
		add("version", e.APIVersion)
		add("mode", string(e.InteractiveMode))
		add("hint", e.InstallHint)
		if e.ProvideClusterInfo {
			add("cluster", "true")
		}
	}
	return strings.Join(parts, " ")
}

// config calls client-go as Helm's pkg/cli does.
func config(folder, overrides string, files ...string) string {
	values := map[string]string{}
	for _, pair := range strings.Fields(overrides) {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = strings.ReplaceAll(value, "DIR", folder)
	}
	text := func(name string) *string { v := values[name]; return &v }
	insecure := values["insecure"] == "true"
	var groups []string
	if values["groups"] != "" {
		groups = strings.Split(values["groups"], ",")
	}
	flags := &genericclioptions.ConfigFlags{
		Namespace: text("namespace"), Context: text("context"), BearerToken: text("token"), APIServer: text("server"), CAFile: text("ca"),
		KubeConfig: text("kubeconfig"), Impersonate: text("as"), Insecure: &insecure, TLSServerName: text("name"), ImpersonateGroup: &groups,
	}
	var paths []string
	for i, file := range files {
		path := filepath.Join(folder, fmt.Sprintf("%d.yaml", i))
		os.WriteFile(path, []byte(file), 0o600)
		paths = append(paths, path)
	}
	os.Setenv("KUBECONFIG", strings.Join(paths, ":"))
	result := ""
	c, err := flags.ToRESTConfig()
	if err != nil {
		result = "error: " + err.Error()
	} else {
		result = shown(c)
	}
	namespace, _, err := flags.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		namespace = "default"
		if values["namespace"] != "" {
			namespace = values["namespace"]
		}
	}
	return strings.ReplaceAll(result+" ["+namespace+"]", folder, "DIR")
}

func one(server, user string) string {
	return "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u, namespace: ns}}]\n" +
		"clusters: [{name: k, cluster: {" + server + "}}]\nusers: [{name: u, user: {" + user + "}}]\n"
}

func configs() {
	folder, err := os.MkdirTemp("", "kube")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	for _, name := range []string{"ca.pem", "cert.pem", "key.pem"} {
		os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600)
	}
	os.WriteFile(filepath.Join(folder, "token"), []byte("from-file\n"), 0o600)
	b64 := base64.StdEncoding.EncodeToString([]byte("DATA"))
	tls := "server: 'https://h:6443'"
	second := "current-context: d\ncontexts: [{name: d, context: {cluster: k2, user: u2}}, {name: c, context: {cluster: k2}}]\n" +
		"clusters: [{name: k2, cluster: {server: 'https://h2'}}, {name: k, cluster: {server: 'https://other'}}]\nusers: [{name: u2, user: {token: t2}}]\n"
	exec := "exec: {command: get-token, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, args: [a, b], env: [{name: A, value: '1'}], " +
		"provideClusterInfo: true, installHint: 'get it'}"
	users := []string{
		"", "token: t", "token: t, tokenFile: token", "tokenFile: token", "tokenFile: missing", "username: a, password: b", "token: t, username: a",
		"client-certificate: cert.pem, client-key: key.pem", "client-certificate: cert.pem", "client-certificate: missing.pem, client-key: /no/key",
		"client-certificate-data: " + b64 + ", client-key-data: " + b64, "client-certificate-data: '*', client-key-data: " + b64,
		"client-certificate: cert.pem, client-certificate-data: " + b64 + ", client-key: key.pem, client-key-data: " + b64,
		"as: joe, as-uid: '1', as-groups: [x, y], as-user-extra: {b: [c, d], a: [e]}", "as-groups: [x]", "as-uid: z", "as-user-extra: {a: b}",
		"as-user-extra: [a]", "as-user-extra: {a: [1]}", exec, "exec: {}", "exec: {command: ./bin/x, apiVersion: client.authentication.k8s.io/v1beta1}",
		"exec: {command: x, apiVersion: client.authentication.k8s.io/v1}", "exec: {command: x, apiVersion: y, interactiveMode: Sometimes}",
		"exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always, env: [{value: a}]}", "exec: {command: 3}", "token: 5",
		"token: [a]", "unknown: 1",
	}
	for _, user := range users {
		file := one(tls, user)
		row("config", "", file, config(folder, "", file))
	}
	clusters := []string{
		"", "server: ''", "server: h:6443", "server: 'http://h'", "server: 'https://h/path/'", tls + ", insecure-skip-tls-verify: true",
		tls + ", insecure-skip-tls-verify: maybe", tls + ", certificate-authority: ca.pem", tls + ", certificate-authority: missing.pem",
		tls + ", certificate-authority-data: " + b64, tls + ", certificate-authority-data: 'a!'", tls + ", certificate-authority-data: " + b64 + ", certificate-authority: ca.pem",
		tls + ", tls-server-name: sn", tls + ", proxy-url: 'http://p:3128'", tls + ", proxy-url: 'socks5://p'", tls + ", proxy-url: 'ftp://p'", tls + ", disable-compression: true",
		"server: 5", "server: y",
	}
	for _, cluster := range clusters {
		file := one(cluster, "token: t")
		row("config", "", file, config(folder, "", file))
	}
	good := one(tls+", certificate-authority: ca.pem, tls-server-name: sn", "token: t, as: a")
	for _, overrides := range []string{
		"context=c", "context=none", "context=d", "namespace=m", "server=https://o", "server=http://o", "name=s", "ca=DIR/key.pem", "ca=/none", "insecure=true", "token=o",
		"as=joe", "as=joe groups=x,y", "groups=x", "kubeconfig=DIR/1.yaml", "kubeconfig=DIR/none", "kubeconfig=DIR", "server=https://o name=s", "insecure=true ca=DIR/ca.pem",
	} {
		row("config", overrides, good, second, config(folder, overrides, good, second))
		row("config", overrides, second, good, config(folder, overrides, second, good))
		row("config", overrides, "", config(folder, overrides, ""))
	}
	for _, file := range []string{
		"", "{}", "[]", "a", "5", "kind: Secret", "kind: Config\napiVersion: v2", "current-context: x", "clusters: foo", "clusters: [a]", "contexts: {}", "a: [", "\t",
		"users: [null]", "clusters: null", "current-context: [x]", "current-context: c\ncontexts: [{name: c, context: {}}]", "current-context: c\ncontexts: [{name: c}]",
		"current-context: c\ncontexts: [{name: c, context: {namespace: m}}]", "{\"current-context\": \"c\", \"contexts\": [{\"name\": \"c\", \"context\": {\"cluster\": \"x\"}}]}",
	} {
		row("config", "", file, config(folder, "", file))
		row("config", "", file, good, config(folder, "", file, good))
	}
}

func matches(selector, set string) string {
	s, err := labels.Parse(selector)
	if err != nil {
		return "error: " + err.Error()
	}
	all := labels.Set{}
	for _, pair := range strings.Fields(set) {
		name, value, _ := strings.Cut(pair, "=")
		all[name] = value
	}
	return strconv.FormatBool(s.Matches(all))
}

func selectors() {
	for _, selector := range []string{
		"", "a", "!a", "a=1", "a==1", "a!=1", "a in (1)", "a in (1,2)", "a in ( 1 , 2 )", "a in ()", "a in (,)", "a in (1,)", "a notin (1)", "a notin (2,3)", "a=", "a!=",
		"a>1", "a>0", "a<2", "a<b", "a>", "a,b", "a,!b", "a=1,b=2", "a=1,,b", "a=1,", ",", ",a", "a b", "a=b=c", "a!", "!", "!!a", "!a=1", "(a)", "a in 1", "a in (1", "a in",
		"in in (in)", "notin", "a = 1", " a ", "x/a=1", "-a=1", "a=-1", "a/=1", "a in (1,-)", "a=1)", "a in (1))", "a>1,b", "a=1 b", "=1", "a<>1", "a=>1", "é=1", "a=é",
	} {
		for _, set := range []string{"", "a=1", "a=2 b=2", "a= b=1", "in=in x/a=1"} {
			row("selector", selector, set, matches(selector, set))
		}
	}
}

func main() {
	configs()
	selectors()
	out.Flush()
}
