#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Of each CPU's time, so much: under load copies are shed, and it is told. No original is.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

stop_monitor() {
	kill "$monitor" 2>/dev/null
	clean_up
}
heard() { grep -q "$1" "$work/events"; }
sheds() { [[ $(get session s shedding) = "$1" ]]; }

long_queues
basic_topology
mirrorctl -n h -j monitor >"$work/events" &
monitor=$!
trap stop_monitor EXIT
marked() { m session add marker && m session del marker && heard '"deleted".*"marker"'; }
until_true marked || broken "the monitor listens" "$(<"$work/events")"

must m session add s budget 1% to dev mir0 from dev eth0 dir in
is "without load nothing is shed" "$(get session s shedding budget)" "false 1"
frame -n p eth0 eth ip udp zero 58
settle s 1
counted "nor any copy" s "seen=1 copied=1 skipped=0"

# A copy of 60 KB in 42 segments takes a while.
must m session set s wire on
sniff_on originals h -g eth0
packets=2000
frame -n p eth0 eth ip tcp tag n gso 1448 zero 58000 count $packets
settle s $((packets + 1))
until_true heard '"shedding": *true' || not_ok "told that it sheds" "$(<"$work/events")"
read -r copied shed < <(get session s stats.copied.packets stats.not_copied.over-budget.packets)
is "all are counted" "$((copied + shed))" $((packets + 1))
like "copies are shed under load" "$((shed > 0)) $shed" "^1 "
like "but not all" "$((copied > 1)) $copied" "^1 "
until_true sheds false || not_ok "it ceases" "$(m session show s)"
ok "told that it sheds, and it ceases"
m session show s >"$work/shown"
like "show says so" "$(<"$work/shown")" "shedding off"
must m session add last
until_true heard '"last"' || not_ok "the last event" "$(<"$work/events")"
is "told once when it begins, once when it ceases" \
	"$(grep '"name": *"s"' "$work/events" | grep -Eo '"shedding": *(true|false)' | tr -d ' ' | uniq)" '"shedding":false
"shedding":true
"shedding":false'
must m session set s budget off
frame -n p eth0 eth ip tcp gso 1448 zero 58000 count 50
settle s $((packets + 51))
is "off" "$(get session s stats.copied.packets)" $((copied + 50))
sniff_off originals p eth0
is "all originals arrive" "$(wc -l <"$work/originals")" $packets
is "in order, each once" "$(sort -u "$work/originals" | cmp - "$work/originals")" ""
finish
