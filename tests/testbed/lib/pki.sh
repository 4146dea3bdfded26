# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# pki.sh: the cluster's keys and kubeconfigs. One authority signs everything; every client has a certificate.

# issue NAME SUBJECT [EXTENSION]...: makes NAME.key and NAME.crt, signed by the cluster's authority.
issue() {
	local name=$1 subject=$2 extension extensions=()
	shift 2
	[ ! -e "$name.crt" ] || return 0
	for extension in "$@"; do extensions+=(-addext "$extension"); done
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -CA ca.crt -CAkey ca.key \
		-subj "$subject" -addext basicConstraints=critical,CA:FALSE "${extensions[@]}" \
		-keyout "$name.key" -out "$name.crt" 2> /dev/null
}

# kubeconfig FILE SERVER NAME: writes a kubeconfig that holds NAME's certificate and key.
kubeconfig() {
	(umask 077 && cat > "$1") << EOF
apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: $3}}]
clusters:
- name: test
  cluster:
    server: $2
    certificate-authority-data: $(base64 -w0 ca.crt)
users:
- name: $3
  user:
    client-certificate-data: $(base64 -w0 "$3.crt")
    client-key-data: $(base64 -w0 "$3.key")
EOF
}

# make_keys INTERNAL_URL HOST_URL NODES: makes what is missing and writes the kubeconfigs.
make_keys() {
	local internal=$1 host=$2 nodes=$3 name n etc=$TESTBED_STATE/etc
	mkdir -p "$TESTBED_STATE/pki" "$etc"
	cd "$TESTBED_STATE/pki" || return
	[ -e ca.crt ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
		-subj /CN=testbed-ca -keyout ca.key -out ca.crt 2> /dev/null
	[ -e service-account.key ] || openssl ecparam -name prime256v1 -genkey -noout -out service-account.key
	issue apiserver /CN=kube-apiserver extendedKeyUsage=serverAuth "subjectAltName=$(
		printf 'DNS:%s,' localhost kubernetes{,.default{,.svc{,.cluster.local}}}
		printf 'IP:%s,IP:%s,IP:%s' 127.0.0.1 "$NODE_NET.1" "$API_SERVICE_IP"
	)"
	issue kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
	issue front-proxy-client /CN=front-proxy-client
	issue admin /O=system:masters/CN=admin
	for name in kube-controller-manager kube-scheduler kube-proxy; do
		issue "$name" "/CN=system:$name"
		kubeconfig "$etc/$name.kubeconfig" "$internal" "$name"
	done
	for n in $(seq "$nodes"); do
		issue "kubelet-node$n" "/O=system:nodes/CN=system:node:node$n"
		kubeconfig "$etc/kubelet-node$n.kubeconfig" "$internal" "kubelet-node$n"
	done
	kubeconfig "$TESTBED_STATE/kubeconfig" "$host" admin
	cd "$OLDPWD" || return
}
