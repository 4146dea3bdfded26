{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* See common/templates/_worker.tpl. */}}
{{- define "connect.worker" -}}
{{- $name := include "common.fullname" . -}}
port: 8083
programs: [connect-distributed, /opt/kafka/bin/connect-distributed.sh]
heapVariable: KAFKA_HEAP_OPTS
optionsVariable: KAFKA_OPTS
restPrefix: listeners.https.
clientAuth: [listeners.https.ssl.client.auth, required, none]
healthPath: /connectors
kafkaPrefixes: ["", producer., consumer., admin.]
properties: |
  # Workers of one group share the connectors; the group and its topics are this release's own.
  group.id={{ $name }}
  config.storage.topic={{ $name }}-configs
  offset.storage.topic={{ $name }}-offsets
  status.storage.topic={{ $name }}-status
  config.storage.replication.factor={{ .Values.replicationFactor }}
  offset.storage.replication.factor={{ .Values.replicationFactor }}
  status.storage.replication.factor={{ .Values.replicationFactor }}
  key.converter={{ .Values.keyConverter }}
  value.converter={{ .Values.valueConverter }}
  {{- with .Values.schemaRegistryUrl | default (.Values.global).schemaRegistryUrl }}
  key.converter.schema.registry.url={{ . }}
  value.converter.schema.registry.url={{ . }}
  {{- end }}
  listeners={{ ternary "https" "http" .Values.tls.enabled }}://0.0.0.0:8083
  rest.advertised.host.name=@POD_IP@
  rest.advertised.listener={{ ternary "https" "http" .Values.tls.enabled }}
  plugin.path={{ join "," (concat .Values.pluginPath (ternary (list "/opt/plugins") (list) (not (empty .Values.plugins)))) }}
  # Settings of connectors may name files of Secrets: ${dir:/etc/secrets/NAME:KEY}.
  config.providers=dir
  config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
{{- if or .Values.plugins .Values.secrets }}
mounts:
  {{- if .Values.plugins }}
  - name: plugins
    mountPath: /opt/plugins
    readOnly: true
  {{- end }}
  {{- range .Values.secrets }}
  - name: secret-{{ . }}
    mountPath: /etc/secrets/{{ . }}
    readOnly: true
  {{- end }}
volumes:
  {{- if .Values.plugins }}
  - name: plugins
    emptyDir: {}
  {{- end }}
  {{- range .Values.secrets }}
  - name: secret-{{ . }}
    secret:
      secretName: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.plugins }}
initContainers:
  {{- range . }}
  # The image's folder of plugins is copied to where Connect looks for them.
  - name: plugin-{{ .name }}
    image: {{ .image }}
    command: [sh, -c, 'cp -R "$1"/. /opt/plugins/', sh, {{ .path | quote }}]
    resources:
      {{- toYaml $.Values.pluginResources | nindent 6 }}
    securityContext:
      {{- toYaml $.Values.containerSecurityContext | nindent 6 }}
    volumeMounts:
      - name: plugins
        mountPath: /opt/plugins
  {{- end }}
{{- end }}
{{- end -}}
