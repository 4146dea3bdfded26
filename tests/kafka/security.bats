#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# values/development.yml with a certificate of the values, users and rights: who may do what, inside and outside; and what is removed
# and installed again.
load helper

prepare() {
  cd "$FILES" || return 1
  openssl req -x509 -newkey rsa:2048 -noenc -days 30 -subj '/CN=an authority' -keyout ca.key -out ca.pem
  certificate one
  openssl req -x509 -newkey rsa:2048 -noenc -days 30 -subj '/CN=a stranger' -keyout stranger.key -out stranger.pem
  cat > secure.yml <<- 'END'
	kafka:
	  version: 4.1.1
	  persistence: {enabled: true}
	  external: {enabled: true, domain: kafka.example.com}
	  tls: {enabled: true}
	  listeners:
	    internal: {tls: true, authentication: tls}
	    client: {tls: true, authentication: scram-sha-512}
	    external: {authentication: plain}
	  auth: {users: {app: "", guest: "two\\words\"!"}}
	  authorization:
	    enabled: true
	    superUsers: ["User:kafka.example.com"]
	    acls:
	      - {principal: "User:app", operations: [Read, Write, Describe], topic: orders}
	      - {principal: "User:app", operations: [Read], group: readers}
	  topics: [{name: orders, partitions: 3}]
	END
}

# certificate NAME: a chain and a key, which is in PKCS #1, for the names of both listeners.
certificate() {
  openssl req -x509 -newkey rsa:2048 -noenc -days 30 -CA ca.pem -CAkey ca.key -subj /CN=kafka.example.com -addext basicConstraints=CA:FALSE \
    -addext "subjectAltName=DNS:kafka.example.com,DNS:kafka.$NAMESPACE,DNS:*.kafka-headless.$NAMESPACE.svc.cluster.local" \
    -keyout "$1.pkcs8" -out "$1.pem"
  openssl rsa -in "$1.pkcs8" -traditional -out "$1.key"
  cat ca.pem >> "$1.pem"
}

# secured COMMAND NAME: the release with that certificate
secured() {
  release "$1" development.yml -f "$FILES/secure.yml" --set-file "kafka.tls.fullchain=$FILES/$2.pem,kafka.tls.privkey=$FILES/$2.key,kafka.tls.cacerts=$FILES/ca.pem"
}

# password USER: the one in the Secret
password() {
  kubectl get secret kafka-users -o "jsonpath={.data.$1}" | base64 -d
}

# as USER [PASSWORD [AUTHORITY]]: who the client outside is from now on; the password is the Secret's, the authority that of the values.
as() {
  printf '%s\n' security.protocol=SASL_SSL sasl.mechanisms=PLAIN "ssl.ca.location=${3-$FILES/ca.pem}" "sasl.username=$1" \
    "sasl.password=${2:-$(password "$1")}" > "$FILES/outside.conf"
}

# scram USER PASSWORD TOOL ARGUMENT...: one of Kafka's tools as a client inside. (Debian's kcat sends the nonce twice, which Kafka has
# refused since CVE-2024-56128.)
scram() {
  # shellcheck disable=SC2016 # the pod's shell is to expand these
  local script='umask 077
    printf "%s\n" security.protocol=SASL_SSL ssl.truststore.type=PEM ssl.truststore.location=/etc/kafka-tls/ca.crt \
      sasl.mechanism=SCRAM-SHA-512 "$1" > /run/kafka/app.properties
    tool=$2 && shift 2 && exec "/opt/kafka/bin/$tool.sh" --bootstrap-server "$HOSTNAME.$DOMAIN:9092" "$@"'
  local login="org.apache.kafka.common.security.scram.ScramLoginModule required username=\"$1\" password=\"$2\";"
  kubectl exec -i kafka-0 -- env -u KAFKA_LOG4J_OPTS -u JMX_PORT_CONFIG KAFKA_HEAP_OPTS=-Xmx96m \
    bash -c "$script" bash "sasl.jaas.config=$login" "${@:3}"
}

# serial: that of the certificate that clients outside see
serial() {
  outside openssl s_client -connect kafka.example.com:30092 -servername kafka.example.com -CAfile "$FILES/ca.pem" -verify_return_error \
    < /dev/null 2> /dev/null | openssl x509 -noout -serial
}

@test "one pod comes up with the certificate of the values" {
  secured install one
  kubectl get pods -o name
  equal "$(openssl x509 -noout -serial -in "$FILES/one.pem")" "$(serial)"
  touch "$FILES/installed"
}

@test "the chart's test goes over the brokers' own listener, with their certificate" {
  "$PINTLE" test kafka --logs > out
  has "$(< out)" 'Phase:          Succeeded' 'received: message of kafka-test'
}

@test "a user with a password that the chart made sends and receives over TLS: PLAIN outside, SCRAM inside" {
  as app
  seq 500 | send outside orders
  seq 501 1000 | scram app "$(password app)" kafka-console-producer --producer.config /run/kafka/app.properties --topic orders
  equal "$(seq 1000 | sort)" "$(receive outside orders)"
  equal "$(seq 1000 | sort)" "$(scram app "$(password app)" kafka-console-consumer --consumer.config /run/kafka/app.properties --topic orders \
    --group readers --from-beginning --max-messages 1000 --timeout-ms 120000 2> /dev/null | sort)"
}

@test "a user of the values with quotes in the password is let in, and may do nothing without a rule" {
  as guest
  equal 'two\words"!' "$(password guest)"
  run kcat_outside -L -J
  equal 0 "$status"
  run ! send outside orders <<< 'one'
  has "$(< "$work/sent")" 'authorization failed'
}

@test "wrong passwords and strangers' authorities are refused" {
  as app wrong
  run kcat_outside -L -m 10
  has "$output" 'uthentication failed'
  run scram app wrong kafka-topics --command-config /run/kafka/app.properties --list
  has "$output" 'invalid credentials with SASL mechanism SCRAM-SHA-512'
  as app '' "$FILES/stranger.pem"
  run kcat_outside -L -m 10
  has "$output" 'certificate verify failed'
}

@test "another certificate of the same authority is taken by an upgrade" {
  as app
  (cd "$FILES" && certificate two)
  secured upgrade two
  equal "$(openssl x509 -noout -serial -in "$FILES/two.pem")" "$(serial)"
  equal "$(seq 1000 | sort)" "$(receive outside orders)"
}

@test "what is removed and installed again finds its messages and users" {
  as app
  "$PINTLE" uninstall kafka --wait --cascade foreground --timeout "${patience}s"
  equal '' "$(kubectl get pods -o name)"
  secured install two
  equal "$(seq 1000 | sort)" "$(receive outside orders)"
}
