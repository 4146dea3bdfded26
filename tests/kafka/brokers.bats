#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# values/kafka.yml and values/kafka_new.yml as they are installed and upgraded: KRaft, from Kafka 4.0 to 4.1, and what Prometheus sees.
load helper
load prometheus

prepare() {
  operator_kinds
  cat > "$FILES/monitored.yml" <<- 'END'
	kafka:
	  topics: [{name: ledger, partitions: 6}]
	  metrics: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
	END
}

@test "values/kafka.yml brings up three brokers and three controllers" {
  release install kafka.yml -f "$FILES/monitored.yml"
  equal "$(printf 'localhost/kafka:4.0.0%.0s ' {1..6})" "$(kubectl get pods -o jsonpath='{range .items[*]}{.spec.containers[0].image} {end}')"
  in_sync 3
  touch "$FILES/installed"
}

@test "the chart's test sends and receives a message" {
  run "$PINTLE" test kafka --logs
  equal 0 "$status"
  has "$output" 'Phase:          Succeeded' 'received: message of kafka-test'
}

@test "the topic of the values is there, and messages go both ways between the listeners" {
  equal 6 "$(kcat_outside -L -J -t ledger | jq '.topics[0].partitions | length')"
  seq 1000 | send outside ledger
  equal "$(seq 1000 | sort)" "$(receive inside ledger)"
  seq 1001 2000 | send inside ledger
  equal "$(seq 2000 | sort)" "$(receive outside ledger)"
  equal 'kafka.example.com:30092 kafka.example.com:30093 kafka.example.com:30094' \
    "$(kcat_outside -L -J | jq -r '[.brokers[].name] | sort | join(" ")')"
}

@test "Prometheus scrapes the exporter of each node and evaluates every alert; a broker that is away is one" {
  start_prometheus
  eventually answers 6 'up == 1'
  equal '3 3' "$(query 'count by (component) (up == 1)' | jq -r '[.[].value[1]] | join(" ")')"
  eventually evaluated
  for metric in $(alert_metrics); do
    eventually answers some "$metric"
  done
  eventually no_alerts
  kubectl cordon -l kubernetes.io/os=linux
  kubectl delete pod kafka-2 --wait=false
  eventually alerts KafkaBrokerDown
  stop_prometheus
  kubectl uncordon -l kubernetes.io/os=linux
  eventually in_sync 3
}

@test "a broker that is killed and one whose pod is deleted lose nothing that was acknowledged" {
  start_writing ledger
  keeps_writing
  kill_9 kafka-0
  keeps_writing
  ready kafka-0
  eventually in_sync 3
  keeps_writing
  id=$(pod kafka-1 '.status.containerStatuses[0].containerID')
  kubectl delete pod kafka-1 --force --grace-period=0
  eventually container_is_not kafka-1 "$id"
  keeps_writing
  ready kafka-1
  eventually in_sync 3
  stop_writing
  nothing_lost ledger
}

@test "values/kafka_new.yml makes five brokers of another version of them, while messages go on" {
  start_writing ledger
  keeps_writing
  release upgrade kafka_new.yml -f "$FILES/monitored.yml" --set kafka.version=4.1.1
  equal "$(printf 'localhost/kafka:4.1.1%.0s ' {1..8})" "$(kubectl get pods -o jsonpath='{range .items[*]}{.spec.containers[0].image} {end}')"
  eventually in_sync 5
  keeps_writing
  stop_writing
  nothing_lost ledger
}

@test "two of five brokers that are killed at once lose nothing that was acknowledged" {
  start_writing ledger
  keeps_writing
  kill_9 kafka-1
  kill_9 kafka-2
  ready kafka-1 kafka-2
  eventually in_sync 5
  keeps_writing
  stop_writing
  nothing_lost ledger
}
