#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Waits and hooks where pods run: the same chart by pintle and by helm, and what pintle tells besides of pods that do not.
load helper
load ../cluster/twins

prepare() {
  cd "$FILES" || return 1
  small_chart web
  cat > web/values.yaml <<- 'END'
	image: localhost/busybox:1.35
	script: sleep 3600
	memory: 32Mi
	replicas: 2
	END
  cat > web/templates/all.yaml <<- 'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: web}
	spec:
	  replicas: {{ .Values.replicas }}
	  strategy: {rollingUpdate: {maxUnavailable: 0}}
	  selector: {matchLabels: {app: web}}
	  template:
	    metadata: {labels: {app: web}}
	    spec:
	      terminationGracePeriodSeconds: 0
	      containers:
	      - name: main
	        image: {{ .Values.image }}
	        command: [sh, -c, {{ .Values.script | quote }}]
	        resources: {requests: {memory: {{ .Values.memory }}}}
	        readinessProbe: {exec: {command: [test, "!", -e, /tmp/unready]}, periodSeconds: 1}
	END
  small_chart jobs
  echo 'script: echo migrated' > jobs/values.yaml
  cat > jobs/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: main}
	---
	apiVersion: batch/v1
	kind: Job
	metadata:
	  name: migrate
	  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-output-log-policy: "hook-succeeded,hook-failed"}
	spec:
	  backoffLimit: 0
	  template:
	    spec:
	      restartPolicy: Never
	      containers: [{name: main, image: "localhost/busybox:1.35", command: [sh, -c, {{ .Values.script | quote }}]}]
	---
	apiVersion: v1
	kind: Pod
	metadata: {name: check, annotations: {helm.sh/hook: test}}
	spec:
	  restartPolicy: Never
	  containers: [{name: main, image: "localhost/busybox:1.35", command: [sh, -c, "echo checked; {{ .Values.check }}"]}]
	END
  small_chart stateful
  cat > stateful/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: Service
	metadata: {name: data}
	spec: {clusterIP: None, selector: {app: data}, ports: [{port: 80}]}
	---
	apiVersion: apps/v1
	kind: StatefulSet
	metadata: {name: data}
	spec:
	  replicas: 2
	  serviceName: data
	  podManagementPolicy: {{ .Values.policy | default "OrderedReady" }}
	  selector: {matchLabels: {app: data}}
	  template:
	    metadata: {labels: {app: data}, annotations: {round: {{ .Values.round | quote }}}}
	    spec:
	      terminationGracePeriodSeconds: 0
	      containers:
	      - {name: main, image: "localhost/busybox:1.35", command: [sleep, "3600"], volumeMounts: [{name: disk, mountPath: /disk}]}
	  volumeClaimTemplates:
	  - metadata: {name: disk}
	    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
	END
}

# ready NAMESPACE WORKLOAD: how many of its pods are ready, of which revision
ready() {
  "$KUBECTL" -n "$1" get "$2" -o jsonpath='{.status.readyReplicas}/{.status.updatedReplicas}'
}

@test "an install waits until its pods are ready, an upgrade until they are the new ones" {
  twin install web web --wait
  equal 2/2 "$(ready "$OURS" deployment/web)"
  twin upgrade web web --wait --set script='sleep 3601'
  equal 2/2 "$(ready "$OURS" deployment/web)"
  same_all
  twin uninstall web --wait --cascade foreground
  equal '' "$("$KUBECTL" -n "$OURS" get pods -o name)"
}

@test "a StatefulSet with volumes is waited for, pod by pod" {
  twin install data stateful --wait --set round=one
  equal 2/2 "$(ready "$OURS" statefulset/data)"
  twin upgrade data stateful --wait --set round=two
  equal 2/2 "$(ready "$OURS" statefulset/data)"
  equal 'two two' "$("$KUBECTL" -n "$OURS" get pods -l app=data -o jsonpath='{.items[*].metadata.annotations.round}')"
}

@test "a StatefulSet that is made anew takes over the Pods of the old one" {
  "$PINTLE" -n "$OURS" install data stateful --wait --set round=one > /dev/null
  before=$("$KUBECTL" -n "$OURS" get pods -l app=data -o jsonpath='{.items[*].metadata.uid}')
  run "$PINTLE" -n "$OURS" upgrade data stateful --wait --set round=one --set policy=Parallel --recreate-immutable
  equal 0 "$status"
  has "$output" 'made anew'
  equal "$before" "$("$KUBECTL" -n "$OURS" get pods -l app=data -o jsonpath='{.items[*].metadata.uid}')"
  equal 2/2 "$(ready "$OURS" statefulset/data)"
}

@test "a hook's Job runs to its end, and its output is shown" {
  run --separate-stderr "$PINTLE" -n "$OURS" install jobs jobs
  equal 'migrated' "$stderr" # Helm wraps it: level=INFO msg=migrated
  "$HELM" -n "$THEIRS" install jobs jobs > /dev/null
  twin test jobs --logs
  has "$output" checked
  same_all
}

@test "a hook's Job that fails ends the install, with its last lines" {
  run --separate-stderr "$PINTLE" -n "$OURS" install jobs jobs --set script='echo the table is locked; exit 7'
  equal 1 "$status"
  has "$stderr" 'pre-install' 'the table is locked'
  run "$HELM" -n "$THEIRS" install jobs jobs --set script='exit 7'
  equal 1 "$status"
  twin upgrade jobs jobs --set script='exit 0'
}

@test "a test that fails is told, with its log" {
  "$PINTLE" -n "$OURS" install jobs jobs --set check='exit 3' > /dev/null
  "$HELM" -n "$THEIRS" install jobs jobs --set check='exit 3' > /dev/null
  twin test jobs --logs
  equal 1 "$status"
}

@test "containers that end again and again: how they end, and what they said" {
  run --separate-stderr "$PINTLE" -n "$OURS" install web web --wait --timeout 12s --set script='echo no such database; exit 4' --set replicas=1
  equal 1 "$status"
  has "$stderr" 'Pod/web-' 'the container main' 'ended with exit code 4' 'no such database'
  has "$("$PINTLE" -n "$OURS" status web)" 'STATUS: failed'
}

@test "images that are not there, and pods that find no node, are told" {
  run --separate-stderr "$PINTLE" -n "$OURS" install web web --wait --timeout 8s --set image=localhost/nobody:1 --set replicas=1
  equal 1 "$status"
  has "$stderr" 'localhost/nobody:1' 'the container main waits:'
  run --separate-stderr "$PINTLE" -n "$OURS" install big web --wait --timeout 5s --set memory=4Ti --set replicas=1 --take-ownership
  equal 1 "$status"
  has "$stderr" 'Insufficient memory'
}

@test "a failed upgrade goes back, and what failed is told from before that" {
  twin install web web --wait --set replicas=1
  run --separate-stderr "$PINTLE" -n "$OURS" upgrade web web --wait --timeout 10s --rollback-on-failure --set replicas=1 \
    --set script='echo the key has expired; exit 5'
  equal 1 "$status"
  has "$stderr" 'the key has expired'
  equal 1/1 "$(ready "$OURS" deployment/web)"
  equal '["sh","-c","sleep 3600"]' "$("$KUBECTL" -n "$OURS" get deployment web -o jsonpath='{.spec.template.spec.containers[0].command}')"
  has "$("$PINTLE" -n "$OURS" history web)" 'Rollback to 1'
}

# on_terminal LINES COLUMNS ARGUMENTS...: what pintle writes where all its streams are a terminal
on_terminal() {
  local size="stty rows $1 cols $2"
  shift 2
  TERM=xterm script -qec "$size; $(printf '%q ' "$PINTLE" -n "$OURS" "$@")" /dev/null < /dev/null | tr -d '\r'
}

@test "on a terminal a table stands where it is and changes; elsewhere each change is a line" {
  up=$'\033[1A\033[J'
  on_terminal 24 80 install web web --wait > screen
  has "$(< screen)" 'Deployment/web  InProgress' 'waiting for 1 of 1' 'Deployment/web  Current' 'waiting for 0 of 1' $'\033[2A\033[J'
  # what is left is drawn once
  after=$(< screen)
  after=${after##*$'\033[J'}
  equal 1 "$(count "$after" 'Deployment/web')"
  lacks "$(< screen)" "$up"
  on_terminal 24 30 upgrade web web --wait --set script='sleep 7' > screen
  equal '' "$(sed 's/\x1b\[[0-9]*[AJ]//g' screen | grep -E '^Deployment' | grep -E '.{30}')"
  run --separate-stderr "$PINTLE" -n "$OURS" upgrade web web --wait --set script='sleep 9'
  has "$stderr" 'Deployment/web: InProgress' 'Deployment/web: Current'
  lacks "$stderr" $'\033['
}
