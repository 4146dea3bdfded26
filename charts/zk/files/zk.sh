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

# agent: the JVM's option for the JMX exporter, or nothing.
agent() {
	local jar
	[ -n "${JMX_PORT_CONFIG-}" ] || return 0
	jar=${JMX_AGENT:-$(find /usr/share/java /opt -name 'jmx_prometheus_javaagent*.jar' 2> /dev/null | sort | tail -n 1 || true)}
	if [ -f "$jar" ]; then
		echo "-javaagent:$jar=$JMX_PORT_CONFIG"
	else
		echo "zk.sh: no metrics: the image has no jmx_prometheus_javaagent*.jar; see metrics.agent" >&2
	fi
}

start() {
	echo $((${HOSTNAME##*-} + 1)) > /var/lib/zookeeper/data/myid
	KAFKA_OPTS="${KAFKA_OPTS-} $(agent)"
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
