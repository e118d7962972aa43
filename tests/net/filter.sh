#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Filters of rules: they see the frame, Ethernet header first and VLAN tags inside, whatever the original looks like;
# where one says no, the search goes on. What netlink takes and tells of them is in lib/filter.py.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#                 h:tun0 (no Ethernet)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# filters NAME FROM... - a session of that name for each line "EXPRESSION" of standard input: name-1, name-2...
filters() {
	local name=$1 expr n=0

	shift
	while read -r expr; do
		n=$((n + 1))
		echo "session add $name-$n to dev mir0 from $*"
		echo "rule add $name-$n filter '$expr'"
	done | sessions
}

# fits NAME SESSION SEEN N... - how many packets each of its sessions copied
fits() {
	local title=$1 name=$2 seen=$3 n=0 copied

	shift 3
	settle "$name-1" "$seen"
	is "$title" "$(counters session | grep "^$name-" | sort -V)" "$(for copied; do
		n=$((n + 1))
		echo "$name-$n: seen=$seen copied=$copied skipped=$((seen - copied))"
	done)"
}

# Which frame is where: each sum of counts tells.
send() {
	frame -n "${1:-p}" -o "$work/sent" -b <<-END
		eth0 eth ip udp dport 53 tag plain
		eth0 eth ip tcp dport 80 count 2 tag plain
		eth0 eth vlan 5 ip udp dport 53 count 4 tag tagged
		eth0 eth svlan 5 vlan 6 ip tcp dport 80 count 8 tag qinq
		eth0 eth arp count 16
		eth0 eth ip udp dport 53 count 32 tag frags zero 8000 linear 14
		eth0 eth vlan 5 ip udp dport 53 count 64 tag frags zero 8000 linear 14
	END
}

expressions() {
	cat <<-END
		udp port 53
		vlan 5 and udp port 53
		vlan 5
		vlan 5 and vlan 6 and tcp port 80
		arp
		ether dst 02:00:00:00:00:02 and len > 8000
		ether[6:4] = 0x02000000 and len <= 60
		tcp or (vlan and vlan and tcp)
		udp[8:4] = 0x4e464d7b
	END
}

must modprobe tun
long_queues
basic_topology

# Received: the stack has made the outer tag an accelerated one.
expressions | filters in dev eth0 dir in
sniff_on originals h eth0
send
fits "received, tags accelerated" in 127 33 68 76 8 16 96 17 10 33
sniff_off originals p eth0
same "received: originals" "$work/originals" "$work/sent"
must m session flush

# Sent: tags are in the frame.
expressions | filters out dev eth0 dir out
sniff_on originals p eth0
send h
fits "sent, tags in the frame" out 127 33 68 76 8 16 96 17 10 33
sniff_off originals h eth0
same "sent: originals" "$work/originals" "$work/sent"
must m session flush

# Sent through a VLAN device: accelerated tags.
ip_in h <<-END
	link add vl link eth0 type vlan id 5
	link set vl up
END
wait_up h
expressions | filters vl dev eth0 dir out
sniff_on originals p eth0
frame -n h -b <<-END
	vl eth ip udp dport 53 tag accel
	vl eth vlan 6 ip tcp dport 80 count 2 tag accel
END
fits "sent, tags accelerated" vl 3 0 1 3 2 0 0 1 2 0
sniff_off originals h eth0
same "sent, tags accelerated: originals" "$work/originals" <(
	frame -x eth vlan 5 ip udp dport 53 tag accel
	frame -x eth vlan 5 vlan 6 ip tcp dport 80 count 2 tag accel
)
must m session flush

# No Ethernet header: one is made.
ip_in h <<-END
	tuntap add tun0 mode tun
	link set tun0 up mtu 9000
END
without_mac() {
	cat <<-END
		udp port 53
		ip6
		ether[0:4] = 0 and ether proto 0x800
		udp[8:4] = 0x4e464d7b
	END
}
without_mac | filters tun dev tun0 dir in
frame -n h -k tun -b <<-END
	tun0 ip udp dport 53 tag tun
	tun0 ip6 udp dport 53 count 2 tag tun
	tun0 ip tcp count 4 tag tun
END
fits "received without an Ethernet header" tun 7 3 2 5 1
must m session flush
without_mac | filters tuo dev tun0 dir out
sniff_on originals h -k tun tun0
wait_up h
frame -n h -o "$work/packets" -b <<-END
	tun0 ip udp dport 53 tag tun
	tun0 ip6 udp dport 53 count 2 tag tun
	tun0 ip tcp count 4 tag tun
END
fits "sent without an Ethernet header" tuo 7 3 2 5 1
sniff_off originals h tun0
same "sent without an Ethernet header: originals" "$work/originals" "$work/packets"
must m session flush

# Shared with their maker: one packet again and again.
filters shared dev eth0 dir in <<-END
	udp dst port 9 and ether dst 02:00:00:00:00:02
	udp dst port 10
END
must modprobe pktgen
sniff_on originals h eth0
for line in "xmit_mode netif_receive" "burst 50" "count 1000" "delay 0" "pkt_size 120" "dst 10.0.0.2" \
	"dst_mac 02:00:00:00:00:02" "udp_dst_min 9" "udp_dst_max 9"; do
	echo "$line"
done >"$work/lines"
# shellcheck disable=SC2016 # for the inner shell
must in_space h bash -c 'cd /proc/net/pktgen && echo rem_device_all >kpktgend_0 && echo "add_device eth0" >kpktgend_0 &&
	while read -r line; do echo "$line" >eth0 || exit 1; done <"$1" && echo start >pgctrl &&
	grep -q "OK: " eth0 && echo rem_device_all >kpktgend_0' pktgen "$work/lines"
fits "shared" shared 1000 1000 0
sniff_off originals p eth0
is "shared: originals, whole" "$(awk '{ print length($0) / 2 }' "$work/originals" | sort | uniq -c | tr -s ' ')" " 1000 120"
is "shared: originals, untouched" "$(grep -c '^020000000002.\{12\}0800' "$work/originals")" 1000
must m session flush

# Where a filter says no the search goes on: other rules of the same match, then those of lower priority.
sessions <<-END
	session add s to dev mir0 from dev eth0 dir in
	rule add s prio 30 dst_port 53 filter 'udp[12] = 0x61' action skip
	rule add s prio 20 dst_port 53 filter 'udp[12] = 0x62'
	rule add s prio 20 dst_port 53 filter 'udp[12] = 0x63'
	rule add s prio 20 dst_port 53 filter 'udp[13] = 0x2d' action skip
	rule add s prio 10 dst_port 53
	rule add s prio 5 ip_proto udp filter 'udp dst port 54' action skip
	rule add s prio 4 ip_proto udp
END

# One flow whose packets differ but in their payload, several times.
flow() {
	local i t

	must m session reset s
	for ((i = 0; i < 3; i++)); do
		for t in a b c d ee e; do
			echo "eth0 eth ip udp dport 53 tag $t count 2"
		done
		echo "eth0 eth ip udp dport 54 tag a"
		echo "eth0 eth ip udp dport 55 tag a"
	done | frame -n p -b
	settle s 42
}

flow
want="s 30 skip: seen=6 copied=0 skipped=6
s 20 mirror: seen=6 copied=6 skipped=0
s 20 mirror: seen=6 copied=6 skipped=0
s 20 skip: seen=12 copied=0 skipped=12
s 10 mirror: seen=6 copied=6 skipped=0
s 5 skip: seen=3 copied=0 skipped=3
s 4 mirror: seen=3 copied=3 skipped=0"
is "which rule decided" "$(counters rule s)" "$want"
counted "a session's counters" s "seen=42 copied=21 skipped=21"

# With as many masks as it takes for decisions to be remembered.
sessions <<-END
	rule add s prio 40 dst_port 99 ip_proto tcp
	rule add s prio 40 src_ip 10.9.9.9
	rule add s prio 40 src_ip 10.9.9.9 dst_port 99
	rule add s prio 40 src_mac 02:00:00:00:00:77
END
flow
is "what filters decide is not remembered" "$(counters rule s | head -n 7)" "$want"
flow
is "nor the next time" "$(counters rule s | head -n 7)" "$want"

# A rule goes by its text.
sessions <<-END
	rule del s prio 20 dst_port 53 filter 'udp[12] = 0x62'
	rule del s prio 30 dst_port 53 filter 'udp[12] = 0x61'
END
flow
is "two rules less" "$(counters rule s | head -n 5)" "s 20 mirror: seen=6 copied=6 skipped=0
s 20 skip: seen=24 copied=0 skipped=24
s 10 mirror: seen=6 copied=6 skipped=0
s 5 skip: seen=3 copied=0 skipped=3
s 4 mirror: seen=3 copied=3 skipped=0"
must m session flush

PYTHONDONTWRITEBYTECODE=1 in_space h python3 "$here/lib/filter.py" || failures=1
finish
