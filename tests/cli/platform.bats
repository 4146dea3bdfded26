#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The charts of the platform: what they render, and what they say of values that cannot be.
load helper

setup_file() {
  pack_charts
}

# refused CHART 'WORDS OF THE ANSWER' ARGUMENT...: rendering fails, and says so.
refused() {
  local chart=$1 words=$2
  shift 2
  bundled -1 template rel "$chart" "$@"
  equal "" "$output"
  has "$stderr" "$words"
}

# certificate: a key and a certificate for no other use, as values.
certificate() {
  openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj /CN=kafka.example.com -keyout key.pem -out cert.pem 2> /dev/null
}

@test "schemas and READMEs are what the comments of the values say, and the comparison names keys that there are" {
  run "$repository/tools/chart-docs" --check
  equal "" "$output"
}

@test "the scripts in the charts pass shellcheck" {
  shellcheck "$repository"/charts/*/files/*.sh
}

@test "every preset renders, and the reference renders the same bytes" {
  local file
  for file in "$repository"/values/*.yml; do
    bundled template kafka platform -f "$file" --kube-version 1.35.0
    has "$output" 'kind: StatefulSet'
    # Passwords and keys of the production preset are new each time.
    [[ $file == */production.yml ]] ||
      like_helm template kafka "$packed"/platform-*.tgz -f "$file" --kube-version 1.35.0
  done
}

@test "every file of ci/ renders, and the reference renders the same bytes" {
  local file chart
  for file in "$repository"/charts/*/ci/*-values.yaml; do
    chart=$(basename "$(dirname "$(dirname "$file")")")
    bundled template rel "$chart" -f "$file" --kube-version 1.35.0
    has "$output" "# Source: $chart/"
    equal "$(count "$output" '^# Source: ')" "$(count "$output" '^kind: ')"
    like_helm template rel "$packed/$chart"-*.tgz -f "$file" --kube-version 1.35.0
  done
}

@test "values that the schema does not know are refused, with the path" {
  refused kafka "additional properties 'replica' not allowed" --set replica=3
  refused kafka "at '/external'" --set external.host_name=x
  refused kafka "at '/replicas'" --set replicas=0
  refused kafka "at '/mode': value must be one of 'kraft', 'zookeeper'" --set mode=raft
  refused kafka "at '/resources/memory'" --set resources.memory=lots
  refused kafka "at '/tls/enabled': got string, want boolean" --set-string tls.enabled=yes
  refused platform "at '/global/kafka': additional properties 'pasword' not allowed" --set global.kafka.pasword=x
  refused platform "additional properties 'zookeeper' not allowed" --set zookeeper.enabled=true
  refused connect "at '/replicas'" --set replicas=-1
}

@test "versions that a mode does not have are refused with the reason" {
  refused kafka 'kafka.version is 7.3.0 (Apache 3.3) with kafka.mode kraft: KRaft can be relied on from Confluent 7.4' --set version=7.3.0
  refused kafka 'kafka.version is 5.0.0 (Apache 2.0) with kafka.mode kraft' --set version=5.0.0
  refused kafka 'kafka.version is 8.0.3 (Apache 4.0) with kafka.mode zookeeper' --set version=8.0.3,mode=zookeeper
  refused kafka 'kafka.version is 4.1.1 (Apache 4.1) with kafka.mode zookeeper' --set version=4.1.1,mode=zookeeper
  refused kafka 'kafka.version is "latest"' --set version=latest
  refused kafka 'more than one volume in KRaft needs Confluent 7.7' --set version=7.6.0,persistence.volumes=2
  refused zk 'Confluent ships no ZooKeeper from 8.0 on' --set version=8.0.0
}

@test "numbers that contradict each other are refused" {
  refused kafka 'kafka.defaultReplicationFactor is 5 with kafka.replicas 3' --set defaultReplicationFactor=5
  refused kafka 'kafka.minInsyncReplicas is 3 with a replication factor of 2: nothing could be written' \
    --set defaultReplicationFactor=2,minInsyncReplicas=3
  refused kafka 'kafka.controller.replicas is 4: take an odd number' --set controller.replicas=4
  refused kafka 'kafka.topics: a has replicationFactor 4 with kafka.replicas 3' --set 'topics[0].name=a,topics[0].replicationFactor=4'
  refused zk 'zk.replicas is 2: take an odd number' --set replicas=2
  refused kafka 'leaves a heap of 25 MiB' --set resources.memory=50Mi
  refused kafka 'each needs its own' --set listeners.client.port=9091
}

@test "halves of certificates are refused, and what is no PEM" {
  certificate
  refused kafka 'kafka.tls.fullchain and kafka.tls.privkey belong together' --set tls.enabled=true --set-file tls.fullchain=cert.pem
  refused kafka 'kafka.tls.fullchain and kafka.tls.privkey belong together' --set tls.enabled=true --set-file tls.privkey=key.pem
  refused kafka 'kafka.tls.privkey is no PEM text' --set tls.enabled=true,tls.fullchain=x,tls.privkey=y
  refused kafka 'kafka.tls.fullchain is no PEM text' --set tls.enabled=true,tls.fullchain=x --set-file tls.privkey=key.pem
}

@test "listeners that could not work are refused" {
  refused kafka 'kafka.listeners.client.tls is true with kafka.tls.enabled false' --set listeners.client.tls=true
  refused kafka 'kafka.listeners.client.authentication is tls without encryption' --set tls.enabled=true,listeners.client.authentication=tls
  refused kafka 'kafka.auth.users is empty, but a listener asks for passwords' --set listeners.client.authentication=plain
  refused kafka 'kafka.authorization.enabled with kafka.listeners.internal.authentication none' --set authorization.enabled=true
  refused kafka 'kafka.external.domain is empty' --set external.enabled=true
  refused kafka 'only NodePort is reached at the nodes' --set external.enabled=true,external.advertise=nodeIP,external.type=LoadBalancer
  refused kafka 'kafka.external.loadBalancer.ips has 1 addresses with kafka.replicas 3' \
    --set external.enabled=true,external.domain=x.example,external.loadBalancer.ips='{192.0.2.1}'
  refused kafka 'the ports go past 65535' --set external.enabled=true,external.domain=x.example,external.firstNodePort=65534
}

@test "tokens are checked by their provider's keys, issuer and audience, in each version's way" {
  local flags=listeners.client.authentication=oauthbearer,auth.oauth.jwksUrl=https://id.example.com/certs
  refused kafka 'kafka.auth.oauth.jwksUrl is empty, but a listener takes tokens' --set listeners.client.authentication=oauthbearer
  refused kafka 'from Confluent 7.1, Apache 3.1 on' --set "$flags,version=7.0.1,mode=zookeeper"
  refused platform 'kafka.listeners.client.authentication is oauthbearer: connect have no client certificate and no token' \
    --set connect.enabled=true,kafka.listeners.client.authentication=oauthbearer,kafka.auth.oauth.jwksUrl=https://id.example.com/certs
  bundled template rel kafka --set "$flags,auth.oauth.issuer=https://id.example.com" --set 'auth.oauth.audiences={a,b}'
  has "$output" 'listener.name.client.sasl.enabled.mechanisms=OAUTHBEARER' 'sasl.oauthbearer.expected.audience=a,b' \
    'sasl.oauthbearer.expected.issuer=https://id.example.com' 'security.oauthbearer.OAuthBearerValidatorCallbackHandler' \
    'value: "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=https://id.example.com/certs"' \
    'sasl.oauthbearer.jwt.validator.class=org.apache.kafka.common.security.oauthbearer.BrokerJwtValidator' # 4.1 checks nothing by default
  bundled template rel kafka --set "$flags,version=8.0.0"
  lacks "$output" jwt.validator.class expected.
  bundled template rel kafka --set "$flags,version=7.3.0,mode=zookeeper,zookeeper.connect=zk:2181"
  has "$output" 'security.oauthbearer.secured.OAuthBearerValidatorCallbackHandler'
}

@test "stores of a Secret of one's own may be PKCS12 or JKS" {
  local flags=tls.enabled=true,listeners.internal.tls=true,listeners.internal.authentication=tls
  refused kafka 'kafka.tls.storeType is JKS without kafka.tls.existingSecret' --set $flags,tls.storeType=JKS
  bundled template rel kafka --set $flags,tls.existingSecret=own,tls.storeType=PKCS12 -s templates/brokers.yaml
  has "$output" 'listener.name.internal.ssl.keystore.location=/etc/kafka-tls/keystore.p12' '    ssl.truststore.location=/etc/kafka-tls/truststore.p12' \
    'ssl.key.password=@STORE_PASSWORD@'
  bundled template rel kafka --set $flags,tls.existingSecret=own,tls.storeType=JKS -s templates/brokers.yaml
  has "$output" 'truststore.location=/etc/kafka-tls/truststore.jks'
  lacks "$output" PEM
}

@test "proxies that read names: each broker has its own, TLS is passed on, and clients come to the proxy's port" {
  local flags=external.enabled=true,external.domain=example.com,replicas=2 type
  for type in Ingress Route TLSRoute; do
    refused kafka "kafka.external.type is $type without TLS" --set $flags,external.type=$type
    bundled template rel kafka --set $flags,external.type=$type,tls.enabled=true,tls.existingSecret=own \
      --set external.proxy.parentRefs[0].name=edge
    has "$output" 'EXTERNAL://rel-kafka-@ORDINAL@.example.com:443'
    equal 3 "$(count "$output" "^kind: $type\$")"
    has "$output" ' rel-kafka-0.example.com' ' rel-kafka-1.example.com'
    lacks "$output" 'type: NodePort'
  done
  refused kafka 'kafka.external.proxy.parentRefs is empty' --set $flags,external.type=TLSRoute,tls.enabled=true,tls.existingSecret=own
}

@test "the exporter of consumers' lags comes as the client listener asks" {
  local flags=lagExporter.enabled=true,auth.users.app=
  refused kafka 'kafka.lagExporter.user is empty' --set $flags,listeners.client.authentication=plain
  bundled template rel kafka --set $flags -s templates/lag.yaml
  has "$output" '--kafka.server=rel-kafka:9092' 'name: metrics'
  lacks "$output" --sasl --tls volumes: PASSWORD
  bundled template rel kafka --set $flags,tls.enabled=true,tls.existingSecret=own,listeners.client.tls=true,lagExporter.user=app \
    --set listeners.client.authentication=scram-sha-512 -s templates/lag.yaml
  has "$output" '--sasl.mechanism=scram-sha512' '--tls.ca-file=/etc/kafka-tls/ca.crt' 'key: app' 'secretName: own'
  lacks "$output" tls.key
}

@test "in diagnostic mode pods sleep, without probes" {
  bundled template rel kafka --set diagnosticMode=true -s templates/brokers.yaml -s templates/controllers.yaml
  equal 2 "$(count "$output" 'sleep infinity')"
  lacks "$output" 'kafka.sh, start' Probe:
}

@test "settings that have a value of their own are refused in config, with its name" {
  refused kafka 'kafka.config has min.insync.replicas, which the chart sets; in its place set: minInsyncReplicas' \
    --set 'config.min\.insync\.replicas=1'
  refused kafka 'in its place set: rack' --set 'config.broker\.rack=a'
}

@test "parts of the platform that do not fit each other are refused" {
  refused platform 'zk.enabled is true with kafka.mode kraft' --set zk.enabled=true
  refused platform 'kafka.mode is zookeeper without one' --set kafka.mode=zookeeper,kafka.version=7.9.6
  refused platform 'kafka.listeners.client asks for SASL_PLAINTEXT, but connect would come with PLAINTEXT: set global.kafka.protocol' \
    --set connect.enabled=true,kafka.listeners.client.authentication=plain,kafka.auth.users.app=x
  refused platform 'connect would look for Kafka at rel-kafka:9092, but it is at events:9092: set global.bootstrapServers to events:9092' \
    --set connect.enabled=true,kafka.fullnameOverride=events
  refused platform 'it is at rel-kafka:9192' --set connect.enabled=true,kafka.listeners.client.port=9192
  refused platform 'set kafka.zookeeper.connect to keeper:2181' \
    --set zk.enabled=true,zk.fullnameOverride=keeper,kafka.mode=zookeeper,kafka.version=7.9.6
  local zookeeper=zk.enabled=true,kafka.mode=zookeeper,kafka.version=7.9.6
  refused platform 'kafka would come without: set kafka.zookeeper.tls.enabled' --set $zookeeper,zk.tls.enabled=true
  refused platform 'zk has no encryption: set zk.tls.enabled' --set $zookeeper,kafka.zookeeper.tls.enabled=true
  refused platform 'set kafka.zookeeper.tls.clientCertificate' \
    --set $zookeeper,kafka.zookeeper.tls.enabled=true,zk.tls.enabled=true,zk.tls.clientAuthentication=true
  refused platform 'set global.kafka.mechanism to SCRAM-SHA-512' --set connect.enabled=true,kafka.auth.users.app=x \
    --set kafka.listeners.client.authentication=scram-sha-512,global.kafka.protocol=SASL_PLAINTEXT,global.kafka.user=app
  refused platform 'connect.kafka.protocol is SASL_PLAINTEXT without a user' --set connect.enabled=true,kafka.auth.users.app=x \
    --set kafka.listeners.client.authentication=plain,global.kafka.protocol=SASL_PLAINTEXT
}

@test "parts of the platform come to Kafka as its listener asks" {
  bundled template kafka platform --set connect.enabled=true,kafka.auth.users.app=secret,kafka.listeners.client.authentication=plain \
    --set global.kafka.protocol=SASL_PLAINTEXT,global.kafka.user=app -s charts/connect/templates/worker.yaml
  has "$output" 'bootstrap.servers=kafka:9092' 'producer.security.protocol=SASL_PLAINTEXT' 'username="app" password="@PASSWORD@"' \
    'secretName: kafka-users'
  lacks "$output" 'secret"'
}

@test "ZooKeeper's encryption reaches its clients, its servers and Kafka" {
  local flags=zk.enabled=true,zk.tls.enabled=true,kafka.mode=zookeeper,kafka.version=7.9.6,kafka.zookeeper.tls.enabled=true
  bundled template kafka platform --set $flags
  has "$output" 'secureClientPort=2182' 'clientPortAddress=127.0.0.1' 'sslQuorum=true' 'ssl.clientAuth=none' 'zookeeper.ssl.client.enable=true' \
    'zookeeper.connect=kafka-zk:2182/kafka' 'secretName: kafka-zk-tls'
  lacks "$output" 'zookeeper.ssl.keystore' 'containerPort: 2181'
  bundled template kafka platform --set $flags,zk.tls.plaintext=true,zk.tls.clientAuthentication=true,kafka.zookeeper.tls.clientCertificate=true
  has "$output" 'ssl.clientAuth=need' 'zookeeper.ssl.keystore.location=/run/kafka/zookeeper-keystore.pem' 'containerPort: 2181'
  lacks "$output" 'clientPortAddress'
}

@test "a Kafka under another name is found where global.bootstrapServers says" {
  bundled template kafka platform --set connect.enabled=true,kafka.fullnameOverride=events,global.bootstrapServers=events:9092 \
    -s charts/connect/templates/worker.yaml
  has "$output" '    bootstrap.servers=events:9092'
  refused platform 'asks for SASL_PLAINTEXT' --set connect.enabled=true,kafka.fullnameOverride=events,global.bootstrapServers=events:9092 \
    --set kafka.listeners.client.authentication=plain,kafka.auth.users.app=x
}

@test "voters do not follow replicas" {
  local voters='kafka-0.kafka-headless.default.svc.cluster.local:9093,1@kafka-1.kafka-headless.default.svc.cluster.local:9093,2@kafka-2'
  for replicas in 3 5; do
    bundled template kafka kafka --set controller.mode=combined,replicas=$replicas
    has "$output" "controller.quorum.voters=0@$voters" 'name: COMBINED_CONTROLLERS'
    lacks "$output" 3@kafka-3
  done
  for replicas in 1 3 5; do
    bundled template kafka kafka --set replicas=$replicas
    has "$output" '1000@kafka-controller-0' '1002@kafka-controller-2'
    lacks "$output" 1003@ 'name: COMBINED_CONTROLLERS'
  done
}

@test "replication follows the number of brokers" {
  local replicas
  for replicas in '1 1 1' '2 2 1' '3 3 2' '9 3 2'; do
    read -ra numbers <<< "$replicas"
    bundled template kafka kafka --set "replicas=${numbers[0]}" -s templates/brokers.yaml
    has "$output" "default.replication.factor=${numbers[1]}" "min.insync.replicas=${numbers[2]}" \
      "transaction.state.log.min.isr=${numbers[2]}"
  done
}

@test "the heap follows the limit of memory" {
  local row
  for row in '1Gi 512' '2G 953' '1536Mi 768' '1.5Gi 768' '64Gi 6144'; do
    bundled template kafka kafka --set "resources.memory=${row% *}" -s templates/brokers.yaml
    has "$output" "-Xms${row#* }m -Xmx${row#* }m"
  done
  bundled template kafka kafka --set resources.limits.memory=4Gi,heap.percent=25 -s templates/brokers.yaml
  has "$output" "-Xmx1024m"
}

@test "resources of controllers and Jobs are their own, whatever the brokers have" {
  bundled template kafka kafka --set resources.limits.memory=9Gi,resources.requests.cpu=3,affinity.nodeAffinity.x=y,priorityClassName=high \
    --set healthCheck.enabled=true -s templates/controllers.yaml -s templates/jobs.yaml
  lacks "$output" 9Gi 'cpu: 3'
  bundled template kafka kafka --set affinity.nodeAffinity.x=y,priorityClassName=high,healthCheck.enabled=true -s templates/jobs.yaml
  lacks "$output" nodeAffinity high
}

@test "big numbers stay whole numbers in properties" {
  bundled template kafka kafka --set-json 'config={"log.retention.bytes": 107374182400}' --set-json 'topics=[{"name":"a","config":{"retention.ms":86400000}}]'
  has "$output" 'log.retention.bytes=107374182400' "topic a 1 3 'retention.ms=[86400000]'"
}

@test "the cluster's id follows from namespace and name, and can be given" {
  bundled template kafka kafka
  local first=$output
  bundled template kafka kafka
  equal "$first" "$output"
  bundled template kafka kafka --namespace other
  [ "$(grep cluster-id: <<< "$first")" != "$(grep cluster-id: <<< "$output")" ]
  bundled template kafka kafka --set clusterId=MkU3OEVBNTcwNTJENDM2Qg
  has "$output" 'cluster-id: MkU3OEVBNTcwNTJENDM2Qg'
  refused kafka "at '/clusterId'" --set clusterId=short
}

@test "no password and no key is in a ConfigMap" {
  certificate
  bundled template kafka kafka --set tls.enabled=true,listeners.client.authentication=plain,auth.users.app=hidden-word \
    --set-file tls.fullchain=cert.pem,tls.privkey=key.pem
  lacks "$output" hidden-word 'PRIVATE KEY-----
'
  has "$output" "app: $(printf hidden-word | base64)" "tls.key: $(base64 -w0 key.pem)"
}

# keystore KEY: what the rendered script prints of a Secret with that key and the certificate "chain".
keystore() {
  mkdir -p secret
  cp "$1" secret/tls.key
  echo chain > secret/tls.crt
  bash keystore.sh secret
}

# checksums: those of the pods in $output
checksums() {
  grep -o 'checksum/config: .*' <<< "$output"
}

@test "another certificate of the values is another pod, and one that the chart makes is none" {
  local flags=(--set tls.enabled=true --set-file tls.fullchain=cert.pem,tls.privkey=key.pem) chart first
  for chart in kafka zk connect; do
    certificate
    bundled template kafka "$chart" "${flags[@]}"
    first=$(checksums)
    bundled template kafka "$chart" "${flags[@]}"
    equal "$first" "$(checksums)"
    certificate
    bundled template kafka "$chart" "${flags[@]}"
    [[ $first != "$(checksums)" ]]
    bundled template kafka "$chart" --set tls.enabled=true
    first=$(checksums)
    bundled template kafka "$chart" --set tls.enabled=true
    equal "$first" "$(checksums)"
  done
}

@test "the chart's Jobs come by the names of single brokers, which a certificate is for" {
  bundled template kafka kafka --set healthCheck.enabled=true,replicas=2
  local brokers=kafka-0.kafka-headless.default.svc.cluster.local:9091,kafka-1.kafka-headless.default.svc.cluster.local:9091
  equal 2 "$(grep -A 1 'name: BOOTSTRAP' <<< "$output" | grep -c "value: \"$brokers\"")"
}

@test "keys of the start scripts: RSA keys in PKCS #1 become PKCS #8, others stay or are refused" {
  certificate
  openssl rsa -in key.pem -traditional -out pkcs1.pem 2> /dev/null
  openssl ecparam -name prime256v1 -genkey -noout -out sec1.pem
  bundled template kafka kafka --set tls.enabled=true,tls.existingSecret=x -s templates/cluster.yaml
  sed -n '/^  keystore.sh: |/,/^  [a-z]/{/^    /s/^    //p}' <<< "$output" > keystore.sh
  shellcheck --exclude=SC2001,SC2059 keystore.sh # the format of printf is the bytes
  equal "$(openssl pkcs8 -topk8 -nocrypt -in pkcs1.pem -outform DER | sha256sum)" "$(keystore pkcs1.pem | sed '/^-/d; /^chain/d' | base64 -d | sha256sum)"
  equal "$(cat key.pem)
chain" "$(keystore key.pem)"
  run keystore sec1.pem
  has "$output" 'no key in PKCS #8 and no RSA key'
}

@test "REST interfaces with TLS: their properties, probes and tests, and stores of the certificate" {
  certificate
  local chart prefix flags=tls.enabled=true,tls.existingSecret=own
  for chart in connect schema-registry rest-proxy; do
    prefix=$([[ $chart != connect ]] || echo listeners.https.)
    bundled template rel $chart --set $flags
    has "$output" 'listeners=https://0.0.0.0:' "${prefix}ssl.keystore.location=/run/worker/keystore.p12" 'scheme: HTTPS' 'secretName: own' \
      'openssl s_client'
    bundled template rel $chart --set $flags,tls.clientAuthentication=true -s templates/worker.yaml
    grep -Eiq "^ *${prefix}ssl.client.auth(entication)?=required$" <<< "$output"
    lacks "$output" httpGet
    refused $chart "$chart.tls.fullchain and $chart.tls.privkey belong together" --set tls.enabled=true,tls.fullchain=x
  done

  bundled template rel connect --set $flags -s templates/worker.yaml
  sed -n '/^  stores.sh: |/,/^  [a-z]/{/^    /s/^    //p}' <<< "$output" > stores.sh
  shellcheck stores.sh
  mkdir secret stores
  cp key.pem secret/tls.key && cp cert.pem secret/tls.crt && cat cert.pem cert.pem > secret/ca.crt
  keytool() { echo "$*" >> calls; } # a JVM's command
  export -f keytool
  equal "$(openssl x509 -in cert.pem)" "$(openssl pkcs12 -in stores/keystore.p12 -passin "pass:$(bash stores.sh secret stores)" -nokeys | openssl x509)"
  equal 2 "$(grep -c -- '-importcert .* -keystore stores/truststore.p12' calls)"
  printf store > secret/keystore.p12 && printf word > secret/password
  equal word "$(bash stores.sh secret stores)"
  equal store "$(cat stores/keystore.p12)"
}

@test "passwords of the start script: quotes and backslashes are kept through login module and properties" {
  mkdir users
  printf 'a"b\\c' > users/app
  printf plain > users/broker
  # shellcheck source=/dev/null
  source <(sed '/^case/,$d; s|users=/etc/kafka-users|users=users|' "$repository/charts/kafka/files/kafka.sh")
  BROKER_USER=broker
  equal 'org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="plain" user_app="a\\"b\\\\c" user_broker="plain";' \
    "$(jaas)"
}

@test "every pod is without variables of Services, not root, and on a read-only root" {
  local file
  for file in "$repository"/values/*.yml; do
    bundled template kafka platform -f "$file"
    equal "$(count "$output" '^ *serviceAccountName:')" "$(count "$output" '^ *enableServiceLinks: false$')"
    equal "$(count "$output" '^ *serviceAccountName:')" "$(count "$output" '^ *runAsNonRoot: true$')"
    equal "$(count "$output" '^ *allowPrivilegeEscalation:')" "$(count "$output" '^ *readOnlyRootFilesystem: true$')"
  done
}

@test "the exporter remembers what each rule comes to" {
  bundled template kafka kafka
  local rules=${output#*jmx.yml:}
  rules=${rules%%---*}
  equal "$(count "$rules" 'pattern: ')" "$(count "$rules" 'cache: true')"
}

@test "agent.sh finds the exporter, asks for none without metrics, and says what is missing" {
  local chart
  for chart in kafka zk connect; do
    PINTLE_CHARTS=$packed "$PINTLE" template web "$chart" |
      python3 -c 'import sys, yaml; print(next(d["data"]["agent.sh"] for d in yaml.safe_load_all(sys.stdin) if "agent.sh" in d.get("data", {})))' > "$chart.sh"
    cmp kafka.sh "$chart.sh"
  done
  touch exporter.jar
  equal "-javaagent:$PWD/exporter.jar=5556:/x.yml" "$(JMX_PORT_CONFIG=5556:/x.yml JMX_AGENT=$PWD/exporter.jar bash kafka.sh)"
  equal '' "$(JMX_AGENT=$PWD/exporter.jar bash kafka.sh 2>&1)"
  run --separate-stderr env JMX_PORT_CONFIG=5556:/x.yml JMX_AGENT="$PWD/none.jar" bash kafka.sh
  equal 0 "$status"
  equal '' "$output"
  has "$stderr" 'no metrics: the image has no jmx_prometheus_javaagent'
}
