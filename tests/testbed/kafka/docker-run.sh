#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# /etc/kafka/docker/run, the image's default command as in apache/kafka: Kafka's own wrapper makes the settings from
# KAFKA_... variables, or takes them from /mnt/shared/config or beside this file, and formats the folder.
set -e
export CLUSTER_ID="${CLUSTER_ID:-dGVzdGJlZC1kZWZhdWx0MQ}"
/opt/kafka/bin/kafka-run-class.sh kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
	--mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
exec /opt/kafka/bin/kafka-server-start.sh /opt/kafka/config/server.properties
