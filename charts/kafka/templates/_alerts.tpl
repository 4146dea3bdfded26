{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* The alerts: what breaks a promise (critical), and what will (warning). Takes the root context. */}}
{{- define "kafka.alerts" -}}
{{- $job := printf "job=%q" (printf "%s-metrics" (include "common.fullname" .)) -}}
{{- $namespace := printf "namespace=%q" .Release.Namespace -}}
{{- $of := printf "%s,%s" $namespace $job -}}
- alert: KafkaPartitionsOffline
  expr: sum(kafka_controller_kafkacontroller_offlinepartitionscount{ {{- $of -}} }) > 0
  for: 1m
  labels: {severity: critical}
  annotations:
    summary: Partitions have no leader and can be neither read nor written
- alert: KafkaPartitionsUnderMinIsr
  expr: sum(kafka_server_replicamanager_underminisrpartitioncount{ {{- $of -}} }) > 0
  for: 1m
  labels: {severity: critical}
  annotations:
    summary: Partitions have fewer replicas in sync than min.insync.replicas; producers with acks=all are refused
- alert: KafkaNoActiveController
  expr: sum(kafka_controller_kafkacontroller_activecontrollercount{ {{- $of -}} }) != 1
  for: 2m
  labels: {severity: critical}
  annotations:
    summary: Not exactly one controller is active
- alert: KafkaBrokerDown
  expr: count(up{ {{- $of -}} ,component="broker"} == 1) < {{ .Values.replicas }}
  for: 5m
  labels: {severity: critical}
  annotations:
    summary: Fewer brokers answer than there should be ({{ .Values.replicas }})
- alert: KafkaUnderReplicated
  expr: sum(kafka_server_replicamanager_underreplicatedpartitions{ {{- $of -}} }) > 0
  for: 15m
  labels: {severity: warning}
  annotations:
    summary: Partitions have replicas that are not in sync
- alert: KafkaLogDirectoryOffline
  expr: sum(kafka_log_logmanager_offlinelogdirectorycount{ {{- $of -}} }) > 0
  for: 1m
  labels: {severity: critical}
  annotations:
    summary: A volume of a broker has failed
- alert: KafkaUncleanLeaderElection
  expr: sum(increase(kafka_controller_controllerstats_uncleanleaderelections_total{ {{- $of -}} }[15m])) > 0
  labels: {severity: critical}
  annotations:
    summary: A replica that was not in sync became a leader; messages are lost
- alert: KafkaHandlersBusy
  expr: min(kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent{ {{- $of -}} }) < {{ .Values.metrics.prometheusRule.minHandlerIdle }}
  for: 15m
  labels: {severity: warning}
  annotations:
    summary: A broker's request handlers have little time left
{{- if .Values.persistence.enabled }}
- alert: KafkaDiskFilling
  expr: >-
    min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{ {{- $namespace -}} ,persistentvolumeclaim=~"data.*-{{ include "common.fullname" . }}-.*"}
    / kubelet_volume_stats_capacity_bytes) < 0.2
  for: 15m
  labels: {severity: warning}
  annotations:
    summary: A volume has less than a fifth of its space left
{{- end }}
{{- with .Values.metrics.prometheusRule.extraRules }}
{{ toYaml . }}
{{- end }}
{{- end -}}
