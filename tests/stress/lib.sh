# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# lib.sh - what the stress tests share, on top of tests/net/lib.sh
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# Traffic comes from p on every CPU all the time. The session "constant" in h mirrors it and is never touched: whatever
# goes on beside it, it must see each packet that came to h:eth0, and copy each.
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

# STRESS_FACTOR times as many iterations as the tests say.
# shellcheck disable=SC2034 # for the tests
factor=${STRESS_FACTOR:-1}
flows=() workers=()

# /sys shows the namespace that it was mounted in.
# shellcheck disable=SC2016 # for awk
received() { in_space h awk '$1 == "eth0:" { print $3 }' /proc/net/dev; }

stress_topology() {
	hold_hooks
	long_queues
	basic_topology
	must m session add constant to dev mir0 from dev eth0 dir in
	before=$(received)
}

# Microseconds between the frames of a flow. A sender that never waits leaves the rest of the machine, on this kernel, one
# command in minutes.
gap=5000

# traffic_on - from each CPU, frames that rules tell apart, and that get as far as the IP stack
traffic_on() {
	local cpu

	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		frame -n p -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp sport $((1000 + cpu)) dport $((53 + cpu)) tag x \
			cpu $cpu count 100000000 gap $gap" &
		flows+=($!)
	done
}

traffic_off() {
	kill "${flows[@]}"
	wait "${flows[@]}" 2>/dev/null
	flows=()
}

# flowing - packets have come since the last time
flowing() {
	local n

	n=$(received)
	((n > last_received))
}

must_flow() {
	last_received=$(received)
	until_true flowing || not_ok "$1: traffic flows" "$last_received packets"
}

# work NAME COMMAND... - in the background; workers_done waits for all, each of which must succeed
work() {
	local name=$1

	shift
	("$@" >"$work/said.$name" 2>&1 || { echo "$name: status $?"; tail -n 5 "$work/said.$name"; } >"$work/failed.$name") &
	workers+=($!)
}

# workers_done WHAT
workers_done() {
	wait "${workers[@]}"
	workers=()
	is "$1" "$(cat "$work"/failed.* 2>/dev/null)" ""
	rm -f "$work"/failed.*
}

# enough - packets have come since `before` to tell
enough() { (($(received) - before > 1000)); }

# constant_is_whole - the session that nobody touched has seen and copied all that came since
constant_is_whole() {
	local n=$(($(received) - before))

	settle constant "$n"
	counted "$n packets came, and each was copied" constant "seen=$n copied=$n skipped=0"
	is "that was enough to tell" "$((n > 1000))" 1
}

stress_end() {
	until_true enough
	traffic_off
	constant_is_whole
	finish
}
