#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Releases that were applied on the client's side, as Helm 3 does, and how they are changed: twins, of which pintle changes one and
# helm the other, are equal afterwards.
load helper
load twins

prepare() {
  mkdir -p "$FILES/old/templates"
  printf 'apiVersion: v2\nname: old\nversion: 1.2.3\n' > "$FILES/old/Chart.yaml"
  printf 'new: false\nreplicas: 1\n' > "$FILES/old/values.yaml"
  cat > "$FILES/old/templates/all.yaml" <<- 'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata:
	  name: "{{ .Release.Name }}"
	  labels: {a: "1", {{ if not .Values.new }}gone: "1"{{ else }}come: "1"{{ end }}}
	spec:
	  replicas: {{ .Values.replicas }}
	  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
	  {{- if .Values.new }}
	  strategy: {type: Recreate}
	  {{- else }}
	  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 2}}
	  {{- end }}
	  template:
	    metadata: {labels: {app: "{{ .Release.Name }}"}}
	    spec:
	      {{- if .Values.new }}
	      volumes: [{name: one, configMap: {name: x}}, {name: three, emptyDir: {}}]
	      tolerations: [{key: b}]
	      containers:
	      - name: added
	        image: none
	      - name: main
	        image: none:2
	        args: [two]
	        env: [{name: C, value: "3"}, {name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]
	        ports: [{containerPort: 81}, {containerPort: 80, name: http}]
	        volumeMounts: [{name: three, mountPath: /three}, {name: one, mountPath: /one}]
	      {{- else }}
	      volumes: [{name: one, emptyDir: {}}, {name: two, secret: {secretName: s}}]
	      tolerations: [{key: a}]
	      containers:
	      - name: main
	        image: none
	        args: [one, two]
	        env: [{name: A, value: "1"}, {name: B, value: "2"}, {name: C, value: "3"}]
	        ports: [{containerPort: 80}, {containerPort: 9}]
	        volumeMounts: [{name: one, mountPath: /one}]
	      - {name: side, image: none}
	      {{- end }}
	---
	apiVersion: v1
	kind: Service
	metadata: {name: "{{ .Release.Name }}"}
	spec:
	  selector: {app: "{{ .Release.Name }}"}
	  ports: [{name: a, port: 80}, {name: b, port: {{ .Values.new | ternary "8080" "443" }}}]
	---
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: "{{ .Release.Name }}", finalizers: [test.example/{{ .Values.new | ternary "b" "a" }}]}
	data: { {{ .Values.new | ternary "b" "a" }}: "1", same: "1"}
	---
	apiVersion: networking.k8s.io/v1
	kind: Ingress
	metadata: {name: "{{ .Release.Name }}"}
	spec:
	  rules: [{host: a.example, http: {paths: [{path: "/{{ .Values.new }}", pathType: Prefix, backend: {service: {name: x, port: {number: 80}}}}]}}]
	---
	apiVersion: v1
	kind: ServiceAccount
	metadata: {name: "{{ .Release.Name }}"}
	imagePullSecrets: [{name: {{ .Values.new | ternary "new" "old" }}}]
	---
	apiVersion: patch.test/v1
	kind: Thing
	metadata: {name: "{{ .Release.Name }}"}
	spec: {list: [{name: a}, {name: {{ .Values.new | ternary "c" "b" }}}], {{ .Values.new | ternary "come" "gone" }}: {a: 1.5, b: 3}, same: {a: 1}}
	END
  export MORE_KINDS=,things,ingresses
  "$KUBECTL" apply -f - <<- 'END'
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: things.patch.test}
	spec:
	  group: patch.test
	  scope: Namespaced
	  names: {kind: Thing, plural: things}
	  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
	END
  "$KUBECTL" wait --for=condition=Established crd/things.patch.test
}

# Nobody else would take the finalizers away.
teardown() {
  both patch configmap old new --type merge -p '{"metadata":{"finalizers":null}}' || :
  "$KUBECTL" delete namespace "$OURS" "$THEIRS" --wait=false > /dev/null
}

# installed [ARGUMENTS...]: by helm in both namespaces, on the client's side.
installed() {
  "$HELM" -n "$OURS" install old old --server-side=false "$@" && "$HELM" -n "$THEIRS" install old old --server-side=false "$@"
}

# drift KIND PATCH [TYPE]: somebody else changes the object.
drift() {
  both patch "$1" old --type "${3-strategic}" -p "$2"
}

# got TEMPLATE: what kubectl tells of our deployment.
got() {
  "$KUBECTL" -n "$OURS" get deployment old -o "jsonpath=$1" --show-managed-fields
}

applies() {
  equal "$1" "$("$HELM" -n "$OURS" get metadata old -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)["applyMethod"])')"
}

@test "upgrade: the client's side stays, and what others made of the objects" {
  installed
  drift deployment '{"metadata":{"annotations":{"others":"x"}},"spec":{"paused":true,"replicas":4,"template":{"spec":{"containers":[{"name":"main","stdin":true},{"name":"injected","image":"i"}]}}}}'
  drift service '{"spec":{"sessionAffinity":"ClientIP","ports":[{"name":"c","port":9}]}}'
  drift configmap '{"data":{"others":"1","same":"2"}}'
  drift serviceaccount '{"imagePullSecrets":[{"name":"injected"}]}'
  drift thing '{"spec":{"others":1,"same":{"a":2}}}' merge
  twin upgrade old old --set new=true
  same_all
  applies csa
  equal '' "$(got '{.spec.template.spec.containers[?(@.name=="side")].name}')"
  equal 'i' "$(got '{.spec.template.spec.containers[?(@.name=="injected")].image}')"
  equal 'C A' "$(got '{.spec.template.spec.containers[?(@.name=="main")].env[*].name}')"
  equal '81 80' "$(got '{.spec.template.spec.containers[?(@.name=="main")].ports[*].containerPort}')"
  equal 'x true 1' "$(got '{.metadata.annotations.others} {.spec.paused} {.spec.replicas}')"
  equal 'Update' "$(got '{.metadata.managedFields[?(@.manager=="helm")].operation}')"
}

@test "upgrade: nothing new, but what others changed is as it was" {
  installed
  drift deployment '{"metadata":{"labels":{"a":"2","b":"1"}},"spec":{"template":{"spec":{"containers":[{"name":"main","image":"other","env":[{"name":"A","value":"9"},{"name":"D"}]}]}}}}'
  drift deployment '{"spec":{"template":{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}}}'
  drift thing '{"spec":{"same":{"a":2}}}' merge
  drift configmap '{"data":{"same":null}}'
  twin upgrade old old
  same_all
  equal 'none 1' "$(got '{.spec.template.spec.containers[?(@.name=="main")].image} {.metadata.labels.b}')"
}

@test "upgrade: to the server's side" {
  installed
  drift deployment '{"metadata":{"annotations":{"others":"x"}},"spec":{"paused":true}}'
  twin upgrade old old --set new=true --server-side=true
  same_all
  applies ssa
  equal 'Apply' "$(got '{.metadata.managedFields[?(@.manager=="helm")].operation}')"
  twin upgrade old old
  same_all
  applies ssa
}

@test "upgrade: from the server's side to the client's" {
  twin install old old
  drift deployment '{"spec":{"paused":true}}'
  twin upgrade old old --set new=true --server-side=false
  same_all
  applies csa
}

@test "rollback: on the client's side" {
  installed
  twin upgrade old old --set new=true
  drift deployment '{"spec":{"paused":true,"replicas":3}}'
  twin rollback old 1
  same_all
  applies csa
}

# taken: objects that the chart "more" has, made by somebody else.
taken() {
  both create configmap taken --from-literal=a=1
  echo '{apiVersion: patch.test/v1, kind: Thing, metadata: {name: taken}, spec: {a: 1, b: {c: 1}}}' > taken.yaml
  both create -f taken.yaml
}

more() {
  [ ! -d more ] || return 0
  cp -r old more
  cat > more/templates/more.yaml <<- 'END'
	apiVersion: v1
	kind: ConfigMap
	metadata: {name: taken}
	data: {b: "1"}
	---
	apiVersion: patch.test/v1
	kind: Thing
	metadata: {name: taken}
	spec: {b: {d: 1}}
	END
}

@test "upgrade, install: objects that are there, but were not the release's" {
  more
  installed
  taken
  twin upgrade old more --take-ownership
  same_all
  both delete configmap,thing taken
  taken
  twin install new more --take-ownership --server-side=false
  same_all
}

@test "rollback: objects that are there, but were not the release's" {
  more
  "$HELM" -n "$OURS" install old more --server-side=false && "$HELM" -n "$THEIRS" install old more --server-side=false
  twin upgrade old old
  both create configmap taken --from-literal=a=1
  twin rollback old 1
  same_all
}

@test "upgrade: what the server refuses" {
  installed
  twin upgrade old old --set replicas=-1
  same_objects
}
