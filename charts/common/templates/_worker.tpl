{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* What the stateless parts of the platform share: a Deployment of one JVM that reads one properties file, its Service.
     Takes a dict: root, port, programs (tried in this order), heapVariable, optsVariable, hostKey (the property that takes
     the pod's address), properties (text). */}}

{{- define "common.workerConfigMap" -}}
{{- $root := .root -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "common.fullname" $root }}
  labels:
    {{- include "common.labels" $root | nindent 4 }}
data:
  service.properties: |
    {{- .properties | nindent 4 }}
    {{- range $key, $value := $root.Values.config }}
    {{ $key }}={{ $value }}
    {{- end }}
  start.sh: |
    #!/bin/sh
    set -eu
    cp /etc/service/service.properties /tmp/service.properties
    {{- with .hostKey }}
    echo "{{ . }}=$POD_IP" >> /tmp/service.properties
    {{- end }}
    {{- include "common.jmxAgent" $root | nindent 4 }}
    export {{ .optsVariable }}="${{ printf "{%s-}" .optsVariable }} $JAVA_AGENT" LOG_DIR=/tmp
    for program in {{ join " " .programs }}; do
      if command -v "$program" > /dev/null; then
        exec "$program" /tmp/service.properties
      fi
    done
    echo "the image has none of: {{ join ", " .programs }}" >&2
    exit 1
{{- end -}}

{{- define "common.workerService" -}}
{{- $root := .root -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.fullname" $root }}
  labels:
    {{- include "common.labels" $root | nindent 4 }}
spec:
  type: {{ $root.Values.service.type }}
  selector:
    {{- include "common.selectorLabels" $root | nindent 4 }}
  ports:
    - name: http
      port: {{ .port }}
      {{- if and (eq $root.Values.service.type "NodePort") $root.Values.service.nodePort }}
      nodePort: {{ $root.Values.service.nodePort }}
      {{- end }}
{{- end -}}

{{- define "common.workerDeployment" -}}
{{- $root := .root -}}
{{- $name := include "common.fullname" $root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels:
    {{- include "common.labels" $root | nindent 4 }}
spec:
  replicas: {{ $root.Values.replicas }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" $root | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "common.labels" $root | nindent 8 }}
      annotations:
        checksum/config: {{ include "common.workerConfigMap" . | sha256sum }}
        {{- with $root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "common.podSpec" $root | nindent 6 }}
      containers:
        - name: {{ $root.Chart.Name }}
          image: {{ include "common.image" $root }}
          command: [sh, /etc/service/start.sh]
          env:
            - name: {{ .heapVariable }}
              value: {{ include "common.heapOpts" $root }}
            - name: POD_IP
              valueFrom:
                fieldRef: {fieldPath: status.podIP}
          ports:
            - {name: http, containerPort: {{ .port }}}
            {{- if $root.Values.metrics.enabled }}
            - {name: metrics, containerPort: {{ $root.Values.metrics.port }}}
            {{- end }}
          startupProbe:
            httpGet: {path: /, port: http}
            periodSeconds: 5
            failureThreshold: 60
          readinessProbe:
            httpGet: {path: /, port: http}
            periodSeconds: 10
          livenessProbe:
            httpGet: {path: /, port: http}
            periodSeconds: 10
            failureThreshold: 6
          resources:
            {{- include "common.resources" $root | nindent 12 }}
          securityContext:
            {{- include "common.containerSecurityContext" $root | nindent 12 }}
          volumeMounts:
            - {name: config, mountPath: /etc/service}
            - {name: tmp, mountPath: /tmp}
            {{- if $root.Values.metrics.enabled }}
            - {name: jmx, mountPath: /etc/jmx}
            {{- end }}
      volumes:
        - name: config
          configMap: {name: {{ $name }}}
        - name: tmp
          emptyDir: {}
        {{- if $root.Values.metrics.enabled }}
        - name: jmx
          configMap: {name: {{ $name }}-jmx}
        {{- end }}
{{- end -}}
