#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Fields that cannot be changed: which they are, and objects that are made anew where that is wished.
load helper

prepare() {
  mkdir -p "$FILES/fixed/templates"
  printf 'apiVersion: v2\nname: fixed\nversion: 1.0.0\n' > "$FILES/fixed/Chart.yaml"
  cat > "$FILES/fixed/values.yaml" <<- 'END'
	one: a
	size: 1Mi
	annotations: {}
	only: ""
	END
  cat > "$FILES/fixed/templates/all.yaml" <<- 'END'
	{{- $all := dict }}
	{{- range $text := splitList "---\n" (tpl (.Files.Get "objects") $) }}{{ with fromYaml $text }}
	{{- if or (not $.Values.only) (eq .kind $.Values.only) }}
	---
	{{ toYaml . }}
	{{- end }}{{ end }}{{ end }}
	END
  cat > "$FILES/fixed/objects" <<- 'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	spec:
	  selector: {matchLabels: {one: {{ .Values.one }}}}
	  template: {metadata: {labels: {one: {{ .Values.one }}}}, spec: {containers: [{name: main, image: none}]}}
	---
	apiVersion: apps/v1
	kind: StatefulSet
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	spec:
	  serviceName: {{ .Values.one }}
	  selector: {matchLabels: {app: data}}
	  template: {metadata: {labels: {app: data}}, spec: {containers: [{name: main, image: none}]}}
	---
	apiVersion: batch/v1
	kind: Job
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: {{ .Values.one }}}]}}}
	---
	apiVersion: rbac.authorization.k8s.io/v1
	kind: RoleBinding
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .Values.one }}}
	subjects: [{kind: ServiceAccount, name: default, namespace: default}]
	---
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	immutable: true
	data: {one: {{ .Values.one }}}
	---
	apiVersion: v1
	kind: PersistentVolumeClaim
	metadata: {name: {{ .Release.Name }}, annotations: {{ toJson .Values.annotations }}}
	spec: {accessModes: [ReadWriteOnce], storageClassName: {{ .Values.one }}, resources: {requests: {storage: {{ .Values.size }}}}}
	END
  cd "$FILES" || return 1
}

# uid KIND NAME
uid() {
  "$KUBECTL" -n "$NAMESPACE" get "$1" "$2" -o jsonpath='{.metadata.uid}'
}

@test "what cannot be changed is told, with what would help" {
  "$PINTLE" install told "$FILES/fixed" > /dev/null
  for kind in Deployment StatefulSet Job RoleBinding ConfigMap PersistentVolumeClaim; do
    before=$(uid "$kind" told)
    run "$PINTLE" upgrade told "$FILES/fixed" --set one=b --set only=$kind --reset-values
    equal 1 "$status"
    has "$output" "$kind" "note: $kind/told: what cannot be changed can be made anew: --recreate-immutable"
    equal "$before" "$(uid "$kind" told)"
  done
}

@test "--recreate-immutable makes anew what is refused, after it was told, and nothing else" {
  "$PINTLE" install anew "$FILES/fixed" > /dev/null
  for kind in Deployment StatefulSet Job RoleBinding ConfigMap; do
    before=$(uid "$kind" anew)
    run "$PINTLE" upgrade anew "$FILES/fixed" --set one=b --set only=$kind --recreate-immutable --description "only $kind"
    equal 0 "$status" || { echo "$output" && false; }
    has "$output" 'this object will be deleted and made anew, as it cannot be changed' "kind=$kind"
    equal 1 "$(count "$output" 'made anew')"
    lacks "$(uid "$kind" anew)" "$before"
    equal b "$("$KUBECTL" -n "$NAMESPACE" get "$kind" anew -o json | jq -r '[.spec.selector.matchLabels.one, .spec.serviceName,
      .spec.template.spec.containers[0].image, .roleRef.name, .data.one] | map(select(. != null and . != "none"))[0]')"
    "$PINTLE" uninstall anew --wait > /dev/null
    "$PINTLE" install anew "$FILES/fixed" > /dev/null
  done
}

@test "what may be changed is changed, not made anew" {
  "$PINTLE" install soft "$FILES/fixed" --set only=Deployment > /dev/null
  before=$(uid Deployment soft)
  run "$PINTLE" upgrade soft "$FILES/fixed" --set only=Deployment --set annotations.note=x --recreate-immutable
  equal 0 "$status" || { echo "$output" && false; }
  lacks "$output" 'made anew'
  equal "$before" "$(uid Deployment soft)"
}

@test "volumes are not made anew by the option, but by their own annotation" {
  "$PINTLE" install disk "$FILES/fixed" --set only=PersistentVolumeClaim > /dev/null
  before=$(uid PersistentVolumeClaim disk)
  run "$PINTLE" upgrade disk "$FILES/fixed" --set only=PersistentVolumeClaim --set one=b --recreate-immutable
  equal 1 "$status"
  equal "$before" "$(uid PersistentVolumeClaim disk)"
  run "$PINTLE" upgrade disk "$FILES/fixed" --set only=PersistentVolumeClaim --set one=b --set annotations.pintle/immutable=recreate
  equal 0 "$status" || { echo "$output" && false; }
  has "$output" 'made anew'
  lacks "$(uid PersistentVolumeClaim disk)" "$before"
}

@test "an annotation allows it for one object, and another forbids what the option allows" {
  "$PINTLE" install marked "$FILES/fixed" --set only=ConfigMap > /dev/null
  before=$(uid ConfigMap marked)
  run "$PINTLE" upgrade marked "$FILES/fixed" --set only=ConfigMap --set one=b --set annotations.pintle/immutable=keep --recreate-immutable
  equal 1 "$status"
  equal "$before" "$(uid ConfigMap marked)"
  run "$PINTLE" upgrade marked "$FILES/fixed" --set only=ConfigMap --set one=b --set annotations.pintle/immutable=recreate
  equal 0 "$status" || { echo "$output" && false; }
  lacks "$(uid ConfigMap marked)" "$before"
}

@test "the same where changes are made on the client's side" {
  "$PINTLE" install patched "$FILES/fixed" --set only=Deployment --server-side=false > /dev/null
  before=$(uid Deployment patched)
  run "$PINTLE" upgrade patched "$FILES/fixed" --set only=Deployment --set one=b
  equal 1 "$status"
  has "$output" 'note: Deployment/patched: what cannot be changed'
  run "$PINTLE" upgrade patched "$FILES/fixed" --set only=Deployment --set one=b --recreate-immutable
  equal 0 "$status" || { echo "$output" && false; }
  lacks "$(uid Deployment patched)" "$before"
}

@test "a rollback makes anew, too" {
  "$PINTLE" install back "$FILES/fixed" --set only=Job > /dev/null
  "$PINTLE" upgrade back "$FILES/fixed" --set only=Job --set one=b --recreate-immutable > /dev/null
  run "$PINTLE" rollback back 1 --recreate-immutable
  equal 0 "$status" || { echo "$output" && false; }
  equal a "$("$KUBECTL" -n "$NAMESPACE" get job back -o jsonpath='{.spec.template.spec.containers[0].image}')"
}
