{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* See common/templates/_worker.tpl. */}}
{{- define "schema-registry.worker" -}}
port: 8081
programs: [schema-registry-start]
heapVariable: SCHEMA_REGISTRY_HEAP_OPTS
optionsVariable: SCHEMA_REGISTRY_OPTS
restPrefix: ""
clientAuth: [ssl.client.authentication, REQUIRED, NONE]
healthPath: /subjects
kafkaPrefixes: [kafkastore.]
properties: |
  listeners={{ ternary "https" "http" .Values.tls.enabled }}://0.0.0.0:8081
  # The address by which instances reach each other: only the leader writes.
  host.name=@POD_IP@
  inter.instance.protocol={{ ternary "https" "http" .Values.tls.enabled }}
  leader.eligibility={{ .Values.leaderEligibility }}
  schema.registry.group.id={{ include "common.fullname" . }}
  kafkastore.topic={{ .Values.topic }}
  kafkastore.topic.replication.factor={{ .Values.replicationFactor }}
  schema.compatibility.level={{ .Values.compatibility }}
{{- end -}}
