{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* The ConfigMap of brokers, or of controllers. Takes a scope. */}}
{{- define "kafka.configMap" -}}
{{- $root := .root -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" (dict "scope" .) | nindent 2 }}
data:
  {{ .component }}.properties: |
    {{- include "kafka.properties" (dict "root" $root "roles" .component) | nindent 4 }}
  {{- if and (eq .component "broker") (include "kafka.combinedControllers" $root | int) }}
  combined.properties: |
    {{- include "kafka.properties" (dict "root" $root "roles" "broker,controller") | nindent 4 }}
  {{- end }}
  {{- if eq .component "broker" }}
  client.properties: |
    {{- include "kafka.clientProperties" $root | nindent 4 }}
  {{- with include "kafka.provision" $root }}
  provision.sh: |
    {{- . | nindent 4 }}
  {{- end }}
  {{- end }}
  log4j.properties: |
    {{- include "kafka.log4j" $root | nindent 4 }}
{{- end -}}

{{/* The scripts, the same for all pods. Takes the root context. */}}
{{- define "kafka.scripts" -}}
agent.sh: |
  {{- include "common.agentScript" . | nindent 2 }}
{{- if or .Values.tls.enabled .Values.zookeeper.tls.enabled }}
keystore.sh: |
  {{- include "common.keystoreScript" . | nindent 2 }}
{{- end }}
kafka.sh: |
  {{- .Files.Get "files/kafka.sh" | nindent 2 }}
{{- if and .Values.rack.enabled (eq (include "kafka.rackSource" .) "node") }}
rack.sh: |
  {{- .Files.Get "files/rack.sh" | nindent 2 }}
{{- end }}
{{- end -}}
