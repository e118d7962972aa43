#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Limits are what the contract says: what is within works, one more is refused and says so, and the rest is as it was.
#
#   h: sessions, sources, targets, rules; no traffic but over h:eth0 (dummy)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# refused NAME PATTERN COMMAND...
refused() {
	local name=$1 pattern=$2 said

	shift 2
	said=$(m "$@" 2>&1)
	like "$name" "$? $said" "^1 .*$pattern"
}

space h
ip_in h <<-END
	link add eth0 type dummy
	link add mir0 type dummy
	link set eth0 up
	link set mir0 up
END
for ((i = 1; i <= 256; i++)); do
	echo "session add s$i from dev eth0 dir out to dev mir0"
done | sessions
is "256 sessions" "$(get session "" name | wc -l)" 256
refused "one more" "256 sessions" session add more
frame -n h -b <<<"eth0 eth ip udp count 2"
is "each of them at work" "$(counters session | sed 's/.*: //' | sort | uniq -c | tr -s ' ')" " 256 seen=2 copied=2 skipped=0"
must m session del s7
must m session add more
ok "in the place of one that goes"
must m session flush

must m session add s
for ((i = 1; i <= 64; i++)); do
	echo "source add s dev d$i"
	echo "target add s dev t$i"
done | sessions
is "64 sources and targets" "$(get source s dev | wc -l) $(get target s dev | wc -l)" "64 64"
refused "one more source" "64 sources" source add s dev more
refused "one more target" "64 targets" target add s dev more
is "none is there" "$(get source s dev | grep -c .) $(get target s dev | grep -c .)" "64 64"
must m session flush

# Each port of GENEVE's is another device.
must modprobe geneve
must m session add s
for ((i = 1; i <= 64; i++)); do
	echo "target add s geneve remote 192.0.2.1 dst_port $((7000 + i))"
done | sessions
refused "a tunnel device more" "64 tunnel devices" session add more to geneve remote 192.0.2.1 dst_port 7065
refused "of another kind" "64 tunnel devices" session add more to vxlan remote 192.0.2.1 vni 1
must m session add more to geneve remote 192.0.2.2 dst_port 7001
ok "to another host by a device that is there"
must m target del s geneve remote 192.0.2.1 dst_port 7002
must m target add more vxlan remote 192.0.2.1 vni 1
is "in the place of one that goes" "$(get target more kind)" "geneve
vxlan"
must m session flush

# Each prefix length is another mask.
must m session add s from dev eth0 dir out to dev mir0
for ((i = 1; i <= 128; i++)); do
	echo "rule add s prio $i src_ip ::/$i"
done | sessions
is "128 masks" "$(m -j session show s | command counters get masks)" 128
refused "one more" "128 different masks" rule add s tcp_flags syn
must m rule add s prio 9 src_ip 8000::/1
is "another rule of a mask that is there" "$(get session s rules masks)" "129 128"
frame -n h -b <<<"eth0 eth ip6 src :: udp count 3"
is "the rule of the highest priority of them all decides" "$(counters rule s | grep -v 'seen=0 ')" \
	"s 128 mirror: seen=3 copied=3 skipped=0"
must m rule del s prio 1 src_ip ::/1
must m rule del s prio 9 src_ip 8000::/1
must m rule add s tcp_flags syn
ok "a mask that goes makes room"
must m rule flush s

# Ranges become table entries; a rule may not have more than 4096.
list=1-4094
for ((i = 1; i < 16; i++)); do
	list+=,$((i * 4096 + 1))-$((i * 4096 + 4094))
done
must m rule add s src_port "$list"
refused "too many entries" "entries" rule add s src_port "$list" dst_port "$list"
refused "too many entries in a set of rules" "entries" rule replace s -f - <<<"src_port $list dst_port $list"
is "the rules are as they were" "$(get session s rules)" 1
frame -n h -b <<-END
	eth0 eth ip udp sport 1
	eth0 eth ip udp sport 4094
	eth0 eth ip udp sport 4095
	eth0 eth ip udp sport 4096
	eth0 eth ip udp sport 4097
	eth0 eth ip udp sport 65534
	eth0 eth ip udp sport 65535
	eth0 eth ip udp sport 0
	eth0 eth ip udp sport 30000
END
is "16 ranges" "$(counters rule s)" "s 32768 mirror: seen=5 copied=5 skipped=0"
said=$(m rule add s dst_port "$list,65535" 2>&1)
like "17 ranges" "$? $said" "^2 .*too many ranges"
finish
