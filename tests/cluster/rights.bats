#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A service account of one namespace, with no more rights than needed: what it may do works, and what it may not do is named.
load helper
load twins

prepare() {
  chart web
  cat > "$FILES/web/templates/test.yaml" <<- 'END'
	apiVersion: v1
	kind: Pod
	metadata: {name: "{{ .Release.Name }}-check", annotations: {helm.sh/hook: test}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	END
  mkdir -p "$FILES/life/templates"
  printf 'apiVersion: v2\nname: life\nversion: 0.0.1\n' > "$FILES/life/Chart.yaml"
  cp "$FILES"/web/templates/{hooks,test}.yaml "$FILES/life/templates"
  cat > "$FILES/life/templates/all.yaml" <<- 'END'
	apiVersion: v1
	kind: Pod
	metadata: {name: "{{ .Release.Name }}", labels: {text: "{{ .Values.text }}"}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: "{{ .Release.Name }}-two"}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	---
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}"}
	END
  "$KUBECTL" -n default create serviceaccount "$NAMESPACE" > /dev/null
  "$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.server}' > "$FILES/server"
  "$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' > "$FILES/ca"
}

teardown_file() {
  "$KUBECTL" -n default delete serviceaccount "$NAMESPACE"
}

# may VERBS [RECORDS]: from now on the account may do this with the chart's kinds, and this with Secrets, in both namespaces.
may() {
  local namespace role
  for namespace in "$OURS" "$THEIRS"; do
    "$KUBECTL" -n "$namespace" delete role,rolebinding --all
    "$KUBECTL" -n "$namespace" create role records --verb="${2-get,list,create,update,delete}" --resource=secrets
    "$KUBECTL" -n "$namespace" create role objects --verb="$1" --resource=configmaps,services,deployments.apps,pods
    "$KUBECTL" -n "$namespace" create role leases --verb=get,create,update,delete --resource=leases.coordination.k8s.io
    for role in records objects leases; do
      "$KUBECTL" -n "$namespace" create rolebinding $role --role=$role --serviceaccount="default:$NAMESPACE"
    done
  done > /dev/null
  [ -s "$FILES/account" ] || cat > "$FILES/account" <<- END
	current-context: c
	contexts: [{name: c, context: {cluster: k, user: u}}]
	clusters: [{name: k, cluster: {server: "$(cat "$FILES/server")", certificate-authority-data: $(cat "$FILES/ca")}}]
	users: [{name: u, user: {token: $("$KUBECTL" -n default create token "$NAMESPACE")}}]
	END
}

# settle: Pods succeed while the test runs, as a node would have it.
settle() {
  local name
  while sleep 0.3; do
    for name in $("$KUBECTL" -n "$OURS" get pods --field-selector status.phase=Pending -o name); do
      "$KUBECTL" -n "$OURS" patch "$name" --subresource=status --type=merge -p '{"status": {"phase": "Succeeded"}}'
    done
  done > /dev/null 2>&1 3>&-
}

teardown() {
  [ -z "${settler-}" ] || kill "$settler"
  "$KUBECTL" delete namespace "$OURS" "$THEIRS" --wait=false > /dev/null
}

# as_account COMMAND...: with its kubeconfig.
as_account() {
  KUBECONFIG=$FILES/account "$@"
}

# life: all that a release goes through.
life() {
  settle &
  settler=$!
  as_account pintle -n "$OURS" install one life --wait --timeout 60s
  as_account pintle -n "$OURS" upgrade one life --set text=b --wait --timeout 60s
  as_account pintle -n "$OURS" rollback one 1 --wait --timeout 60s
  as_account pintle -n "$OURS" test one --timeout 60s
  has "$output" 'TEST SUITE:     one-check' 'Phase:          Succeeded'
  as_account pintle -n "$OURS" history one
  equal 3 "$(grep -c '^[0-9]' <<< "$output")"
  as_account pintle -n "$OURS" uninstall one --wait --timeout 60s
  has "$output" 'release "one" uninstalled'
  equal '' "$("$KUBECTL" -n "$OURS" get services,secrets -o name)"
}

@test "all that a release goes through needs no more than these rights" {
  may get,list,watch,create,patch,delete
  life
}

@test "--wait reads one by one what may not be listed and watched" {
  may get,create,patch,delete
  life
}

@test "--wait reads one by one what may be listed but not watched" {
  may get,list,create,patch,delete
  life
}

@test "objects that may not be made: the error says so, the record tells it, and what was missing mends it" {
  may get,list,watch,patch,delete
  as_account twin install one web
  has "$stderr" 'configmaps' 'is forbidden' 'cannot'
  as_account twin status one
  may get,list,watch,create,patch,delete
  as_account twin upgrade one web
  same_all
}

@test "objects that may not be changed or deleted" {
  may get,list,watch,create,patch,delete
  as_account twin install one web
  may get,list,watch,create,delete
  as_account twin upgrade one web --set text=b
  may get,list,watch,create,patch
  as_account twin uninstall one
  as_account twin history one
  may get,list,watch,create,patch,delete
  as_account twin uninstall one
  as_account twin list
  same_all
}

@test "objects that may not be read: told before anything is changed" {
  may get,list,watch,create,patch,delete
  as_account twin install one web
  may list,watch,create,patch,delete
  as_account twin install two web
  as_account pintle -1 -n "$OURS" upgrade one web # Helm makes a revision that fails
  has "$stderr" 'Error: UPGRADE FAILED: could not get information about the resource: configmaps "one" is forbidden' 'cannot get resource "configmaps"'
  as_account pintle -n "$OURS" history one
  equal 1 "$(grep -c '^[0-9]' <<< "$output")"
}

@test "records that may not be listed, made, changed or deleted" {
  may get,list,watch,create,patch,delete
  as_account twin install one web
  for verbs in get,create,update,delete get,list,update,delete get,list,create,delete get,list,create,update; do
    may get,list,watch,create,patch,delete $verbs
    for command in 'install two web' 'upgrade one web' 'rollback one 1' 'uninstall one' 'test one --filter name=none'; do
      echo "$verbs: $command"
      # shellcheck disable=SC2086 # words
      as_account twin $command
    done
  done
}

@test "records that may be listed, but not asked for by their names" {
  may get,list,watch,create,patch,delete list,create,update,delete
  as_account twin install one web
  as_account twin upgrade one web --set text=b
  as_account twin history one
  as_account pintle -n "$OURS" status one
  as_account pintle -n "$OURS" list
  as_account pintle -n "$OURS" rollback one 1 # Helm asks for that revision
  as_account pintle -n "$OURS" get values one --revision 2
  as_account pintle -n "$OURS" uninstall one
}

@test "rights for nothing" {
  may get get
  for command in 'install one web' 'upgrade one web' 'upgrade one web -i' 'rollback one' 'uninstall one' 'test one' list 'history one'; do
    # shellcheck disable=SC2086 # words
    as_account twin $command
  done
  as_account twin install one web --create-namespace
}
