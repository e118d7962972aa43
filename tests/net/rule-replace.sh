#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A set of rules is replaced in one step: under traffic, every packet is decided by the old set or by the new one.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# Both sets mirror UDP and skip ARP, by other rules. With none, or half of one, ARP would be mirrored or UDP skipped.
{
	echo "prio 1 ip_proto udp"
	echo "prio 2 protocol arp action skip"
} >"$work/one"
{
	echo "prio 7 src_ip 10.0.0.0/8"
	for ((i = 1; i <= 300; i++)); do
		echo "prio 9 dst_port $i ip_proto tcp"
	done
} >"$work/other"
for ((i = 0; i < 100; i++)); do
	echo "eth0 eth ip udp count 60 tag udp"
	echo "eth0 eth arp count 60"
done >"$work/lines"

long_queues
basic_topology
must m session add s to dev mir0 from dev eth0 dir in
must m rule replace s -f "$work/one"
is "the rules are those of the file" "$(get session s rules masks)" "2 2"
sniff_on copies s -g mon0
frame -n p -b "$work/lines" &
sender=$!
rounds=0
while kill -0 $sender 2>/dev/null; do
	must m rule replace s -f "$work/other"
	must m rule replace s -f "$work/one"
	rounds=$((rounds + 1))
done
wait $sender || not_ok "all frames are sent" "status $?"
settle s 12000
counted "$((rounds > 0)) or more replacements under traffic" s "seen=12000 copied=6000 skipped=6000"
copies_off
is "the copies" "$(cut -d- -f1 "$work/copies" | uniq -c | tr -s ' ')" " 6000 udp"
must m rule replace s -f "$work/other"
is "new rules count from zero" "$(counters rule s | sed 's/.*: //' | sort -u)" "seen=0 copied=0 skipped=0"
is "and are all there" "$(get session s rules masks)" "301 2"
finish
