{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{- define "zk.check" -}}
{{- if not (mod (int .Values.replicas) 2) -}}
{{- fail (printf "zk.replicas is %v: take an odd number; an even one survives no more failures than one less" .Values.replicas) -}}
{{- end -}}
{{- $version := include "common.version" . -}}
{{- if semverCompare ">=8.0.0-0" $version -}}
{{- fail (printf "zk.version is %s: Confluent ships no ZooKeeper from 8.0 on; take at most 7.9, with kafka.mode zookeeper and a kafka.version to match" $version) -}}
{{- end -}}
{{- end -}}

{{/* Domain of the servers. Takes the root context. */}}
{{- define "zk.domain" -}}
{{- printf "%s-headless.%s.svc.%s" (include "common.fullname" .) .Release.Namespace (include "common.clusterDomain" .) -}}
{{- end -}}

{{- define "zk.properties" -}}
dataDir=/var/lib/zookeeper/data
dataLogDir=/var/lib/zookeeper/log
clientPort=2181
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
  agent.sh: |
    {{- include "common.agentScript" .root | nindent 4 }}
  zk.sh: |
    {{- .root.Files.Get "files/zk.sh" | nindent 4 }}
{{- end -}}
