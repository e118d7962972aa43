#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sessions, their rules, sources and targets come, change, are replaced and go, in 50 rounds, all at the same time and
# under traffic on every CPU. README.md has what is not in each round.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((50 * factor))

# Each of these is one process with a batch of commands, in a session of its own and in one that they share.
rule_commands() {
	awk -v rounds="$rounds" -v file="$work/set" 'BEGIN {
		for (i = 1; i <= rounds; i++) {
			print "rule add shared prio", i, "ip_proto udp dst_port", i % 100 "-" i % 100 + i % 50
			print "rule add shared prio", i, "src_ip 10.0." i % 256 ".0/24 action skip"
			if (i > 5) {
				print "rule del shared prio", i - 5, "ip_proto udp dst_port", (i - 5) % 100 "-" (i - 5) % 100 + (i - 5) % 50
				print "rule del shared prio", i - 5, "src_ip 10.0." (i - 5) % 256 ".0/24"
			}
			if (i % 10 == 0)
				print "rule replace ruled -f", file
			if (i % 10 == 5)
				print "rule flush ruled"
		}
	}'
}

part_commands() {
	local i

	for ((i = 0; i < rounds; i++)); do
		echo "source add shared inet"
		echo "target add shared dev mir1"
		echo "source del shared dev eth0"
		echo "source add shared dev eth0 dir in"
		echo "source del shared inet"
		echo "source del shared dev eth0"
		echo "source add shared dev eth0"
		echo "target del shared dev mir1"
		((i % 20)) || echo "session reset shared"
	done
}

session_commands() {
	local i

	for ((i = 0; i < rounds; i++)); do
		echo "session add new$i to dev mir0 from dev eth0 match ip_proto udp dst_port 1-$((1 + i % 60))"
		echo "session disable new$i"
		echo "session enable new$i"
		shown "new$i"
		echo "session replace new$i to dev mir1 from dev eth0 dir in from inet match ip_proto tcp"
		shown "new$i"
		echo "session del new$i"
	done
}

stress_topology
pair h mir1 s mon1
pair h mir2 s mon2
wait_up h s
watch s mon2
for ((i = 0; i < 200; i++)); do
	echo "prio $((i % 7)) ip_proto udp dst_port $i"
done >"$work/set"
must m session add shared to dev mir0 from dev eth0
must m session add ruled to dev mir2 from dev eth0 dir in
rule_commands >"$work/rules"
part_commands >"$work/parts"
session_commands >"$work/sessions"
traffic_on
must_flow "before"
work rules m -b "$work/rules"
work parts m -b "$work/parts"
work sessions m -j -s -b "$work/sessions"
workers_done "$rounds rounds: each command is done"
must_flow "after"
until_true enough
traffic_off
is "what is left" "$(get session "" name rules)" "constant 0
shared 10
ruled 200"
shown_adds_up sessions $((2 * rounds))
saw_all ruled
is "ruled: what was mirrored was copied" "$(get session ruled stats.copied.packets stats.copied.bytes)" \
	"$(get target ruled stats.seen.packets stats.seen.bytes)"
all_arrived "ruled: and has come" s mon2 "$(get target ruled stats.copied.packets stats.copied.bytes)"
constant_is_whole
finish
