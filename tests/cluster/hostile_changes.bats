#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Servers that fail in the middle of a change: the error says what happened, nothing hangs, and the next run mends what is left.
load helper
load faults

prepare() {
  local i
  mkdir -p "$FILES/many/templates" "$FILES/pods/templates"
  printf 'apiVersion: v2\nname: many\nversion: 0.0.1\n' > "$FILES/many/Chart.yaml"
  printf 'apiVersion: v2\nname: pods\nversion: 0.0.1\n' > "$FILES/pods/Chart.yaml"
  for i in {1..12}; do
    printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-%s"}\ndata: {text: "{{ .Values.text }}"}\n' "$i"
  done > "$FILES/many/templates/all.yaml"
  for i in 1 2; do
    printf -- '---\napiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}-%s"}\nspec: {containers: [{name: main, image: none}]}\n' "$i"
  done > "$FILES/pods/templates/all.yaml"
}

# mended NAME TEXT: after one more run all is as it should be.
mended() {
  run "$PINTLE" -n "$NAMESPACE" upgrade --install "$1" "$FILES/many" --set text="$2"
  echo "$output"
  [ "$status" = 0 ] || return 1
  equal 12 "$("$KUBECTL" -n "$NAMESPACE" get configmaps -l app.kubernetes.io/managed-by=Helm -o json |
    jq --arg name "$1-" --arg text "$2" '[.items[] | select((.metadata.name | startswith($name)) and .data.text == $text)] | length')"
  equal deployed "$(helm status "$1" -o json | jq -r .info.status)"
}

# stage PATTERN FAULT...: requests of this stage fail in each of these ways, in an install and in an upgrade; the next run mends it.
stage() {
  local pattern=$1 fault
  shift
  for fault; do
    number=$((number + 1))
    echo "# $pattern: $fault"
    faults 0 "$fault" "$pattern"
    faulty install "i$number" "$FILES/many" --set text=a
    mended "i$number" b
    faulty upgrade "i$number" "$FILES/many" --set text=c
    quiet
    mended "i$number" d
  done
}

@test "the server's version, and its kinds" {
  number=0
  stage 'GET /version' reset truncated 'text:<html>' 500 503
  stage 'GET /apis?(\?|$)' reset truncated 'text:<html>' 'text:{"items":{"a":1},"kind":5,"metadata":[]}' text:null 500 503
}

@test "what is there" {
  number=20
  stage 'GET .*/configmaps' reset truncated 'text:<html>' 500 503
}

@test "records" {
  number=40
  stage 'POST .*/secrets' reset 500 503 'text:<html>' text:null 'text:{}'
  local fault
  for fault in reset truncated 'text:<html>' text:{} text:null 500 503; do
    echo "# $fault"
    faults 0 "$fault" 'GET .*/secrets'
    faulty upgrade i41 "$FILES/many" --set text=c
    faulty install i41 "$FILES/many" --set text=x # Helm takes the name for a free one
    has "$stderr" 'release name check failed'
    faulty uninstall i41 --ignore-not-found # Helm: all is well
    quiet
    mended i41 d
  done
  faults 0 500 'PUT .*/secrets'
  faulty upgrade i41 "$FILES/many" --set text=e
  has "$stderr" 'update: failed to update: the server says 500'
  faulty install unclosed "$FILES/many" --set text=e
  has "$stderr" 'its objects are there, but the release could not be recorded: update: failed to update: the server says 500'
  quiet
  equal deployed "$(helm history i41 -o json | jq -r '.[-2].status')"
  pintle -n "$NAMESPACE" rollback i41
  mended i41 f
}

@test "a record is closed though the server is away for a while" {
  local fault number=0
  pintle -n "$NAMESPACE" install closed "$FILES/many" --set text=a
  for fault in reset lost truncated 'text:<html>' 500 503; do
    echo "# $fault"
    faults 3 "$fault" 'PUT .*/secrets'
    pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade closed "$FILES/many" --set text="$fault"
    equal superseded,deployed "$(helm history closed -o json | jq -r '[.[-2:][].status] | join(",")')"
  done
}

@test "objects: half of them are there, and then all" {
  number=60
  stage 'PATCH .*/configmaps/[a-z0-9]*-5' reset lost truncated 500 503 'text:<html>' text:null 'text:[]'
}

@test "a record is there, but not the answer that says so: the run goes on, and does nothing twice" {
  local fault number=0
  for fault in lost truncated 'after:<html>' after:null; do
    number=$((number + 1))
    echo "# $fault"
    faults 1 "$fault" 'POST .*/secrets'
    pintle -n "$NAMESPACE" --kube-apiserver "$address" install "lost$number" "$FILES/many" --set text=a
    mended "lost$number" b
    faults 1 "$fault" 'POST .*/secrets'
    pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade "lost$number" "$FILES/many" --set text=c
    equal 3 "$(helm history "lost$number" -o json | jq length)"
    mended "lost$number" d
  done
  faults 1 reset 'POST .*/secrets' # the server has not seen it
  pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade lost1 "$FILES/many" --set text=e
}

@test "changes that do no harm when they are made twice are, where a connection breaks" {
  local fault
  pintle -n "$NAMESPACE" install twice "$FILES/many" --set text=a
  for fault in reset lost truncated; do
    faults 1 "$fault" 'PATCH .*/configmaps/twice-5'
    pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade twice "$FILES/many" --set text="$fault"
    faults 1 "$fault" 'PATCH .*/configmaps/twice-5'
    pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade twice "$FILES/many" --set text="x$fault" --server-side=false
  done
  faults 1 truncated 'DELETE .*/configmaps/twice-5'
  pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade twice "$FILES/pods"
}

# libcurl sends again what an old connection that broke had already taken.
@test "what has no name yet is never made twice" {
  mkdir -p unnamed/templates
  printf 'apiVersion: v2\nname: unnamed\nversion: 1.0.0\n' > unnamed/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n' > unnamed/templates/a.yaml
  faults 1 lost 'POST .*/configmaps'
  faulty install unnamed unnamed
  equal 1 "$("$KUBECTL" -n "$NAMESPACE" get configmaps -o name | grep -c /made-)"
}

@test "who is asked to come again comes again" {
  faults 2 429 'POST .*/secrets' 2 429 'PATCH .*/configmaps/.*-3' 1 429 'GET .*/configmaps'
  pintle -n "$NAMESPACE" --kube-apiserver "$address" install again "$FILES/many" --set text=a
  quiet
  faults 0 429 'PATCH .*/configmaps/.*-3'
  faulty upgrade again "$FILES/many" --set text=b
  has "$stderr" 'the server says 429'
  quiet
  mended again c
}

@test "who is asked to come again after a minute may be interrupted" {
  local signal number=0
  for signal in INT TERM HUP; do
    number=$((number + 1))
    echo "# $signal"
    pintle -n "$NAMESPACE" install "later$number" "$FILES/many" --set text=a
    faults 0 later 'PATCH .*/configmaps/.*-3'
    env --default-signal "$PINTLE" --kube-apiserver "$address" -n "$NAMESPACE" upgrade "later$number" "$FILES/many" --set text=b \
      > later.log 2>&1 3>&- & # nohup would have it deaf to HUP
    local run=$!
    until [ "$(helm history "later$number" -o json | jq -r '.[-1].status')" = pending-upgrade ]; do sleep 0.1; done
    sleep 1
    kill -0 "$run"
    kill -$signal "$run"
    SECONDS=0
    ! wait "$run"
    cat later.log
    [ "$SECONDS" -lt 20 ]
    has "$(cat later.log)" 'cancelled: the release' 'the server says later'
    quiet
    equal failed "$(helm history "later$number" -o json | jq -r '.[-1].status')"
    mended "later$number" c
  done
}

@test "waits: whatever a watch brings, they end with their time, and say what they waited for" {
  local fault number=0
  for fault in reset truncated garbage flood 'text:<html>' 'text:{"type":"ADDED","object":{"metadata":{"name":"w1-1"},"status":[]}}' \
    'text:{"type":5,"object":[]}' text:null 500 503; do
    number=$((number + 1))
    echo "# $fault"
    faults 0 "$fault" 'GET .*/pods.*watch=true'
    faulty install "w$number" "$FILES/pods" --wait --timeout 3s
    has "$stderr" "resource Pod/$NAMESPACE/w$number-1 not ready" 'context deadline exceeded'
  done
}

# A minute and a half each: both at once.
@test "a server that takes a request and never answers it is not waited for for ever, and the record is closed" {
  local silent stall both=()
  pintle -n "$NAMESPACE" install silent "$FILES/many" --set text=a
  pintle -n "$NAMESPACE" install stall "$FILES/many" --set text=a
  faults 0 silent 'PATCH .*/configmaps/silent-5' 0 stall 'GET .*/secrets/.*stall'
  timeout 120 "$PINTLE" --kube-apiserver "$address" -n "$NAMESPACE" upgrade silent "$FILES/many" --set text=b 2> silent.err 3>&- &
  both=($!)
  timeout 120 "$PINTLE" --kube-apiserver "$address" -n "$NAMESPACE" status stall 2> stall.err 3>&- &
  both+=($!)
  wait "${both[0]}" && return 1
  [ $? = 1 ]
  wait "${both[1]}" && return 1
  [ $? = 1 ]
  silent=$(cat silent.err) stall=$(cat stall.err)
  has "$silent" 'Error: UPGRADE FAILED: ' "Patch \"$address/api/v1/namespaces/$NAMESPACE/configmaps/silent-5?" \
    ': nothing has come from the server for 90 seconds: it hangs, or something between drops what is sent'
  has "$stall" "Get \"$address/api/v1/namespaces/$NAMESPACE/secrets/" ': nothing has come from the server for 90 seconds'
  quiet
  equal failed "$(helm history silent -o json | jq -r '.[-1].status')"
  mended silent c
}

@test "waits: servers that never answer are not waited for longer than for the objects" {
  local fault number=0
  for fault in silent stall; do
    number=$((number + 1))
    echo "# $fault"
    faults 0 "$fault" 'GET .*/pods$'
    SECONDS=0
    faulty install "hung$number" "$FILES/pods" --wait --timeout 3s
    [ "$SECONDS" -lt 30 ]
    has "$stderr" 'failed to list pods: Get "' 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  done
}

@test "waits: lists that fail" {
  local fault number=0
  for fault in reset truncated 'text:<html>' 'text:{"items":{"a":1}}' 'text:{"items":[null,5,{"metadata":[]}]}' text:null 500; do
    number=$((number + 1))
    echo "# $fault"
    faults 0 "$fault" 'GET .*/pods$'
    faulty install "l$number" "$FILES/pods" --wait --timeout 3s
  done
}

# lists: how many lists of Pods the server has given so far.
lists() {
  "$KUBECTL" get --raw /metrics | awk '/^apiserver_request_total/ && /resource="pods"/ && /verb="LIST"/ { all += $NF } END { print all + 0 }'
}

@test "waits: a server is asked for lists when a watch ends, and then at most once a second" {
  local before
  before=$(lists)
  pintle -1 -n "$NAMESPACE" install calm1 "$FILES/pods" --wait --timeout 5s
  [[ $(($(lists) - before)) -le 4 ]]
  faults 0 'text:{"type":"ERROR","object":{"code":410}}' 'GET .*/pods.*watch=true'
  before=$(lists)
  faulty install calm2 "$FILES/pods" --wait --timeout 5s
  [[ $(($(lists) - before)) -le 9 ]]
}

# becomes_ready NAME: its Pods are ready soon.
becomes_ready() {
  local i
  (sleep 3
    for i in 1 2; do
      "$KUBECTL" -n "$NAMESPACE" patch pod "$1-$i" --subresource=status --type=merge \
        -p '{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}'
    done) > /dev/null 3>&- &
}

@test "waits: a server that is away for a while is waited for" {
  local fault number=0
  for fault in reset truncated 'text:<html>' 'text:{"items":{"a":1}}' 'text:{}' text:null 500 503; do
    number=$((number + 1))
    echo "# $fault"
    faults 5 "$fault" 'GET .*/pods$'
    becomes_ready "b$number"
    pintle -n "$NAMESPACE" --kube-apiserver "$address" install "b$number" "$FILES/pods" --wait --timeout 30s
  done
}

@test "what cannot be deleted keeps nothing else from being deleted" {
  chart web
  for program in "$HELM" "$PINTLE"; do
    "$PINTLE" -n "$NAMESPACE" install rest "$FILES/web"
    faults 0 500 'DELETE .*/services'
    run "$program" --kube-apiserver "$address" -n "$NAMESPACE" uninstall rest
    equal 1 "$status"
    quiet
    equal service/rest "$("$KUBECTL" -n "$NAMESPACE" get deployments,services,configmaps -o name | grep '/rest$')"
    pintle -n "$NAMESPACE" uninstall rest
  done
}

@test "what was made anew by another since it was looked at is not deleted" {
  mkdir -p single/templates
  printf 'apiVersion: v2\nname: single\nversion: 1.0.0\n' > single/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: single}\n' > single/templates/a.yaml
  pintle -n "$NAMESPACE" install single single
  local looked
  looked=$("$KUBECTL" -n "$NAMESPACE" get configmap single -o json)
  "$KUBECTL" -n "$NAMESPACE" delete configmap single
  jq 'del(.metadata.uid, .metadata.resourceVersion)' <<< "$looked" | "$KUBECTL" -n "$NAMESPACE" create -f -
  faults 1 "text:$looked" 'GET .*/configmaps/single'
  faulty uninstall single
  "$KUBECTL" -n "$NAMESPACE" get configmap single
}

@test "somebody else changes an object while it is taken over, or replaced" {
  pintle -n "$NAMESPACE" install over "$FILES/many" --set text=a --server-side=false
  faults 2 409 'PATCH .*/configmaps/over-5'
  pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade over "$FILES/many" --set text=b --server-side=true
  faults 2 409 'PUT .*/configmaps/over-7'
  pintle -n "$NAMESPACE" --kube-apiserver "$address" upgrade over "$FILES/many" --set text=c --server-side=false --force-replace
  equal c "$("$KUBECTL" -n "$NAMESPACE" get configmap over-7 -o jsonpath='{.data.text}')"
}

@test "conflicts are told with both values, whatever the names of fields look like" {
  mkdir -p dots/templates
  printf 'apiVersion: v2\nname: dots\nversion: 1.0.0\n' > dots/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: dots}\ndata: {app.conf.d: "{{ .Values.a }}"}\n' > dots/templates/a.yaml
  pintle -n "$NAMESPACE" install dots dots --set a=first
  "$KUBECTL" -n "$NAMESPACE" patch configmap dots --type=merge -p '{"data":{"app.conf.d":"theirs"}}'
  pintle -1 -n "$NAMESPACE" upgrade dots dots --set a=second
  has "$stderr" 'there it is "theirs", the chart has "second"'
}

@test "waits: what is no list says nothing of what is gone" {
  "$PINTLE" -n "$NAMESPACE" install gone "$FILES/many"
  faults 0 text:{} 'GET .*/configmaps$'
  faulty uninstall gone --wait --timeout 2s
  has "$stderr" 'still exists' "the server's answer is no"
}
