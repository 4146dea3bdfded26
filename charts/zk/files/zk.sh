#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# zk.sh start | test: what the containers of this chart run. It works in the layout of confluentinc/cp-zookeeper (commands in the PATH)
# and in that of apache/kafka (/opt/kafka/bin/NAME.sh), and uses nothing of the images' own conventions.
#   start  a server: its number is its pod's plus one
#   test   asks every server what it is: one leads, the others follow
set -euo pipefail
config=/etc/zk-config

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

start() {
	echo $((${HOSTNAME##*-} + 1)) > /var/lib/zookeeper/data/myid
	KAFKA_OPTS="${KAFKA_OPTS-} $(bash "${0%/*}/agent.sh")"
	export KAFKA_OPTS EXTRA_ARGS='-name zookeeper' # without the images' log of garbage collections, which fills /tmp
	exec "$(tool zookeeper-server-start)" "$config/zookeeper.properties"
}

# role HOST: leader, follower or standalone, as the server says; nothing if it does not answer.
role() {
	{ exec 3<> "/dev/tcp/$1/2181" && echo srvr >&3 && sed -n 's/^Mode: //p' <&3; } 2> /dev/null || true
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
test) test_roles ;;
*) die "usage: zk.sh start | test" ;;
esac
