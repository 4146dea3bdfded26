#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Runs that are killed, and runs that meet: a Lease tells one from the other, and the next run mends what the dead one left.
load helper
load faults

prepare() {
  local i
  mkdir -p "$FILES/many/templates"
  printf 'apiVersion: v2\nname: many\nversion: 0.0.1\n' > "$FILES/many/Chart.yaml"
  for i in {1..6}; do
    printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-%s"}\ndata: {text: "{{ .Values.text }}"}\n' "$i"
  done > "$FILES/many/templates/all.yaml"
  printf -- '{{ if .Values.more }}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-more"}\n{{ end }}' \
    >> "$FILES/many/templates/all.yaml"
  "$KUBECTL" -n default create serviceaccount "$NAMESPACE" > /dev/null
}

teardown_file() {
  "$KUBECTL" -n default delete serviceaccount "$NAMESPACE"
  "$KUBECTL" delete namespace "$NAMESPACE" --wait=false
}

teardown() {
  [ -z "${run-}" ] || kill -9 "$run" || true
  [ -z "${renewer-}" ] || kill "$renewer" || true
  quiet
}

# lease NAME [WORDS...]: kubectl of a release's Lease.
lease() {
  local name=pintle.$1
  shift
  "$KUBECTL" -n "$NAMESPACE" "${@:-get}" lease "$name"
}

# hang PATTERN ARGUMENTS...: pintle runs in the background until such a request, which is never answered.
hang() {
  local pattern=$1
  shift
  faults 0 silent "$pattern"
  "$PINTLE" --kube-apiserver "$address" -n "$NAMESPACE" "$@" > hung.log 2>&1 3>&- &
  run=$!
  for _ in {1..100}; do
    "$KUBECTL" -n "$NAMESPACE" get leases -o name | grep -q . && break
    sleep 0.1
  done
  sleep 2
  kill -0 "$run" || { cat hung.log; return 1; }
}

# cut PATTERN ARGUMENTS...: and there it is killed.
cut_off() {
  hang "$@"
  kill -9 "$run"
  wait "$run" || true
  run=
  quiet
}

# is_mended NAME TEXT: all is as it should be, both Helms can read it, and nothing is left of a Lease.
is_mended() {
  equal 6 "$("$KUBECTL" -n "$NAMESPACE" get configmaps -l app.kubernetes.io/managed-by=Helm -o json |
    jq --arg name "$1-" --arg text "$2" '[.items[] | select((.metadata.name | startswith($name)) and .data.text == $text)] | length')"
  equal deployed "$(helm history "$1" -o json | jq -r '.[-1].status')"
  equal 0 "$(helm history "$1" -o json | jq '[.[:-1][] | select(.status == "deployed" or (.status | startswith("pending")))] | length')"
  equal "$(helm history "$1" -o json | jq length)" "$("$HELM3" -n "$NAMESPACE" history "$1" -o json | jq length)"
  equal '' "$("$KUBECTL" -n "$NAMESPACE" get leases -o name)"
}

@test "an upgrade that was killed, at each of its moments: the next upgrade mends it" {
  local pattern number=0
  for pattern in 'POST .*/secrets' 'PATCH .*/configmaps/.*-4' 'PUT .*/secrets'; do
    number=$((number + 1))
    echo "# $pattern"
    pintle -n "$NAMESPACE" install "up$number" "$FILES/many" --set text=a
    cut_off "$pattern" upgrade "up$number" "$FILES/many" --set text=b,more=1
    pintle -n "$NAMESPACE" upgrade "up$number" "$FILES/many" --set text=c
    [ "$pattern" = 'POST .*/secrets' ] || has "$stderr" "level=WARN msg=\"a run was cut off: its revision has failed\" release=up$number revision=2"
    is_mended "up$number" c
    run "$KUBECTL" -n "$NAMESPACE" get configmap "up$number-more"
    equal 1 "$status"
  done
  has "$(helm history up2)" 'Release "up2" failed: the run that made this revision was cut off'
}

@test "an install that was killed: upgrade --install, rollback and uninstall go on from there" {
  cut_off 'PATCH .*/configmaps/.*-4' install in1 "$FILES/many" --set text=a
  equal pending-install "$(helm history in1 -o json | jq -r '.[-1].status')"
  pintle -n "$NAMESPACE" upgrade --install in1 "$FILES/many" --set text=b
  is_mended in1 b
  cut_off 'PATCH .*/configmaps/.*-4' install in2 "$FILES/many" --set text=a
  pintle -n "$NAMESPACE" uninstall in2
  equal '' "$("$KUBECTL" -n "$NAMESPACE" get configmaps,secrets,leases -o name | grep in2)"
}

@test "a rollback and an uninstall that were killed" {
  pintle -n "$NAMESPACE" install back "$FILES/many" --set text=a
  pintle -n "$NAMESPACE" upgrade back "$FILES/many" --set text=b
  cut_off 'PATCH .*/configmaps/.*-4' rollback back 1
  pintle -n "$NAMESPACE" rollback back 1
  is_mended back a
  equal 'deployed failed superseded superseded' "$(helm history back -o json | jq -r '[.[].status] | sort | join(" ")')"
  cut_off 'DELETE .*/configmaps/.*-4' uninstall back
  pintle -n "$NAMESPACE" uninstall back
  equal '' "$("$KUBECTL" -n "$NAMESPACE" get configmaps,secrets,leases -o name | grep back)"
}

@test "a run that lives keeps others out, and is named" {
  local since
  pintle -n "$NAMESPACE" install met "$FILES/many" --set text=a
  hang 'PATCH .*/configmaps/.*-4' upgrade met "$FILES/many" --set text=b
  since=$(lease met -o json get | jq -r .spec.acquireTime)
  for words in 'upgrade met many' 'rollback met' 'uninstall met'; do
    cd "$FILES"
    # shellcheck disable=SC2086 # words
    run --separate-stderr timeout 10 "$PINTLE" -n "$NAMESPACE" $words
    echo "$stderr"
    equal 1 "$status"
    has "$stderr" 'another operation (install/upgrade/rollback) is in progress' "changed by $(hostname) pid=$run, since $since (Lease $NAMESPACE/pintle.met)"
  done
  pintle -n "$NAMESPACE" list
  has "$output" 'pending-upgrade'
  sleep 6
  [ "$(lease met -o json get | jq -r .spec.renewTime)" != "$since" ]
  kill -9 "$run"
  run=
  pintle -n "$NAMESPACE" upgrade met many --set text=c
  is_mended met c
}

# elsewhere NAME SECONDS: the Lease is one of a process of another machine, renewed so long ago.
elsewhere() {
  lease "$1" patch --type=merge -p "{\"spec\": {\"holderIdentity\": \"elsewhere pid=1 start=1 ns=1 boot=x\",
    \"renewTime\": \"$(date -u -d "-$2 seconds" +%Y-%m-%dT%H:%M:%S.000000Z)\"}}"
}

@test "a run of another machine is waited for before it counts as dead" {
  pintle -n "$NAMESPACE" install far "$FILES/many" --set text=a
  cut_off 'PATCH .*/configmaps/.*-4' upgrade far "$FILES/many" --set text=b
  elsewhere far 0
  run --separate-stderr "$PINTLE" -n "$NAMESPACE" upgrade far "$FILES/many" --set text=c
  equal 1 "$status"
  has "$stderr" 'another operation (install/upgrade/rollback) is in progress' 'changed by elsewhere pid=1, since'
  elsewhere far 60
  (sleep 3; elsewhere far 59) > /dev/null 3>&- & # it lives, with another clock
  renewer=$!
  run --separate-stderr "$PINTLE" -n "$NAMESPACE" upgrade far "$FILES/many" --set text=c
  equal 1 "$status"
  has "$stderr" 'another run seems to have been cut off: waiting whether it goes on' 'changed by elsewhere pid=1'
  renewer=
  elsewhere far 60
  SECONDS=0
  pintle -n "$NAMESPACE" upgrade far "$FILES/many" --set text=d
  [ "$SECONDS" -ge 15 ]
  has "$stderr" 'another run seems to have been cut off: waiting whether it goes on' 'a run was cut off: its revision has failed'
  is_mended far d
}

@test "who loses the Lease ends, and undoes nothing" {
  pintle -n "$NAMESPACE" install lost "$FILES/many" --set text=a
  mkdir -p waits/templates
  printf 'apiVersion: v2\nname: waits\nversion: 1.0.0\n' > waits/Chart.yaml
  printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: lost-pod}\nspec: {containers: [{name: main, image: none}]}\n' > waits/templates/a.yaml
  "$PINTLE" -n "$NAMESPACE" upgrade lost waits --wait --rollback-on-failure > lost.log 2>&1 3>&- &
  run=$!
  sleep 2
  elsewhere lost 0
  ended=0
  wait "$run" || ended=$?
  equal 1 "$ended"
  run=
  cat lost.log
  has "$(cat lost.log)" 'context canceled' 'note: the Lease of the release was lost: taken over by elsewhere pid=1'
  equal failed "$(helm history lost -o json | jq -r '.[-1].status')"
  equal 2 "$(helm history lost -o json | jq length)"
  lease lost delete
}

@test "a Helm that may live is left alone, and the way out is named" {
  mkdir -p waits/templates
  printf 'apiVersion: v2\nname: waits\nversion: 1.0.0\n' > waits/Chart.yaml
  printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: helms-pod}\nspec: {containers: [{name: main, image: none}]}\n' > waits/templates/a.yaml
  pintle -n "$NAMESPACE" install helms "$FILES/many" --set text=a
  "$HELM" -n "$NAMESPACE" upgrade helms waits --wait > /dev/null 2>&1 3>&- &
  run=$!
  sleep 4
  kill -9 "$run"
  run=
  run --separate-stderr "$PINTLE" -n "$NAMESPACE" upgrade helms "$FILES/many" --set text=b
  echo "$stderr"
  equal 1 "$status"
  has "$stderr" 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress' \
    'note: revision 2 is "pending-upgrade"' 'it is not one of pintle' 'pintle rollback helms'
  pintle -n "$NAMESPACE" rollback helms
  equal deployed "$(helm history helms -o json | jq -r '.[-1].status')"
}

@test "where Leases are forbidden that is told, and Helm's states are what there is" {
  "$KUBECTL" -n "$NAMESPACE" create role few --verb=get,list,create,update,delete,patch --resource=secrets,configmaps > /dev/null
  "$KUBECTL" -n "$NAMESPACE" create rolebinding few --role=few --serviceaccount="default:$NAMESPACE" > /dev/null
  as=(--kube-as-user "system:serviceaccount:default:$NAMESPACE")
  pintle -n "$NAMESPACE" "${as[@]}" install few "$FILES/many" --set text=a
  has "$stderr" "level=WARN msg=\"no Lease can be taken: only the record's state keeps other runs out\" release=few" 'leases.coordination.k8s.io is forbidden'
  cut_off 'PATCH .*/configmaps/.*-4' upgrade few "$FILES/many" --set text=b
  run --separate-stderr "$PINTLE" -n "$NAMESPACE" "${as[@]}" upgrade few "$FILES/many" --set text=c
  echo "$stderr"
  equal 1 "$status"
  has "$stderr" 'another operation (install/upgrade/rollback) is in progress' 'cannot be told without its Lease' 'pintle rollback few'
  pintle -n "$NAMESPACE" upgrade few "$FILES/many" --set text=c
  is_mended few c
}
