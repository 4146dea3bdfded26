{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Whole objects that each chart has. All take a scope (see _names.tpl) unless they say otherwise. */}}

{{/* Takes the root context. */}}
{{- define "common.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "common.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "common.serviceAccount" -}}
{{- if .root.Values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- $metadata := include "common.metadata" (dict "scope" . "annotations" .root.Values.serviceAccount.annotations) | fromYaml }}
  {{- toYaml (merge (dict "name" (include "common.serviceAccountName" .root)) $metadata) | nindent 2 }}
automountServiceAccountToken: false
{{- end -}}
{{- end -}}

{{- define "common.podDisruptionBudget" -}}
{{- if .values.podDisruptionBudget.enabled -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "common.metadata" (dict "scope" .) | nindent 2 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  {{- with .values.podDisruptionBudget.unhealthyPodEvictionPolicy }}
  unhealthyPodEvictionPolicy: {{ . }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{/* Who may reach the pods. Takes a dict: scope, and rules, a list of {ports: [...], from: [...]}; a rule without from is for
     everybody. Where policies are on, ports that no rule names are closed. */}}
{{- define "common.networkPolicy" -}}
{{- $values := .scope.root.Values -}}
{{- if $values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "common.metadata" (dict "scope" .scope) | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "common.selectorLabels" .scope | nindent 6 }}
  policyTypes:
    - Ingress
  ingress:
    {{- range .rules }}
    - ports:
        {{- range .ports }}
        - port: {{ . }}
          protocol: TCP
        {{- end }}
      {{- with .from }}
      from:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
    {{- if $values.metrics.enabled }}
    - ports:
        - port: {{ $values.metrics.port }}
          protocol: TCP
      {{- with $values.networkPolicy.metricsFrom }}
      from:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
    {{- with $values.networkPolicy.extraIngress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
{{- end -}}
