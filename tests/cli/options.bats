#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Options and arguments as they are read, for all commands. None of these comes as far as asking a cluster.
load helper

@test "options and arguments that are wrong: the error is Helm's" {
  make_chart web templates/a.yaml 'a: 1'
  while IFS='|' read -r arguments error; do
    read -r -a words <<< "$arguments"
    pintle -1 "${words[@]}" < /dev/null
    has "${stderr//pintle/helm}" "Error: $error"
    like_helm_says "${words[@]}" < /dev/null
  done <<'CASES'
template rel web --set-json {"a"|failed parsing --set-json data JSON: {"a"
template rel web --set-json {"a":}|failed parsing --set-json data JSON: {"a":}
install web|INSTALLATION FAILED: must either provide a name or specify --generate-name
install rel web --labels foo|invalid argument "foo" for "-l, --labels" flag: foo must be formatted as key=value
install rel web --timeout x|invalid argument "x" for "--timeout" flag: time: invalid duration "x"
install rel web --timeout 5|invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"
template rel web --=x|bad flag syntax: --=x
-=x template rel web|unknown shorthand flag: '=' in -=x
template a b c|expected at most two arguments, unexpected arguments: c
uninstall|"helm uninstall" requires at least 1 argument
rollback|"helm rollback" requires at least 1 argument
show values|"helm show values" requires 1 argument
show values web b|"helm show values" requires 1 argument
list -o bad|invalid argument "bad" for "-o, --output" flag: invalid format type
list extra|"helm list" accepts no arguments
history rel -o bad|invalid argument "bad" for "-o, --output" flag: invalid format type
version extra|"helm version" accepts no arguments
create|"helm create" requires 1 argument
template rel web -z|unknown shorthand flag: 'z' in -z
template rel web -nx -z|unknown shorthand flag: 'z' in -z
template rel web -s|flag needs an argument: 's' in -s
template rel web --no-hooks=x|invalid argument "x" for "--no-hooks" flag: strconv.ParseBool: parsing "x": invalid syntax
template rel web --kube-version x|invalid kube version 'x': could not parse "x" as version
upgrade rel|"helm upgrade" requires 2 arguments
upgrade rel web x|"helm upgrade" requires 2 arguments
package|need at least one argument, the path to the chart
package nowhere|stat nowhere: no such file or directory
CASES
  pintle -1 env a b
  has "$stderr" 'Error: "pintle env" accepts at most 1 argument'
  pintle env NOTHING
  equal $'\n' "$output"
  like_helm env NOTHING
}

@test "global options stand before the command, in all their forms" {
  make_chart web templates/a.yaml 'a: {{ .Release.Namespace }}'
  for options in '-n foo' -nfoo -n=foo '--namespace foo' --namespace=foo '--debug=false -n foo' ''; do
    read -r -a words <<< "$options"
    pintle "${words[@]}" template rel web
    has "$output" "a: ${options:+foo}"
    like_helm "${words[@]}" template rel web
    pintle template "${words[@]}" rel web
    like_helm template "${words[@]}" rel web
  done
  pintle template -- rel web
  like_helm template -- rel web
  pintle -1 template -- rel web -s x
  like_helm_says template -- rel web -s x
  pintle -- template
  has "$output" Usage
  pintle -1 "" template rel web
  like_helm_says "" template rel web
}

@test "what would need the network says so" {
  make_chart web templates/a.yaml 'a: 1'
  pintle -1 template rel web -f http://127.0.0.1:1/values.yaml
  has "$stderr" 'values from a URL need the network; download the file and pass its path'
  pintle -1 template rel http://127.0.0.1:1/web.tgz
  has "$stderr" 'Error: '
  pintle -1 template rel oci://127.0.0.1:1/web
  has "$stderr" 'Error: '
}

@test "--set-file in lists, and --set with more indexes in a row than there may be" {
  make_chart web templates/a.yaml 'a: {{ .Values.a | toJson }}'
  printf x > x
  pintle template rel web --set-file 'a={x,x}'
  has "$output" 'a: ["x","x"]'
  like_helm template rel web --set-file 'a={x,x}'
  pintle -1 template rel web --set-file 'a={x,none}'
  has "$stderr" 'open none: no such file or directory'
  like_helm_says template rel web --set-file 'a={x,none}'
  pintle -1 template rel web --set "a$(printf '[0]%.0s' {1..2000})=1"
  has "$stderr" 'indexes in a row'
}
