#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every change is told, whoever or whatever made it: commands, devices, a namespace that goes.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0        v: a namespace that goes, with a session
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

monitors=()

# monitor NAME [-n SPACE] - events to $work/NAME, once it listens
monitor() {
	local name=$1

	shift
	mirrorctl "$@" -j monitor >"$work/$name" 2>"$work/$name.err" &
	monitors+=($!)
	until_true marked "$name" "$@" || broken "monitor $name listens" "$(<"$work/$name.err")"
}

# A session that comes and goes is heard of.
marked() {
	local name=$1

	shift
	must mirrorctl "$@" session add marker
	must mirrorctl "$@" session del marker
	grep -q '"deleted".*"marker"' "$work/$name"
}

stop_monitors() {
	kill "${monitors[@]}" 2>/dev/null
	clean_up
}
trap stop_monitors EXIT

# What was told, in short; none of the markers.
told() {
	grep -v '"marker"' "$work/$1" | jq -r '
	"\(.event) \(.object) \(.name // .session)" +
	if .object == "session" and .event == "changed" then
		" \(if .enabled then "on" else "off" end), \(.sources) sources, \(.targets) targets, \(.rules) rules"
	elif .object == "source" then
		" \(.dev // .kind)" + if .event == "changed" then " bound to \(.n_bound)" else "" end
	elif .object == "target" then
		" \(.dev)" + if .event == "changed" then " \(.state)" else "" end
	elif .object == "rule" then " \(.prio) \(.match | to_entries | map("\(.key) \(.value)") | join(" ")) \(.action)"
	elif .object == "rules" then " \(.rules) rules, \(.masks) masks"
	else "" end'
}

: >"$work/want"
# does WANT... COMMAND-LINES on standard input: "m ..." or "ip ..."
does() {
	local line

	printf '%s\n' "$@" >>"$work/want"
	while read -r line; do
		case $line in
		ip\ *) ip_in h <<<"${line#ip }" ;;
		*) sessions <<<"$line" ;;
		esac
	done
}

basic_topology
monitor h -n h
does "changed session s on, 1 sources, 1 targets, 1 rules" \
	<<<"session add s to dev mir0 from dev eth0 dir in match dst_port 80"
does "changed source s later bound to 0" <<<"source add s dev later"
does "changed source s inet bound to 1" <<<"source add s inet hook forward"
does "changed target s nothere waiting" <<<"target add s dev nothere"
does "changed target s mir1 waiting" <<<"target add s dev mir1"
does "deleted target s mir1" <<<"target del s dev mir1"
does "changed rule s 5 ip_proto udp skip" <<<"rule add s prio 5 ip_proto udp action skip"
does "deleted rule s 5 ip_proto udp skip" <<<"rule del s prio 5 ip_proto udp"
does "changed source s later bound to 1" <<<"ip link add later type dummy"
does "changed target s nothere down" <<<"ip link add nothere type dummy"
does "changed target s nothere up" <<<"ip link set nothere up"
does "changed target s nothere down" <<<"ip link set nothere down"
does "changed target s nothere waiting" <<<"ip link del nothere"
does "changed source s later bound to 0" <<<"ip link set later name latest"
does "changed source s later bound to 1" <<<"ip link set latest name later"
does "changed source s later bound to 0" <<<"ip link del later"
does "changed target s mir0 down" <<<"ip link set mir0 down"
does "changed target s mir0 up" <<<"ip link set mir0 up"
does "changed session s off, 3 sources, 2 targets, 1 rules
changed source s eth0 bound to 0
changed source s later bound to 0
changed source s inet bound to 0" <<<"session disable s"
does "changed session s on, 3 sources, 2 targets, 1 rules
changed source s eth0 bound to 1
changed source s later bound to 0
changed source s inet bound to 1" <<<"session set s enabled on"
printf 'prio 1 ip_proto tcp\nprio 2 ip_proto udp dst_port 53 action skip\n' >"$work/rules"
does "replaced rules s 2 rules, 2 masks" <<<"rule replace s -f $work/rules"
does "replaced rules s 0 rules, 0 masks" <<<"rule flush s"
does "changed session s on, 3 sources, 2 targets, 0 rules" <<<"session reset s"
does "deleted source s later" <<<"source del s dev later"
does "deleted source s inet" <<<"source del s inet hook forward"
does "deleted session s" <<<"session del s"
does "changed session a on, 0 sources, 0 targets, 0 rules" <<<"session add a"
does "changed session b on, 0 sources, 0 targets, 0 rules" <<<"session add b"
does "deleted session a" "deleted session b" <<<"session flush"
# Refusals and commands that change nothing are no news.
m session del nothere 2>/dev/null
m session show >/dev/null
must m session add last
echo "changed session last on, 0 sources, 0 targets, 0 rules" >>"$work/want"
until_true grep -q '"last"' "$work/h"
told h >"$work/got"
same "every change is told, in order, once" "$work/got" "$work/want"
must m session flush

# A namespace that goes has nobody left to tell: the initial one hears it, with the namespace's cookie.
monitor init
space v
cookie=$(in_space v python3 -c 'import socket; print(int.from_bytes(socket.socket().getsockopt(socket.SOL_SOCKET, 71, 8), "little"))')
sessions v <<-END
	session add one from dev lo
	session add two
END
must ip netns del v
until_true grep -q '"two"' "$work/init" || :
is "a namespace that goes" "$(grep -v '"marker"' "$work/init" | jq -r '"\(.event) \(.object) \(.name) \(.netns_cookie)"')" \
	"deleted session one $cookie
deleted session two $cookie"
is "and of the other namespaces it hears nothing" "$(grep -c '"last"' "$work/init")" 0
finish
