{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/*
Names, labels and images.

Most definitions of this library take a scope: what a set of pods is, and the values that are its own.

    {{- $scope := dict "root" $ "component" "broker" "suffix" "" "values" .Values }}

    root        the chart's root context
    component   what the pods are; part of their labels and selectors
    suffix      what is appended to the names of their objects: "" for a chart's main component
    values      where their settings are looked up
*/}}

{{/* RELEASE-CHART, or RELEASE alone where it says the chart's name already. Takes a dict: root, and the name of the chart, so
     that one chart can ask for the name of another's objects. Leaves room for suffixes and ordinals. */}}
{{- define "common.fullnameOf" -}}
{{- $release := .root.Release.Name -}}
{{- if contains .chart $release -}}
{{- $release | trunc 44 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" $release .chart | trunc 44 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of the chart's objects. Takes the root context. */}}
{{- define "common.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" -}}
{{- else -}}
{{- include "common.fullnameOf" (dict "root" . "chart" .Chart.Name) -}}
{{- end -}}
{{- end -}}

{{/* The name of a scope's objects. */}}
{{- define "common.name" -}}
{{- include "common.fullname" .root -}}{{- with .suffix }}-{{ . }}{{- end -}}
{{- end -}}

{{- define "common.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "common.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{ include "common.selectorLabels" . }}
app.kubernetes.io/version: {{ include "common.version" .root | quote }}
app.kubernetes.io/part-of: kafka-platform
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* name, labels and annotations of an object. Takes a dict: scope; suffix, for a further object of the same scope; labels and
     annotations, for what this object has besides. */}}
{{- define "common.metadata" -}}
name: {{ include "common.name" .scope }}{{ with .suffix }}-{{ . }}{{ end }}
labels:
  {{- include "common.labels" .scope | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) (.scope.root.Values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The version of the software: that of the values, the tag of the image, that of the whole platform, or the chart's. */}}
{{- define "common.version" -}}
{{- $tag := .Values.image.tag | toString -}}
{{- if not (regexMatch "^v?[0-9]+\\.[0-9]+" $tag) -}}{{- $tag = "" -}}{{- end -}}
{{- .Values.version | default $tag | default (.Values.global).version | default .Chart.AppVersion -}}
{{- end -}}

{{/* [REGISTRY/]REPOSITORY:TAG or @DIGEST. Takes a dict: root, and image, a map of the values with these keys. */}}
{{- define "common.imageOf" -}}
{{- $registry := (.root.Values.global).imageRegistry | default .image.registry -}}
{{- with $registry }}{{ . }}/{{ end -}}
{{- .image.repository -}}
{{- if .image.digest -}}
@{{ .image.digest }}
{{- else -}}
:{{ .image.tag | default (include "common.version" .root) }}
{{- end -}}
{{- end -}}

{{/* The chart's main image. Takes the root context. */}}
{{- define "common.image" -}}
{{- include "common.imageOf" (dict "root" . "image" .Values.image) -}}
{{- end -}}

{{- define "common.clusterDomain" -}}
{{- .Values.clusterDomain | default (.Values.global).clusterDomain | default "cluster.local" -}}
{{- end -}}

{{/* host:port of the brokers, for clients in the cluster. */}}
{{- define "common.bootstrap" -}}
{{- $given := .Values.bootstrapServers | default (.Values.global).bootstrapServers -}}
{{- $given | default (printf "%s:9092" (include "common.fullnameOf" (dict "root" . "chart" "kafka"))) -}}
{{- end -}}
