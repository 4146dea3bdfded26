{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/* The properties files. kafka.sh says what @NAMES@ stand for. */}}

{{/* server.properties of a node. Takes a dict: root, roles ("broker", "controller" or "broker,controller"). */}}
{{- define "kafka.properties" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $kraft := eq $values.mode "kraft" -}}
{{- $broker := contains "broker" .roles -}}
{{- $controller := contains "controller" .roles -}}
{{- $names := list -}}
{{- if $broker }}{{ $names = (include "kafka.brokerListeners" $root | fromYaml).names }}{{ end -}}
{{- if $controller }}{{ $names = append $names "controller" }}{{ end -}}
{{- $mapped := $names -}}
{{- if $kraft }}{{ $mapped = append $names "controller" | uniq }}{{ end -}}
{{- $listeners := list -}}
{{- range $names }}{{ $listeners = append $listeners (printf "%s://:%v" (upper .) (index $values.listeners .).port) }}{{ end -}}
{{- $map := list -}}
{{- range $mapped }}
{{- $map = append $map (printf "%s:%s" (upper .) (include "kafka.listener" (dict "root" $root "name" .) | fromYaml).protocol) }}
{{- end -}}
{{- if $kraft -}}
# The node and its quorum
process.roles={{ .roles }}
node.id=@NODE_ID@
controller.quorum.voters={{ include "kafka.voters" $root }}
controller.listener.names=CONTROLLER
{{- else -}}
# The broker and its ZooKeeper
broker.id=@NODE_ID@
zookeeper.connect={{ include "kafka.zookeeper" $root }}
zookeeper.connection.timeout.ms=60000
{{- if $values.zookeeper.tls.enabled }}
zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
zookeeper.ssl.client.enable=true
zookeeper.ssl.truststore.type=PEM
zookeeper.ssl.truststore.location=/etc/zookeeper-tls/ca.crt
{{- if $values.zookeeper.tls.clientCertificate }}
zookeeper.ssl.keystore.type=PEM
zookeeper.ssl.keystore.location=/run/kafka/zookeeper-keystore.pem
{{- end }}
{{- end }}
{{- end }}

# Listeners
listeners={{ join "," $listeners }}
{{- if $broker }}
{{- $advertised := list (printf "INTERNAL://@HOST@:%v" $values.listeners.internal.port) (printf "CLIENT://@HOST@:%v" $values.listeners.client.port) }}
{{- if $values.external.enabled }}
{{- $advertised = append $advertised (printf "EXTERNAL://%s" (include "kafka.externalAddress" $root)) }}
{{- end }}
advertised.listeners={{ join "," $advertised }}
inter.broker.listener.name=INTERNAL
{{- end }}
listener.security.protocol.map={{ join "," $map }}
{{- range $mapped }}
{{- include "kafka.listenerProperties" (dict "root" $root "name" .) }}
{{- end }}
{{- if $values.authorization.enabled }}
{{- include "kafka.authorizerProperties" $root }}
{{- end }}
{{- if and $broker $values.rack.enabled }}

# The zone: replicas are spread over zones, and consumers may read from the nearest
broker.rack=@RACK@
replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector
{{- end }}

# Storage and topics
{{- $dirs := list }}
{{- range $i := until (int (ternary $values.persistence.volumes 1 $broker)) }}
{{- $dirs = append $dirs (printf "/var/lib/kafka/data%s/logs" (ternary (printf "-%d" $i) "" (gt $i 0))) }}
{{- end }}
log.dirs={{ join "," $dirs }}
default.replication.factor={{ include "kafka.replicationFactor" $root }}
min.insync.replicas={{ include "kafka.minInsyncReplicas" $root }}
offsets.topic.replication.factor={{ include "kafka.replicationFactor" $root }}
transaction.state.log.replication.factor={{ include "kafka.replicationFactor" $root }}
transaction.state.log.min.isr={{ include "kafka.minInsyncReplicas" $root }}
auto.create.topics.enable=false
unclean.leader.election.enable=false
{{- with $values.config }}

# From the values: config
{{ include "common.propertyLines" . }}
{{- end }}
{{- end -}}

{{/* Takes the root context. */}}
{{- define "kafka.zookeeper" -}}
{{- $hosts := .Values.zookeeper.connect | default (printf "%s:%d" (include "common.fullnameOf" (dict "root" . "chart" "zk")) (ternary 2182 2181 .Values.zookeeper.tls.enabled)) -}}
{{- $hosts }}{{ .Values.zookeeper.path | default (printf "/%s" (include "common.fullname" .)) -}}
{{- end -}}

{{/* Encryption and authentication of a listener. Takes a dict: root, name. */}}
{{- define "kafka.listenerProperties" -}}
{{- $listener := include "kafka.listener" . | fromYaml -}}
{{- $prefix := printf "listener.name.%s" .name -}}
{{- if $listener.tls }}
{{ include "kafka.stores" (dict "root" .root "prefix" (printf "%s." $prefix) "names" (list "keystore" "truststore")) }}
{{ $prefix }}.ssl.client.auth={{ ternary "required" "none" (eq $listener.authentication "tls") }}
{{- if eq $listener.authentication "tls" }}
{{ $prefix }}.ssl.principal.mapping.rules={{ .root.Values.auth.principalMappingRules }}
{{- end }}
{{- end }}
{{- if eq $listener.authentication "plain" }}
{{ $prefix }}.sasl.enabled.mechanisms=PLAIN
{{ $prefix }}.plain.sasl.jaas.config=@PLAIN_JAAS@
{{- if eq .name "internal" }}
sasl.mechanism.inter.broker.protocol=PLAIN
{{- else if eq .name "controller" }}
sasl.mechanism.controller.protocol=PLAIN
{{- end }}
{{- else if eq $listener.authentication "oauthbearer" }}
{{- $oauth := .root.Values.auth.oauth }}
{{- $package := ternary "oauthbearer" "oauthbearer.secured" (not (empty (include "kafka.atLeast" (dict "root" .root "version" "3.4")))) }}
{{ $prefix }}.sasl.enabled.mechanisms=OAUTHBEARER
{{ $prefix }}.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
{{ $prefix }}.oauthbearer.sasl.server.callback.handler.class=org.apache.kafka.common.security.{{ $package }}.OAuthBearerValidatorCallbackHandler
{{- if include "kafka.atLeast" (dict "root" .root "version" "4.1") }}
# The default of 4.1 takes a token without a look at its signature, issuer or audience.
{{ $prefix }}.sasl.oauthbearer.jwt.validator.class=org.apache.kafka.common.security.oauthbearer.BrokerJwtValidator
{{- end }}
{{ $prefix }}.sasl.oauthbearer.jwks.endpoint.url={{ $oauth.jwksUrl }}
{{ $prefix }}.sasl.oauthbearer.sub.claim.name={{ $oauth.subjectClaim }}
{{ $prefix }}.sasl.oauthbearer.scope.claim.name={{ $oauth.scopeClaim }}
{{- with $oauth.issuer }}
{{ $prefix }}.sasl.oauthbearer.expected.issuer={{ . }}
{{- end }}
{{- with $oauth.audiences }}
{{ $prefix }}.sasl.oauthbearer.expected.audience={{ join "," . }}
{{- end }}
{{- else if hasPrefix "scram" $listener.authentication }}
{{ $prefix }}.sasl.enabled.mechanisms={{ upper $listener.authentication }}
{{ $prefix }}.{{ $listener.authentication }}.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
{{- end }}
{{- end -}}

{{/* Where the key, the certificate and the authorities are. Takes a dict: root, prefix of the properties, names (keystore, truststore). */}}
{{- define "kafka.stores" -}}
{{- $type := .root.Values.tls.storeType -}}
{{- $pem := dict "keystore" "/run/kafka/keystore.pem" "truststore" "/etc/kafka-tls/ca.crt" -}}
{{- $lines := list -}}
{{- range $name := .names -}}
{{- $store := printf "%sssl.%s" $.prefix $name -}}
{{- $lines = append $lines (printf "%s.type=%s" $store $type) -}}
{{- if eq $type "PEM" -}}
{{- $lines = append $lines (printf "%s.location=%s" $store (get $pem $name)) -}}
{{- else -}}
{{- $lines = append $lines (printf "%s.location=/etc/kafka-tls/%s.%s" $store $name (ternary "p12" "jks" (eq $type "PKCS12"))) -}}
{{- $lines = append $lines (printf "%s.password=@STORE_PASSWORD@" $store) -}}
{{- if eq $name "keystore" }}{{ $lines = append $lines (printf "%sssl.key.password=@STORE_PASSWORD@" $.prefix) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{/* Takes the root context. */}}
{{- define "kafka.authorizerProperties" -}}
{{- $users := .Values.authorization.superUsers -}}
{{- if eq .Values.listeners.internal.authentication "plain" -}}
{{- $users = append $users (printf "User:%s" .Values.auth.brokerUser) -}}
{{- else if not (or .Values.tls.fullchain .Values.tls.existingSecret) -}}
{{- $users = append $users (printf "User:%s" (include "common.fullname" .)) -}}
{{- end }}

# Who may do what
authorizer.class.name={{ ternary "org.apache.kafka.metadata.authorizer.StandardAuthorizer" "kafka.security.authorizer.AclAuthorizer" (eq .Values.mode "kraft") }}
super.users={{ join ";" $users }}
allow.everyone.if.no.acl.found={{ .Values.authorization.allowIfNoAcl }}
{{- end -}}

{{/* client.properties of the chart's own Jobs, which are clients of the internal listener. Takes the root context. */}}
{{- define "kafka.clientProperties" -}}
{{- $listener := include "kafka.listener" (dict "root" . "name" "internal") | fromYaml -}}
security.protocol={{ $listener.protocol }}
{{- if $listener.tls }}
{{- $names := ternary (list "keystore" "truststore") (list "truststore") (eq $listener.authentication "tls") }}
{{ include "kafka.stores" (dict "root" . "prefix" "" "names" $names) }}
{{- end }}
{{- if eq $listener.authentication "tls" }}
{{- else if eq $listener.authentication "plain" }}
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="{{ .Values.auth.brokerUser }}" password="@PASSWORD@";
{{- end }}
{{- end -}}

{{/* log4j's configuration: everything to standard output. Takes the root context. */}}
{{- define "kafka.log4j" -}}
{{- if .Values.log4j -}}
{{- .Values.log4j -}}
{{- else if include "kafka.atLeast" (dict "root" . "version" "4.0") -}}
appender.stdout.type=Console
appender.stdout.name=stdout
appender.stdout.layout.type=PatternLayout
appender.stdout.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level={{ .Values.logLevel }}
rootLogger.appenderRef.stdout.ref=stdout
{{- else -}}
log4j.rootLogger={{ .Values.logLevel }}, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n
{{- end }}
{{- end -}}

{{/* JVM option that names log4j's configuration. Takes the root context. */}}
{{- define "kafka.log4jOption" -}}
{{- if include "kafka.atLeast" (dict "root" . "version" "4.0") -}}
-Dlog4j2.configurationFile=/etc/kafka-config/log4j.properties
{{- else -}}
-Dlog4j.configuration=file:/etc/kafka-config/log4j.properties
{{- end -}}
{{- end -}}

{{/* provision.sh: the words are kafka.sh's. Empty where there is nothing to do. Takes the root context. */}}
{{- define "kafka.provision" -}}
{{- $lines := list -}}
{{- $mechanisms := list -}}
{{- range $name := (include "kafka.brokerListeners" . | fromYaml).names -}}
{{- $mechanisms = append $mechanisms (index $.Values.listeners $name).authentication -}}
{{- end -}}
{{- range $mechanism := $mechanisms | uniq -}}
{{- if hasPrefix "scram" $mechanism -}}
{{- range $user, $_ := $.Values.auth.users -}}
{{- $lines = append $lines (printf "scram %s %s" $user (upper $mechanism)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range .Values.topics -}}
{{- $factor := .replicationFactor | default (include "kafka.replicationFactor" $) -}}
{{- $settings := list -}}
{{- range $key, $value := .config }}{{ $settings = append $settings (printf "%s=[%s]" $key (include "common.text" $value)) }}{{ end -}}
{{- $lines = append $lines (printf "topic %s %v %v %s" .name (.partitions | default 1) $factor (join "," $settings | squote)) -}}
{{- end -}}
{{- range .Values.authorization.acls -}}
{{- $words := list (printf "--%s-principal" (ternary "deny" "allow" (.deny | default false))) (squote .principal) -}}
{{- range .operations }}{{ $words = concat $words (list "--operation" (squote .)) }}{{ end -}}
{{- with .topic }}{{ $words = concat $words (list "--topic" (squote .)) }}{{ end -}}
{{- with .group }}{{ $words = concat $words (list "--group" (squote .)) }}{{ end -}}
{{- with .transactionalId }}{{ $words = concat $words (list "--transactional-id" (squote .)) }}{{ end -}}
{{- if .cluster }}{{ $words = append $words "--cluster" }}{{ end -}}
{{- if .prefixed }}{{ $words = concat $words (list "--resource-pattern-type" "prefixed") }}{{ end -}}
{{- $lines = append $lines (printf "acl %s" (join " " $words)) -}}
{{- end -}}
{{- if .Values.provisioning.enabled }}{{ join "\n" $lines }}{{ end -}}
{{- end -}}
