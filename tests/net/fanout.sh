#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Which of several targets get a copy: each, one by the flow, the first that is up.
#
#   p:eth0 ------ h:eth0     h:mir0, mir1, mir2 ------ s:mon0, mon1, mon2
#                            h:up0 ------ s:up0 (tunnels)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

long_queues
basic_topology
pair h mir1 s mon1
pair h mir2 s mon2
pair h up0 s up0
address h up0 10.9.0.1/24
neighbour h up0 02:00:00:00:00:09 10.9.0.2
wait_up h s

# mirrors_on N..., mirrors_off N... - the sensors of these; a sentinel needs a device that is up
mirrors_on() { sniff_on copies s -g -p "${@/#/mon}"; }
mirrors_off() { sniff_off copies h "${@/#/mir}"; }
state_is() { [[ $(get target s dev state | grep "^$1 ") = "$1 $2" ]]; }
# goes DEV up|down - and the session knows
goes() {
	ip_in h <<<"link set $1 $2"
	wait_usable h s
	until_true state_is "$1" "$2" || broken "$1 is $2" "$(get target s dev state)"
}
wait_usable() {
	local space

	for space; do
		until_true no_carrier_missing "$space" || broken "devices of $space ready" "$(ip -n "$space" -br link)"
	done
}
# Of devices that are up on both sides; the other end of one that is down has no carrier.
no_carrier_missing() { ! ip -n "$1" -o link show up | grep -v LOWERLAYERDOWN | grep -v NO-CARRIER | grep -q 'state DOWN'; }

# Each flow: there twice, back twice.
flows=300
awk -v n=$flows 'BEGIN {
	for (i = 0; i < n; i++) {
		v4 = i % 2
		a = v4 ? "10.1." int(i / 200) "." i % 200 : "fd01::" i
		b = v4 ? "10.2.0.1" : "fd01::ff:1"
		ip = v4 ? "ip" : "ip6"
		for (k = 0; k < 2; k++) {
			print "eth0 eth " ip " src " a " dst " b " tcp sport " 1000 + i " dport 80 tag f" i
			print "eth0 eth " ip " src " b " dst " a " tcp dport " 1000 + i " sport 80 tag f" i
		}
	}
}' >"$work/lines"
seen=0
# burst NAME N... - all flows; $work/NAME has "FLOW TARGET" of each
burst() {
	local name=$1

	shift
	mirrors_on "$@"
	frame -n p -b "$work/lines"
	seen=$((seen + 4 * flows))
	settle s $seen
	mirrors_off "$@"
	awk '{ print $2, $1 }' "$work/copies" | sort | uniq -c >"$work/$name.counts"
	awk '{ print $2, $3 }' "$work/$name.counts" >"$work/$name"
	is "hash, $name: all four packets of a flow to one target" \
		"$(awk '$1 != 4' "$work/$name.counts"; wc -l <"$work/$name")" $flows
}

# Copy: to each.
sessions <<-END
	session add s to dev mir0 to dev mir1 to dev mir2 from dev eth0 dir in
END
mirrors_on 0 1 2
frame -n p eth0 eth ip udp tag n count 100
settle s 100
mirrors_off 0 1 2
counted "copy" s "seen=100 copied=100 skipped=0"
is "copy: to each" "$(cut -d' ' -f1 "$work/copies" | sort | uniq -c | tr -s ' ')" " 100 mon0
 100 mon1
 100 mon2"
is "copy: sent by the session, thrice" "$(get session s stats.sent.packets stats.sent.bytes)" "300 $((300 * 55))"
must m session del s

# Hash.
sessions <<-END
	session add s fanout hash to dev mir0 to dev mir1 to dev mir2 from dev eth0 dir in
END
burst begin 0 1 2
counted "hash: one copy each" s "seen=$seen copied=$seen skipped=0"
is "hash: targets see what is theirs" "$(get target s stats.seen.packets | awk '{ n += $1 } END { print n }')" $seen
is "hash: each has its share, within 6 sigma" "$(cut -d' ' -f2 "$work/begin" | sort | uniq -c |
	awk -v n=$flows '{ d = $1 - n / 3; if (d * d <= 36 * n * 2 / 9) good++ } END { print good }')" 3
burst again 0 1 2
same "hash: a flow stays" "$work/again" "$work/begin"
goes mir1 down
burst without 0 2
is "hash: nothing goes to a target that is down" "$(grep -c mon1 "$work/without")" 0
same "hash: only its flows move" <(grep -vxFf "$work/without" "$work/begin" | cut -d' ' -f2 | sort -u) <(echo mon1)
is "hash: to both others" "$(grep mon1 "$work/begin" | cut -d' ' -f1 | grep -wFf - "$work/without" |
	cut -d' ' -f2 | sort -u)" "mon0
mon2"
goes mir1 up
burst back 0 1 2
same "hash: and they return" "$work/back" "$work/begin"
must m target del s dev mir2
burst gone 0 1 2
same "hash: of one that is deleted, only its flows move" \
	<(grep -vxFf "$work/gone" "$work/begin" | cut -d' ' -f2 | sort -u) <(echo mon2)
goes mir0 down
goes mir1 down
frame -n p eth0 eth ip udp count 10
settle s $((seen + 10))
counted "hash: with none up, not copied" s "seen=$((seen + 10)) copied=$seen skipped=0 target-down=10"
goes mir0 up
goes mir1 up
must m session del s

# Failover: in the order in which they were added.
sessions <<-END
	session add s fanout failover to dev mir1 to dev mir0 to dev nothere from dev eth0 dir in
END
fails() {
	frame -n p eth0 eth ip udp tag "$1" count 10
	n=$((n + 10))
	settle s "$n"
}
n=0
mirrors_on 0 1 2
fails first
ip_in h <<<"link set mir1 down"
until_true state_is mir1 down || not_ok "mir1 is down" "$(m session show s)"
fails second
ip_in h <<<"link set mir0 down"
until_true state_is mir0 down || not_ok "mir0 is down" "$(m session show s)"
fails none
goes mir0 up
fails third
goes mir1 up
fails fourth
mirrors_off 0 1 2
is "failover: the first that is up" "$(sed -E 's/-[0-9]+$//' "$work/copies" | sort | uniq -c | tr -s ' ')" " 10 mon0 second
 10 mon0 third
 10 mon1 first
 10 mon1 fourth"
counted "failover: with none up, lost and counted" s "seen=50 copied=40 skipped=0 target-waiting=10"
is "failover: targets" "$(counters target s)" "s dev mir1 up: seen=20 copied=20 skipped=0
s dev mir0 up: seen=20 copied=20 skipped=0
s dev nothere waiting: seen=10 copied=0 skipped=0 target-waiting=10"
must m session del s

# Tunnels among them; 64 of them.
{
	echo "session add s fanout hash from dev eth0 dir in"
	for ((i = 0; i < 31; i++)); do
		echo "target add s vxlan remote 10.9.0.2 vni $i"
		echo "target add s geneve remote 10.9.0.2 vni $i"
	done
	echo "target add s gretap remote 10.9.0.2"
	echo "target add s dev mir0"
} | sessions
frame -n p -b "$work/lines"
settle s $((4 * flows))
counted "64 targets, hash" s "seen=$((4 * flows)) copied=$((4 * flows)) skipped=0"
get target s kind stats.seen.packets stats.copied.packets >"$work/targets"
is "64 targets, hash: each packet to one" \
	"$(awk '{ seen += $2; copied += $3; odd += $2 % 4 != 0 } END { print NR, seen, copied, odd + 0 }' "$work/targets")" \
	"64 $((4 * flows)) $((4 * flows)) 0"
is "64 targets, hash: nearly all have some" "$(awk '$2 { n++ } END { print (n > 45) }' "$work/targets")" 1
must m session set s fanout copy
must m session reset s
frame -n p eth0 eth ip udp count 5
settle s 5
counted "64 targets, copy" s "seen=5 copied=5 skipped=0"
is "64 targets, copy: all of each" "$(get target s stats.copied.packets | sort | uniq -c | tr -s ' ')" " 64 5"
finish
