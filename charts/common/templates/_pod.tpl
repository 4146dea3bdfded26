{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* A quantity of memory in MiB: "1Gi" is 1024. */}}
{{- define "common.mebibytes" -}}
{{- $text := toString . -}}
{{- $number := regexFind "^[0-9.]+" $text | float64 -}}
{{- $unit := regexReplaceAll "^[0-9.]+" $text "" -}}
{{- $factors := dict "Ki" 0.0009765625 "Mi" 1.0 "Gi" 1024.0 "Ti" 1048576.0 "k" 0.00095367431640625 "M" 0.95367431640625 "G" 953.67431640625 "" 0.00000095367431640625 -}}
{{- if not (hasKey $factors $unit) -}}
{{- fail (printf "resources: %q is no quantity of memory (512Mi, 1Gi)" $text) -}}
{{- end -}}
{{- mulf $number (get $factors $unit) | floor | int -}}
{{- end -}}

{{/* Heap options of the JVM: heapOpts, else half of the memory limit; the rest is for the page cache and threads. */}}
{{- define "common.heapOpts" -}}
{{- if .Values.heapOpts -}}
{{- .Values.heapOpts -}}
{{- else -}}
{{- $limits := (.Values.resources).limits | default dict -}}
{{- $memory := $limits.memory | default (.Values.resources).memory | default "1Gi" -}}
{{- $heap := div (include "common.mebibytes" $memory | int) 2 -}}
{{- printf "-Xms%dm -Xmx%dm" $heap $heap -}}
{{- end -}}
{{- end -}}

{{/* resources as Kubernetes wants them; the short form {cpu, memory} sets requests, and memory as the limit. */}}
{{- define "common.resources" -}}
{{- $resources := .Values.resources | default dict -}}
{{- if or $resources.limits $resources.requests -}}
{{- toYaml (omit $resources "cpu" "memory") -}}
{{- else if or $resources.cpu $resources.memory -}}
requests:
  {{- with $resources.cpu }}
  cpu: {{ . | quote }}
  {{- end }}
  {{- with $resources.memory }}
  memory: {{ . }}
limits:
  memory: {{ . }}
  {{- end }}
{{- else -}}
{}
{{- end -}}
{{- end -}}

{{/* Pods of one chart on different nodes: "soft" if it can be, "hard" always, "none" wherever. */}}
{{- define "common.affinity" -}}
{{- if .Values.affinity -}}
{{- toYaml .Values.affinity -}}
{{- else if eq .Values.podAntiAffinity "hard" -}}
podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "common.selectorLabels" . | nindent 10 }}
{{- else if eq .Values.podAntiAffinity "soft" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "common.selectorLabels" . | nindent 12 }}
{{- else if eq .Values.podAntiAffinity "none" -}}
{}
{{- else -}}
{{- fail (printf "%s.podAntiAffinity is %q: soft, hard or none" .Chart.Name .Values.podAntiAffinity) -}}
{{- end -}}
{{- end -}}

{{- define "common.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAsUser }}
fsGroup: {{ .Values.runAsUser }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "common.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ .Values.readOnlyRootFilesystem }}
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What a pod's specification holds besides its containers and volumes. */}}
{{- define "common.podSpec" -}}
serviceAccountName: {{ include "common.fullname" . }}
automountServiceAccountToken: false
# A Service named kafka would put KAFKA_PORT into the environment, which the images take for a setting.
enableServiceLinks: false
securityContext:
  {{- include "common.podSecurityContext" . | nindent 2 }}
affinity:
  {{- include "common.affinity" . | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with (.Values.global).imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "common.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "common.fullname" . }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end -}}

{{- define "common.podDisruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "common.fullname" . }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .Values.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" . | nindent 6 }}
{{- end -}}

{{/* A claim for the volume of one directory. */}}
{{- define "common.volumeClaim" -}}
- metadata:
    name: {{ .name }}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .persistence.storageClass }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .persistence.size }}
{{- end -}}
