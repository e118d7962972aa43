#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Packets while memory is refused at random, objects as well as pages, one time in five: every original arrives, whole,
# and what could not be copied is counted. Needs a kernel with fault injection (tests/vm/boot --debug).
#
#   p:eth0 ------ h:eth0  h:br0  h:eth1 ------ q:eth1
#
#   sessions: p out of eth0, and local output; h in at eth0, and the bridge; q in at eth1, and IP input
#   each to a dummy d0 in its space, in h to a veth h:mir0 ------ s:mon0, and more of h's through tunnels of every kind
#   out of h:up0, whose other end nobody hears
#
# timeout: 1200
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

# shellcheck source=tests/fuzz/tools/refuse.sh
. "$(dirname -- "$0")/tools/refuse.sh"

count=${FUZZ_PACKETS:-1000}
# Bytes of the datagrams of each sender; those of the last are larger than any object.
sizes=(200 1000 8800)

# send_all COUNT - from both CPUs; "N of N intact, 3 senders"
send_all() {
	local fd word i

	exec {fd}< <(exec datagrams -n q -l 5000 "$limit")
	read -r -u "$fd" word
	for i in "${!sizes[@]}"; do
		datagrams -n p -c $((i % 2)) -s "$i" -o ${#sizes[@]} 10.1.0.2 5000 "$1" "${sizes[i]}" &
	done
	wait $!
	read -r -u "$fd" word
	wait
	exec {fd}<&-
	echo "$word"
}

[[ -e /proc/self/fail-nth ]] || { skip "memory refused at random" "the kernel has no fault injection"; finish; }
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
	link set br0 mtu 9000 up
END
# A bridge that has IP's hooks takes memory for each packet.
bridges_alone h
for end in p:eth0:1 q:eth1:2; do
	IFS=: read -r where dev n <<<"$end"
	address "$where" "$dev" "10.1.0.$n/24"
	ip_in "$where" <<-END
		link set $dev address 02:00:00:00:00:0$n
		link add d0 type dummy
		link set d0 mtu 9000 up
	END
done
neighbour p eth0 02:00:00:00:00:02 10.1.0.2
neighbour q eth1 02:00:00:00:00:01 10.1.0.1
with_ipv6 h up0
address h up0 "10.9.0.1/24 fd09::1/64"
neighbour h up0 02:00:00:00:00:99 "10.9.0.2 fd09::2"
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
	session add h-gretap6 to gretap remote fd09::2 from bridge br0 match ip_proto udp
	session add h-erspan to erspan remote 10.9.0.2 from bridge br0 match ip_proto udp
	session add h-erspan6 to erspan remote fd09::2 ver 3 from dev eth0 dir in match ip_proto udp
	session add h-vxlan to vxlan remote 10.9.0.2 from dev eth0 dir in match ip_proto udp
	session add h-vxlan6 to vxlan remote fd09::2 tos inherit from bridge br0 match ip_proto udp
	session add h-geneve to geneve remote 10.9.0.2 meta on from bridge br0 match ip_proto udp
	session add h-geneve6 to geneve remote fd09::2 from dev eth0 dir in match ip_proto udp
END
sessions q <<-END
	session add q-dev to dev d0 from dev eth1 dir in match ip_proto udp
	session add q-inet to dev d0 from inet hook input match ip_proto udp
END

# Routes, forwarding entries and the like are made now.
is "before" "$(send_all 50)" "150 of 150 intact, 3 senders"
for where in p h q; do
	must mirrorctl -n $where session reset
done
refuse 20 failslab fail_page_alloc
got=$(send_all "$count")
refuse_no_more failslab fail_page_alloc
total=$((${#sizes[@]} * count))
is "every original arrives whole" "$got" "$total of $total intact, 3 senders"
# With the ten last words of each sender.
total=$((total + 10 * ${#sizes[@]}))
for session in p-dev p-inet h-{dev,bridge,wire,gretap{,6},erspan{,6},vxlan{,6},geneve{,6}} q-dev q-inet; do
	settle "$session" "$total" "${session%%-*}"
	read -r _ seen copied skipped rest < <(counters session "$session" packets "${session%%-*}")
	is "$session: every packet is seen" "$seen $skipped" "seen=$total skipped=0"
	like "$session: what is not copied is for want of memory" "$rest" '^no-memory=[1-9][0-9]*$'
	is "$session: the rest is copied" "$copied" "copied=$((total - ${rest#*=}))"
done
finish
