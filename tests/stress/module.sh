#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module goes and comes 5 times, with sessions, under traffic on every CPU, while commands come in and devices come
# and go, each 3 times in each loading and until the last has. What a session counts goes with the module: each loading
# has sessions of its own, which begin and are looked at while nothing is sent.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"
trap come_back EXIT

rounds=$((5 * factor))
# shellcheck disable=SC2034 # for lib.sh
gap=20000 least=200

commands() {
	local command status=0

	while read -r command; do
		# shellcheck disable=SC2086 # words
		m -j -s $command || status=1
	done <<-END
		session add x to dev mir0 from dev eth0 match ip_proto udp
		session add y from inet
		session show
		rule add x ip_proto tcp dst_port 1-500
		session del x
		session del y
	END
	return "$status"
}

devices() {
	ip -n h -b - <<-END
		link add gl0 type veth peer name gl1
		link set gl0 up
		link set gl1 up
		link del gl0
	END
}

stress_topology
for ((round = 1; round <= rounds; round++)); do
	# Were the last loading's still there, it would be refused.
	((round == 1)) || constant_begins
	sessions <<-END
		session add bound to dev mir0 to dev nowhere from dev 'e*' from dev 'gl*' match dst_port 1-1000
		session add hooked to dev mir0 from inet from bridge br0
	END
	loaded "$round"
	((round > 1)) || for worker in commands devices; do
		work_again $worker
	done
	traffic_on
	all_turn 3
	until_true enough
	traffic_off
	constant_is_whole
	saw_all bound hooked
	every_counter_adds_up
	reload
done
touch "$work/stop"
workers_done "commands and devices went on"
finish_bare
