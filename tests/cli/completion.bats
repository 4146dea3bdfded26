#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
load helper

# offered WORD...: what bash completion offers for the last word of `pintle WORD...`.
offered() {
  "$PINTLE" completion bash > completion.bash
  # shellcheck disable=SC2016 # for the inner shell
  bash --norc -c 'source completion.bash
    COMP_WORDS=(pintle "$@") COMP_CWORD=$#
    $(complete -p pintle | sed "s/.*-F \([^ ]*\).*/\1/")
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "the scripts are valid: bash, zsh, fish" {
  for shell in bash zsh fish; do
    pintle completion "$shell"
    has "$output" 'completion for pintle'
    equal "" "$stderr"
    "$shell" -n <("$PINTLE" completion "$shell") || { "$PINTLE" completion "$shell" > script && "$shell" -n script; }
  done
}

@test "bash offers the commands" {
  equal 'completion create env get help history install lint list man package rollback show status template test uninstall upgrade version' "$(offered '' | xargs)"
  equal 'template' "$(offered tem)"
}

@test "bash offers subcommands" {
  equal 'all chart crds readme values' "$(offered show '' | xargs)"
}

@test "bash offers a command's options and the global ones, and no other command's" {
  has "$(offered template --)" --show-only --set-json --include-crds --post-renderer --kube-version --namespace
  lacks "$(offered template --)" --destination --starter
  equal --with-subcharts "$(offered lint --with)"
  has "$(offered package -)" -d --destination
}

@test "bash offers an option's words" {
  equal 'never auto always' "$(offered template --color '' | xargs)"
}

@test "bash offers files and folders where they belong" {
  mkdir folder
  : > values-of-mine.yaml
  equal values-of-mine.yaml "$(offered template -f values-of)"
  equal folder "$(offered template --output-dir fold)"
  equal "" "$(offered template --output-dir values-of)"
}

@test "fish offers commands, and options of their command" {
  "$PINTLE" completion fish > completion.fish
  equal template "$(fish --no-config -c 'source completion.fish; complete -C "pintle tem"' | cut -f 1)"
  has "$(fish --no-config -c 'source completion.fish; complete -C "pintle template --show"')" --show-only
  equal "" "$(fish --no-config -c 'source completion.fish; complete -C "pintle create --show"')"
}

@test "a shell that is not known is an error that names those that are" {
  pintle -1 completion tcsh
  equal "" "$output"
  equal 'Error: no completion for "tcsh": bash, zsh and fish are known' "$stderr"
}
