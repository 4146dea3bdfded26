{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* What sends a name of TLS on to the Service of that suffix. Takes a dict: scope, suffix, host. */}}
{{- define "kafka.proxy" -}}
{{- $root := .scope.root -}}
{{- $external := $root.Values.external -}}
{{- $service := include "common.name" (merge (dict "suffix" .suffix) .scope) -}}
{{- $annotations := $external.proxy.annotations -}}
---
{{- if eq $external.type "Ingress" }}
apiVersion: networking.k8s.io/v1
kind: Ingress
{{- else if eq $external.type "Route" }}
apiVersion: route.openshift.io/v1
kind: Route
{{- $annotations = dict }}
{{- else }}
apiVersion: gateway.networking.k8s.io/{{ ternary "v1" "v1alpha2" ($root.Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1/TLSRoute") }}
kind: TLSRoute
{{- $annotations = dict }}
{{- end }}
metadata:
  {{- include "common.metadata" (dict "scope" .scope "suffix" .suffix "annotations" $annotations) | nindent 2 }}
spec:
  {{- if eq $external.type "Ingress" }}
  {{- with $external.proxy.ingressClass }}
  ingressClassName: {{ . }}
  {{- end }}
  tls:
    - hosts:
        - {{ .host }}
  rules:
    - host: {{ .host }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {{ $service }}
                port:
                  name: external
  {{- else if eq $external.type "Route" }}
  host: {{ .host }}
  to:
    kind: Service
    name: {{ $service }}
  port:
    targetPort: external
  tls:
    termination: passthrough
  {{- else }}
  parentRefs:
    {{- toYaml $external.proxy.parentRefs | nindent 4 }}
  hostnames:
    - {{ .host }}
  rules:
    - backendRefs:
        - name: {{ $service }}
          port: {{ $root.Values.listeners.external.port }}
  {{- end }}
{{- end -}}
