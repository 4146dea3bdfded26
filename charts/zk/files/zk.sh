#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# zk.sh start | test: what the containers of this chart run. It works in the layout of confluentinc/cp-zookeeper (commands in the PATH)
# and in that of apache/kafka (/opt/kafka/bin/NAME.sh), and uses nothing of the images' own conventions.
#   start  a server: its number is its pod's plus one
#   test   asks every server what it is: one leads, the others follow. With TLS, for which there is no such question, each must answer
#          a client, which a server does that has a leader
# The keystore lies in /run/zk, which is memory.
set -euo pipefail
config=/etc/zk-config tls=/etc/zk-tls run=/run/zk

die() {
	echo "zk.sh: $*" >&2
	exit 1
}

# tool NAME: the path of one of the commands.
tool() {
	command -v "$1" && return
	[ -x "/opt/kafka/bin/$1.sh" ] || die "the image has neither $1 in its PATH nor /opt/kafka/bin/$1.sh"
	echo "/opt/kafka/bin/$1.sh"
}

# keystore: the private key and the certificates of the Secret, if there is TLS.
keystore() {
	[ ! -d $tls ] || (umask 077 && bash "${0%/*}/keystore.sh" $tls > $run/keystore.pem)
}

start() {
	keystore
	echo $((${HOSTNAME##*-} + 1)) > /var/lib/zookeeper/data/myid
	KAFKA_OPTS="${KAFKA_OPTS-} $(bash "${0%/*}/agent.sh")"
	export KAFKA_OPTS EXTRA_ARGS='-name zookeeper' # without the images' log of garbage collections, which fills /tmp
	exec "$(tool zookeeper-server-start)" "$config/zookeeper.properties"
}

# role HOST: leader, follower or standalone, as the server says; nothing if it does not answer.
role() {
	{ exec 3<> "/dev/tcp/$1/2181" && echo srvr >&3 && sed -n 's/^Mode: //p' <&3; } 2> /dev/null || true
}

# serves HOST: "serving" if it answers a client by TLS; nothing if it does not, not even when it is asked again.
serves() {
	local answer
	for _ in 1 2 3; do
		answer=$("$(tool zookeeper-shell)" "$1:2182" -zk-tls-config-file $config/client.properties ls / 2> /dev/null) || true
		[[ $answer != *zookeeper*]* ]] || { echo serving && return; }
	done
}

test_service() {
	local host answer failed=
	keystore
	for host in $SERVERS; do
		answer=$(serves "$host")
		echo "$host: ${answer:-no answer}"
		[ -n "$answer" ] || failed=1
	done
	[ -z "$failed" ] || die "not all servers answer"
}

test_roles() {
	local host answer roles=
	for host in $SERVERS; do
		answer=$(role "$host")
		echo "$host: ${answer:-no answer}"
		roles+=" ${answer:-none}"
	done
	[[ $roles != *none* ]] || die "not all servers answer"
	[[ $roles == *leader* || $roles == *standalone* ]] || die "no server leads"
}

case ${1-} in
start) start ;;
test) if [ -d $tls ]; then test_service; else test_roles; fi ;;
*) die "usage: zk.sh start | test" ;;
esac
