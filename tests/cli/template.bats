#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# Shows what the chart sees: one line for each fact.
facts() {
  make_chart facts values.yaml "${2-}" templates/t.yaml "$1"
}

@test "the documents are all of standard output, and standard error is empty" {
  make_chart plain templates/t.yaml 'a: {{ .Release.Name }}'
  pintle template rel plain
  equal $'---\n# Source: plain/templates/t.yaml\na: rel\n' "$output"
  equal "" "$stderr"
  like_helm template rel plain
}

@test "a warning is talk: standard error, not among the documents" {
  make_chart warned values.yaml 'a: 1' templates/t.yaml 'x: 1'
  ln -s ../values.yaml warned/templates/link.yaml
  pintle template rel warned --force
  has "$stderr" '--force has been deprecated, use --force-replace instead'
  equal $'---\n# Source: warned/templates/link.yaml\na: 1\n\n---\n# Source: warned/templates/t.yaml\nx: 1\n' "$output"
  like_helm template rel warned --force
}

@test "the name is release-name unless given" {
  facts 'name: {{ .Release.Name }}'
  pintle template facts
  has "$output" 'name: release-name'
  pintle template given facts
  has "$output" 'name: given'
  pintle template --name option facts
  has "$output" 'name: option'
}

@test "--name beside a NAME is refused" {
  facts 'name: {{ .Release.Name }}'
  pintle -1 template rel facts --name other
  equal "" "$output"
  has "$stderr" 'Error: cannot set --name and also specify a name'
}

@test "--name-template makes the name" {
  facts 'name: {{ .Release.Name }}'
  pintle template --name-template 'x{{ "ABC" | lower }}' facts
  has "$output" 'name: xabc'
  like_helm template --name-template 'x{{ "ABC" | lower }}' facts
  pintle template --name-template 'x{{ fromJson "5" }}{{ if not (fromJson "{") }}y{{ end }}' facts
  has "$output" x5y
  like_helm template --name-template 'x{{ fromJson "5" }}{{ if not (fromJson "{") }}y{{ end }}' facts
}

@test "--name-template beside a NAME is refused" {
  facts 'name: {{ .Release.Name }}'
  pintle -1 template rel facts --name-template x
  equal "" "$output"
  has "$stderr" 'Error: cannot set --name-template and also specify a name'
  like_helm template rel facts --name-template x
}

@test "--generate-name and -g leave the name as it is without, as in Helm" {
  facts 'name: {{ .Release.Name }}'
  for option in --generate-name -g; do
    pintle template "$option" facts
    has "$output" 'name: release-name'
    like_helm template "$option" facts
  done
}

@test "a name template has Sprig's functions, env among them, and none of Helm's own" {
  facts 'name: {{ .Release.Name }}'
  PLACE=here pintle template --name-template 'x-{{ env "PLACE" }}' facts
  has "$output" 'name: x-here'
  PLACE=here like_helm template --name-template 'x-{{ env "PLACE" }}' facts
  pintle -1 template --name-template 'x-{{ toYaml 1 }}' facts
  has "$stderr" 'Error: template: name-template:1: function "toYaml" not defined'
  like_helm template --name-template 'x-{{ toYaml 1 }}' facts
  for call in 'include "a" 1' 'tpl "a" 1' 'template "a"'; do
    pintle -1 template --name-template "x-{{ $call }}" facts
    like_helm template --name-template "x-{{ $call }}" facts
  done
  has "$stderr" 'template "a" not defined'
}

@test "a name template expands variables as Go does, knows times, and fails with the message alone" {
  facts 'name: {{ .Release.Name }}'
  for template in 'x-{{ expandenv "$PLACE.${PLACE}y$" | trimSuffix "$" }}' '{{ expandenv "a${}b${c$.1$$x" }}' \
    'x{{ (toDate "2006-01-02" "2020-01-02").Year }}' '{{ fail "because" }}' '{{ durationSeconds "1s" }}'; do
    PLACE=here run --keep-empty-lines --separate-stderr "$PINTLE" template --name-template "$template" facts
    PLACE=here like_helm template --name-template "$template" facts
  done
  PLACE=here pintle template --name-template 'x-{{ expandenv "$PLACE" }}{{ (toDate "2006-01-02" "2020-01-02").Year }}' facts
  has "$output" 'name: x-here2020'
  pintle -1 template --name-template '{{ fail "because" }}' facts
  has "$stderr" 'at <fail "because">: error calling fail: because'
}

@test "values between commas are CSV: quotes, lines, and what is wrong with them" {
  facts '{{ range $v := list "a" "b" "a\"b" "a\nb" "" "x" }}{{ $.Capabilities.APIVersions.Has $v }} {{ end }}: 1'
  for list in '' 'a,b' '"a",b' '"a""b",x' $'"a\nb"' '"",' $'\n\nx' $'a\r\nb'; do
    pintle template rel facts -a "$list"
    like_helm template rel facts -a "$list"
  done
  for list in '"a' 'a"b' '"a"b' $'"a\nb' $'"a\nb"x' $'\n' 'a,é"'; do
    pintle -1 template rel facts -a "$list"
    has "$stderr" ' for "-a, --api-versions" flag: '
    [[ -z ${HELM-} ]] || equal "$("$HELM" template rel facts -a "$list" 2>&1 >/dev/null)" "$stderr"
  done
  pintle -1 template rel facts -a '"a"b'
  has "$stderr" 'flag: parse error on line 1, column 3: extraneous or missing " in quoted-field'
  pintle -1 template rel facts -l 'a="b,c=d'
  has "$stderr" 'invalid argument "a=\"b,c=d" for "-l, --labels" flag: parse error on line 1, column 3: bare " in non-quoted-field'
}

@test "empty options are as good as none: -f, --output-dir" {
  facts '{{ toJson .Values }}' 'a: chart'
  pintle template rel facts -f '' --output-dir ''
  has "$output" '{"a":"chart"}'
  lacks "$output" wrote
  like_helm template rel facts -f '' --output-dir ''
}

@test "a letter that is no option is told with those behind it" {
  pintle -1 template -gq x
  equal "Error: unknown shorthand flag: 'q' in -q" "$stderr"
  pintle -1 template -gn
  equal "Error: flag needs an argument: 'n' in -n" "$stderr"
}

@test "options that exclude each other, and values that an option does not take, are refused as in Helm" {
  facts 'name: {{ .Release.Name }}'
  for options in '--validate --dry-run=client' '--force --force-conflicts' '--dry-run=none' '--dry-run=what' '--wait=what' \
    '--server-side=what' '--labels a' '--kube-version 1' '--kube-version 01.2' '--kube-version x' '--kube-version 1.99999999999999999999'; do
    # shellcheck disable=SC2086  # words
    pintle -1 template facts $options
    equal "" "$output"
    # shellcheck disable=SC2086
    [[ -z ${HELM-} ]] || equal "$("$HELM" template facts $options 2>&1 >/dev/null | grep '^Error')" "$(grep '^Error' <<< "$stderr")"
  done
}

@test "the Kubernetes version keeps its own text, and all of its numbers for comparisons" {
  facts 'v: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Minor }}'
  pintle template facts --kube-version v1.2
  has "$output" 'v: v1.2 v1.2 2'
  for version in 1.2 v1.2 1.33.4-gke.1 1.02.3.4+x ' v1.2'; do
    pintle template facts --kube-version "$version"
    like_helm template facts --kube-version "$version"
  done
}

@test "--generate-name beside a NAME is refused" {
  facts 'name: {{ .Release.Name }}'
  pintle -1 template -g rel facts
  equal "" "$output"
  has "$stderr" 'Error: cannot set --generate-name and also specify a name'
}

@test "a name that Kubernetes would not take is refused" {
  facts 'name: {{ .Release.Name }}'
  pintle -1 template Bad_Name facts
  equal "" "$output"
  has "$stderr" 'release name check failed: release name "Bad_Name": invalid release name'
}

@test "--show-only prints one template's documents" {
  make_chart two templates/a.yaml 'a: 1' templates/b.yaml 'b: 1'
  pintle template rel two --show-only templates/b.yaml
  equal $'---\n# Source: two/templates/b.yaml\nb: 1\n\n' "$output"
  like_helm template rel two --show-only templates/b.yaml
}

@test "-s takes wildcards, may be repeated, and keeps the order asked for" {
  make_chart three templates/a1.yaml 'a: 1' templates/a2.yaml 'a: 2' templates/b.yaml 'b: 1'
  pintle template rel three -s templates/b.yaml -s 'templates/a*.yaml'
  in_order "$output" 'b: 1' 'a: 1' 'a: 2'
  like_helm template rel three -s templates/b.yaml -s 'templates/a*.yaml'
  pintle template rel three -s 'templates/a?.yaml'
  lacks "$output" 'b: 1'
}

@test "-s reaches the templates of a subchart" {
  make_chart parent templates/p.yaml 'p: 1' charts/sub/templates/s.yaml 's: 1' \
    charts/sub/Chart.yaml $'apiVersion: v2\nname: sub\nversion: 0.1.0'
  pintle template rel parent -s charts/sub/templates/s.yaml
  equal $'---\n# Source: parent/charts/sub/templates/s.yaml\ns: 1\n\n\n' "$output"
  like_helm template rel parent -s charts/sub/templates/s.yaml
}

@test "-s: the file's name is what follows the first slash behind the mark, on whatever line" {
  make_chart one crds/a.yaml $'kind: A\n---\n# Source: x\ny/crds/b.yaml\nkind: B\n---\n# Source: /x/y\n# Source: a/b/c'
  for name in crds/a.yaml crds/b.yaml b/c 'crds/*' x/y y; do
    run --keep-empty-lines --separate-stderr "$PINTLE" template rel one --include-crds -s "$name"
    [[ $name == [xy]* ]] && has "$stderr" "could not find template $name in chart"
    [[ $name == [xy]* ]] || has "$output" '# Source: '
    like_helm template rel one --include-crds -s "$name"
  done
}

@test "-s that matches nothing is an error that names it" {
  pintle -1 template rel "$charts/hooks" -s templates/nope.yaml
  equal "" "$output"
  equal 'Error: could not find template templates/nope.yaml in chart' "$(grep -v '^level=' <<< "$stderr")"
}

@test "a name that is none is logged and refused; labels that Helm has itself are refused, too" {
  facts 'name: {{ .Release.Name }}'
  for name in A x-_ "$(printf 'a%.0s' {1..54})"; do
    pintle -1 template "$name" facts
    has "$stderr" 'level=ERROR msg="release name check failed" error="release name ' "Error: release name check failed: release name \"$name\""
    like_helm_says template "$name" facts
  done
  for labels in name=x a=b,owner=x; do
    pintle -1 template rel facts --labels $labels
    has "$stderr" 'user supplied labels contains system reserved label name'
    like_helm_says template rel facts --labels $labels
  done
  pintle template rel facts --labels a=b
  facts '{{ fail "because" }}'
  pintle -1 template rel facts --labels name=x
  like_helm_says template rel facts --labels name=x
}

@test "--output-dir writes each template's documents to its file and says so" {
  make_chart two templates/a.yaml $'a: 1\n---\na: 2' templates/deep/b.yaml 'b: 1'
  pintle template rel two --output-dir out
  equal $'---\n# Source: two/templates/a.yaml\na: 1\n\n---\n# Source: two/templates/a.yaml\na: 2' "$(cat out/two/templates/a.yaml)"
  equal $'---\n# Source: two/templates/deep/b.yaml\nb: 1' "$(cat out/two/templates/deep/b.yaml)"
  equal 2 "$(find out -type f | wc -l)"
  has "$output" 'wrote out/two/templates/a.yaml' 'wrote out/two/templates/deep/b.yaml'
  if [[ -n ${HELM-} ]]; then
    "$HELM" template rel two --output-dir helm
    diff -r helm out
  fi
}

@test "--output-dir: a template's resources and hooks share its file, and each is told" {
  make_chart two templates/a.yaml $'kind: A\n---\nkind: B\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n---\nkind: C' \
    templates/b.yaml 'kind: B'
  pintle template rel two --output-dir out
  equal 4 "$(count "$output" '^wrote out/two/templates/')"
  equal 3 "$(count "$output" '^wrote out/two/templates/a.yaml$')"
  in_order "$(cat out/two/templates/a.yaml)" 'kind: A' 'kind: C' 'kind: B'
  like_helm template rel two --output-dir out
}

@test "--output-dir does not keep what an earlier run wrote into a file" {
  make_chart one templates/a.yaml 'a: {{ .Values.n }}'
  pintle template rel one --output-dir out --set n=1
  pintle template rel one --output-dir out --set n=2
  equal $'---\n# Source: one/templates/a.yaml\na: 2' "$(cat out/one/templates/a.yaml)"
}

@test "--output-dir: a chart that fails leaves no file and no folder" {
  make_chart half templates/a.yaml 'a: 1' templates/b.yaml '{{ fail "no" }}'
  pintle -1 template rel half --output-dir out
  has "$stderr" 'half/templates/b.yaml:1:3): no'
  [ ! -e out ]
}

@test "--output-dir: a file that cannot be written is an error that names it" {
  make_chart one templates/a.yaml 'a: 1'
  : > out
  pintle -1 template rel one --output-dir out
  equal $'Error: stat out/one/templates: not a directory\n\nUse --debug flag to render out invalid YAML' "$stderr"
  equal "" "$output"
  like_helm_says template rel one --output-dir out
  HELM_DEBUG=1 pintle -1 template rel one --output-dir out
  equal 'Error: stat out/one/templates: not a directory' "$stderr"
  mkdir -p folder/one/templates/a.yaml
  pintle -1 template rel one --output-dir folder
  has "$stderr" 'Error: open folder/one/templates/a.yaml: is a directory'
  like_helm_says template rel one --output-dir folder
}

# linked FOLDER: a file, links to files, to one that is not there yet and to a device, in FOLDER/w/templates, where "web" writes.
linked() {
  local at=$1/w/templates
  mkdir -p "$at" "$1/else"
  echo 'long before, and longer than what comes: 0123456789012345678901234567890123456789' | tee "$at/a.yaml" > "$1/else/b"
  chmod 600 "$at/a.yaml"
  ln -s ../../else/b "$at/b.yaml"
  ln -s link "$1/else/first"
  ln -s "$PWD/$1/else/new" "$1/else/link"
  ln -s ../../else/first "$at/c.yaml"
  ln -s /dev/null "$at/d.yaml"
}

# tree_of FOLDER: kinds, modes, paths, where links lead, and contents.
tree_of() {
  (cd "$1" && find . -printf '%y %m %p %l\n' | sort && find . -type f | sort | xargs head -n 20) | sed "s,$PWD/$1/,,"
}

@test "--output-dir writes through links, into devices, and leaves a file its mode" {
  make_chart w templates/a.yaml 'a: 1' templates/b.yaml 'b: 1' templates/c.yaml 'c: 1' templates/d.yaml 'd: 1'
  linked ours
  pintle template rel w --output-dir ours
  has "$(cat ours/else/new)" "c: 1"
  equal 600 "$(stat -c %a ours/w/templates/a.yaml)"
  [ -L ours/w/templates/b.yaml ]
  [ -c /dev/null ]
  if [[ -n ${HELM-} ]]; then
    linked helms
    "$HELM" template rel w --output-dir helms
    equal "$(tree_of helms)" "$(tree_of ours)"
  fi
}

@test "--output-dir: links that lead nowhere, round, or to a folder are errors" {
  make_chart w templates/a.yaml 'a: 1'
  mkdir -p out/w/templates
  for to in a.yaml ../../no/such . "/$(printf "long/%.0s" {1..800})"; do
    ln -sfn "$to" out/w/templates/a.yaml
    pintle -1 template rel w --output-dir out
    has "$stderr" 'Error: open out/w/templates/a.yaml: '
    like_helm_says template rel w --output-dir out
  done
}

@test "--output-dir: a name as long as names may be, and one that is too long" {
  make_chart w "templates/$(printf 'x%.0s' {1..250}).yaml" 'a: 1'
  pintle template rel w --output-dir out
  has "$(cat out/w/templates/x*.yaml)" "a: 1"
  equal 1 "$(find out -type f | wc -l)"
  printf 'apiVersion: v2\nname: %s\nversion: 1.0.0\n' "$(printf 'w%.0s' {1..250})" > w/Chart.yaml
  pintle -1 template rel w --output-dir "$(printf 'out/%.0s' {1..1000})"
  has "$stderr" 'file name too long'
  like_helm_says template rel w --output-dir "$(printf 'out/%.0s' {1..1000})"
}

@test "--output-dir: a file that may be written in a folder that may not, and the other way round" {
  make_chart w templates/a.yaml 'a: 1'
  local bound=()
  [[ $(id -u) != 0 ]] || bound=(setpriv --bounding-set=-dac_override,-dac_read_search)
  "${bound[@]}" true || leave_out 'root may write everywhere here'
  mkdir -p out/w/templates
  echo 'long before, and longer than what comes: 01234567890123456789' > out/w/templates/a.yaml
  chmod a-w out/w/templates
  "${bound[@]}" "$PINTLE" template rel w --output-dir out
  equal $'---\n# Source: w/templates/a.yaml\na: 1' "$(cat out/w/templates/a.yaml)"
  chmod u+w out/w/templates
  chmod a-w out/w/templates/a.yaml
  run "${bound[@]}" "$PINTLE" template rel w --output-dir out
  has "$output" 'Error: open out/w/templates/a.yaml: permission denied'
  equal 1 "$status"
}

@test "--output-dir: a chart's name may begin with dots" {
  make_chart ..one templates/a.yaml 'a: 1'
  pintle template rel ..one --output-dir out
  equal $'wrote out/..one/templates/a.yaml\n\n' "$output"
  equal $'---\n# Source: ..one/templates/a.yaml\na: 1' "$(cat out/..one/templates/a.yaml)"
  rm -r out
  like_helm template rel ..one --output-dir out
}

@test "--release-name puts the files below a folder of the release's name" {
  make_chart one templates/a.yaml 'a: 1'
  pintle template rel one --output-dir out --release-name
  equal $'---\n# Source: one/templates/a.yaml\na: 1' "$(cat out/rel/one/templates/a.yaml)"
}

@test "--include-crds prints the CRDs first; without it there are none" {
  make_chart crds crds/c.yaml 'kind: CustomResourceDefinition' templates/t.yaml 'a: 1'
  pintle template rel crds
  lacks "$output" CustomResourceDefinition
  pintle template rel crds --include-crds
  in_order "$output" '# Source: crds/crds/c.yaml' 'kind: CustomResourceDefinition' 'a: 1'
  like_helm template rel crds --include-crds
}

@test "--include-crds prints the subcharts' CRDs too, and --output-dir writes them" {
  make_chart crds crds/c.yaml 'kind: CustomResourceDefinition' charts/sub/crds/s.yaml 'kind: CustomResourceDefinition' \
    charts/sub/Chart.yaml $'apiVersion: v2\nname: sub\nversion: 0.1.0'
  pintle template rel crds --include-crds
  in_order "$output" '# Source: crds/crds/c.yaml' '# Source: crds/charts/sub/crds/s.yaml'
  pintle template rel crds --include-crds --output-dir out
  equal $'---\n# Source: crds/charts/sub/crds/s.yaml\nkind: CustomResourceDefinition' "$(cat out/crds/charts/sub/crds/s.yaml)"
}

@test "--skip-tests leaves test hooks out and keeps other hooks" {
  pintle template rel "$charts/hooks"
  has "$output" 'name: test-pod' 'name: hook-cm'
  pintle template rel "$charts/hooks" --skip-tests
  lacks "$output" 'name: test-pod'
  has "$output" 'name: hook-cm'
  like_helm template rel "$charts/hooks" --skip-tests
}

@test "--no-hooks leaves every hook out" {
  pintle template rel "$charts/hooks" --no-hooks
  lacks "$output" 'name: test-pod' 'name: hook-cm'
  has "$output" 'kind: Service'
  like_helm template rel "$charts/hooks" --no-hooks
}

@test "--is-upgrade turns the release's state" {
  facts $'install: {{ .Release.IsInstall }}\nupgrade: {{ .Release.IsUpgrade }}'
  pintle template rel facts
  has "$output" 'install: true' 'upgrade: false'
  pintle template rel facts --is-upgrade
  has "$output" 'install: false' 'upgrade: true'
  like_helm template rel facts --is-upgrade
}

@test "--api-versions adds to what the chart sees: commas, repeated, -a" {
  facts '{{ range $v := list "v1" "a/v1" "b/v2" "c/v3/Kind" "d/v4" }}{{ $v }}: {{ $.Capabilities.APIVersions.Has $v }}
{{ end }}'
  pintle template rel facts --api-versions a/v1,b/v2 -a c/v3/Kind
  has "$output" $'\nv1: true' 'a/v1: true' 'b/v2: true' 'c/v3/Kind: true' 'd/v4: false'
  like_helm template rel facts --api-versions a/v1,b/v2 -a c/v3/Kind
}

@test "--kube-version is what the chart sees" {
  facts '{{ with .Capabilities.KubeVersion }}{{ .Version }} {{ .Major }} {{ .Minor }} {{ .GitVersion }}{{ end }}: 1'
  pintle template rel facts --kube-version 1.29.3
  has "$output" 'v1.29.3 1 29 v1.29.3: 1'
  like_helm template rel facts --kube-version 1.29.3
  pintle -1 template rel facts --kube-version abc
  has "$stderr" "Error: invalid kube version 'abc'"
  equal "" "$output"
}

@test "--kube-version is checked against the chart's kubeVersion" {
  facts 'a: 1'
  echo 'kubeVersion: ">=1.30"' >> facts/Chart.yaml
  pintle -1 template rel facts --kube-version 1.29.0
  equal "" "$output"
  has "$stderr" 'chart requires kubeVersion: >=1.30 which is incompatible with Kubernetes v1.29.0'
  pintle template rel facts --kube-version 1.30.1
  has "$output" 'a: 1'
}

@test "--namespace, -n and HELM_NAMESPACE, the option above the variable" {
  facts 'namespace: {{ .Release.Namespace }}'
  pintle template rel facts
  has "$output" 'namespace: default'
  pintle template rel facts --namespace one
  has "$output" 'namespace: one'
  HELM_NAMESPACE=two pintle template rel facts
  has "$output" 'namespace: two'
  HELM_NAMESPACE=two pintle template rel facts -n three
  has "$output" 'namespace: three'
}

@test "the namespace of the kubeconfig's context is taken" {
  facts 'namespace: {{ .Release.Namespace }}'
  printf '%s\n' 'apiVersion: v1' 'kind: Config' 'current-context: c' 'contexts:' '- {name: c, context: {cluster: x, user: u, namespace: there}}' \
    'clusters:' '- {name: x, cluster: {server: "https://127.0.0.1:1"}}' 'users:' '- {name: u, user: {}}' > config
  pintle template rel facts --kubeconfig config
  has "$output" 'namespace: there'
  like_helm template rel facts --kubeconfig config
}

@test "--debug shows what was rendered when it is no YAML" {
  make_chart broken templates/t.yaml 'a: b: {{ .Release.Name }}'
  pintle -1 template rel broken
  equal "" "$output"
  has "$stderr" 'Error: YAML parse error on broken/templates/t.yaml' 'Use --debug flag to render out invalid YAML'
  pintle -1 template rel broken --debug
  has "$output" '# Source: broken/templates/t.yaml' 'a: b: rel'
  has "$stderr" 'Error: YAML parse error on broken/templates/t.yaml'
  lacks "$stderr" 'Use --debug'
  like_helm template rel broken --debug
}

@test "-f: later files stand above earlier ones, and all above values.yaml" {
  facts '{{ toJson .Values }}' $'a: chart\nb: chart\nc: chart\nm: {x: chart, z: chart}'
  echo '{b: one, c: one, m: {x: one}}' > one.yaml
  echo '{c: two}' > two.yaml
  pintle template rel facts -f one.yaml --values two.yaml
  has "$output" '{"a":"chart","b":"one","c":"two","m":{"x":"one","z":"chart"}}'
  like_helm template rel facts -f one.yaml --values two.yaml
  pintle template rel facts -f two.yaml,one.yaml
  has "$output" '{"a":"chart","b":"one","c":"one","m":{"x":"one","z":"chart"}}'
}

@test "-f - reads standard input" {
  facts '{{ toJson .Values }}' 'a: chart'
  pintle template rel facts -f - <<< 'a: input'
  has "$output" '{"a":"input"}'
  like_helm template rel facts -f - <<< 'a: input'
}

@test "--set: paths, lists, escapes, types, and null that removes" {
  facts '{{ toJson .Values }}' $'gone: 1\nkept: 1'
  set -- template rel facts --set 'a.b=x,l={1,two},i[1].k=v,esc=a\,b,t=true,n=7,gone=null' --set 'a.c=0123'
  pintle "$@"
  has "$output" '{"a":{"b":"x","c":"0123"},"esc":"a,b","i":[null,{"k":"v"}],"kept":1,"l":[1,"two"],"n":7,"t":true}'
  like_helm "$@"
}

@test "--set-string keeps texts, --set-literal takes all as it stands" {
  facts '{{ toJson .Values }}' ''
  set -- template rel facts --set-string a=1,b=true --set-literal 'c={x},y=\z'
  pintle "$@"
  has "$output" '{"a":"1","b":"true","c":"{x},y=\\z"}'
  like_helm "$@"
}

@test "--set-file reads the value from a file" {
  facts '{{ toJson .Values }}' ''
  printf 'line\n{a,b}' > text.txt
  pintle template rel facts --set-file a.b=text.txt
  has "$output" '{"a":{"b":"line\n{a,b}"}}'
  like_helm template rel facts --set-file a.b=text.txt
  pintle -1 template rel facts --set-file a=nowhere.txt
  has "$stderr" 'nowhere.txt' 'no such file or directory'
}

@test "--set-json takes a path's value and a whole object" {
  facts '{{ toJson .Values }}' ''
  set -- template rel facts --set-json 'a={"b":[1,2.5,null]}' --set-json '{"c":{"d":true}}'
  pintle "$@"
  has "$output" '{"a":{"b":[1,2.5,null]},"c":{"d":true}}'
  like_helm "$@"
}

@test "kinds of --set have an order of their own, whatever the order of arguments" {
  facts '{{ toJson .Values }}' 'v: chart'
  echo 'v: file' > v.yaml
  echo -n 'set-file' > t.txt
  local arguments=() expected
  for option in "-f v.yaml:file" "--set-json v=\"json\":json" "--set v=set:set" "--set-string v=string:string" \
    "--set-file v=t.txt:set-file" "--set-literal v=literal:literal"; do
    expected=${option##*:}
    # shellcheck disable=SC2206 # split on purpose
    arguments=(${option%:*} "${arguments[@]}")
    pintle template rel facts "${arguments[@]}"
    has "$output" "{\"v\":\"$expected\"}"
    like_helm template rel facts "${arguments[@]}"
  done
}

@test "a --set that is no assignment is an error that shows it" {
  facts 'a: 1'
  pintle -1 template rel facts --set 'a.b'
  equal "" "$output"
  has "$stderr" 'Error: failed parsing --set data: key "b" has no value'
}

@test "values that the schema refuses: every violation, nothing rendered; --skip-schema-validation renders" {
  pintle -1 template rel "$charts/schema" --set replicas=many --set name=UP
  equal "" "$output"
  has "$stderr" 'schema' "at '/replicas': got string, want integer" "at '/name'"
  pintle template rel "$charts/schema" --set replicas=many --set name=UP --skip-schema-validation
  has "$output" many
}

@test "an option takes its value after = too, and -- ends the options" {
  facts 'namespace: {{ .Release.Namespace }}'
  pintle template --namespace=one -- rel facts
  has "$output" 'namespace: one'
  pintle template -none rel facts
  has "$output" 'namespace: one'
}

@test "--dry-run=client is taken, --dry-run=server says that there is no cluster" {
  facts 'a: 1'
  pintle template rel facts --dry-run=client
  has "$output" 'a: 1'
  KUBERNETES_MASTER=http://127.0.0.1:1 pintle -1 template rel facts --dry-run=server
  has "$stderr" 'cluster reachability check failed: kubernetes cluster unreachable: Get "http://127.0.0.1:1/version": '
  KUBERNETES_MASTER=http://127.0.0.1:1 like_helm_says template rel facts --dry-run=server
  pintle -1 template rel facts --dry-run=nonsense
  has "$stderr" 'invalid dry-run value ("nonsense")'
}

@test "an archive renders as its folder does" {
  make_chart one templates/t.yaml 'a: {{ .Release.Name }} {{ .Values.v }}' values.yaml 'v: 3'
  tar czf one.tgz one
  pintle template rel one
  local from_folder=$output
  has "$from_folder" 'a: rel 3'
  pintle template rel one.tgz
  equal "$from_folder" "$output"
  like_helm template rel one.tgz
}

@test "standard streams that do not wait by themselves are waited for" {
  make_chart big values.yaml '' templates/a.yaml 'a: {{ repeat 3000000 .Values.a }}'
  pintle template rel big --set a=x
  printf '%s' "$output" > whole
  # shellcheck disable=SC2016  # perl's variables
  perl -MFcntl -e 'fcntl($_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK) or die for *STDIN, *STDOUT; exec @ARGV' \
    "$PINTLE" template rel big -f - < <(sleep 0.3 && echo 'a: x') 2> errors | { sleep 0.3 && cat; } > slow
  equal "" "$(cat errors)"
  cmp whole slow
}

@test "a standard output that is full is an error" {
  make_chart one templates/t.yaml 'a: 1'
  run -1 bash -c '"$0" template rel one > /dev/full' "$PINTLE"
  has "$output" 'Error: write standard output: no space left on device'
}

@test "--verify is refused: nothing would be checked" {
  facts 'name: {{ .Release.Name }}'
  pintle -1 template facts --verify
  equal "" "$output"
  has "$stderr" 'Error: --verify is not available yet'
}

@test "--wait's old words are told to be so" {
  make_chart web templates/a.yaml 'kind: A'
  pintle template web --wait=true
  equal 'level=WARN msg="--wait=true is deprecated (boolean value) and can be replaced with --wait=watcher"' "$stderr"
  like_helm_says template web --wait=true
  pintle template web --wait=false
  equal 'level=WARN msg="--wait=false is deprecated (boolean value) and can be replaced with --wait=hookOnly"' "$stderr"
}

@test "--set-file takes - for standard input" {
  make_chart web templates/a.yaml 'a: {{ .Values.x | quote }}'
  pintle template rel web --set-file x=- <<< text
  has "$output" 'a: "text\n"'
  like_helm template rel web --set-file x=- <<< text
}
