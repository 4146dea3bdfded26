#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

packed() {
  make_chart packed values.yaml 'v: 3' templates/t.yaml 'a: {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Values.v }}' \
    files/x.txt 'text' notes.bak 'ignored' .helmignore '*.bak' LICENSE 'terms'
}

@test "the archive is NAME-VERSION.tgz in the working folder, and its path is told" {
  packed
  pintle package packed
  [ -f packed-0.1.0.tgz ]
  has "$output" "Successfully packaged chart and saved it to: $work/packed-0.1.0.tgz"
  equal "" "$stderr"
  like_helm package packed
}

@test "the same chart gives the same bytes, whenever and wherever it is packed" {
  packed
  pintle package packed -d one
  mkdir elsewhere
  cp -r packed elsewhere/other-name
  touch -d 2001-01-01 elsewhere/other-name/values.yaml
  chmod 600 elsewhere/other-name/values.yaml
  pintle package elsewhere/other-name -d two
  cmp one/packed-0.1.0.tgz two/packed-0.1.0.tgz
}

@test "SOURCE_DATE_EPOCH is the time of every entry" {
  packed
  SOURCE_DATE_EPOCH=1000000000 pintle package packed -d one
  equal '2001-09-09 01:46:40' "$(tar tvzf one/packed-0.1.0.tgz --full-time | awk '{ print $4, $5 }' | sort -u)"
  pintle package packed -d two
  equal '1980-01-01 00:00:00' "$(tar tvzf two/packed-0.1.0.tgz --full-time | awk '{ print $4, $5 }' | sort -u)"
}

@test "a SOURCE_DATE_EPOCH that is no time is an error, and nothing is written" {
  packed
  for epoch in yesterday -1 1.5; do
    SOURCE_DATE_EPOCH=$epoch pintle -1 package packed
    has "$stderr" 'Error: invalid SOURCE_DATE_EPOCH'
    equal "" "$output"
  done
  [ ! -e packed-0.1.0.tgz ]
}

@test "the archive has the chart's files and nothing that .helmignore names" {
  packed
  pintle package packed
  equal 'packed/.helmignore packed/Chart.yaml packed/LICENSE packed/files/x.txt packed/templates/t.yaml packed/values.yaml' \
    "$(tar tzf packed-0.1.0.tgz | LC_ALL=C sort | xargs)"
  equal 'v: 3' "$(tar xzOf packed-0.1.0.tgz packed/values.yaml)"
  if [[ -n ${HELM-} ]]; then
    "$HELM" package packed -d helm
    mkdir a b
    tar xzf packed-0.1.0.tgz -C a
    tar xzf helm/packed-0.1.0.tgz -C b
    diff -r a b
  fi
}

@test "the archive renders as the folder does, and shows the same" {
  packed
  pintle template rel packed
  local rendered=$output
  has "$rendered" 'a: 0.1.0'
  pintle package packed
  pintle template rel packed-0.1.0.tgz
  equal "$rendered" "$output"
  pintle show all packed
  local shown=$output
  has "$shown" 'v: 3'
  pintle show all packed-0.1.0.tgz
  equal "$shown" "$output"
}

@test "subcharts are packed with their chart" {
  pintle package "$charts/scopes"
  pintle template rel "$charts/scopes"
  local rendered=$output
  has "$rendered" scopes/charts/
  pintle template rel scopes-0.1.0.tgz
  equal "$rendered" "$output"
}

@test "--version and --app-version go into the archive and its name" {
  packed
  pintle package packed --version 2.3.4-rc.1+b --app-version 9z
  has "$output" 'packed-2.3.4-rc.1+b.tgz'
  pintle template rel 'packed-2.3.4-rc.1+b.tgz'
  has "$output" 'a: 2.3.4-rc.1+b 9z 3'
  pintle show chart packed
  has "$output" 'version: 0.1.0'
  lacks "$output" 9z
}

@test "a --version that is none is an error, and nothing is written" {
  packed
  pintle -1 package packed --version one
  equal "" "$output"
  has "$stderr" 'Error: invalid semantic version'
  equal "" "$(find . -name '*.tgz')"
}

@test "-d and --destination: the folder is made" {
  packed
  pintle package packed -d a/b
  [ -f a/b/packed-0.1.0.tgz ]
  has "$output" 'saved it to: a/b/packed-0.1.0.tgz'
  pintle package packed --destination c
  cmp a/b/packed-0.1.0.tgz c/packed-0.1.0.tgz
}

@test "-d: an empty name is the working folder, and a file is none" {
  packed
  pintle package packed -d ''
  equal 'Successfully packaged chart and saved it to: packed-0.1.0.tgz' "${output%$'\n'}"
  [ -f packed-0.1.0.tgz ]
  like_helm package packed -d ''
  pintle -1 package packed -d packed/LICENSE
  equal 'Error: failed to save: is not a directory: packed/LICENSE' "$stderr"
  pintle -1 package packed-0.1.0.tgz
  equal "Error: unable to detect chart at $work/packed-0.1.0.tgz/Chart.yaml: open $work/packed-0.1.0.tgz/Chart.yaml: not a directory" \
    "$stderr"
  pintle -1 package packed/LICENSE/x
  equal 'Error: stat packed/LICENSE/x: not a directory' "$stderr"
  if [[ -n ${HELM-} ]]; then
    for arguments in 'packed -d packed/LICENSE' packed-0.1.0.tgz packed/LICENSE/x; do
      # shellcheck disable=SC2086 # words
      pintle -1 package $arguments
      # shellcheck disable=SC2086
      equal "$("$HELM" package $arguments 2>&1)" "$stderr"
    done
  fi
}

@test "several charts are packed in one run" {
  packed
  make_chart second templates/t.yaml 'b: 1'
  pintle package packed second
  [ -f packed-0.1.0.tgz ]
  [ -f second-0.1.0.tgz ]
  in_order "$output" packed-0.1.0.tgz second-0.1.0.tgz
}

@test "an archive that cannot be written whole leaves nothing behind" {
  packed
  : > out
  pintle -1 package packed -d out
  equal "" "$output"
  has "$stderr" Error: out
  equal "" "$(find . -name '*.tgz*')"
}

@test "a chart that is none, a missing one, and dependencies that are not there" {
  mkdir none
  pintle -1 package none
  has "$stderr" 'Error: ' Chart.yaml
  pintle -1 package nowhere
  equal 'Error: stat nowhere: no such file or directory' "$stderr"
  packed
  echo 'dependencies: [{name: lacking, version: 1.0.0, repository: "https://example.com"}]' >> packed/Chart.yaml
  pintle -1 package packed
  has "$stderr" lacking
  equal "" "$(find . -name '*.tgz')"
}

@test "what package cannot do it says: --sign, --dependency-update" {
  packed
  pintle -1 package packed --sign
  has "$stderr" 'Error: --sign is not available'
  pintle -1 package packed -u
  has "$stderr" 'Error: --dependency-update needs the network'
  equal "" "$(find . -name '*.tgz')"
}

@test "names of files are packed as they are, in any locale" {
  make_chart web templates/é.yaml 'a: 1'
  local encoding
  for encoding in C C.UTF-8; do
    LC_ALL=$encoding pintle package web -d "$encoding"
    run tar tzf "$encoding"/web-*.tgz --quoting-style=literal
    equal 0 "$status"
    has "$output" 'web/templates/é.yaml'
    lacks "$output" 'unknown extended header'
    pintle template rel "$encoding"/web-*.tgz
    has "$output" '# Source: web/templates/é.yaml'
    like_helm template rel "$encoding"/web-*.tgz
  done
  printf 'b: 1' > web/templates/$'\xff'.yaml
  pintle package web -d bytes
  pintle template rel bytes/web-*.tgz
  has "$output" 'a: 1' 'b: 1'
  like_helm template rel bytes/web-*.tgz
}

@test "a destination that cannot be made: the error is Helm's" {
  make_chart web templates/a.yaml 'a: 1'
  pintle -1 package web -d /proc/none
  has "$stderr" 'Error: failed to save: mkdir /proc/none: no such file or directory'
  like_helm_says package web -d /proc/none
}
