{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* Versions, scopes and names of Kafka. All definitions take the root context unless they say otherwise. */}}

{{/* Apache's version of the software, major.minor. Confluent counts from 5.0 on, which Apache has not reached. */}}
{{- define "kafka.apacheVersion" -}}
{{- $text := include "common.version" . -}}
{{- if not (regexMatch "^v?[0-9]+\\.[0-9]+" $text) -}}
{{- fail (printf "kafka.version is %q: write Confluent's (8.1.2) or Apache's (4.1.1), and image.tag for an image whose tag is no version" $text) -}}
{{- end -}}
{{- $version := semver (regexFind "[0-9]+\\.[0-9]+" $text) -}}
{{- $major := int $version.Major -}}
{{- $minor := int $version.Minor -}}
{{- if eq $major 5 -}}2.{{ $minor }}
{{- else if eq $major 6 -}}2.{{ add 6 $minor }}
{{- else if ge $major 7 -}}{{ sub $major 4 }}.{{ $minor }}
{{- else -}}{{ $major }}.{{ $minor }}
{{- end -}}
{{- end -}}

{{/* Is Kafka at least VERSION? Takes a dict: root, version. Gives text, empty for no. */}}
{{- define "kafka.atLeast" -}}
{{- if semverCompare (printf ">=%s.0-0" .version) (printf "%s.0" (include "kafka.apacheVersion" .root)) -}}yes{{- end -}}
{{- end -}}

{{- define "kafka.dedicated" -}}
{{- if and (eq .Values.mode "kraft") (eq .Values.controller.mode "dedicated") -}}yes{{- end -}}
{{- end -}}

{{/* Number of brokers that are controllers too. */}}
{{- define "kafka.combinedControllers" -}}
{{- if and (eq .Values.mode "kraft") (eq .Values.controller.mode "combined") -}}
{{- ternary 3 1 (ge (int .Values.replicas) 3) -}}
{{- else -}}
0
{{- end -}}
{{- end -}}

{{/* The values of the controllers' pods: the brokers', but for what controller says. Gives a map. */}}
{{- define "kafka.controllerValues" -}}
{{- $own := pick .Values.controller "replicas" "resources" -}}
{{- $shared := omit .Values "resources" -}}
{{- $persistence := merge (dict "volumes" 1) (.Values.controller.persistence) .Values.persistence -}}
{{- toYaml (mergeOverwrite (deepCopy $shared) $own (dict "persistence" $persistence) .Values.controller.pods) -}}
{{- end -}}

{{/* Name of a pod in DNS. Takes a dict: root, suffix, ordinal. */}}
{{- define "kafka.host" -}}
{{- printf "%s-%v.%s" (include "common.name" .) .ordinal (include "kafka.domain" .) -}}
{{- end -}}

{{/* Domain of a scope's pods. Takes a scope. */}}
{{- define "kafka.domain" -}}
{{- printf "%s-headless.%s.svc.%s" (include "common.name" .) .root.Release.Namespace (include "common.clusterDomain" .root) -}}
{{- end -}}

{{/* Is ZooKeeper reached by TLS? */}}
{{- define "kafka.zookeeperTls" -}}
{{- if and (eq .Values.mode "zookeeper") .Values.zookeeper.tls.enabled -}}yes{{- end -}}
{{- end -}}

{{/* ID@HOST:PORT of each voter of KRaft. */}}
{{- define "kafka.voters" -}}
{{- $voters := list -}}
{{- $suffix := "" -}}
{{- $count := include "kafka.combinedControllers" . | int -}}
{{- $first := 0 -}}
{{- if include "kafka.dedicated" . -}}
{{- $suffix = "controller" -}}
{{- $count = int .Values.controller.replicas -}}
{{- $first = int .Values.controller.firstNodeId -}}
{{- end -}}
{{- range $i := until $count -}}
{{- $host := include "kafka.host" (dict "root" $ "suffix" $suffix "ordinal" $i) -}}
{{- $voters = append $voters (printf "%d@%s:%v" (add $first $i) $host $.Values.listeners.controller.port) -}}
{{- end -}}
{{- join "," $voters -}}
{{- end -}}

{{/* Replicas of a new topic, and those that must be in sync. */}}
{{- define "kafka.replicationFactor" -}}
{{- .Values.defaultReplicationFactor | default (min 3 (int .Values.replicas)) -}}
{{- end -}}
{{- define "kafka.minInsyncReplicas" -}}
{{- .Values.minInsyncReplicas | default (max 1 (sub (include "kafka.replicationFactor" . | int) 1)) -}}
{{- end -}}

{{/* What was written down when the cluster was made. Gives a map, empty without a cluster. */}}
{{- define "kafka.record" -}}
{{- $record := lookup "v1" "ConfigMap" .Release.Namespace (printf "%s-cluster" (include "common.fullname" .)) -}}
{{- ($record).data | default dict | toYaml -}}
{{- end -}}

{{/* The id of the cluster: the values', what is written down, or one that follows from what does not change. */}}
{{- define "kafka.clusterId" -}}
{{- $derived := printf "%s/%s" .Release.Namespace (include "common.fullname" .) | sha256sum | trunc 16 | b64enc | trimSuffix "==" -}}
{{- .Values.clusterId | default (get (include "kafka.record" . | fromYaml) "cluster-id") | default $derived -}}
{{- end -}}

{{/* One listener. Takes a dict: root, name (internal, client, external, controller). Gives a map: tls, authentication, protocol. */}}
{{- define "kafka.listener" -}}
{{- $values := .root.Values -}}
{{- $listener := index $values.listeners (ternary "internal" .name (eq .name "controller")) -}}
{{- $tls := ternary $values.tls.enabled $listener.tls (kindIs "invalid" $listener.tls) -}}
{{- $sasl := not (has $listener.authentication (list "none" "tls")) -}}
tls: {{ $tls }}
authentication: {{ $listener.authentication }}
protocol: {{ ternary "SASL_" "" $sasl }}{{ ternary "SSL" "PLAINTEXT" $tls }}
{{- end -}}

{{/* Names of the listeners that brokers have. Gives {names: [...]}. */}}
{{- define "kafka.brokerListeners" -}}
names: [internal, client{{ if .Values.external.enabled }}, external{{ end }}]
{{- end -}}

{{/* Is a way of authentication in use on a broker's listener? Takes a dict: root, prefix. */}}
{{- define "kafka.uses" -}}
{{- range $name := (include "kafka.brokerListeners" .root | fromYaml).names -}}
{{- if hasPrefix $.prefix (index $.root.Values.listeners $name).authentication -}}yes{{- end -}}
{{- end -}}
{{- end -}}

{{/* Does anything need the Secret of users? */}}
{{- define "kafka.hasUsers" -}}
{{- include "kafka.uses" (dict "root" . "prefix" "plain") -}}{{- include "kafka.uses" (dict "root" . "prefix" "scram") -}}
{{- end -}}
{{- define "kafka.usersSecret" -}}
{{- .Values.auth.existingSecret | default (printf "%s-users" (include "common.fullname" .)) -}}
{{- end -}}

{{/* Do clients outside come by a proxy that reads names? */}}
{{- define "kafka.proxied" -}}
{{- if has .Values.external.type (list "Ingress" "Route" "TLSRoute") -}}yes{{- end -}}
{{- end -}}

{{/* host:port of a broker for clients outside. @ORDINAL@, @PORT@ and @NODE_IP@ are filled in by kafka.sh. */}}
{{- define "kafka.externalAddress" -}}
{{- $external := .Values.external -}}
{{- $port := toString .Values.listeners.external.port -}}
{{- if eq $external.type "NodePort" }}{{ $port = "@PORT@" }}{{ end -}}
{{- if include "kafka.proxied" . }}{{ $port = toString $external.proxy.port }}{{ end -}}
{{- if eq $external.advertise "nodeIP" -}}
@NODE_IP@:@PORT@
{{- else -}}
{{- include "kafka.externalHost" . | replace "{ordinal}" "@ORDINAL@" }}:{{ $port }}
{{- end -}}
{{- end -}}

{{/* Name of a broker for clients outside, with {ordinal}. */}}
{{- define "kafka.externalHost" -}}
{{- $external := .Values.external -}}
{{- $single := printf "%s-{ordinal}.%s" (include "common.fullname" .) $external.domain -}}
{{- $external.host | default (ternary $external.domain $single (eq $external.type "NodePort")) -}}
{{- end -}}

{{/* Names that a certificate of the chart's own is for. Gives {names: [...]}. */}}
{{- define "kafka.certificateNames" -}}
{{- $names := (include "common.serviceNames" . | fromYaml).names -}}
{{- range $suffix := list "" "controller" -}}
{{- $pods := include "kafka.domain" (dict "root" $ "suffix" $suffix) -}}
{{- $names = concat $names (list $pods (printf "*.%s" $pods)) -}}
{{- end -}}
{{- with .Values.tls.domain | default .Values.external.domain -}}
{{- $names = concat $names (list . (printf "*.%s" .)) -}}
{{- end -}}
{{- if .Values.external.enabled -}}
{{- range $i := until (int .Values.replicas) -}}
{{- $host := include "kafka.externalHost" $ -}}
{{- if and (contains "{ordinal}" $host) $.Values.external.host -}}
{{- $names = append $names ($host | replace "{ordinal}" (toString $i)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
names:
  {{- concat $names .Values.tls.extraNames | uniq | toYaml | nindent 2 }}
{{- end -}}

{{/* What the Services for clients outside have in common. */}}
{{- define "kafka.externalSpec" -}}
{{- $external := .Values.external -}}
{{- $inside := or (include "kafka.proxied" .) (eq $external.type "ClusterIP") -}}
type: {{ ternary "ClusterIP" $external.type (not (empty $inside)) }}
{{- if not $inside }}
externalTrafficPolicy: {{ $external.trafficPolicy }}
{{- end }}
{{- if eq $external.type "LoadBalancer" }}
allocateLoadBalancerNodePorts: {{ $external.loadBalancer.allocateNodePorts }}
{{- with $external.loadBalancer.class }}
loadBalancerClass: {{ . }}
{{- end }}
{{- with $external.loadBalancer.sourceRanges }}
loadBalancerSourceRanges:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}
