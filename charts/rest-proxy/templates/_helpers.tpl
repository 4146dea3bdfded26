{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* See common/templates/_worker.tpl. */}}
{{- define "rest-proxy.worker" -}}
port: 8082
programs: [kafka-rest-start]
heapVariable: KAFKAREST_HEAP_OPTS
optionsVariable: KAFKAREST_OPTS
restPrefix: ""
clientAuth: [ssl.client.authentication, REQUIRED, NONE]
healthPath: /
kafkaPrefixes: ["", client.]
properties: |
  listeners={{ ternary "https" "http" .Values.tls.enabled }}://0.0.0.0:8082
  # Consumers live in one instance: clients come back to it by this name.
  host.name=@POD_IP@
  {{- with .Values.schemaRegistryUrl | default (.Values.global).schemaRegistryUrl }}
  schema.registry.url={{ . }}
  {{- end }}
{{- end -}}
