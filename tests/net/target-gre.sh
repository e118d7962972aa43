#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A user's own GRE device as target: a copy that is longer than its path is lost, and nobody is told. Its driver would
# tell the sender of the original to send shorter packets.
#
#   p:eth0 ------ h:eth0     h:NAME, over h:far ------ s:far
#   fd00::1       fd00::2    10.9.0.1, fd09::1     10.9.0.2, fd09::2
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

copied() { [[ $(counters rule s) == "s 32768 mirror: seen=$1 copied=$1 skipped=0" ]]; }

# mirrored NAME N - as many packets, of standard input, from p; what leaves h goes to $work/outer, what p is told to answers
mirrored() {
	sniff_on answers p -d in eth0
	sniff_on outer s far
	frame -n p -b
	until_true copied "$2" || not_ok "$1: $2 copies" "$(counters rule s)"
	sniff_off answers h eth0
	sniff_off outer h far
	# Port unreachable is about the originals; too big (2) and fragmentation needed (3, 4) would be about the copies.
	is "$1: nobody is told of the copies" \
		"$(grep -cE '^.{24}(86dd.{12}3a.{66}02|0800.{18}01.{20}0304)' "$work/answers")" 0
}

# longer N - how many frames of more than N bytes have left h
longer() { awk -v n=$((2 * $1)) 'length($1) > n' "$work/outer" | wc -l; }

# try KIND WORDS... - packets that are cut, ones that fit, and ones that are a byte too long, of each of IPv4 and IPv6
try() {
	local kind=$1 mtu to="eth0 eth dst 02:00:00:00:00:02"

	shift
	ip_in h <<-END
		link add gre9 type $kind $*
		link set gre9 up
	END
	mtu=$(ip -n h -o link show gre9 | sed -E 's/.* mtu ([0-9]+) .*/\1/')
	must m session add s to dev gre9 from dev eth0 dir in match ip_proto udp
	mirrored "$kind: longer than its MTU" 4 <<-END
		$to ip6 src fd00::1 dst fd00::2 udp zero 1452
		$to ip src 10.0.0.1 dst 10.0.0.2 df udp zero 1472
		$to ip src 10.0.0.1 dst 10.0.0.2 udp zero 1472
		$to vlan 5 ip src 10.0.0.1 dst 10.0.0.2 udp zero 1472
	END
	is "$kind: what is cut goes" "$(longer "$mtu")" 4
	must m session del s
	# ERSPAN's driver would cut what is longer.
	ip_in h <<<"link set gre9 mtu $((mtu + 100))"
	must m session add s to dev gre9 from dev eth0 dir in match ip_proto udp
	mirrored "$kind: longer than its path" 6 <<-END
		$to ip6 src fd00::1 dst fd00::2 udp zero $((mtu - 48))
		$to ip6 src fd00::1 dst fd00::2 udp zero $((mtu - 47))
		$to ip src 10.0.0.1 dst 10.0.0.2 df udp zero $((mtu - 28))
		$to ip src 10.0.0.1 dst 10.0.0.2 df udp zero $((mtu - 27))
		$to vlan 5 ip6 src fd00::1 dst fd00::2 udp zero $((mtu - 47))
		$to svlan 6 vlan 5 ip6 src fd00::1 dst fd00::2 udp zero $((mtu - 47))
	END
	is "$kind: what fits goes" "$(longer "$mtu")" 2
	must m session del s
	ip_in h <<<"link del gre9"
	# What the host knows of the path is another kind's as well.
	ip -n h route flush cache
}

must modprobe ip_gre
must modprobe ip6_gre
space p h s
pair h eth0 p eth0
pair h far s far
with_ipv6 p eth0
with_ipv6 h eth0 far
with_ipv6 s far
ip_in h <<-END
	link set eth0 address 02:00:00:00:00:02
	link set far address 02:00:00:00:09:01
	link set far mtu 1500
END
ip_in p <<<"link set eth0 address 02:00:00:00:00:01"
ip_in s <<<"link set far address 02:00:00:00:09:02"
address h eth0 "10.0.0.2/24 fd00::2/64"
address h far "10.9.0.1/24 fd09::1/64"
address p eth0 "10.0.0.1/24 fd00::1/64"
address s far "10.9.0.2/24 fd09::2/64"
neighbour h eth0 02:00:00:00:00:01 "10.0.0.1 fd00::1"
neighbour p eth0 02:00:00:00:00:02 "10.0.0.2 fd00::2"
neighbour h far 02:00:00:00:09:02 "10.9.0.2 fd09::2"
wait_up p h s
try gretap local 10.9.0.1 remote 10.9.0.2
try erspan local 10.9.0.1 remote 10.9.0.2 seq key 1 erspan_ver 1 erspan 1
try ip6gretap local fd09::1 remote fd09::2
finish
