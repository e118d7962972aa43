#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The tunnel leaves through a source of its own session: neither its packets nor what answers them is copied again.
#
#   h:up0 ------ s:up0, the collector                  h:br0 over h:port ------ b:up0, the same with a bridge
#   10.9.0.1     10.9.0.2, open (10.9.0.3 takes all)   10.8.0.1                 10.8.0.2
#
# timeout: 180
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

tunnel_topology
space b
pair h port b up0
ip_in h <<-END
	link add br0 mtu 9000 type bridge mcast_snooping 0
	link set port master br0
	link set br0 up
END
underlay h br0 "10.8.0.1/24 fd08::1/64" b up0 "10.8.0.2/24 fd08::2/64"
# An address that nobody has: what comes for it is received and dropped.
neighbour h up0 "$(mac s up0)" "10.9.0.3 fd09::3"
neighbour h br0 "$(mac b up0)" "10.8.0.3 fd08::3"
for n in s b; do
	# shellcheck disable=SC2016 # for the inner shell
	must in_space $n sh -c 'cd /proc/sys/net && echo 0 >ipv4/icmp_ratelimit && echo 0 >ipv6/icmp/ratelimit'
done
wait_up h s b

# frames_to DST, frames_from SRC - 5 of them; nobody answers
frames_to() { frame -n h "$2" eth dst "$1" type 0x88b6 zero 50 count 5; }
frames_from() { frame -n "$1" up0 eth src "$(mac "$1" up0)" dst "$2" ip src 10.1.0.1 dst 10.1.0.2 icmp type 0 count 5; }

# silent NAME "SOURCE" DEV SPACE "TARGET" - the collector says nothing: one copy of each, and each is seen as it leaves
silent() {
	local name=$1 source=$2 dev=$3 space=$4 target=$5

	# shellcheck disable=SC2086 # words
	must m session add s to $target from $source
	sniff_on underlay "$space" up0
	frames_to "$(mac "$space" up0)" "$dev"
	frames_from "$space" "$(mac h "$dev")"
	settle s 20
	counted "$name" s "seen=20 copied=10 skipped=0 loop=10"
	must m session del s
	sniff_off underlay h "${dev/br0/port}"
	is "$name: packets on the underlay" "$(wc -l <"$work/underlay")" 15
}

for kind in gretap erspan vxlan geneve; do
	for remote in 10.9.0.3 fd09::3; do
		silent "$kind to $remote" "dev up0" up0 s "$kind remote $remote"
	done
	for remote in 10.8.0.3 fd08::3; do
		silent "$kind to $remote, from a bridge" "bridge br0" br0 b "$kind remote $remote"
	done
done
# answered NAME "SOURCE" DEV SPACE REMOTE KIND [SEEN ON_UNDERLAY] - the collector has no such port or protocol and says so, of each copy
answered() {
	local name=$1 source=$2 dev=$3 space=$4 remote=$5 kind=$6 seen=${7:-30} all=${8:-15}

	# shellcheck disable=SC2086 # words
	must m session add s to $kind remote "$remote" from $source
	sniff_on underlay "$space" up0
	sniff_on errors h "${dev/br0/port}"
	frames_to "$(mac "$space" up0)" "$dev"
	frames_from "$space" "$(mac h "$dev")"
	settle s "$seen"
	counted "$name" s "seen=$seen copied=$((seen / 3)) skipped=0 loop=$((seen * 2 / 3))"
	must m session del s
	sniff_off underlay h "${dev/br0/port}"
	sniff_off errors "$space" up0
	is "$name: packets on the underlay, each way" "$(wc -l <"$work/underlay") $(wc -l <"$work/errors")" "$all $all"
}

for kind in gretap erspan vxlan geneve; do
	for remote in 10.9.0.2 fd09::2; do
		answered "$kind to $remote, which answers" "dev up0" up0 s $remote $kind
	done
done
answered "vxlan to 10.8.0.2, which answers, over a bridge" "bridge br0" br0 b 10.8.0.2 vxlan
answered "geneve to fd08::2, which answers, over a bridge" "bridge br0" br0 b fd08::2 geneve
# Half of the packets are not IP.
answered "vxlan to 10.9.0.2, which answers, seen in IP" inet up0 s 10.9.0.2 vxlan 15 10

# Two sessions whose collectors answer: what is said of the one's copy is no packet for the other either.
sessions <<-END
	session add one from dev up0 to vxlan remote 10.9.0.2
	session add two from dev up0 to geneve remote fd09::2
END
sniff_on underlay s up0
frames_from s "$(mac h up0)"
# 5 packets, 10 copies, 10 errors
settle one 25
settle two 25
counted "two sessions: one" one "seen=25 copied=5 skipped=0 loop=20"
counted "two sessions: two" two "seen=25 copied=5 skipped=0 loop=20"
must m session flush
sniff_off underlay h up0
is "two sessions: packets on the underlay" "$(wc -l <"$work/underlay")" 10

# Errors that tell of something else are packets like others.
# quote WORDS... - an ICMP error as s sends it, of that packet
quote() { frame -x "$@" | cut -c 29-100; }
must m session add s to vxlan remote 10.9.0.3 from dev up0 dir in
frame -n s -o "$work/sent" -b <<-END
	up0 eth ip src 10.9.0.3 icmp type 3 code 3 hex $(quote eth ip dst 10.9.0.3 udp dport 4789)
	up0 eth ip src 10.9.0.7 icmp type 11 hex $(quote eth ip dst 10.9.0.3 udp dport 4789)
	up0 eth ip src 10.9.0.3 icmp type 3 code 3 hex $(quote eth ip dst 10.9.0.3 udp dport 4790)
	up0 eth ip src 10.9.0.3 icmp type 3 code 3 hex $(quote eth ip dst 10.9.0.2 udp dport 4789)
	up0 eth ip src 10.9.0.3 icmp type 3 code 3 hex $(quote eth ip dst 10.9.0.3 tcp dport 4789)
	up0 eth ip src 10.9.0.3 icmp type 8 hex $(quote eth ip dst 10.9.0.3 udp dport 4789)
	up0 eth ip6 icmp6 type 1 hex $(quote eth ip dst 10.9.0.3 udp dport 4789)
	up0 eth ip src 10.9.0.3 icmp type 3 code 3
END
settle s 8
counted "of all errors, those that quote a copy" s "seen=8 copied=6 skipped=0 loop=2"
must m session del s
finish
