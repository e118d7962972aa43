#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Under traffic on every CPU, in 6 rounds and all at the same time: devices are created, renamed, moved to another
# namespace and back, and deleted, while globs bind them and sessions copy to them; ports go from one bridge to another,
# and bridges come and go, while both are sources.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((6 * factor))

# The kernel gives a device its queue some time after the other end has come up.
has_queue() { ip -n h -o link show "$1" | grep -q ' state UP '; }
have_received() { [[ $(get source glob dev stats.seen.packets | head -n 1) = "gl* $1" ]]; }

# Devices that a glob fits, with packets of their own. Renaming needs them down, on older kernels.
globbed() {
	local i n

	for ((i = 0; i < rounds; i++)); do
		n=$((i % 10))
		ip -n h -b - <<-END || return
			link add gl$n type veth peer name gp$n
			link set gl$n up
			link set gp$n up
			link set gl$n down
			link set gl$n name xx$n
			link set xx$n up
			link set xx$n down
			link set xx$n name gl$n
			link set gl$n up
		END
		if ! ((i % 4)); then
			until_true has_queue "gp$n" || return
			frame -n h -b <<<"gp$n eth dst ff:ff:ff:ff:ff:ff ip udp count 20" || return
			# A device takes with it what still waits for it.
			until_true have_received $((20 * (i / 4 + 1))) || return
		fi
		ip -n h link del "gl$n" || return
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

bridges() {
	local i

	for ((i = 0; i < rounds; i++)); do
		ports_move || return
	done
}

stress_topology
pair h port0 p port1
wait_up h p
watch s mon0
must m session add glob to dev mir0 from dev 'gl*' from dev 'gp?'
must m session add appearing to dev tgt0 from dev eth0 dir in
must m session add bridged to dev mir0 from bridge br0 from bridge br1
must m session add both to dev mir0 to dev tgt0 from dev eth0 from dev port0 match ip_proto udp
traffic_on
flow port1 0
must_flow "before"
work globbed globbed
work targets targets
work bridges bridges
workers_done "$rounds rounds: every device comes and goes"
must_flow "after"
until_true enough
traffic_off
is "nothing is bound to what has gone" "$(get source glob n_bound; get source bridged n_bound)" "0
0
0
0"
is "and the target waits" "$(get target appearing state)" "waiting"
constant_is_whole
saw_all appearing
read -r n _ < <(came)
read -r port _ < <(sent port1)
settle both $((n + port))
counted "a port that moves is seen all the time" both "seen=$((n + port)) copied=$((n + port)) skipped=0"
like "the target had copies, and was away" "$(counters target appearing)" "copied=[1-9].*target-waiting=[1-9]"
n=$((20 * ((rounds + 3) / 4)))
is "globs have seen what their devices received, and sent" "$(get source glob dev stats.seen.packets)" "gl* $n
gp? $n"
like "bridges have seen packets" "$(counters session bridged)" "seen=[1-9]"
# shellcheck disable=SC2016 # for awk
all_arrived "of all sessions, what was copied has come" s mon0 "$(get target "" dev stats.copied.packets \
	stats.copied.bytes | awk '$1 == "mir0" { n += $2; bytes += $3 } END { print n, bytes }')"
finish
