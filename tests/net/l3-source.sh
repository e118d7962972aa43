#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sources without Ethernet: the copy gets a header with the right EtherType and no addresses.
#
#   h:tun0    read and written by the test          h:mir0 ------ s:mon0
#   p:eth0 ------ h:eth0    h:ipip0, h:gre0, h:sit0 over it
#
# shellcheck disable=SC2086 # words of a frame
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

must modprobe tun
basic_topology
ip_in p <<<"link set eth0 address 02:00:00:00:00:01"
ip_in h <<-END
	link set eth0 address 02:00:00:00:00:02
	addr add 10.0.0.2/24 dev eth0
	neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent
	tuntap add tun0 mode tun
	link set tun0 up mtu 9000
	link add ipip0 type ipip local 10.0.0.2 remote 10.0.0.1
	link add gre0t type gre local 10.0.0.2 remote 10.0.0.1
	link add sit0t type sit local 10.0.0.2 remote 10.0.0.1
	link set ipip0 up
	link set gre0t up
	link set sit0t up
END

# with_header - IP packets in hex to frames
with_header() { sed -E 's/^4/0000000000000200000000000800&/; s/^6/00000000000002000000000086dd&/'; }

# judge NAME SESSION N - N packets, in $work/packets
judge() {
	local bytes

	settle "$2" "$3"
	with_header <"$work/packets" >"$work/wanted"
	bytes=$(awk '{ n += length($0) / 2 } END { print n }' "$work/wanted")
	counted "$1" "$2" "seen=$3 copied=$3 skipped=0"
	is "$1: bytes, with the header" "$(counters session "$2" bytes)" "$2: seen=$bytes copied=$bytes skipped=0"
	copies_off
	same "$1: copies" "$work/copies" "$work/wanted"
	must m session del "$2"
}

# Written to the tun device: received by the host.
must m session add s to dev mir0 from dev tun0 dir in
copies_on
frame -n h -k tun -o "$work/packets" -b <<-END
	tun0 ip tcp tag tun count 3
	tun0 ip6 udp tag tun
	tun0 ip opts 8 icmp tag tun zero 3000
	tun0 ip6 hbh icmp6 tag tun
END
judge "tun, in" s 6

# Sent by the host, and read from the tun device.
must m session add s to dev mir0 from dev tun0 dir out
copies_on
sniff_on originals h -k tun tun0
wait_up h
frame -n h -o "$work/packets" -b <<-END
	tun0 ip tcp tag tun count 3
	tun0 ip6 udp tag tun
	tun0 ip frag 9 udp tag tun zero 3000
END
judge "tun, out" s 5
sniff_off originals h tun0
same "tun, out: originals" "$work/originals" "$work/packets"

# Keys find the IP header without an Ethernet header, and no MAC address.
sessions <<-END
	session add s to dev mir0 from dev tun0 dir in match ip_proto tcp dst_port 80
	session add mac to dev mir0 from dev tun0 dir in match dst_mac 00:00:00:00:00:00
	session add v6 to dev mir0 from dev tun0 dir in match protocol ipv6
	session add frag to dev mir0 from dev tun0 dir in match frag later src_ip 10.0.0.0/8
END
frame -n h -k tun -b <<-END
	tun0 ip tcp count 2 tag tun
	tun0 ip6 tcp count 4 tag tun
	tun0 ip frag 3 tcp count 8 tag tun
	tun0 ip udp count 16 tag tun
END
settle v6 30
is "keys of what has no Ethernet header" "$(counters session)" "s: seen=30 copied=6 skipped=24
mac: seen=30 copied=0 skipped=30
v6: seen=30 copied=4 skipped=26
frag: seen=30 copied=8 skipped=22"
must m session flush

# Tunnels: received through eth0, unpacked, and seen on the tunnel device.
outer="eth0 eth src 02:00:00:00:00:01 dst 02:00:00:00:00:02 ip src 10.0.0.1 dst 10.0.0.2"
inner="ip src 192.168.7.1 dst 192.168.7.2 udp tag inner"
inner6="ip6 udp tag inner"
must m session add ipip to dev mir0 from dev ipip0 dir in
copies_on
frame -n p -b <<<"$outer $inner"
frame -x $inner >"$work/packets"
judge "ipip, in" ipip 1
must m session add gre to dev mir0 from dev gre0t dir in
copies_on
frame -n p -b <<-END
	$outer proto 47 hex 00000800 $inner
	$outer proto 47 hex 000086dd $inner6
END
{
	frame -x $inner
	frame -x $inner6
} >"$work/packets"
judge "gre, in" gre 2
must m session add sit to dev mir0 from dev sit0t dir in
copies_on
frame -n p -b <<<"$outer $inner6"
frame -x $inner6 >"$work/packets"
judge "sit, in" sit 1

# Sent through the tunnel devices: seen before they are packed.
for dev in ipip0 gre0t; do
	must m session add out to dev mir0 from dev $dev dir out
	copies_on
	sniff_on originals p eth0
	frame -n h -o "$work/packets" -b <<<"$dev $inner"
	judge "$dev, out" out 1
	sniff_off originals h eth0
	like "$dev, out: the original is packed and sent" "$(<"$work/originals")" "$(<"$work/packets")\$"
done
finish
