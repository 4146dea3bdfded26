#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kafka-server-stop.sh: asks the broker in this container to shut down in an orderly way.
exec pkill -TERM -f ' kafka\.Kafka '
