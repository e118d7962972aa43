#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How much of a frame is kept: the first bytes of it, or those behind its headers. The originals keep all.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/shape.sh
. "$here/lib/shape.sh"

basic_topology
shaped "snaplen 64, a tag beside the frame" in "snaplen 64" "snap 64 limit 9014" < <(each_kind)
shaped "snaplen 1000, tags in the frame" out "snaplen 1000" "snap 1000 limit 9014" < <(each_kind)
shaped "snaplen 64 of segments" in "snaplen 64 wire on" "wire snap 64" < <(each_kind)
shaped "snaplen l4+0, tags in the frame" out "snaplen l4+0" "l4 0 limit 9014" < <(each_kind)
shaped "snaplen l4+16, a tag beside the frame" in "snaplen l4+16" "l4 16 limit 9014" < <(each_kind)
shaped "snaplen l4+100 of segments" out "snaplen l4+100 wire on" "wire l4 100" < <(each_kind)
shaped "snaplen of more than the device takes" in "snaplen 20000" "snap 20000 limit 9014" \
	<<<"eth0 eth ip tcp gso 1000 zero 30000"

# What is set on a live session is set; counters, and what other options remember, stay.
sessions <<-END
	session add s rate 1bit burst 1000 cutoff packets 12 snaplen 100 to dev mir0 from dev eth0 dir in
END
copies_on
frame -n p -b <<<"eth0 eth ip udp sport 1 zero 58 count 4"
settle s 4
must m session set s snaplen 64
frame -n p -b <<<"eth0 eth ip udp sport 1 zero 58 count 4"
settle s 8
counted "set snaplen: the counters go on" s "seen=8 copied=8 skipped=0"
must m session set s snaplen off
frame -n p -b <<<"eth0 eth ip udp sport 1 zero 58 count 4"
settle s 12
counted "set snaplen: so does the rate" s "seen=12 copied=10 skipped=0 rate-limited=2"
must m session set s rate off
frame -n p -b <<<"eth0 eth ip udp sport 1 zero 58 count 4"
settle s 16
counted "set rate off: the cutoff goes on" s "seen=16 copied=10 skipped=0 cut-off=4 rate-limited=2"
is "set: sent and cut" "$(sums session)" "10 $((4 * 100 + 4 * 64 + 2 * 100)) 4 $((4 * 36))"
must m session set s cutoff packets 11
frame -n p -b <<<"eth0 eth ip udp sport 1 zero 58 count 4"
settle s 20
counted "set the cutoff anew: it begins anew" s "seen=20 copied=14 skipped=0 cut-off=4 rate-limited=2"
copies_off
is "set: lengths" "$(awk '{ print length($0) / 2 }' "$work/copies" | uniq -c | tr -s ' ')" " 4 100
 4 64
 6 100"
finish
