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
finish
