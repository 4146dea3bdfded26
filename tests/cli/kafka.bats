#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# The charts as archives, packed once for the file.
setup_file() {
  pack_charts
}

@test "without a CHART the platform is rendered, under the values' kafka.name" {
  bundled template -f "$repository/values/kafka.yml"
  has "$output" 'kind: StatefulSet' 'kind: PodDisruptionBudget' 'name: kafka-headless' 'serviceName: kafka-headless' \
    'app.kubernetes.io/instance: kafka' 'app.kubernetes.io/version: "8.0.3"' 'replicas: 3'
  equal 3 "$(count "$output" '^  name: kafka-[0-9]-external$')"
  equal "" "$stderr"
}

@test "the same from a working folder of any name, and twice the same" {
  bundled template -f "$repository/values/kafka.yml"
  local first=$output
  has "$first" 'kind: StatefulSet'
  mkdir other
  cd other
  bundled template -f "$repository/values/kafka.yml"
  equal "$first" "$output"
}

@test "kafka_new.yml: five brokers of the next version" {
  bundled template -f "$repository/values/kafka_new.yml"
  has "$output" 'app.kubernetes.io/version: "8.1.2"' 'replicas: 5'
  lacks "$output" 8.0.3
  equal 5 "$(count "$output" '^  name: kafka-[0-9]-external$')"
}

@test "another kafka.name names the release" {
  sed 's/name: kafka/name: events/' "$repository/values/kafka.yml" > events.yml
  bundled template -f events.yml
  has "$output" 'app.kubernetes.io/instance: events'
  lacks "$output" 'instance: kafka'
}

@test "--name stands above the values' name" {
  bundled template -f "$repository/values/kafka.yml" --name other
  has "$output" 'name: other-kafka' 'app.kubernetes.io/instance: other'
  lacks "$output" 'instance: kafka'
}

@test "--set stands above the values file" {
  bundled template -f "$repository/values/kafka.yml" --set kafka.replicas=7
  has "$output" 'replicas: 7'
  equal 7 "$(count "$output" '^  name: kafka-[0-9]-external$')"
}

@test "external access can be switched off" {
  bundled template -f "$repository/values/kafka.yml" --set kafka.external.enabled=false
  has "$output" 'kind: StatefulSet'
  lacks "$output" external
}

@test "a bare name is one of the bundled charts" {
  bundled template zk
  has "$output" '# Source: zk/templates/' 'name: release-name-zk'
  bundled template mine zk
  has "$output" 'name: mine-zk' 'app.kubernetes.io/instance: mine'
}

@test "every bundled chart renders by its bare name, each document is YAML with a kind, and lint agrees" {
  local chart
  for chart in zk kafka connect rest-proxy schema-registry; do
    bundled template rel "$chart"
    has "$output" "# Source: $chart/templates/"
    equal "$(count "$output" '^# Source: ')" "$(count "$output" '^kind: ')"
    pintle lint --strict "$(echo "$packed/$chart"-*.tgz)"
    lacks "$output" '[ERROR]' '[WARNING]'
  done
}

@test "the newest version of a bundled chart is taken" {
  tar xzf "$packed"/zk-*.tgz
  pintle package zk -d many --version 0.9.0
  pintle package zk -d many --version 0.10.0
  rm -r zk # a folder of that name would be taken first
  PINTLE_CHARTS=$work/many pintle template zk
  has "$output" 'helm.sh/chart: zk-0.10.0'
}

@test "the reference renders the platform's archive to the same bytes" {
  [[ -n ${HELM-} ]] || leave_out 'no live reference'
  local archive
  archive=$(echo "$packed"/platform-*.tgz)
  pintle template kafka "$archive" -f "$repository/values/kafka.yml" --kube-version 1.35.0
  has "$output" 'kind: StatefulSet'
  like_helm template kafka "$archive" -f "$repository/values/kafka.yml" --kube-version 1.35.0
}

@test "a bare name that is no chart is an error" {
  bundled -1 template rel nothing-like-it
  equal "" "$output"
  has "$stderr" 'Error: ' nothing-like-it
}
