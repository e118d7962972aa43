#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the kernel refuses, as a user sees it: status 1 and the kernel's own words. (refuse-netlink.sh has every case.)
#
#   h:eth0 (dummy), h:tun0 (no Ethernet), h:gnv0 (GENEVE in external mode), session s
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

must modprobe -a tun geneve
space h
ip_in h <<-END
	link add eth0 type dummy
	tuntap add tun0 mode tun
	link add gnv0 type geneve external
END
sessions <<-END
	session add s to dev mir0 from dev eth0
	rule add s prio 7 ip_proto tcp
END
before=$(m -j session show)
while IFS='|' read -r command words; do
	[[ $command ]] || continue
	said=$(mirrorctl -n h -b - <<<"$command" 2>&1)
	like "${command%"${command##*[! ]}"}" "$? $said" "^1 .*${words# }"
done <<-END
	session add s                               | there already
	session del nothere                         | no session of that name
	session set nothere enabled on              | no session of that name
	session enable nothere                      | no session of that name
	session reset nothere                       | no session of that name
	session show nothere                        | no session of that name
	source show nothere                         | no session of that name
	target show nothere                         | no session of that name
	rule show nothere                           | no session of that name
	rule flush nothere                          | no session of that name
	source add s dev eth0                       | has this source already
	source del s dev eth1                       | no such source
	source add s bridge eth0                    | not a bridge
	source add nothere dev eth1                 | no session of that name
	source add s dev mir0                       | source of the session itself
	target add s dev mir0                       | has this target already
	target add s dev tun0                       | not an Ethernet device
	target add s dev eth0                       | source of the session itself
	target add s geneve remote 192.0.2.1        | another device in external mode
	target del s dev eth1                       | no such target
	rule add s prio 7 ip_proto tcp              | this priority and match already
	rule del s prio 8 ip_proto tcp              | no such rule
	rule del s id 4711                          | no such rule
	rule add s src_ip 10.0.0.1 dst_ip fd00::1   | does not go with
	rule add s protocol arp src_ip 10.0.0.1     | does not go with
	session add t to dev eth1 from dev eth1     | source of the session itself
	session add t to dev tun0 from dev eth1     | not an Ethernet device
END
is "and nothing has changed" "$(m -j session show)" "$before"

# A set of rules is taken whole or not at all.
printf 'ip_proto udp\nip_proto tcp\nip_proto udp\n' >"$work/rules"
said=$(m rule replace s -f "$work/rules" 2>&1)
like "rule replace, the same rule twice" "$? $said" "^[12] .*"
is "the old rules are there" "$(get rule s prio action)" "7 mirror"

# Others have all the hooks that Linux has room for.
ip_in h <<<"link add full0 type dummy"
{
	echo "add table netdev full"
	printf 'add chain netdev full c%d { type filter hook ingress device full0 priority 0; }\n' {1..1024}
} | in_space h nft -f -
said=$(m source add s dev full0 dir in 2>&1)
like "no room for a hook" "$? $said" "^1 .*too many netfilter hooks"
must in_space h nft 'delete chain netdev full c1'
must m source add s dev full0 dir in
is "and with room" "$(get source s dev n_bound)" "eth0 1
full0 1"

# On a host that has no driver for a tunnel, nor finds one.
ip_in h <<<"link del gnv0"
if grep -q '/geneve\.ko' "/lib/modules/$(uname -r)/modules.builtin"; then
	skip "a tunnel without a driver" "the kernel has it built in"
else
	must rmmod geneve
	modprobe=$(</proc/sys/kernel/modprobe)
	echo /bin/false >/proc/sys/kernel/modprobe
	said=$(m target add s geneve remote 192.0.2.1 2>&1)
	like "a tunnel without a driver" "$? $said" "^1 .*no driver for this tunnel"
	echo "$modprobe" >/proc/sys/kernel/modprobe
	must m target add s geneve remote 192.0.2.1
	is "and with one" "$(get target s kind)" "dev
geneve"
fi
finish
