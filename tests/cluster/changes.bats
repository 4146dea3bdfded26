#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Releases made, changed and deleted by pintle and by helm: the same objects, with the same owners, and the same records.
load helper
load twins

prepare() {
  cd "$FILES"
  chart web
  mkdir -p other/templates more/templates broken/templates
  printf 'apiVersion: v2\nname: web\nversion: 2.0.0\n' > other/Chart.yaml
  cat > other/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}-new", labels: {own: label}}
	data: {a: "1"}
	---
	apiVersion: v1
	kind: Service
	metadata: {name: "{{ .Release.Name }}"}
	spec: {selector: {app: "{{ .Release.Name }}"}, ports: [{port: 81}]}
	END
  printf 'apiVersion: v2\nname: broken\nversion: 0.0.1\n' > broken/Chart.yaml
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "A B"}\n' > broken/templates/x.yaml
  printf 'apiVersion: v2\nname: more\nversion: 0.0.1\n' > more/Chart.yaml
  cat > more/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: List
	items:
	- {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
	- {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
	---
	apiVersion: v1
	kind: Secret
	metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
	stringData: {a: b}
	---
	apiVersion: v1
	kind: ServiceAccount
	metadata: {name: runner}
	---
	apiVersion: rbac.authorization.k8s.io/v1
	kind: Role
	metadata: {name: runner}
	rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
	---
	apiVersion: apps/v1
	kind: StatefulSet
	metadata: {name: set}
	spec:
	  serviceName: set
	  selector: {matchLabels: {app: set}}
	  template:
	    metadata: {labels: {app: set}}
	    spec: {containers: [{name: main, image: none, env: [{name: A, value: "{{ .Values.a }}"}]}]}
	END
  cd "$OLDPWD"
}

@test "install" {
  twin install one web --set nested.a=7 --labels team=red,tier=x --description 'the <first>'
  twin install two more
  twin install three web --create-namespace --hide-notes
  twin install four other --no-hooks
  same_all
  twin status one -o json --show-resources 2> /dev/null || twin history one
}

@test "install: what is refused" {
  twin install one web
  twin install one web
  twin install BAD web
  twin install web
  twin install one web three four
  twin install x nowhere/at/all
  twin install x web --labels owner=me
  twin install x web --dry-run=wrong
  twin install x web --hide-secret
  twin install x broken
  twin history x
  same_all
}

@test "install: objects that are there" {
  both create configmap one --from-literal=a=b
  twin install one web
  twin install one web --take-ownership
  both get configmap one
  same_all
}

@test "install: dry runs" {
  twin install one web --dry-run=client
  twin install one web --dry-run=server
  twin install one web --dry-run
  twin install one more --dry-run=client --hide-secret
  same_all
}

@test "install --replace takes a name that was uninstalled or has failed" {
  twin install one web
  twin uninstall one --keep-history
  twin install one web
  twin install one web --replace
  twin history one
  twin install bad broken
  twin install bad web --replace
  twin history bad
  same_all
}

@test "install --rollback-on-failure leaves nothing" {
  twin install bad broken --rollback-on-failure
  twin history bad
  same_all
}

@test "upgrade: new values, new chart, objects come and go" {
  twin install one web
  twin upgrade one web --set replicas=3
  same_all
  twin upgrade one other
  same_all
  twin upgrade one web
  same_all
  twin history one
}

@test "upgrade: values of the last revision" {
  twin install one web --set replicas=2,nested.a=5 --labels a=1,b=2
  twin upgrade one web
  twin upgrade one web --set replicas=3
  twin upgrade one web --reuse-values --set text=x
  twin upgrade one web --reset-values --labels a=null,c=3
  twin upgrade one web --reset-then-reuse-values --set nested.b=null
  same_records
}

@test "upgrade: what is refused" {
  twin upgrade one web
  twin install one web
  twin uninstall one --keep-history
  twin upgrade one web
  twin upgrade BAD web
  same_records
}

@test "upgrade --install" {
  twin upgrade --install one web
  twin upgrade --install one web --set replicas=2
  twin uninstall one --keep-history
  twin upgrade -i one web
  twin history one
  same_all
}

@test "upgrade that fails, and the next one" {
  twin install one web
  twin upgrade one broken
  twin history one
  twin upgrade one web
  twin history one
  twin upgrade one broken --cleanup-on-fail
  same_records
}

@test "upgrade --rollback-on-failure" {
  twin install one web
  twin upgrade one broken --rollback-on-failure --timeout 3s
  twin history one
  same_records
}

@test "upgrade: other owners of fields" {
  twin install one web
  both patch deployment one --field-manager=someone -p '{"spec":{"replicas":5,"template":{"metadata":{"annotations":{"x":"y"}}}}}'
  twin upgrade one web --set replicas=2
  same_objects
  twin upgrade one web --set replicas=2 --force-conflicts
  same_objects
}

@test "names that are none" {
  twin install Bad_Name web
  twin upgrade Bad_Name web
  twin upgrade -i Bad_Name web
}

@test "conflicts are told with their owner and both values, in lists too, but not those of Secrets" {
  mkdir -p owned/templates
  printf 'apiVersion: v2\nname: owned\nversion: 1.0.0\n' > owned/Chart.yaml
  cat > owned/templates/all.yaml <<- 'END'
	apiVersion: v1
	kind: Service
	metadata: {name: owned, annotations: {example.org/a.b: "{{ .Values.x }}"}}
	spec: {selector: {app: x}, ports: [{port: 80, targetPort: {{ .Values.port }}}, {port: 81, targetPort: 1, name: b}]}
	---
	apiVersion: v1
	kind: Secret
	metadata: {name: owned}
	data: {key: {{ .Values.x | toString | b64enc }}}
	END
  sed -i 's/port: 80,/port: 80, name: a,/' owned/templates/all.yaml
  "$PINTLE" -n "$OURS" install one owned --set x=1,port=8080 > /dev/null
  "$KUBECTL" -n "$OURS" apply --server-side --force-conflicts --field-manager=someone -f - <<- 'END'
	apiVersion: v1
	kind: Service
	metadata: {name: owned, annotations: {example.org/a.b: theirs}}
	spec: {ports: [{port: 80, protocol: TCP, name: a, targetPort: 9090}]}
	---
	apiVersion: v1
	kind: Secret
	metadata: {name: owned}
	data: {key: dGhlaXJz}
	END
  run "$PINTLE" -n "$OURS" upgrade one owned --set x=2,port=7070
  equal 1 "$status"
  has "$output" 'note: .metadata.annotations.example.org/a.b: conflict with "someone"' 'there it is "theirs", the chart has "2"' \
    'note: .spec.ports[port=80,protocol="TCP"].targetPort: conflict with "someone"' 'there it is 9090, the chart has 7070' \
    'note: .data.key: conflict with "someone"' 'there it is (hidden)' 'note: --force-conflicts takes these fields over'
  lacks "$output" dGhlaXJz
}

@test "upgrade --force-replace" {
  twin install one web --server-side=false
  twin upgrade one web --set replicas=2 --server-side=false --force-replace
  same_objects
  twin upgrade one web --force-replace --force-conflicts
}

@test "history-max" {
  twin install one web
  for i in 1 2 3 4; do
    twin upgrade one web --set replicas=$i --history-max 3
  done
  twin history one
  same_records
}

@test "history-max: numbers as Helm reads them" {
  twin install one web
  for max in 0x2 0b11 02; do
    for text in a b c; do
      twin upgrade one web --set text="$max$text" --history-max "$max"
    done
    twin history one
  done
  export HELM_MAX_HISTORY=0x1 # of a variable it is none
  twin upgrade one web --set text=x
  twin history one
  same_records
}

@test "rollback" {
  twin install one web
  twin upgrade one web --set replicas=3
  twin upgrade one other
  twin rollback one 1
  same_all
  twin rollback one
  same_all
  twin rollback one 77
  twin rollback one x
  twin rollback nope
  twin rollback one 1 --description 'back again'
  twin rollback one 1 --description "$(printf 'x%.0s' {1..257})"
  twin history one
}

@test "rollback of what was uninstalled" {
  twin install one web
  twin uninstall one --keep-history
  twin rollback one 1
  twin history one
  same_all
}

@test "uninstall" {
  twin install one web
  twin install two more
  twin uninstall one two
  same_all
  twin uninstall one
  twin uninstall one --ignore-not-found
  twin uninstall BAD
  twin uninstall one --cascade wrong
}

@test "uninstall: history, dry runs, what is not ours" {
  twin install one web
  twin install two more
  both label service one app.kubernetes.io/managed-by=me --overwrite
  both annotate configmap one meta.helm.sh/release-name=other --overwrite
  twin uninstall two --dry-run
  twin uninstall one --keep-history --description gone
  twin uninstall one --keep-history
  twin history one
  same_all
  twin uninstall one
  same_all
}

@test "HELM_DRIVER=configmap" {
  export HELM_DRIVER=configmap
  twin install one web
  twin upgrade one web
  twin rollback one
  same_all
  twin uninstall one
}

@test "what one made, the other goes on with" {
  for first in "$PINTLE" "$HELM"; do
    [ "$first" = "$PINTLE" ] && second=$HELM || second=$PINTLE
    "$first" -n "$OURS" install one web
    "$second" -n "$OURS" upgrade one web --set replicas=2
    "$first" -n "$OURS" upgrade one other
    "$second" -n "$OURS" rollback one 1
    "$first" -n "$OURS" rollback one 2
    equal "$("$HELM" -n "$OURS" history one -o json)" "$("$PINTLE" -n "$OURS" history one -o json)"
    equal "$("$HELM" -n "$OURS" get all one)" "$("$PINTLE" -n "$OURS" get all one)"
    "$second" -n "$OURS" uninstall one
    equal "[]" "$("$KUBECTL" -n "$OURS" get deployments,services -o jsonpath='{.items}')"
  done
}
