{{- define "rest-proxy.worker" -}}
port: 8082
programs: [kafka-rest-start]
heapVariable: KAFKAREST_HEAP_OPTS
optsVariable: KAFKAREST_OPTS
hostKey: host.name
properties: |-
  listeners=http://0.0.0.0:8082
  bootstrap.servers={{ include "common.bootstrap" . }}
  {{- with .Values.schemaRegistryUrl | default ((.Values.global).schemaRegistryUrl) }}
  schema.registry.url={{ . }}
  {{- end }}
{{- end -}}
