{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* What the pods of the platform have in common. All definitions take a scope (see _names.tpl) unless they say otherwise. */}}

{{/* A pod's labels: those that select it. The chart's version is none of them: packing a chart anew must not restart a cluster. */}}
{{- define "common.podLabels" -}}
{{- include "common.selectorLabels" . }}
app.kubernetes.io/part-of: kafka-platform
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata of a pod template. Takes a dict: scope, and checksum, the text whose change is to restart the pods. So does a change of the
     values' certificate, which servers read when they start. (One that the chart makes is another in each rendering without a cluster.) */}}
{{- define "common.podMetadata" -}}
labels:
  {{- include "common.podLabels" .scope | nindent 2 }}
  {{- with .scope.values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  {{- $tls := .scope.root.Values.tls | default dict }}
  checksum/config: {{ print .checksum ($tls.fullchain | default "") ($tls.privkey | default "") ($tls.cacerts | default "") | sha256sum }}
  {{- with .scope.values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* What stands in a pod's specification besides its containers and volumes. */}}
{{- define "common.podSpec" -}}
{{- $values := .values -}}
serviceAccountName: {{ include "common.serviceAccountName" .root }}
automountServiceAccountToken: false
# A Service named kafka would put KAFKA_PORT into the environment, which images take for a setting.
enableServiceLinks: false
{{- with (.root.Values.global).imagePullSecrets | default .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- with include "common.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "common.spread" . }}
topologySpreadConstraints:
  {{- . | nindent 2 }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "hostAliases" "dnsConfig" }}
{{- with index $values $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- range $key := list "priorityClassName" "schedulerName" "runtimeClassName" "dnsPolicy" }}
{{- with index $values $key }}
{{ $key }}: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Pods of a scope on different nodes: soft if it can be, hard always, none wherever. affinity replaces the rule. */}}
{{- define "common.affinity" -}}
{{- $kind := .values.podAntiAffinity -}}
{{- if .values.affinity -}}
{{- toYaml .values.affinity -}}
{{- else if eq $kind "hard" -}}
podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "common.selectorLabels" . | nindent 10 }}
{{- else if eq $kind "soft" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "common.selectorLabels" . | nindent 12 }}
{{- end -}}
{{- end -}}

{{/* Pods of a scope over the zones, evenly: soft, hard or none. topologySpreadConstraints replaces the rule. */}}
{{- define "common.spread" -}}
{{- if .values.topologySpreadConstraints -}}
{{- toYaml .values.topologySpreadConstraints -}}
{{- else if ne .values.zoneSpread "none" -}}
- topologyKey: topology.kubernetes.io/zone
  maxSkew: 1
  whenUnsatisfiable: {{ ternary "DoNotSchedule" "ScheduleAnyway" (eq .values.zoneSpread "hard") }}
  labelSelector:
    matchLabels:
      {{- include "common.selectorLabels" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{/* The probes of a container. Takes a dict: scope, and handler, what is asked. A probe of the values that has a handler of its own
     keeps it; null leaves a probe out. */}}
{{- define "common.probes" -}}
{{- range $name := list "startupProbe" "readinessProbe" "livenessProbe" }}
{{- $probe := index $.scope.values $name }}
{{- if $probe }}
{{- if not (or $probe.exec $probe.httpGet $probe.tcpSocket $probe.grpc) }}
{{- $probe = merge (dict) $probe $.handler }}
{{- end }}
{{ $name }}:
  {{- toYaml $probe | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What a main container has besides its name, image, command, ports and probes. Takes a dict: scope; env, a map of names and
     values; envFrom and mounts, lists as Kubernetes has them. */}}
{{- define "common.container" -}}
{{- $values := .scope.values -}}
env:
  {{- range $name, $value := .env }}
  - name: {{ $name }}
    {{- if kindIs "map" $value }}
    valueFrom:
      {{- toYaml $value | nindent 6 }}
    {{- else }}
    value: {{ $value | quote }}
    {{- end }}
  {{- end }}
  {{- with $values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- include "common.resources" .scope | nindent 2 }}
securityContext:
  {{- toYaml $values.containerSecurityContext | nindent 2 }}
{{- with $values.lifecycle }}
lifecycle:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat .mounts ($values.extraVolumeMounts | default list) }}
volumeMounts:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Values of pods that do one thing and end: those of the servers without what is for servers only. Takes a dict: root, and
     resources. Gives a map. */}}
{{- define "common.jobValues" -}}
{{- $shared := omit .root.Values "resources" "affinity" "topologySpreadConstraints" "priorityClassName" "lifecycle" -}}
{{- $own := dict "resources" .resources "affinity" (dict) "podAntiAffinity" "none" "topologySpreadConstraints" (list) "zoneSpread" "none"
    "terminationGracePeriodSeconds" 5 -}}
{{- mergeOverwrite (deepCopy $shared) $own | toYaml -}}
{{- end -}}
