#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the module tells user space: every byte of every dump, reply and event is one that it wrote, and none of them is
# part of a kernel address. Memory that nobody has written holds a pattern where the kernel was started with slub_debug=P
# (test-all does that).
#
#   h: sessions with everything that there is to show
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

space h
ip_in h <<-END
	link add d0 type dummy
	link add d1 type dummy
	link add br0 type bridge mcast_snooping 0
	link set d0 up
	link set d1 up
END
sessions <<-END
	session add a to dev d0 to dev nowhere from dev d1 from bridge br0 from inet
	session add b from dev 'd*' dir in from dev lo match ip_proto tcp
	session add c
	rule add a src_mac 02:00:00:00:00:01 dst_mac 02:00:00:00:00:02/02:00:00:00:00:02 protocol ipv4
	rule add a src_port 1,3,5-9 dst_port 7 ip_proto tcp tcp_flags syn/syn,ack
	rule add a indev eth0 mark 1/1
	rule add a indev e* src_ip fd00::/17
	rule add a arp_op 1 arp_sip 10.0.0.0/9
	rule add b vlan_id 1 vlan_prio 1 cvlan_id 3 action skip
END
frame -n h -b <<-END
	d1 eth ip tcp dport 7 count 3
	d1 eth ip udp count 3
END
PYTHONDONTWRITEBYTECODE=1 in_space h python3 "$here/../fuzz/disclosure.py" || failures=1
grep -q 'slub_debug=[A-Z]*P' /proc/cmdline || echo "# without slub_debug=P: uninitialised memory looks like any other"
finish
