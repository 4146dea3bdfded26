{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* The JMX exporter's rules in a ConfigMap. The start script loads the agent if the image carries it. */}}
{{- define "common.jmxConfigMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "common.fullname" . }}-jmx
  labels:
    {{- include "common.labels" . | nindent 4 }}
data:
  jmx.yml: |
    lowercaseOutputName: true
    lowercaseOutputLabelNames: true
    ssl: false
    {{- with .Values.metrics.includeObjectNames }}
    includeObjectNames:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    rules:
      {{- toYaml .Values.metrics.rules | nindent 6 }}
{{- end -}}

{{/* Shell: sets JAVA_AGENT to the exporter's option, or to nothing. */}}
{{- define "common.jmxAgent" -}}
{{- if .Values.metrics.enabled -}}
agent=$(find /usr/share/java /opt -name 'jmx_prometheus_javaagent*.jar' 2> /dev/null | head -n 1 || true)
if [ -n "$agent" ]; then
  JAVA_AGENT="-javaagent:$agent={{ .Values.metrics.port }}:/etc/jmx/jmx.yml"
else
  echo "the image has no jmx_prometheus_javaagent: no metrics" >&2
  JAVA_AGENT=
fi
{{- else -}}
JAVA_AGENT=
{{- end -}}
{{- end -}}
