#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module goes and comes 5 times, with sessions, under traffic on every CPU, while commands come in and devices come
# and go; and it works again each time.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((5 * factor))

reload() {
	[[ -d /sys/module/nf_mirror ]] || modprobe nf_mirror
	clean_up
}
trap reload EXIT

configure() {
	sessions <<-END
		session add constant to dev mir0 from dev eth0 dir in
		session add bound to dev mir0 to dev nowhere from dev 'e*' from dev 'gl*' match dst_port 1-1000
		session add hooked to dev mir0 from inet from bridge br0
	END
}

# Until told to stop. What they are answered does not matter: the module may not be there.
commands() {
	while [[ ! -e $work/stop ]]; do
		mirrorctl -n h session add x to dev mir0 from dev eth0 match ip_proto udp
		mirrorctl -n h session add y from inet
		mirrorctl -n h -j -s session show
		mirrorctl -n h rule add x ip_proto tcp dst_port 1-500
		mirrorctl -n h session del x
		mirrorctl -n h session del y
	done >/dev/null 2>&1
	return 0
}

devices() {
	while [[ ! -e $work/stop ]]; do
		ip -n h link add gl0 type veth peer name gl1 || return
		ip -n h link del gl0 || return
	done
}

stress_topology
must m session flush
traffic_on
work commands commands
work devices devices
unloaded=0
for ((round = 1; round <= rounds; round++)); do
	configure
	must_flow "round $round"
	# While a command has a socket of the family, it may be in use for a moment.
	until_true modprobe -r nf_mirror 2>"$work/why" || broken "round $round: the module goes" "$(<"$work/why")"
	unloaded=$((unloaded + 1))
	# A command that asks for the family may have loaded it again.
	must modprobe nf_mirror
done
touch "$work/stop"
workers_done "commands and devices go on"
is "unloaded and loaded under traffic" "$unloaded" "$rounds"
m session flush
traffic_off
configure
before=$(received)
traffic_on
must_flow "at last"
stress_end
