{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Resources of containers, and the JVM's heap that follows from them. */}}

{{/* A quantity of memory in MiB, rounded down: "1Gi" is 1024. Takes a dict: quantity, and path, the value's name for errors. */}}
{{- define "common.mebibytes" -}}
{{- $text := toString .quantity -}}
{{- $unit := regexReplaceAll "^[0-9.]+" $text "" -}}
{{- $bytes := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000
    "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- if or (not (hasKey $bytes $unit)) (not (regexMatch "^[0-9]+(\\.[0-9]+)?" $text)) -}}
{{- fail (printf "%s is %q, which is no quantity of memory; write it as 512Mi, 1.5Gi or 2G" .path $text) -}}
{{- end -}}
{{- divf (mulf (trimSuffix $unit $text | float64) (get $bytes $unit)) 1048576 | floor | int64 -}}
{{- end -}}

{{/* resources as Kubernetes has them; or the short form {cpu, memory}, which requests both and limits memory. A JVM that is
     throttled misses heartbeats, so the short form has no limit of cpu. */}}
{{- define "common.resources" -}}
{{- $given := .values.resources -}}
{{- if or $given.requests $given.limits -}}
{{- toYaml (omit $given "cpu" "memory") -}}
{{- else -}}
requests:
  cpu: {{ $given.cpu | quote }}
  memory: {{ $given.memory }}
limits:
  memory: {{ $given.memory }}
{{- end -}}
{{- end -}}

{{/* The JVM's heap: heap.options as they are, or heap.percent of the memory limit, at most heap.maximum. What remains is for the
     page cache, threads and buffers. */}}
{{- define "common.heapOptions" -}}
{{- $heap := .values.heap -}}
{{- if $heap.options -}}
{{- $heap.options -}}
{{- else -}}
{{- $resources := .values.resources -}}
{{- $memory := ($resources.limits).memory | default ($resources.requests).memory | default $resources.memory -}}
{{- $path := printf "%s.resources" .root.Chart.Name -}}
{{- $share := div (mul (include "common.mebibytes" (dict "quantity" $memory "path" $path) | int) $heap.percent) 100 -}}
{{- $most := include "common.mebibytes" (dict "quantity" $heap.maximum "path" (printf "%s.heap.maximum" .root.Chart.Name)) | int -}}
{{- $size := min $share $most -}}
{{- if lt $size 64 -}}
{{- fail (printf "%s leaves a heap of %d MiB (%v %% of %s); give at least 128Mi of memory" $path $size $heap.percent $memory) -}}
{{- end -}}
{{- printf "-Xms%dm -Xmx%dm" $size $size -}}
{{- end -}}
{{- end -}}

{{/* A value as text: 86400000, where a plain {{ }} would say 8.64e+07. Takes the value. */}}
{{- define "common.text" -}}
{{- if kindIs "float64" . }}{{ toJson . }}{{ else }}{{ toString . }}{{ end -}}
{{- end -}}

{{/* Lines of a properties file. Takes a map. */}}
{{- define "common.propertyLines" -}}
{{- $lines := list -}}
{{- range $key, $value := . }}{{ $lines = append $lines (printf "%s=%s" $key (include "common.text" $value)) }}{{ end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{/* A volume's claim template. Takes a dict: root, name, and persistence, a map of the values. */}}
{{- define "common.volumeClaim" -}}
{{- $class := .persistence.storageClass | default (.root.Values.global).storageClass -}}
metadata:
  name: {{ .name }}
  {{- with .persistence.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  accessModes:
    {{- toYaml .persistence.accessModes | nindent 4 }}
  {{- with $class }}
  # "-" asks for a volume that was made by hand.
  storageClassName: {{ ternary "" . (eq . "-") | quote }}
  {{- end }}
  resources:
    requests:
      storage: {{ .persistence.size }}
{{- end -}}
