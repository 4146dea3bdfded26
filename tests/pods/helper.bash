# SPDX-License-Identifier: Apache-2.0
# What the tests on nodes share: tests/cluster/helper.bash, and pods that run.
load ../cluster/helper

# A pod's specification around `sh -c`: busybox, as a user who may do nothing.
# pod_spec COMMAND [MORE OF THE CONTAINER]: one line of YAML
pod_spec() {
  printf '{restartPolicy: %s, terminationGracePeriodSeconds: 1, containers: [{name: main, image: "localhost/busybox:1.35", command: [sh, -c, %s]%s}]}' \
    "${RESTART:-Always}" "$(jq -Rn --arg text "$1" '$text')" "${2:+, $2}"
}

# kubectl ARGUMENTS...: in the file's namespace
kubectl() {
  "$KUBECTL" --namespace "$NAMESPACE" "$@"
}

# small_chart NAME: a chart without templates; files are added by tests.
small_chart() {
  mkdir -p "$FILES/$1/templates"
  printf 'apiVersion: v2\nname: %s\nversion: 1.0.0\n' "$1" > "$FILES/$1/Chart.yaml"
}
