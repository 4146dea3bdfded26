#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# How the cluster is reached, and as whom.
load helper

prepare() {
  chart web
  helm install one "$FILES/web"
  "$KUBECTL" -n "$NAMESPACE" create serviceaccount reader
  "$KUBECTL" -n "$NAMESPACE" create role reader --verb=get,list --resource=secrets
  "$KUBECTL" -n "$NAMESPACE" create rolebinding reader --role=reader --serviceaccount="$NAMESPACE:reader"
  "$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.server}' > "$FILES/server"
  "$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d > "$FILES/ca.crt"
  "$KUBECTL" config view --raw -o jsonpath='{.users[0].user.client-certificate-data}' | base64 -d > "$FILES/admin.crt"
  "$KUBECTL" config view --raw -o jsonpath='{.users[0].user.client-key-data}' | base64 -d > "$FILES/admin.key"
  "$KUBECTL" -n "$NAMESPACE" create token reader > "$FILES/token"
}

# config CLUSTER USER: a kubeconfig in the test's folder, which becomes the one in use.
config() {
  cat > config <<- END
	current-context: c
	contexts: [{name: c, context: {cluster: k, user: u, namespace: $NAMESPACE}}]
	clusters: [{name: k, cluster: {server: "$(cat "$FILES/server")", $1}}]
	users: [{name: u, user: {$2}}]
	END
  export KUBECONFIG=$PWD/config
}

@test "certificates, keys and authorities as files beside the kubeconfig" {
  cp "$FILES"/{ca.crt,admin.crt,admin.key} .
  config 'certificate-authority: ca.crt' 'client-certificate: admin.crt, client-key: admin.key'
  same list
  : > admin.key
  pintle -1 list # Helm logs besides
  equal "Error: kubernetes cluster unreachable: Get \"$(cat "$FILES/server")/version\": tls: failed to find any PEM data in key input" "$stderr"
}

@test "tokens, and files that hold them" {
  config "certificate-authority: $FILES/ca.crt" "token: $(cat "$FILES/token")"
  same list
  same list -A
  config "certificate-authority: $FILES/ca.crt" "tokenFile: $FILES/token"
  same get values one
  config "certificate-authority: $FILES/ca.crt" 'token: wrong'
  same list
  config "certificate-authority: $FILES/ca.crt" ''
  same list
  same list --kube-token "$(cat "$FILES/token")"
  HELM_KUBETOKEN=$(cat "$FILES/token") same list
}

@test "a name and a password" {
  config "certificate-authority: $FILES/ca.crt" 'username: a, password: b'
  same list
}

@test "what a service account may not do is named" {
  config "certificate-authority: $FILES/ca.crt" "token: $(cat "$FILES/token")"
  same list -n kube-system
  same history one -n kube-system
  same get values one -n kube-system --revision 1
  HELM_DRIVER=configmap same list
  HELM_DRIVER=configmap same get values one --revision 1
}

@test "impersonation" {
  same list --kube-as-user joe
  same list --kube-as-user joe --kube-as-group system:masters --kube-as-group other
  same list --kube-as-group alone
  HELM_KUBEASUSER=joe HELM_KUBEASGROUPS=system:masters,x same list
  config "certificate-authority: $FILES/ca.crt" "client-certificate: $FILES/admin.crt, client-key: $FILES/admin.key, as: joe, as-groups: [a], as-uid: '7', as-user-extra: {k: [v]}"
  same list
}

@test "the authority, the server's name, and none of them" {
  config '' "token: $(cat "$FILES/token")"
  same list
  same list --kube-ca-file "$FILES/ca.crt"
  same list --kube-insecure-skip-tls-verify
  HELM_KUBECAFILE=$FILES/ca.crt same list
  HELM_KUBEINSECURE_SKIP_TLS_VERIFY=true same list
  same list --kube-insecure-skip-tls-verify --kube-ca-file "$FILES/ca.crt"
  same list --kube-ca-file "$FILES/token"
  same list --kube-ca-file "$FILES/ca.crt" --kube-tls-server-name kubernetes
  HELM_KUBETLS_SERVER_NAME=localhost same list --kube-ca-file "$FILES/ca.crt"
  pintle -1 list --kube-ca-file "$FILES/ca.crt" --kube-tls-server-name other
  has "$stderr" 'tls: failed to verify certificate: x509: certificate is not valid for other'
}

@test "another server, and none that answers" {
  same list --kube-apiserver "$(cat "$FILES/server")/"
  same list --kube-apiserver https://127.0.0.1:1
  same list --kube-apiserver "$(sed s/https/http/ "$FILES/server")"
  HELM_KUBEAPISERVER=http://127.0.0.1:1 same list
  KUBECONFIG=/none same list
}

@test "contexts and lists of files" {
  config "certificate-authority: $FILES/ca.crt" "token: $(cat "$FILES/token")"
  printf 'current-context: other\ncontexts: [{name: other, context: {cluster: k, user: u, namespace: kube-public}}]\n' > second
  unset HELM_NAMESPACE
  KUBECONFIG=second:config:none same list
  KUBECONFIG=config:second same list
  KUBECONFIG=second:config same list --kube-context c
  KUBECONFIG=second:config HELM_KUBECONTEXT=c same list
  KUBECONFIG=config same list --kube-context none
  same list --kubeconfig second
  same list --kubeconfig none
}

# plugin TEXT: an executable that prints an ExecCredential with this status and counts how often it ran.
plugin() {
  cat > plugin <<- END
	#!/bin/sh
	echo run >> "$PWD/runs"
	echo "\$KUBERNETES_EXEC_INFO" > "$PWD/info"
	[ "\$GREETING" = hello ] || exit 3
	echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{$1}}'
	END
  chmod +x plugin
  config "certificate-authority: $FILES/ca.crt" "exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, provideClusterInfo: true, env: [{name: GREETING, value: ${2-hello}}]}"
}

@test "credential plugins: tokens, asked for once" {
  plugin "\"token\":\"$(cat "$FILES/token")\""
  same list
  equal 2 "$(wc -l < runs)"
  "$HELM" list > /dev/null && mv info theirs
  "$PINTLE" list > /dev/null
  equal "$(python3 -m json.tool --sort-keys theirs)" "$(python3 -m json.tool --sort-keys info)"
}

@test "credential plugins: certificates" {
  plugin "$(python3 -c 'import json, sys; c, k = (open(f).read() for f in sys.argv[1:]); print(json.dumps({"clientCertificateData": c, "clientKeyData": k})[1:-1])' \
    "$FILES/admin.crt" "$FILES/admin.key" | sed 's/\\n/\\\\n/g')"
  pintle list -q
  equal $'one\n' "$output"
}

@test "credential plugins: credentials that have expired are asked for again" {
  plugin "\"token\":\"$(cat "$FILES/token")\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\""
  pintle list -q
  equal $'one\n' "$output"
  [ "$(wc -l < runs)" -gt 1 ]
}

@test "credential plugins: what goes wrong" {
  plugin ''
  same list
  plugin '"token":""'
  same list
  plugin '"clientKeyData":"x"'
  same list
  plugin '"token":"t"' nobody
  same list
  rm plugin
  same list
}

# seconds ARGUMENTS...: how long that takes, with one request a second.
seconds() {
  local begun=$EPOCHREALTIME
  "$PINTLE" -n "$NAMESPACE" --qps 1 "$@" > /dev/null
  echo $(((${EPOCHREALTIME/./} - ${begun/./}) / 1000000))
}

@test "--burst-limit: how many requests --qps does not hold back, in each of Go's notations" {
  [ "$(seconds status one --burst-limit 0x1)" -ge 2 ]
  [ "$(seconds status one --burst-limit 0b1)" -ge 2 ]
  [ "$(seconds status one --burst-limit 0x10)" -lt 2 ]
  HELM_BURST_LIMIT=1
  export HELM_BURST_LIMIT
  [ "$(seconds status one)" -ge 2 ]
  HELM_BURST_LIMIT=0x1 # no number there
  [ "$(seconds status one)" -lt 2 ]
}
