{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* What contradicts itself in the values, and what an upgrade must not do. values.schema.json has the rest. */}}

{{- define "kafka.check" -}}
{{- include "kafka.checkVersion" . -}}
{{- include "kafka.checkReplicas" . -}}
{{- include "kafka.checkListeners" . -}}
{{- include "kafka.checkAccess" . -}}
{{- include "kafka.checkConfig" . -}}
{{- include "kafka.checkUpgrade" . -}}
{{- include "common.tlsCheck" . -}}
{{- end -}}

{{- define "kafka.checkVersion" -}}
{{- $version := include "common.version" . -}}
{{- $apache := include "kafka.apacheVersion" . -}}
{{- if eq .Values.mode "kraft" -}}
{{- if not (include "kafka.atLeast" (dict "root" . "version" "3.4")) -}}
{{- fail (printf "kafka.version is %s (Apache %s) with kafka.mode kraft: KRaft can be relied on from Confluent 7.4, Apache 3.4 on; take one of them, or kafka.mode zookeeper with zk.enabled" $version $apache) -}}
{{- end -}}
{{- if and (gt (int .Values.persistence.volumes) 1) (not (include "kafka.atLeast" (dict "root" . "version" "3.7"))) -}}
{{- fail (printf "kafka.persistence.volumes is %v with kafka.version %s: more than one volume in KRaft needs Confluent 7.7, Apache 3.7" .Values.persistence.volumes $version) -}}
{{- end -}}
{{- else if include "kafka.atLeast" (dict "root" . "version" "4.0") -}}
{{- fail (printf "kafka.version is %s (Apache %s) with kafka.mode zookeeper: Kafka has no ZooKeeper mode from Confluent 8.0, Apache 4.0 on; take at most 7.9 or 3.9, or kafka.mode kraft" $version $apache) -}}
{{- end -}}
{{- end -}}

{{- define "kafka.checkReplicas" -}}
{{- $replicas := int .Values.replicas -}}
{{- $factor := include "kafka.replicationFactor" . | int -}}
{{- $minimum := include "kafka.minInsyncReplicas" . | int -}}
{{- if gt $factor $replicas -}}
{{- fail (printf "kafka.defaultReplicationFactor is %d with kafka.replicas %d: a topic has no more replicas than there are brokers; take at most %d, or more brokers" $factor $replicas $replicas) -}}
{{- end -}}
{{- if gt $minimum $factor -}}
{{- fail (printf "kafka.minInsyncReplicas is %d with a replication factor of %d: nothing could be written; take at most %d" $minimum $factor $factor) -}}
{{- end -}}
{{- if and (include "kafka.dedicated" .) (not (mod (int .Values.controller.replicas) 2)) -}}
{{- fail (printf "kafka.controller.replicas is %v: take an odd number; an even one survives no more failures than one less" .Values.controller.replicas) -}}
{{- end -}}
{{- range .Values.topics -}}
{{- if gt (int (.replicationFactor | default 1)) $replicas -}}
{{- fail (printf "kafka.topics: %s has replicationFactor %v with kafka.replicas %d; take at most %d" .name .replicationFactor $replicas $replicas) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kafka.checkListeners" -}}
{{- $ports := dict -}}
{{- range $name, $listener := .Values.listeners -}}
{{- $port := toString $listener.port -}}
{{- if hasKey $ports $port -}}
{{- fail (printf "kafka.listeners.%s.port is %s, which listeners.%s has too; each needs its own" $name $port (get $ports $port)) -}}
{{- end -}}
{{- $_ := set $ports $port $name -}}
{{- end -}}
{{- range $name := (include "kafka.brokerListeners" . | fromYaml).names -}}
{{- $listener := include "kafka.listener" (dict "root" $ "name" $name) | fromYaml -}}
{{- if and $listener.tls (not $.Values.tls.enabled) -}}
{{- fail (printf "kafka.listeners.%s.tls is true with kafka.tls.enabled false: there is no certificate; set kafka.tls.enabled" $name) -}}
{{- end -}}
{{- if and (eq $listener.authentication "tls") (not $listener.tls) -}}
{{- fail (printf "kafka.listeners.%s.authentication is tls without encryption: set kafka.tls.enabled and kafka.listeners.%s.tls" $name $name) -}}
{{- end -}}
{{- end -}}
{{- if and (include "kafka.uses" (dict "root" . "prefix" "oauthbearer")) (not .Values.auth.oauth.jwksUrl) -}}
{{- fail "kafka.auth.oauth.jwksUrl is empty, but a listener takes tokens: give the URL of the identity provider's keys" -}}
{{- end -}}
{{- if and (include "kafka.uses" (dict "root" . "prefix" "oauthbearer")) (not (include "kafka.atLeast" (dict "root" . "version" "3.1"))) -}}
{{- fail (printf "kafka.version is %s: Kafka can check the signatures of tokens from Confluent 7.1, Apache 3.1 on" (include "common.version" .)) -}}
{{- end -}}
{{- if and (ne .Values.tls.storeType "PEM") .Values.tls.enabled (not .Values.tls.existingSecret) -}}
{{- fail (printf "kafka.tls.storeType is %s without kafka.tls.existingSecret: certificates of the values, the chart and cert-manager are PEM; name the Secret that has the stores" .Values.tls.storeType) -}}
{{- end -}}
{{- if .Values.lagExporter.enabled -}}
{{- $authentication := .Values.listeners.client.authentication -}}
{{- if eq $authentication "oauthbearer" -}}
{{- fail "kafka.lagExporter.enabled with kafka.listeners.client.authentication oauthbearer: it knows passwords and certificates only" -}}
{{- end -}}
{{- if and (not (has $authentication (list "none" "tls"))) (not .Values.lagExporter.user) -}}
{{- fail (printf "kafka.lagExporter.user is empty with kafka.listeners.client.authentication %s: give one of kafka.auth.users" $authentication) -}}
{{- end -}}
{{- if and (ne .Values.tls.storeType "PEM") (include "kafka.listener" (dict "root" . "name" "client") | fromYaml).tls -}}
{{- fail (printf "kafka.lagExporter.enabled with kafka.tls.storeType %s: it reads PEM only" .Values.tls.storeType) -}}
{{- end -}}
{{- end -}}
{{- if and (include "kafka.hasUsers" .) (not .Values.auth.existingSecret) (not .Values.auth.users) (ne .Values.listeners.internal.authentication "plain") -}}
{{- fail "kafka.auth.users is empty, but a listener asks for passwords: add users, or name a Secret in kafka.auth.existingSecret" -}}
{{- end -}}
{{- if and (include "kafka.uses" (dict "root" . "prefix" "scram")) .Values.auth.existingSecret (not .Values.auth.users) -}}
{{- fail "kafka.auth.users is empty with SCRAM: name the users of kafka.auth.existingSecret there too (NAME: \"\"), as they are to be made in the cluster" -}}
{{- end -}}
{{- if and .Values.authorization.enabled (eq .Values.listeners.internal.authentication "none") -}}
{{- fail "kafka.authorization.enabled with kafka.listeners.internal.authentication none: the brokers themselves would be nobody; take tls or plain" -}}
{{- end -}}
{{- end -}}

{{- define "kafka.checkAccess" -}}
{{- $external := .Values.external -}}
{{- if $external.enabled -}}
{{- if and (eq $external.advertise "domain") (not $external.domain) (not $external.host) -}}
{{- fail "kafka.external.domain is empty with kafka.external.enabled: give the name under which clients reach the cluster, or kafka.external.advertise nodeIP" -}}
{{- end -}}
{{- if and (eq $external.advertise "nodeIP") (ne $external.type "NodePort") -}}
{{- fail (printf "kafka.external.advertise is nodeIP with kafka.external.type %s: only NodePort is reached at the nodes; take advertise domain" $external.type) -}}
{{- end -}}
{{- if include "kafka.proxied" . -}}
{{- if not (include "kafka.listener" (dict "root" . "name" "external") | fromYaml).tls -}}
{{- fail (printf "kafka.external.type is %s without TLS, by which brokers are told apart: set kafka.tls.enabled" $external.type) -}}
{{- end -}}
{{- if and (eq $external.type "TLSRoute") (not $external.proxy.parentRefs) -}}
{{- fail "kafka.external.proxy.parentRefs is empty with kafka.external.type TLSRoute: name the Gateway" -}}
{{- end -}}
{{- if not $external.domain -}}
{{- fail (printf "kafka.external.domain is empty with kafka.external.type %s: give the name under which clients begin" $external.type) -}}
{{- end -}}
{{- end -}}
{{- $ips := len $external.loadBalancer.ips -}}
{{- if and $ips (lt $ips (int .Values.replicas)) -}}
{{- fail (printf "kafka.external.loadBalancer.ips has %d addresses with kafka.replicas %v: one a broker, or none" $ips .Values.replicas) -}}
{{- end -}}
{{- if and (eq $external.type "NodePort") (gt (add $external.firstNodePort .Values.replicas | int) 65536) -}}
{{- fail (printf "kafka.external.firstNodePort is %v with kafka.replicas %v: the ports go past 65535" $external.firstNodePort .Values.replicas) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Settings that have a value of their own: there a change reaches the Services, the probes and the other pods too. */}}
{{- define "kafka.checkConfig" -}}
{{- $own := dict "process.roles" "mode" "node.id" "controller.firstNodeId" "broker.id" "nothing: it is the pod's ordinal"
    "controller.quorum.voters" "controller" "controller.listener.names" "nothing" "listeners" "listeners" "advertised.listeners" "external"
    "listener.security.protocol.map" "listeners" "inter.broker.listener.name" "nothing" "log.dirs" "persistence.volumes"
    "log.dir" "persistence.volumes" "zookeeper.connect" "zookeeper.connect" "default.replication.factor" "defaultReplicationFactor"
    "min.insync.replicas" "minInsyncReplicas" "broker.rack" "rack" "authorizer.class.name" "authorization" "super.users" "authorization.superUsers" -}}
{{- range $key, $value := .Values.config -}}
{{- if hasKey $own $key -}}
{{- fail (printf "kafka.config has %s, which the chart sets; in its place set: %s" $key (get $own $key)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kafka.checkUpgrade" -}}
{{- $record := include "kafka.record" . | fromYaml -}}
{{- if $record -}}
{{- if ne $record.mode .Values.mode -}}
{{- fail (printf "kafka.mode is %s, but this cluster was made in mode %s; it is not changed in place: install a second one and mirror the topics, or keep %s" .Values.mode $record.mode $record.mode) -}}
{{- end -}}
{{- if and .Values.clusterId (ne .Values.clusterId (get $record "cluster-id")) -}}
{{- fail (printf "kafka.clusterId is %s, but this cluster is %s: brokers would refuse their volumes; leave it out" .Values.clusterId (get $record "cluster-id")) -}}
{{- end -}}
{{- if ne $record.voters (include "kafka.voters" .) -}}
{{- fail (printf "kafka.controller or kafka.replicas would change the voters of this cluster from %s to %s, and with them lose what they agreed on; keep controller.mode, controller.replicas, firstNodeId and names as they were" $record.voters (include "kafka.voters" .)) -}}
{{- end -}}
{{- if lt (int .Values.replicas) (get $record "min-insync-replicas" | int) -}}
{{- fail (printf "kafka.replicas is %v, but topics of this cluster need %s replicas in sync: nothing could be written; keep at least %s brokers" .Values.replicas (get $record "min-insync-replicas") (get $record "min-insync-replicas")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
