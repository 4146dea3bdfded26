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
