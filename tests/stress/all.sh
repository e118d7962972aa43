#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All at once, 4 times, under traffic on every CPU: sessions replaced, devices and namespaces created and deleted, dumps,
# and twice the module itself. What commands are answered does not matter while the module may be away; that every
# packet of a session made afterwards is accounted for does.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"

rounds=$((4 * factor))

reload() {
	[[ -d /sys/module/nf_mirror ]] || modprobe nf_mirror
	clean_up
}
trap reload EXIT

# until_stop COMMAND... - again and again
until_stop() {
	while [[ ! -e $work/stop ]]; do
		"$@"
	done >/dev/null 2>&1
	return 0
}

churn_sessions() {
	mirrorctl -n h -force -b - <<-END
		session add a to dev mir0 to dev tgt0 from dev eth0 from dev 'gl*' match ip_proto udp
		rule add a prio 3 dst_port 1-999
		session replace a to dev mir0 from inet from bridge br0
		source add a dev eth0 dir in
		rule add a prio 9 ip_proto udp src_port 1000
		session reset
		rule flush
		session del a
	END
}

churn_devices() {
	ip -n h -force -b - <<-END
		link add gl0 type veth peer name gl1
		link add tgt0 type dummy
		link add br0 type bridge mcast_snooping 0
		link set gl0 master br0
		link set br0 up
		link set gl0 up
		link set gl1 up
		link set tgt0 up
		link set tgt0 netns s
		link del br0
		link del gl0
	END
	ip -n s link del tgt0
}

churn_namespaces() {
	ip netns add passing
	ip -n passing link set lo up
	mirrorctl -n passing session add p from inet from dev lo to dev nowhere
	mirrorctl -n passing session add q from inet hook input match ip_proto icmp
	ip netns del passing
}

dumps() {
	mirrorctl -n h -j -s session show
	mirrorctl -n h -j -s source show
	mirrorctl -n h -j -s target show
	mirrorctl -n h -j -s rule show
}

stress_topology
traffic_on
work sessions until_stop churn_sessions
work devices until_stop churn_devices
work namespaces until_stop churn_namespaces
work dumps until_stop dumps
for ((round = 1; round <= rounds; round++)); do
	m session add "round$round" to dev mir0 from dev eth0 dir in >/dev/null 2>&1
	must_flow "round $round"
	if ((round % 2 == 0)); then
		until_true modprobe -r nf_mirror 2>"$work/why" || broken "round $round: the module goes" "$(<"$work/why")"
		must modprobe nf_mirror
	fi
done
touch "$work/stop"
workers_done "$rounds rounds of everything"
ip netns del passing 2>/dev/null
must m session flush
traffic_off
must m session add constant to dev mir0 from dev eth0 dir in
before=$(received)
traffic_on
must_flow "at last"
stress_end
