#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One packet of N, at random: within 6 sigma, which a right module misses once in 500 million runs. One flow of N: whole
# flows, both directions, and one of 4 is one of 2.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0        and mir1, mon1
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

long_queues
basic_topology
pair h mir1 s mon1
wait_up h s

# within NAME COUNT N PROBABILITY - is COUNT what N throws make of it
within() {
	is "$1" "$(awk -v k="$2" -v n="$3" -v p="$4" 'BEGIN {
		d = k - n * p; if (d < 0) d = -d
		print d <= 6 * sqrt(n * p * (1 - p)) ? "within 6 sigma" : k " of " n
	}')" "within 6 sigma"
}

# Packets: as many, and each by itself: of 20000 pairs of neighbours both are chosen once in 16.
packets=20000
must m session add s sample 4 to dev mir0 from dev eth0 dir in
copies_on -g
frame -n p eth0 eth ip udp tag n count $packets
settle s $packets
copies_off
copied=$(wc -l <"$work/copies")
counted "1 in 4 packets" s "seen=$packets copied=$copied skipped=0 sampled-out=$((packets - copied))"
within "1 in 4 packets: as many" "$copied" $packets 0.25
within "1 in 4 packets: without a pattern" \
	"$(awk -F- '{ n = $2 + 0; if (NR > 1 && n == last + 1) both++; last = n } END { print both + 0 }' "$work/copies")" \
	$packets 0.0625
is "1 in 4 packets: none twice" "$(sort "$work/copies" | uniq -d)" ""
must m session set s sample 1
frame -n p eth0 eth ip udp count 100
settle s $((packets + 100))
counted "1 in 1" s "seen=$((packets + 100)) copied=$((copied + 100)) skipped=0 sampled-out=$((packets - copied))"
must m session del s

# Flows: there, back, and with a tag.
flows=1200
awk -v n=$flows 'BEGIN {
	for (i = 0; i < n; i++) {
		v4 = i % 2
		a = v4 ? "10.1." int(i / 250) "." i % 250 : "fd01::" i
		b = v4 ? "10.2.0." i % 3 : "fd01::" i % 7 "02"
		ip = v4 ? "ip" : "ip6"
		l4 = i % 3 ? "udp" : "tcp"
		there = " " ip " src " a " dst " b " " l4 " sport " 1000 + i " dport 53 tag f" i
		back = " " ip " src " b " dst " a " " l4 " dport " 1000 + i " sport 53 tag f" i
		print "eth0 eth" there
		print "eth0 eth src 02:00:00:00:00:09" back " zero 50"
		print "eth0 eth vlan 5" there
	}
}' >"$work/lines"
sessions <<-END
	session add two sample flow 2 to dev mir0 from dev eth0 dir in
	session add four sample flow 4 to dev mir1 from dev eth0 dir in
	session add all sample flow 1 count-only on from dev eth0 dir in
END
copies_on -g
sniff_on fours s -g mon1
frame -n p -b "$work/lines"
for s in two four all; do
	settle $s $((3 * flows))
done
copies_off
sniff_off fours h mir1
sort "$work/copies" | uniq -c >"$work/two"
sort "$work/fours" | uniq -c >"$work/four"
two=$(wc -l <"$work/two") four=$(wc -l <"$work/four")
is "flows: all three packets of each, or none" "$(awk '$1 != 3' "$work/two" "$work/four")" ""
is "flows: one of 4 is one of 2" "$(comm -13 "$work/two" "$work/four")" ""
within "flows: 1 in 2" "$two" $flows 0.5
within "flows: 1 in 4" "$four" $flows 0.25
counted "flows: 1 in 2, counted" two "seen=$((3 * flows)) copied=$((3 * two)) skipped=0 sampled-out=$((3 * (flows - two)))"
counted "flows: 1 in 4, counted" four "seen=$((3 * flows)) copied=$((3 * four)) skipped=0 sampled-out=$((3 * (flows - four)))"
counted "flows: 1 in 1" all "seen=$((3 * flows)) copied=0 skipped=0 count-only=$((3 * flows))"

# The same flows again: the same are chosen.
sort -u "$work/copies" >"$work/before"
copies_on -g
frame -n p -b "$work/lines"
settle two $((6 * flows))
settle four $((6 * flows))
copies_off
is "flows: the same the next time" "$(sort -u "$work/copies" | cmp - "$work/before" 2>&1)" ""
finish
