#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# values/full.yml with Kafka 3.9, as far as there are images: three ZooKeepers, three brokers, Connect, and their metrics.
load helper
load prometheus

prepare() {
  operator_kinds
  cat > "$FILES/more.yml" <<- 'END'
	kafka:
	  version: 3.9.1
	  topics: [{name: ledger, partitions: 6}, {name: lines}]
	  external: {enabled: true, domain: kafka.example.com}
	schema-registry: {enabled: false}
	rest-proxy: {enabled: false}
	connect:
	  connectors:
	    from-file: &file
	      connector.class: org.apache.kafka.connect.file.FileStreamSourceConnector
	      file: /tmp/from
	      topic: lines
	      key.converter: org.apache.kafka.connect.storage.StringConverter
	      value.converter: org.apache.kafka.connect.storage.StringConverter
	    to-file:
	      <<: *file
	      connector.class: org.apache.kafka.connect.file.FileStreamSinkConnector
	      file: /tmp/to
	      topics: lines
	END
}

@test "values/full.yml brings up three ZooKeepers, three brokers and a worker of Connect" {
  release install full.yml -f "$FILES/more.yml"
  equal "$(printf 'localhost/kafka:3.9.1%.0s ' {1..7})" "$(kubectl get pods -o jsonpath='{range .items[*]}{.spec.containers[0].image} {end}')"
  in_sync 3
  touch "$FILES/installed"
}

@test "the charts' tests find each part at work" {
  run "$PINTLE" test kafka --logs
  equal 0 "$status"
  equal 3 "$(count "$output" 'Phase:          Succeeded')"
  has "$output" ': leader' ': follower' 'received: message of kafka-test' ' 200 '
}

@test "messages go both ways between the listeners" {
  seq 1000 | send outside ledger
  equal "$(seq 1000 | sort)" "$(receive inside ledger)"
  seq 1001 2000 | send inside ledger
  equal "$(seq 2000 | sort)" "$(receive outside ledger)"
}

# written COUNT: has the sink's file so many lines?
written() {
  [[ $(kubectl exec "$worker" -- cat /tmp/to 2> /dev/null | wc -l) == "$1" ]]
}

@test "Connect's connectors of the values carry lines from a file to a topic, and to another file" {
  worker=$(kubectl get pods -l app.kubernetes.io/name=connect,app.kubernetes.io/component=connect -o jsonpath='{.items[0].metadata.name}')
  kubectl exec "$worker" -- sh -c 'seq 100 > /tmp/from'
  eventually written 100
  equal "$(seq 100)" "$(kubectl exec "$worker" -- cat /tmp/to)"
  equal "$(seq 100 | sort)" "$(receive outside lines)"
}

@test "Prometheus scrapes every part and evaluates every alert; none of them fires" {
  start_prometheus
  eventually answers 7 'up == 1'
  eventually evaluated
  eventually answers 3 'count by (pod) (zookeeper_avgrequestlatency)'
  eventually answers some kafka_connect_connect_worker_metrics_connector_count
  eventually no_alerts
  stop_prometheus
}

# role POD: what a ZooKeeper is
role() {
  # shellcheck disable=SC2016 # the inner shell is to expand these
  inside timeout 5 bash -c 'exec 3<> "/dev/tcp/$0/2181" && echo srvr >&3 && sed -n "s/^Mode: //p" <&3' \
    "$1.kafka-zk-headless.$NAMESPACE.svc.cluster.local" 2> /dev/null
}
leads() {
  local pod
  for pod in kafka-zk-{0..2}; do
    [[ $(role "$pod") != leader ]] || { leader=$pod && return 0; }
  done
  return 1
}

@test "a broker that is killed, and the leading ZooKeeper's pod that is deleted, lose nothing that was acknowledged" {
  start_writing ledger
  keeps_writing
  kill_9 kafka-0
  keeps_writing
  ready kafka-0
  eventually in_sync 3
  eventually leads
  id=$(pod "$leader" '.status.containerStatuses[0].containerID')
  kubectl delete pod "$leader" --force --grace-period=0
  eventually container_is_not "$leader" "$id"
  keeps_writing
  ready "$leader"
  eventually leads
  eventually in_sync 3
  stop_writing
  nothing_lost ledger
}
