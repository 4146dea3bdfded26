{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/*
The stateless parts of the platform: a Deployment of one JVM that reads one properties file, and what belongs to it. Such a chart
describes its worker in a definition of its own, CHART.worker, which takes the root context and gives a map:

    port            of the REST interface
    programs        commands of the image, tried in this order
    heapVariable    environment variable of the heap's options
    optionsVariable of the other options of the JVM
    hostKeys        properties that take the pod's address
    healthPath      what the probes ask for
    restPrefix      prefix of the properties of the REST interface's encryption
    clientAuth      the property that says whether its clients must show a certificate, and the words for yes and no
    properties      text of the properties file, without the connection to Kafka
    kafkaPrefixes   prefixes of the properties that say how Kafka is reached; "" is one
*/}}

{{/* Takes a dict: scope, worker. */}}
{{- define "common.workerConfigMap" -}}
{{- $root := .scope.root -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" (dict "scope" .scope) | nindent 2 }}
data:
  # @PASSWORD@, @KEYSTORE_PASSWORD@ and @POD_IP@ are filled in by worker.sh.
  service.properties: |
    {{- .worker.properties | trim | nindent 4 }}

    {{- if $root.Values.tls.enabled }}

    # The REST interface
    {{- include "common.restProperties" (dict "root" $root "worker" .worker) | nindent 4 }}
    {{- end }}

    # Kafka
    {{- range .worker.kafkaPrefixes }}
    {{- include "common.kafkaProperties" (dict "root" $root "prefix" .) | nindent 4 }}
    {{- end }}
    {{- with $root.Values.config }}

    # From the values: config
    {{- include "common.propertyLines" . | nindent 4 }}
    {{- end }}
  agent.sh: |
    {{- include "common.agentScript" $root | nindent 4 }}
  worker.sh: |
    {{- include "common.workerScript" $root | nindent 4 }}
  {{- if $root.Values.tls.enabled }}
  stores.sh: |
    {{- include "common.storesScript" $root | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Encryption of the REST interface. Pods of a Deployment have no names, so they know each other by the authority alone. Takes a dict:
root, worker. */}}
{{- define "common.restProperties" -}}
{{- $prefix := printf "%sssl." .worker.restPrefix -}}
{{ range $store := list "keystore" "truststore" -}}
{{ $prefix }}{{ $store }}.type=PKCS12
{{ $prefix }}{{ $store }}.location=/run/worker/{{ $store }}.p12
{{ $prefix }}{{ $store }}.password=@KEYSTORE_PASSWORD@
{{ end -}}
{{ $prefix }}key.password=@KEYSTORE_PASSWORD@
{{ $prefix }}endpoint.identification.algorithm=
{{ index .worker.clientAuth 0 }}={{ index .worker.clientAuth (ternary 1 2 .root.Values.tls.clientAuthentication) }}
{{- end -}}

{{/* How Kafka is reached: bootstrap, encryption, authentication. Takes a dict: root, prefix. */}}
{{- define "common.kafkaProperties" -}}
{{- $kafka := include "common.kafkaAccess" .root | fromYaml -}}
{{ .prefix }}bootstrap.servers={{ include "common.bootstrap" .root }}
{{- if ne $kafka.protocol "PLAINTEXT" }}
{{ .prefix }}security.protocol={{ $kafka.protocol }}
{{- end }}
{{- if hasSuffix "SSL" $kafka.protocol }}
{{ .prefix }}ssl.truststore.type=PEM
{{ .prefix }}ssl.truststore.location=/etc/kafka-tls/ca.crt
{{- end }}
{{- if hasPrefix "SASL" $kafka.protocol }}
{{ .prefix }}sasl.mechanism={{ $kafka.mechanism }}
{{- $module := ternary "plain.Plain" "scram.Scram" (eq $kafka.mechanism "PLAIN") }}
{{ .prefix }}sasl.jaas.config=org.apache.kafka.common.security.{{ $module }}LoginModule required username="{{ $kafka.user }}" password="@PASSWORD@";
{{- end }}
{{- end -}}

{{/* The chart's kafka, with global.kafka (which the platform sets once for all) for what it leaves empty. Gives a map. */}}
{{- define "common.kafkaAccess" -}}
{{- $access := dict -}}
{{- range $from := list ((.Values.global).kafka | default dict) .Values.kafka -}}
{{- range $key, $value := $from }}{{ if $value }}{{ $access = set $access $key $value }}{{ end }}{{ end -}}
{{- end -}}
{{- $protocol := $access.protocol | default "PLAINTEXT" -}}
{{- $brokers := include "common.fullnameOf" (dict "root" . "chart" "kafka") -}}
{{- if and (hasPrefix "SASL" $protocol) (not $access.user) -}}
{{- fail (printf "%s.kafka.protocol is %s without a user: give %s.kafka.user, or global.kafka.user for all parts" .Chart.Name $protocol .Chart.Name) -}}
{{- end -}}
{{- $defaults := dict "mechanism" "PLAIN" "usersSecret" (printf "%s-users" $brokers) "caSecret" (printf "%s-tls" $brokers) -}}
{{- toYaml (merge (dict "protocol" $protocol) $access $defaults) -}}
{{- end -}}

{{/* The start script. Takes nothing. */}}
{{- define "common.workerScript" -}}
#!/bin/bash
# worker.sh PROGRAM...: completes the properties file and becomes the first PROGRAM that the image has.
set -euo pipefail
text=$(cat /etc/worker/service.properties)
text=${text//"@POD_IP@"/"$POD_IP"}
if [ -n "${KAFKA_USER-}" ]; then
  password=$(cat "/etc/kafka-users/$KAFKA_USER")
  # Quotes of the login module, then the properties file: both take a backslash for more.
  password=${password//\\/\\\\}
  password=${password//\"/\\\"}
  password=${password//\\/\\\\}
  text=${text//"@PASSWORD@"/"$password"}
fi
umask 077 # /run/worker is memory
if [ -d /etc/worker-tls ]; then
  password=$(bash "${0%/*}/stores.sh" /etc/worker-tls /run/worker)
  text=${text//"@KEYSTORE_PASSWORD@"/"$password"}
fi
printf '%s\n' "$text" > /run/worker/service.properties
agent=$(bash "${0%/*}/agent.sh")
[ -z "$agent" ] || export "$OPTIONS_VARIABLE=${!OPTIONS_VARIABLE-} $agent"
for program; do
  if command -v "$program" > /dev/null; then
    exec "$program" /run/worker/service.properties
  fi
done
echo "worker.sh: the image has none of: $*" >&2
exit 1
{{- end -}}

{{/* stores.sh FROM TO, which worker.sh runs: keystore.p12 and truststore.p12 in the folder TO, of the certificate, the key and the
authorities in FROM; prints their password. The REST interfaces read no PEM. Takes nothing. */}}
{{- define "common.storesScript" -}}
#!/bin/bash
set -euo pipefail
from=$1 to=$2
if [ -f "$from/keystore.p12" ]; then # as it is, with its password
  password=$(cat "$from/password")
  cp "$from/keystore.p12" "$to/keystore.p12"
elif command -v openssl > /dev/null; then
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  openssl pkcs12 -export -name rest -inkey "$from/tls.key" -in "$from/tls.crt" -out "$to/keystore.p12" -passout stdin <<< "$password"
else
  echo "stores.sh: the image has no openssl to make a keystore with: put keystore.p12 and password into the Secret of tls.existingSecret" >&2
  exit 1
fi
rm -f "$to"/authority-* "$to/truststore.p12"
number=0
while IFS= read -r line; do # keytool takes one certificate at a time
  [[ $line != *'BEGIN CERTIFICATE'* ]] || number=$((number + 1))
  echo "$line" >> "$to/authority-$number"
done < "$from/ca.crt"
for file in "$to"/authority-[1-9]*; do
  keytool -importcert -noprompt -alias "${file##*/}" -file "$file" -keystore "$to/truststore.p12" -storetype PKCS12 \
    -storepass "$password" > /dev/null 2>&1 || { echo "stores.sh: keytool takes no certificate from $from/ca.crt" >&2 && exit 1; }
done
echo "$password"
{{- end -}}

{{/* A function of bash, ask: sends its input to $HOST:$PORT, by TLS where there is a certificate, and prints the answer. Bash speaks
HTTP/1.0 well enough, so that the image needs no client. Takes nothing. */}}
{{- define "common.ask" -}}
ask() {
  local tls=/etc/worker-tls own=()
  if [ -d $tls ]; then
    [ ! -f $tls/tls.key ] || own=(-cert $tls/tls.crt -key $tls/tls.key)
    openssl s_client -quiet -connect "$HOST:$PORT" -servername "$HOST" -verify_hostname "$HOST" -verify_return_error \
      -CAfile $tls/ca.crt "${own[@]}" 2> /dev/null
  else
    exec 3<> "/dev/tcp/$HOST/$PORT" && cat >&3 && cat <&3
  fi
}
{{- end -}}

{{/* Where the certificate of the REST interface is mounted. Gives {volumes, mounts}. Takes a scope. */}}
{{- define "common.restTls" -}}
{{- if .root.Values.tls.enabled -}}
volumes:
  - name: tls
    secret:
      secretName: {{ include "common.tlsSecretName" . }}
mounts:
  - name: tls
    mountPath: /etc/worker-tls
    readOnly: true
{{- else -}}
volumes: []
mounts: []
{{- end -}}
{{- end -}}

{{/* All objects of a worker but its test. Takes a dict: root, worker. */}}
{{- define "common.workerObjects" -}}
{{- $root := .root -}}
{{- $scope := dict "root" $root "component" $root.Chart.Name "suffix" "" "values" $root.Values -}}
{{- $both := dict "scope" $scope "worker" .worker -}}
{{ include "common.workerDeployment" $both }}
---
{{ include "common.workerConfigMap" $both }}
---
{{ include "common.workerService" $both }}
{{- if $root.Values.tls.enabled }}
---
{{- include "common.tlsCheck" $root }}
{{ include "common.tls" (dict "scope" $scope "names" (concat (include "common.serviceNames" $root | fromYaml).names $root.Values.tls.extraNames | uniq)) }}
{{- end }}
---
{{ include "common.podDisruptionBudget" $scope }}
---
{{ include "common.serviceAccount" $scope }}
---
{{- $rules := list (dict "ports" (list .worker.port) "from" $root.Values.networkPolicy.clientFrom) }}
{{ include "common.networkPolicy" (dict "scope" $scope "rules" $rules) }}
{{- if $root.Values.metrics.enabled }}
---
{{ include "common.jmxConfigMap" $scope }}
---
{{ include "common.metricsService" $scope }}
---
{{ include "common.serviceMonitor" $scope }}
{{- end }}
{{- end -}}

{{- define "common.workerService" -}}
{{- $service := .scope.root.Values.service -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "common.metadata" (dict "scope" .scope "annotations" $service.annotations) | nindent 2 }}
spec:
  type: {{ $service.type }}
  selector:
    {{- include "common.selectorLabels" .scope | nindent 4 }}
  ports:
    - name: http
      port: {{ .worker.port }}
      targetPort: http
      {{- if and (eq $service.type "NodePort") $service.nodePort }}
      nodePort: {{ $service.nodePort }}
      {{- end }}
{{- end -}}

{{- define "common.workerDeployment" -}}
{{- $root := .scope.root -}}
{{- $values := $root.Values -}}
{{- $kafka := include "common.kafkaAccess" $root | fromYaml -}}
{{- $name := include "common.name" .scope -}}
{{- $env := dict .worker.heapVariable (include "common.heapOptions" .scope) "LOG_DIR" "/tmp/logs" "OPTIONS_VARIABLE" .worker.optionsVariable
    "POD_IP" (dict "fieldRef" (dict "fieldPath" "status.podIP")) -}}
{{- $mounts := list (dict "name" "config" "mountPath" "/etc/worker" "readOnly" true) (dict "name" "run" "mountPath" "/run/worker")
    (dict "name" "tmp" "mountPath" "/tmp") -}}
{{- if $values.metrics.enabled -}}
{{- $env = merge $env (include "common.jmxEnv" $root | fromYaml) -}}
{{- $mounts = append $mounts (dict "name" "jmx" "mountPath" "/etc/jmx" "readOnly" true) -}}
{{- end -}}
{{- if hasSuffix "SSL" $kafka.protocol -}}
{{- $mounts = append $mounts (dict "name" "kafka-tls" "mountPath" "/etc/kafka-tls" "readOnly" true) -}}
{{- end -}}
{{- if hasPrefix "SASL" $kafka.protocol -}}
{{- $env = set $env "KAFKA_USER" $kafka.user -}}
{{- $mounts = append $mounts (dict "name" "kafka-users" "mountPath" "/etc/kafka-users" "readOnly" true) -}}
{{- end -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "common.metadata" (dict "scope" .scope) | nindent 2 }}
spec:
  replicas: {{ $values.replicas }}
  {{- with $values.updateStrategy }}
  strategy:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selectorLabels" .scope | nindent 6 }}
  template:
    metadata:
      {{- $checksum := print (include "common.workerConfigMap" .) (include "common.jmxConfig" $root) }}
      {{- include "common.podMetadata" (dict "scope" .scope "checksum" $checksum) | nindent 6 }}
    spec:
      {{- include "common.podSpec" .scope | nindent 6 }}
      {{- with concat (.worker.initContainers | default list) $values.initContainers }}
      initContainers:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ $root.Chart.Name }}
          image: {{ include "common.image" $root }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          command:
            - bash
            - /etc/worker/worker.sh
            {{- range .worker.programs }}
            - {{ . }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ .worker.port }}
            {{- if $values.metrics.enabled }}
            - name: metrics
              containerPort: {{ $values.metrics.port }}
            {{- end }}
          {{- $handler := dict "httpGet" (dict "path" .worker.healthPath "port" "http" "scheme" (ternary "HTTPS" "HTTP" $values.tls.enabled)) }}
          {{- if $values.tls.clientAuthentication }}{{ $handler = dict "tcpSocket" (dict "port" "http") }}{{ end }}
          {{- with include "common.probes" (dict "scope" .scope "handler" $handler) | trim }}
          {{- . | nindent 10 }}
          {{- end }}
          {{- $tls := include "common.restTls" .scope | fromYaml }}
          {{- $all := concat $mounts $tls.mounts (.worker.mounts | default list) }}
          {{- include "common.container" (dict "scope" .scope "env" $env "mounts" $all) | nindent 10 }}
        {{- with $values.sidecars }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      volumes:
        - name: config
          configMap:
            name: {{ $name }}
        # The completed properties, which are never on a disk.
        - name: run
          emptyDir:
            medium: Memory
            sizeLimit: 1Mi
        - name: tmp
          emptyDir: {}
        {{- if $values.metrics.enabled }}
        - name: jmx
          configMap:
            name: {{ $name }}-jmx
        {{- end }}
        {{- if hasSuffix "SSL" $kafka.protocol }}
        - name: kafka-tls
          secret:
            secretName: {{ $kafka.caSecret }}
            items:
              - key: ca.crt
                path: ca.crt
        {{- end }}
        {{- if hasPrefix "SASL" $kafka.protocol }}
        - name: kafka-users
          secret:
            secretName: {{ $kafka.usersSecret }}
            items:
              - key: {{ $kafka.user }}
                path: {{ $kafka.user }}
        {{- end }}
        {{- with concat $tls.volumes (.worker.volumes | default list) }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- end -}}

{{/* helm test: the REST interface answers. Takes a dict: root, worker. */}}
{{- define "common.workerTest" -}}
{{- $root := .root -}}
{{- $values := include "common.jobValues" (dict "root" $root "resources" $root.Values.resources) | fromYaml -}}
{{- $scope := dict "root" $root "component" "test" "suffix" "" "values" $values -}}
{{- $tls := include "common.restTls" $scope | fromYaml -}}
apiVersion: v1
kind: Pod
metadata:
  {{- $hook := dict "helm.sh/hook" "test" "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded" }}
  {{- include "common.metadata" (dict "scope" $scope "suffix" "test" "annotations" $hook) | nindent 2 }}
spec:
  {{- include "common.podSpec" $scope | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: test
      image: {{ include "common.image" $root }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command:
        - bash
        - -ec
        - |
          {{- include "common.ask" $root | nindent 10 }}
          answer=$(printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$PATH_ASKED" "$HOST" | ask | head -n 1)
          echo "$answer"
          [[ $answer == *" 200 "* ]]
      {{- $env := dict "HOST" (include "common.fullname" $root) "PORT" (toString .worker.port) "PATH_ASKED" .worker.healthPath }}
      {{- include "common.container" (dict "scope" $scope "env" $env "mounts" $tls.mounts) | nindent 6 }}
  {{- with concat $tls.volumes $values.extraVolumes }}
  volumes:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
