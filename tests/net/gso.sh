#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Packets that the kernel has not finished: GSO and partial checksums. The original arrives as it would have, the copy
# as the original was, and a target that cannot do its part of the work changes the copy only.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   10.0.0.1      10.0.0.2
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# Frames of all kinds.
unfinished() {
	cat <<-END
		eth0 eth ip tcp partial tag partial zero 100
		eth0 eth ip udp partial tag partial zero 101
		eth0 eth ip6 tcp partial tag partial zero 102
		eth0 eth vlan 5 ip tcp partial tag partial zero 103
		eth0 eth ip tcp gso 1000 zero 5000
		eth0 eth ip6 tcp gso 1400 zero 14001
		eth0 eth vlan 7 ip tcp gso 1000 zero 3500
		eth0 eth ip tcp gso 1000 zero 60000 linear 100
	END
}

# check_unfinished NAME DIR FROM AT - sent from there, read here
check_unfinished() {
	local name=$1 dir=$2 from=$3 at=$4

	must m session add s to dev mir0 from dev eth0 dir "$dir"
	copies_on -m
	sniff_on originals "$at" -m eth0
	unfinished | frame -n "$from" -o "$work/sent" -b
	settle s 8
	counted "$name" s "seen=8 copied=8 skipped=0"
	is "$name: bytes of the whole" "$(counters session s bytes)" \
		"s: $(awk '{ n += length($0) / 2 } END { print "seen=" n, "copied=" n, "skipped=0" }' "$work/sent")"
	copies_off
	sniff_off originals "$from" eth0
	same "$name: copies are as unfinished as the originals" "$work/copies" "$work/originals"
	same "$name: nothing changed" <(cut -d' ' -f1 "$work/originals") "$work/sent"
	is "$name: what is left to do" "$(cut -d' ' -f2- "$work/originals" | sort | uniq -c | tr -s ' ')" \
		" 4 gso 0 type 0 csum partial
 3 gso 1000 type 1 csum partial
 1 gso 1400 type 4 csum partial"
	must m session del s
}

# The same originals, with a target that can do nothing of it in "hardware".
check_finished_copies() {
	local n

	must in_space h ethtool -K mir0 tx off
	must m session add s to dev mir0 from dev eth0 dir in
	copies_on -m
	sniff_on originals h -m eth0
	unfinished | frame -n p -o "$work/sent" -b
	settle s 8
	counted "finished for the target" s "seen=8 copied=8 skipped=0"
	copies_off
	sniff_off originals p eth0
	same "finished for the target: the originals are not" <(cut -d' ' -f1 "$work/originals") "$work/sent"
	is "finished for the target: nor do they say so" "$(grep -c "csum partial" "$work/originals")" 8
	is "finished for the target: the copies are" "$(grep -vc "gso 0 type 0 csum none" "$work/copies")" 0
	# 4, then 5000 in 1000s, 14001 in 1400s, 3500 in 1000s, 60000 in 1000s
	n=$((4 + 5 + 11 + 4 + 60))
	is "finished for the target: as many copies as segments" "$(wc -l <"$work/copies")" $n
	is "finished for the target: the first has its checksum" "$(sed -n '1s/ .*//p' "$work/copies")" \
		"$(frame -x eth ip tcp tag partial zero 100)"
	must m session del s
	must in_space h ethtool -K mir0 tx on
}

# Fragments that are left to the device to make, as guests do (UFO). No device here can: Linux makes them, of the
# original and, where the copy is to be frames, of that, and writes into the headers: in place, where there is room for
# one more. In IPv6 each packet's fragments have a number that is random.
#
#   h:out0 ------ p:in0      wants room in front, for p's bridge with a tunnel
fragments() {
	sniff_on originals p in0
	frame -n h -b <<-END
		out0 eth ip udp ufo 1000 tag ufo zero 3500
		out0 eth ip6 udp ufo 1000 tag ufo6 zero 3500
	END
}

without_number() { sed -E 's/^(.{24}86dd.{88}).{8}/\1________/' "$1"; }

check_fragments() {
	local name=$1

	shift
	must m session add s to dev mir0 from dev out0 dir out "$@"
	copies_on
	fragments
	settle s 2
	counted "$name" s "seen=2 copied=2 skipped=0"
	copies_off
	sniff_off originals h out0
	same "$name: originals" <(without_number "$work/originals") "$work/fragments"
	same "$name: copies" <(without_number "$work/copies") "$work/fragments"
	must m session del s
}

check_all_fragments() {
	must modprobe geneve
	pair h out0 p in0
	ip_in p <<-END
		link add br0 type bridge
		link add gnv0 type geneve id 1 remote 10.9.0.1
		link set gnv0 master br0
		link set in0 master br0
	END
	fragments
	sniff_off originals h out0
	without_number "$work/originals" >"$work/fragments"
	is "to be fragmented, not mirrored: fragments" "$(wc -l <"$work/fragments")" 8
	check_fragments "to be fragmented, wire on" wire on
	must in_space h ethtool -K mir0 tx off
	check_fragments "to be fragmented for the target"
	must in_space h ethtool -K mir0 tx on
}

device_counters() {
	ip -n "$1" -j -s link show "$2" | command counters get stats64.{rx,tx}.{packets,bytes}
}

# transfer NAME ADDRESS - a connection of real TCP; sets packets, octets (of h:eth0), copies, copied_octets (of s:mon0)
transfer() {
	local name=$1 address=$2 said fd bytes=3000000
	local -a b a x y

	read -ra b < <(device_counters h eth0)
	read -ra x < <(device_counters s mon0)
	exec {fd}< <(exec stream -n h -l 5001)
	read -r -u "$fd" said
	stream -n p "$address" 5001 $bytes || not_ok "$name: transfer" "the sender failed"
	read -r -u "$fd" said
	exec {fd}<&-
	is "$name: what arrives" "$said" "intact $bytes"
	until_true closed || not_ok "$name: the connection closes" "$(in_space p ss -tan)"
	read -ra a < <(device_counters h eth0)
	read -ra y < <(device_counters s mon0)
	packets=$((a[0] - b[0] + a[2] - b[2]))
	octets=$((a[1] - b[1] + a[3] - b[3]))
	copies=$((y[0] - x[0]))
	copied_octets=$((y[1] - x[1]))
}

closed() {
	! {
		in_space p ss -tanH
		in_space h ss -tanH
	} | grep -qv TIME-WAIT
}

real_tcp() {
	local name=$1 address=$2

	must m session add s to dev mir0 from dev eth0
	transfer "$name" "$address"
	is "$name: every packet is seen and copied, whole" "$(counters session s; counters session s bytes)" \
		"s: seen=$packets copied=$packets skipped=0
s: seen=$octets copied=$octets skipped=0"
	is "$name: the sensor's device counts the same" "$copies $copied_octets" "$packets $octets"
	must m session del s
}

basic_topology
ip_in p <<<"link set eth0 address 02:00:00:00:00:01"
ip_in h <<<"link set eth0 address 02:00:00:00:00:02"
check_unfinished "ingress" in p h
check_unfinished "egress" out h p

check_finished_copies
check_all_fragments

# Without ARP there are no multicast groups to report either.
ip_in p <<<"link set eth0 arp off"
ip_in h <<<"link set eth0 arp off"
with_ipv6 p eth0
with_ipv6 h eth0
address p eth0 "10.0.0.1/24 fd00::1/64"
address h eth0 "10.0.0.2/24 fd00::2/64"
neighbour p eth0 02:00:00:00:00:02 "10.0.0.2 fd00::2"
neighbour h eth0 02:00:00:00:00:01 "10.0.0.1 fd00::1"
transfer "TCP, not mirrored" 10.0.0.2
real_tcp "TCP over IPv4" 10.0.0.2
real_tcp "TCP over IPv6" fd00::2
like "packets were longer than the MTU" "$((octets / packets))" "^[0-9]{5}|^9[0-9]{3}|^[2-8][0-9]{3}"
finish
