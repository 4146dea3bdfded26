#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

@test "the default chart passes lint, even --strict" {
  pintle create fresh
  equal $'Creating fresh\n' "$output"
  equal "" "$stderr"
  pintle lint --strict fresh
  has "$output" '1 chart(s) linted, 0 chart(s) failed'
  lacks "$output" '[WARNING]' '[ERROR]'
}

@test "the default chart renders, with all that can be switched on" {
  pintle create fresh
  pintle template rel fresh
  has "$output" 'kind: Deployment' 'kind: Service' 'kind: ServiceAccount' 'name: rel-fresh' 'helm.sh/hook: test'
  lacks "$output" 'kind: Ingress' 'kind: HorizontalPodAutoscaler' 'kind: HTTPRoute'
  like_helm template rel fresh
  pintle template rel fresh --set ingress.enabled=true,autoscaling.enabled=true,httpRoute.enabled=true
  has "$output" 'kind: Ingress' 'kind: HorizontalPodAutoscaler' 'kind: HTTPRoute'
  like_helm template rel fresh --set ingress.enabled=true,autoscaling.enabled=true,httpRoute.enabled=true
}

@test "the chart has the name given, and no placeholder is left" {
  pintle create my-chart
  pintle show chart my-chart
  has "$output" 'name: my-chart' 'version: 0.1.0'
  run -1 grep -r '<CHARTNAME>' my-chart
  has "$(cat my-chart/templates/_helpers.tpl)" 'define "my-chart.fullname"'
}

@test "the chart has the files that Helm's has" {
  pintle create fresh
  equal '.helmignore
Chart.yaml
templates/NOTES.txt
templates/_helpers.tpl
templates/deployment.yaml
templates/hpa.yaml
templates/httproute.yaml
templates/ingress.yaml
templates/service.yaml
templates/serviceaccount.yaml
templates/tests/test-connection.yaml
values.yaml' "$(cd fresh && find . -type f -printf '%P\n' | LC_ALL=C sort)"
  [ -d fresh/charts ]
  if [[ -n ${HELM-} ]]; then
    "$HELM" create helms
    equal "$(cd helms && find . -printf '%P\n' | sort)" "$(cd fresh && find . -printf '%P\n' | sort)"
  fi
}

@test "a path: the folders are made, and its last part is the name" {
  pintle create some/where/deep
  pintle show chart some/where/deep
  has "$output" 'name: deep'
}

@test "-p library makes a chart that others include" {
  pintle create parts -p library
  pintle show chart parts
  has "$output" 'type: library' 'name: parts'
  pintle lint parts
  has "$output" '1 chart(s) linted, 0 chart(s) failed'
  make_chart user templates/t.yaml $'labels:\n{{ include "parts.labels" . | indent 2 }}'
  mkdir user/charts
  mv parts user/charts/
  pintle template rel user
  has "$output" '# Source: user/templates/t.yaml' 'app.kubernetes.io/instance: rel'
}

@test "--starter takes a path, and the name goes into its templates" {
  make_chart starter templates/t.yaml 'a: <CHARTNAME>' values.yaml 'x: <CHARTNAME>'
  pintle create made --starter "$work/starter"
  equal 'a: made' "$(cat made/templates/t.yaml)"
  equal 'x: made' "$(cat made/values.yaml)"
  pintle show chart made
  has "$output" 'name: made'
  lacks "$output" starter
}

@test "a starter of Helm's is found by its name" {
  export HELM_DATA_HOME=$work/data
  make_chart data/starters/mine templates/t.yaml 'a: <CHARTNAME>'
  pintle create made -p mine
  equal 'a: made' "$(cat made/templates/t.yaml)"
}

@test "PINTLE_TEMPLATES is a folder of scaffolds" {
  make_chart scaffolds/mine templates/t.yaml 'a: <CHARTNAME>'
  PINTLE_TEMPLATES=$work/scaffolds pintle create made -p mine
  equal 'a: made' "$(cat made/templates/t.yaml)"
}

@test "a scaffold that is not there is an error that says what to do, and nothing is made" {
  pintle -1 create made -p nowhere
  has "$stderr" 'Error: no scaffold "nowhere": give a path, or set PINTLE_TEMPLATES'
  [ ! -e made ]
}

@test "names that charts cannot have are refused, and nothing is made" {
  for name in 'a b' 'a*' 'a$' 'é' 'a:b'; do
    pintle -1 create "$name"
    has "$stderr" 'Error: chart name must match the regular expression "^[a-zA-Z0-9._-]+$"'
    [ ! -e "$name" ]
    like_helm create "$name"
  done
  pintle -1 create "$(printf 'a%.0s' {1..251})"
  has "$stderr" 'Error: chart name must be between 1 and 250 characters'
}

@test "a file is not overwritten by a folder" {
  echo mine > taken
  pintle -1 create taken
  has "$stderr" 'Error: file ' 'taken already exists and is not a directory'
  equal mine "$(cat taken)"
}

@test "a chart that is there already: each file overwritten is told" {
  pintle create again
  echo changed > again/values.yaml
  pintle create again
  has "$stderr" 'WARNING: File "again/values.yaml" already exists. Overwriting.'
  lacks "$(cat again/values.yaml)" changed
}

@test "create takes one name" {
  pintle -1 create
  has "$stderr" '"pintle create" requires 1 argument' 'Usage:  pintle create NAME [flags]'
  pintle -1 create a b
  has "$stderr" '"pintle create" requires 1 argument'
  [ ! -e a ]
}
