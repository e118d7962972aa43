#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies through each kind of tunnel, over IPv4 and IPv6, taken out again by the kernel's own tunnel device.
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0     s:tun0, which receives the tunnel
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

space p h s
pair h eth0 p eth0
pair h up0 s up0
with_ipv6 h up0
with_ipv6 s up0
address h up0 "10.9.0.1/24 fd09::1/64"
address s up0 "10.9.0.2/24 fd09::2/64"
mac() { ip -n "$1" -j link show "$2" | sed -E 's/.*"address":"([^"]+)".*/\1/'; }
h_mac=$(mac h up0)
s_mac=$(mac s up0)
neighbour h up0 "$s_mac" "10.9.0.2 fd09::2"
neighbour s up0 "$h_mac" "10.9.0.1 fd09::1"
wait_up p h s

# try NAME "TARGET" DEVICE-TYPE-AND-OPTIONS... - the tunnel that the sensor's space receives by
try() {
	local name=$1 target=$2

	shift 2
	ip_in s <<-END
		link add tun0 mtu 9000 type $*
		link set tun0 up
	END
	# shellcheck disable=SC2086 # words
	must m session add s to $target from dev eth0 dir in
	sniff_on copies s tun0
	sniff_on originals h eth0
	frame -n p -o "$work/sent" -b <<-END
		eth0 eth ip tcp count 3 tag $name
		eth0 eth vlan 5 prio 3 ip6 udp tag $name zero 1000
		eth0 eth svlan 5 vlan 9 ip udp tag $name zero 1200
		eth0 eth arp
		eth0 eth llc 42420300000000
	END
	settle s 7
	counted "$name" s "seen=7 copied=7 skipped=0"
	sniff_off originals p eth0
	sniff_end_by s tun0
	sed -E ':a; s/^(.{1,119})$/\10/; ta' "$work/sent" >"$work/wanted"
	same "$name: copies" "$work/copies" "$work/wanted"
	same "$name: originals" "$work/originals" "$work/sent"
	must m session del s
	ip_in s <<<"link del tun0"
}
sniff_end_by() {
	# Sentinels cannot come this way: they are sent through the session.
	frame -n p -f copies eth0
	sniff_end copies
}

try gretap "gretap remote 10.9.0.2" gretap remote 10.9.0.1 local 10.9.0.2
try gretap-key "gretap remote 10.9.0.2 key 77 seq on" gretap remote 10.9.0.1 local 10.9.0.2 key 77 seq
try gretap6 "gretap remote fd09::2 key 78" ip6gretap remote fd09::1 local fd09::2 key 78
try erspan2 "erspan remote 10.9.0.2 id 9" erspan remote 10.9.0.1 local 10.9.0.2 seq key 9 erspan_ver 1
try erspan3 "erspan remote 10.9.0.2 id 10 ver 3 hwid 5" erspan remote 10.9.0.1 local 10.9.0.2 seq key 10 erspan_ver 2 erspan_hwid 5
try erspan2-6 "erspan remote fd09::2 id 11" ip6erspan remote fd09::1 local fd09::2 seq key 11 erspan_ver 1
try erspan3-6 "erspan remote fd09::2 id 12 ver 3" ip6erspan remote fd09::1 local fd09::2 seq key 12 erspan_ver 2
try vxlan "vxlan remote 10.9.0.2 vni 99" vxlan id 99 dstport 4789 remote 10.9.0.1 local 10.9.0.2
try vxlan6 "vxlan remote fd09::2 vni 98 dst_port 4790" vxlan id 98 dstport 4790 remote fd09::1 local fd09::2
try geneve "geneve remote 10.9.0.2 vni 97" geneve id 97 remote 10.9.0.1
try geneve6 "geneve remote fd09::2 vni 96 meta on" geneve id 96 remote fd09::1
finish
