#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rack.sh: asks the API server for the label TOPOLOGY_KEY of the node NODE and writes it into /run/kafka/rack. Needs curl.
set -eu
account=/var/run/secrets/kubernetes.io/serviceaccount
command -v curl > /dev/null || { echo "rack.sh: the image has no curl; see rack.image" >&2 && exit 1; }
answer=$(curl -sSf --retry 10 --retry-connrefused --cacert "$account/ca.crt" -H "Authorization: Bearer $(cat "$account/token")" \
	"https://kubernetes.default.svc/api/v1/nodes/$NODE")
rack=$(printf '%s' "$answer" | tr ',{}' '\n' | sed -n "s|^ *\"$TOPOLOGY_KEY\": *\"\([^\"]*\)\".*|\1|p" | head -n 1)
[ -n "$rack" ] || { echo "rack.sh: the node $NODE has no label $TOPOLOGY_KEY" >&2 && exit 1; }
echo "$rack" > /run/kafka/rack
