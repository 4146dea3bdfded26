{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* The pods of brokers and controllers, which differ in little, and those of the chart's Jobs. */}}

{{/* Secrets and scratch space that each pod has. Takes a scope. */}}
{{- define "kafka.volumes" -}}
- name: config
  configMap:
    name: {{ include "common.name" . }}
- name: scripts
  configMap:
    name: {{ include "common.fullname" .root }}-scripts
# Completed properties and the key, which are never on a disk.
- name: run
  emptyDir:
    medium: Memory
    sizeLimit: 4Mi
- name: tmp
  emptyDir: {}
{{- if .root.Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ include "common.tlsSecretName" . }}
{{- end }}
{{- if include "kafka.zookeeperTls" .root }}
- name: zookeeper-tls
  secret:
    secretName: {{ .root.Values.zookeeper.tls.secret | default (printf "%s-tls" (include "common.fullnameOf" (dict "root" .root "chart" "zk"))) }}
    {{- if not .root.Values.zookeeper.tls.clientCertificate }}
    items:
      - key: ca.crt
        path: ca.crt
    {{- end }}
{{- end }}
{{- if include "kafka.hasUsers" .root }}
- name: users
  secret:
    secretName: {{ include "kafka.usersSecret" .root }}
{{- end }}
{{- end -}}

{{/* Where they are mounted. Gives {mounts: [...]}. Takes a scope. */}}
{{- define "kafka.mounts" -}}
mounts:
  - name: config
    mountPath: /etc/kafka-config
    readOnly: true
  - name: scripts
    mountPath: /etc/kafka-scripts
    readOnly: true
  - name: run
    mountPath: /run/kafka
  - name: tmp
    mountPath: /tmp
  {{- if .root.Values.tls.enabled }}
  - name: tls
    mountPath: /etc/kafka-tls
    readOnly: true
  {{- end }}
  {{- if include "kafka.zookeeperTls" .root }}
  - name: zookeeper-tls
    mountPath: /etc/zookeeper-tls
    readOnly: true
  {{- end }}
  {{- if include "kafka.hasUsers" .root }}
  - name: users
    mountPath: /etc/kafka-users
    readOnly: true
  {{- end }}
{{- end -}}

{{/* Directories of data: {volumes: [{name, mountPath}]}. Takes a scope. */}}
{{- define "kafka.dataMounts" -}}
mounts:
  {{- range $i := until (int .values.persistence.volumes) }}
  {{- $number := ternary (printf "-%d" $i) "" (gt $i 0) }}
  - name: data{{ $number }}
    mountPath: /var/lib/kafka/data{{ $number }}
  {{- end }}
{{- end -}}

{{/* Environment of a server. Gives a map. Takes a scope. */}}
{{- define "kafka.env" -}}
{{- $root := .root -}}
{{- $controller := eq .component "controller" -}}
ROLE: {{ .component }}
DOMAIN: {{ include "kafka.domain" . }}
NODE_ID_BASE: {{ ternary $root.Values.controller.firstNodeId 0 $controller | toString | quote }}
{{- if eq $root.Values.mode "kraft" }}
CLUSTER_ID:
  configMapKeyRef:
    name: {{ include "common.fullname" $root }}-cluster
    key: cluster-id
{{- end }}
KAFKA_HEAP_OPTS: {{ include "common.heapOptions" . }}
KAFKA_LOG4J_OPTS: {{ include "kafka.log4jOption" $root }}
LOG_DIR: /tmp/logs
{{- $oauth := ternary (printf "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=%s" $root.Values.auth.oauth.jwksUrl) "" (not (empty (include "kafka.uses" (dict "root" $root "prefix" "oauthbearer")))) }}
{{- with list $root.Values.jvmOptions $oauth | compact | join " " }}
KAFKA_OPTS: {{ . | quote }}
{{- end }}
{{- with include "common.jmxEnv" $root }}
{{ . }}
{{- end }}
{{- if include "kafka.hasUsers" $root }}
BROKER_USER: {{ $root.Values.auth.brokerUser }}
{{- end }}
{{- if not $controller }}
{{- with include "kafka.combinedControllers" $root | int }}
COMBINED_CONTROLLERS: {{ . | toString | quote }}
{{- end }}
{{- if $root.Values.external.enabled }}
FIRST_NODE_PORT: {{ $root.Values.external.firstNodePort | toString | quote }}
{{- if eq $root.Values.external.advertise "nodeIP" }}
NODE_IP:
  fieldRef:
    fieldPath: status.hostIP
{{- end }}
{{- end }}
{{- if and $root.Values.rack.enabled (eq (include "kafka.rackSource" $root) "pod") }}
RACK:
  fieldRef:
    fieldPath: metadata.labels['{{ $root.Values.rack.topologyKey }}']
{{- end }}
{{- end }}
{{- end -}}

{{/* Ports of a server: {ports: {name: number}}. Takes a scope. */}}
{{- define "kafka.ports" -}}
{{- $root := .root -}}
{{- $names := list "controller" -}}
{{- if ne .component "controller" -}}
{{- $names = (include "kafka.brokerListeners" $root | fromYaml).names -}}
{{- if include "kafka.combinedControllers" $root | int }}{{ $names = append $names "controller" }}{{ end -}}
{{- end -}}
ports:
  {{- range $names }}
  - name: {{ . }}
    containerPort: {{ (index $root.Values.listeners .).port }}
  {{- end }}
  {{- if $root.Values.metrics.enabled }}
  - name: metrics
    containerPort: {{ $root.Values.metrics.port }}
  {{- end }}
{{- end -}}

{{/* Kubernetes puts the labels of zone and region on pods from 1.35 on. */}}
{{- define "kafka.rackSource" -}}
{{- $rack := .Values.rack -}}
{{- $copied := has $rack.topologyKey (list "topology.kubernetes.io/zone" "topology.kubernetes.io/region") -}}
{{- if ne $rack.source "auto" -}}{{ $rack.source }}
{{- else if and $copied (semverCompare ">=1.35.0-0" .Capabilities.KubeVersion.Version) -}}pod
{{- else -}}node
{{- end -}}
{{- end -}}

{{/* The init container that asks for the node's labels. Takes a scope. */}}
{{- define "kafka.rackContainer" -}}
{{- $root := .root -}}
{{- $image := ternary $root.Values.rack.image $root.Values.image (ne $root.Values.rack.image.repository "") -}}
- name: rack
  image: {{ include "common.imageOf" (dict "root" $root "image" $image) }}
  command: [sh, /etc/kafka-scripts/rack.sh]
  env:
    - name: NODE
      valueFrom:
        fieldRef:
          fieldPath: spec.nodeName
    - name: TOPOLOGY_KEY
      value: {{ $root.Values.rack.topologyKey }}
  resources:
    requests:
      cpu: 10m
      memory: 32Mi
    limits:
      memory: 64Mi
  securityContext:
    {{- toYaml .values.containerSecurityContext | nindent 4 }}
  volumeMounts:
    - name: scripts
      mountPath: /etc/kafka-scripts
      readOnly: true
    - name: run
      mountPath: /run/kafka
    - name: token
      mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      readOnly: true
{{- end -}}

{{/* A StatefulSet of servers. Takes a scope. */}}
{{- define "kafka.statefulSet" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $controller := eq .component "controller" -}}
{{- $askNode := and $root.Values.rack.enabled (eq (include "kafka.rackSource" $root) "node") (not $controller) -}}
{{- $mounts := concat (include "kafka.dataMounts" . | fromYaml).mounts (include "kafka.mounts" . | fromYaml).mounts -}}
{{- if $root.Values.metrics.enabled -}}
{{- $mounts = append $mounts (dict "name" "jmx" "mountPath" "/etc/jmx" "readOnly" true) -}}
{{- end -}}
{{- $checksum := print (include "kafka.configMap" .) (include "kafka.scripts" $root) (include "common.jmxConfig" $root) -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- $annotations := dict "pintle/kafka" .component }}
  {{- include "common.metadata" (dict "scope" . "annotations" $annotations) | nindent 2 }}
spec:
  serviceName: {{ include "common.name" . }}-headless
  replicas: {{ $values.replicas }}
  podManagementPolicy: {{ $values.podManagementPolicy }}
  minReadySeconds: {{ $values.minReadySeconds }}
  {{- with $values.updateStrategy }}
  updateStrategy:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- include "common.podMetadata" (dict "scope" . "checksum" $checksum) | nindent 6 }}
    spec:
      {{- include "common.podSpec" . | nindent 6 }}
      {{- if or $askNode $values.initContainers }}
      initContainers:
        {{- if $askNode }}
        {{- include "kafka.rackContainer" . | nindent 8 }}
        {{- end }}
        {{- with $values.initContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
      containers:
        - name: kafka
          image: {{ include "common.image" $root }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          {{- if $root.Values.diagnosticMode }}
          command: [bash, -c, "trap 'exit 0' TERM; sleep infinity & wait"]
          {{- else }}
          command: [bash, /etc/kafka-scripts/kafka.sh, start]
          {{- end }}
          {{- include "kafka.ports" . | nindent 10 }}
          {{- $handler := dict "tcpSocket" (dict "port" (ternary "controller" "internal" $controller)) }}
          {{- with ternary "" (include "common.probes" (dict "scope" . "handler" $handler) | trim) $root.Values.diagnosticMode }}
          {{- . | nindent 10 }}
          {{- end }}
          {{- include "common.container" (dict "scope" . "env" (include "kafka.env" . | fromYaml) "mounts" $mounts) | nindent 10 }}
        {{- with $values.sidecars }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      volumes:
        {{- include "kafka.volumes" . | nindent 8 }}
        {{- if $root.Values.metrics.enabled }}
        - name: jmx
          configMap:
            name: {{ include "common.fullname" $root }}-jmx
        {{- end }}
        {{- if $askNode }}
        - name: token
          projected:
            sources:
              - serviceAccountToken:
                  path: token
                  expirationSeconds: 3600
              - configMap:
                  name: kube-root-ca.crt
                  items:
                    - key: ca.crt
                      path: ca.crt
        {{- end }}
        {{- if not $values.persistence.enabled }}
        {{- range (include "kafka.dataMounts" . | fromYaml).mounts }}
        - name: {{ .name }}
          emptyDir:
            sizeLimit: {{ $values.persistence.size }}
        {{- end }}
        {{- end }}
        {{- with $values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  {{- if $values.persistence.enabled }}
  persistentVolumeClaimRetentionPolicy:
    {{- toYaml $values.persistence.retention | nindent 4 }}
  volumeClaimTemplates:
    {{- range (include "kafka.dataMounts" . | fromYaml).mounts }}
    - {{ include "common.volumeClaim" (dict "root" $root "name" .name "persistence" $values.persistence) | nindent 6 | trim }}
    {{- end }}
  {{- end }}
{{- end -}}

{{/* Specification of a pod that runs one command of kafka.sh as the brokers' own user. Takes a dict: root, command, and resources. */}}
{{- define "kafka.jobPod" -}}
{{- $values := include "common.jobValues" . | fromYaml -}}
{{- $scope := dict "root" .root "component" .command "suffix" "" "values" $values -}}
{{- $brokers := list -}}
{{- range $i := until (int .root.Values.replicas) -}}
{{- $host := include "kafka.host" (dict "root" $.root "suffix" "" "ordinal" $i) -}}
{{- $brokers = append $brokers (printf "%s:%v" $host $.root.Values.listeners.internal.port) -}}
{{- end -}}
{{- $env := dict "BOOTSTRAP" (join "," $brokers)
    "KAFKA_HEAP_OPTS" "-Xmx192m" "LOG_DIR" "/tmp/logs" "BROKER_USER" .root.Values.auth.brokerUser -}}
{{- include "common.podSpec" $scope }}
restartPolicy: Never
containers:
  - name: {{ .command }}
    image: {{ include "common.image" .root }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    command: [bash, /etc/kafka-scripts/kafka.sh, {{ .command }}]
    {{- include "common.container" (dict "scope" $scope "env" $env "mounts" (include "kafka.mounts" $scope | fromYaml).mounts) | nindent 4 }}
volumes:
  {{- include "kafka.volumes" $scope | nindent 2 }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
