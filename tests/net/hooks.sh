#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where no session needs it, no hook is registered: nothing of the module runs when a packet passes. Sessions on one
# device share one hook. (What is freed after a grace period is not traced.)
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   p:eth1 ------ h:eth1
#   p:port ------ h:port in h:br0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

tracing=/sys/kernel/tracing/instances/nfm_test

stop_tracing() {
	echo nop >"$tracing/current_tracer"
	rmdir "$tracing"
	clean_up
}

# Two frames in and three out on each device; then what ran of the module, by function.
traffic() {
	: >"$tracing/trace"
	frame -n p -b <<-END
		eth0 eth ip udp count 2 tag hooks
		eth1 eth ip udp count 2 tag hooks
		port eth dst ff:ff:ff:ff:ff:ff ip udp count 2 tag hooks
	END
	frame -n h -b <<-END
		eth0 eth ip udp count 3 tag hooks
		eth1 eth ip udp count 3 tag hooks
		br0 eth dst ff:ff:ff:ff:ff:ff ip udp count 3 tag hooks
	END
	# All that p sent has been through h's hooks when its sentinels are there.
	for dev in eth0 eth1 port; do
		sniff_on "$dev" h "$dev"
		sniff_off "$dev" p "$dev"
	done
}

# hooks NAME WANT - "FUNCTION TIMES" of the hooks that ran
hooks() {
	traffic
	is "$1" "$(sed -n 's/.*: \(nfm_hook_[a-z]*\) <-.*/\1/p' "$tracing/trace" | sort | uniq -c | awk '{ print $2, $1 }')" "$2"
}

nothing_runs() {
	traffic
	is "$1: nothing of the module runs" "$(grep nfm_hook_ "$tracing/trace")" ""
}

basic_topology
pair h eth1 p eth1
pair h port p port
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set port master br0
	link set br0 up
END
wait_up h p
[[ -d /sys/kernel/tracing/instances ]] || must busybox mount -t tracefs tracefs /sys/kernel/tracing
must mkdir "$tracing"
trap stop_tracing EXIT
echo 'nfm_hook_*' >"$tracing/set_ftrace_filter"
echo function >"$tracing/current_tracer" || broken "tracing" "no function tracer"

nothing_runs "no session"
sessions <<-END
	session add waiting to dev mir0 from dev nothere
	session add none to dev mir0
	session add off enabled off to dev mir0 from dev eth0 from bridge br0 from inet
END
nothing_runs "waiting, without a source, disabled"
# The sentinels, one for each CPU, come by eth0 too.
cpus=$(nproc)
must m session add one to dev mir0 from dev eth0 dir in
hooks "ingress of one device" "nfm_hook_in $((2 + cpus))"
must m session add two to dev mir0 from dev eth0 dir in from dev 'eth0*' dir in
hooks "two sessions on it share the hook" "nfm_hook_in $((2 + cpus))"
must m session del one
hooks "one of them gone" "nfm_hook_in $((2 + cpus))"
must m session disable two
nothing_runs "and the other disabled"
must m session enable two
hooks "enabled" "nfm_hook_in $((2 + cpus))"
must m source del two dev eth0
hooks "one of its two sources gone" "nfm_hook_in $((2 + cpus))"
must m source del two dev 'eth0*'
nothing_runs "no source left"
must m source add two dev eth1 dir out
hooks "egress of another" "nfm_hook_out 3"
must m session flush
nothing_runs "flushed"
must m session add br to dev mir0 from bridge br0
hooks "a bridge: frames of its ports, and the host's" "nfm_hook_bridge $((2 + cpus))
nfm_hook_out 3"
must m session del br
nothing_runs "bridge session deleted"
must m session add in to dev mir0 from inet
traffic
is "inet: what is received" "$(grep -o 'nfm_hook_[a-z]*' "$tracing/trace" | sort -u)" "nfm_hook_inet"
must m session del in
nothing_runs "inet session deleted"
ip_in h <<<"link del eth1"
ip_in h <<<"link add eth1 type dummy"
: >"$tracing/trace"
must m session add gone to dev mir0 from dev eth1
ip_in h <<<"link del eth1"
is "a device deleted under a session: the source waits" "$(get source gone n_bound)" 0
must m session flush
finish
