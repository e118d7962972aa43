#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A packet that several sources of a session see is copied once: on its way through a bridge, through a router, over a
# device that completes its checksum. What NAT rewrites, and what is sent twice, is two.
#
#   p:eth0 ------ h:eth0 br0 h:up0 ------ s:up0         h:x0 ------ h:x1
#                            h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# crosses NAME SEEN COPIED DUPLICATES - frames from standard input, sent by p
crosses() {
	frame -n p -o "$work/sent" -b
	settle s "$2"
	counted "$1" s "seen=$2 copied=$3 skipped=0 duplicate=$4"
}
restart() {
	must m session del s
	sessions
}

basic_topology
pair h up0 s up0
ip_in h <<-END
	link add br0 mtu 9000 type bridge mcast_snooping 0
	link set eth0 master br0
	link set up0 master br0
	link set br0 up
END
wait_up h s

# The three of a container's host: its veth, the bridge, the uplink.
sessions <<-END
	session add s dedup 10000 to dev mir0 from dev eth0 dir in from bridge br0 from dev up0 dir out
END
copies_on
crosses "through a bridge, each packet once" 24 8 16 <<-END
	eth0 eth ip udp tag one
	eth0 eth ip tcp tag two zero 1000
	eth0 eth ip6 tcp tag three
	eth0 eth ip6 hbh udp tag four
	eth0 eth vlan 5 ip tcp tag five
	eth0 eth arp
	eth0 eth ip tcp gso 1000 tag gso zero 5000
	eth0 eth type 0x1234 zero 60
END
cp "$work/sent" "$work/wanted"
must m session reset s
# No retransmission, and not a copy less: the same bytes again. And what differs in a byte.
crosses "the same packets sent again are others" 18 6 12 <<-END
	eth0 eth ip id 7 udp tag same
	eth0 eth ip id 7 udp tag same
	eth0 eth ip id 7 udp tag same
	eth0 eth ip id 8 udp tag same
	eth0 eth ip id 7 tcp seq 1 tag same
	eth0 eth ip id 7 tcp seq 2 tag same
END
cat "$work/sent" >>"$work/wanted"
copies_off
same "copies" "$work/copies" "$work/wanted"

# Behind the window it is another one. Nothing is waited for: the window is shorter than starting a process takes.
restart <<-END
	session add s dedup 1 to dev mir0 from dev eth0 dir in from dev up0 dir in
END
ip_in h <<<"link set br0 down"
frame -n p eth0 eth ip udp tag late
settle s 1
frame -n s up0 eth ip udp tag late
settle s 2
counted "the window is over" s "seen=2 copied=2 skipped=0"
restart <<-END
	session add s dedup 10000 to dev mir0 from dev eth0 dir in from dev up0 dir in
END
frame -n p eth0 eth ip udp tag late
settle s 1
frame -n s up0 eth ip udp tag late
settle s 2
counted "the window is not over" s "seen=2 copied=1 skipped=0 duplicate=1"

# Through a router: other MAC addresses, another TTL. x0 leads back into h, as another router's device would.
ip_in h <<-END
	link set eth0 nomaster
	link set up0 nomaster
	link del br0
END
with_ipv6 h eth0 up0
# A router says which groups it listens to.
# No set of two: lockdep complains of how Linux 6.1 reads one that small (nft_set_bitmap).
in_space h nft -f - <<-END || broken "set-up" "nft"
	table ip6 quiet {
		chain out {
			type filter hook output priority 0
			icmpv6 type mld-listener-report drop
			icmpv6 type mld2-listener-report drop
		}
	}
END
# shellcheck disable=SC2016 # for the inner shell
must in_space h sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
	for d in all eth0 up0; do echo 0 >/proc/sys/net/ipv4/conf/$d/rp_filter; done'
address h eth0 "10.0.0.9/24 fd00::9/64"
address h up0 "10.5.0.9/24 fd05::9/64"
neighbour h up0 02:00:00:00:00:05 "10.5.0.2 fd05::2"
mac=$(ip -n h -o link show eth0 | sed -E 's/.*ether ([^ ]*).*/\1/')
routed() {
	cat <<-END
		eth0 eth dst $mac ip dst 10.5.0.2 udp tag one
		eth0 eth dst $mac ip dst 10.5.0.2 tcp tag two zero 1000
		eth0 eth dst $mac ip dst 10.5.0.2 tcp partial tag three zero 700
		eth0 eth dst $mac ip6 src fd00::1 dst fd05::2 udp tag four
	END
}
restart <<-END
	session add s dedup 10000 to dev mir0 from dev eth0 dir in from inet hook forward from dev up0 dir out
END
crosses "through a router" 12 4 8 < <(routed)
is "through a router: the first source has it" "$(counters source s)" \
	"s dev eth0 in: seen=4 copied=4 skipped=0
s inet forward: seen=4 copied=0 skipped=0 duplicate=4
s dev up0 out: seen=4 copied=0 skipped=0 duplicate=4"

in_space h nft -f - <<-END || broken "set-up" "nft"
	table ip nat {
		chain post { type nat hook postrouting priority srcnat; oifname up0 snat to 10.5.0.77; }
	}
END
restart <<-END
	session add s dedup 10000 to dev mir0 from dev eth0 dir in from dev up0 dir out
END
crosses "NAT makes two of IPv4's" 8 7 1 < <(routed)
must in_space h nft delete table ip nat

# A device that can do nothing completes checksums on the way: x0 to x1.
pair h x0 h x1
ip_in h <<-END
	link add br0 mtu 9000 type bridge mcast_snooping 0
	link set eth0 down
	link set eth0 master br0
	link set eth0 up
	link set x0 master br0
	link set br0 up
END
wait_up h
must in_space h ethtool -K x0 tx off
restart <<-END
	session add s dedup 10000 to dev mir0 from dev eth0 dir in from dev x1 dir in
END
crosses "checksums completed on the way" 8 4 4 <<-END
	eth0 eth ip udp partial tag one
	eth0 eth ip tcp partial tag two zero 100
	eth0 eth ip6 tcp partial tag three
	eth0 eth vlan 5 ip6 udp partial tag four
END
must m session set s dedup off
crosses "off: each source's" 10 6 4 <<<"eth0 eth ip udp tag last"
finish
