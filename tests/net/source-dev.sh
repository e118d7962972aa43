#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A device source sees what the device receives, sends, or both.
#
#   p:eth0 ------ h:eth0     h:min ------- s:min      session in
#                            h:mout ------ s:mout     session out
#                            h:mboth ----- s:mboth    session both
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

bytes_of() { awk '{ n += length($0) / 2 } END { print n + 0 }' "$@"; }

space p h s
pair h eth0 p eth0
pair h min s min
pair h mout s mout
pair h mboth s mboth
wait_up p h s
sessions <<-END
	session add in to dev min from dev eth0 dir in
	session add out to dev mout from dev eth0 dir out
	session add both to dev mboth from dev eth0
END
for d in in out both; do
	sniff_on "$d" s "m$d"
done
sniff_on received h eth0
sniff_on left p eth0
frame -n p -o "$work/from_p" -b <<-END
	eth0 eth ip tcp count 4 tag in
	eth0 eth vlan 7 prio 2 ip6 udp count 2 tag vlan
	eth0 eth svlan 7 vlan 9 ip udp tag qinq
	eth0 eth dst ff:ff:ff:ff:ff:ff arp
	eth0 eth dst 01:00:5e:00:00:07 ip udp tag multicast
	eth0 eth dst 02:00:00:00:99:99 ip udp tag another_host
	eth0 eth llc 42420300000000
END
settle both 11
frame -n h -o "$work/from_h" -b <<-END
	eth0 eth ip tcp count 3 tag out
	eth0 eth vlan 7 ip6 udp tag vlan
	eth0 eth svlan 7 vlan 9 ip udp tag qinq
END
settle both 16
cat "$work/from_p" "$work/from_h" >"$work/from_both"
counted "in" in "seen=11 copied=11 skipped=0"
counted "out" out "seen=5 copied=5 skipped=0"
counted "both" both "seen=16 copied=16 skipped=0"
is "bytes" "$(counters session "" bytes)" "$(for d in p:in h:out both:both; do
	n=$(bytes_of "$work/from_${d%:*}")
	echo "${d#*:}: seen=$n copied=$n skipped=0"
done)"
is "the sources count the same" "$(counters source)" "in dev eth0 in: seen=11 copied=11 skipped=0
out dev eth0 out: seen=5 copied=5 skipped=0
both dev eth0 both: seen=16 copied=16 skipped=0"
is "the targets too" "$(counters target)" "in dev min up: seen=11 copied=11 skipped=0
out dev mout up: seen=5 copied=5 skipped=0
both dev mboth up: seen=16 copied=16 skipped=0"
for d in in out both; do
	sniff_off "$d" h "m$d"
done
same "copies of what is received" "$work/in" "$work/from_p"
same "copies of what is sent" "$work/out" "$work/from_h"
same "copies of both" "$work/both" "$work/from_both"
sniff_off received p eth0
sniff_off left h eth0
same "originals received" "$work/received" "$work/from_p"
same "originals sent" "$work/left" "$work/from_h"

# A change of the direction of a source that is there.
m session flush
must m session add s to dev mboth from dev eth0 dir in
frame -n p -b <<<"eth0 eth ip tcp tag one"
settle s 1
sessions <<-END
	source del s dev eth0
	source add s dev eth0 dir out
END
frame -n p -b <<<"eth0 eth ip tcp tag two"
frame -n h -b <<<"eth0 eth ip tcp count 2 tag three"
settle s 3
counted "source removed and added with another direction" s "seen=3 copied=3 skipped=0"
finish
