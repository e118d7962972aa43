#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Packets while memory is refused at random, one time in five: every original arrives, whole, and what could not be
# copied is counted. Needs a kernel with fault injection (tests/vm/boot --debug).
#
#   p:eth0 ------ h:eth0  h:br0  h:eth1 ------ q:eth1
#
#   sessions: p out of eth0, and local output; h in at eth0, and the bridge; q in at eth1, and IP input
#   each to a dummy d0 in its space, in h to a veth h:mir0 ------ s:mon0, and more of h's through tunnels out of h:up0,
#   whose other end nobody hears
#
# timeout: 1200
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

count=${FUZZ_PACKETS:-3000}
failslab=/sys/kernel/debug/failslab
# What the module asks for on the packet's way: an skb, and a head for a copy without an Ethernet header.
# The kernel is told on its command line which caches these are.
caches=(skbuff_head_cache kmalloc-512 kmalloc-1k)

# refuse PERCENT
refuse() {
	echo Y >"$failslab/cache-filter"
	# The sender of an original can wait for memory; the module cannot.
	echo Y >"$failslab/ignore-gfp-wait"
	echo 0 >"$failslab/verbose"
	echo 1 >"$failslab/interval"
	echo -1 >"$failslab/times"
	echo "$1" >"$failslab/probability"
}

# send_all COUNT - from each CPU; "N of N intact, 2 senders"
send_all() {
	local fd word

	exec {fd}< <(exec datagrams -n q -l 5000 "$limit")
	read -r -u "$fd" word
	datagrams -n p -c 0 -s 0 -o 2 10.1.0.2 5000 "$1" 200 &
	datagrams -n p -c 1 -s 1 -o 2 10.1.0.2 5000 "$1" 1000 &
	wait $!
	read -r -u "$fd" word
	wait
	exec {fd}<&-
	echo "$word"
}

if [[ $(for cache in "${caches[@]}"; do
	cat "/sys/kernel/slab/$cache/failslab" 2>/dev/null
done) != 1$'\n'1$'\n'1 ]]; then
	skip "memory refused at random" "needs fault injection, and slub_debug=A,$(IFS=,; echo "${caches[*]}")"
	finish
fi
long_queues
space p h q s u
pair h eth0 p eth0
pair h eth1 q eth1
pair h mir0 s mon0
pair h up0 u up0
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set eth0 master br0
	link set eth1 master br0
	link set br0 up
END
for end in p:eth0:1 q:eth1:2; do
	IFS=: read -r where dev n <<<"$end"
	address "$where" "$dev" "10.1.0.$n/24"
	ip_in "$where" <<-END
		link set $dev address 02:00:00:00:00:0$n
		link add d0 type dummy
		link set d0 up
	END
done
neighbour p eth0 02:00:00:00:00:02 10.1.0.2
neighbour q eth1 02:00:00:00:00:01 10.1.0.1
address h up0 10.9.0.1/24
neighbour h up0 02:00:00:00:00:99 10.9.0.2
wait_up p h q s u

sessions p <<-END
	session add p-dev to dev d0 from dev eth0 dir out match ip_proto udp
	session add p-inet to dev d0 from inet hook output match ip_proto udp
END
sessions h <<-END
	session add h-dev to dev mir0 from dev eth0 dir in match ip_proto udp
	session add h-bridge to dev mir0 from bridge br0 match ip_proto udp
	session add h-wire wire on vlan push 3 snaplen 90 to dev mir0 from dev eth0 dir in match ip_proto udp
	session add h-gretap to gretap remote 10.9.0.2 seq on from dev eth0 dir in match ip_proto udp
	session add h-geneve to geneve remote 10.9.0.2 meta on from bridge br0 match ip_proto udp
END
sessions q <<-END
	session add q-dev to dev d0 from dev eth1 dir in match ip_proto udp
	session add q-inet to dev d0 from inet hook input match ip_proto udp
END

# Routes, forwarding entries and the like are made now.
is "before" "$(send_all 50)" "100 of 100 intact, 2 senders"
for where in p h q; do
	must mirrorctl -n $where session reset
done
must refuse 20
got=$(send_all "$count")
echo 0 >"$failslab/probability"
is "every original arrives whole" "$got" "$((2 * count)) of $((2 * count)) intact, 2 senders"
# With the ten last words of each sender.
total=$((2 * count + 20))
for session in p-dev p-inet h-dev h-bridge h-wire h-gretap h-geneve q-dev q-inet; do
	settle $session $total "${session%%-*}"
	read -r _ seen copied skipped rest < <(counters session $session packets "${session%%-*}")
	is "$session: every packet is seen" "$seen $skipped" "seen=$total skipped=0"
	like "$session: what is not copied is for want of memory" "$rest" '^no-memory=[1-9][0-9]*$'
	is "$session: the rest is copied" "$copied" "copied=$((total - ${rest#*=}))"
done
finish
