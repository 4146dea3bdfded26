# SPDX-License-Identifier: Apache-2.0
# What the cluster's tests share. PINTLE is the program, HELM the reference, CLUSTER the administrator's kubeconfig, KUBECTL the
# client. Each file has a namespace of its own.
bats_require_minimum_version 1.5.0
load ../cli/helper

setup_file() {
  export NAMESPACE=t$RANDOM$RANDOM FILES=$BATS_FILE_TMPDIR HOME=$BATS_FILE_TMPDIR/home KUBECONFIG=$CLUSTER TZ=UTC
  unset NO_COLOR SOURCE_DATE_EPOCH KUBERNETES_MASTER "${!HELM_@}" "${!XDG_@}"
  mkdir -p "$HOME"
  "$KUBECTL" create namespace "$NAMESPACE"
  prepare
}

teardown_file() {
  "$KUBECTL" delete namespace "$NAMESPACE" --wait=false
}

setup() {
  repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  export work=$BATS_TEST_TMPDIR HELM_NAMESPACE=$NAMESPACE
  cd "$work" || return 1
}

# prepare: what a file's tests need in the cluster; files have their own.
prepare() { :; }

# helm ARGUMENTS...: the reference, in the file's namespace.
helm() {
  "$HELM" --namespace "$NAMESPACE" "$@"
}

# same ARGUMENTS...: pintle and helm print the same on both streams and end with the same status.
same() {
  local ours our_errors our_status
  run --keep-empty-lines --separate-stderr "$PINTLE" "$@"
  ours=$output our_errors=$stderr our_status=$status
  run --keep-empty-lines --separate-stderr "$HELM" "$@"
  equal "$output" "$ours" && equal "$stderr" "$our_errors" && equal "$status" "$our_status"
}

# chart NAME: a folder with a small chart: objects of several kinds, hooks, a test, notes.
chart() {
  mkdir -p "$FILES/$1/templates"
  cat > "$FILES/$1/Chart.yaml" <<- END
	apiVersion: v2
	name: $1
	version: 1.2.3
	appVersion: "4.5 <x>"
	annotations: {b: two, a: one}
	END
  cat > "$FILES/$1/values.yaml" <<- 'END'
	replicas: 1
	list: [1, 2.5, true, null]
	text: "<&>"
	nested: {a: 1, b: {c: d}}
	END
  cat > "$FILES/$1/templates/all.yaml" <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}"}
	data: {text: "{{ .Values.text }}", é: "{{ .Release.Revision }}"}
	---
	apiVersion: v1
	kind: Service
	metadata: {name: "{{ .Release.Name }}"}
	spec: {selector: {app: "{{ .Release.Name }}"}, ports: [{port: 80}]}
	---
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: "{{ .Release.Name }}"}
	spec:
	  replicas: {{ .Values.replicas }}
	  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
	  template:
	    metadata: {labels: {app: "{{ .Release.Name }}"}}
	    spec: {containers: [{name: main, image: none}]}
	END
  sed -i 's/, é: .*}/}/' "$FILES/$1/templates/all.yaml"
  cat > "$FILES/$1/templates/hooks.yaml" <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}-hook", annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-3", helm.sh/hook-delete-policy: hook-succeeded}}
	---
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}-test", annotations: {helm.sh/hook: test}}
	END
  printf 'Notes of {{ .Release.Name }}\n\nrevision {{ .Release.Revision }}\n\n' > "$FILES/$1/templates/NOTES.txt"
}
