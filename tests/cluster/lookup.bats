#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Charts rendered beside a cluster: template --dry-run=server.
load helper

prepare() {
  cd "$FILES"
  chart web
  helm install one web
  "$KUBECTL" -n "$NAMESPACE" create configmap mine --from-literal=n=1
  mkdir -p look/templates
  printf 'apiVersion: v2\nname: look\nversion: 0.1.0\n' > look/Chart.yaml
  cd "$OLDPWD"
}

# looks TEMPLATE...: each template's text, rendered beside the cluster, is helm's.
looks() {
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: look}\ndata:\n' > "$FILES/look/templates/x.yaml"
  local template number=0
  for template; do
    number=$((number + 1))
    printf '  t%d: {{ %s | quote }}\n' $number "$template" >> "$FILES/look/templates/x.yaml"
  done
  same template look "$FILES/look" --dry-run=server
  equal 0 "$status"
}

@test "lookup finds objects, with the types that helm gives their fields" {
  looks "(lookup \"v1\" \"Namespace\" \"\" \"$NAMESPACE\").metadata.name" \
    "toJson (lookup \"v1\" \"ConfigMap\" \"$NAMESPACE\" \"mine\")" \
    "(lookup \"apps/v1\" \"Deployment\" \"$NAMESPACE\" \"one\").spec.replicas | printf \"%T\"" \
    "lookup \"v1\" \"Service\" \"$NAMESPACE\" \"one\" | len"
}

@test "lookup finds lists" {
  looks "range (lookup \"v1\" \"ConfigMap\" \"$NAMESPACE\" \"\").items }}{{ .kind }}{{ .apiVersion }}{{ .metadata.name }};{{ end }}{{ \"\"" \
    'len (lookup "v1" "Namespace" "" "").items | lt 2' '(lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" "").kind' \
    "(lookup \"apps/v1\" \"StatefulSet\" \"$NAMESPACE\" \"\").items | toJson"
}

@test "lookup finds nothing: an empty table" {
  looks "lookup \"v1\" \"ConfigMap\" \"$NAMESPACE\" \"none\" | toJson" 'lookup "v1" "ConfigMap" "none" "none" | toJson' \
    'lookup "v1" "Nothing" "" "x" | toJson'
}

@test "lookup of a version that the server does not know, and of what may not be seen, fail" {
  local expected='unable to get apiresource from unstructured: none.io/v1, Kind=Thing: the server could not find the requested resource'
  printf 'a: {{ lookup "none.io/v1" "Thing" "" "x" }}\n' > "$FILES/look/templates/x.yaml"
  pintle -1 template look "$FILES/look" --dry-run=server
  has "$stderr" "$expected"
  has "$("$HELM" template look "$FILES/look" --dry-run=server 2>&1)" "$expected"
  printf 'a: {{ lookup "v1" "Secret" "" "" }}\n' > "$FILES/look/templates/x.yaml"
  expected='error calling lookup: secrets is forbidden: User "joe" cannot list resource "secrets" in API group "" at the cluster scope'
  pintle -1 template look "$FILES/look" --dry-run=server --kube-as-user joe
  has "$stderr" "$expected"
  has "$("$HELM" template look "$FILES/look" --dry-run=server --kube-as-user joe 2>&1)" "$expected"
}

@test "a kind that comes during the time of the cache is found" {
  looks '"warm"'
  "$KUBECTL" apply -f - <<- END
	apiVersion: apiextensions.k8s.io/v1
	kind: CustomResourceDefinition
	metadata: {name: things.$NAMESPACE.io}
	spec:
	  group: $NAMESPACE.io
	  scope: Namespaced
	  names: {plural: things, singular: thing, kind: Thing}
	  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
	END
  "$KUBECTL" wait --for=condition=Established "crd/things.$NAMESPACE.io"
  printf 'apiVersion: %s.io/v1\nkind: Thing\nmetadata: {name: x}\nsize: 3\n' "$NAMESPACE" | "$KUBECTL" -n "$NAMESPACE" apply -f -
  looks "(lookup \"$NAMESPACE.io/v1\" \"Thing\" \"$NAMESPACE\" \"x\").size" ".Capabilities.APIVersions.Has \"$NAMESPACE.io/v1/Thing\""
  "$KUBECTL" delete "crd/things.$NAMESPACE.io"
}

@test "capabilities are the server's" {
  looks .Capabilities.KubeVersion.Version .Capabilities.KubeVersion '.Capabilities.KubeVersion.Minor' 'sortAlpha .Capabilities.APIVersions | toJson' \
    '.Capabilities.APIVersions.Has "apps/v1/Deployment"' '.Capabilities.APIVersions.Has "extensions/v1beta1"'
}

@test "what is there already must be the release's own" {
  same template one "$FILES/web" --dry-run=server
  same template other "$FILES/web" --dry-run=server
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n' > "$FILES/look/templates/x.yaml"
  same template look "$FILES/look" --dry-run=server
  has "$stderr" 'exists and cannot be imported into the current release: invalid ownership metadata'
  same template look "$FILES/look" --dry-run=server --is-upgrade
  same template look "$FILES/look" --dry-run=server --take-ownership
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n' > "$FILES/look/templates/x.yaml"
  same template look "$FILES/look" --dry-run=server
}

@test "kinds that the server does not know are errors" {
  printf 'apiVersion: none.io/v1\nkind: Thing\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pot\nmetadata: {name: b, namespace: c}\n' > "$FILES/look/templates/x.yaml"
  same template look "$FILES/look" --dry-run=server
  has "$stderr" 'no matches for kind "Thing" in version "none.io/v1"'
}

@test "--validate, and a cluster that is not there" {
  same template one "$FILES/web" --validate
  KUBECONFIG=/none pintle -1 template one "$FILES/web" --dry-run=server
  has "$stderr" 'Error: cluster reachability check failed: kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp '
}
