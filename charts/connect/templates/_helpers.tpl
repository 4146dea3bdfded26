{{- define "connect.worker" -}}
{{- $name := include "common.fullname" . -}}
port: 8083
programs: [connect-distributed, /opt/kafka/bin/connect-distributed.sh]
heapVariable: KAFKA_HEAP_OPTS
optsVariable: KAFKA_OPTS
hostKey: rest.advertised.host.name
properties: |-
  bootstrap.servers={{ include "common.bootstrap" . }}
  group.id={{ $name }}
  config.storage.topic={{ $name }}-configs
  offset.storage.topic={{ $name }}-offsets
  status.storage.topic={{ $name }}-status
  config.storage.replication.factor={{ .Values.replicationFactor }}
  offset.storage.replication.factor={{ .Values.replicationFactor }}
  status.storage.replication.factor={{ .Values.replicationFactor }}
  key.converter={{ .Values.keyConverter }}
  value.converter={{ .Values.valueConverter }}
  listeners=http://0.0.0.0:8083
  plugin.path={{ .Values.pluginPath }}
{{- end -}}
