#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# SCTP over UDP (RFC 6951): at local output its packets have no device yet, and who makes segments of those asks their
# device what it can do. Where copies are to be segments, they and nothing else are lost: the kernel makes none of these.
#
#   h:eth0 ------ p:eth0     h:mir0 ------ s:mon0
#   10.0.0.2      10.0.0.1
#   fd00::2       fd00::1
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# shellcheck disable=SC2016 # for awk
listens() { in_space p awk '$6 == 7000 { found = 1 } END { exit !found }' /proc/net/sctp/eps; }

# packets FILE - those of SCTP over UDP, without MAC addresses, and what is there only on a wire: checksums and padding
packets() {
	awk '{ at = substr($1, 25, 4) == "86dd" ? 109 : 69; data = substr($1, at + 40); sub(/(00)*$/, "", data) }
		substr($1, at, 8) == "26ab26ab" { print substr($1, 25, at - 25 + 12), substr($1, at + 16, 16), data }' "$1" | sort
}

# transfer NAME LISTEN CONNECT
transfer() {
	local name=$1 receiver copied refused

	must m session add s to dev mir0 from inet hook output wire on match ip_proto udp dst_port 9899
	copies_on
	sniff_on originals p -m eth0
	in_space p socat -u "$2" "CREATE:$work/got" &
	receiver=$!
	until_true listens || broken "$name: a receiver" "$(in_space p cat /proc/net/sctp/eps)"
	must in_space h socat -u "OPEN:$work/sent" "$3"
	wait "$receiver" || not_ok "$name: the receiver ends well" ""
	same "$name: what is sent arrives" "$work/got" "$work/sent"
	sniff_off originals h eth0
	copies_off
	# A sniffer is not shown what is to be segmented so.
	same "$name: copies of all but that" <(packets "$work/copies") <(packets "$work/originals")
	read -r copied refused < <(get session s stats.copied.packets stats.not_copied.target-refused.packets)
	is "$name: which there is, and is counted" "$((refused > 0)) $copied" "1 $(wc -l <"$work/copies")"
	must m session del s
}

must modprobe sctp
basic_topology
with_ipv6 h eth0
with_ipv6 p eth0
address h eth0 "10.0.0.2/24 fd00::2/64"
address p eth0 "10.0.0.1/24 fd00::1/64"
for space in h p; do
	must in_space $space sh -c 'echo 9899 >/proc/sys/net/sctp/encap_port && echo 9899 >/proc/sys/net/sctp/udp_port'
done
# Several of these at once are left to the device to segment.
ip_in h <<<"link set eth0 mtu 1500"
seq 20000 >"$work/sent"
transfer "over IPv4" SCTP4-LISTEN:7000 SCTP4:10.0.0.1:7000
transfer "over IPv6" SCTP6-LISTEN:7000 "SCTP6:[fd00::1]:7000"
finish
