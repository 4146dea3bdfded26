#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Releases go both ways between pintle and Helm 3: what one made, the other lists, shows, changes, tests and deletes. HELM3 is the
# program (tools/reference 3).
load helper

# A chart with hooks, a subchart, a CRD, a schema of its values, and files that fill its record.
prepare() {
  local version
  for version in 1.0.0 1.1.0; do
    chart full
    sed -i "s/^version: .*/version: $version/" "$FILES/full/Chart.yaml"
    printf 'dependencies:\n- {name: sub, version: 0.1.0, condition: sub.enabled}\n' >> "$FILES/full/Chart.yaml"
    mkdir -p "$FILES/full/charts/sub/templates" "$FILES/full/crds" "$FILES/full/files"
    printf 'apiVersion: v2\nname: sub\nversion: 0.1.0\n' > "$FILES/full/charts/sub/Chart.yaml"
    printf 'apiVersion: v1\nkind: Secret\nmetadata: {name: "{{ .Release.Name }}-sub"}\nstringData: {a: "{{ .Values.a }}"}\n' \
      > "$FILES/full/charts/sub/templates/secret.yaml"
    printf '{"type": "object", "required": ["replicas"], "properties": {"replicas": {"type": "integer", "maximum": 5}}}\n' \
      > "$FILES/full/values.schema.json"
    printf '{{ if eq .Chart.Version "1.1.0" }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-new"}\n{{ end }}\n' \
      > "$FILES/full/templates/new.yaml"
    cat > "$FILES/full/crds/thing.yaml" <<- 'END'
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: things.three.example.com}
	spec:
	  group: three.example.com
	  names: {kind: Thing, plural: things}
	  scope: Namespaced
	  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
	END
    printf 'apiVersion: three.example.com/v1\nkind: Thing\nmetadata: {name: "{{ .Release.Name }}"}\nspec: {a: {{ .Values.replicas }}}\n' \
      > "$FILES/full/templates/thing.yaml"
    mv "$FILES/full" "$FILES/$version"
  done
  cp -r "$FILES/1.0.0" "$FILES/large"
  head -c 500000 /dev/urandom | base64 -w 100 > "$FILES/large/files/noise"
}

setup() {
  repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  export work=$BATS_TEST_TMPDIR HELM_NAMESPACE=$NAMESPACE
  cd "$FILES" || return 1
}

# ours and theirs ARGUMENTS...: it works, with either.
ours() {
  works "$PINTLE" "$@"
}

theirs() {
  works "$HELM3" -n "$NAMESPACE" "$@"
}

works() {
  run --keep-empty-lines --separate-stderr "$@"
  [ "$status" = 0 ] || { printf '%s: %s\n%s\n%s\n' "$status" "$*" "$output" "$stderr" && return 1; }
}

# both ARGUMENTS...: they print the same.
both() {
  ours "$@"
  local our_output=$output
  theirs "$@"
  equal "$output" "$our_output"
}

# same_views NAME: all that can be asked of a release.
same_views() {
  local what
  for what in values 'values -a' 'values -o json' manifest hooks notes; do
    # shellcheck disable=SC2086 # words
    both get $what "$1"
  done
  both history "$1"
  equal "$("$HELM3" -n "$NAMESPACE" history "$1" -o json | jq -c .)" \
    "$("$PINTLE" history "$1" -o json | jq -c 'map(del(.rollback_revision))')"
  ours list -f "^$1\$" # Helm 3 lists not all by itself
  local our_output=$output
  theirs list -a -f "^$1\$"
  equal "$output" "$our_output"
  equal "$("$HELM3" -n "$NAMESPACE" status "$1" -o json | jq -c '[.name, .version, .info.status, .info.description, .config]')" \
    "$("$PINTLE" status "$1" -o json | jq -c '[.name, .version, .info.status, .info.description, .config]')"
}

# replicas NAME: of what is there.
replicas() {
  "$KUBECTL" -n "$NAMESPACE" get "deployment/$1" -o 'jsonpath={.spec.replicas}'
}

@test "what pintle made, Helm 3 changes" {
  ours install p1 1.0.0 --set replicas=2
  same_views p1
  theirs upgrade p1 1.1.0 --set replicas=3
  equal 3 "$(replicas p1)"
  "$KUBECTL" -n "$NAMESPACE" get configmap p1-new
  same_views p1
  theirs rollback p1 1
  equal 2 "$(replicas p1)"
  run "$KUBECTL" -n "$NAMESPACE" get configmap p1-new
  has "$output" 'not found'
  same_views p1
  theirs test p1
  same_views p1
  theirs uninstall p1 --keep-history
  same_views p1
  theirs uninstall p1
  equal '' "$("$KUBECTL" -n "$NAMESPACE" get configmaps,secrets,deployments,services -o name | grep p1 | grep -v -e hook -e test)"
}

@test "what Helm 3 made, pintle changes" {
  theirs install h1 1.0.0 --set replicas=2
  same_views h1
  ours upgrade h1 1.1.0 --set replicas=3
  equal 3 "$(replicas h1)"
  "$KUBECTL" -n "$NAMESPACE" get configmap h1-new
  same_views h1
  ours rollback h1 1
  equal 2 "$(replicas h1)"
  run "$KUBECTL" -n "$NAMESPACE" get configmap h1-new
  has "$output" 'not found'
  same_views h1
  ours test h1
  same_views h1
  ours uninstall h1 --keep-history
  same_views h1
  ours uninstall h1
  equal '' "$("$KUBECTL" -n "$NAMESPACE" get configmaps,secrets,deployments,services -o name | grep h1 | grep -v -e hook -e test)"
}

@test "turn by turn" {
  ours install t1 1.0.0
  theirs upgrade t1 1.1.0 --set text=b
  ours upgrade t1 1.0.0 --reuse-values
  theirs upgrade t1 1.1.0 --reuse-values --set replicas=4
  ours rollback t1 2
  theirs rollback t1 3
  equal 6 "$("$PINTLE" history t1 -o json | jq length)"
  equal b "$("$KUBECTL" -n "$NAMESPACE" get configmap t1 -o 'jsonpath={.data.text}')"
  same_views t1
  ours uninstall t1
}

@test "records of almost a mebibyte" {
  ours install large large
  local size
  size=$("$KUBECTL" -n "$NAMESPACE" get secret sh.helm.release.v1.large.v1 -o 'jsonpath={.data.release}' | base64 -d | wc -c)
  [ "$size" -gt 850000 ]
  same_views large
  theirs upgrade large large --set replicas=2
  ours upgrade large large --set replicas=3
  theirs rollback large 1
  same_views large
  ours rollback large 2
  theirs uninstall large
}

@test "the schema of the values holds for both" {
  ours install s1 1.0.0
  run "$HELM3" -n "$NAMESPACE" upgrade s1 1.1.0 --set replicas=7
  equal 1 "$status"
  theirs install s2 1.0.0
  pintle -1 upgrade s2 1.1.0 --set replicas=7
  has "$stderr" 'replicas'
  same_views s1
  same_views s2
}
