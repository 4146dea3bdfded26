#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kafka-run-class.sh CLASS ARGUMENT...: runs a class with Kafka's jars. It heeds the variables that upstream's
# script of this name heeds, writes nothing to the image's own files, and logs to standard output.
home=$(dirname "$(dirname "$(readlink -f "$0")")")
if [ -z "$KAFKA_LOG4J_OPTS" ]; then
	if [ -e "$home/config/log4j2.yaml" ]; then
		KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$home/config/${KAFKA_LOG4J_PREFIX}log4j2.yaml"
	else
		KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:$home/config/${KAFKA_LOG4J_PREFIX}log4j.properties"
	fi
fi
if [ -n "$JMX_PORT" ]; then
	KAFKA_JMX_OPTS="${KAFKA_JMX_OPTS:--Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false} -Dcom.sun.management.jmxremote.port=$JMX_PORT"
fi
# Quick to start and small, for tests on a small machine; upstream tunes for throughput.
: "${KAFKA_JVM_PERFORMANCE_OPTS:=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto}"
# shellcheck disable=SC2086 # these variables hold several words each
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} $KAFKA_JVM_PERFORMANCE_OPTS -Djava.awt.headless=true \
	$KAFKA_JMX_OPTS $KAFKA_LOG4J_OPTS $KAFKA_OPTS -cp "${CLASSPATH:+$CLASSPATH:}$home/libs/*" "$@"
