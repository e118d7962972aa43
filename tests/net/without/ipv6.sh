#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On a kernel whose IPv6 was turned off at boot (boot --append ipv6.disable=1): a tunnel over IPv6 is refused, and what
# needs none of it works.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0     h:up0 (10.9.0.1) ------ s:up0 (10.9.0.2)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../lib.sh"

[[ ! -e /proc/sys/net/ipv6 ]] || broken "IPv6 is off" "boot --append ipv6.disable=1"
basic_topology
pair h up0 s up0
wait_up h s
ip_in h <<<"addr add 10.9.0.1/24 dev up0"
ip_in s <<<"addr add 10.9.0.2/24 dev up0"
for kind in "vxlan remote fd00::1 vni 1" "geneve remote fd00::1 vni 1" "gretap remote fd00::1" "erspan remote fd00::1 id 1"; do
	# shellcheck disable=SC2086 # words
	said=$(m session add s to $kind 2>&1)
	like "$kind: refused" "$? $said" "^1 .*the kernel has no IPv6: an IPv4 address would do"
done
is "no session is left" "$(get session "" name)" ""
is "nor a carrier" "$(ip -n h -br link | grep -c nfm-)" 0

sessions <<-END
	session add s from dev eth0 dir in to dev mir0 to vxlan remote 10.9.0.2 vni 5 to geneve remote 10.9.0.2 vni 5 \\
		to gretap remote 10.9.0.2
	session add t from inet hook forward to dev mir0
END
is "the tunnels are up" "$(get target s state | sort -u)" up
copies_on
sniff_on underlay s up0
frame -n p -b <<<"eth0 eth ip6 udp tag six count 3"
settle s 3
counted "IPv6 in a frame is copied all the same" s "seen=3 copied=3 skipped=0"
sniff_off underlay h up0
copies_off
is "copies, to the device and through tunnels" "$(grep -c 4e464d7b736978 "$work/copies") $(grep -c 4e464d7b736978 "$work/underlay")" "3 9"
finish
