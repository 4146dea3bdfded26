#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# program NAME LINE...: a shell script that stands for it.
program() {
  local name=$1
  shift
  printf '%s\n' '#!/bin/sh' "$@" > "bin/$name"
  chmod +x "bin/$name"
}

# A machine that lacks nettle-dev, for user ID; what apt-get was told to do is in the file log.
machine() { # machine ID [sudo]
  mkdir bin
  unset DEBIAN_FRONTEND SUDO_USER
  local tool
  for tool in cat env grep mktemp rm; do
    ln -s "$(command -v $tool)" bin/
  done
  program id "echo $1"
  program dpkg-query 'case $* in *" nettle-dev") exit 1 ;; esac' 'echo install ok installed'
  program apt-get "echo \"\${SUDO_USER-}:\${DEBIAN_FRONTEND-}: \$*\" >> $work/log"
  # As sudo is set up unless told otherwise: it hands no variables on.
  [[ -z ${2-} ]] || program sudo 'exec env -i PATH="$PATH" SUDO_USER=anna "$@"'
}

deps() {
  run --separate-stderr env PATH="$work/bin" YES="${yes-}" "$repository/tools/deps" "$@" build
}

line() {
  sed -n 's/^    //p' <<< "$stderr"
}

@test "deps: root installs what is missing, and is asked nothing" {
  machine 0
  deps
  equal 0 "$status"
  equal $':: update -qq\n:noninteractive: install -qq -y --no-install-recommends nettle-dev' "$(cat log)"
}

@test "deps: without root it prints the line that does, and the line works" {
  machine 1000 sudo
  deps
  equal 1 "$status"
  [[ ! -e log ]]
  PATH=$work/bin eval "$(line)"
  equal $'anna:: update\nanna:: install -y --no-install-recommends nettle-dev' "$(cat log)"
}

@test "deps: where there is no sudo the line is one for root, with YES=1 too" {
  machine 1000
  for yes in '' 1; do
    deps
    equal 1 "$status"
    has "$stderr" 'there is no sudo here'
    equal 'apt-get update && apt-get install -y --no-install-recommends nettle-dev' "$(line)"
  done
  PATH=$work/bin eval "$(line)"
  equal $':: update\n:: install -y --no-install-recommends nettle-dev' "$(cat log)"
}

@test "deps: with YES=1 sudo installs, and nothing is asked there" {
  machine 1000 sudo
  yes=1 deps
  equal 0 "$status"
  equal $'anna:: update -qq\nanna:noninteractive: install -qq -y --no-install-recommends nettle-dev' "$(cat log)"
}

@test "deps --list names what is missing, and installs nothing" {
  machine 0
  deps --list
  equal 'nettle-dev' "$output"
  [[ ! -e log ]]
}
