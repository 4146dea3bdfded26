# SPDX-License-Identifier: Apache-2.0
# Twins: the same is done by pintle in one namespace and by helm in another, and then all must be the same: what both print, the
# objects with their owners, and the records.

setup_file() {
  export NAMESPACE=t$RANDOM$RANDOM FILES=$BATS_FILE_TMPDIR HOME=$BATS_FILE_TMPDIR/home KUBECONFIG=$CLUSTER TZ=UTC
  unset NO_COLOR SOURCE_DATE_EPOCH KUBERNETES_MASTER "${!HELM_@}" "${!XDG_@}"
  mkdir -p "$HOME"
  prepare
}

teardown_file() { :; }

# Each test has namespaces of its own.
setup() {
  repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  export work=$BATS_TEST_TMPDIR OURS=$NAMESPACE-$BATS_TEST_NUMBER-a THEIRS=$NAMESPACE-$BATS_TEST_NUMBER-b
  "$KUBECTL" create namespace "$OURS" > /dev/null
  "$KUBECTL" create namespace "$THEIRS" > /dev/null
  cd "$FILES" || return 1
}

teardown() {
  "$KUBECTL" delete namespace "$OURS" "$THEIRS" --wait=false > /dev/null
}

# masked TEXT: without what differs between twins: the namespace, times, and what pintle tells besides.
masked() {
  sed -E -e "s/($OURS|$THEIRS)/NAMESPACE/g" -e 's/[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}/TIME/g' \
    -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z| \+0000 UTC)/TIME/g' -e '/^level=ERROR /d' -e '/^[IWE][0-9]{4} /d' -e '/^  note: /d' -e 's/[[:space:]]+$//' <<< "$1" |
    sed -e '/^[A-Za-z]*\/[a-z0-9-]*: [A-Z][A-Za-z]*\(: .*\)\{0,1\}$/d' | sed -e '/./,$!d' -e ':a' -e '/^\n*$/{$d;N;ba' -e '}'
}

# twin ARGUMENTS...: both print the same on both streams, and end with the same status.
twin() {
  local ours our_errors our_status
  run --keep-empty-lines --separate-stderr "$PINTLE" -n "$OURS" "$@"
  ours=$(masked "$output") our_errors=$(masked "$stderr") our_status=$status
  run --keep-empty-lines --separate-stderr "$HELM" -n "$THEIRS" "$@"
  equal "$(masked "$output")" "$ours" && equal "$(masked "$stderr")" "$our_errors" && equal "$status" "$our_status"
}

# both WORDS...: kubectl in both namespaces.
both() {
  "$KUBECTL" -n "$OURS" "$@" && "$KUBECTL" -n "$THEIRS" "$@"
}

same_objects() {
  "$repository/tests/cluster/dump" objects "$OURS" > "$work/ours"
  "$repository/tests/cluster/dump" objects "$THEIRS" > "$work/theirs"
  diff "$work/theirs" "$work/ours"
}

same_records() {
  "$repository/tests/cluster/dump" records "$OURS" > "$work/ours"
  "$repository/tests/cluster/dump" records "$THEIRS" > "$work/theirs"
  diff "$work/theirs" "$work/ours"
}

same_all() {
  same_objects && same_records
}
