#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Which rule decides: the highest priority, of several the oldest; what no rule matches is mirrored in a session
# without a mirror rule, else skipped.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# session_of NAME RULE... - with these rules, oldest first
session_of() {
	local name=$1 rule

	shift
	echo "session add $name to dev mir0 from dev eth0 dir in"
	for rule; do
		echo "rule add $name $rule"
	done
}

# Frames: http 1 (TCP 80), https 2 (TCP 443), dns 4 (UDP 53), dnsbig 8 (UDP 53, TTL 9), arp 16: every sum tells which.
send() {
	frame -n p -o "$work/sent" -b <<-END
		eth0 eth ip tcp dport 80 tag http
		eth0 eth ip tcp dport 443 count 2 tag https
		eth0 eth ip udp dport 53 count 4 tag dns
		eth0 eth ip ttl 9 udp dport 53 count 8 tag dnsbig
		eth0 eth arp count 16
	END
}

basic_topology
{
	session_of span
	session_of skip-only "dst_port 80 action skip"
	session_of skip-all "action skip"
	session_of mirror-only "dst_port 80"
	session_of mirror-all "action mirror"
	session_of mirror-none "dst_port 81"
	session_of two-mirrors "dst_port 80" "dst_port 53"
	session_of two-skips "dst_port 80 action skip" "protocol arp action skip"
	session_of mirror-over-skip "prio 20 dst_port 80 action mirror" "prio 10 ip_proto tcp action skip"
	session_of skip-over-mirror "prio 20 dst_port 80 action skip" "prio 10 ip_proto tcp action mirror"
	session_of late-is-higher "prio 10 ip_proto tcp action mirror" "prio 20 dst_port 80 action skip"
	session_of old-mirror "dst_port 80 action mirror" "ip_proto tcp action skip"
	session_of old-skip "ip_proto tcp action skip" "dst_port 80 action mirror"
	session_of old-same-mask "prio 7 dst_port 79-80 action skip" "prio 7 dst_port 80-81 action mirror"
	session_of edges "prio 0 action mirror" "prio 65535 ip_proto udp ttl 0-10 action skip"
	session_of default-prio "prio 32767 dst_port 53 action skip" "dst_port 53" "prio 32769 ttl 9 action skip"
	session_of ladder "prio 1 action mirror" "prio 2 protocol ip action skip" "prio 3 ip_proto udp action mirror" \
		"prio 4 ip_proto udp ttl 9 action skip" "prio 5 src_ip 10.0.0.0/8 tos 4 action mirror"
	session_of overlap "prio 5 dst_port 1-100 action mirror" "prio 6 dst_port 50-60 action skip" \
		"prio 7 dst_port 53 ttl 9 action mirror"
} | sessions
copies_on -g
send
settle span 31
is "which packets each session copies" "$(counters session)" \
	"$(while read -r name copied; do
		echo "$name: seen=31 copied=$copied skipped=$((31 - copied))"
	done <<-END
		span 31
		skip-only 30
		skip-all 0
		mirror-only 1
		mirror-all 31
		mirror-none 0
		two-mirrors 13
		two-skips 14
		mirror-over-skip 1
		skip-over-mirror 2
		late-is-higher 2
		old-mirror 1
		old-skip 0
		old-same-mask 0
		edges 23
		default-prio 4
		ladder 20
		overlap 9
	END
	)"
is "which rule decided" "$(counters rule ladder)" \
	"ladder 1 mirror: seen=16 copied=16 skipped=0
ladder 2 skip: seen=3 copied=0 skipped=3
ladder 3 mirror: seen=4 copied=4 skipped=0
ladder 4 skip: seen=8 copied=0 skipped=8
ladder 5 mirror: seen=0 copied=0 skipped=0"
is "the older of two" "$(counters rule old-skip)" \
	"old-skip 32768 skip: seen=3 copied=0 skipped=3
old-skip 32768 mirror: seen=0 copied=0 skipped=0"
is "bytes of each rule" "$(counters rule two-mirrors bytes)" \
	"two-mirrors 32768 mirror: seen=63 copied=63 skipped=0
two-mirrors 32768 mirror: seen=$((4 * 57 + 8 * 60)) copied=$((4 * 57 + 8 * 60)) skipped=0"
copies_off
# ARP frames have no tag.
is "copies of each" "$(cut -d- -f1 "$work/copies" | sort | uniq -c | tr -s ' ' | paste -sd,)" \
	" 32 dns, 48 dnsbig, 8 http, 14 https"

# Changes while it runs: each takes effect at once.
step() {
	local name=$1 want=$2

	must m session reset ladder
	send
	settle ladder 31
	counted "$name" ladder "seen=31 copied=$want skipped=$((31 - want))"
}

must m rule del ladder prio 4 ip_proto udp ttl 9
step "a rule removed: the next one decides" 28
must m rule del ladder prio 1
step "the only rule that matches removed: skipped" 12
must m rule del ladder prio 3 ip_proto udp
step "a mirror rule is left: what matches none is skipped" 0
must m rule del ladder id "$(get rule ladder prio id | sed -n 's/^5 //p')"
step "no mirror rule is left: what matches none is mirrored" 16
must m rule add ladder prio 9 dst_port 53
step "a new mirror rule" 12
must m rule flush ladder
step "no rules: all" 31
finish
