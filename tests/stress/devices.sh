#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Under traffic on every CPU, 6 times each and all at the same time: devices are created, renamed, moved to another
# namespace and back, and deleted, while globs bind them and sessions copy to them; ports go from one bridge to another,
# and bridges come and go, while both are sources.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((6 * factor))

# Devices that a glob fits, with packets of their own. Renaming needs them down, on older kernels.
globbed() {
	local i

	for ((i = 0; i < rounds; i++)); do
		ip -n h -b - <<-END || return
			link add gl$i type veth peer name gp$i
			link set gl$i up
			link set gp$i up
			link set gl$i down
			link set gl$i name xx$i
			link set xx$i up
			link set xx$i down
			link set xx$i name gl$i
		END
		((i % 4)) || frame -n h -b <<<"gp$i eth ip udp count 20" || return
		ip -n h link del "gl$i" || return
	done
}

# A target that comes and goes.
targets() {
	local i

	for ((i = 0; i < rounds; i++)); do
		ip -n h -b - <<-END || return
			link add tgt0 type veth peer name tgp0
			link set tgp0 up
			link set tgt0 up
			link set tgt0 netns s
		END
		ip -n s link set tgt0 netns h || return
		ip -n h -b - <<-END || return
			link set tgt0 up
			link del tgt0
			link add tgt0 type dummy
			link set tgt0 up
			link del tgt0
		END
	done
}

# br0 and br1 share a port, and are deleted with it in them.
bridges() {
	local i

	for ((i = 0; i < rounds; i++)); do
		ip -n h -b - <<-END || return
			link add br0 type bridge mcast_snooping 0
			link add br1 type bridge mcast_snooping 0
			link set br0 up
			link set br1 up
			link set port0 master br0
			link set port0 master br1
			link set port0 nomaster
			link set port0 master br0
			link del br0
			link set port0 master br1
			link del br1
		END
	done
}

stress_topology
pair h port0 p port1
wait_up h p
must m session add glob to dev mir0 from dev 'gl*' from dev 'gp?'
must m session add appearing to dev tgt0 from dev eth0 dir in
must m session add bridged to dev mir0 from bridge br0 from bridge br1
must m session add both to dev mir0 to dev tgt0 from dev eth0 from dev port0 match ip_proto udp
traffic_on
frame -n p -b <<<"port1 eth dst ff:ff:ff:ff:ff:ff ip udp tag b count 100000000 gap $gap" &
flows+=($!)
must_flow "before"
work globbed globbed
work targets targets
work bridges bridges
workers_done "$rounds rounds: every device comes and goes"
must_flow "after"
is "nothing is bound to what has gone" "$(get source glob n_bound; get source bridged n_bound)" "0
0
0
0"
is "and the target waits" "$(get target appearing state)" "waiting"
for session in appearing both; do
	like "$session: seen" "$(counters session $session)" "seen=[1-9]"
done
like "the target had copies, and was away" "$(counters target appearing)" "copied=[1-9].*target-waiting=[1-9]"
like "globs have seen packets" "$(counters session glob)" "seen=[1-9]"
like "bridges have" "$(counters session bridged)" "seen=[1-9]"
stress_end
