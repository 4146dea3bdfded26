#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# A chart that lint has nothing but an [INFO] to say of.
fine() {
  make_chart fine values.yaml 'a: 1' templates/t.yaml $'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}'
}

# A chart that gets a warning: no templates.
warned() {
  make_chart warned values.yaml 'a: 1'
  rmdir warned/templates
}

@test "a fine chart passes, with what could be better" {
  fine
  pintle lint fine
  equal $'==> Linting fine\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n' "$output"
  equal "" "$stderr"
  like_helm lint fine
}

@test "a warning passes; with --strict it fails" {
  warned
  pintle lint warned
  has "$output" '[WARNING] templates/: directory does not exist' '1 chart(s) linted, 0 chart(s) failed'
  like_helm lint warned
  pintle -1 lint --strict warned
  has "$output" '[WARNING] templates/: directory does not exist'
  has "$stderr" 'Error: 1 chart(s) linted, 1 chart(s) failed'
  like_helm lint --strict warned
}

@test "--quiet says nothing of a fine chart" {
  fine
  pintle lint --quiet fine
  equal "" "$output"
  equal "" "$stderr"
  like_helm lint --quiet fine
}

@test "--quiet keeps warnings and leaves [INFO] out" {
  warned
  pintle lint --quiet warned
  has "$output" '==> Linting warned' '[WARNING] templates/'
  lacks "$output" '[INFO]'
  like_helm lint --quiet warned
}

@test "an error fails, and every chart is counted" {
  fine
  make_chart bad values.yaml '' templates/t.yaml 'a: {{ upper .Values }}'
  pintle -1 lint bad fine
  in_order "$output" '==> Linting bad' '[ERROR] templates/: ' 'wrong type for value' '==> Linting fine'
  has "$stderr" 'Error: 2 chart(s) linted, 1 chart(s) failed'
}

@test "a template's error is shown with its line too" {
  make_chart bad values.yaml 's: text' templates/t.yaml 'a: {{ .Values.s.t }}'
  pintle -1 lint bad
  has "$output" '[ERROR] templates/: ' bad/templates/t.yaml "can't evaluate field t"
  has "$stderr" '--> bad/templates/t.yaml:1:7' 'a: {{ .Values.s.t }}' '^^^^^^^^^^^' 'set at'
}

@test "Chart.yaml: what it lacks is told, item by item" {
  make_chart bad values.yaml '' templates/t.yaml ''
  echo 'name: other' > bad/Chart.yaml
  pintle -1 lint bad
  has "$output" '[ERROR] Chart.yaml: apiVersion is required' '[ERROR] Chart.yaml: version is required'
  like_helm lint bad
}

@test "--with-subcharts looks at charts/ too" {
  fine
  make_chart fine/charts/sub values.yaml '' templates/t.yaml ''
  echo $'apiVersion: v2\nname: sub\nversion: 0.1.0' > fine/charts/sub/Chart.yaml
  echo 'dependencies: [{name: sub, version: 0.1.0, repository: ""}]' >> fine/Chart.yaml
  pintle lint fine
  has "$output" '1 chart(s) linted'
  lacks "$output" '==> Linting fine/charts/sub'
  pintle lint --with-subcharts fine
  has "$output" '==> Linting fine/charts/sub' '2 chart(s) linted, 0 chart(s) failed'
  like_helm lint --with-subcharts fine
}

@test "--with-subcharts: links are not followed, whatever the kind of an entry" {
  make_chart fine
  make_chart other
  make_chart fine/charts/sub
  make_chart fine/charts/sub/charts/inner
  make_chart fine/charts/pack.tgz/deep
  ln -s ../../other fine/charts/link
  pintle -1 lint --with-subcharts fine
  has "$output" '==> Linting fine/charts/sub' '==> Linting fine/charts/sub/charts/inner' '==> Linting fine/charts/pack.tgz/deep'
  has "$output" $'==> Linting fine/charts/pack.tgz\nError unable to extract tarball: read fine/charts/pack.tgz: is a directory\n'
  lacks "$output" '==> Linting fine/charts/link'
  # Which of two broken subcharts Helm names first changes from run to run: its words are not compared here.
}

@test "--with-subcharts: links that lead back do not keep it busy" {
  make_chart loop
  mkdir loop/charts
  ln -s . loop/charts/a
  ln -s ../charts loop/charts/b
  run -1 timeout 10 "$PINTLE" lint --with-subcharts loop
  has "$output" '1 chart(s) linted'
}

@test "archives: the chart's name is asked for first" {
  local name
  mkdir c
  for name in '' 'apiVersion: v2' 'a: b: c' 'name: ..' 'name: a/b' 'name: c'; do
    echo "$name" > c/Chart.yaml
    tar -czf c.tgz c
    pintle -1 lint c.tgz
    like_helm lint c.tgz
  done
  : > c/other
  tar -czf c.tgz c/other
  pintle -1 lint c.tgz
  has "$output" 'Error unable to extract tarball: chart name not specified'
  like_helm lint c.tgz
}

@test "values options reach the templates" {
  make_chart asks values.yaml '' templates/t.yaml 'a: {{ required "give me x" .Values.x }}'
  pintle lint asks --set x=5
  lacks "$output" '[ERROR]'
  pintle -1 lint --strict "$charts/schema" --set replicas=many
  has "$output" "at '/replicas': got string, want integer"
  pintle lint "$charts/schema" --set replicas=many --skip-schema-validation
  lacks "$output" '/replicas'
}

@test "-n is the namespace that templates see" {
  make_chart space values.yaml '' templates/t.yaml '{{ if ne .Release.Namespace "there" }}{{ upper .Values }}{{ end }}'
  pintle -1 lint space
  has "$output" 'wrong type'
  pintle lint space -n there
  lacks "$output" 'wrong type'
}

@test "an archive is linted as its folder is" {
  fine
  tar czf fine.tgz fine
  pintle lint fine.tgz
  has "$output" '==> Linting fine.tgz' '[INFO] Chart.yaml: icon is recommended' '1 chart(s) linted, 0 chart(s) failed'
  like_helm lint fine.tgz
}

@test "a deprecated API is a warning for the versions that deprecate it" {
  make_chart old values.yaml '' templates/t.yaml $'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: x}'
  pintle lint old --kube-version 1.22
  has "$output" 'policy/v1beta1 PodDisruptionBudget is deprecated'
  like_helm lint old --kube-version 1.22
  pintle lint old --kube-version 1.20
  lacks "$output" 'is deprecated'
}

@test "a path without a chart fails and is named" {
  pintle -1 lint nowhere
  has "$output" '==> Linting nowhere' 'nowhere/Chart.yaml: no such file or directory'
  has "$stderr" 'Error: 1 chart(s) linted, 1 chart(s) failed'
  like_helm lint nowhere
}

@test "a file, and a working folder without a chart, are no charts: the path is told as Helm tells it" {
  make_chart fine templates/t.yaml 'a: 1'
  for path in fine/Chart.yaml . ''; do
    pintle -1 lint "$path"
    like_helm lint "$path"
  done
  pintle -1 lint fine/Chart.yaml
  has "$output" 'stat fine/Chart.yaml/Chart.yaml: not a directory'
  pintle -1 lint .
  has "$output" 'chart: stat Chart.yaml: no such file or directory'
}

@test "lines without an end, and names that are none in several ways" {
  fine
  printf 'a: "%s"\n' "$(printf 'x%.0s' {1..70000})" > fine/templates/long.yaml
  printf -- "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n" A_b..c "-$(printf 'x%.0s' {1..300})" > fine/templates/names.yaml
  pintle lint fine
  has "$output" '[WARNING] templates/long.yaml: bufio.Scanner: token too long' 'does not conform to Kubernetes naming requirements: "A_b..c"' \
    'must be no more than 253'
  like_helm lint fine
}

@test "dependencies of the same name or alias: the chart does not load" {
  fine
  cat >> fine/Chart.yaml << 'END'
dependencies:
  - {name: a, version: 1, repository: "file://x"}
  - {name: a, version: 1, repository: "file://x"}
  - {name: b, version: 1, alias: a, repository: "file://x"}
  - {name: c, version: 1, repository: "file://x"}
  - {name: c, version: 1, repository: "file://x"}
END
  pintle -1 lint fine
  has "$output" 'unable to load chart' 'validation: more than one dependency with name or alias "a"'
  like_helm lint fine
}

@test "Helm's words come before the place of a broken template" {
  make_chart web templates/a.yaml 'a: {{ .Values.x.y }}'
  pintle -1 lint web
  has "$stderr" 'nil pointer evaluating interface {}.y'
  stderr=$(head -n 1 <<< "$stderr")
  like_helm_says lint web
}
