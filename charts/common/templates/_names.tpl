{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Name of a chart's objects: RELEASE-CHART, or RELEASE alone where it says the chart's name already.
     Takes a dict of the root context and the chart's name, so that one chart can ask for another's. */}}
{{- define "common.fullnameOf" -}}
{{- $release := .root.Release.Name -}}
{{- if contains .chart $release -}}
{{- $release | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" $release .chart | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "common.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- include "common.fullnameOf" (dict "root" . "chart" .Chart.Name) -}}
{{- end -}}
{{- end -}}

{{- define "common.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "common.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "common.selectorLabels" . }}
app.kubernetes.io/version: {{ include "common.version" . | quote }}
app.kubernetes.io/part-of: kafka-platform
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* The version of the software: version of the values, else that of the whole platform, else the chart's own. */}}
{{- define "common.version" -}}
{{- $global := (.Values.global).version -}}
{{- .Values.version | default $global | default .Chart.AppVersion -}}
{{- end -}}

{{/* image: {registry, repository, tag, digest}; the tag is the version unless it is given. */}}
{{- define "common.image" -}}
{{- $image := .Values.image -}}
{{- $registry := (.Values.global).imageRegistry | default $image.registry -}}
{{- $name := $image.repository -}}
{{- if $registry -}}{{- $name = printf "%s/%s" $registry $image.repository -}}{{- end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($image.tag | default (include "common.version" .)) -}}
{{- end -}}
{{- end -}}

{{/* host:port of the brokers for clients in the cluster. */}}
{{- define "common.bootstrap" -}}
{{- $own := .Values.bootstrapServers | default ((.Values.global).bootstrapServers) -}}
{{- $own | default (printf "%s:9092" (include "common.fullnameOf" (dict "root" . "chart" "kafka"))) -}}
{{- end -}}
