#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What others do to a release's objects while it is changed, or between two changes.
load helper
load twins

prepare() {
  cd "$FILES"
  mkdir -p hooked/templates policy/templates scaled/templates
  printf 'apiVersion: v2\nname: hooked\nversion: 1.0.0\n' > hooked/Chart.yaml
  printf 'old: true\nnew: ""\nbad: false\n' > hooked/values.yaml
  cat > hooked/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: steady}
	data: {a: b}
	{{- if .Values.old }}
	---
	apiVersion: v1
	kind: PersistentVolumeClaim
	metadata: {name: old}
	spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
	{{- end }}
	{{- if .Values.new }}
	---
	apiVersion: v1
	kind: Secret
	metadata: {name: "{{ .Values.new }}"}
	data: {a: YQ==}
	{{- end }}
	{{- if .Values.bad }}
	---
	apiVersion: v1
	kind: Service
	metadata: {name: "A B"}
	{{- end }}
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: hook, annotations: {helm.sh/hook: "pre-upgrade,pre-rollback"}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	END
  printf 'apiVersion: v2\nname: policy\nversion: 1.0.0\n' > policy/Chart.yaml
  cat > policy/templates/all.yaml <<- 'END'
	apiVersion: networking.k8s.io/v1
	kind: NetworkPolicy
	metadata: {name: all}
	spec: {podSelector: {}, policyTypes: [Ingress]}
	END
  printf 'apiVersion: v2\nname: scaled\nversion: 1.0.0\n' > scaled/Chart.yaml
  cat > scaled/templates/all.yaml <<- 'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: web}
	spec:
	  replicas: 1
	  selector: {matchLabels: {app: web}}
	  template: {metadata: {labels: {app: web}, annotations: {a: "{{ .Values.a }}"}}, spec: {containers: [{name: main, image: none}]}}
	END
  cd "$OLDPWD"
}

# while_hooked COMMANDS PINTLE-ARGUMENTS...: runs the commands (a function) once the hook is there, then lets the hook succeed.
while_hooked() {
  local commands=$1 pid
  shift
  "$PINTLE" -n "$OURS" "$@" > "$work/out" 2>&1 3>&- &
  pid=$!
  until "$KUBECTL" -n "$OURS" get pod hook > /dev/null 2>&1; do
    kill -0 $pid
    sleep 0.1
  done
  "$commands"
  "$KUBECTL" -n "$OURS" patch pod hook --subresource=status --type=merge -p '{"status":{"phase":"Succeeded"}}'
  status=0
  wait $pid || status=$?
  cat "$work/out"
}

ours() {
  "$KUBECTL" -n "$OURS" "$@"
}

keep() { ours annotate pvc old helm.sh/resource-policy=keep; }
hand_over() { ours annotate pvc old meta.helm.sh/release-name=other --overwrite; }
delete_steady() { ours delete configmap steady; }
delete_old() { ours delete pvc old --wait=false; }
create_new() { ours create secret generic tls --from-literal=mine=yes; }

@test "what is to be deleted, and is marked to be kept while a hook runs, stays" {
  "$PINTLE" -n "$OURS" install one hooked
  while_hooked keep upgrade one hooked --set old=false
  equal 0 "$status"
  ours get pvc old
}

@test "what is to be deleted, and is another release's since a hook began, stays and is told" {
  "$PINTLE" -n "$OURS" install one hooked
  while_hooked hand_over upgrade one hooked --set old=false
  equal 0 "$status"
  has "$(cat "$work/out")" 'skipping delete of resource not owned by this release' 'kind=PersistentVolumeClaim'
  ours get pvc old
}

@test "what is deleted already is no error" {
  "$PINTLE" -n "$OURS" install one hooked
  while_hooked delete_old upgrade one hooked --set old=false
  equal 0 "$status"
}

@test "what need not change, and is deleted while a hook runs, is there again" {
  "$PINTLE" -n "$OURS" install one hooked
  while_hooked delete_steady upgrade one hooked
  equal 0 "$status"
  equal b "$(ours get configmap steady -o jsonpath='{.data.a}')"
  while_hooked delete_steady rollback one 1
  equal b "$(ours get configmap steady -o jsonpath='{.data.a}')"
}

@test "--cleanup-on-fail deletes what this run has made, and nothing that another made meanwhile" {
  "$PINTLE" -n "$OURS" install one hooked
  while_hooked create_new upgrade one hooked --set new=tls,bad=true --cleanup-on-fail
  equal 1 "$status"
  equal eWVz "$(ours get secret tls -o jsonpath='{.data.mine}')"
  while_hooked true upgrade one hooked --set new=made,bad=true --cleanup-on-fail
  equal 1 "$status"
  run ours get secret made
  has "$output" NotFound
}

@test "a selector that somebody has narrowed is not taken for unchanged" {
  twin install one policy
  both patch networkpolicy all --type=merge -p '{"spec":{"podSelector":{"matchLabels":{"a":"b"}}}}'
  twin upgrade one policy
  twin upgrade one policy --force-conflicts
  equal '{}' "$(ours get networkpolicy all -o jsonpath='{.spec.podSelector}')"
}

@test "replicas that an autoscaler set are left alone on the client's side, too" {
  "$PINTLE" -n "$OURS" install one scaled --server-side=false
  ours autoscale deployment web --min=3 --max=5
  for _ in $(seq 100); do
    [[ $(ours get deployment web -o jsonpath='{.spec.replicas}') != 3 ]] || break
    sleep 0.3
  done
  equal 3 "$(ours get deployment web -o jsonpath='{.spec.replicas}')"
  for option in --server-side=false '--server-side=false --force-replace'; do
    # shellcheck disable=SC2086 # words
    "$PINTLE" -n "$OURS" upgrade one scaled --set a=$RANDOM $option
    equal 3 "$(ours get deployment web -o jsonpath='{.spec.replicas}')"
  done
}

@test "the plan that is kept is the one that is carried out: renewed once hooks have run" {
  plan() { ours get secret sh.helm.release.v1.one.v2 -o jsonpath='{.data.plan}' | base64 -d | jq -r '.[] | select(.name == "steady") | .action'; }
  look() { delete_steady && equal keep "$(plan)"; }
  "$PINTLE" -n "$OURS" install one hooked
  (for _ in $(seq 50); do
    sleep 0.2
    [[ $(plan) != create ]] || touch "$work/renewed"
  done) 2> /dev/null 3>&- &
  while_hooked look upgrade one hooked --wait --timeout 8s # the claim is never bound
  equal 1 "$status"
  [ -e "$work/renewed" ]
  equal '' "$(ours get secret sh.helm.release.v1.one.v2 -o jsonpath='{.data.plan}')"
}

@test "a plan for which there is no room beside the record is left out" {
  local i
  mkdir -p big/templates
  printf 'apiVersion: v2\nname: big\nversion: 1.0.0\n' > big/Chart.yaml
  head -c 776000 /dev/urandom > big/data
  for i in $(seq 100); do
    printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "c%s"}\n' "$i"
  done > big/templates/all.yaml
  twin install one big
  equal 0 "$status"
  [ "$(ours get secret sh.helm.release.v1.one.v1 -o jsonpath='{.data.release}' | base64 -d | wc -c)" -gt 1042000 ]
}

@test "nobody who reads what is told, and a terminal that is closed: the record is closed" {
  "$PINTLE" -n "$OURS" install one hooked
  "$PINTLE" -n "$OURS" upgrade one hooked --no-hooks --wait --timeout 2s 2>&1 | true
  equal failed "$("$HELM" -n "$OURS" status one -o json | jq -r .info.status)"
  # nohup would have it deaf to HUP
  env --default-signal "$PINTLE" -n "$OURS" upgrade one hooked --no-hooks --wait --timeout 60s > "$work/out" 2>&1 3>&- &
  local pid=$!
  sleep 2
  kill -HUP $pid
  ! wait $pid
  has "$(cat "$work/out")" 'context canceled'
  equal failed "$("$HELM" -n "$OURS" status one -o json | jq -r .info.status)"
}
