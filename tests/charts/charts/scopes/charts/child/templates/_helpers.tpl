{{- define "who" }}child {{ .Chart.Name }}{{ end }}
