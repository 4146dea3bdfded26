#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kafka.sh start | provision | health | test: what the containers of this chart run. It works in the layout of confluentinc/cp-kafka
# (commands in the PATH) and in that of apache/kafka (/opt/kafka/bin/NAME.sh), and uses nothing of the images' own conventions.
#   start      a node: completes the properties file, formats empty volumes, becomes the server
#   provision  SCRAM users, topics and ACLs of the values (provision.sh), on a running cluster
#   health     fails if partitions are offline, or have too few replicas in sync
#   test       sends a message and receives it
#
# The properties files are the chart's; @NAMES@ in them stand for what differs between pods, and for secrets:
#   @ORDINAL@ @NODE_ID@ @HOST@   the pod's number, that number from NODE_ID_BASE on, and its name in DNS
#   @PORT@ @NODE_IP@ @RACK@      its port at the nodes, the node's address, the node's zone
#   @PLAIN_JAAS@ @PASSWORD@      all users with their passwords, and the password of the brokers themselves
#   @STORE_PASSWORD@             the password of a keystore and a truststore that are not PEM
# The completed file and the key lie in /run/kafka, which is memory.
set -euo pipefail
config=/etc/kafka-config users=/etc/kafka-users tls=/etc/kafka-tls zookeeper=/etc/zookeeper-tls run=/run/kafka

die() {
	echo "kafka.sh: $*" >&2
	exit 1
}

# tool NAME: the path of one of Kafka's commands.
tool() {
	command -v "$1" && return
	[ -x "/opt/kafka/bin/$1.sh" ] || die "the image has neither $1 in its PATH nor /opt/kafka/bin/$1.sh"
	echo "/opt/kafka/bin/$1.sh"
}

# kafka NAME ARGUMENT...: runs one of Kafka's commands.
kafka() {
	local name=$1
	shift
	"$(tool "$name")" "$@"
}

# password USER: as it stands between quotes in a login module's line of a properties file, both of which take a backslash for more.
password() {
	local text
	text=$(cat "$users/$1")
	text=${text//\\/\\\\}
	text=${text//\"/\\\"}
	echo "${text//\\/\\\\}"
}

# jaas: the login module of SASL PLAIN with every user of the Secret; the brokers' own is BROKER_USER.
jaas() {
	local user
	printf 'org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="%s"' \
		"$BROKER_USER" "$(password "$BROKER_USER")"
	for user in "$users"/*; do
		printf ' user_%s="%s"' "$(basename "$user")" "$(password "$(basename "$user")")"
	done
	echo ';'
}

# complete NAME: the chart's properties file NAME with all that is known only here, as $run/NAME.
complete() {
	local text name value
	local -A known=([ORDINAL]=${ordinal-} [NODE_ID]=${node_id-} [HOST]=${host-} [PORT]=${port-} [NODE_IP]=${NODE_IP-} [RACK]=${RACK-})
	if [ -f "$tls/password" ]; then
		text=$(cat "$tls/password")
		known[STORE_PASSWORD]=${text//\\/\\\\}
	fi
	if [ -f "$tls/tls.key" ]; then
		(umask 077 && bash "${0%/*}/keystore.sh" "$tls" > "$run/keystore.pem")
	fi
	if [ -f "$zookeeper/tls.key" ]; then
		(umask 077 && bash "${0%/*}/keystore.sh" "$zookeeper" > "$run/zookeeper-keystore.pem")
	fi
	if [ -d "$users" ]; then
		known[PLAIN_JAAS]=$(jaas)
		known[PASSWORD]=$(password "$BROKER_USER")
	fi
	text=$(cat "$config/$1")
	for name in "${!known[@]}"; do
		[[ $text == *"@$name@"* ]] || continue
		value=${known[$name]}
		[ -n "$value" ] || die "nothing is known to take the place of @$name@ in $1$([ "$name" != RACK ] || echo ': the node lacks the label')"
		text=${text//"@$name@"/"$value"}
	done
	(umask 077 && printf '%s\n' "$text" > "$run/$1")
}

start() {
	local ordinal=${HOSTNAME##*-} file=${ROLE:?}.properties node_id host port
	node_id=$((${NODE_ID_BASE:-0} + ordinal))
	host=$HOSTNAME.${DOMAIN:?}
	port=$((${FIRST_NODE_PORT:-0} + ordinal))
	[ "$ordinal" -ge "${COMBINED_CONTROLLERS:-0}" ] || file=combined.properties
	[ -n "${RACK-}" ] || [ ! -f "$run/rack" ] || RACK=$(cat "$run/rack")
	complete "$file"
	if [ -n "${CLUSTER_ID-}" ]; then
		kafka kafka-storage format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$run/$file"
	fi
	KAFKA_OPTS="${KAFKA_OPTS-} $(bash "${0%/*}/agent.sh")"
	export KAFKA_OPTS EXTRA_ARGS='-name kafkaServer' # without the images' log of garbage collections, which fills /tmp
	exec "$(tool kafka-server-start)" "$run/$file"
}

# admin NAME ARGUMENT...: one of Kafka's commands, as the brokers' own user.
admin() {
	local name=$1
	shift
	kafka "$name" --bootstrap-server "$BOOTSTRAP" --command-config "$run/client.properties" "$@"
}

# await: until a broker answers, or the pod's deadline; says what keeps it waiting.
await() {
	local answer
	complete client.properties
	until answer=$(admin kafka-broker-api-versions 2>&1); do
		echo "waiting for $BOOTSTRAP: $(grep -E '(Exception|ERROR)' <<< "$answer" | tail -n 1)"
		sleep 2
	done
}

# The words of provision.sh.
scram() { # scram USER MECHANISM
	admin kafka-configs --alter --entity-type users --entity-name "$1" --add-config "$2=[password=$(cat "$users/$1")]"
}
topic() { # topic NAME PARTITIONS FACTOR [KEY=VALUE,...]: made if it is missing; partitions are added, never taken away
	local now
	admin kafka-topics --create --if-not-exists --topic "$1" --partitions "$2" --replication-factor "$3"
	now=$(admin kafka-topics --describe --topic "$1" | sed -n 's/.*PartitionCount: *\([0-9]*\).*/\1/p')
	[ "$now" -ge "$2" ] || admin kafka-topics --alter --topic "$1" --partitions "$2"
	[ -z "${4-}" ] || admin kafka-configs --alter --entity-type topics --entity-name "$1" --add-config "$4"
}
acl() { # acl ARGUMENT...
	admin kafka-acls --add "$@"
}

provision() {
	await
	# shellcheck source=/dev/null
	. "$config/provision.sh"
}

health() {
	local kind found status=0
	complete client.properties
	for kind in unavailable-partitions under-min-isr-partitions under-replicated-partitions; do
		found=$(admin kafka-topics --describe "--$kind")
		[ -z "$found" ] || { printf '%s:\n%s\n' "$kind" "$found" && status=1; }
	done
	[ $status != 0 ] || echo "all partitions are available, and their replicas in sync"
	return $status
}

test_messages() {
	local name=helm-test-$RANDOM$RANDOM message="message of $HOSTNAME" received
	await
	admin kafka-topics --create --topic "$name" --partitions 1
	kafka kafka-console-producer --bootstrap-server "$BOOTSTRAP" --producer.config "$run/client.properties" --topic "$name" <<< "$message"
	received=$(kafka kafka-console-consumer --bootstrap-server "$BOOTSTRAP" --consumer.config "$run/client.properties" --topic "$name" \
		--from-beginning --max-messages 1 --timeout-ms 60000)
	admin kafka-topics --delete --topic "$name"
	[ "$received" = "$message" ] || die "sent '$message', received '$received'"
	echo "received: $received"
}

case ${1-} in
start | provision | health) "$1" ;;
test) test_messages ;;
*) die "usage: kafka.sh start | provision | health | test" ;;
esac
