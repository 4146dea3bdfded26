# SPDX-License-Identifier: Apache-2.0
# What all command tests share. PINTLE is the program; HELM, if set, is a live reference to compare with.
bats_require_minimum_version 1.5.0

setup() {
  repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  charts=$repository/tests/charts/charts
  work=$BATS_TEST_TMPDIR
  export HOME=$work/home TZ=UTC
  unset KUBECONFIG NO_COLOR SOURCE_DATE_EPOCH PINTLE_CHARTS PINTLE_TEMPLATES "${!HELM_@}" "${!XDG_@}"
  mkdir -p "$HOME"
  cd "$work" || return 1
}

# pintle ARGUMENTS...: runs it; $output is its standard output, $stderr its standard error, $status its exit status.
# An optional expected status comes first: pintle -1 template ...
pintle() {
  local expected=0
  [[ ${1-} == -[01] ]] && expected=${1#-} && shift
  run --keep-empty-lines --separate-stderr "$PINTLE" "$@"
  [[ $status == "$expected" ]] && return 0
  printf 'status %s, not %s, of: pintle %s\n%s\n%s\n' "$status" "$expected" "$*" "$output" "$stderr"
  return 1
}

# like_helm ARGUMENTS...: where a live reference is given, its output and status are the same as those of the last run.
like_helm() {
  [[ -n ${HELM-} ]] || return 0
  local ours=$output our_status=$status
  run --keep-empty-lines --separate-stderr "$HELM" "$@"
  equal "$ours" "$output" && equal "$our_status" "$status"
}

# like_helm_says ARGUMENTS...: the same for standard error, in which the program's name may differ.
like_helm_says() {
  [[ -n ${HELM-} ]] || return 0
  local ours=$stderr our_status=$status
  run --keep-empty-lines --separate-stderr "$HELM" "$@"
  equal "${ours//pintle/helm}" "$stderr" && equal "$our_status" "$status"
}

# leave_out WHY: the rest of the test cannot be had here. Where everything is required, as in CI, that is a failure.
leave_out() {
  [[ -z ${PINTLE_REQUIRE_ALL-} ]] || { printf 'left out: %s\n' "$*"; return 1; }
  skip "$*"
}

# sanitized: is the program built with AddressSanitizer?
sanitized() {
  grep -q __asan_init "$PINTLE"
}

# limited KIB COMMAND...: with so much address space. The sanitizer reserves far more than there is; it looks at the memory
# in use, of which its builds need several times as much.
limited() {
  local kib=$1 status=0
  shift
  if sanitized; then
    ASAN_OPTIONS=${ASAN_OPTIONS-}:allocator_may_return_null=1:soft_rss_limit_mb=$((kib / 256)) "$@" 2> limited.err || status=$?
    grep -v 'AddressSanitizer: soft rss limit' limited.err >&2
  else
    (ulimit -v "$kib" && "$@") || status=$?
  fi
  return $status
}

# equal EXPECTED TEXT
equal() {
  [[ $1 == "$2" ]] && return 0
  diff -u --label expected --label found <(printf '%s\n' "$1") <(printf '%s\n' "$2")
  return 1
}

# has TEXT PART...: every part is in the text.
has() {
  local text=$1 part
  shift
  for part in "$@"; do
    [[ $text == *"$part"* ]] || { printf 'missing: %s\nin:\n%s\n' "$part" "$text"; return 1; }
  done
}

# lacks TEXT PART...: no part is in the text.
lacks() {
  local text=$1 part
  shift
  for part in "$@"; do
    [[ $text != *"$part"* ]] || { printf 'not expected: %s\nin:\n%s\n' "$part" "$text"; return 1; }
  done
}

# in_order TEXT PART...: the parts follow each other.
in_order() {
  local text=$1 part
  shift
  for part in "$@"; do
    [[ $text == *"$part"* ]] || { printf 'missing, or too early: %s\nin the rest:\n%s\n' "$part" "$text"; return 1; }
    text=${text#*"$part"}
  done
}

# count TEXT LINE-PATTERN: how many lines match.
count() {
  grep -c -- "$2" <<< "$1"
}

# make_chart NAME [FILE TEXT]...: a chart folder in $work with these files.
make_chart() {
  local name=$1
  shift
  mkdir -p "$work/$name/templates"
  printf 'apiVersion: v2\nname: %s\nversion: 0.1.0\n' "$name" > "$work/$name/Chart.yaml"
  while [[ $# -ge 2 ]]; do
    mkdir -p "$(dirname "$work/$name/$1")"
    printf '%s\n' "$2" > "$work/$name/$1"
    shift 2
  done
}

# pack_charts: this tree's charts as archives in the folder $packed, once for a file (in its setup_file).
pack_charts() {
  export packed=$BATS_FILE_TMPDIR/charts
  "$BATS_TEST_DIRNAME/../../tools/pack-charts" "$PINTLE" "$packed" > /dev/null
}

# bundled ARGUMENT...: pintle, with these charts.
bundled() {
  PINTLE_CHARTS=$packed pintle "$@"
}
