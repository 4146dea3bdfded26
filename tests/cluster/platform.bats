#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The platform's charts before an API server: every object of each preset and of each file of ci/ passes its schemas, strictly, and
# the admission of pods at the restricted level, without a warning. Objects of others' kinds have stubs here that take any fields.
load helper

prepare() {
  pack_charts
  "$KUBECTL" label namespace "$NAMESPACE" pod-security.kubernetes.io/{enforce,warn}=restricted > /dev/null
  crd monitoring.coreos.com ServiceMonitor servicemonitors
  crd monitoring.coreos.com PrometheusRule prometheusrules
  crd cert-manager.io Certificate certificates
  "$KUBECTL" wait --for condition=Established --timeout 60s crd/{servicemonitors,prometheusrules}.monitoring.coreos.com \
    crd/certificates.cert-manager.io > /dev/null
}

# crd GROUP KIND PLURAL: a stub of a kind.
crd() {
  "$KUBECTL" apply -f - > /dev/null <<- END
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: $3.$1}
	spec:
	  group: $1
	  scope: Namespaced
	  names: {kind: $2, plural: $3, singular: ${2,,}}
	  versions:
	    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
	END
}

# accepted CHART ARGUMENT...: what is rendered is taken by the server, in a dry run, and nothing is said against it.
accepted() {
  local chart=$1
  shift
  run --keep-empty-lines --separate-stderr env PINTLE_CHARTS="$packed" "$PINTLE" template kafka "$chart" "$@"
  equal "" "$stderr" && equal 0 "$status"
  local objects account
  for account in $(sed -n 's/^ *serviceAccountName: //p' <<< "$output" | sort -u); do # a Pod needs it even in a dry run
    "$KUBECTL" create serviceaccount "$account" --namespace "$NAMESPACE" > /dev/null 2>&1 || true
  done
  objects=$(count "$output" '^kind: ')
  run --separate-stderr "$KUBECTL" apply --namespace "$NAMESPACE" --server-side --dry-run=server --validate=strict -f - <<< "$output"
  [[ $status == 0 && -z $stderr && $(count "$output" 'server dry run') == "$objects" ]] && return
  printf '%s %s\n%s\n%s\n' "$chart" "$*" "$output" "$stderr"
  return 1
}

@test "each file of ci/ is accepted" {
  local file
  for file in "$repository"/charts/*/ci/*-values.yaml; do
    accepted "$(basename "$(dirname "$(dirname "$file")")")" -f "$file"
  done
}

# steady FILE VERSION: what is rendered for a server of that version, without what is drawn anew each time.
steady() {
  PINTLE_CHARTS="$packed" "$PINTLE" template kafka platform -f "$1" --kube-version "$2" | sed -E 's/: "?[A-Za-z0-9+\/=]{22,}"?$/: drawn/'
}

@test "each preset is accepted, as it is rendered for each version of Kubernetes" {
  local file minor rendered last applied=0
  for file in "$repository"/values/*.yml; do
    last=''
    for minor in 28 29 30 31 32 33 34 35; do
      rendered=$(steady "$file" 1.$minor)
      [[ $rendered != "$last" ]] || continue # the same objects
      accepted platform -f "$file" --kube-version 1.$minor
      last=$rendered applied=$((applied + 1))
    done
  done
  [[ $applied -ge 6 ]]
}

@test "every chart is accepted with its defaults" {
  local chart
  for chart in kafka zk connect schema-registry rest-proxy platform; do
    accepted "$chart"
  done
}

# kept COMMAND ARGUMENT...: a command on the release "kept" of the kafka chart.
kept() {
  run --separate-stderr "$PINTLE" "$1" kept "$packed"/kafka-*.tgz --namespace "$NAMESPACE" "${@:2}"
}

secret() {
  "$KUBECTL" get secret "$1" --namespace "$NAMESPACE" -o jsonpath="{.data.$2}"
}

@test "passwords, keys and the cluster's id are kept by upgrades, and what would break the cluster is refused" {
  local flags=(--set 'tls.enabled=true,listeners.client.authentication=plain,auth.users.app=,fullnameOverride=kept') password key id
  kept install "${flags[@]}"
  equal 0 "$status"
  password=$(secret kept-users app) key=$(secret kept-tls 'tls\.key')
  id=$("$KUBECTL" get configmap kept-cluster --namespace "$NAMESPACE" -o jsonpath='{.data.cluster-id}')
  [[ -n $password && -n $key && -n $id ]]

  kept upgrade "${flags[@]}" --set replicas=5
  equal "0 " "$status $stderr"
  equal "$password $key" "$(secret kept-users app) $(secret kept-tls 'tls\.key')"

  kept upgrade "${flags[@]}" --set tls.domain=other.example.com # other names: another certificate, of the same authority
  [[ $key != "$(secret kept-tls 'tls\.key')" ]]
  equal "$(secret kept-ca 'tls\.crt')" "$(secret kept-tls 'ca\.crt')"

  kept upgrade "${flags[@]}" --set mode=zookeeper,version=7.9.6
  has "$stderr" 'this cluster was made in mode kraft'
  kept upgrade "${flags[@]}" --set controller.mode=combined
  has "$stderr" 'would change the voters of this cluster'
  kept upgrade "${flags[@]}" --set clusterId=MkU3OEVBNTcwNTJENDM2Qg
  has "$stderr" 'brokers would refuse their volumes'
  kept upgrade "${flags[@]}" --set replicas=1
  has "$stderr" 'topics of this cluster need 2 replicas in sync'

  "$PINTLE" uninstall kept --namespace "$NAMESPACE"
  kept install "${flags[@]}" # the volumes would be found again
  equal "$id $password" "$("$KUBECTL" get configmap kept-cluster --namespace "$NAMESPACE" -o jsonpath='{.data.cluster-id}') $(secret kept-users app)"
  "$PINTLE" uninstall kept --namespace "$NAMESPACE"
}
