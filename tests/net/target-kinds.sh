#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies go out of every kind of Ethernet device, whole: MAC header, VLAN tags and all.
#
#   p:eth0 ------ h:eth0     h:NAME, of each kind; what goes out is read behind it, or as it leaves
#
#   veth ------ s:veth           queued ------ s:queued (pfifo)
#   dummy, ifb, tap              vlan.7 on mir0 ------ s:mir0
#   port ------ s:port           macvlan on mac0 ------ s:mac0
#     of br9, and br9 itself     bond0 over b0 ------ s:b0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

must modprobe tun
space p h s
for d in eth0:p:eth0 veth:s:veth queued:s:queued port:s:port mir0:s:mir0 mac0:s:mac0 b0:s:b0; do
	IFS=: read -r dev space peer <<<"$d"
	pair h "$dev" "$space" "$peer"
done
ip_in h <<-END
	link add dummy mtu 9000 type dummy
	link add ifb mtu 9000 type ifb
	link add br9 mtu 9000 type bridge mcast_snooping 0
	link set port master br9
	link add vlan.7 link mir0 mtu 8990 type vlan id 7
	link add macvlan link mac0 mtu 9000 type macvlan mode bridge
	link add bond0 mtu 9000 type bond mode active-backup miimon 100
	link set b0 down
	link set b0 master bond0
	tuntap add tap mode tap
	link set tap mtu 9000
END
for dev in dummy ifb br9 vlan.7 macvlan b0 bond0; do
	echo "link set $dev up"
done | ip_in h
must tc -n h qdisc add dev queued root pfifo limit 1000
wait_up h s

# try NAME TARGET FILTER SNIFFER-ARGUMENTS... - FILTER turns what was sent into what should come
try() {
	local name=$1 target=$2 filter=$3 from=$2

	shift 3
	[[ $target != vlan.7 ]] || from=mir0
	sniff_on copies "$@"
	if [[ $target = tap ]]; then
		# It has a carrier while somebody reads it.
		ip_in h <<<"link set tap up"
		wait_up h
	fi
	must m session add s to dev "$target" from dev eth0 dir in
	sniff_on originals h eth0
	frame -n p -o "$work/sent" -b <<-END
		eth0 eth ip tcp count 3 tag $target
		eth0 eth vlan 5 prio 3 ip6 udp tag $target zero 1500
		eth0 eth svlan 5 vlan 9 ip udp tag $target zero 4200
		eth0 eth arp
		eth0 eth llc 42420300000000
	END
	settle s 7
	counted "$name" s "seen=7 copied=7 skipped=0"
	is "$name: the target" "$(counters target s)" "s dev $target up: seen=7 copied=7 skipped=0"
	sniff_off copies h "$from"
	sniff_off originals p eth0
	"$filter" <"$work/sent" >"$work/wanted"
	same "$name: copies" "$work/copies" "$work/wanted"
	same "$name: originals" "$work/originals" "$work/sent"
	must m session del s
}

as_sent() { cat; }
tagged_7() { sed -E 's/^(.{24})/\181000007/'; }

try "veth" veth as_sent s veth
try "veth with a queueing discipline" queued as_sent s queued
try "dummy" dummy as_sent h -d out dummy
try "ifb" ifb as_sent h -d out ifb
try "bridge port" port as_sent s port
try "bridge" br9 as_sent s port
try "VLAN device" vlan.7 tagged_7 s mir0
try "macvlan" macvlan as_sent s mac0
try "bond" bond0 as_sent s b0
try "tap" tap as_sent h -k tap tap
finish
