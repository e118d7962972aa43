#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A bridge source sees each frame that crosses the bridge once: between ports, flooded or not, to the host, from it.
#
#   a:eth0 ----- port a \
#   b:eth0 ----- port b  > h:br0                 h:mir0 ------ s:mon0
#   c:eth0 ----- port c /
#   o:eth0 ----- port o  > h:br1
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

space a b c o h s
for n in a b c o; do
	pair h $n $n eth0
done
pair h mir0 s mon0
ip_in h <<-END
	link add br0 address 02:00:00:00:00:99 mtu 9000 type bridge mcast_snooping 0
	link add br1 address 02:00:00:00:00:98 mtu 9000 type bridge mcast_snooping 0
	link set dev a master br0
	link set dev b master br0
	link set dev c master br0
	link set dev o master br1
	link set br0 up
	link set br1 up
END
for n in a b c o; do
	ip_in h <<<"link set dev $n type bridge_slave learning off"
done
must bridge -n h fdb add 02:00:00:00:00:0a dev a master static
must bridge -n h fdb add 02:00:00:00:00:0b dev b master static
wait_up a b c o h s

sessions <<-END
	session add br to dev mir0 from bridge br0
	session add porta to dev mir0 from bridge br0 match indev a src_mac ff:ff:ff:ff:ff:ff
	rule add porta prio 1 indev a action skip
	session add noport to dev mir0 from bridge br0 match indev nothing*
END
copies_on
for n in a b c; do
	sniff_on $n $n eth0
done
A="eth src 02:00:00:00:00:0a"
B="eth src 02:00:00:00:00:0b"
frame -n a -o "$work/sent_a" -b <<-END
	eth0 $A dst 02:00:00:00:00:0b ip udp tag unicast count 3
	eth0 $A dst 02:00:00:00:00:0b vlan 12 prio 5 ip6 udp tag vlan
	eth0 $A dst 02:00:00:00:00:0b svlan 12 vlan 13 ip udp tag qinq
	eth0 $A dst 02:00:00:00:00:ee ip udp tag unknown
	eth0 $A dst ff:ff:ff:ff:ff:ff arp op 2 sip 10.0.0.1 tip 10.0.0.1
	eth0 $A dst 01:00:5e:00:00:55 ip dst 224.0.0.85 udp tag multicast
	eth0 $A dst 02:00:00:00:00:99 ip src 10.0.0.1 dst 10.0.0.9 proto 253 tag to_host
END
settle br 9
frame -n b -o "$work/sent_b" -b <<-END
	eth0 $B dst 02:00:00:00:00:0a ip tcp tag back count 2
END
settle br 11
frame -n h -o "$work/sent_h" -b <<-END
	br0 eth src 02:00:00:00:00:99 dst 02:00:00:00:00:0b ip src 10.0.0.9 dst 10.0.0.2 udp tag from_host count 4
	br0 eth src 02:00:00:00:00:99 dst ff:ff:ff:ff:ff:ff arp op 2 sip 10.0.0.9 tip 10.0.0.9
	br0 eth src 02:00:00:00:00:99 dst 02:00:00:00:00:0b vlan 3 ip6 udp tag host_vlan
END
frame -n o -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp tag another_bridge count 5"
frame -n h -b <<<"br1 eth dst ff:ff:ff:ff:ff:ff ip udp tag another_bridge count 5"
settle br 17
cat "$work"/sent_{a,b,h} >"$work/sent"

counted "each frame once" br "seen=17 copied=17 skipped=0"
is "indev is the port, and a host's frame has none" "$(counters rule porta)" \
	"porta 32768 mirror: seen=0 copied=0 skipped=0
porta 1 skip: seen=9 copied=0 skipped=9"
counted "indev by a glob that fits no port" noport "seen=17 copied=0 skipped=17"
copies_off
same "copies" "$work/copies" "$work/sent"
sniff_off a h a
sniff_off b h b
sniff_off c h c
{
	grep "^02000000000a" "$work/sent_b"
	grep "^ffffffffffff" "$work/sent_h"
} >"$work/want_a"
{
	grep "^02000000000b\|^0200000000ee\|^ffffffffffff\|^01005e" "$work/sent_a"
	cat "$work/sent_h"
} >"$work/want_b"
{
	grep "^0200000000ee\|^ffffffffffff\|^01005e" "$work/sent_a"
	grep "^ffffffffffff" "$work/sent_h"
} >"$work/want_c"
for n in a b c; do
	same "originals at $n" "$work/$n" "$work/want_$n"
done
finish
