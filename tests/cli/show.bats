#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# A chart with all that show can show, as the folder shown/ and as shown.tgz.
shown() {
  make_chart shown values.yaml $'# a comment stays\na:   1' README.md '# Read me' crds/c.yaml 'kind: CustomResourceDefinition' \
    charts/sub/crds/s.yaml $'---\nkind: SubDefinition' charts/sub/Chart.yaml $'apiVersion: v2\nname: sub\nversion: 0.1.0'
  printf '%s\n' 'description: text' 'unknown: dropped' >> shown/Chart.yaml
  tar czf shown.tgz shown
}

definition=$'apiVersion: v2\ndescription: text\nname: shown\nversion: 0.1.0\n'
values=$'# a comment stays\na:   1\n'
readme=$'# Read me\n'
crds=$'---\nkind: CustomResourceDefinition\n\n---\nkind: SubDefinition\n'

# shows WORD TEXT: folder and archive give exactly this text.
shows() {
  local chart
  shown
  for chart in shown shown.tgz; do
    pintle show "$1" "$chart"
    equal "$2" "$output"
    equal "" "$stderr"
    like_helm show "$1" "$chart"
  done
}

@test "show chart prints the definition as Helm knows it" { shows chart "$definition"$'\n'; }

@test "show values prints values.yaml as it stands, comments and all" { shows values "$values"$'\n'; }

@test "show readme prints the README" { shows readme "$readme"$'\n'; }

@test "show crds prints the CRDs, the subcharts' too, with a separator before each" { shows crds "$crds"$'\n'; }

@test "show all prints all four, separated" {
  shows all "$definition"$'\n---\n'"$values"$'\n---\n'"$readme"$'\n'"$crds"$'\n'
}

@test "inspect is another name of show" {
  shown
  pintle inspect values shown
  equal "$values"$'\n' "$output"
}

@test "a README is found whatever its letters' case, .txt too" {
  make_chart other ReadMe.TXT 'some text'
  pintle show readme other
  equal $'some text\n\n' "$output"
  like_helm show readme other
}

@test "what the chart does not have is nothing, not an error" {
  make_chart bare
  for word in readme crds values; do
    pintle show "$word" bare
    equal "" "$output"
    equal "" "$stderr"
    like_helm show "$word" bare
  done
}

@test "a bundled chart is found by its bare name" {
  pintle show chart zk
  has "$output" 'name: zk'
}

@test "a chart that is not there is an error that names it" {
  pintle -1 show values ./nowhere
  equal "" "$output"
  equal 'Error: path "./nowhere" not found' "$stderr"
}

@test "an archive that is none is an error" {
  echo text > bad.tgz
  pintle -1 show values bad.tgz
  equal "" "$output"
  has "$stderr" "Error: " bad.tgz gzip
}

@test "show needs one chart, and says how it is used" {
  pintle -1 show values
  equal "" "$output"
  equal $'Error: "pintle show values" requires 1 argument\n\nUsage:  pintle show values [CHART] [flags]' "$stderr"
}

# A chart with values to look into.
tree() {
  make_chart tree values.yaml $'image: {tag: "1.2", port: 80}\nlist:\n- {name: a, n: 1}\n- {name: b}\nnone: null'
}

@test "show values --jsonpath prints what the template makes of the values, without a newline" {
  tree
  pintle show values tree --jsonpath '{.image.tag}'
  equal "1.2" "$output"
  equal "" "$stderr"
  for path in '{.image}' '{range .list[*]}{.name}{"\n"}{end}' '{.list[?(@.name=="b")]}' '{..name}' '{.none}' text ''; do
    pintle show values tree --jsonpath "$path"
    equal "" "$stderr"
    like_helm show values tree --jsonpath "$path"
  done
}

@test "a --jsonpath that finds nothing prints nothing and passes, as in Helm; the reason is told" {
  tree
  pintle show values tree --jsonpath '{.nope}'
  equal "" "$output"
  equal "WARNING: jsonpath: nope is not found" "$stderr"
}

@test "a --jsonpath that is none is an error" {
  tree
  pintle -1 show values tree --jsonpath '{.image'
  equal "Error: error parsing jsonpath {.image: unclosed action" "$stderr"
  like_helm show values tree --jsonpath '{.image'
  pintle -1 show all tree --jsonpath '{.image}'
  has "$stderr" 'unknown flag: --jsonpath'
}
