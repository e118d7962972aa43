#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Options of a session: shown as they were typed, taken back as they are shown, told of when they change; count-only,
# and the end of a session whose time is over.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

stop_monitor() {
	kill "$monitor" 2>/dev/null
	clean_up
}
heard() { grep -Eq "$1" "$work/events"; }
marked() { m session add marker && m session del marker && heard '"deleted".*"marker"'; }

basic_topology
mirrorctl -n h -j monitor >"$work/events" &
monitor=$!
trap stop_monitor EXIT
until_true marked || broken "the monitor listens" "$(<"$work/events")"

first_line() { m session show "$1" | head -n 1; }

# What is typed | as JSON (one member, or two) | what is typed to be rid of it
must m session add s from dev eth0
plain=$(first_line s)
is "nothing said, nothing shown" "$plain" "s: enabled on"
said=0
while IFS='|' read -r words json off; do
	words=$(xargs <<<"$words") off=$(xargs <<<"$off") json=$(tr -d ' ' <<<"$json")
	# shellcheck disable=SC2086 # words
	must m session set s $words
	is "$words: shown as typed" "$(first_line s)" "s: enabled on $words"
	[[ $(m -j session show s) = *"$json"* ]] || not_ok "$words: as JSON" "$(m -j session show s)"
	# shellcheck disable=SC2086 # words
	must m session set s $off
	is "$off" "$(first_line s)" "$plain"
	said=$((said + 2))
done <<-END
	snaplen 64             | "snaplen":{"value":64,"unit":"frame"}                         | snaplen off
	snaplen l4+0           | "snaplen":{"value":0,"unit":"l4"}                             | snaplen off
	sample flow 3          | "sample":{"value":3,"unit":"flow"}                            | sample off
	rate 7pps              | "rate":{"value":7,"unit":"pps"},"burst":0                     | rate off
	rate 8mbit burst 262144 |"rate":{"value":8000000,"unit":"bit"},"burst":262144          | rate off
	budget 100%            | "budget":100                                                  | budget off
	wire on                | "wire":"on"                                                   | wire auto
	oversize drop          | "oversize":"drop"                                             | oversize truncate
	vlan strip             | "vlan":{"op":"strip"}                                         | vlan keep
	vlan push 1 802.1ad    | "vlan":{"op":"push","id":1,"protocol":"802.1ad"}              | vlan keep
	cutoff packets 5       | "cutoff":{"value":5,"unit":"packets"}                         | cutoff off
	dedup 10000            | "dedup":10000                                                 | dedup off
	count-only on          | "count-only":true                                             | count-only off
	expire 2h              | "expire":7200                                                 | expire never
	fanout hash            | "fanout":"hash"                                               | fanout copy
	fanout failover        | "fanout":"failover"                                           | fanout copy
END
must m session add mark
until_true heard '"name": *"mark"' || not_ok "the last event" "$(<"$work/events")"
is "each was told, once" "$(grep '"changed"' "$work/events" | grep -c '"name": *"s"')" $((said + 1))
must m session del mark

# All at once, and what is shown makes the same session again.
all="snaplen l4+96 sample flow 2 rate 5kpps burst 9 budget 20% wire on oversize drop vlan push 7 802.1ad cutoff bytes 1000
	dedup 50 count-only on expire 1d fanout hash"
# shellcheck disable=SC2086 # words
must m session replace s $all from dev eth0
shown=$(first_line s)
is "all at once" "$shown" "s: enabled on ${all//$'\n\t'/ }"
# shellcheck disable=SC2086 # words
must m session add copy ${shown#s: }
is "what is shown makes the same" "$(first_line copy)" "copy: ${shown#s: }"
must m session set s enabled off
must m session set s budget 30% wire off
is "one is set, the others stay" "$(first_line s)" \
	"s: $(sed 's/enabled on/enabled off/; s/budget 20%/budget 30%/; s/wire on/wire off/' <<<"${shown#s: }")"
must m session replace s
is "replaced without options: none" "$(first_line s)" "$plain"
must m session flush

# Refused, and nothing changed.
must m session add s snaplen 100
while read -r words; do
	# shellcheck disable=SC2086 # words
	said=$(m session set s $words 2>&1)
	like "refused: $words" "$? $said" "^[12] "
done <<-END
	snaplen 63
	snaplen 65536
	snaplen l4+65536
	sample 0
	sample 16777217
	rate 0pps
	rate 1000001mpps
	burst 5
	budget 0%
	budget 101%
	vlan push 0
	vlan push 4095
	vlan push
	cutoff packets 0
	dedup 0
	dedup 10001
	expire 0
	expire 366d
	fanout all
	wire maybe
	snaplen 64 fanout all
END
is "nothing has changed" "$(first_line s)" "s: enabled on snaplen 100"
must m session del s

# count-only decides and counts. What comes before it still refuses.
sessions <<-END
	session add s count-only on cutoff packets 3 to dev mir0 from dev eth0 dir in match ip_proto udp
END
copies_on
frame -n p -b <<-END
	eth0 eth ip udp tag a count 5
	eth0 eth ip tcp tag a count 2
END
settle s 7
counted "count-only" s "seen=7 copied=0 skipped=2 count-only=3 cut-off=2"
is "count-only: no target is asked" "$(counters target s)" "s dev mir0 up: seen=0 copied=0 skipped=0"
is "count-only: nothing sent" "$(get session s stats.sent.packets)" 0
must m session set s count-only off cutoff off
frame -n p eth0 eth ip udp tag b
settle s 8
copies_off
is "count-only off: copied again" "$(grep -c . "$work/copies")" 1
must m session del s

# The end. It is never early: sessions that have an hour, that were given more, or no end after all, are there still.
gone() { ! m session show "$1" >"$work/out" 2>&1; }
sessions <<-END
	session add short expire 1 to dev mir0 from dev eth0
	session add longer expire 1h
	session add more expire 2
	session set more expire 1h
	session add never expire 2
	session set never expire never
	session add again expire 2
	session replace again
	session add others expire 2
	session set others wire on
END
like "expires_in" "$(m session show longer)" "expires_in 5[0-9]m|expires_in 1h0m"
like "in milliseconds, less than was given" "$(get session longer expires_in_ms)" "^3(600000|[0-5][0-9]{5})\$"
until_true gone short || not_ok "it is gone" "$(m session show short)"
until_true gone others || not_ok "another option gives no more time" "$(m session show others)"
is "who has time, or has no end, is there" "$(get session "" name)" "longer
more
never
again"
must m session add last
until_true heard '"name": *"last"' || not_ok "the last event" "$(<"$work/events")"
is "it is told why" "$(grep -E '"deleted".*"(short|others)"' "$work/events" | grep -c '"expired": *true')" 2
is "of others it is not" "$(grep '"deleted"' "$work/events" | grep -Ev '"(short|others)"' | grep -c '"expired"')" 0
is "no hook is left" "$(get source "" dev)" ""
finish
