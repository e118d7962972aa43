#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Network namespaces are made, with devices, sessions of every kind of source and traffic in them, and deleted as they
# are: 4 times from each of two processes, under traffic on every CPU elsewhere.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((4 * factor))
# Four senders, and each packet in a namespace is seen several times.
# shellcheck disable=SC2034 # for lib.sh
gap=20000

# has_seen SPACE - each session in it has seen packets
has_seen() {
	local seen

	seen=$(mirrorctl -n "$1" -j -s session show | command counters get stats.seen.packets)
	! grep -qx 0 <<<"$seen"
}

# unbalanced SPACE - whatever there does not add up
unbalanced() {
	local kind

	for kind in session source target; do
		mirrorctl -n "$1" -j -s "$kind" show
	done 2>&1 | command counters unbalanced 2>&1
}

# one NAME ROUND
one() {
	local space=$1 sender wrong status=0

	ip netns add "$space" || return
	{
		ip -n "$space" -b - <<-END &&
			link add a0 type veth peer name a1
			link add d0 type dummy
			link add br0 type bridge mcast_snooping 0
			link set a0 master br0
			link set lo up
			link set a0 up
			link set a1 up
			link set d0 up
			link set br0 up
			addr add 10.7.0.1/24 dev d0
			addr add fd07::1/64 dev d0 nodad
		END
		mirrorctl -n "$space" -b - <<-END
			session add s to dev d0 from dev 'a*' from inet match ip_proto udp
			session add b to dev d0 from bridge br0
			session add w to dev nowhere from dev a0
			session add t to vxlan remote fd07::2 vni 1 to geneve remote 10.7.0.2 vni 2 meta on from dev a0
		END
	} || status=1
	frame -n "$space" -b <<<"a1 eth dst ff:ff:ff:ff:ff:ff ip udp count 100000000 gap $gap" 2>/dev/null &
	sender=$!
	until_true has_seen "$space" || status=1
	wrong=$(unbalanced "$space")
	[[ -z $wrong ]] || { echo "$wrong"; status=1; }
	# Its routes are let go of while the namespace goes.
	(($2 % 2)) || mirrorctl -n "$space" session del t || status=1
	ip netns del "$space" || status=1
	kill "$sender"
	wait "$sender"
	return "$status"
}

many() {
	local i

	for ((i = 0; i < rounds; i++)); do
		one "$1" "$i" || return
	done
}

stress_topology
traffic_on
must_flow "before"
work first many gone1
work second many gone2
workers_done "$rounds rounds: every namespace comes and goes"
must_flow "after"
stress_end
