#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

number() {
  cat "$repository/VERSION"
}

@test "version: ours, and the Helm that it renders as" {
  pintle version
  equal "pintle v$(number) (renders as Helm v4.3.1)"$'\n' "$output"
}

@test "--short is the version alone" {
  pintle version --short
  equal "v$(number)"$'\n' "$output"
}

@test "--template chooses what is shown" {
  pintle version --template '{{ .Version }}|{{ .HelmVersion | upper }}'
  equal "v$(number)|V4.3.1" "$output"
  pintle -1 version --template '{{ nope }}'
  has "$stderr" 'function "nope" not defined'
}

@test "version takes no arguments" {
  pintle -1 version x
  equal $'Error: "pintle version" accepts no arguments\n\nUsage:  pintle version [flags]' "$stderr"
}

@test "env shows the settings, one by name, options above variables" {
  pintle env
  has "$output" 'HELM_NAMESPACE="default"' "HELM_CACHE_HOME=\"$HOME/.cache/helm\"" 'HELM_DEBUG="false"'
  HELM_NAMESPACE=one pintle env HELM_NAMESPACE
  equal $'one\n' "$output"
  HELM_NAMESPACE=one pintle env HELM_NAMESPACE -n two
  equal $'two\n' "$output"
}

# env_like_helm [NAME=VALUE]... [-- ARGUMENTS]: the settings, but for the program's path.
env_like_helm() {
  local variables=()
  while [[ $# -gt 0 && $1 != -- ]]; do
    variables+=("$1")
    shift
  done
  shift || true
  run --separate-stderr env "${variables[@]}" "$PINTLE" env "$@"
  [[ $status == 0 ]] && output=$(grep -v ^HELM_BIN <<< "$output")
  [[ -n ${HELM-} ]] || return 0
  equal "$(env "${variables[@]}" "$HELM" env "$@" | grep -v ^HELM_BIN)" "$output"
}

@test "env: numbers and truths as they are understood, empty variables, folders cleaned" {
  local value
  env_like_helm HELM_BURST_LIMIT=0x10 HELM_QPS=2.345 HELM_DEBUG=T HELM_MAX_HISTORY=x HELM_KUBEINSECURE_SKIP_TLS_VERIFY=1
  has "$output" 'HELM_BURST_LIMIT="100"' 'HELM_QPS="2.35"' 'HELM_DEBUG="true"' 'HELM_MAX_HISTORY="10"' 'VERIFY="true"'
  env_like_helm HELM_DEBUG=1 HELM_QPS=1 HELM_KUBEASGROUPS=a,b -- --debug=false --qps 7.125 --burst-limit 0x10
  has "$output" 'HELM_BURST_LIMIT="16"' 'HELM_QPS="7.12"' 'HELM_DEBUG="false"' 'HELM_KUBEASGROUPS="a,b"'
  for value in 1e39 inf -inf nan 0x1p4 '' x yes; do
    env_like_helm "HELM_QPS=$value" "HELM_BURST_LIMIT=$value" "HELM_DEBUG=$value"
  done
  env_like_helm HELM_PLUGINS= HELM_REGISTRY_CONFIG= HELM_REPOSITORY_CACHE= HELM_CACHE_HOME= XDG_CACHE_HOME= HELM_NAMESPACE=
  has "$output" 'HELM_PLUGINS=""' "HELM_CACHE_HOME=\"$HOME/.cache/helm\"" 'HELM_NAMESPACE="default"'
  env_like_helm HELM_CACHE_HOME=rel HELM_DATA_HOME=/x/../y XDG_CONFIG_HOME=/a//
  has "$output" 'HELM_DATA_HOME="/y"' 'HELM_CONFIG_HOME="/a/helm"'
  env_like_helm HOME=
  has "$output" 'HELM_CACHE_HOME=".cache/helm"'
}

@test "env: groups of all options" {
  pintle env HELM_KUBEASGROUPS --kube-as-group a --kube-as-group b,c
  equal $'a,b,c\n' "$output"
}

@test "env does not show the token" {
  HELM_KUBETOKEN=secret pintle env
  has "$output" 'HELM_KUBETOKEN="*****"'
  lacks "$output" secret
}

@test "--help shows usage and options, as help COMMAND does" {
  pintle lint --help
  local help=$output
  has "$help" 'pintle lint PATH [flags]' '--with-subcharts' 'Global Flags:'
  pintle help lint
  equal "$help" "$output"
  pintle
  has "$output" 'Available Commands:' '  template '
}
