#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

commands='completion create env get help history install lint list man package rollback show status template test uninstall upgrade version'

@test "there is a page for the program, each command and each subcommand" {
  pintle man pages
  equal "" "$stderr"
  equal "$(printf 'pintle%s.1\n' '' $(printf -- '-%s ' $commands show-all show-chart show-crds show-readme show-values \
    get-all get-hooks get-manifest get-metadata get-notes get-values) | sort)" \
    "$(find pages -type f -printf '%f\n' | sort)"
}

# Pages bear no date, so that the same source always makes the same bytes.
@test "mandoc has nothing to say of any page but that it bears no date" {
  pintle man pages
  for page in pages/*.1; do
    mandoc -T lint -W error "$page"
    equal "" "$(mandoc -T lint -W warning "$page" | grep -v 'missing date')"
  done
}

@test "every option that --help shows is in the command's page, with its words" {
  pintle man pages
  local command option
  for command in $commands show-all; do
    mandoc -T utf8 "pages/pintle-$command.1" | col -b > text
    pintle ${command//-/ } --help
    grep -oE -- '^ +(-[a-zA-Z], )?--[a-z0-9-]+' <<< "$output" | grep -oE -- '--[a-z0-9-]+' > options
    [ "$(wc -l < options)" -gt 15 ]
    while read -r option; do
      [[ $option == --help ]] || grep -qE -- "^ +(-[a-zA-Z], )?$option( |\[|=|\$)" text || { echo "$command: $option"; return 1; }
    done < options
  done
}

@test "the page of template says what it is and gives an example" {
  pintle man pages
  has "$(mandoc -T ascii pages/pintle-template.1 | col -b)" 'pintle-template - render a chart and print its manifests' \
    'pintle template [NAME] [CHART] [flags]' '$ pintle template -f values/kafka.yml' 'write each template'
}

@test "the program's page names all commands" {
  pintle man pages
  local text command
  text=$(mandoc -T ascii pages/pintle.1 | col -b)
  for command in $commands; do
    has "$text" "pintle-$command"
  done
}

@test "a folder that cannot be made is an error" {
  : > taken
  pintle -1 man taken
  has "$stderr" 'Error: ' taken
}

@test "man without the name of a folder is an error" {
  pintle -1 man ''
  has "$stderr" 'Error: mkdir : no such file or directory'
}
