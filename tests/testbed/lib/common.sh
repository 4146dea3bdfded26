# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034 # some of these are for the commands that source this file
# common.sh: what all the testbed's commands share: where things lie, and small helpers. Sourced, never run. Where a cluster lies
# is said with use_state, or by the environment of those that `up` starts.

TESTBED=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
TESTBED_HOME=${PINTLE_CLUSTER:-$HOME/.cache/pintle/cluster} # what `build` makes; may be deleted at any time
BIN=$TESTBED_HOME/bin
IMAGES=$TESTBED_HOME/images
STORE=$TESTBED_HOME/store                                   # a containerd root with all images unpacked
PROGRAMS=${KUBEBUILDER_ASSETS:-$BIN}                        # a bare control plane's
export TESTBED TESTBED_HOME BIN PROGRAMS

# The addresses lie in the nodes' own network namespaces: they never meet the host's.
export NODE_NET=10.250.0 POD_NET=10.244 SERVICE_CIDR=10.96.0.0/16 API_SERVICE_IP=10.96.0.1 DNS_SERVICE_IP=10.96.0.10
CGROUPS=(cpu cpuacct cpuset memory devices freezer blkio pids systemd) # the cgroup v1 hierarchies
STARTED=$(date +%s%N)

# say TEXT: prints a line of progress with the seconds since the start.
say() {
	local ms=$((($(date +%s%N) - STARTED) / 1000000))
	printf '%5d.%ds  %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "$*" >&2
}

# die TEXT: prints an error and ends the command.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# usage: prints the comment at the top of the running command.
usage() {
	sed -n '3,/^[^#]/{s/^# \{0,1\}//p}' "$0"
}

# use_state FOLDER: the cluster is the one in that folder: its keys, etcd's data, logs and volumes.
use_state() {
	case ${1-} in
		-h | --help) usage && exit ;;
		'') die "which folder holds the cluster? see --help" ;;
	esac
	TESTBED_STATE=$(realpath -m "$1")
	PIDS=$TESTBED_STATE/pids
	CGROUP_PARENT=testbed-$(printf %s "$TESTBED_STATE" | cksum | cut -d' ' -f1)
	export TESTBED_STATE PIDS CGROUP_PARENT
}

# alive PIDFILE: is the process that this state's testbed noted there still running?
alive() {
	local pid
	pid=$(cat "$1" 2>/dev/null) || return 1
	# A number may have been given to a stranger since: ours carry the state folder in their environment.
	grep -qzxF "TESTBED_STATE=$TESTBED_STATE" "/proc/$pid/environ" 2>/dev/null
}

# stop SIGNAL PIDFILE: ends a process of ours and waits until it is gone, at most 10 s.
stop() {
	local signal=$1 pidfile=$2 pid
	if alive "$pidfile"; then
		pid=$(cat "$pidfile")
		kill "-$signal" "$pid"
		for _ in $(seq 200); do
			alive "$pidfile" || break
			sleep 0.05
		done
		! alive "$pidfile" || kill -KILL "$pid"
	fi
	rm -f "$pidfile"
}

# spawn NAME COMMAND...: starts a background process in a session of its own; notes its pid, keeps its log.
spawn() {
	local name=$1
	shift
	# shellcheck disable=SC2016 # the inner shell is to expand these
	setsid -f bash -c 'echo $$ > "$0"; exec "$@"' "$PIDS/$name" "$@" >> "$TESTBED_STATE/log/$name.log" 2>&1 < /dev/null
}
export -f spawn   # for `up`, which also calls it in another namespace

# wait_for SECONDS WHAT COMMAND...: repeats the command until it succeeds; ends in an error after that time.
wait_for() {
	local end=$(($(date +%s) + $1)) what=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		[ "$(date +%s)" -lt "$end" ] || die "$what: not in time; the logs are under $TESTBED_STATE (*/log, log)"
		sleep 0.1
	done
	say "$what"
}

# node_pid N: prints the pid of node N's first process as the host sees it.
node_pid() {
	alive "$PIDS/node$1" || die "node$1 is not running"
	cat "$PIDS/node$1"
}
