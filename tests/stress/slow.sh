#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What goes while a packet is at it stays until the packet is done: rules, sources, hooks, targets, tunnels, options,
# sessions, filters and masks are removed and replaced, 10 times each, while each packet takes long at them. Without that,
# a packet is at a rule for some microseconds, and hardly ever in the moment in which it could be seen to be freed early.
#
#   h:slow0 ----- s:slow1     slow at slow1's ingress: copies on the short way to a veth's peer
#   h:slow2 ----- s:slow3     slow at slow2's egress: copies that go through dev_queue_xmit()
#   h:up0 ------- s:up0       slow at up0's egress: copies in a tunnel to 10.9.0.2
#
# Filters of a few hundred instructions, which the debug kernel interprets, make the look-up itself slow. The session of
# those is "filtered", that with these targets "slow".
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

rounds=$((10 * factor))

# One CPU has packets nearly all the time, and another is left for the commands.
traffic_on() {
	frame -n p -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp tag x cpu $(($(nproc) - 1)) count 100000000 gap 1000" &
	flows+=($!)
}

# slow SPACE HOOK DEV - each packet there meets a thousand rules that do nothing
slow() {
	must in_space "$1" nft -f - <<-END
		table netdev slow-$3 {
			chain a { $(printf 'meta mark %d; ' {1..16}) }
			chain b { $(printf 'meta mark != %d jump a; ' {1..8}) }
			chain c { $(printf 'meta mark != %d jump b; ' {1..8}) }
			chain base { type filter hook $2 device $3 priority 0; jump c; }
		}
	END
}

# many COMMAND... - all of these for each round; %d is the round, and %p the one before
many() {
	local command i

	for ((i = 1; i <= rounds; i++)); do
		for command; do
			command=${command//%d/$i}
			echo "${command//%p/$((i - 1))}"
		done
	done
}

# has_seen SESSION - a packet at least
has_seen() { (($(get session "$1" stats.seen.packets) > 0)); }

# changed NAME SESSION COMMAND... - while packets of the session are on their way
changed() {
	local name=$1 session=$2

	shift 2
	many "$@" >"$work/commands"
	until_true has_seen "$session" || not_ok "$name: packets" "$(counters session)"
	is "$name" "$(m -b "$work/commands" 2>&1 >/dev/null)" ""
}

tunnel="geneve remote 10.9.0.2 vni 1"
session="slow to dev slow0 to dev slow2 to $tunnel meta on from dev eth0 dir in"
filter="filter 'host 10.1.0.1$(printf ' or host 10.1.0.%d' {2..50})'"

stress_topology
pair h slow0 s slow1
pair h slow2 s slow3
pair h up0 s up0
underlay h up0 10.9.0.1/24 s up0 10.9.0.2/24
wait_up h s
slow s ingress slow1
slow h egress slow2
slow h egress up0
echo "ip_proto udp" >"$work/set"
{
	echo "session add $session"
	echo "rule add slow prio 0 ip_proto udp"
	echo "session add filtered from dev eth0 dir in"
	printf "rule add filtered prio 9%d $filter\n" {100..115}
} >"$work/made"
sessions <"$work/made"
traffic_on
must_flow "before"
changed "rules" slow "rule add slow prio %d ip_proto udp" "rule del slow prio %p ip_proto udp"
changed "sets of rules" slow "rule replace slow -f $work/set"
changed "options" slow "session set slow snaplen 10%d" "session set slow snaplen off"
changed "sources" slow "source add slow dev e*" "source del slow dev eth0" \
	"source add slow dev eth0 dir in" "source del slow dev e*"
changed "targets" slow "target del slow dev slow0" "target add slow dev slow0" \
	"target del slow dev slow2" "target add slow dev slow2" "target del slow $tunnel" "target add slow $tunnel meta on"
changed "sessions" slow "session replace $session"
# Its only source, and so the hook.
changed "hooks" slow "session replace slow to dev slow0 to $tunnel meta on from inet hook prerouting" "session show slow" \
	"session replace slow to dev slow0 to $tunnel meta on from inet hook input" "session show slow"
changed "filters" filtered "rule del filtered id %d" "rule add filtered prio 9%d $filter"
changed "masks" filtered "rule add filtered prio 1 ip_proto udp src_port 9" "session show filtered" \
	"rule del filtered prio 1 ip_proto udp src_port 9"
must_flow "after"
stress_end filtered
