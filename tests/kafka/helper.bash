# SPDX-License-Identifier: Apache-2.0
# What the tests of the platform share: the presets, made small, with the testbed's images of Kafka; clients inside and outside of the
# cluster; and a writer who notes what was acknowledged. A file's tests build on each other: they share one release.
load ../pods/helper

# A JVM may take its time where others compute beside it.
patience=${PATIENCE-300}

setup_file() {
  export NAMESPACE=t$RANDOM$RANDOM FILES=$BATS_FILE_TMPDIR HOME=$BATS_FILE_TMPDIR/home KUBECONFIG=$CLUSTER TZ=UTC
  unset NO_COLOR SOURCE_DATE_EPOCH KUBERNETES_MASTER "${!HELM_@}" "${!XDG_@}"
  mkdir -p "$HOME"
  pack_charts
  "$KUBECTL" create namespace "$NAMESPACE"
  "$KUBECTL" label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted
  client_files
  small > "$FILES/small.yml"
  prepare
}

# The next file needs the ports at the nodes, and the memory.
teardown_file() {
  [[ ! -e $FILES/prometheus.pid ]] || stop_prometheus
  "$KUBECTL" uncordon -l kubernetes.io/os=linux
  "$KUBECTL" delete namespace "$NAMESPACE" --wait=false
  kubectl delete pods --all --force --grace-period=0
  "$KUBECTL" wait --for=delete "namespace/$NAMESPACE" --timeout="${patience}s"
}

setup() {
  repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  export work=$BATS_TEST_TMPDIR HELM_NAMESPACE=$NAMESPACE PINTLE_CHARTS=$packed
  cd "$work" || return 1
  # One that does not come up has said so.
  [[ $BATS_TEST_NUMBER == 1 || -e $FILES/installed ]] || { touch told && echo "nothing is installed" && return 1; }
}

# What a failed test leaves to read.
teardown() {
  touch "$FILES/stop"
  [[ -z ${BATS_TEST_COMPLETED-} && ! -e $work/told ]] || return 0
  local pod
  kubectl get pods -o wide
  kubectl get events --sort-by=.lastTimestamp | grep -v ' Normal ' | tail -n 8 | cut -c1-200
  for pod in $(kubectl get pods -o json | jq -r '.items[] | select(.metadata.ownerReferences[0].kind == "Job" or
    any(.status.containerStatuses[]?; .ready | not)) | .metadata.name'); do
    echo "== $pod"
    kubectl logs "$pod" --tail=12 | cut -c1-240
    kubectl logs "$pod" --previous --tail=6 2> /dev/null | cut -c1-240
  done
}

# small: what each file's release has in common, for a machine of two processors; tests give another version with --set.
small() {
  cat <<- 'END'
	kafka:
	  version: 4.0.0
	  image: &image {repository: localhost/kafka}
	  resources: &small {cpu: 50m, memory: 512Mi}
	  controller: {resources: *small}
	  provisioning: {resources: *small}
	  config: {controller.quorum.fetch.timeout.ms: 10000, controller.quorum.election.timeout.ms: 5000}
	  minReadySeconds: 5
	  startupProbe: &quick {periodSeconds: 1, failureThreshold: 900}
	  readinessProbe: {periodSeconds: 1}
	zk:
	  version: 3.9.1
	  image: *image
	  resources: *small
	  startupProbe: *quick
	  readinessProbe: {periodSeconds: 1}
	connect:
	  version: 3.9.1
	  image: *image
	  replicas: 1
	  resources: *small
	  startupProbe: *quick
	  readinessProbe: {periodSeconds: 1}
	END
}

# release COMMAND PRESET ARGUMENT...: the release "kafka" of one of values/, made small; waits until it is up.
release() {
  local command=$1 preset=$2 status=0
  shift 2
  "$PINTLE" "$command" -f "$repository/values/$preset" -f "$FILES/small.yml" --name kafka --wait --timeout "${patience}s" "$@" > out 2> err || status=$?
  [[ $status == 0 ]] || tail -n 5 out err
  return $status
}

# eventually COMMAND...: until it succeeds.
eventually() {
  local end=$((SECONDS + patience))
  until "$@"; do
    [[ $SECONDS -lt $end ]] || { echo "not within $patience s: $*"; return 1; }
    sleep 0.5
  done
}

# client_files: what clients know of names: outside those of the nodes, inside what the cluster's DNS says.
client_files() {
  printf '%s\n' '127.0.0.1 localhost' '10.250.0.1 kafka.example.com' > "$FILES/hosts"
  printf '%s\n' 'nameserver 10.96.0.10' 'search svc.cluster.local cluster.local' > "$FILES/resolv.conf"
  touch "$FILES/outside.conf" "$FILES/inside.conf"
}

on() {
  "$BATS_TEST_DIRNAME/../testbed/on" "$(dirname "$CLUSTER")" "$@"
}

# with_file FILE PATH COMMAND...: words of a command that sees FILE at PATH
# shellcheck disable=SC2016 # the inner shell is to expand these
with_file=(unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"')

# outside COMMAND...: on a machine beside the nodes.      inside COMMAND...: where the cluster's network and names are known.
outside() {
  on switch "${with_file[@]}" "$FILES/hosts" /etc/hosts "$@"
}
inside() {
  on 1 "${with_file[@]}" "$FILES/resolv.conf" /etc/resolv.conf "$@"
}

# The two listeners, by kcat; further settings of the clients stand in these files.
kcat_outside() {
  outside kcat -F "$FILES/outside.conf" -b kafka.example.com:30092 -X message.timeout.ms=120000 "$@"
}
kcat_inside() {
  inside kcat -F "$FILES/inside.conf" -b "kafka.$NAMESPACE:9092" -X message.timeout.ms=120000 "$@"
}

# send SIDE TOPIC: its standard input, a message a line; true if each was acknowledged. (kcat's status does not tell.)
send() {
  local lines
  lines=$(tee "$work/sending" | wc -l)
  "kcat_$1" -vvv -P -t "$2" -X acks=all < "$work/sending" 2> "$work/sent" || true
  [[ $lines == "$(grep -c '^% Message delivered' "$work/sent")" ]] && return
  grep -v '^% Message delivered' "$work/sent" | head -n 8
  return 1
}

# receive SIDE TOPIC: all its messages, sorted, each once.
receive() {
  "kcat_$1" -C -q -e -t "$2" -o beginning | sort -u
}

# in_sync COUNT: are there so many brokers, and is each partition's every replica in sync?
in_sync() {
  [[ $(kcat_inside -L -J 2> /dev/null | jq --argjson count "$1" '(.brokers | length) == $count and
    all(.topics[].partitions[]; .leader >= 0 and (.isrs | length) == (.replicas | length))') == true ]]
}

# start_writing TOPIC, stop_writing: from outside, fifty numbers at a time; $FILES/acknowledged holds what Kafka has promised to keep.
start_writing() {
  : > "$FILES/acknowledged"
  rm -f "$FILES/stop"
  (
    for ((number = 0; ; number += 50)); do
      [[ ! -e $FILES/stop ]] || break
      seq $number $((number + 49)) > "$work/batch"
      ! send outside "$1" < "$work/batch" || cat "$work/batch" >> "$FILES/acknowledged"
    done
  ) > /dev/null 2>&1 3>&- &
  writer=$!
}
acknowledged() {
  wc -l < "$FILES/acknowledged"
}
more_than() {
  [[ $(acknowledged) -gt $1 ]]
}
keeps_writing() {
  eventually more_than $(($(acknowledged) + 500))
}
stop_writing() {
  touch "$FILES/stop"
  wait "$writer"
}

# nothing_lost TOPIC: all that was acknowledged can be read.
nothing_lost() {
  receive inside "$1" > received
  sort -u "$FILES/acknowledged" > promised
  comm -23 promised received > lost
  echo "$(wc -l < promised) acknowledged, $(wc -l < received) received, $(wc -l < lost) lost: $(head -n 5 lost | xargs)"
  [[ -s promised && ! -s lost ]]
}

# pod NAME JSONPATH
pod() {
  kubectl get pod "$1" -o jsonpath="{$2}"
}

# kill_9 POD: ends its container's processes at once.
kill_9() {
  local node id
  node=$(pod "$1" .spec.nodeName)
  id=$(pod "$1" '.status.containerStatuses[0].containerID')
  on "${node#node}" ctr --namespace k8s.io task kill --signal 9 "${id#containerd://}"
  eventually container_is_not "$1" "$id"
}
container_is_not() {
  local now
  now=$(pod "$1" '.status.containerStatuses[0].containerID')
  [[ -n $now && $now != "$2" ]]
}

# ready POD...
ready() {
  kubectl wait --for=condition=Ready --timeout="${patience}s" "${@/#/pod/}"
}
