# SPDX-License-Identifier: Apache-2.0
# Prometheus as its operator would run it: from the ServiceMonitors and PrometheusRules that the charts make.

# operator_kinds: the kinds of Prometheus' operator, which take any fields here.
operator_kinds() {
  local kind
  for kind in ServiceMonitor PrometheusRule; do
    "$KUBECTL" apply -f - <<- END
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: ${kind,,}s.monitoring.coreos.com}
	spec:
	  group: monitoring.coreos.com
	  scope: Namespaced
	  names: {kind: $kind, plural: ${kind,,}s, singular: ${kind,,}}
	  versions:
	    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
	END
    "$KUBECTL" wait --for condition=Established --timeout 60s "crd/${kind,,}s.monitoring.coreos.com"
  done
}

# scraping: the file's ServiceMonitors as Prometheus' own settings: targets are the endpoints of the Services that the monitor
# selects; they get the labels that the operator gives, then those of the monitor.
scraping() {
  kubectl get servicemonitors -o json | jq --arg folder "$FILES" '
    def sanitised: gsub("[^A-Za-z0-9_]"; "_");
    def snake: with_entries(.key |= gsub("(?<capital>[A-Z])"; "_" + (.capital | ascii_downcase)));
    def taken(from; to): {source_labels: ["__meta_kubernetes_" + from], target_label: to};
    {
      global: {scrape_interval: "15s", scrape_timeout: "15s", evaluation_interval: "1s"},
      rule_files: [$folder + "/rules.json"],
      scrape_configs: [.items[] | . as $monitor | .spec.endpoints[] | {
        job_name: ($monitor.metadata.name + "/" + .port),
        file_sd_configs: [{files: [$folder + "/targets.json"]}],
        relabel_configs: (
          [$monitor.spec.selector.matchLabels | to_entries[] | {
            action: "keep", source_labels: ["__meta_kubernetes_service_label_" + (.key | sanitised)], regex: .value
          }] + [
            {action: "keep", source_labels: ["__meta_kubernetes_endpoint_port_name"], regex: .port},
            taken("namespace"; "namespace"), taken("service_name"; "service"), taken("service_name"; "job"), taken("pod_name"; "pod")
          ] + [.relabelings[]? | snake])
      }]
    }'
}

# targets: every endpoint of every Service of the file, with the labels that Prometheus' own discovery gives (Debian's has none).
targets() {
  kubectl get services,endpointslices,pods -o json | jq '
    def labels(kind): (.metadata.labels // {}) | with_entries(.key |= "__meta_kubernetes_" + kind + "_label_" + gsub("[^A-Za-z0-9_]"; "_"));
    (.items | map({key: (.kind + "/" + .metadata.name), value: .}) | from_entries) as $all |
    [.items[] | select(.kind == "EndpointSlice") | . as $slice | $slice.metadata.labels["kubernetes.io/service-name"] as $service |
      .ports[]? as $port | .endpoints[]? | {
        targets: [.addresses[0] + ":" + ($port.port | tostring)],
        labels: ({
          __meta_kubernetes_namespace: $slice.metadata.namespace,
          __meta_kubernetes_service_name: $service,
          __meta_kubernetes_endpoint_port_name: ($port.name // ""),
          __meta_kubernetes_pod_name: (.targetRef.name // "")
        } + ($all["Service/" + $service] | labels("service")) + ($all["Pod/" + (.targetRef.name // "")] // {} | labels("pod")))
      }]' > "$FILES/targets.new" && mv "$FILES/targets.new" "$FILES/targets.json"
}

# start_prometheus: on node 1, whose processes end with it; it learns of targets until the file's tests are over.
start_prometheus() {
  targets
  scraping > "$FILES/prometheus.yml"
  kubectl get prometheusrules -o json | jq '{groups: [.items[].spec.groups[]]}' > "$FILES/rules.json"
  "$(dirname "$KUBECTL")/promtool" check rules "$FILES/rules.json"
  # shellcheck disable=SC2016 # the node's shell is to expand these
  on 1 sh -c 'echo $$ > "$0" && exec "$@"' "$FILES/prometheus.pid" \
    "$(dirname "$KUBECTL")/prometheus" --config.file "$FILES/prometheus.yml" --storage.tsdb.path "$FILES/tsdb" \
    --web.listen-address 127.0.0.1:9090 > "$FILES/prometheus.log" 2>&1 3>&- &
  prometheus=$!
  (while kill -0 "$prometheus" && targets; do sleep 2; done) > /dev/null 2>&1 3>&- &
  eventually answers_or_ended
  kill -0 "$prometheus" || { tail -n 3 "$FILES/prometheus.log" && return 1; }
}
answers_or_ended() {
  asks rules > /dev/null 2>&1 || ! kill -0 "$prometheus" 2> /dev/null
}

stop_prometheus() {
  on 1 kill "$(cat "$FILES/prometheus.pid")"
  rm "$FILES/prometheus.pid"
}

# asks PATH [ARGUMENT...]: an answer of Prometheus' API
asks() {
  local path=$1
  shift
  on 1 curl -fs -G "127.0.0.1:9090/api/v1/$path" "$@"
}

# query EXPRESSION: the series that it gives, as a list
query() {
  asks query --data-urlencode "query=$1" | jq -c .data.result
}

# answers COUNT|some EXPRESSION: does it give so many series?
answers() {
  local count
  count=$(query "$2" | jq length)
  if [[ $1 == some ]]; then [[ ${count:-0} != 0 ]]; else [[ $count == "$1" ]]; fi
}

# alerts NAME: is it pending, or does it fire?
alerts() {
  answers some "ALERTS{alertname=\"$1\"}"
}

# no_alerts: is none pending? One may be until every target has been scraped.
no_alerts() {
  [[ $(asks rules | jq '[.data.groups[].rules[].alerts[]?] | length') == 0 ]]
}

# evaluated: was each rule evaluated, without an error?
evaluated() {
  [[ $(asks rules | jq '[.data.groups[].rules[].health] | length > 0 and all(.[]; . == "ok")') == true ]]
}

# alert_metrics: the brokers' metrics that the alerts look at, with their labels
alert_metrics() {
  jq -r '.groups[].rules[].expr' "$FILES/rules.json" | grep -oE 'kafka_[a-z_]+\{[^}]*\}' | sort -u
}
