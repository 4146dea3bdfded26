{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Numbers of replicas of a topic, and of those that must be in sync. */}}
{{- define "kafka.replicationFactor" -}}
{{- .Values.defaultReplicationFactor | default (min 3 (int .Values.replicas)) -}}
{{- end -}}
{{- define "kafka.minInsyncReplicas" -}}
{{- .Values.minInsyncReplicas | default (max 1 (sub (include "kafka.replicationFactor" . | int) 1)) -}}
{{- end -}}

{{/* Controllers in KRaft: the first three brokers, or the first one. They stay when replicas change. */}}
{{- define "kafka.controllers" -}}
{{- ternary 3 1 (ge (int .Values.replicas) 3) -}}
{{- end -}}

{{- define "kafka.host" -}}
{{- $name := include "common.fullname" .root -}}
{{- printf "%s-%v.%s-headless.%s.svc.%s" $name .ordinal $name .root.Release.Namespace .root.Values.clusterDomain -}}
{{- end -}}

{{/* The id of the cluster: it must never change, so it follows from what never changes. */}}
{{- define "kafka.clusterId" -}}
{{- printf "%s/%s" .Release.Namespace (include "common.fullname" .) | sha256sum | trunc 16 | b64enc | trimSuffix "==" -}}
{{- end -}}

{{- define "kafka.validate" -}}
{{- $version := include "common.version" . -}}
{{- $confluent := contains "cp-kafka" .Values.image.repository -}}
{{- $replicas := int .Values.replicas -}}
{{- if lt $replicas 1 -}}
{{- fail (printf "kafka.replicas is %d: at least 1" $replicas) -}}
{{- end -}}
{{- if gt (include "kafka.replicationFactor" . | int) $replicas -}}
{{- fail (printf "kafka.defaultReplicationFactor is %s with kafka.replicas %d: no more replicas than brokers" (include "kafka.replicationFactor" .) $replicas) -}}
{{- end -}}
{{- if gt (include "kafka.minInsyncReplicas" . | int) (include "kafka.replicationFactor" . | int) -}}
{{- fail (printf "kafka.minInsyncReplicas is %s with a replication factor of %s: nothing could be written" (include "kafka.minInsyncReplicas" .) (include "kafka.replicationFactor" .)) -}}
{{- end -}}
{{- if eq .Values.mode "kraft" -}}
{{- if and $confluent (semverCompare "<7.4.0-0" $version) -}}
{{- fail (printf "kafka.version %s knows no KRaft that can be relied on: take 7.4 or later, or kafka.mode zookeeper with zk.enabled" $version) -}}
{{- end -}}
{{- else if eq .Values.mode "zookeeper" -}}
{{- if semverCompare (ternary ">=8.0.0-0" ">=4.0.0-0" $confluent) $version -}}
{{- fail (printf "kafka.version %s has no ZooKeeper mode any more: take %s or earlier, or kafka.mode kraft" $version (ternary "7.9" "3.9" $confluent)) -}}
{{- end -}}
{{- else -}}
{{- fail (printf "kafka.mode is %q: kraft or zookeeper" .Values.mode) -}}
{{- end -}}
{{- if and .Values.external.enabled (not .Values.external.domain) -}}
{{- fail "kafka.external.domain is empty: the name under which clients reach the nodes" -}}
{{- end -}}
{{- if and .Values.tls.enabled (ne (empty .Values.tls.fullchain) (empty .Values.tls.privkey)) -}}
{{- fail "kafka.tls.fullchain and kafka.tls.privkey: give both (PEM), or neither for a self-signed certificate" -}}
{{- end -}}
{{- end -}}
