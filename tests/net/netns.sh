#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sessions belong to a network namespace: the same names in two of them have nothing to do with one another.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   p:eth1 ------ o:eth0     o:mir0 ------ s:mon1
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

basic_topology
space o
pair o eth0 p eth1
pair o mir0 s mon1
wait_up p o s
must mirrorctl -n h session add s to dev mir0 from dev eth0 dir in match ip_proto udp
must mirrorctl -n o session add s to dev mir0 from dev eth0 dir in
copies_on
sniff_on others s mon1
frame -n p -o "$work/sent" -b <<-END
	eth0 eth ip udp count 3 tag h
	eth0 eth ip tcp count 2 tag h
	eth1 eth ip tcp count 5 tag o
END
settle s 5 h
settle s 5 o
is "counters of one" "$(counters session s packets h)" "s: seen=5 copied=3 skipped=2"
is "counters of the other" "$(counters session s packets o)" "s: seen=5 copied=5 skipped=0"
is "rules of one" "$(mirrorctl -n h rule show s | wc -l) $(mirrorctl -n o rule show s | wc -l)" "1 0"
copies_off
sniff_off others o mir0
same "copies of one" "$work/copies" <(head -n 3 "$work/sent")
same "copies of the other" "$work/others" <(tail -n 5 "$work/sent")
is "the initial namespace has none of them" "$(mirrorctl session show)" ""
must mirrorctl -n h session flush
is "flush is of one namespace" "$(mirrorctl -n o -j session show | command counters get name)" s
must mirrorctl -n h session add s
must ip netns del o
is "a namespace that goes takes its own" "$(get session "" name)" s
# The veth pairs of o are gone with it: its sessions held none of them.
gone() { ! ip -n s link show mon1 >/dev/null 2>&1; }
until_true gone || not_ok "devices of the namespace are released" "$(ip -n s link show mon1)"
ok "devices of the namespace are released"
finish
