#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Commands in containers, and connections to ports of pods.
load helper

prepare() {
  "$KUBECTL" -n "$NAMESPACE" apply -f - <<- END
	apiVersion: v1
	kind: Pod
	metadata: {name: echo}
	spec:
	  terminationGracePeriodSeconds: 0
	  containers:
	  - {name: main, image: "localhost/busybox:1.35", command: [nc, -ll, -p, "7000", -e, cat]}
	  - {name: side, image: "localhost/busybox:1.35", command: [sleep, "3600"]}
	END
  "$KUBECTL" -n "$NAMESPACE" wait --for=condition=Ready pod/echo --timeout=60s
}

streams() {
  "$(dirname "$PINTLE")/tests/pod_streams" "$NAMESPACE" "$@"
}

@test "a command's output, errors and status come back apart" {
  run --separate-stderr streams echo exec -c main sh -c 'echo out; echo err >&2; exit 3'
  equal 3 "$status"
  equal out "$output"
  equal err "$stderr"
}

@test "arguments reach the command as they are, and no shell reads them" {
  # shellcheck disable=SC2016 # nobody is to expand it
  run streams echo exec -c side printf '<%s>' 'a b' '$HOME' '&x=1;?#%41' 'é"'
  # shellcheck disable=SC2016
  equal '<a b><$HOME><&x=1;?#%41><é">' "$output"
}

@test "input of any length is read to its end, and output of any length comes whole" {
  head -c 3000000 /dev/urandom > input
  streams echo exec -c side -i sh -c 'cat' < input > output
  cmp input output
}

@test "what cannot be run is told with the pod's name" {
  run streams echo exec -c side no-such-program
  equal 125 "$status"
  has "$output" "running no-such-program in pod $NAMESPACE/echo:"
  has "$output" "no-such-program"
  run streams nobody exec true
  equal 125 "$status"
  equal "running true in pod $NAMESPACE/nobody: pods \"nobody\" not found" "$output"
  run streams echo exec -c other true
  equal 125 "$status"
  has "$output" "container other is not valid for pod echo"
}

@test "a port's bytes go both ways" {
  head -c 300000 /dev/urandom > input
  streams echo forward 7000 < input > output
  cmp input output
}

@test "a port that nobody listens on is an error with its number" {
  run streams echo forward 7001 < /dev/null
  equal 125 "$status"
  has "$output" "port 7001 of pod $NAMESPACE/echo: "
  has "$output" "refused"
}

@test "who may not is told so" {
  kubectl create serviceaccount nobody
  token=$(kubectl create token nobody)
  server=$("$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.server}')
  "$KUBECTL" config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d > ca.crt
  cat > config <<- END
	apiVersion: v1
	kind: Config
	current-context: x
	contexts: [{name: x, context: {cluster: x, user: x}}]
	clusters: [{name: x, cluster: {server: "$server", certificate-authority: $PWD/ca.crt}}]
	users: [{name: x, user: {token: $token}}]
	END
  KUBECONFIG=$PWD/config run streams echo forward 7000 < /dev/null
  equal 125 "$status"
  has "$output" "pods \"echo\" is forbidden"
  KUBECONFIG=$PWD/config run streams echo exec true
  equal 125 "$status"
  has "$output" "pods \"echo\" is forbidden"
}
