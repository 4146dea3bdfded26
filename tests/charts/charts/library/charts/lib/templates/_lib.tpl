{{- define "lib.labels" -}}
name: {{ .Chart.Name }}
{{- end -}}
