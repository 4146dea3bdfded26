#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What helm made, shown as helm shows it.
load helper

prepare() {
  cd "$FILES"
  chart web
  helm install one web --set nested.a=7 --labels team=red,tier=x --description 'the <first>'
  helm upgrade one web --reuse-values --set replicas=2
  helm rollback one 1
  helm upgrade one web --set text=again
  helm install two web --labels team=blue
  helm test two
  helm uninstall two --keep-history
  mkdir -p bad/templates && printf 'apiVersion: v2\nname: bad\nversion: 0.0.1\n' > bad/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "A B"}\n' > bad/templates/x.yaml
  ! helm install three bad
  mkdir -p maps/templates && printf 'apiVersion: v2\nname: maps\nversion: 0.0.1\n' > maps/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n---\n' maps a-long-name b > maps/templates/x.yaml
  helm install maps maps
  HELM_DRIVER=configmap helm install kept-elsewhere maps --dry-run=none --replace --take-ownership
  cd "$OLDPWD"
}

@test "list: table, JSON, YAML, names" {
  for options in '' '-o json' '-o yaml' -q '-q -o json' '-q -o yaml' --no-headers '--no-headers -o json'; do
    same list $options
  done
}

@test "list: states" {
  for options in --deployed --failed --uninstalled --superseded --pending --uninstalling '--failed --deployed' '--superseded --deployed'; do
    same list -q $options
  done
  "$PINTLE" list --superseded -o json > ours
  "$HELM" list --superseded -o json > theirs
  equal "$(python3 -c 'import json, sys; print(sorted(map(str, json.load(open("theirs")))))')" \
    "$(python3 -c 'import json, sys; print(sorted(map(str, json.load(open("ours")))))')"
}

@test "list: filters and selectors, and what is wrong with them" {
  for options in '-f ^t' '-f o$' '-f none' '-f (' '-l team=red' '-l team!=red' '-l team' '-l !team' '-l team=a=b' '-l name=one' '-l version=4' '-l a!'; do
    same list -q $options
  done
  same list -l 'team in (red, blue), tier notin (y)'
  same list -l 'version>3' -q
}

@test "list: pages and order" {
  for options in '-m 2' '-m 0' '--max 2 --offset 1' '--offset 100' '-m 1 --offset 3' -r -d '-d -r' '-d -m 2'; do
    same list $options
  done
}

@test "list: all namespaces, and one without releases" {
  same list -A -f '^(one|two|three)$' -l "name in (one,two,three)" -n default -q
  same list -n kube-public
  same list -n kube-public -o json
  same list -n kube-public -q
  same list -n does-not-exist
}

# break_record RELEASE REVISION TEXT: the record holds TEXT.
break_record() {
  "$KUBECTL" patch secret -n "$NAMESPACE-many" "sh.helm.release.v1.$1.v$2" -p "{\"data\":{\"release\":\"$(printf %s "$3" | base64 -w0)\"}}"
}

@test "list: records of many releases are read together; those that are broken count as not there" {
  "$KUBECTL" create namespace "$NAMESPACE-many"
  for name in a b c d e f; do "$HELM" install "$name" "$FILES/web" -n "$NAMESPACE-many"; done
  for name in a b c; do "$HELM" upgrade "$name" "$FILES/web" -n "$NAMESPACE-many"; done
  same list -n "$NAMESPACE-many"
  break_record a 2 '???'
  break_record b 2 'H4sIAAAAAAAAAAAA'
  for options in '' '-d' '--superseded' '--deployed' '-m 0 -o json' '-A -m 0'; do
    same list -n "$NAMESPACE-many" $options
  done
}

@test "list: times and colours" {
  same list --time-format '2006-01-02'
  TZ=Europe/Berlin same list
  same list --color always
  NO_COLOR=1 same list
  HELM_COLOR=always same list
}

@test "history" {
  for options in '' '-o json' '-o yaml' --show-rollback-revision '--show-rollback-revision -o json' '--max 2' '--max 1 -o json' '--max 0'; do
    same history one $options
  done
  same history two
  same history three -o yaml
  same history none
  same history 'No_Name'
}

@test "get: each part, of the newest and of an older revision" {
  for part in all values manifest hooks notes metadata; do
    same get $part one
    same get $part one --revision 2
    same get $part one --revision 9
    same get $part none
    same get $part 'No_Name'
    same get $part two
  done
  same get all one --color always
}

@test "get values and metadata: formats" {
  for options in '-o json' '-o yaml' -a '-a -o json' '--all -o yaml'; do
    same get values one $options
    same get values two $options
  done
  for options in '-o json' '-o yaml' '-o json --revision 1' '-o table'; do
    same get metadata one $options
  done
  same get values one -o text
}

@test "get all --template" {
  for template in '{{.Release.Name}} {{.Release.Version}}' '{{.Release.Info.Status}} {{.Release.Info.LastDeployed}}' \
    '{{range .Release.Hooks}}{{.Name}} {{.Weight}} {{.Events}};{{end}}' '{{.Release.Chart.Metadata.AppVersion}}' '{{.Release.Config}}' '{{.Release.Manifest}}'; do
    same get all one --template "$template"
  done
}

# still: a list's version grows with all that happens in the cluster.
still() {
  sed -E 's/("?resourceVersion"?: ?)"[0-9]+"/\1N/g'
}

@test "status: JSON and YAML, live objects and their pods too" {
  for name in one two three maps; do
    for options in '-o json' '-o yaml' '-o json --revision 1'; do
      equal "$("$HELM" status $name $options | still)" "$("$PINTLE" status $name $options | still)"
    done
  done
  same status none
  same status one --revision 9
}

# aged: kubectl's ages grow, and Helm's order of kinds changes from run to run.
aged() {
  sed -E 's/ [0-9]+[smhd]([0-9]+[smh])?$/ AGE/'
}

@test "status: the table is helm's, and kinds are sorted" {
  equal "$("$HELM" status maps | aged)" "$("$PINTLE" status maps | aged)"
  equal "$("$HELM" status one | aged | sort)" "$("$PINTLE" status one | aged | sort)"
  in_order "$("$PINTLE" status one)" '==> v1/ConfigMap' '==> v1/Deployment' '==> v1/Pod(related)' '==> v1/Service' NOTES:
  same status three
}

@test "status: what is not there any more is left out, and a kind that is gone is an error" {
  helm install lost "$FILES/maps" --take-ownership --set x=1 > /dev/null
  "$KUBECTL" -n "$NAMESPACE" delete configmap b
  equal "$("$HELM" status lost | aged)" "$("$PINTLE" status lost | aged)"
  same status lost -o json
}

@test "releases in ConfigMaps" {
  export HELM_DRIVER=configmap
  same list
  same history kept-elsewhere
  same get all kept-elsewhere
  same get metadata kept-elsewhere --revision 1
  same get values none
  HELM_DRIVER=configmaps same list -q
  HELM_DRIVER=secrets same list -q
}

@test "drivers that keep nothing here are named" {
  HELM_DRIVER=sql pintle -1 list
  has "$stderr" 'HELM_DRIVER=sql is not supported'
  HELM_DRIVER=memory pintle -1 list
  has "$stderr" 'HELM_DRIVER=memory keeps nothing'
  HELM_DRIVER=paper pintle -1 list
  has "$stderr" 'unknown driver "paper"'
}
