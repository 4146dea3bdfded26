{{- define "schema-registry.worker" -}}
port: 8081
programs: [schema-registry-start]
heapVariable: SCHEMA_REGISTRY_HEAP_OPTS
optsVariable: SCHEMA_REGISTRY_OPTS
hostKey: host.name
properties: |-
  listeners=http://0.0.0.0:8081
  kafkastore.bootstrap.servers={{ include "common.bootstrap" . }}
  kafkastore.topic=_schemas
  schema.registry.group.id={{ include "common.fullname" . }}
{{- end -}}
