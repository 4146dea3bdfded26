{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{- define "zk.check" -}}
{{- if not (mod (int .Values.replicas) 2) -}}
{{- fail (printf "zk.replicas is %v: take an odd number; an even one survives no more failures than one less" .Values.replicas) -}}
{{- end -}}
{{- include "common.tlsCheck" . -}}
{{- $version := include "common.version" . -}}
{{- if semverCompare ">=8.0.0-0" $version -}}
{{- fail (printf "zk.version is %s: Confluent ships no ZooKeeper from 8.0 on; take at most 7.9, with kafka.mode zookeeper and a kafka.version to match" $version) -}}
{{- end -}}
{{- end -}}

{{/* Domain of the servers. Takes the root context. */}}
{{- define "zk.domain" -}}
{{- printf "%s-headless.%s.svc.%s" (include "common.fullname" .) .Release.Namespace (include "common.clusterDomain" .) -}}
{{- end -}}

{{/* Ports for clients. Gives {ports: {name: number}}. Takes the root context. */}}
{{- define "zk.clientPorts" -}}
ports:
  {{- if or (not .Values.tls.enabled) .Values.tls.plaintext }}
  client: 2181
  {{- end }}
  {{- if .Values.tls.enabled }}
  secure-client: 2182
  {{- end }}
{{- end -}}

{{/* What the probes do: connect. To the port with TLS each would be a failed handshake in the log. Takes the root context. */}}
{{- define "zk.probe" -}}
{{- if .Values.tls.enabled -}}
exec:
  command: [bash, -c, "exec 3<> /dev/tcp/127.0.0.1/2181"]
{{- else -}}
tcpSocket:
  port: client
{{- end -}}
{{- end -}}

{{/* Names that a certificate of the chart's own is for. Gives {names: [...]}. Takes the root context. */}}
{{- define "zk.certificateNames" -}}
{{- $pods := include "zk.domain" . -}}
names:
  {{- concat (include "common.serviceNames" . | fromYaml).names (list $pods (printf "*.%s" $pods)) .Values.tls.extraNames | uniq | toYaml | nindent 2 }}
{{- end -}}

{{/* Encryption and authentication: of clients, and of the servers with each other. Takes the root context. */}}
{{- define "zk.tlsProperties" -}}
secureClientPort=2182
serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
ssl.clientAuth={{ ternary "need" "none" .Values.tls.clientAuthentication }}
sslQuorum=true
{{- range $prefix := list "ssl" "ssl.quorum" }}
{{ $prefix }}.keyStore.type=PEM
{{ $prefix }}.keyStore.location=/run/zk/keystore.pem
{{ $prefix }}.trustStore.type=PEM
{{ $prefix }}.trustStore.location=/etc/zk-tls/ca.crt
{{- end }}
{{- end -}}

{{/* Where the certificate is mounted. Gives {volumes, mounts}. Takes a scope. */}}
{{- define "zk.tlsVolumes" -}}
volumes:
  - name: tls
    secret:
      secretName: {{ include "common.tlsSecretName" . }}
  # The keystore, which is never on a disk.
  - name: run
    emptyDir:
      medium: Memory
      sizeLimit: 1Mi
mounts:
  - name: tls
    mountPath: /etc/zk-tls
    readOnly: true
  - name: run
    mountPath: /run/zk
{{- end -}}

{{- define "zk.properties" -}}
dataDir=/var/lib/zookeeper/data
dataLogDir=/var/lib/zookeeper/log
clientPort=2181
{{- if .Values.tls.enabled }}
{{- if not .Values.tls.plaintext }}
# For the probes.
clientPortAddress=127.0.0.1
{{- end }}
{{ include "zk.tlsProperties" . }}
{{- end }}
tickTime={{ .Values.tickTime }}
initLimit={{ .Values.initLimit }}
syncLimit={{ .Values.syncLimit }}
maxClientCnxns={{ .Values.maxClientCnxns }}
autopurge.snapRetainCount={{ .Values.autopurge.snapRetainCount }}
autopurge.purgeInterval={{ .Values.autopurge.purgeInterval }}
admin.enableServer=false
quorumListenOnAllIPs=true
4lw.commands.whitelist={{ join "," .Values.fourLetterWords }}
{{- if gt (int .Values.replicas) 1 }}
{{- range $i := until (int .Values.replicas) }}
server.{{ add1 $i }}={{ include "common.fullname" $ }}-{{ $i }}.{{ include "zk.domain" $ }}:2888:3888
{{- end }}
{{- end }}
{{- with .Values.config }}
{{ include "common.propertyLines" . }}
{{- end }}
{{- end -}}

{{- define "zk.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" (dict "scope" .) | nindent 2 }}
data:
  zookeeper.properties: |
    {{- include "zk.properties" .root | nindent 4 }}
  log4j.properties: |
    log4j.rootLogger={{ .root.Values.logLevel }}, stdout
    log4j.appender.stdout=org.apache.log4j.ConsoleAppender
    log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
    log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n
  {{- if .root.Values.tls.enabled }}
  # How zookeeper-shell reaches the servers.
  client.properties: |
    zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
    zookeeper.ssl.client.enable=true
    zookeeper.ssl.truststore.type=PEM
    zookeeper.ssl.truststore.location=/etc/zk-tls/ca.crt
    {{- if .root.Values.tls.clientAuthentication }}
    zookeeper.ssl.keystore.type=PEM
    zookeeper.ssl.keystore.location=/run/zk/keystore.pem
    {{- end }}
  keystore.sh: |
    {{- include "common.keystoreScript" .root | nindent 4 }}
  {{- end }}
  agent.sh: |
    {{- include "common.agentScript" .root | nindent 4 }}
  zk.sh: |
    {{- .root.Files.Get "files/zk.sh" | nindent 4 }}
{{- end -}}
