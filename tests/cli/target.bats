#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Releases in a folder, without a cluster.
load helper

setup_file() {
  pack_charts
}

# files: what is in the folder, but for pintle's own.
files() {
  (cd out && find . -path ./.pintle -prune -o -type f -printf '%P\n' | sort | xargs)
}

records() {
  (cd out/.pintle && find . -name '*.json' -printf '%P\n' | sort | xargs)
}

web() {
  make_chart web templates/a.yaml $'# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {a: "{{ .Values.a }}"}' \
    templates/b.yaml $'{{- if .Values.b }}\napiVersion: v1\nkind: Service\nmetadata: {name: b, namespace: other}\n{{- end }}' \
    templates/h.yaml $'apiVersion: batch/v1\nkind: Job\nmetadata: {name: job, annotations: {helm.sh/hook: pre-install}}' \
    templates/t.yaml $'apiVersion: v1\nkind: Pod\nmetadata: {name: check, annotations: {helm.sh/hook: test}}' \
    values.yaml $'a: 1\nb: true'
}

@test "the platform: installed, upgraded, rolled back, uninstalled" {
  export PINTLE_CHARTS=$packed
  pintle install -f "$repository/values/kafka.yml" --target out
  has "$output" 'NAME: kafka' 'REVISION: 1' 'Install complete'
  has "$(files)" default/kafka/statefulset-kafka.yaml default/kafka/service-kafka-2-external.yaml
  has "$(cat out/default/kafka/statefulset-kafka.yaml)" 'replicas: 3'
  pintle upgrade -f "$repository/values/kafka_new.yml" --target out
  has "$output" 'Release "kafka" has been upgraded.'
  has "$(files)" service-kafka-4-external.yaml
  has "$(cat out/default/kafka/statefulset-kafka.yaml)" 'replicas: 5'
  pintle rollback kafka --target out
  lacks "$(files)" service-kafka-4-external.yaml
  has "$(cat out/default/kafka/statefulset-kafka.yaml)" 'replicas: 3'
  pintle history kafka --target out -o json
  equal '1 superseded Install complete,2 superseded Upgrade complete,3 deployed Rollback to 1' \
    "$(python3 -c 'import json, sys; print(",".join("%s %s %s" % (r["revision"], r["status"], r["description"]) for r in json.load(sys.stdin)))' <<< "$output")"
  pintle status kafka --target out
  has "$output" 'REVISION: 3'
  pintle uninstall kafka --target out
  equal default/kafka/configmap-kafka-cluster.yaml "$(files)" # what the cluster is: its volumes stay, too
  equal "" "$(records)"
}

@test "files are what template prints, hooks apart, tests left out; what is no more goes" {
  web
  pintle install one web --target out
  equal 'default/one/configmap-one.yaml default/one/hooks/job-job.yaml default/one/other/service-b.yaml' "$(files)"
  equal $'---\n# Source: web/templates/a.yaml\n# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "one"}\ndata: {a: "1"}' \
    "$(cat out/default/one/configmap-one.yaml)"
  pintle upgrade one web --target out --set b=false,a=2 --no-hooks
  equal default/one/configmap-one.yaml "$(files)"
  has "$(cat out/default/one/configmap-one.yaml)" 'a: "2"'
  equal 'default/one.v1.json default/one.v2.json' "$(records)"
  pintle get values one --target out
  has "$output" 'a: 2'
  pintle get manifest one --revision 1 --target out
  has "$output" 'kind: Service'
  pintle list --target out -o json
  has "$output" '"name":"one"' '"revision":"2"' '"status":"deployed"' '"chart":"web-0.1.0"'
}

@test "namespaces are folders; the same name twice is two releases" {
  web
  pintle install one web --target out -n a
  pintle install one web --target out -n b
  pintle list --target out -A -q
  equal $'one\none' "${output%$'\n'}"
  pintle uninstall one --target out -n a
  equal 'b/one/configmap-one.yaml b/one/hooks/job-job.yaml b/one/other/service-b.yaml' "$(files)"
}

@test "what somebody else has put there is not overwritten, and not deleted" {
  web
  mkdir -p out/default/one
  echo mine > out/default/one/configmap-one.yaml
  pintle -1 install one web --target out
  has "$stderr" 'ConfigMap "one" in namespace "default" exists and cannot be imported into the current release'
  equal mine "$(cat out/default/one/configmap-one.yaml)"
  equal "" "$(records)"
  pintle install one web --target out --take-ownership
  echo mine > out/default/one/notes.txt
  pintle uninstall one --target out
  equal default/one/notes.txt "$(files)"
}

@test "a name that is in use, a release that is not there" {
  web
  pintle install one web --target out
  pintle -1 install one web --target out
  equal 'Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use' "$stderr"
  pintle -1 upgrade two web --target out
  equal 'Error: UPGRADE FAILED: "two" has no deployed releases' "$stderr"
  pintle -1 rollback one 7 --target out
  equal 'Error: release has no 7 version' "$stderr"
  pintle -1 uninstall two --target out
  equal 'Error: uninstall: Release not loaded: two: release: not found' "$stderr"
  pintle -1 status one --target nowhere
  has "$stderr" 'there is no folder nowhere'
  pintle -1 install BAD web --target out
  has "$stderr" 'invalid release name'
}

@test "upgrade without CHART is refused where the release was made from another" {
  web
  bundled install kafka web --target out
  bundled -1 upgrade -f "$repository/values/kafka_new.yml" --target out
  has "$stderr" 'the release "kafka" was made from the chart "web"'
}

@test "dry runs write nothing" {
  web
  pintle install one web --target out --dry-run=client
  has "$output" 'Dry run complete' 'MANIFEST:'
  pintle install one web --target out --dry-run=server
  equal "" "$(files)$(records)"
}

@test "history-max keeps the newest" {
  web
  pintle install one web --target out
  for i in 2 3 4; do
    pintle upgrade one web --target out --set a=$i --history-max 2
  done
  equal 'default/one.v3.json default/one.v4.json' "$(records)"
}

# A revision that is pending while nobody holds the lock.
@test "a run that was cut off is mended by the next" {
  web
  pintle install one web --target out --set b=false
  pintle upgrade one web --target out
  sed -i 's/"status":"deployed"/"status":"pending-upgrade"/' out/.pintle/default/one.v2.json
  sed -i 's/"status":"superseded"/"status":"deployed"/' out/.pintle/default/one.v1.json
  pintle upgrade one web --target out --set b=false,a=5
  has "$stderr" 'a run was cut off: its revision has failed' revision=2
  equal 'default/one/configmap-one.yaml default/one/hooks/job-job.yaml' "$(files)"
  pintle history one --target out
  in_order "$output" superseded failed deployed
}

@test "a second run is kept out" {
  web
  pintle install one web --target out
  exec 8> out/.pintle/lock
  flock 8
  pintle -1 upgrade one web --target out
  has "$stderr" 'out is in use by another run'
  pintle list --target out -q
  equal one "${output%$'\n'}"
  flock -u 8
  pintle upgrade one web --target out
}

@test "killed at any moment, nothing is half there, and the next run mends it" {
  web
  pintle install one web --target out
  for i in 1 2 3 4 5 6 7 8; do
    timeout -s KILL "0.00$i" "$PINTLE" upgrade one web --target out --set a=$i,b=false || true
    timeout -s KILL "0.00$i" "$PINTLE" upgrade one web --target out --set a=$i || true
    for record in out/.pintle/default/*.json; do
      python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$record"
    done
  done
  pintle upgrade one web --target out --set a=last,b=false
  equal 'default/one/configmap-one.yaml default/one/hooks/job-job.yaml' "$(files)"
  has "$(cat out/default/one/configmap-one.yaml)" 'a: "last"'
}

@test "names that lead out of the folder do not" {
  make_chart evil templates/a.yaml $'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "../../../../escaped", namespace: "../x"}'
  pintle install default evil --target out
  lacks "$(find "$work" -name '*escaped*' | grep -v "^$work/out/" || true)" escaped
  has "$(files)" 'default/default/_._x/configmap-_._.._.._.._escaped.yaml'
}

@test "a record that is broken is named" {
  web
  pintle install one web --target out
  echo '{"release":5}' > out/.pintle/default/one.v2.json
  pintle -1 upgrade one web --target out
  has "$stderr" out/.pintle/default/one.v2.json
  echo '{' > out/.pintle/default/one.v2.json
  pintle -1 history one --target out
  has "$stderr" 'out/.pintle/default/one.v2.json: unexpected end of JSON input'
}

@test "what cannot be written is an error, and the record says that it failed" {
  web
  : > out
  pintle -1 install one web --target out
  has "$stderr" 'out/.pintle: not a directory'
  rm out
  mkdir -p out/default
  : > out/default/one
  pintle -1 install one web --target out
  has "$stderr" 'out/default/one'
  pintle history one --target out
  has "$output" failed 'Release "one" failed: '
  rm out/default/one
  pintle upgrade one web --target out
  has "$(files)" default/one/configmap-one.yaml
}

@test "a file that is to be kept stays" {
  web
  sed -i 's/namespace: other/namespace: other, annotations: {helm.sh\/resource-policy: keep}/' web/templates/b.yaml
  pintle install one web --target out
  pintle upgrade one web --target out --set b=false
  has "$(files)" default/one/other/service-b.yaml
}

@test "links do not lead out of the folder, and nothing is written, read or deleted behind them" {
  web
  mkdir -p out/default elsewhere/hooks
  ln -s ../../elsewhere out/default/one
  pintle -1 install one web --target out
  has "$stderr" 'out/default/one/' 'leads out of the folder'
  equal '' "$(find elsewhere -type f)"
  rm out/default/one
  pintle install one web --target out --set b=false
  echo mine > elsewhere/mine
  rm out/default/one/configmap-one.yaml
  ln -s ../../../elsewhere/mine out/default/one/configmap-one.yaml
  pintle -1 upgrade one web --target out --set a=7,b=false
  has "$stderr" 'leads out of the folder'
  pintle -1 install two web --target out --namespace ../../elsewhere
  has "$stderr" 'cannot be the name of a folder'
  ln -sfn ../../../elsewhere/none out/default/one/configmap-one.yaml
  pintle -1 upgrade one web --target out --set a=7,b=false
  equal 'elsewhere/mine mine' "$(find elsewhere -type f | xargs) $(cat elsewhere/mine)"
  rm out/default/one/configmap-one.yaml
  mkdir -p inside
  ln -s "$PWD/out" inside/link # the folder itself may be reached by one
  pintle upgrade one web --target inside/link --set a=8,b=false
  has "$(cat out/default/one/configmap-one.yaml)" 'a: "8"'
}

@test "files of others beside a release's own stay, whatever their names look like" {
  web
  pintle install one web --target out
  touch out/default/one/{configmap-one.yaml.backup,service-b.yaml.sample} out/.pintle/default/one.v1.json.backup
  touch out/default/one/configmap-one.yaml.pintle-Ab12Cd out/.pintle/default/one.v2.json.pintle-Ab12Cd
  pintle upgrade one web --target out
  ls out/default/one/{configmap-one.yaml.backup,service-b.yaml.sample} out/.pintle/default/one.v1.json.backup
  equal '' "$(find out -name '*.pintle-*')"
}

# traced ARGUMENTS...: what it does with names, a line each, in the file "trace".
traced() {
  cat > trace.c <<- 'END'
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <unistd.h>
	static void note(const char *what, const char *name)
	{
		FILE *out = fopen(getenv("TRACE"), "a");
		fprintf(out, "%s %s\n", what, name);
		fclose(out);
	}
	int rename(const char *from, const char *to)
	{
		int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
		note("rename", to);
		return real(from, to);
	}
	int unlink(const char *name)
	{
		int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
		note("unlink", name);
		return real(name);
	}
	int fsync(int fd)
	{
		int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
		char link[64], name[4096] = "";
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if (readlink(link, name, sizeof(name) - 1) > 0)
			note("sync", name);
		return real(fd);
	}
	END
  [ -e trace.so ] || "${CC:-cc}" -shared -fPIC -o trace.so trace.c
  rm -f trace
  LD_PRELOAD=$PWD/trace.so TRACE=$PWD/trace "$PINTLE" "$@" > /dev/null
}

# line PATTERN: where in the trace it stands last.
line() {
  grep -nE "$1" trace | tail -n 1 | cut -d : -f 1 | grep .
}

@test "what a record tells is on the disk before it, through a power cut too" {
  sanitized && skip 'the sanitizer must be loaded first'
  mkdir -p out
  traced install web "$charts/hooks" --target out
  pending=$(grep -nE 'rename out/.pintle/default/web.v1.json' trace | head -n 1 | cut -d : -f 1)
  first=$(grep -nE 'rename out/default/web/' trace | head -n 1 | cut -d : -f 1)
  last=$(line 'rename out/default/web/')
  closed=$(line 'rename out/.pintle/default/web.v1.json')
  recorded=$(grep -nE "sync $PWD/out/.pintle/default$" trace | head -n 1 | cut -d : -f 1)
  [ "$pending" -lt "$recorded" ] && [ "$recorded" -lt "$first" ]
  [ "$last" -lt "$(line "sync $PWD/out/default/web$")" ] && [ "$(line "sync $PWD/out/default/web$")" -lt "$closed" ]
  grep -q "^sync $PWD/out/default$" trace
  grep -q "^sync $PWD/out$" trace
  [ "$closed" -lt "$(line "sync $PWD/out/.pintle/default$")" ]
  traced uninstall web --target out
  # The folders went with their last file.
  sed -n "\|^unlink out/default/web/|,\|^unlink out/.pintle/default/web|p" trace | grep -q "^sync $PWD/out$"
}
