#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Hooks, tests and waits. There are no nodes: Pods end when the test says so (Jobs with them), and nothing else ever becomes ready.
load helper
load twins

prepare() {
  cd "$FILES"
  mkdir -p hooks/templates slow/templates crds/crds crds/templates
  printf 'apiVersion: v2\nname: hooks\nversion: 1.0.0\n' > hooks/Chart.yaml
  cat > hooks/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: main}
	data: {revision: "{{ .Release.Revision }}"}
	{{- range $event := list "pre-install" "post-install" "pre-upgrade" "post-upgrade" "pre-rollback" "post-rollback" "pre-delete" "post-delete" }}
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: "{{ $event }}", annotations: {helm.sh/hook: "{{ $event }}", helm.sh/hook-delete-policy: "{{ $.Values.policy }}"}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	{{- end }}
	---
	apiVersion: batch/v1
	kind: Job
	metadata: {name: job, annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-5"}}
	spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: none}]}}}
	---
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: settings, annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-10"}}
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: check, annotations: {helm.sh/hook: test}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: check-more, annotations: {helm.sh/hook: test, helm.sh/hook-weight: "3", helm.sh/hook-delete-policy: "hook-succeeded,hook-failed"}}
	spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
	END
  echo 'policy: before-hook-creation' > hooks/values.yaml
  printf 'apiVersion: v2\nname: slow\nversion: 1.0.0\n' > slow/Chart.yaml
  cat > slow/templates/all.yaml <<- 'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: never}
	spec:
	  replicas: {{ .Values.replicas }}
	  selector: {matchLabels: {app: never}}
	  template: {metadata: {labels: {app: never}}, spec: {containers: [{name: main, image: none}]}}
	{{- if .Values.claim }}
	---
	apiVersion: v1
	kind: PersistentVolumeClaim
	metadata: {name: claim}
	spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
	{{- end }}
	{{- if .Values.job }}
	---
	apiVersion: batch/v1
	kind: Job
	metadata: {name: work}
	spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: none}]}}}
	{{- end }}
	END
  printf 'replicas: 1\nclaim: true\njob: false\n' > slow/values.yaml
  printf 'apiVersion: v2\nname: crds\nversion: 1.0.0\n' > crds/Chart.yaml
  cat > crds/crds/thing.yaml <<- END
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: things.$NAMESPACE.example.com}
	spec:
	  group: $NAMESPACE.example.com
	  scope: Namespaced
	  names: {kind: Thing, plural: things, singular: thing}
	  versions:
	  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}}
	END
  printf 'apiVersion: %s.example.com/v1\nkind: Thing\nmetadata: {name: one}\nspec: {size: {{ .Values.size | default 1 }}}\n' "$NAMESPACE" > crds/templates/thing.yaml
  cd "$OLDPWD"
}

# ending PHASE COMMAND...: runs it while every Pod of both namespaces comes to that phase.
ending() {
  local phase=$1 name pid
  shift
  (while :; do
    for space in "$OURS" "$THEIRS"; do
      for name in $("$KUBECTL" -n "$space" get pods --field-selector status.phase=Pending -o name 2> /dev/null); do
        "$KUBECTL" -n "$space" patch "$name" --subresource=status --type=merge -p "{\"status\":{\"phase\":\"$phase\"}}" > /dev/null 2>&1 || true
      done
    done
    sleep 0.2
  done) 3>&- &
  pid=$!
  "$@"
  local status=$?
  kill "$pid"
  return $status
}

@test "hooks of all events, before and after" {
  ending Succeeded twin install one hooks
  same_all
  ending Succeeded twin upgrade one hooks
  same_all
  ending Succeeded twin rollback one 1
  same_all
  ending Succeeded twin uninstall one --keep-history
  same_all
}

@test "hooks that are deleted once they have succeeded" {
  ending Succeeded twin install one hooks --set policy=hook-succeeded
  same_all
  ending Succeeded twin upgrade one hooks --set policy=hook-failed
  same_all
  twin upgrade one hooks --no-hooks
  same_all
}

@test "hooks that fail" {
  ending Failed twin install one hooks --set policy=hook-failed
  same_all
  twin history one
  ending Failed twin install two hooks --no-hooks
  ending Failed twin upgrade two hooks --set policy=hook-succeeded
  same_all
  ending Failed twin uninstall two
  same_all
  ending Failed twin upgrade two hooks --set policy=hook-failed --rollback-on-failure --timeout 9s
  has "$("$PINTLE" -n "$OURS" history two -o yaml)" 'Rollback "two" failed: resource Pod/' 'pod pre-rollback failed'
}

@test "hooks that do not end" {
  twin install one hooks --timeout 2s
  twin history one
  same_records
}

@test "test: all, some, failing ones, what they print" {
  twin install one hooks --no-hooks
  ending Succeeded twin test one
  same_all
  ending Succeeded twin test one --filter name=check-more
  same_all
  ending Succeeded twin test one --filter '!name=check-more'
  ending Succeeded twin test one --logs
  ending Failed twin test one
  same_all
  twin test nope
  twin test BAD
}

@test "test: an upgrade meanwhile stays what it is" {
  pintle -n "$OURS" install one hooks --no-hooks
  "$PINTLE" -n "$OURS" test one --timeout 60s > test.log 2>&1 3>&- &
  local pid=$!
  until "$KUBECTL" -n "$OURS" get pods -o name | grep -q .; do sleep 0.1; done
  pintle -n "$OURS" upgrade one hooks --no-hooks
  ending Succeeded wait "$pid"
  cat test.log
  equal superseded,deployed "$("$HELM" -n "$OURS" history one -o json | jq -r '[.[].status] | join(",")')"
  equal deployed "$("$KUBECTL" -n "$OURS" get secrets -l version=2 -o jsonpath='{.items[0].metadata.labels.status}')"
  equal superseded "$("$KUBECTL" -n "$OURS" get secrets -l version=1 -o jsonpath='{.items[0].metadata.labels.status}')"
}

@test "--wait: what does not become ready is told, with the time that was over" {
  twin install one slow --wait --timeout 2s
  twin history one
  same_all
  twin upgrade one slow --set replicas=2 --wait --timeout 2s
  twin rollback one 1 --wait --timeout 2s
  twin history one
  run --separate-stderr "$PINTLE" -n "$OURS" upgrade one slow --wait --timeout 2s
  has "$stderr" 'Deployment/never: InProgress: ' 'FailedScheduling'
}

@test "--wait: Pods of a StatefulSet that have failed are counted" {
  mkdir -p crash/templates
  printf 'apiVersion: v2\nname: crash\nversion: 1.0.0\n' > crash/Chart.yaml
  cat > crash/templates/a.yaml <<- 'END'
	apiVersion: apps/v1
	kind: StatefulSet
	metadata: {name: crash}
	spec:
	  serviceName: crash
	  podManagementPolicy: Parallel
	  replicas: 2
	  selector: {matchLabels: {app: crash}}
	  template: {metadata: {labels: {app: crash}}, spec: {containers: [{name: main, image: none}]}}
	END
  (while sleep 0.5; do
    "$KUBECTL" -n "$OURS" patch pod crash-0 --subresource=status --type=merge -p '{"status": {"phase": "Running",
      "conditions": [{"type": "PodScheduled", "status": "True"}],
      "containerStatuses": [{"name": "main", "image": "x", "imageID": "", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}'
  done) > /dev/null 2>&1 3>&- &
  local patcher=$!
  pintle -1 -n "$OURS" install crash crash --wait --timeout 8s
  kill "$patcher"
  has "$stderr" "resource StatefulSet/$OURS/crash not ready. status: Failed, message: 1 pods have failed" 'context deadline exceeded'
}

@test "--wait --rollback-on-failure" {
  twin install one slow --rollback-on-failure --timeout 2s
  twin history one
  same_all
  twin install two hooks --no-hooks
  twin upgrade two slow --rollback-on-failure --timeout 2s --no-hooks
  twin history two
  same_all
}

@test "--wait-for-jobs" {
  twin install one slow --set job=true,replicas=0,claim=false --wait --timeout 9s
  same_all
  twin uninstall one
  ending Succeeded twin install two slow --set job=true,replicas=0,claim=false --wait --wait-for-jobs --timeout 9s
  same_all
  twin uninstall two
  twin install three slow --set job=true,replicas=0,claim=false --wait --wait-for-jobs --timeout 2s
  twin uninstall three
  ending Failed twin install four slow --set job=true,replicas=0,claim=false --wait --wait-for-jobs --timeout 9s
  same_all
}

# A finalizer that nobody takes away until the test does.
held() {
  mkdir -p "$FILES/held/templates"
  printf 'apiVersion: v2\nname: held\nversion: 1.0.0\n' > "$FILES/held/Chart.yaml"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [test.example/held], annotations: {%s}}\n' "$1" > "$FILES/held/templates/a.yaml"
}

let_go() { both patch configmap held --type=merge -p '{"metadata":{"finalizers":null}}'; }

@test "uninstall --wait: what does not go is told" {
  held ''
  twin install one held
  twin uninstall one --wait --timeout 2s
  equal 1 "$status"
  has "$stderr" 'resource ConfigMap/' 'still exists. status: Terminating'
  let_go
}

@test "a hook is made again once the last one is gone, and not before" {
  held 'helm.sh/hook: pre-upgrade'
  twin install one held
  twin upgrade one held
  twin upgrade one held --wait --timeout 2s
  equal 1 "$status"
  has "$stderr" 'still exists. status: Terminating'
  run "$PINTLE" -n "$OURS" upgrade one held --timeout 2s # helm changes what is on its way out, and it is gone afterwards
  equal 1 "$status"
  has "$output" 'still exists. status: Terminating'
  (sleep 2 && let_go) > /dev/null 3>&- &
  "$PINTLE" -n "$OURS" upgrade one held
  equal '' "$("$KUBECTL" -n "$OURS" get configmap held -o jsonpath='{.metadata.deletionTimestamp}')"
  "$KUBECTL" -n "$OURS" patch configmap held --type=merge -p '{"metadata":{"finalizers":null}}'
}

@test "--fail-fast ends with the first failure" {
  local begun=$SECONDS
  ending Failed "$PINTLE" -n "$OURS" install one slow --set job=true --wait --wait-for-jobs --fail-fast --timeout 60s || true
  [[ $((SECONDS - begun)) -lt 40 ]]
  has "$("$PINTLE" -n "$OURS" history one)" failed
}

@test "CRDs come first, and their objects find them" {
  "$PINTLE" -n "$OURS" install one crds
  "$HELM" -n "$OURS" get manifest one
  equal 1 "$("$KUBECTL" -n "$OURS" get "things.$NAMESPACE.example.com" one -o jsonpath='{.spec.size}')"
  "$HELM" -n "$OURS" upgrade one crds --set size=2
  "$PINTLE" -n "$OURS" upgrade one crds --set size=3
  equal 3 "$("$KUBECTL" -n "$OURS" get "things.$NAMESPACE.example.com" one -o jsonpath='{.spec.size}')"
  "$PINTLE" -n "$OURS" uninstall one
  "$KUBECTL" get crd "things.$NAMESPACE.example.com"
  "$KUBECTL" label crd "things.$NAMESPACE.example.com" mine=yes
  sed -i 's/singular: thing/singular: thing, shortNames: [th]/' crds/crds/thing.yaml
  "$PINTLE" -n "$OURS" install one crds
  equal "" "$("$KUBECTL" get crd "things.$NAMESPACE.example.com" -o jsonpath='{.spec.names.shortNames}')"
  "$PINTLE" -n "$OURS" install two crds --set size=4 --take-ownership --crds apply
  equal '["th"]' "$("$KUBECTL" get crd "things.$NAMESPACE.example.com" -o jsonpath='{.spec.names.shortNames}')"
  "$KUBECTL" delete crd "things.$NAMESPACE.example.com"
}

@test "interrupted: the record is closed, and the next run goes on" {
  "$PINTLE" -n "$OURS" install one slow --wait --timeout 60s &
  local pid=$!
  sleep 2
  kill -INT $pid
  local status=0
  wait $pid || status=$?
  equal 1 "$status"
  has "$("$HELM" -n "$OURS" history one -o yaml)" failed 'context canceled'
  "$PINTLE" -n "$OURS" upgrade one slow
}

@test "replicas that an autoscaler set are left alone" {
  "$PINTLE" -n "$OURS" install one slow
  "$KUBECTL" -n "$OURS" autoscale deployment never --min=3 --max=5
  for _ in $(seq 100); do
    [[ $("$KUBECTL" -n "$OURS" get deployment never -o jsonpath='{.spec.replicas}') != 3 ]] || break
    sleep 0.3
  done
  equal 3 "$("$KUBECTL" -n "$OURS" get deployment never -o jsonpath='{.spec.replicas}')"
  run --separate-stderr "$PINTLE" -n "$OURS" upgrade one slow --set replicas=2
  equal 0 "$status"
  has "$stderr" 'replicas are left to what scales the resource'
  equal 3 "$("$KUBECTL" -n "$OURS" get deployment never -o jsonpath='{.spec.replicas}')"
}

@test "drift is mended, and what is as it should be is left alone" {
  "$PINTLE" -n "$OURS" install one hooks --no-hooks
  local before
  before=$("$KUBECTL" -n "$OURS" get configmap main -o jsonpath='{.metadata.resourceVersion}')
  "$KUBECTL" -n "$OURS" annotate configmap main other=thing
  "$KUBECTL" -n "$OURS" patch configmap main -p '{"data":{"revision":"drifted"}}'
  "$PINTLE" -n "$OURS" upgrade one hooks --no-hooks --force-conflicts
  equal 2 "$("$KUBECTL" -n "$OURS" get configmap main -o jsonpath='{.data.revision}')"
  "$PINTLE" -n "$OURS" rollback one --no-hooks
  equal "thing" "$("$KUBECTL" -n "$OURS" get configmap main -o jsonpath='{.metadata.annotations.other}')"
  "$PINTLE" -n "$OURS" install two slow --set replicas=0
  before=$("$KUBECTL" -n "$OURS" get pvc claim -o jsonpath='{.metadata.resourceVersion}')
  "$PINTLE" -n "$OURS" upgrade two slow --set replicas=0
  equal "$before" "$("$KUBECTL" -n "$OURS" get pvc claim -o jsonpath='{.metadata.resourceVersion}')"
}

@test "what a failed revision left goes with the next upgrade" {
  "$PINTLE" -n "$OURS" install one hooks --no-hooks
  run "$PINTLE" -n "$OURS" upgrade one slow --wait --timeout 1s --no-hooks
  "$KUBECTL" -n "$OURS" get deployment never
  "$PINTLE" -n "$OURS" upgrade one hooks --no-hooks
  equal persistentvolumeclaim/claim "$("$KUBECTL" -n "$OURS" get deployments,pvc -o name)" # what keeps data stays
}

@test "the plan is kept with the record while it runs" {
  "$PINTLE" -n "$OURS" install one slow --wait --timeout 20s &
  local pid=$!
  sleep 2
  has "$("$KUBECTL" -n "$OURS" get secret sh.helm.release.v1.one.v1 -o jsonpath='{.data.plan}' | base64 -d)" '"action":"create"' '"kind":"Deployment"'
  kill -9 $pid
  run wait $pid
  pintle -n "$OURS" upgrade one slow
  has "$stderr" 'a run was cut off: its revision has failed'
}

# The path of an object without a name is that of all of its kind.
@test "objects whose names the server makes up are made, and nothing else is ever deleted for them" {
  mkdir -p "$FILES/unnamed/templates"
  printf 'apiVersion: v2\nname: unnamed\nversion: 1.0.0\n' > "$FILES/unnamed/Chart.yaml"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n---\n{{ .Values.more }}' > "$FILES/unnamed/templates/a.yaml"
  printf 'more: ""\n' > "$FILES/unnamed/values.yaml"
  both create configmap bystander
  "$PINTLE" -n "$OURS" install one unnamed
  has "$("$KUBECTL" -n "$OURS" get configmaps -o name)" configmap/made- configmap/bystander
  printf 'more: |\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: "A B"}\n' > "$work/fails.yaml"
  run "$PINTLE" -n "$OURS" upgrade one unnamed --cleanup-on-fail -f "$work/fails.yaml"
  equal 1 "$status"
  printf 'more: |\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {generateName: hook-, annotations: {helm.sh/hook: pre-upgrade}}\n' > "$work/hook.yaml"
  run "$PINTLE" -n "$OURS" upgrade one unnamed -f "$work/hook.yaml"
  has "$output" 'resource name may not be empty'
  "$KUBECTL" -n "$OURS" get configmap bystander
  "$PINTLE" -n "$OURS" uninstall one
  "$KUBECTL" -n "$OURS" get configmap bystander
}
