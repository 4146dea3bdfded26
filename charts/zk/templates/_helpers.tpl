{{- define "zk.validate" -}}
{{- if not (mod (int .Values.replicas) 2) -}}
{{- fail (printf "zk.replicas is %d: an odd number, as an even one tolerates no more failures than one less" (int .Values.replicas)) -}}
{{- end -}}
{{- end -}}
