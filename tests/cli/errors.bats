#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

@test "Helm's text first, then the place, the line and a caret below it" {
  pintle -1 template rel "$charts/errors" --set which=fail
  equal "" "$output"
  equal 'Error: execution error at (errors/templates/e.yaml:5:36): the chart says: no

Use --debug flag to render out invalid YAML

  --> errors/templates/e.yaml:5:37
 5 | {{- if eq .Values.which "fail" }}{{ fail "the chart says: no" }}{{ end }}
   |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^' "$stderr"
}

@test "the text up to the first empty line is Helm's own" {
  local ours which
  [[ -n ${HELM-} ]] || leave_out 'no live reference'
  for which in nil field include none fail required args type call compare tpl tplparse; do
    pintle -1 template rel "$charts/errors" --set which="$which"
    ours=$(sed '/^$/,$d' <<< "$stderr")
    run --separate-stderr "$HELM" template rel "$charts/errors" --set which="$which"
    equal "$(sed -n '/^Error:/,$p' <<< "$stderr" | sed '/^$/,$d')" "$ours"
  done
}

@test "an error within includes: the chain, from the inside out" {
  pintle -1 template rel "$charts/errors" --set which=include
  in_order "$stderr" 'executing "outer" at <include "inner" .>' 'nil pointer evaluating interface {}.member' \
    '--> errors/templates/_helpers.tpl:3:4' ' 3 | {{ .Values.missing.member }}' '^^^^^^^^^^^^^^^^^^^^^^' \
    'included from errors/templates/_helpers.tpl:1:25' 'included from errors/templates/e.yaml:3:40'
}

@test "templates that include each other: each place is shown once" {
  make_chart loop templates/_h.tpl $'{{ define "a" }}{{ include "b" . }}{{ end }}\n{{ define "b" }}{{ include "a" . }}{{ end }}' \
    templates/t.yaml '{{ include "a" . }}'
  pintle -1 template rel loop
  in_order "$stderr" '--> loop/templates/_h.tpl:2:20' 'included from loop/templates/_h.tpl:1:20' \
    '2000 more times from the same places' 'included from loop/templates/t.yaml:1:4'
  [[ $(grep -c 'included from' <<< "$stderr") == 2 ]]
}

@test "the caret stands below its text after tabs and wide characters" {
  make_chart wide values.yaml 's: text' templates/t.yaml $'\té: {{ .Values.s.t }}'
  pintle -1 template rel wide
  has "$stderr" $' 1 | \té: {{ .Values.s.t }}\n   | \t      ^^^^^^^^^^^'
}

@test "a value's origin: values.yaml of the chart" {
  pintle -1 template rel "$charts/errors" --set which=field
  has "$stderr" ".Values.text is string, set at $charts/errors/values.yaml:2:7"
}

@test "a value's origin: the values file that stands above the chart's" {
  printf '# comment\n\ntext:   other\n' > mine.yaml
  pintle -1 template rel "$charts/errors" --set which=field -f mine.yaml
  has "$stderr" '.Values.text is string, set at mine.yaml:3:9'
  lacks "$stderr" errors/values.yaml
}

@test "a value's origin: the --set argument" {
  pintle -1 template rel "$charts/errors" --set which=field --set-string text=given
  has "$stderr" '.Values.text is string, set at --set-string'
  pintle -1 template rel "$charts/errors" --set which=field,text=given
  has "$stderr" '.Values.text is string, set at --set'
  pintle -1 template rel "$charts/errors" --set which=field --set text=given
  has "$stderr" '.Values.text is string, set at --set #2'
}

@test "a value that nobody set: so it is said" {
  pintle -1 template rel "$charts/errors" --set which=nil
  has "$stderr" 'note: .Values.missing is not set anywhere'
}

@test "all broken templates are reported in one run" {
  make_chart many values.yaml 's: text' templates/a.yaml 'a: {{ .Values.s.t }}' templates/b.yaml 'b: {{ fail "no b" }}' \
    templates/c.yaml 'c: {{ .Values.x.y }}' templates/fine.yaml 'd: 1'
  pintle -1 template rel many
  equal "" "$output"
  equal 3 "$(count "$stderr" '^Error: ')"
  has "$stderr" '--> many/templates/a.yaml:1:7' '--> many/templates/b.yaml:1:7' '--> many/templates/c.yaml:1:7'
  lacks "$stderr" fine.yaml
}

@test "all templates that do not parse are reported in one run" {
  make_chart many templates/a.yaml 'a: {{ if }}' templates/b.yaml $'ok: 1\nb: {{ nofunction }}'
  pintle -1 template rel many
  equal "" "$output"
  equal 2 "$(count "$stderr" '^Error: parse error at ')"
  has "$stderr" '--> many/templates/a.yaml:1' ' 1 | a: {{ if }}' '--> many/templates/b.yaml:2' ' 2 | b: {{ nofunction }}' \
    'function "nofunction" not defined'
}

escape=$'\033['

@test "no colour where standard error is no terminal" {
  pintle -1 template rel "$charts/errors" --set which=fail
  has "$stderr" Error:
  lacks "$stderr" "$escape"
}

@test "--color always colours the message, never the data" {
  pintle -1 template rel "$charts/errors" --set which=fail --color always
  has "$stderr" $'\033[1;31mError:\033[0m' "$escape"'1;34m'
  pintle template rel "$charts/errors" --color always
  has "$output" 'ok: true'
  lacks "$output" "$escape"
}

@test "--color stands above NO_COLOR, and NO_COLOR above HELM_COLOR" {
  NO_COLOR=1 pintle -1 template rel "$charts/errors" --set which=fail --color always
  has "$stderr" "$escape"
  HELM_COLOR=always pintle -1 template rel "$charts/errors" --set which=fail
  has "$stderr" "$escape"
  HELM_COLOR=always NO_COLOR=1 pintle -1 template rel "$charts/errors" --set which=fail
  has "$stderr" Error:
  lacks "$stderr" "$escape"
  HELM_COLOR=always pintle -1 template rel "$charts/errors" --set which=fail --color never
  has "$stderr" Error:
  lacks "$stderr" "$escape"
}

@test "a word that --color does not know is refused before all else, by either name; the last one counts" {
  pintle -1 template rel "$charts/errors" --color sometimes
  equal "" "$output"
  equal 'level=WARN msg="command failed" error="invalid color mode \"sometimes\": must be one of: never, auto, always"' "$stderr"
  for options in '--color sometimes' '--color=' '--colour sometimes -h' '--color never --colour sometimes'; do
    # shellcheck disable=SC2086  # options
    pintle -1 lint "$charts/hooks" $options
    # shellcheck disable=SC2086
    like_helm_says lint "$charts/hooks" $options
  done
  pintle template rel "$charts/hooks" --color sometimes --colour never
  like_helm template rel "$charts/hooks" --color sometimes --colour never
}

@test "help for what is no command says so, and what there is; it is no failure" {
  for words in nosuch 'nosuch more' 'a`b'; do
    # shellcheck disable=SC2086  # words
    pintle help $words
    has "$stderr" 'Unknown help topic [' 'Usage:' 'Available Commands:'
    said=${stderr%%$'\n'*}
    # shellcheck disable=SC2086
    like_helm help $words
    [[ -z ${HELM-} ]] || equal "$said" "${stderr%%$'\n'*}"
  done
}

@test "a chart that is neither a path nor ours: what Helm says of names and URLs" {
  for chart in nosuch no/such file:///x file:x file://x/y http:/x ftp://x/y foo://bar oci: oci:// 'x%zz' '%' :// http:// HTTP:x 'a b' 'a b/c' 'x?q#f' /x .x ..; do
    run --keep-empty-lines --separate-stderr "$PINTLE" template rel "$chart"
    equal 1 "$status"
    stderr=${stderr%%$'\n\n'*}
    like_helm_says template rel "$chart"
  done
  for chart in https://x/y HTTP://x/y oci://x/y oci:///y; do
    pintle -1 template rel "$chart"
    has "$stderr" "Error: $chart: charts from a repository or registry need the network"
  done
}

@test "an unknown option is named, a letter too, and one without its value" {
  pintle -1 template rel "$charts/hooks" --nope
  equal 'Error: unknown flag: --nope' "$stderr"
  pintle -1 template rel "$charts/hooks" -Z
  equal "Error: unknown shorthand flag: 'Z' in -Z" "$stderr"
  pintle -1 template rel "$charts/hooks" --set
  equal 'Error: flag needs an argument: --set' "$stderr"
  equal "" "$output"
}

@test "an unknown command is named, with those that it may have meant" {
  pintle -1 templat
  equal "" "$output"
  equal $'Error: unknown command "templat" for "pintle"\n\nDid you mean this?\n\ttemplate\n\nRun \'pintle --help\' for usage.' "$stderr"
  pintle -1 TEMPL
  has "$stderr" $'Did you mean this?\n\ttemplate\n'
  pintle -1 zzzzzzzz
  equal $'Error: unknown command "zzzzzzzz" for "pintle"\nRun \'pintle --help\' for usage.' "$stderr"
}

@test "an empty word is no command" {
  pintle ""
  has "$output" 'Available Commands:'
  pintle -1 "" template "$charts/hooks"
  has "$stderr" 'no name provided'
}

@test "a file that is no chart archive: what it seems to be" {
  local signature long
  long=$(printf 'a%.0s' {1..600})
  for signature in '<HTML >' '  \n<!doctype html>x' '<p1>' '<b' '\t<?xml v' '<?XML' '%%PDF-1' '%%!PS-Adobe-3' '\xfe\xff' '\xff\xfea' \
    '\xef\xbb\xbf' '\0\0\1\0' BMx GIF87a GIF88a RIFFabcdWEBPVP8 RIFFabcdWAVE 'RIFFabcdAVI ' RIFFabcdAVIX FORM1234AIFF ID3 \
    'OggS\0' 'MThd\0\0\0\6' '\x1a\x45\xdf\xa3' "${long:0:34}LP" '\0\1\0\0' OTTO ttcf wOFF wOF2 'PK\3\4' 'Rar!\x1a\7\1\0' \
    'Rar!\x1a\7\1\1' '\0asm' '\0\0\0\x14ftypmp42\0\0\0\0mp41' '\0\0\0\x10ftypisommp41' '\0\0\0\x13ftypmp42' "$long" \
    "${long:0:512}" "${long:0:511}" "$long\1" "${long:0:99}\1$long" '<!--' ''; do
    # shellcheck disable=SC2059  # escapes are meant
    printf "$signature" > no-chart
    pintle -1 show chart no-chart
    has "$stderr" "Error: file '$PWD/no-chart' does not appear to be a gzipped archive; got '"
    like_helm_says show chart no-chart
  done
  echo '<html> 404' > page.tgz
  pintle -1 template rel page.tgz
  has "$stderr" "got 'text/html; charset=utf-8'"
}

@test "numbers of options: what is none, and what is too large" {
  local args
  for args in '--burst-limit x' '--burst-limit 99999999999999999999' '--qps x' '--qps 1e99'; do
    # shellcheck disable=SC2086  # two words
    pintle -1 template rel "$charts/hooks" $args
    has "$stderr" 'Error: invalid argument' 'strconv.Parse'
    # shellcheck disable=SC2086
    like_helm_says template rel "$charts/hooks" $args
  done
  has "$stderr" 'value out of range'
}

@test "a missing chart is named" {
  pintle -1 template rel ./nowhere
  equal 'Error: path "./nowhere" not found' "$stderr"
  equal "" "$output"
  pintle -1 template rel '/no"where'
  equal 'Error: path "/no\"where" not found' "$stderr"
  like_helm_says template rel '/no"where'
}

@test "a missing values file is named" {
  pintle -1 template rel "$charts/hooks" -f nowhere.yaml
  equal 'Error: open nowhere.yaml: no such file or directory' "$stderr"
  equal "" "$output"
}

@test "a values file that is no YAML is named, with what is wrong" {
  printf 'a: 1\nb: c: d\n' > bad.yaml
  pintle -1 template rel "$charts/hooks" -f bad.yaml
  equal "" "$output"
  has "$stderr" 'Error: failed to parse bad.yaml: ' 'line 2' 'mapping values are not allowed in this context'
}

@test "no arguments, too many arguments" {
  pintle -1 template
  has "$stderr" 'Error: "pintle template" requires at least 1 argument' 'Usage:  pintle template [NAME] [CHART] [flags]'
  pintle -1 template a b c
  equal 'Error: expected at most two arguments, unexpected arguments: c' "$stderr"
}

@test "a values file that is no YAML: the line with a caret" {
  make_chart broken
  printf 'a: 1\nb:\n  - x\n c: 2\n' > bad.yaml
  pintle -1 template broken -f bad.yaml
  in_order "$stderr" 'Error: failed to parse bad.yaml: ' 'yaml: line 3: did not find expected key' '--> bad.yaml:4:2' ' 4 |  c: 2' '   |  ^'
  printf 'a: 1\n--- x\n' > bad.yaml
  pintle -1 template broken -f bad.yaml
  in_order "$stderr" 'invalid Yaml document separator: x' '--> bad.yaml:2:1' '^^^^^'
}

@test "a chart's own values and Chart.yaml too, a wrong type as well as wrong syntax" {
  make_chart broken values.yaml $'a: 1\n---\nb: c: d'
  pintle -1 template broken
  in_order "$stderr" 'Error: cannot load values.yaml: ' '--> broken/values.yaml:3:5' ' 3 | b: c: d'
  make_chart wrong
  echo 'maintainers: {}' >> wrong/Chart.yaml
  pintle -1 template wrong
  in_order "$stderr" 'of type []*v2.Maintainer' '--> wrong/Chart.yaml:4:14' ' 4 | maintainers: {}'
  echo '  x: [' >> wrong/Chart.yaml
  pintle -1 template wrong
  in_order "$stderr" 'Error: cannot load Chart.yaml: ' '--> wrong/Chart.yaml:5'
}

@test "a rendered document that is no YAML: the line as it was rendered" {
  make_chart broken templates/t.yaml $'{{/* a comment */}}\nkind: A\n---\n{{- range list 1 2 }}\nb{{ . }}: c: d\n{{- end }}'
  pintle -1 template broken
  in_order "$stderr" 'Error: YAML parse error on broken/templates/t.yaml: ' 'Use --debug flag to render out invalid YAML' \
    '--> rendered broken/templates/t.yaml:4:6' ' 4 | b1: c: d' '|      ^'
  pintle -1 template broken --debug
  has "$output" $'# Source: broken/templates/t.yaml\n' 'b1: c: d'
  lacks "$stderr" 'Use --debug'
}

@test "a function's argument that was found wanting: where it was set" {
  make_chart needs values.yaml $'l: [a]\n' templates/t.yaml '{{ required "need it" .Values.it }}{{ index .Values.l 5 }}'
  pintle -1 template needs
  in_order "$stderr" 'need it' 'note: .Values.it is not set anywhere'
  pintle -1 template needs --set it=
  has "$stderr" 'note: .Values.it is an empty string, set at --set'
  pintle -1 template needs --set-json it=null
  has "$stderr" 'note: .Values.it is null, set at --set-json'
  pintle -1 template needs --set it=1
  in_order "$stderr" 'index out of range: 5' 'note: .Values.l is []interface {}, set at needs/values.yaml:1:4'
}

@test "a schema's reference to a URN is told of: nobody resolves it" {
  make_chart urn values.yaml 'a: 1' values.schema.json '{"$ref": "urn:example:x"}'
  pintle template urn
  has "$stderr" 'level=WARN msg="unresolved URN reference ignored; using permissive schema" urn=urn:example:x'
}

# logs COMMAND...: what is told besides errors, and that Helm tells the same.
logs() {
  pintle "$@"
  [[ -z ${HELM-} ]] || equal "$("$HELM" "$@" 2>&1 >/dev/null | sed 's/^level=ERROR.*//')" "$stderr"
}

@test "what Helm logs is told in the form of its logger" {
  make_chart logs values.yaml $'s: {k: {a: 1}}\ng: 1' requirements.yaml 'dependencies: []' requirements.lock 'dependencies: []' \
    charts/s/Chart.yaml $'apiVersion: v2\nname: s\nversion: 0.1.0' charts/s/values.yaml 'k: 1' \
    templates/h.yaml $'kind: A\nmetadata: {annotations: {helm.sh/hook: "pre-install, \\"odd\\""}}'
  logs template logs
  has "$stderr" 'level=INFO msg="warning: skipped value for logs.s.k: Not a table."' \
    'level=INFO msg="skipping unknown hooks" hookTypes="pre-install, \"odd\""' \
    'level=INFO msg="Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend'
  echo 'deprecated: true' >> logs/Chart.yaml
  logs template logs --dry-run
  logs template logs --dry-run=true
  has "$stderr" 'level=WARN msg="this chart is deprecated"' "level=WARN msg=\"boolean '--dry-run=true' flag is deprecated"
}

@test "a link in a chart is told of, as it may lead to what nobody meant to give away" {
  make_chart linked values.yaml 'a: 1'
  echo "secret: 1" > outside
  ln -s ../outside 'linked/a b'
  ln -s ../../outside linked/templates/x.yaml
  logs template linked
  has "$stderr" "path=\"$work/linked/a b\" resolved=$work/outside" "path=$work/linked/templates/x.yaml resolved=$work/outside"
  logs package linked
  pintle lint linked # Helm loads the chart twice, and tells it twice
  has "$stderr" "path=\"$work/linked/a b\" resolved=$work/outside" "path=$work/linked/templates/x.yaml resolved=$work/outside"
}

@test "lint tells what fail and required would have said" {
  make_chart asks templates/t.yaml '{{ required "the name" .Values.name }}{{ required "é=1" "" }}{{ fail "no\n" }}' values.yaml 'a: 1'
  logs lint asks
  has "$stderr" 'level=WARN msg="missing required value" message="the name"' 'level=INFO msg="funcMap fail" message="no\n"'
}

@test "conditions, tags and imports of subcharts that are no booleans and no tables are told of" {
  make_chart parent values.yaml $'tags: {a: "x"}\ns: {go: 3}\nt: text' templates/t.yaml 'a: 1' \
    charts/s/Chart.yaml $'apiVersion: v2\nname: s\nversion: 0.1.0' charts/s/values.yaml 'k: 1' \
    Chart.yaml $'apiVersion: v2\nname: parent\nversion: 0.1.0\ndependencies:\n- {name: s, version: 0.1.0, condition: "s.go,t", tags: [a], import-values: [nope, {child: c.d, parent: p}]}'
  logs template parent
  in_order "$stderr" 'level=WARN msg="returned non-bool value" tag=a chart=s' \
    'level=WARN msg="returned non-bool value" path=s.go chart=s' 'level=WARN msg="returned non-bool value" path=t chart=s' \
    'level=WARN msg="ImportValues missing table" error="\"exports\" is not a table"' \
    'level=WARN msg="ImportValues missing table from chart" chart=s error="\"c\" is not a table"'
}

@test "references between schemas are URLs: spaces, queries, dots, and what cannot be read" {
  make_chart web templates/t.yaml 'a: 1' 'in a/c d.json' '{"$defs": {"é": {"required": ["x"]}}}'
  for ref in 'c d.json' c%20d.json 'c d.json?query' './c d.json' '../in a/./b/../c d.json' "file://$work/web/in%20a/c%20d.json" \
    "file:$work/web/in a/c d.json" "//host$work/web/in a/c d.json"; do
    printf '{"$id": "file://%s/web/in%%20a/x.json?y", "$ref": "%s#/$defs/é"}' "$work" "$ref" > web/values.schema.json
    pintle -1 template rel web
    has "$stderr" "missing property 'x'"
    like_helm_says template rel web
  done
  for ref in '?q' none.json . .. //host /none file:none file: 'é' 'ftp://x/y' x:y; do
    printf '{"$id": "file:///none/b/x.json", "$ref": "%s"}' "$ref" > web/values.schema.json
    run --keep-empty-lines --separate-stderr "$PINTLE" template rel web
    like_helm_says template rel web
  done
}

@test "what is no chart: the error is Helm's" {
  echo 'a: 1' > values.yaml
  mkdir empty
  make_chart v9 Chart.yaml $'apiVersion: v9\nname: v9\nversion: 0.1.0' templates/a.yaml 'a: 1'
  make_chart v3 Chart.yaml $'apiVersion: v3\nname: v3\nversion: 0.1.0' templates/a.yaml 'a: 1'
  printf '\x1f\x8b\x07aaaaaaaaaaaaaaaaaa' > method.tgz
  while IFS='|' read -r chart error; do
    pintle -1 template rel "$chart"
    has "$stderr" "${error//PWD/$PWD}"
    like_helm_says template rel "$chart"
    pintle -1 package "$chart"
    like_helm_says package "$chart"
  done <<'CASES'
./values.yaml|Error: file 'PWD/values.yaml' seems to be a YAML file, but expected a gzipped archive
./empty|Error: unable to detect chart at PWD/empty/Chart.yaml: open PWD/empty/Chart.yaml: no such file or directory
./v9|Error: unsupported chart version
./method.tgz|Error: file 'PWD/method.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'
CASES
  pintle -1 template rel ./v3
  has "$stderr" 'Error: invalid chart apiVersion'
  like_helm_says template rel ./v3
}

@test "archives without a chart, schemas without JSON, values of a part that are no map: the error is Helm's" {
  make_chart web templates/a.yaml 'a: 1'
  make_chart broken values.schema.json '{' templates/a.yaml 'a: 1'
  make_chart whole charts/kid/Chart.yaml $'apiVersion: v2\nname: kid\nversion: 0.1.0' charts/kid/values.schema.json '{"type":"object"}'
  mkdir -p other/empty && touch other/empty/values.yaml
  mkdir -p below/Chart.yaml && touch below/Chart.yaml/x
  tar czf flat.tgz -C web Chart.yaml templates
  tar czf below.tgz -C below Chart.yaml/x
  tar czf none.tgz -C other empty
  while IFS='|' read -r command error; do
    read -ra words <<< "$command"
    pintle -1 "${words[@]}"
    has "$stderr" "$error"
    stderr=$(sed '/^$/q' <<< "$stderr") # what stands behind it is not Helm's
    like_helm_says "${words[@]}"
  done <<'CASES'
template rel flat.tgz|chart illegally contains content outside the base directory: "Chart.yaml"
template rel below.tgz|chart yaml not in base directory
template rel none.tgz|Error: unable to detect chart version, no Chart.yaml found
package broken|Error: failed to save: invalid JSON in values.schema.json
template rel ./whole --set kid=5|Error: type mismatch on kid: %!t(int64=5)
CASES
}

@test "schemas with broken identifiers, references and anchors: the report is Helm's" {
  make_chart web values.yaml 'a: 1' templates/a.yaml 'a: 1'
  while IFS='|' read -r schema report; do
    printf '%s' "$schema" > web/values.schema.json
    pintle -1 template rel web
    has "$stderr" "$report"
    stderr=$(sed '/^$/q' <<< "$stderr")
    like_helm_says template rel web
  done <<'CASES'
{"$id":"http://[bad"}|error in parsing id at "file:///values.schema.json#"
{"$defs":{"a b/c%":{"$id":"%zz"}}}|error in parsing id at "file:///values.schema.json#/$defs/a%20b~1c%25"
{"$schema":"http://json-schema.org/draft-04/schema#","id":"%"}|error in parsing id at "file:///values.schema.json#"
{"$ref":"#/%61%2F%aF%zz"}|is not valid uri-reference
{"$ref":"#x~2"}|anchor in "file:///values.schema.json#x~2" not found
{"$ref":"#/a~2b"}|invalid json-pointer "file:///values.schema.json#/a~2b"
{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}|duplicate anchor "x"
{"$schema":"#/a","a":{"$schema":"#"}}|no URLLoader registered for ""
{"dependentRequired":{"a":["x","y","z"]}}|properties 'x', 'y', 'z' required, if 'a' exists
CASES
}

@test "dependencies that cannot be processed are logged before they are an error" {
  make_chart web Chart.yaml $'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{name: kid, version: 0.1.0, alias: al, repository: ""}]' \
    charts/kid/Chart.yaml $'apiVersion: v2\nname: kid\nversion: 0.1.0'
  for command in 'template rel web' 'install rel web --dry-run=client'; do
    read -ra words <<< "$command"
    pintle -1 "${words[@]}" --set al=5
    has "$stderr" 'level=ERROR msg="chart dependencies processing failed" error="type mismatch on al: %!t(int64=5)"'
    like_helm_says "${words[@]}" --set al=5
  done
}
