#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Input that means harm, or is broken: a clear error and exit status 1, never a crash, a hang or half a document.
load helper

# guarded ARGUMENTS...: runs pintle within two minutes. Whatever happens, it ends by itself with status 0 or 1, an error has
# a text, and nothing is printed with it.
guarded() {
  run --keep-empty-lines --separate-stderr timeout 120 "$PINTLE" "$@"
  if [[ $status == 0 ]]; then
    return 0
  elif [[ $status == 1 && $stderr == *Error:* && -z $output ]]; then
    return 0
  fi
  printf 'status %s of: pintle %s\n%s\n%s\n' "$status" "$*" "${output:0:2000}" "${stderr:0:2000}"
  return 1
}

# refused TEXT ARGUMENTS...: an error with this text, and a live reference refuses the same.
refused() {
  local text=$1
  shift
  guarded "$@"
  [[ $status == 1 ]] || { printf 'accepted: pintle %s\n%s\n' "$*" "${output:0:2000}"; return 1; }
  has "$stderr" "$text"
  [[ -n ${HELM-} ]] || return 0
  run timeout 120 "$HELM" "$@"
  [[ $status != 0 ]] || { printf 'helm accepts: %s\n' "$*"; return 1; }
}

# as_helm ARGUMENTS...: accepted or refused as the live reference does it, with the same output.
as_helm() {
  guarded "$@"
  [[ -n ${HELM-} ]] || return 0
  local ours=$output our_status=$status
  run --keep-empty-lines --separate-stderr timeout 120 "$HELM" "$@"
  equal "$our_status" "$status" && equal "$ours" "$output" || { printf 'of: template %s\n' "$*"; return 1; }
}

# like_helm_error ARGUMENTS...: the first line of the error is the live reference's.
like_helm_error() {
  [[ -n ${HELM-} ]] || return 0
  equal "$("$HELM" "$@" 2>&1 | head -n 1)" "$("$PINTLE" "$@" 2>&1 | head -n 1)"
}

# tar_chart ARCHIVE [PYTHON]...: chart `c` as an archive; each PYTHON statement adds to it by entry(name, data, type, link).
tar_chart() {
  local archive=$1
  shift
  python3 - "$archive" "$@" <<'PYTHON'
import io, sys, tarfile
REG, SYM, HARD, CHR, BLK, FIFO, DIR = (tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE,
                                       tarfile.FIFOTYPE, tarfile.DIRTYPE)
tar = tarfile.open(sys.argv[1], "w:gz", format=tarfile.GNU_FORMAT)
def entry(name, data=b"", kind=REG, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(data)
    tar.addfile(info, io.BytesIO(data))
def zeros(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    tar.addfile(info, open("/dev/zero", "rb"))
entry("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n")
entry("c/templates/t.yaml", b"a: 1\n")
for statement in sys.argv[2:]:
    exec(statement)
tar.close()
PYTHON
}

# damaged FILE OUT KIND SEED: OUT is FILE cut short, with bytes changed, or replaced by random bytes.
damaged() {
  python3 - "$@" <<'PYTHON'
import random, sys
file, out, kind, seed = sys.argv[1:]
data = bytearray(open(file, "rb").read())
chance = random.Random(int(seed))
if kind == "cut":
    del data[chance.randrange(len(data)):]
elif kind == "changed":
    for _ in range(1 + chance.randrange(4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
else:
    data = bytes(chance.randrange(256) for _ in range(2000))
open(out, "wb").write(data)
PYTHON
}

# ---- archives ----

@test "archives: names that lead out of the chart" {
  tar_chart a.tgz 'entry("c/../../etc/x")'
  refused 'chart illegally references parent directory' template rel a.tgz
  tar_chart a.tgz 'entry("c/templates/../../x")'
  refused 'chart illegally references parent directory' template rel a.tgz
  tar_chart a.tgz 'entry("c//etc/x")'
  refused 'chart illegally contains absolute paths' template rel a.tgz
  tar_chart a.tgz 'entry("c\\..\\..\\x")'
  refused 'chart illegally references parent directory' template rel a.tgz
  tar_chart a.tgz 'entry("c/C:/x")'
  refused 'chart contains illegally named files' template rel a.tgz
  tar_chart a.tgz 'entry("x")'
  refused 'content outside the base directory: "x"' template rel a.tgz
  tar_chart a.tgz 'entry("")'
  refused 'content outside the base directory: ""' template rel a.tgz
  tar_chart a.tgz 'entry("/etc/x", b"b: 2")' 'entry("../x", b"b: 2")'
  as_helm template rel a.tgz
  [[ ! -e ../x ]]
}

@test "archives: links, devices and pipes are empty files, and lead nowhere" {
  local kind
  for kind in SYM HARD CHR BLK FIFO DIR; do
    tar_chart a.tgz "entry('c/templates/x.yaml', kind=$kind, link='/etc/passwd')" "entry('c/values.yaml', kind=$kind, link='../../../etc/passwd')"
    as_helm template rel a.tgz
    equal 0 "$status"
    lacks "$output" root:
  done
}

@test "archives: bombs are refused at Helm's limit, and what is below it is taken" {
  tar_chart a.tgz 'zeros("c/big", 200 << 20)'
  refused 'decompressed chart is larger than the maximum size 104857600' template rel a.tgz
  tar_chart a.tgz 'for i in range(5): zeros("c/big%d" % i, 30 << 20)'
  refused 'decompressed chart is larger than the maximum size 104857600' template rel a.tgz
  tar_chart a.tgz 'zeros("c/big", 99 << 20)'
  as_helm template rel a.tgz
  equal 0 "$status"
}

@test "archives: an entry whose size is a lie" {
  local size
  for size in 100 52428800 1152921504606846976 -1; do
    python3 - "$size" <<'PYTHON'
import gzip, io, sys, tarfile
size, out = int(sys.argv[1]), io.BytesIO()
tar = tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT)
info = tarfile.TarInfo("c/Chart.yaml")
info.size = size
out.write(info.tobuf(tarfile.GNU_FORMAT))
out.write(b"apiVersion: v2\nname: c\nversion: 0.1.0\n")
open("a.tgz", "wb").write(gzip.compress(out.getvalue()))
PYTHON
    refused 'unable to load chart archive' template rel a.tgz
  done
}

@test "archives: cut short or changed anywhere: an error, or the whole document" {
  local whole kind seed
  tar_chart a.tgz 'entry("c/values.yaml", b"b: 2\n" * 100)' 'entry("c/templates/u.yaml", b"c: {{ .Values.b }}\n")'
  pintle template rel a.tgz
  whole=$output
  for kind in cut changed random; do
    for seed in {1..40}; do
      damaged a.tgz b.tgz "$kind" "$seed"
      guarded template rel b.tgz
      [[ $status == 1 ]] || equal "$whole" "$output" || { echo "$kind $seed"; return 1; }
    done
  done
}

@test "archives: not gzip, not tar, nothing in it" {
  : > empty.tgz
  refused "does not appear to be a gzipped archive" template rel "$work/empty.tgz"
  head -c 5000 /dev/urandom > random.tgz
  guarded template rel random.tgz
  equal 1 "$status"
  head -c 5000 /dev/urandom | gzip > inner.tgz
  refused 'unable to load chart archive' template rel inner.tgz
  head -c 10240 /dev/zero | gzip > zeros.tgz
  refused 'unable to load chart archive' template rel zeros.tgz
  printf '' | gzip > nothing.tgz
  refused 'unable to load chart archive' template rel nothing.tgz
  printf '\x1f\x8b\x08\x08AAAAAAname\0aaaaaaaa' > stored.tgz
  pintle -1 lint ./stored.tgz
  has "$output" 'flate: corrupt input before offset 5'
  like_helm lint ./stored.tgz
  # What a block of data holds is told before the checksum that is wrong.
  head -c 2000 /dev/urandom | gzip | head -c -8 > sum.tgz
  printf 'aaaabbbb' >> sum.tgz
  pintle -1 lint ./sum.tgz
  has "$output" 'archive/tar: invalid tar header'
  like_helm lint ./sum.tgz
}

@test "archives: in charts/, a part of a block is the end and a whole one no header" {
  make_chart web templates/t.yaml 'a: 1'
  mkdir web/charts
  printf hello | gzip > web/charts/x.tgz
  refused 'error unpacking subchart x.tgz in web: unexpected EOF' template rel web
  like_helm_error template rel web
  yes | head -c 511 | gzip > web/charts/x.tgz
  like_helm_error template rel web
  yes | head -c 512 | gzip > web/charts/x.tgz
  refused 'error unpacking subchart x.tgz in web: archive/tar: invalid tar header' template rel web
  like_helm_error template rel web
  yes | head -c 700 | gzip > web/charts/x.tgz
  like_helm_error template rel web
}

@test "archives: subcharts within subcharts, as archives and as folders" {
  python3 - <<'PYTHON'
import io, tarfile
inner = None
for level in range(60):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        files = [("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n"), ("c/templates/t.yaml", b"level: %d\n" % level)]
        for name, data in files + ([("c/charts/c-0.1.0.tgz", inner)] if inner else []):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    inner = out.getvalue()
open("packed.tgz", "wb").write(inner)
PYTHON
  as_helm template rel packed.tgz
  equal 60 "$(count "$output" '^level: ')"
  tar_chart many.tgz 'for i in range(2000): entry("c/charts/s%d/Chart.yaml" % i, b"apiVersion: v2\nname: s%d\nversion: 0.1.0\n" % i)'
  as_helm template rel many.tgz
  equal 0 "$status"
}

# ---- chart folders ----

@test "chart folders: what is no file or folder" {
  make_chart web templates/t.yaml 'a: 1'
  mkfifo web/pipe
  refused "cannot load irregular file $work/web/pipe" template rel web
  rm web/pipe
  ln -s /dev/zero web/zero
  refused "cannot load irregular file $work/web/zero" template rel web
  rm web/zero web/Chart.yaml
  mkfifo web/Chart.yaml # Helm waits for a writer
  guarded template rel web
  has "$stderr" "cannot load irregular file $work/web/Chart.yaml"
  guarded template rel web/Chart.yaml
  has "$stderr" 'cannot load irregular file web/Chart.yaml'
}

@test "chart folders: links to nowhere, in circles, and without number" {
  local i
  make_chart web templates/t.yaml 'a: 1'
  ln -s /nowhere/at/all web/link
  refused "error evaluating symlink $work/web/link: lstat /nowhere: no such file or directory" template rel web
  ln -sfn link web/link
  refused "error evaluating symlink $work/web/link: EvalSymlinks: too many links" template rel web
  ln -sfn . web/link
  refused 'too many levels of symbolic links' template rel web
  rm web/link
  for i in {1..30}; do
    mkdir "web/$i"
    ln -s "../$((i + 1))" "web/$i/a"
    ln -s "../$((i + 1))" "web/$i/b"
  done
  mkdir web/31
  guarded template rel web # Helm would go through two thousand million folders
  has "$stderr" 'the chart has more than 1000000 files and folders'
}

@test "chart folders: folders in place of files" {
  local name
  for name in values.yaml values.schema.json Chart.lock templates/d.yaml charts/x.tgz; do
    make_chart web templates/t.yaml 'a: 1'
    mkdir -p "web/$name"
    as_helm template rel web
    rm -r web
  done
  make_chart web templates/t.yaml 'a: 1'
  mkdir web/.helmignore
  refused "read $work/web/.helmignore: is a directory" template rel web
  rm -r web/.helmignore web/Chart.yaml
  mkdir web/Chart.yaml
  refused "unable to detect chart at $work/web/Chart.yaml: read $work/web/Chart.yaml: is a directory" template rel web
}

@test "chart folders: files that may not be read" {
  make_chart web values.yaml 'a: 1' templates/t.yaml 'a: {{ .Values.a }}'
  chmod 000 web/values.yaml
  chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$work"
  local as=()
  # Who may read everything has to be somebody else for that.
  [[ $(id -u) != 0 ]] || as=(setpriv --reuid=65534 --clear-groups env HOME=/nonexistent)
  cp "$PINTLE" ./program
  run --separate-stderr "${as[@]}" ./program template rel web
  equal 1 "$status"
  has "$stderr" "error reading values.yaml: open $work/web/values.yaml: permission denied"
  chmod 644 web/values.yaml
  chmod 000 web/templates
  run --separate-stderr "${as[@]}" ./program template rel web
  equal 1 "$status"
  has "$stderr" "open $work/web/templates: permission denied"
  chmod 755 web/templates
}

@test "chart folders: deep, and with many empty files" {
  make_chart web templates/t.yaml 'a: 1'
  (cd web && for _ in {1..800}; do mkdir d && cd d || exit 1; done)
  as_helm template rel web
  equal 0 "$status"
  make_chart many templates/t.yaml 'a: {{ len .Files }}'
  (cd many && seq -f 'f%g' 20000 | xargs touch)
  as_helm template rel many
  has "$output" 'a: 20000'
}

# ---- YAML, JSON and options ----

@test "YAML: aliases that multiply, anchors that hold themselves, depth" {
  make_chart web templates/t.yaml 'a: 1'
  python3 - <<'PYTHON'
def write(name, text):
    open(name, "w").write(text)
write("aliases.yaml", "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join("a%d: &a%d [%s]\n" % (i, i, ",".join(["*a%d" % (i - 1)] * 10)) for i in range(1, 10)))
write("merges.yaml", "a0: &a0 {k: v}\n" + "".join("a%d: &a%d {<<: *a%d, k%d: v}\n" % (i, i, i - 1, i) for i in range(1, 3000)))
write("circle.yaml", "a: &a [*a]\n")
write("open.yaml", "a: " + "[" * 100000)
write("deep-flow.yaml", "a: " + "[" * 10001 + "]" * 10001)
write("deep-block.yaml", "- " * 20000 + "x")
write("deep-keys.yaml", "? " * 20000)
write("just.yaml", "a: " + "{a: " * 9990 + "}" * 9990)
PYTHON
  refused 'document contains excessive aliasing' template rel web -f aliases.yaml
  refused 'document contains excessive aliasing' template rel web -f merges.yaml
  refused "anchor 'a' value contains itself" template rel web -f circle.yaml
  for file in open deep-flow deep-block deep-keys; do
    refused 'exceeded max depth of 10000' template rel web -f $file.yaml
    cp $file.yaml web/values.yaml
    refused 'exceeded max depth of 10000' template rel web
    rm web/values.yaml
  done
  as_helm template rel web -f just.yaml
  equal 0 "$status"
}

@test "YAML: the same as output of a template, in fromYaml, and in Chart.yaml" {
  local deep
  deep=$(printf '[%.0s' {1..10001})
  make_chart web templates/t.yaml "$deep"
  refused 'exceeded max depth of 10000' template rel web
  make_chart web templates/t.yaml 'a: {{ (fromYaml (repeat 100000 "[")).Error | quote }}'
  as_helm template rel web
  has "$output" 'exceeded max depth of 10000'
  printf 'name: %s\n' "$deep" > web/Chart.yaml
  refused 'exceeded max depth of 10000' template rel web
}

@test "JSON: depth, in --set-json, fromJson and schemas" {
  local deep
  deep=$(printf '[%.0s' {1..10001})
  make_chart web templates/t.yaml 'a: {{ (fromJson (repeat 100000 "[")).Error | quote }}'
  as_helm template rel web
  refused 'failed parsing --set-json data' template rel web --set-json "a=$deep"
  printf '%s' "$deep" > web/values.schema.json
  refused "values don't meet the specifications of the schema" template rel web
  python3 -c 'print("{\"not\":" * 400 + "{}" + "}" * 400)' > web/values.schema.json
  as_helm template rel web
  equal 0 "$status"
  python3 -c 'print("{\"not\":" * 5000 + "{}" + "}" * 5000)' > web/values.schema.json # Helm takes minutes
  guarded template rel web
  has "$stderr" 'schemas are nested more than 1000 deep'
  printf '{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}' > web/values.schema.json
  as_helm template rel web
  equal 1 "$status"
  printf '{"pattern":"((a*)*)*b","properties":{"x":{"pattern":"(((a{0,30}){0,30}){0,1})*b"}}}' > web/values.schema.json
  as_helm template rel web --set x="$(printf 'a%.0s' {1..5000})"
}

@test "chart folders: as deep as paths go" {
  make_chart web templates/t.yaml 'a: 1'
  python3 -c 'import os
os.chdir("web")
for _ in range(1900):
    os.mkdir("a")
    os.chdir("a")'
  guarded template rel web
  equal 0 "$status"
}

@test "--set: lists and maps in each other" {
  make_chart web templates/t.yaml 'a: 1'
  guarded template rel web --set "$(python3 -c 'print("a[0]." * 26000 + "b=1")')"
  has "$stderr" 'lists and maps in each other are nested too deeply'
}

@test "--set: depth, huge indices, arguments without an end" {
  local deep
  make_chart web templates/t.yaml 'a: 1'
  deep=$(printf 'a.%.0s' {1..5000})
  refused 'value name nested level is greater than maximum supported nested level of 30' template rel web --set "${deep}a=1"
  refused 'index of 1000000000 is greater than maximum supported index of 65536' template rel web --set 'a[1000000000]=1'
  refused 'parsing "9223372036854775808"' template rel web --set 'a[9223372036854775808]=1'
  as_helm template rel web --set "a=$(printf '{%.0s' {1..10000})"
  as_helm template rel web --set 'a[0]'
  as_helm template rel web --set 'a[0'
  as_helm template rel web --set 'a={1,2'
  as_helm template rel web --set "$(printf 'a[0]%.0s' {1..2000})=1"
}

# ---- templates ----

# template TEXT: chart web with this template.
template() {
  make_chart web
  printf '%s' "$1" > web/templates/t.yaml
}

@test "templates: what would take all memory is refused by a limit that the error names" {
  template '{{ until 1000000000 }}' # Helm would take all there is
  guarded template rel web
  has "$stderr" 'error calling until: list of 1000000000 elements is longer than the limit of 104857600'
  template '{{ untilStep 0 1000000000 1 }}'
  guarded template rel web
  has "$stderr" 'list of 1000000000 elements is longer than the limit of 104857600'
  template '{{ repeat 10000000000 "x" }}'
  guarded template rel web
  has "$stderr" 'text of 10000000000 bytes is longer than the limit of 2147483647'
  template '{{ indent 10000000000 "x" }}'
  guarded template rel web
  has "$stderr" 'bytes is longer than the limit of 2147483647'
  template '{{ printf "%2000000000d" 1 }}'
  as_helm template rel web
}

@test "templates: what Helm renders is below the limits" {
  template 'a: {{ until 1000000 | len }}{{ repeat 100000000 "x" | len }}{{ indent 10000000 "x" | len }}{{ range 10000000 }}{{ end }}'
  as_helm template rel web
  equal 0 "$status"
  template 'a: {{ repeat 10000000 "x" }}'
  guarded template rel web
  equal 10000039 "$(printf '%s' "$output" | wc -c)"
}

# within SECONDS KIB ARGUMENTS...: runs pintle with as much processor time and address space at most.
within() {
  local seconds=$1
  ! sanitized || seconds=$((10 * seconds))
  run --keep-empty-lines --separate-stderr limited "$2" bash -c 'ulimit -t "$0" && exec "$@"' "$seconds" "$PINTLE" "${@:3}"
  [[ $status == [01] ]] || { printf 'status %s\n%s\n' "$status" "$stderr"; return 1; }
}

@test "many definitions and many elements cost as many steps and no more" {
  template "$(python3 -c 'print("".join("{{define \"n%d\"}}x{{end}}" % i for i in range(60000)))')"'a: {{ include "n59999" . }}'
  within 5 2000000 template rel web
  has "$output" 'a: x'
  within 5 1000000 template rel web --set "a[60000]=1$(python3 -c 'print("".join(",a[%d]=1" % i for i in range(1500)))')"
  equal 0 "$status"
}

@test "templates: a loop without an end" {
  template '{{ range $i := 1000000000000 }}{{ end }}'
  guarded template rel web
  has "$stderr" 'no end after 500000000 steps (turns of loops; 8 for a call, 16 for a template)' '--> web/templates/t.yaml:1'
  template 'a: {{ range $i := 1000000000000 }}{{ if eq $i 5 }}{{ break }}{{ end }}{{ $i }}{{ end }}'
  as_helm template rel web
  has "$output" 'a: 01234'
}

@test "templates: recursion by template, include and tpl, straight and in turns" {
  template '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}'
  refused 'exceeded maximum template depth (100000)' template rel web
  template '{{ define "a" }}{{ if gt (int .) 0 }}{{ template "a" (sub (int .) 1) }}{{ else }}a: 1{{ end }}{{ end }}{{ template "a" 99990 }}'
  as_helm template rel web
  equal 0 "$status"
  template '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
  refused 'rendering template has a nested reference name: a: unable to execute template' template rel web
  template '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
  refused 'rendering template has a nested reference name:' template rel web
  template '{{ define "a" }}{{ tpl "{{ include \"a\" . }}" . }}{{ end }}{{ include "a" . }}'
  refused 'rendering template has a nested reference name: a: unable to execute template' template rel web
  template '{{ define "t" }}{{ tpl "{{ tpl (include \"text\" .) . }}" . }}{{ end }}{{ define "text" }}{{ "{{ include \"t\" . }}" }}{{ end }}{{ include "t" . }}'
  refused 'rendering template has a nested reference name:' template rel web
}

@test "many documents: each is read, sent and taken back once" {
  template "$(python3 -c 'print("\n".join("{\"kind\": \"A\", \"metadata\": {\"name\": \"x%d\"}}" % i for i in range(20000)))')"
  within 5 500000 lint web
  template "$(python3 -c 'print("\n---\n".join("kind: A\nmetadata: {name: x%d}" % i for i in range(20000)))')"
  within 5 500000 template rel web --post-renderer cat
  has "$output" 'metadata: {name: x19999}'
  equal 20000 "$(count "$output" '^kind: A')"
}

@test "TOML: tables in tables cost as much as is written, and keys have an end" {
  template '{{ $t := fromToml (.Files.Get "keys.toml") }}a: {{ len $t }} # {{ $t.Error }}'
  python3 -c 'print("\n".join("b%d.%s = 1" % (i, ".".join("a%d" % j for j in range(1, 150))) for i in range(400)))' > web/keys.toml
  within 10 1000000 template rel web
  has "$output" 'a: 400'
  python3 -c 'print("a." * 100000 + "b = 1")' > web/keys.toml
  within 5 1000000 template rel web
  has "$output" 'a key has more than 200 parts'
  python3 -c 'print("[" + "a." * 200 + "b]")' > web/keys.toml
  within 5 1000000 template rel web
  has "$output" 'a key has more than 200 parts'
}

@test "templates: functions have room for deep values at any depth of calls" {
  local depth
  template '{{- $d := dict }}{{- range until 9000 }}{{- $d = dict "a" $d }}{{- end }}{{ define "r" }}{{ if gt (int .n) 0 }}{{ template "r" (dict "n" (sub (int .n) 1) "d" .d) }}{{ else }}a: {{ toJson .d | len }} {{ toYaml .d | len }} {{ deepEqual .d .d }} {{ mustDeepCopy .d | len }}{{ end }}{{ end }}{{ template "r" (dict "n" (int .Values.n) "d" $d) }}'
  for depth in 10 2000 5400; do
    guarded template rel web --set "n=$depth"
    has "$output" 'a: 54002 81018002 true 1'
  done
}

@test "templates: values that are too deep for the stack are written as a whole, or there is an error" {
  local deep='{{- $d := dict }}{{- range until (int .Values.n) }}{{- $d = dict "a" $d }}{{- end }}'
  template "${deep}a: {{ toJson \$d | len }} {{ toRawJson \$d | len }} {{ print \$d | len }}"
  guarded template rel web --set n=100000
  has "$output" 'a: 600002 600002 700005'
  template "${deep}a: {{ toToml \$d | len }}"
  guarded template rel web --set n=6000
  has "$output" 'a: 72012000'
  if ! sanitized; then
    template "${deep}a: {{ toJson \$d | len }}"
    within 20 300000 template rel web --set n=100000 # the large stack is not to be had
    equal 1 "$status"
    has "$stderr" 'json: unsupported value: nested too deeply: the stack, of 512 MiB at most, is full'
  fi
}

@test "templates: tpl in itself without an end" {
  template '{{ tpl .Values.a . }}'
  echo 'a: "{{ tpl .Values.a . }}"' > web/values.yaml
  within 20 3000000 template rel web # Helm's stack overflows
  equal 1 "$status"
  has "$stderr" 'calls in each other are left out) template: gotpl:1:3: executing "gotpl"' \
    ' nested too deeply: the stack, of 512 MiB at most, is full'
  [[ ${#stderr} -lt 5000 ]]
}

@test "templates: a large environment, and parentheses in parentheses" {
  local i
  template '{{ define "r" }}{{ if gt (int .) 0 }}{{ template "r" (sub (int .) 1) }}{{ else }}a: 1{{ end }}{{ end }}{{ template "r" 30000 }}'
  for i in {1..14}; do
    export "LARGE_$i=$(printf '%0120000d' 0)"
  done
  as_helm template rel web
  equal 0 "$status"
  for i in {1..14}; do
    unset "LARGE_$i"
  done
  template "$(python3 -c 'print("a: {{ " + "not (" * 9990 + "true" + ")" * 9990 + " }}")')"
  as_helm template rel web
  equal 0 "$status"
}

@test "templates: deep in themselves" {
  local text
  template "$(printf '{{ if true }}%.0s' {1..5000})a: 1$(printf '{{ end }}%.0s' {1..5000})"
  as_helm template rel web
  equal 0 "$status"
  text=$(python3 -c 'print("a: {{ " + "(" * 3000 + "1" + ")" * 3000 + " }}")')
  template "$text"
  as_helm template rel web
  template "$(python3 -c 'print("{{ if true }}" * 300000)')"
  guarded template rel web
  equal 1 "$status"
  template "$(python3 -c 'print("{{ " + "(" * 300000)')"
  guarded template rel web
  equal 1 "$status"
}

@test "templates: values that hold themselves" {
  template '{{ $x := dict }}{{ $_ := set $x "x" $x }}a: {{ toYaml $x | len }}{{ toJson $x | len }}'
  as_helm template rel web
  template '{{ $x := dict }}{{ $_ := set $x "x" $x }}a: {{ $x }}' # Helm's stack overflows
  guarded template rel web
  equal 1 "$status"
  has "$stderr" 'the value is nested more than 1000000 deep'
  template '{{ $x := dict }}{{ $_ := set $x "x" $x }}a: {{ toString $x | len }}'
  guarded template rel web
  has "$stderr" 'error calling toString: the value is nested more than 1000000 deep'
  template '{{ $x := dict }}{{ $_ := set $x "x" $x }}a: {{ eq $x $x }}{{ deepEqual $x $x }}{{ deepCopy $x | len }}'
  guarded template rel web
  template '{{ $_ := set .Values "me" .Values }}a: {{ len .Values }}{{ toYaml .Values }}'
  guarded template rel web
}

@test "regular expressions that explode elsewhere" {
  template 'a: {{ regexMatch "^(a+)+$" (cat (repeat 100000 "a") "b") }} {{ regexMatch "(x+x+)+y" (repeat 100000 "x") }} {{ regexMatch "(a?){500}a{500}" (repeat 500 "a") }} {{ regexMatch "(.*)(.*)(.*)(.*)(.*)[^a]" (repeat 100000 "a") }}'
  as_helm template rel web
  equal 0 "$status"
  template 'a: {{ regexMatch "((a{1000}){1000}){1000}" "a" }}'
  as_helm template rel web
  template "a: {{ regexMatch \"$(printf '(%.0s' {1..2000})\" \"a\" }}"
  as_helm template rel web
  template "a: {{ regexFind \"$(printf '(a|b|%.0s' {1..900})$(printf ')%.0s' {1..900})\" (repeat 1000 \"ab\") }}"
  as_helm template rel web
}

@test "globs that explode" {
  template 'a: {{ len (.Files.Glob "{**{**{**,b}*,c}*,{*/**,**}}*{**{*a*,**}**,**}x{**,*{**,**}}") }}'
  printf x > "web/$(printf 'ab/%.0s' {1..1} | tr -d /)$(printf 'a%.0s' {1..100})"
  guarded template rel web
}

# ---- broken bytes everywhere ----

@test "each file of a chart, cut short, changed and random: as Helm takes it" {
  local file kind seed
  make_chart whole values.yaml $'replicas: 3\nimage: {tag: "1.2", name: web}\nlist:\n- a\n- "b\\n"\ntext: |\n  one\n  two' \
    values.schema.json '{"type": "object", "properties": {"replicas": {"type": "integer", "minimum": 1}}}' \
    templates/_h.tpl '{{- define "n" -}}{{ .Release.Name }}-{{ .Values.image.name | upper }}{{- end -}}' \
    templates/t.yaml $'name: {{ include "n" . }}\n{{- range $i, $v := .Values.list }}\nk{{ $i }}: {{ $v | quote }}\n{{- end }}\ntext: {{ toJson .Values.text }}' \
    .helmignore $'*.bak\n/secret/\n# comment\n!keep' requirements.lock $'dependencies: []\ndigest: x'
  for file in Chart.yaml values.yaml values.schema.json .helmignore requirements.lock templates/_h.tpl templates/t.yaml; do
    for kind in cut changed random; do
      for seed in {1..6}; do
        rm -rf c && cp -R whole c
        damaged "whole/$file" "c/$file" "$kind" "$seed"
        as_helm template rel c || { printf '%s %s %s\n' "$file" "$kind" "$seed"; return 1; }
      done
    done
  done
}

@test "values files, --set-file and standard input of random bytes: as Helm takes them" {
  local seed
  make_chart web templates/t.yaml 'a: {{ .Values.a | default "" | b64enc }}' values.yaml 'a: 1'
  for seed in {1..6}; do
    damaged web/values.yaml bytes random "$seed"
    as_helm template rel web -f bytes
    as_helm template rel web --set-file a=bytes
    run --separate-stderr timeout 60 "$PINTLE" template rel web -f - < bytes
    equal 1 "$status"
    has "$stderr" 'Error: '
  done
}

@test "values files that are missing, folders, and without an end" {
  make_chart web templates/t.yaml 'a: 1'
  refused 'open nowhere.yaml: no such file or directory' template rel web -f nowhere.yaml
  refused 'read web: is a directory' template rel web -f web
  refused 'open nowhere: no such file or directory' template rel web --set-file a=nowhere
  refused 'read web: is a directory' template rel web --set-file a=web
  refused "path \"./nowhere\" not found" template rel ./nowhere
  limited 4000000 timeout 120 "$PINTLE" template rel web -f /dev/zero > out 2> err || equal 1 "$?"
  grep -qE '^Error: (read /dev/zero: longer than the limit of 2147483647 bytes|out of memory)' err
  [[ ! -s out ]]
}

# ---- the system's limits ----

@test "a closed or full standard output is an error" {
  local command
  make_chart web templates/t.yaml 'a: 1' values.yaml 'a: 1'
  for command in 'template rel web' 'show values web' 'show all web' 'lint web' version env help 'template --help' \
    'completion bash' 'package web -d out' 'create made' 'template rel web --output-dir out'; do
    # shellcheck disable=SC2086  # words on purpose
    ! "$PINTLE" $command > /dev/full 2> err || { echo "$command"; return 1; }
    has "$(cat err)" 'Error: write standard output: no space left on device'
    # shellcheck disable=SC2086
    ! "$PINTLE" $command >&- 2> err || { echo "$command"; return 1; }
    has "$(cat err)" 'Error: write standard output: bad file descriptor'
  done
  ! "$PINTLE" template rel web -f - <&- 2> err
  has "$(cat err)" 'Error: read standard input: bad file descriptor'
}

@test "a file that is opened does not take the place of a closed standard output" {
  make_chart web templates/t.yaml 'a: 1'
  ! "$PINTLE" template rel web --output-dir out >&- 2> err
  [[ ! -e out/web/templates/t.yaml || $(< out/web/templates/t.yaml) == *'a: 1' ]]
  lacks "$(cat out/web/templates/t.yaml)" wrote
}

# no_partial FOLDER: no file under a final name is empty or a temporary one, after nothing could be written.
no_partial() {
  [[ -z $(find "$1" -type f ! -name fill) ]] || { find "$1" -type f -ls; return 1; }
}

# on_full_disk COMMAND...: with a full disk at ./full, which only this command sees.
on_full_disk() {
  # shellcheck disable=SC2016  # for the inner shell
  run --separate-stderr "${private[@]}" bash -c 'mount -t tmpfs -o size=16k tmpfs full || exit 99
    dd if=/dev/zero of=full/fill bs=4k count=4 2> /dev/null
    "$@"; status=$?
    find full -type f ! -name fill > left
    exit "$status"' - "$@"
  equal 1 "$status" && [[ ! -s left ]] || { cat left; printf '%s\n' "$stderr"; return 1; }
}

@test "a full disk: an error, and no partial file" {
  local private=(unshare --mount)
  make_chart web templates/t.yaml 'a: {{ repeat 100000 "x" }}' values.yaml "a: $(head -c 50000 /dev/urandom | base64 -w 0)"
  mkdir full
  "${private[@]}" true 2> /dev/null || private=(unshare --map-root-user --mount)
  "${private[@]}" mount -t tmpfs tmpfs full || leave_out 'no tmpfs can be mounted here'
  on_full_disk "$PINTLE" package web -d full
  has "$stderr" 'no space left on device'
  on_full_disk "$PINTLE" template rel web --output-dir full/o
  has "$stderr" 'no space left on device'
  on_full_disk "$PINTLE" create full/made
  on_full_disk "$PINTLE" man full/man
  has "$stderr" 'no space left on device'
}

@test "files may not get longer: an error, and no partial file" {
  make_chart web templates/t.yaml 'a: {{ repeat 100000 "x" }}' values.yaml "a: $(head -c 50000 /dev/urandom | base64 -w 0)"
  mkdir out
  (ulimit -f 1 && "$PINTLE" package web -d out) > /dev/null 2> err && return 1
  has "$(cat err)" 'Error: ' 'file too large'
  no_partial out
  (ulimit -f 1 && "$PINTLE" template rel web --output-dir out) > /dev/null 2> err && return 1
  has "$(cat err)" 'Error: ' 'file too large'
  no_partial out
}

# within_64 ARGUMENTS...: runs pintle with 64 MiB of address space. An error is one of memory.
within_64() {
  local status=0
  limited 65536 timeout 120 "$PINTLE" "$@" > out 2> err || status=$?
  [[ $status == 0 ]] && return 0
  [[ $status == 1 && ! -s out ]] || { printf 'status %s of: pintle %s\n' "$status" "$*"; head -c 2000 err; return 1; }
  equal 'Error: out of memory' "$(cat err)"
}

@test "out of memory: one line, exit status 1" {
  make_chart web templates/t.yaml 'a: 1'
  python3 - <<'PYTHON'
open("long.yaml", "w").write('a: "' + "x" * 50000000 + '"\n')
open("keys.yaml", "w").write("".join("k%d: %d\n" % (i, i) for i in range(1000000)))
open("deep.yaml", "w").write("".join(" " * i + "a:\n" for i in range(9000)))
PYTHON
  for file in long keys deep; do
    within_64 template rel web -f $file.yaml
  done
  sanitized || ! limited 65536 "$PINTLE" template rel web -f long.yaml > /dev/null 2>&1 || return 1
  for text in '{{ until 100000000 }}' 'a: {{ repeat 100000000 "x" }}' '{{ $d := dict }}{{ range $i := 100000000 }}{{ $_ := set $d (toString $i) 1 }}{{ end }}' \
    '{{ range $i := 100000000 }}{{ repeat 1000 "xyz" }}{{ end }}' '{{ $x := list }}{{ range 1000000 }}{{ $x = append $x 1 }}{{ end }}' \
    '{{ genCA "a" 365 | toJson | len }}' '{{ toYaml (until 1000000) }}' '{{ regexReplaceAll "a" (repeat 10000000 "a") "bcd" }}'; do
    # The sanitizer does not limit the pages of arenas: what makes many small values takes minutes with it.
    [[ $text != *range* ]] || ! sanitized || continue
    template "$text"
    limited 65536 timeout 120 "$PINTLE" template rel web > out 2> err && continue
    [[ ! -s out ]]
    grep -qE '^Error: (out of memory|YAML parse error)' err || { echo "$text"; head -c 2000 err; return 1; }
  done
  tar_chart a.tgz 'zeros("c/big", 90 << 20)'
  within_64 template rel a.tgz
  mkdir out.d
  within_64 package web -d out.d
  [[ -z $(find out.d -name '*.tgz.*') ]]
}
