#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Records that are broken, and servers that answer nonsense.
load helper

# record NAME REVISION TEXT: a Secret that says it holds this release.
record() {
  printf '%s' "$3" > "$FILES/data"
  "$KUBECTL" -n "$NAMESPACE" create secret generic "sh.helm.release.v1.$1.v$2" --type=helm.sh/release.v1 --from-file=release="$FILES/data"
  "$KUBECTL" -n "$NAMESPACE" label secret "sh.helm.release.v1.$1.v$2" owner=helm name="$1" version="$2" status=deployed
}

# packed TEXT
packed() {
  printf '%s' "$1" | gzip -9 | base64 -w0
}

prepare() {
  chart web
  helm install good "$FILES/web"
  helm upgrade good "$FILES/web"
  record base64 1 'not base64!'
  record types 1 "$(packed '{"name":5}')"
  record json 1 "$(packed '{"name":')"
  record short 1 "$(packed '{"name":"short"}' | head -c 20)"
  record empty 1 "$(packed '{}')"
  record plain 1 "$(printf '{"name":"plain","namespace":"%s","version":1,"info":{"status":"deployed"}}' "$NAMESPACE" | base64 -w0)"
  record good 3 "$(packed '[]')"
  record bomb 1 "$(head -c 300000000 /dev/zero | gzip -9 | base64 -w0)"
}

@test "records that cannot be read are passed over, as helm does" {
  same list -f good
  same list -f 'base64|types|json|short'
  same history good
  same history json
  same get values good
  same get values json
  same list -f plain
}

@test "asked for by its revision, a broken record's error names it" {
  for name in base64 json; do
    same get values $name --revision 1
  done
  for name in types short; do
    pintle -1 get values $name --revision 1
    has "$stderr" "get: failed to decode data \"sh.helm.release.v1.$name.v1\""
  done
  same get values good --revision 3
}

@test "a record that is too large when unpacked is refused" {
  pintle -1 get values bomb --revision 1
  has "$stderr" 'the record is longer than 256 MiB when unpacked'
  pintle list -q -f bomb
  equal "" "$output"
}

# server TEXT: a server that answers everything with these bytes; its address is in $address.
server() {
  printf '%b' "$1" > answer
  rm -f address
  python3 - > address <<- 'END' &
	import socket, sys, threading
	answer = open("answer", "rb").read()
	listener = socket.create_server(("127.0.0.1", 0))
	print("http://127.0.0.1:%d" % listener.getsockname()[1], flush=True)
	def serve(c):
	    c.recv(65536)
	    c.sendall(answer)
	    c.close()
	for _ in range(40):
	    threading.Thread(target=serve, args=(listener.accept()[0],)).start()
	END
  pid=$!
  while [ ! -s address ]; do sleep 0.05; done
  address=$(cat address)
}

teardown() {
  [ -z "${pid-}" ] || kill "$pid"
}

http() {
  printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s' "$1" "$2" "${#3}" "${4-}" "$3"
}

@test "servers that answer nonsense: the error says what" {
  server 'garbage\r\n\r\n'
  pintle -1 list --kube-apiserver "$address"
  has "$stderr" "kubernetes cluster unreachable: Get \"$address/version\": "
}

@test "an answer that ends early" {
  server 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"gitVersion"'
  pintle -1 list --kube-apiserver "$address"
  has "$stderr" 'unexpected EOF'
}

@test "an answer that is no JSON, or JSON of another kind" {
  server "$(http '200 OK' application/json '<html>')"
  pintle -1 list --kube-apiserver "$address"
  has "$stderr" "invalid character '<' looking for beginning of value"
}

@test "a list without a list" {
  server "$(http '200 OK' application/json '{"gitVersion":"v1","items":{"a":1}}')"
  pintle -1 list --kube-apiserver "$address"
  has "$stderr" "the server's list cannot be read"
}

@test "errors without a Status are told in general words" {
  for status in '401 Unauthorized' '404 Not Found' '405 No' '422 No' '500 Broken' '503 No' '504 No'; do
    server "$(http "$status" text/plain 'why not')"
    same list --kube-apiserver "$address"
    kill "$pid"
  done
  pid=
}

@test "a server that is busy is asked again when it says so, and a broken read is made again" {
  server "$(http '429 Busy' text/plain busy 'Retry-After: 0\r\n')"
  same list --kube-apiserver "$address"
  has "$stderr" 'the server has received too many requests and has asked us to try again later'
}
