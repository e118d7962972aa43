#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the module tells user space: every byte of every dump, reply, event and tracepoint is one that it wrote, and none
# of them is part of a kernel address; and nothing of the contract is left out of that. Memory that nobody has written
# holds a pattern where the kernel was started with slub_debug=P (boot --debug does that), and the stack where it was built
# with CONFIG_INIT_STACK_ALL_PATTERN.
#
#   h: sessions with everything that there is to show
#   gone: a session that goes with its namespace
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

tracing=/sys/kernel/tracing/instances/nfm_disclosure

stop_tracing() {
	echo 0 >"$tracing/events/nf_mirror/enable"
	rmdir "$tracing"
	clean_up
}

# poisoned SIZE... - does what kmalloc() gives hold a pattern
poisoned() {
	local size

	for size; do
		[[ $(cat "/sys/kernel/slab/kmalloc-$size/poison" 2>/dev/null) = 1 ]] || return
	done
}

space h gone
ip_in h <<-END
	link add d0 type dummy
	link add d1 type dummy
	link add br0 type bridge mcast_snooping 0
	link set d0 up
	link set d1 up
END
must mkdir "$tracing"
trap stop_tracing EXIT
must tee "$tracing/events/nf_mirror/enable" <<<1
# No name has a letter that is a pattern's byte (Z, k), and no mask of a MAC address looks like an address of the kernel's.
sessions <<-END
	session add a snaplen l4+96 sample flow 2 rate 5mpps burst 9 budget 20% wire on oversize drop vlan push 7 802.1ad cutoff bytes 1000 dedup 50 expire 1h fanout hash to dev d0 to dev nowhere from dev d1 from bridge br0 from inet
	session add b from dev 'd*' dir in from dev lo match ip_proto tcp
	session add c
	session add told to dev d0 from dev d1
	session add none from dev d1
	session add far to gretap remote 192.0.2.1 local 192.0.2.2 key 5 ttl 7 tos 0xb8 df set seq on underlay d0
	target add far erspan remote 192.0.2.1 id 2 ver 3 hwid 9
	target add far vxlan remote 192.0.2.1 vni 3 dst_port 5555 src_port 700-800 tos inherit
	target add far geneve remote fd09::2 local fd09::9 meta on
	rule add a src_mac 02:00:00:00:00:01/02:00:00:00:00:03 dst_mac 02:00:00:00:00:02/02:00:00:00:00:03 protocol 0x800/0xf00
	rule add a vlan_id 1/1 vlan_prio 1/1 cvlan_id 2/3
	rule add a src_ip 10.0.0.0/9 dst_ip 10.1.0.0/16 tos 4/7 ttl 3-9 frag no
	rule add a src_port 1,3,5-9 dst_port 7 ip_proto tcp tcp_flags syn/syn,ack
	rule add a src_ip fd00::/17 dst_ip fd00::/18 ip_proto 17/19
	rule add a ip_proto icmp icmp_type 8/9 icmp_code 1/3
	rule add a arp_op 1/3 arp_sip 10.0.0.0/9 arp_tip 10.0.0.0/10 arp_sha 02:00:00:00:00:01/02:00:00:00:00:03 arp_tha 02:00:00:00:00:00/02:00:00:00:00:01
	rule add a indev eth0 mark 1/3
	rule add a indev e* filter 'tcp port 80'
	rule add b vlan_id 1 vlan_prio 1 cvlan_id 3 action skip
END
must mirrorctl -n gone session add lost
frame -n h -b <<-END
	d1 eth ip tcp dport 7 count 3
	d1 eth ip udp count 3
END
settle none 6
PYTHONDONTWRITEBYTECODE=1 python3 "$here/../fuzz/disclosure.py" h gone "$tracing" "$limit" || failures=1
if poisoned 64 128 256 512 1k 2k 4k 8k; then
	ok "memory that nobody has written holds a pattern"
else
	skip "memory that nobody has written holds a pattern" "started without slub_debug=P,kmalloc-*"
fi
if gzip -dc /proc/config.gz 2>/dev/null | grep -qx CONFIG_INIT_STACK_ALL_PATTERN=y; then
	ok "so does the stack"
else
	skip "so does the stack" "built without CONFIG_INIT_STACK_ALL_PATTERN"
fi
finish
