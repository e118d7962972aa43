#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Originals that others hold too: shared (a packet generator's), cloned (a sniffer's), non-linear. Each goes on
# untouched, and each copy is what it was.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#                 h:dummy0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# pktgen SPACE DEV LINE... - 1000 packets
pktgen() {
	local space=$1 dev=$2 line

	shift 2
	for line in "$@" "count 1000" "delay 0" "pkt_size 120" "dst 10.0.0.2" "dst_mac 02:00:00:00:00:02" "udp_dst_min 9"; do
		echo "$line"
	done >"$work/lines"
	# shellcheck disable=SC2016 # for the inner shell
	must in_space "$space" bash -c 'cd /proc/net/pktgen && echo rem_device_all >kpktgend_0 && echo "add_device $1" >kpktgend_0 &&
		while read -r line; do echo "$line" >"$1" || exit 1; done <"$2" && echo start >pgctrl &&
		grep -q "OK: " "$1" && echo rem_device_all >kpktgend_0' pktgen "$dev" "$work/lines"
}

# generated NAME SOURCE DIR SPACE DEV LINE...
generated() {
	local name=$1 source=$2 dir=$3

	shift 3
	must m session add s to dev mir0 from dev "$source" dir "$dir"
	copies_on
	sniff_on originals h -d "$dir" "$source"
	pktgen "$@"
	settle s 1000
	counted "$name" s "seen=1000 copied=1000 skipped=0"
	copies_off
	sniff_off originals "$([[ $dir = out ]] && echo h || echo p)" "$source"
	is "$name: originals" "$(wc -l <"$work/originals")" 1000
	same "$name: copies" "$work/copies" "$work/originals"
	is "$name: all of pktgen" "$(grep -c be9be955 "$work/copies")" 1000
	must m session del s
}

must modprobe pktgen
long_queues
basic_topology
ip_in h <<-END
	link add dummy0 mtu 9000 type dummy
	link set dummy0 up
END
generated "pktgen, each packet new" eth0 in p eth0 "clone_skb 0"
generated "pktgen, one packet again and again at egress" dummy0 out h dummy0 "xmit_mode queue_xmit" "clone_skb 100"
generated "pktgen, one packet again and again at ingress" eth0 in h eth0 "xmit_mode netif_receive" "burst 50"

# Cloned: two sniffers and two more sessions hold the same data; a target that has to change its copy changes only that.
sessions <<-END
	session add a to dev mir0 from dev eth0 dir in
	session add b to dev vl from dev eth0 dir in
END
ip_in h <<-END
	link add vl link mir0 mtu 8990 type vlan id 9
	link set vl up
END
copies_on
sniff_on one h eth0
sniff_on two h eth0
frame -n p -o "$work/sent" -b <<-END
	eth0 eth ip tcp tag linear zero 1000
	eth0 eth vlan 5 ip tcp tag tagged zero 1000
	eth0 eth svlan 5 vlan 6 ip tcp tag qinq zero 1000
	eth0 eth ip tcp tag nonlinear zero 8000 linear 14
	eth0 eth vlan 5 ip6 udp tag nonlinear_tagged zero 8000 linear 14
	eth0 eth ip tcp partial tag partial zero 7000 linear 14
END
settle a 6
sed -E 'p; s/^(.{24})/\181000009/' "$work/sent" >"$work/wanted"
copies_off
same "cloned and non-linear: copies, one as it was, one changed by its target" "$work/copies" "$work/wanted"
sniff_off one p eth0
sniff_off two p eth0
same "cloned and non-linear: originals" "$work/one" "$work/sent"
same "cloned and non-linear: for the second reader too" "$work/two" "$work/sent"
must m session flush

# A queue marks congestion where it finds it, in the copy and, without more, in what it shares with its original.
ect() {
	local dev=$1 tos=${2:-}

	for line in "ip tos ${tos:-1} udp tag ecn" "ip tos ${tos:-2} tcp tag ecn zero 500" "ip6 tos ${tos:-2} udp tag ecn" \
		"vlan 5 ip6 tos ${tos:-1} udp tag ecn" "svlan 5 vlan 6 ip tos ${tos:-2} udp tag ecn"; do
		echo "$dev eth $line"
	done
}

must modprobe sch_netem
must tc -n h qdisc add dev mir0 root netem loss 100% ecn
must m session add s to dev mir0 from dev eth0 dir out
copies_on
sniff_on originals p eth0
ect eth0 | frame -n h -o "$work/sent" -b
settle s 5
counted "to a queue that is congested" s "seen=5 copied=5 skipped=0"
must tc -n h qdisc del dev mir0 root
copies_off
sniff_off originals h eth0
same "to a queue that is congested: originals" "$work/originals" "$work/sent"
same "to a queue that is congested: copies are marked" "$work/copies" <(ect '' 3 | while read -ra line; do
	frame -x "${line[@]}"
done)
must m session del s

# A packet socket that goes past the queue comes to the hook in process context, where softirqs bring the session others.
must m session add s to dev mir0 from dev eth0 cutoff bytes 1000000 dedup 1 wire on
copies_on
sniff_on originals p eth0
frame -n p -b <<<"eth0 eth ip udp sport 7 tag in count 200" &
frame -n h -o "$work/sent" -b <<-END
	eth0 eth ip udp tag past bypass count 200
	eth0 eth ip tcp gso 1000 zero 5000 bypass
	eth0 eth ip udp tag queued
END
wait $!
settle s 402
counted "past the queue" s "seen=402 copied=402 skipped=0"
copies_off
sniff_off originals h eth0
same "past the queue: originals" <(grep 70617374 "$work/originals") <(grep 70617374 "$work/sent")
is "past the queue: copies" "$(grep -c 70617374 "$work/copies") $(grep -c 4e464d7b696e "$work/copies")" "200 200"
finish
