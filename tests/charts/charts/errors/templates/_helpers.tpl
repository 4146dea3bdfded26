{{- define "outer" }}{{ include "inner" . }}{{ end }}
{{- define "inner" }}
{{ .Values.missing.member }}
{{- end }}
{{- define "loop" }}{{ include "loop" . }}{{ end }}
