#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Loops that no refusal can foresee are bounded: a copy is not copied again by a session of its namespace.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0 \
#                                                  s:swap (sends the copies back)
#                            h:back ------ s:back /
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

basic_topology
pair h back s back
ip_in s <<-END
	link add swap mtu 9000 type bridge mcast_snooping 0
	link set mon0 master swap
	link set back master swap
	link set swap up
END
wait_up h s

send() { frame -n p -o "$work/sent" -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp count $1 tag loop"; }

# A session that sees its own copies come back over a bridge elsewhere.
sniff_on copies s mon0
sniff_on back h back
must m session add s from dev eth0 dir in from dev back to dev mir0
send 20
settle s 40
is "each copy comes back once, and is not copied again" "$(counters session s)" \
	"s: seen=40 copied=20 skipped=0 loop=20"
is "which source saw them" "$(counters source s)" "s dev eth0 in: seen=20 copied=20 skipped=0
s dev back both: seen=20 copied=0 skipped=0 loop=20"
sniff_off copies h mir0
same "the sensor gets each copy once" "$work/copies" "$work/sent"
sniff_off back s back
same "they came back as they were" "$work/back" "$work/sent"
must m session flush

# Two sessions that feed one another.
sniff_on copies s mon0
sessions <<-END
	session add one from dev eth0 dir in from dev mir0 to dev back
	session add two from dev back to dev mir0
END
send 10
# one's copy leaves by back, where two sees it and must not copy it; s sends it on, back in by mir0, where one sees it.
settle one 20
counted "two sessions that feed one another: one" one "seen=20 copied=10 skipped=0 loop=10"
counted "two sessions that feed one another: two" two "seen=10 copied=0 skipped=0 loop=10"
sniff_off copies h mir0
same "nothing more reaches the sensor" "$work/copies" /dev/null
must m session flush

# A chain of namespaces that mirror to one another in a ring: bounded by the number of namespaces it may pass.
space r1 r2 r3
pair r1 next r2 prev
pair r2 next r3 prev
pair r3 next r1 prev
pair r1 eth0 p ring
wait_up r1 r2 r3 p
for n in r1 r2 r3; do
	mirrorctl -n $n session add ring from dev prev dir in from dev eth0 dir in to dev next
done
frame -n p -b <<<"ring eth ip udp count 5 tag ring"
settle ring 10 r1
is "a ring of namespaces ends where it began" "$(for n in r1 r2 r3; do counters session ring packets $n; done)" \
	"ring: seen=10 copied=5 skipped=0 loop=5
ring: seen=5 copied=5 skipped=0
ring: seen=5 copied=5 skipped=0"
# A packet that is no copy still passes.
frame -n r3 -b <<<"next eth ip udp tag fresh"
settle ring 12 r1
is "a packet that is no copy is copied" "$(counters session ring packets r1)" \
	"ring: seen=12 copied=6 skipped=0 loop=6"

# In a line of namespaces the fourth makes the last copy. Each waits for the one before: a session that sees what is sent
# has its copies wait in the backlog, so that they are not nested.
space l1 l2 l3 l4 l5
pair p line l1 prev
for n in 1 2 3 4; do
	pair l$n next l$((n + 1)) prev
done
wait_up p l1 l2 l3 l4 l5
for n in 1 2 3 4 5; do
	mirrorctl -n l$n session add line from dev prev to dev next
done
frame -n p -b <<<"line eth ip udp count 7 tag line"
settle line 7 l5
is "a line of namespaces ends after the fourth" "$(for n in 1 2 3 4 5; do counters session line packets l$n; done)" \
	"line: seen=7 copied=7 skipped=0
line: seen=7 copied=7 skipped=0
line: seen=7 copied=7 skipped=0
line: seen=7 copied=7 skipped=0
line: seen=7 copied=0 skipped=0 loop=7"

# A sender in a namespace of his own writes marks himself, of one hop to four. No id is 0: none of them is right.
must m session add s from dev eth0 dir in to dev mir0
must tc -n p qdisc add dev eth0 clsact
for hops in 1 2 3 4; do
	must tc -n p filter add dev eth0 egress matchall classid 1:${hops}000
	frame -n p -b <<<"eth0 eth ip udp count 5 tag hide"
	must tc -n p filter del dev eth0 egress
done
settle s 20
counted "who writes a mark of his own is copied" s "seen=20 copied=20 skipped=0"
finish
