{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Metrics: the JMX exporter runs as an agent within the JVM, so a pod has no second container for them. */}}

{{/* The text of the exporter's configuration. Takes the root context. */}}
{{- define "common.jmxConfig" -}}
lowercaseOutputName: true
lowercaseOutputLabelNames: true
{{- with .Values.metrics.includeObjectNames }}
includeObjectNames:
  {{- toYaml . | nindent 2 }}
{{- end }}
rules:
  {{- toYaml .Values.metrics.rules | nindent 2 }}
{{- end -}}

{{/* The variables that tell a start script of the agent. Takes the root context, gives a map. */}}
{{- define "common.jmxEnv" -}}
{{- if .Values.metrics.enabled -}}
JMX_AGENT: {{ .Values.metrics.agent | quote }}
JMX_PORT_CONFIG: {{ printf "%v:/etc/jmx/jmx.yml" .Values.metrics.port | quote }}
{{- end -}}
{{- end -}}

{{/* agent.sh, which start scripts run: prints the JVM's option for the JMX exporter, or nothing, if there are to be no metrics or the image has
no exporter. Takes nothing. */}}
{{- define "common.agentScript" -}}
#!/bin/bash
[ -n "${JMX_PORT_CONFIG-}" ] || exit 0
jar=${JMX_AGENT:-$(find /usr/share/java /opt -name 'jmx_prometheus_javaagent*.jar' 2> /dev/null | sort | tail -n 1)}
if [ -f "$jar" ]; then
  echo "-javaagent:$jar=$JMX_PORT_CONFIG"
else
  echo "agent.sh: no metrics: the image has no jmx_prometheus_javaagent*.jar; see metrics.agent" >&2
fi
{{- end -}}

{{/* A Service without an address, by which Prometheus finds every pod. Takes a scope; selects all components of the chart. */}}
{{- define "common.metricsService" -}}
{{- if .root.Values.metrics.enabled -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "common.metadata" (dict "scope" (dict "root" .root "component" "metrics" "suffix" "metrics")) | nindent 2 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- omit (include "common.selectorLabels" . | fromYaml) "app.kubernetes.io/component" | toYaml | nindent 4 }}
  ports:
    - name: metrics
      port: {{ .root.Values.metrics.port }}
      targetPort: metrics
{{- end -}}
{{- end -}}

{{- define "common.serviceMonitor" -}}
{{- $monitor := .root.Values.metrics.serviceMonitor -}}
{{- if and .root.Values.metrics.enabled $monitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "common.metadata" (dict "scope" . "labels" $monitor.labels) | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "common.selectorLabels" (dict "root" .root "component" "metrics") | nindent 6 }}
  endpoints:
    - port: metrics
      interval: {{ $monitor.interval }}
      scrapeTimeout: {{ $monitor.scrapeTimeout }}
      relabelings:
        - sourceLabels: [__meta_kubernetes_pod_label_app_kubernetes_io_component]
          targetLabel: component
        {{- with $monitor.relabelings }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $monitor.metricRelabelings }}
      metricRelabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}
{{- end -}}

{{/* The ConfigMap of the exporter. */}}
{{- define "common.jmxConfigMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" (dict "scope" . "suffix" "jmx") | nindent 2 }}
data:
  jmx.yml: |
    {{- include "common.jmxConfig" .root | nindent 4 }}
{{- end -}}
