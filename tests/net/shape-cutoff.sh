#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Of each flow its beginning: packets or bytes, both directions together, connections by their flags; and what happens
# when there are more flows than the table keeps.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

there="ip src 10.0.0.1 dst 10.0.0.2"
back="ip src 10.0.0.2 dst 10.0.0.1"
flows() { get session s cutoff_flows cutoff_evicted; }

# begins "CUTOFF" - a session; sends N WORDS... - N packets more are seen, and how many of them copied
begins() {
	# shellcheck disable=SC2086 # words
	must m session add s cutoff $1 to dev mir0 from dev eth0 dir in
	sent=0 had=0
}
ends() {
	must m session del s
}
# sends NAME WANT - lines of frames from standard input, how many of which are copied
sends() {
	local copied

	sed 's/^/eth0 eth /' >"$work/lines"
	frame -n p -o "$work/sent" -b "$work/lines"
	sent=$((sent + $(wc -l <"$work/sent")))
	settle s $sent
	copied=$(get session s stats.copied.packets)
	is "$1" "$((copied - had)) copied" "$2 copied"
	had=$copied
}

long_queues
basic_topology
begins "packets 3"
sends "3 packets of a flow, there and back" 3 <<-END
	$there udp sport 5 dport 6
	$back udp sport 6 dport 5
	$there udp sport 5 dport 6 count 4
	$back udp sport 6 dport 5 count 2
	vlan 7 $there udp sport 5 dport 6
END
is "one flow" "$(flows)" "1 0"
sends "another port, another protocol, another address are other flows" 9 <<-END
	$there udp sport 7 dport 6 count 5
	$there udplite sport 5 dport 6 count 4
	ip src 10.0.0.3 dst 10.0.0.2 udp sport 5 dport 6 count 4
END
sends "IPv6" 3 <<-END
	ip6 src fd00::1 dst fd00::2 udp sport 5 dport 6 count 2
	ip6 src fd00::2 dst fd00::1 udp sport 6 dport 5 count 2
END
sends "IPv6 of one address: by the ports" 3 <<-END
	ip6 src fd00::1 dst fd00::1 udp sport 5 dport 6 count 2
	ip6 src fd00::1 dst fd00::1 udp sport 6 dport 5 count 2
END
sends "fragments have no ports: all of them are one flow" 3 <<-END
	$there mf udp sport 5 dport 6
	$there mf udp sport 8 dport 9
	$back frag 9 proto 17 zero 64
	$there frag 9 proto 17 zero 64
END
sends "without IP: by MAC addresses and EtherType" 6 <<-END
	arp op 1
	src 02:00:00:00:00:02 dst 02:00:00:00:00:01 arp op 2
	arp count 3
	type 0x1234 zero 50 count 4
END
is "as many flows" "$(flows)" "9 0"
counted "the others are cut off" s "seen=$sent copied=$had skipped=0 cut-off=$((sent - had))"
must m session set s wire on
sends "another option: they stay cut off" 0 <<<"$there udp sport 5 dport 6 count 4"
must m session set s cutoff packets 4
sends "the cutoff anew: all anew" 4 <<<"$there udp sport 5 dport 6 count 6"
is "and forgotten" "$(flows)" "1 0"
ends

begins "bytes 250"
sends "bytes: the packet that reaches the number too" 3 <<<"$there udp zero 58 count 6"
sends "bytes: one that is the number" 1 <<<"$there udp sport 9 zero 208 count 2"
sends "bytes: of GSO packets the whole" 1 <<<"$there tcp gso 1000 zero 3000 count 2"
is "bytes: the sums" "$(counters session s bytes)" \
	"s: seen=$((600 + 500 + 6108)) copied=$((300 + 250 + 3054)) skipped=0 cut-off=$((300 + 250 + 3054))"
ends

# TCP: 2 SYN, 1 FIN, 4 RST, 0x10 ACK
begins "packets 3"
sends "a SYN begins anew" 6 <<-END
	$there tcp sport 5 dport 6 flags 2
	$back tcp sport 6 dport 5 flags 0x12
	$there tcp sport 5 dport 6 count 5
	$there tcp sport 5 dport 6 flags 2
	$there tcp sport 5 dport 6 count 2
	$there tcp sport 5 dport 6 count 2
END
sends "a FIN does not, nor one back, nor a RST: what they end is still cut off" 3 <<-END
	$there tcp sport 7 dport 6 count 4
	$there tcp sport 7 dport 6 flags 0x11
	$back tcp sport 6 dport 7 flags 0x11
	$there tcp sport 7 dport 6
	$there tcp sport 7 dport 6 flags 4
	$there tcp sport 7 dport 6
END
sends "where only answers are seen, they begin it" 4 <<-END
	$back tcp sport 6 dport 8 flags 0x12
	$back tcp sport 6 dport 8 count 4
	$back tcp sport 6 dport 8 flags 0x12
END
is "the flows" "$(flows)" "3 0"
ends

# More flows than there is room for: 70000 that nothing has ended, each from an address of its own. Each is counted, and
# none but as a new flow.
pktgen() {
	local line

	for line in "count $1" "delay 0" "clone_skb 0" "pkt_size 60" "dst_mac 02:00:00:00:00:02" "dst 10.9.0.1" \
		"udp_dst_min 9" "udp_dst_max 9" "src_min 10.1.0.0" "src_max 10.200.255.255"; do
		echo "$line"
	done >"$work/lines"
	# shellcheck disable=SC2016 # for the inner shell
	must in_space p bash -c 'cd /proc/net/pktgen && echo rem_device_all >kpktgend_0 && echo add_device eth0 >kpktgend_0 &&
		while read -r line; do echo "$line" >eth0 || exit 1; done <"$1" && echo start >pgctrl &&
		grep -q "OK: " eth0 && echo rem_device_all >kpktgend_0' pktgen "$work/lines"
}
must modprobe pktgen
begins "packets 1"
pktgen 70000
settle s 70000
read -r kept evicted < <(flows)
copied=$(get session s stats.copied.packets)
is "70000 flows: a place for each copied, or another's was taken" "$((kept + evicted))" "$copied"
is "70000 flows: as many are copied" "$copied" 70000
is "70000 flows: no more than there is room for" "$((kept <= 65536))" 1
ends

finish
