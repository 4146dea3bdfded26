#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# script NAME TEXT: a program in $work.
script() {
  printf '#!/bin/sh\n%s\n' "$2" > "$work/$1"
  chmod +x "$work/$1"
}

plain() {
  make_chart plain templates/t.yaml 'a: {{ .Release.Name }}'
}

@test "the post-renderer gets what was rendered, and its output is printed" {
  plain
  script change 'tee seen | sed s/rel/changed/'
  pintle template rel plain --post-renderer "$work/change"
  has "$output" 'a: changed'
  lacks "$output" 'a: rel'
  has "$(cat seen)" 'a: rel'
}

@test "the post-renderer is found in PATH too" {
  plain
  pintle template rel plain --post-renderer cat
  has "$output" 'a: rel' '# Source: plain/templates/t.yaml'
}

@test "--post-renderer-args gives arguments, in order and whole" {
  plain
  script show 'n=0; for word; do n=$((n + 1)); echo "arg$n: \"$word\""; done; cat > /dev/null'
  pintle template rel plain --post-renderer "$work/show" --post-renderer-args one --post-renderer-args 'two, three' --post-renderer-args=--four
  in_order "$output" 'arg1: "one"' 'arg2: "two, three"' 'arg3: "--four"'
}

@test "--post-renderer-args without --post-renderer changes nothing, as in Helm" {
  plain
  pintle template rel plain --post-renderer-args x
  equal "" "$stderr"
  like_helm template rel plain --post-renderer-args x
}

@test "a post-renderer that fails: its talk, its status, and no documents" {
  plain
  script fails 'cat; echo "it did not work" >&2; exit 3'
  pintle -1 template rel plain --post-renderer "$work/fails"
  equal "" "$output"
  has "$stderr" 'it did not work' "error while running command $work/fails: exit status 3"
}

@test "a post-renderer that a signal ends is an error" {
  plain
  script killed 'kill -9 $$'
  pintle -1 template rel plain --post-renderer "$work/killed"
  equal "" "$output"
  has "$stderr" "$work/killed: ended by signal 9"
}

@test "signals that we ignore are not ignored by the post-renderer" {
  plain
  script signals 'cat > /dev/null; sed -n "s/^SigIgn:[[:space:]]*/ignored: x/p" /proc/self/status'
  pintle template rel plain --post-renderer "$work/signals"
  local mask=${output##*ignored: x}
  equal 0 "$((0x${mask%%[!0-9a-f]*} & (1 << 12 | 1 << 24)))" # SIGPIPE, SIGXFSZ
}

@test "a post-renderer that prints nothing is an error" {
  plain
  script quiet 'cat > /dev/null'
  pintle -1 template rel plain --post-renderer "$work/quiet"
  equal "" "$output"
  has "$stderr" "post-renderer \"$work/quiet\" produced empty output"
}

@test "a post-renderer that is not there is an error that names it" {
  plain
  pintle -1 template rel plain --post-renderer "$work/nowhere"
  equal "" "$output"
  has "$stderr" "Error: " "$work/nowhere: no such file or directory"
}

@test "a post-renderer that stops reading does not stop us" {
  make_chart long templates/t.yaml 'a: {{ repeat 300000 "x" }}'
  script early 'echo "b: 1"'
  pintle template rel long --post-renderer "$work/early"
  has "$output" 'b: 1'
}

@test "much passes through in both directions at once" {
  make_chart long templates/t.yaml 'a: {{ repeat 3000000 "x" }}'
  "$PINTLE" template rel long --post-renderer cat > out
  [ "$(tr -cd x < out | wc -c)" = 3000000 ]
}

@test "hooks are not lost, and what the post-renderer gives is sorted and printed with its sources" {
  pintle template rel "$charts/scopes"
  local plainly=$output
  pintle template rel "$charts/scopes" --post-renderer cat
  equal "$(count "$plainly" '^# Source: ')" "$(count "$output" '^# Source: ')"
}

@test "documents keep the way they were written: order, comments, quotes, keys that YAML 1.1 takes for booleans" {
  local plainly
  mkdir -p kept/templates
  printf 'apiVersion: v2\nname: kept\nversion: 0.1.0\n' > kept/Chart.yaml
  cat > kept/templates/t.yaml <<'END'
# a comment
kind: A   # another
metadata: # of the object
  # within
  name: "x"
  labels: {b: 1, a: 'two'}
data:
    y: yes
    z: |
      text
---
{"kind": "B", "metadata": {"name": "x"}}
---
{"kind": "C", "metadata": {"annotations": {"a": "b", "c": "d"}, "name": "x"}}
---
kind: D
metadata: {name: x, annotations: {}}
---
kind: E
metadata:
  annotations:
    one: &anchor "1"
    two: *anchor
  name: x
---
kind: F
---
kind: H
metadata: {}
END
  pintle template kept
  plainly=$(grep -v -e '^ *$' -e '^metadata: {}$' <<< "$output" | sed 's/, annotations: {}//')
  pintle template kept --post-renderer cat
  equal "$plainly" "$(grep -v '^ *$' <<< "$output")"
  script see 'tee seen'
  pintle template kept --post-renderer "$work/see"
  equal "$(grep -c "postrenderer.helm.sh/postrender-filename" seen)" "$(grep -c '^# Source: ' <<< "$output")"
}

@test "what a post-renderer makes of a document is kept too, wherever the annotation went" {
  make_chart moved templates/t.yaml $'kind: A\nmetadata:\n  name: x\n  annotations:\n    a: b'
  script move 'cat > /dev/null; printf "%s\n" "kind: A # kept" "metadata:" "  annotations:" "    a: \"b\"" \
    "    postrenderer.helm.sh/postrender-filename: moved/templates/t.yaml # gone" "    c: d" "  name: x" --- "kind: New"'
  pintle template moved --post-renderer "$work/move"
  equal $'---\n# Source: moved/templates/t.yaml\nkind: A # kept\nmetadata:\n  annotations:\n    a: "b"\n    c: d\n  name: x\n---\n# Source: generated-by-postrender-1.yaml\nkind: New' \
    "$(grep -v '^$' <<< "$output")"
}
