# SPDX-License-Identifier: Apache-2.0
# A server that fails on purpose between pintle and the API server (tests/cluster/faults).

# faults [COUNT FAULT PATTERN]...: such a server; its address is in $address.
faults() {
  quiet
  rm -f address
  "$repository/tests/cluster/faults" "$KUBECTL" "$CLUSTER" "$@" > address 2> faults.log 3>&- &
  pid=$!
  while [ ! -s address ]; do sleep 0.05; done
  address=$(cat address)
}

quiet() {
  [ -z "${pid-}" ] || kill "$pid"
  pid=
}

teardown() {
  quiet
}

# faulty ARGUMENTS...: through that server it ends with an error, and in time.
faulty() {
  run --keep-empty-lines --separate-stderr timeout 60 "$PINTLE" --kube-apiserver "$address" -n "$NAMESPACE" "$@"
  echo "$status: $stderr"
  [ "$status" = 1 ] || return 1
  grep -q '^Error: ..' <<< "$stderr"
}
